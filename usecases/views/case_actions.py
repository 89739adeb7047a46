"""One case's actions: for those who take part in it all of them, and for each agency what waits for its word.

Nobody who only watches gets the wording, and nobody who may not see the case learns that it has any (LIN-21,
LIN-42).
"""

from __future__ import annotations

from datetime import date

import msgspec

from marac.actions import agreed_for, already_taken
from marac.admission import cases_known, may_see
from marac.confirmation import unconfirmed
from marac.decide import Refused, Why
from marac.floor import chair_for
from marac.meeting import Action, Meeting
from marac.outstanding import outstanding_of
from marac.words import ActionId, ActionState, AgencyId, CaseNumber, PersonId, Protects
from usecases.office import Office
from usecases.open_actions import from_earlier, of_case
from usecases.requests import ShowCaseActions, ShowToConfirm, View, answers
from usecases.rooms import Room
from usecases.views.actions import ActionLine, lines_of

MOST_LINES = 15
"""So many actions of a case fit a card; those that wait for somebody's word come first where there are
more."""
MOST_ASKED = 8


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


class CaseActions(View, frozen=True, kw_only=True):
    """The case's actions, the steps taken before the meeting, and what earlier meetings left unfinished."""

    meeting: str
    case: CaseNumber
    lines: tuple[CaseAction, ...]
    taken_before: tuple[CaseAction, ...]
    earlier: tuple[ActionLine, ...]
    runs_it: bool
    may_add: bool
    total: int
    unconfirmed: int

    @property
    def more(self) -> int:
        """How many do not fit."""
        return self.total - len(self.lines)


class ToConfirm(View, frozen=True, kw_only=True):
    """A case's actions that wait for this person's agency; `corrected` are those whose correction waits
    for the administrators."""

    meeting: str
    case: CaseNumber
    lines: tuple[CaseAction, ...]
    corrected: int
    more: int = 0


def case_action(action: Action) -> CaseAction:
    """The action as a line of its case."""
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
    )


def waiting_for(meeting: Meeting, case: CaseNumber, person: PersonId) -> tuple[Action, ...]:
    """The case's unconfirmed actions on which the person is asked, those already corrected included."""
    mine = {row.action for row in outstanding_of(meeting) if row.case == case and person in row.told}
    return tuple(a for a in unconfirmed(meeting, case) if a.key in mine)


def to_confirm(meeting: Meeting, case: CaseNumber, person: PersonId) -> ToConfirm:
    """What waits for the person in the case; nothing where they may not see it."""
    waiting = waiting_for(meeting, case, person) if may_see(meeting, person, case) else ()
    asked = [a for a in waiting if a.correction is None]
    return ToConfirm(
        meeting=meeting.key,
        case=case,
        lines=tuple(case_action(a) for a in asked[:MOST_ASKED]),
        corrected=len(waiting) - len(asked),
        more=max(0, len(asked) - MOST_ASKED),
    )


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
    return to_confirm(meeting, request.case, room.person)


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
    agreed = agreed_for(meeting, number)
    return CaseActions(
        meeting=meeting.key,
        case=number,
        lines=tuple(case_action(a) for a in _fitting(agreed)),
        total=len(agreed),
        unconfirmed=sum(a.state is ActionState.OFFERED for a in agreed),
        taken_before=tuple(case_action(a) for a in already_taken(meeting, number)[:MOST_ASKED]),
        earlier=lines_of(earlier, office)[:MOST_ASKED] if runs_it else (),
        runs_it=runs_it,
        may_add=runs_it or room.attendee.is_member,
    )


def _fitting(agreed: tuple[Action, ...]) -> tuple[Action, ...]:
    """As many as a card holds, in their order; of more, those that wait for a word and the newest of the
    rest."""
    if len(agreed) <= MOST_LINES:
        return agreed
    newest = agreed[::-1]
    ranked = sorted(newest, key=lambda a: a.state is not ActionState.OFFERED)
    kept = {a.key for a in ranked[:MOST_LINES]}
    return tuple(a for a in agreed if a.key in kept)


def _known(room: Room, number: CaseNumber) -> Meeting:
    """The room's meeting. Raises Refused where the asker may not see the case, as for a wrong number."""
    meeting = room.meeting
    if meeting is None or number not in {c.number for c in cases_known(meeting, room.person)}:
        raise Refused(Why.NO_SUCH_CASE, case=number)
    if not may_see(meeting, room.person, number):
        raise Refused(Why.STEPPED_OUT, case=number)
    return meeting
