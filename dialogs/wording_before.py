"""The sentences of what comes before a meeting: the order and what is amiss with it, consent, observers and
guests.

Short, and each says what to do. Of a restricted case no more than its number is ever said, and that only to
those who may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dialogs import wording
from dialogs.wording_hearing import KINDS
from marac.decide import Why
from marac.order_warnings import OrderWarning, Worry
from marac.words import Capacity, CaseKind
from usecases.rooms import Room

ALL_KINDS: Mapping[CaseKind, str] = {CaseKind.ORDINARY: "Ordinary", **KINDS}
CAPACITIES: Mapping[Capacity, str] = {
    Capacity.CHAIR: "chair",
    Capacity.ADMINISTRATOR: "administrator",
    Capacity.REPRESENTATIVE: "representative",
    Capacity.DEPUTY: "deputy",
    Capacity.OBSERVER: "observer",
    Capacity.GUEST: "guest",
    Capacity.LEAD: "operational lead",
    Capacity.MANAGER: "line manager",
}
ASKED_OF: Mapping[str, str] = {"chair": "the chair", "administrators": "the administrators"}
LEAVING_NEEDS: Mapping[str, str] = {
    "written-notice": "that the written notice is there",
    "successor": "who follows, with a way to reach them",
    "passed-on": "that the notice was passed on to the board",
}
OUTSIDE_THE_LIST = "Another reason, to which the Operational Lead has agreed"


def _case(warning: OrderWarning, room: Room) -> str:
    return f"Case {warning.case}"


_WORRIES: Mapping[Worry, Callable[[OrderWarning, Room], str]] = {
    Worry.BARE_NOT_BEFORE_BREAK: lambda w, r: (
        f"{_label(w, r)} is no longer just before a break. Move it, or move a case, so that a break follows."
    ),
    Worry.OVERRUN: lambda w, r: (
        f"Sitting {w.sitting} would run {wording.count(w.minutes, 'minute')} over its planned end. Lengthen "
        "it, or move cases to another sitting."
    ),
    Worry.NO_SLOT: lambda w, r: f"{_case(w, r)} is listed and has no slot. Lay the order out again.",
    Worry.DISTRICT_ORDER: lambda w, r: (
        f"{_case(w, r)} is out of its district's place in sitting {w.sitting}. Leave it if that is meant."
    ),
    Worry.EMPLOYER_NOT_TOLD: lambda w, r: (
        f"{_case(w, r)} stays off the order until you say whether the employer agency has been told."
    ),
    Worry.ROUTE_NOT_CHOSEN: lambda w, r: (
        f"{_case(w, r)} was reviewed before. Say whether it is heard first or goes straight to the review."
    ),
    Worry.SAME_ADVISER: lambda w, r: (
        f"{_case(w, r)} has the same adviser as a case that it is linked with. Each side needs its own."
    ),
    Worry.SECTION_ORDER: lambda w, r: (
        f"{_case(w, r)} is out of its place: the area hears others first in sitting {w.sitting}. Leave it "
        "if that is meant."
    ),
    Worry.OVER_CAPACITY: lambda w, r: (
        f"Sitting {w.sitting} has {wording.count(w.cases, 'case')}, and this area's grid has room for "
        f"{r.protocol.order.capacity}. Move cases to another meeting, or find more time."
    ),
    Worry.SET_TIME_MISSED: lambda w, r: (
        f"{_case(w, r)} is no longer heard at its set time. Move what is in its way, or tell who was to come."
    ),
    Worry.KEPT_BACK: lambda w, r: (
        f"Case {w.case} is kept off the order by something that was reported of it. Type “matters” to see to "
        "that."
    ),
    Worry.AWAITS_ANSWER: lambda w, r: (
        f"{_case(w, r)} stays off the order until somebody says {_asked(w, r)}."
    ),
    Worry.LONG_WAIT: lambda w, r: (
        f"{_case(w, r)} will be heard later after its referral than this area wants. Hear it earlier, or say "
        "why, for the minutes."
    ),
    Worry.PRESENTER_UNCONFIRMED: lambda w, r: f"{_case(w, r)} moves in. Confirm who presents it.",
}


def _asked(warning: OrderWarning, room: Room) -> str:
    """What is waited for, and from whom."""
    case = room.meeting.cases.get(warning.case or "") if room.meeting else None
    waiting = [a for a in case.asked.values() if a.outcome is None] if case else []
    roles = {role for asked in waiting for role in asked.asked_of if role not in asked.answers}
    said = [label for role, label in ASKED_OF.items() if role in roles]
    return f"whether it is heard ({wording.listed(said)})" if said else "whether it is heard"


def _label(warning: OrderWarning, room: Room) -> str:
    return room.protocol.restricted.label.format(number=warning.case)


def worry_words(warning: OrderWarning, room: Room) -> str:
    """The sentence for one thing amiss."""
    return _WORRIES[warning.worry](warning, room)


wording.REFUSALS.update(
    {
        Why.RESTRICTION_STAYS: lambda f: (
            f"A list cannot lift a restriction: {wording.listed(f'case {c}' for c in f['cases'])}. If it is "
            "meant, type “kind” and change the one case."
        ),
        Why.LEAD_NEEDED: lambda f: (
            "That reason is not on this area's list, so the Operational Lead decides. Say so here once they "
            "have agreed."
        ),
        Why.OBSERVERS_FULL: lambda f: (
            f"This meeting has {wording.count(f['limit'], 'observer')} already, and this area takes no more."
            f"{wording.then(f.get('instead', ''))}"
        ),
        Why.NOT_ADMITTED: lambda f: (
            "That person cannot be invited. Please speak with the other administrators."
        ),
        Why.LEAVING_NEEDS: lambda f: (
            "Before this is entered, please confirm "
            f"{wording.listed(LEAVING_NEEDS[need] for need in f.get('needs', LEAVING_NEEDS))}."
        ),
        Why.OWN_AGENCY_LEAVES: lambda f: (
            "Your own agency is entered as leaving, or as back, by somebody of another agency. Ask one of "
            "them."
        ),
        Why.NO_REPORTS: lambda f: (
            "Here no written report stands for attending. Please say who comes for the agency instead."
        ),
        Why.SUBSTITUTE_FIRST: lambda f: (
            "A written report is the last resort here. Please ask the agency for a substitute first; once it "
            "has said that nobody can come, its report can be marked as received."
        ),
        Why.ORGANISATION_NOT_APPROVED: lambda f: (
            "Observers come from the member agencies"
            f"{wording.or_from(f['organisations'])} here. Please say from which of them this person comes."
        ),
        Why.HOST_BRIEFS: lambda f: (
            "Here the agency that brings an observer says that it has briefed them. Please ask somebody of "
            "that agency to tick it, or tick “Observer briefed” for them."
        ),
    }
)
