"""Somebody's own and their agency's open actions, across meetings and areas.

The wording is here for those alone who may see the case where the action was taken; the day's digest and
everything that is pushed go without it (LIN-63).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from marac.admission import may_see
from marac.floor import speaks_for
from marac.followup import asks_only_a_tick, missing_for_done
from marac.meeting import Action, Meeting
from marac.outstanding import for_person, is_due_soon, row_of
from marac.ownership import may_report
from marac.protocol import Protocol
from marac.words import ActionId, ActionState, AgencyId, CaseNumber, PersonId
from usecases.office import Office
from usecases.open_actions import (
    OpenAction,
    from_earlier,
    meeting_before,
    open_actions,
    reference,
    short_reference,
)
from usecases.requests import ShowActions, View, answers
from usecases.rooms import Place, Room, room_for

MOST_SHOWN = 8
"""So many actions fit a card with their buttons, well below what Teams takes."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an action that was not carried out: what was done instead, or why not; `changed`: it was
    no longer needed."""

    changed: bool
    instead: str
    because: str


def outcome_of(action: Action) -> Outcome | None:
    """Why an action was not carried out; None for any other. The caller has made sure that its reader may see
    it."""
    if action.state is not ActionState.IMPOSSIBLE:
        return None
    return Outcome(changed=action.changed, instead=action.instead or "", because=action.not_because or "")


class ActionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An action as its owner sees it. `what` and `reference` are empty where the wording is not to be pushed;
    `missing` is what keeps it open although it was reported done; `tick` is the only thing ever asked of it;
    `unowned`: nobody of its agency answers for it."""

    meeting: str
    action: ActionId
    reference: str
    case: CaseNumber
    agency: AgencyId
    owner: PersonId | None
    collector: PersonId | None
    what: str
    state: ActionState
    due: date | None
    is_overdue: bool
    is_due_soon: bool
    asked_for: date | None = None
    feedback: bool = False
    tick: str = ""
    missing: tuple[str, ...] = ()
    completed_on: date | None = None
    escalated: bool = False
    may_tell: str = ""
    others_told: str = ""
    reminder: str = ""
    answers: tuple[str, ...] = ()
    raised: str | None = None
    may_settle: bool = False
    may_explain: bool = False
    because: str = ""
    was_due: tuple[date, ...] = ()
    area: str = ""
    unowned: bool = False
    outcome: Outcome | None = None

    @property
    def is_begun(self) -> bool:
        """It was reported done, but something of what makes it so is missing."""
        return bool(self.missing)


class MyActions(View, frozen=True, kw_only=True):
    """The list: `start` is the place of the first line among `total`. `not_done`, for chair and
    administrators at an opening: what the meeting before took and was closed without being done."""

    person: PersonId
    lines: tuple[ActionLine, ...]
    total: int
    overdue: int
    start: int = 0
    purpose: str = "mine"
    not_done: tuple[ActionLine, ...] = ()


def line_of(one: OpenAction, protocol: Protocol, today: date, *, worded: bool = True) -> ActionLine:
    """The action as a line. The caller has made sure that its reader may see it."""
    action = one.action
    begun = action.completed_on is not None or action.modus_updated or action.safe_to_feed_back
    tick = next((r.tick for r in protocol.ready_actions if r.key == action.kind), "")
    return ActionLine(
        meeting=one.meeting.key,
        area=one.meeting.area,
        action=action.key,
        reference=reference(one.meeting, action.key) if worded else "",
        case=action.case,
        agency=action.agency,
        owner=action.owner,
        collector=action.collector,
        what=action.what if worded else "",
        state=action.state,
        due=action.due,
        is_overdue=one.row.is_overdue(today),
        is_due_soon=is_due_soon(one.row, protocol, today),
        asked_for=action.asked_for,
        feedback=action.feedback,
        tick=tick if asks_only_a_tick(action, protocol) else "",
        missing=missing_for_done(action) if begun else (),
        completed_on=action.completed_on,
        escalated=action.escalated_at is not None and not action.rationale_given,
        may_tell=action.may_tell if worded else "",
        others_told=action.others_told if worded else "",
        reminder=_reminder(protocol) if action.feedback and worded else "",
        was_due=action.was_due,
        unowned=one.row.unowned,
        outcome=outcome_of(action),
    )


