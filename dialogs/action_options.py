"""What can be chosen about actions, for the person who is looking: nothing of a case that they may not
see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dialogs import options
from dialogs.acts import Option
from dialogs.wording_actions import PROTECTS
from marac.actions import may_record
from marac.admission import cases_known, may_see
from marac.feedback import feedback_action
from marac.floor import speaks_for
from marac.going_through import answers_of
from marac.meeting import Action, Meeting
from marac.ownership import (
    can_take_one_now,
    default_due,
    feedback_default,
    feedback_order,
    is_an_owner,
    is_here_for,
    may_report,
)
from marac.words import ActionState, CaseState, Protects
from usecases.rooms import Room
from usecases.views.case_actions import runs_case

SHOWN = 60
"""So much of an action's wording is shown where one is to be chosen."""


def _label(action: Action) -> str:
    short = action.what if len(action.what) <= SHOWN else f"{action.what[:SHOWN].rstrip()}…"
    return f"Case {action.case}: {short}"


def _as_options(actions: Iterable[Action]) -> list[Option]:
    return [Option(a.key, _label(a)) for a in actions if a.state is not ActionState.STRUCK]


def mine_to_report(room: Room) -> list[Option]:
    """The actions on which the person may report, finished ones too: saying it twice is no fault."""
    meeting = room.meeting
    if meeting is None:
        return []
    return _as_options(a for a in meeting.actions.values() if may_report(meeting, room.person, a))


def seen(room: Room) -> list[Option]:
    """The actions of the cases that the person may see."""
    meeting = room.meeting
    if meeting is None:
        return []
    return _as_options(a for a in meeting.actions.values() if may_see(meeting, room.person, a.case))


def cases(room: Room) -> list[Option]:
    """The cases that the person may see, the open one first."""
    meeting = room.meeting
    if meeting is None:
        return []
    found = [c for c in cases_known(meeting, room.person) if may_see(meeting, room.person, c.number)]
    found.sort(key=lambda c: c.number != meeting.current_case)
    return [Option(c.number, f"Case {c.number}") for c in found]


def cases_with_actions(room: Room) -> list[Option]:
    """Those of them for which an action can be entered: opened, whatever became of them since."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [o for o in cases(room) if meeting.cases[o.value].state is not CaseState.LISTED]


def wants_what_instead(room: Room) -> bool:
    """The area asks what was done instead of an action (HAC-45)."""
    return room.protocol.actions.cannot_needs == "instead"


def wants_a_reason(room: Room) -> bool:
    """The area asks why an action cannot be done, or not in time (WOL-44)."""
    return room.protocol.actions.cannot_needs == "reason"


def details_to(room: Room) -> str:
    """Where the area wants details of an outcome, if it says so (WOL-40)."""
    return room.protocol.actions.details_to


def enters_actions(room: Room) -> bool:
    """The area lets this person enter actions of the open case, or of any where none is open."""
    if room.meeting is None:
        return False
    return may_record(room.meeting, room.protocol, room.person, room.meeting.current_case or "")


def open_case(room: Room) -> str:
    """The open case, where the person may see it; else nothing."""
    meeting = room.meeting
    number = meeting.current_case if meeting is not None else None
    if meeting is None or number is None or not may_see(meeting, room.person, number):
        return ""
    return number


def due(room: Room) -> str:
    """The area's usual due date, as a form holds it."""
    on = (
        default_due(room.meeting, room.protocol)
        if room.meeting is not None and room.meeting.sittings
        else None
    )
    return on.isoformat() if on else ""


def today(room: Room) -> str:
    """The day that it is in the area."""
    return room.protocol.calendar.day_of(room.now).isoformat()


def owners(room: Room) -> list[Option]:
    """The agencies that can take an action, those here first; the others are marked. The MARAC and those who
    administer it are known by name and not offered, so that no other agency is taken for them (LIN-19)."""
    meeting = room.meeting
    if meeting is None:
        return []
    can = [key for key in meeting.agencies if is_an_owner(meeting, key)]
    absent = {key for key in can if not _is_here(room, meeting, key)}
    only_present = room.protocol.actions.present_only
    found = options.agency_options(room, sorted(can, key=lambda key: key in absent))
    never = options.agency_options(room, [key for key in meeting.agencies if key not in can])
    return [
        *(
            Option(
                o.value,
                f"{o.label} (not here)" if o.value in absent else o.label,
                (o.label, *o.also),
                offered=not (only_present and o.value in absent),
            )
            for o in found
        ),
        *(Option(o.value, o.label, o.also, offered=False) for o in never),
        Option("marac", "MARAC", (room.protocol.name,), offered=False),
    ]


def all_agencies(room: Room) -> list[Option]:
    """Every agency on the roll, here or not."""
    return options.agencies(room)


def _is_here(room: Room, meeting: Meeting, agency: str) -> bool:
    number = open_case(room)
    if number and room.protocol.actions.present_only:
        return can_take_one_now(meeting, agency, number)
    return is_here_for(meeting, agency, number) if number else agency in meeting.agencies_present()


