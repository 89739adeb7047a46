"""One case's actions: for those who take part in it all of them, and for each agency what waits for its word.

Nobody who only watches gets the wording, and nobody who may not see the case learns that it has any (LIN-21,
LIN-42).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from marac.actions import already_taken, may_record, proposals, tailored_for
from marac.admission import cases_known, may_see
from marac.confirmation import unconfirmed
from marac.decide import Refused, Why
from marac.facts import AdministratorsNote
from marac.floor import chair_for
from marac.meeting import Action, Meeting
from marac.outstanding import told_of
from marac.plan import counted_by_category
from marac.protocol import Protocol
from marac.standard import ALL, standard_of
from marac.understanding import not_agreed, not_understood
from marac.words import ActionId, ActionState, AgencyId, CaseNumber, PersonId, Protects
from usecases.office import Office
from usecases.open_actions import from_earlier, of_case
from usecases.requests import ShowCaseActions, ShowToConfirm, View, answers
from usecases.rooms import Room
from usecases.views.actions import ActionLine, Outcome, lines_of, outcome_of
from usecases.views.hearing_panel import PointLine, point_lines

MOST_LINES = 15
"""So many actions of a case fit a card; those that wait for somebody's word come first where there are
more."""
FEWER_LINES = 7
"""So many where proposals, notes or what every case has stand on the card beside them."""
MOST_ASKED = 8
MOST_PROPOSED = 3
MOST_NOTES = 4


class CaseAction(msgspec.Struct, frozen=True, kw_only=True):
    """An action of the case. `correction` is what its agency said is wrong with it."""

    action: ActionId
    agency: AgencyId
    owner: PersonId | None
    collector: PersonId | None
    what: str
    state: ActionState
    due: date | None
    protects: Protects | None
    is_joint: bool
    feedback: bool
    correction: str | None = None
    asked_for: date | None = None
    category: str | None = None
    after_repeat: bool = False
    agreed: bool | None = None
    understood: bool | None = None
    may_tell: str = ""
    others_told: str = ""
    by_letter: bool = False
    was_due: tuple[date, ...] = ()
    outcome: Outcome | None = None


class StandardLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of the actions that every case has, with its agencies; none where nobody was found to take it."""

    ready: str
    what: str
    agencies: tuple[AgencyId, ...]
    for_all: bool
    is_struck: bool


class CaseActions(View, frozen=True, kw_only=True):
    """The case's actions, the steps taken before the meeting, and what earlier meetings left unfinished;
    apart from them what was only proposed, and what every case has. `points`: what is checked with the chair
    as the actions are."""

    meeting: str
    case: CaseNumber
    lines: tuple[CaseAction, ...]
    taken_before: tuple[CaseAction, ...]
    earlier: tuple[ActionLine, ...]
    runs_it: bool
    may_add: bool
    total: int
    unconfirmed: int
    proposed: tuple[CaseAction, ...] = ()
    more_proposed: int = 0
    standard: tuple[StandardLine, ...] = ()
    kinds: Mapping[str, int] = {}
    notes: tuple[AdministratorsNote, ...] = ()
    more_notes: int = 0
    not_agreed: int = 0
    may_enter: bool = True
    points: tuple[PointLine, ...] = ()

    @property
    def more(self) -> int:
        """How many do not fit."""
        return self.total - len(self.lines)

    @property
    def is_full(self) -> bool:
        """More than the actions themselves stands on the card."""
        return bool(self.proposed or self.standard or self.notes)


class ToConfirm(View, frozen=True, kw_only=True):
    """A case's actions that wait for this person's agency; `corrected` are those whose correction waits
    for the administrators, `to_understand` those of which it has not said that it knows what is asked."""

    meeting: str
    case: CaseNumber
    lines: tuple[CaseAction, ...]
    corrected: int
    more: int = 0
    to_understand: tuple[CaseAction, ...] = ()


def case_action(action: Action, protocol: Protocol | None = None) -> CaseAction:
    """The action as a line of its case; with the area's file, whether it waits for the chair's word or its
    owner's."""
    rules = protocol.actions if protocol is not None else None
    return CaseAction(
        action=action.key,
        agency=action.agency,
        owner=action.owner,
        collector=action.collector,
        what=action.what,
        state=action.state,
        due=action.due,
        protects=action.protects,
        is_joint=action.joint is not None,
        feedback=action.feedback,
        correction=action.correction,
        asked_for=action.asked_for,
        category=action.category,
        after_repeat=action.after_repeat,
        agreed=action.agreed if rules is not None and rules.chair_confirms else None,
        understood=action.understood if rules is not None and rules.understood else None,
        may_tell=action.may_tell,
        others_told=action.others_told,
        by_letter=action.by_letter,
        was_due=action.was_due,
        outcome=outcome_of(action),
    )


def waiting_for(meeting: Meeting, case: CaseNumber, person: PersonId) -> tuple[Action, ...]:
    """The case's unconfirmed actions on which the person is asked, those already corrected included."""
    waiting = (*unconfirmed(meeting, case), *proposals(meeting, case))
    return tuple(a for a in waiting if person in told_of(meeting, a))