def _reminder(protocol: Protocol) -> str:
    """What the area reminds of whoever is to tell the victim (KEN-37)."""
    return protocol.actions.feedback.reminder if protocol.actions.feedback is not None else ""


def is_theirs(one: OpenAction, person: PersonId) -> bool:
    """It is the person's own, theirs to collect, or their agency's, and they may see its case."""
    row = one.row
    theirs = person in row.told or speaks_for(one.meeting, person, row.agency, row.case)
    return theirs and person in row.seen_by


def lines_of(found: Iterable[OpenAction], office: Office, *, worded: bool = True) -> tuple[ActionLine, ...]:
    """The lines, overdue ones first, each by its own area's calendar."""
    lines = [
        line_of(o, office.protocol(o.meeting.area), office.today(o.meeting.area), worded=worded)
        for o in found
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_overdue))


def as_view(
    lines: Sequence[ActionLine], person: PersonId, *, start: int = 0, purpose: str = "mine"
) -> MyActions:
    """The part of the list that a card holds."""
    start = start if 0 <= start < len(lines) else 0
    return MyActions(
        person=person,
        lines=tuple(lines[start : start + MOST_SHOWN]),
        total=len(lines),
        overdue=sum(line.is_overdue for line in lines),
        start=start,
        purpose=purpose,
    )


async def my_actions(office: Office, room: Room, start: int = 0) -> MyActions:
    """What is the person's own and their agency's, wherever it was taken."""
    mine = [o for o in await open_actions(office, room.areas) if is_theirs(o, room.person)]
    meant = (await room_for(office, room.person, Place.PERSONAL)).meeting
    typed = {(o.meeting.key, o.row.action): short_reference(o, mine, room.person, meant) for o in mine}
    lines = [
        msgspec.structs.replace(line, reference=typed[line.meeting, line.action])
        for line in lines_of(mine, office)
    ]
    return as_view(lines, room.person, start=start)


@answers(ShowActions)
async def show_actions(request: ShowActions, room: Room, office: Office) -> View:
    """The asker's own list, whoever else's was asked for."""
    return await my_actions(office, room, request.start)


def _gone_through(line: ActionLine, one: OpenAction, room: Room, leads: bool) -> ActionLine:
    """The line with what the area records, settles or asks of it at the opening (HAC-30, KEN-32)."""
    rule = room.protocol.outstanding
    owes = may_report(one.meeting, room.person, one.action)
    because = (one.action.overdue_because or "") if leads or owes else ""
    if rule is None:
        return msgspec.structs.replace(line, because=because)
    return msgspec.structs.replace(
        line,
        answers=tuple(answer.key for answer in rule.answers) if leads else (),
        raised=one.action.raised,
        may_settle=leads and rule.new_dates,
        may_explain=owes and rule.wants_reason and line.is_overdue,
        because=because,
    )


async def outstanding_for(office: Office, room: Room, meeting: Meeting, start: int = 0) -> MyActions:
    """What the person is asked about at the opening: theirs, and for chair and administrators all that
    they may see (LIN-36)."""
    found = await from_earlier(office, room)
    seen = [o for o in found if for_person((o.row,), room.person, meeting)]
    today = office.today(room.area)
    lines = [
        _gone_through(line_of(o, room.protocol, today), o, room, _leads(o.meeting, room.person)) for o in seen
    ]
    lines.sort(key=lambda line: not line.is_overdue)
    view = as_view(lines, room.person, start=start, purpose="outstanding")
    return msgspec.structs.replace(view, not_done=await _not_done(office, room, meeting))


async def _not_done(office: Office, room: Room, now: Meeting) -> tuple[ActionLine, ...]:
    """What the area's meeting before this one took and nobody carried out, with the reasons, for those who
    led that one too and may see the case."""
    before = await meeting_before(office, now)
    if before is None or not (_leads(now, room.person) and _leads(before, room.person)):
        return ()
    today = office.today(room.area)
    closed = (a for a in before.actions.values() if a.state is ActionState.IMPOSSIBLE)
    theirs = [OpenAction(row_of(before, a), before) for a in closed if may_see(before, room.person, a.case)]
    return tuple(line_of(one, room.protocol, today) for one in theirs[:MOST_SHOWN])


def _leads(meeting: Meeting, person: PersonId) -> bool:
    """The person is a chair or administrator of the meeting that took the action."""
    who = meeting.roll.get(person)
    return who is not None and (who.is_chair or who.is_administrator)