def outstanding_answers(room: Room) -> list[Option]:
    """How the area records an earlier action that is gone through."""
    return [Option(one.key, one.label) for one in answers_of(room.protocol)]


def own_agency(room: Room) -> str:
    """The agency for which the person speaks, or which they have taken over; else nothing."""
    meeting, attendee = room.meeting, room.attendee
    if meeting is None or attendee is None:
        return ""
    number = open_case(room)
    if number:
        spoken_for = [key for key in meeting.agencies if speaks_for(meeting, room.person, key, number)]
        return attendee.agency if attendee.agency in spoken_for else next(iter(spoken_for), "")
    return attendee.agency or "" if attendee.is_member else ""


def owner_unless_running(room: Room) -> str:
    """The person's own agency, unless they run the case and enter it for others."""
    meeting, number = room.meeting, open_case(room)
    if meeting is None or (number and runs_case(meeting, room.person, number)):
        return ""
    return own_agency(room)


def collectors(room: Room) -> list[Option]:
    """Who may collect an update: administrators and members."""
    meeting = room.meeting
    if meeting is None:
        return []
    people = [a for a in meeting.roll.values() if a.is_administrator or a.is_member]
    people.sort(key=lambda a: not a.is_administrator)
    return [Option(a.person, room.names.person(a.person)) for a in people]


def members(room: Room) -> list[Option]:
    """Everybody who can own an action by name."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [
        Option(a.person, room.names.person(a.person))
        for a in meeting.roll.values()
        if a.is_member or a.is_guest
    ]


def protects(room: Room) -> list[Option]:
    """Whom an action protects or concerns: a category, never a name. Others at risk are one where the area's
    plans cover them."""
    others = "others" in room.protocol.actions.covers
    kinds = ((kind, label) for kind, label in PROTECTS.items() if others or kind is not Protects.OTHERS)
    return [Option(kind.value, label, (kind.value,)) for kind, label in kinds]


def categories(room: Room) -> list[Option]:
    """The area's kinds of action."""
    return [Option(c.key, c.label) for c in room.protocol.actions.categories]


def has_categories(room: Room) -> bool:
    """The area has kinds of action."""
    return bool(room.protocol.actions.categories)


def warns_of_own_search(room: Room) -> bool:
    """The area warns of an action that only looks through an agency's own records."""
    return room.protocol.actions.warns_of_own_search


def has_feedback_rule(room: Room) -> bool:
    """The area has more settled about feedback than who gives it."""
    return room.protocol.actions.feedback is not None


def has_plain_feedback(room: Room) -> bool:
    """A tick on the action is all that is said about feedback."""
    return not has_feedback_rule(room)


def has_no_usual_date(room: Room) -> bool:
    """The area has no date that is filled in."""
    return room.protocol.actions.default_due is None


def has_prompts(room: Room) -> bool:
    """The area has something to say to one of its ready-made actions."""
    return any(r.prompt for r in room.protocol.ready_actions)


def prompt_of(room: Room, values: Mapping[str, Any]) -> str:
    """What the area has to say to the ready-made action that was chosen."""
    return next((r.prompt for r in room.protocol.ready_actions if r.key == values.get("ready")), "")


def letters(room: Room) -> bool:
    """A letter to the victim is the area's last resort."""
    rule = room.protocol.actions.feedback
    return rule is not None and rule.letter


def what_may_be_told(room: Room) -> bool:
    """The area wants to know what the victim may be told."""
    rule = room.protocol.actions.feedback
    return rule is not None and rule.may_be_told


def others_are_asked(room: Room) -> bool:
    """The area wants to know whether anybody else is to be told."""
    rule = room.protocol.actions.feedback
    return rule is not None and rule.others_asked


def feedback_givers(room: Room) -> list[Option]:
    """Who can tell the victim, in the area's order of preference and then everybody else who can take an
    action; an agency's own people have their own agency alone."""
    meeting, number = room.meeting, open_case(room)
    if meeting is None:
        return []
    if number and not runs_case(meeting, room.person, number):
        mine = own_agency(room)
        return options.agency_options(room, [mine] if mine else [])
    first = [a for _, a in feedback_order(meeting, room.protocol, number) if a] if number else []
    rest = owners(room)
    ranked = [o for a in first for o in rest if o.value == a]
    return [*ranked, *(o for o in rest if o.value not in first)]


def feedback_giver(room: Room) -> str:
    """Whom the area names first, or whoever was named already; for an agency's own people their own."""
    meeting, number = room.meeting, open_case(room)
    if meeting is None or not number:
        return own_agency(room)
    if not runs_case(meeting, room.person, number):
        return own_agency(room)
    known = feedback_action(meeting, number)
    return known.agency if known else feedback_default(meeting, room.protocol, number) or ""


def standard(room: Room) -> list[Option]:
    """The actions that every case has."""
    return [Option(r.key, r.what) for r in room.protocol.ready_actions if r.scope == "every-case"]


def ready(room: Room) -> list[Option]:
    """The actions that the area keeps ready for a case."""
    kept = (r for r in room.protocol.ready_actions if r.scope not in ("meeting", "every-case"))
    return [Option(r.key, r.what) for r in kept if not (r.feedback and has_feedback_rule(room))]