def to_confirm(meeting: Meeting, protocol: Protocol, case: CaseNumber, person: PersonId) -> ToConfirm:
    """What waits for the person in the case; nothing where they may not see it."""
    waiting = waiting_for(meeting, case, person) if may_see(meeting, person, case) else ()
    asked = [a for a in waiting if a.correction is None]
    return ToConfirm(
        meeting=meeting.key,
        case=case,
        lines=tuple(case_action(a) for a in asked[:MOST_ASKED]),
        corrected=len(waiting) - len(asked),
        more=max(0, len(asked) - MOST_ASKED),
        to_understand=_to_understand(meeting, protocol, case, person),
    )


def _to_understand(
    meeting: Meeting, protocol: Protocol, case: CaseNumber, person: PersonId
) -> tuple[CaseAction, ...]:
    """What the person is to have understood, once the case has been summed up or is over."""
    hearing = meeting.cases[case].hearing
    if hearing is None or not hearing.summed_up or not may_see(meeting, person, case):
        return ()
    waiting = not_understood(meeting, protocol, case)
    return tuple(case_action(a) for a in waiting if person in told_of(meeting, a))[:MOST_ASKED]


def runs_case(meeting: Meeting, person: PersonId, case: CaseNumber) -> bool:
    """An administrator who may see the case, or whoever chairs it."""
    attendee = meeting.roll.get(person)
    if attendee is None or not may_see(meeting, person, case):
        return False
    return attendee.is_administrator or chair_for(meeting, case) == person


@answers(ShowToConfirm)
async def show_to_confirm(request: ShowToConfirm, room: Room, office: Office) -> View:
    """What waits for the asker in the case."""
    meeting = _known(room, request.case)
    return to_confirm(meeting, room.protocol, request.case, room.person)


@answers(ShowCaseActions)
async def show_case_actions(request: ShowCaseActions, room: Room, office: Office) -> View:
    """The case's actions, for those who take part in it: the open case where none is named."""
    if room.meeting is None or room.attendee is None:
        raise Refused(Why.NO_SITTING)
    number = request.case or room.meeting.current_case
    if number is None:
        raise Refused(Why.NO_OPEN_CASE)
    meeting = _known(room, number)
    runs_it = runs_case(meeting, room.person, number)
    takes_part = room.attendee.is_member or (room.attendee.is_guest and number in room.attendee.cases)
    if not (runs_it or takes_part):
        raise Refused(Why.NOT_ALLOWED)
    earlier = of_case(await from_earlier(office, room), number, room.person)
    agreed, rules = tailored_for(meeting, number), room.protocol.actions
    offered, notes = proposals(meeting, number), meeting.cases[number].notes if runs_it else ()
    standard = _standard(meeting, room.protocol, number)
    most = FEWER_LINES if offered or notes or standard else MOST_LINES
    return CaseActions(
        meeting=meeting.key,
        case=number,
        lines=tuple(case_action(a, room.protocol) for a in _fitting(agreed, most)),
        total=len(agreed),
        unconfirmed=sum(a.state is ActionState.OFFERED for a in agreed),
        taken_before=tuple(case_action(a) for a in already_taken(meeting, number)[:MOST_ASKED]),
        earlier=lines_of(earlier, office)[:MOST_ASKED] if runs_it else (),
        runs_it=runs_it,
        may_add=(runs_it or room.attendee.is_member)
        and may_record(meeting, room.protocol, room.person, number),
        proposed=tuple(case_action(a) for a in offered[:MOST_PROPOSED]),
        more_proposed=max(0, len(offered) - MOST_PROPOSED),
        standard=standard,
        kinds=counted_by_category(agreed, room.protocol),
        notes=notes[-MOST_NOTES:],
        more_notes=max(0, len(notes) - MOST_NOTES),
        not_agreed=len(not_agreed(meeting, room.protocol, number)) if runs_it else 0,
        may_enter=not rules.volunteered or room.attendee.is_administrator,
        points=_points(meeting, room.protocol, number) if runs_it and rules.chair_confirms else (),
    )


def _points(meeting: Meeting, protocol: Protocol, number: CaseNumber) -> tuple[PointLine, ...]:
    """What else is checked with the chair as the actions are, while the case is open (HAC-38)."""
    return point_lines(protocol, meeting.cases[number]) if meeting.current_case == number else ()


def _standard(meeting: Meeting, protocol: Protocol, number: CaseNumber) -> tuple[StandardLine, ...]:
    words = {ready.key: ready for ready in protocol.ready_actions}
    return tuple(
        StandardLine(
            ready=key,
            what=words[key].what if key in words else key,
            agencies=agencies,
            for_all=key in words and words[key].owner == ALL,
            is_struck=struck,
        )
        for key, agencies, struck in standard_of(meeting, meeting.cases[number])
    )


def _fitting(agreed: tuple[Action, ...], most: int = MOST_LINES) -> tuple[Action, ...]:
    """As many as a card holds, in their order; of more, those that wait for a word and the newest of the
    rest."""
    if len(agreed) <= most:
        return agreed
    newest = agreed[::-1]
    ranked = sorted(newest, key=lambda a: a.state is not ActionState.OFFERED)
    kept = {a.key for a in ranked[:most]}
    return tuple(a for a in agreed if a.key in kept)


def _known(room: Room, number: CaseNumber) -> Meeting:
    """The room's meeting. Raises Refused where the asker may not see the case, as for a wrong number."""
    meeting = room.meeting
    if meeting is None or number not in {c.number for c in cases_known(meeting, room.person)}:
        raise Refused(Why.NO_SUCH_CASE, case=number)
    if not may_see(meeting, room.person, number):
        raise Refused(Why.STEPPED_OUT, case=number)
    return meeting
