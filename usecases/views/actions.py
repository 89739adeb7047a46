"""Somebody's own and their agency's open actions, across meetings and areas.

The wording is here for those alone who may see the case where the action was taken; the day's digest and
everything that is pushed go without it (LIN-63).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from marac.floor import speaks_for
from marac.followup import asks_only_a_tick, missing_for_done
from marac.meeting import Meeting
from marac.outstanding import for_person, is_due_soon
from marac.ownership import may_report
from marac.protocol import Protocol
from marac.words import ActionId, ActionState, AgencyId, CaseNumber, PersonId
from usecases.office import Office
from usecases.open_actions import OpenAction, from_earlier, open_actions, reference
from usecases.requests import ShowActions, View, answers
from usecases.rooms import Room

MOST_SHOWN = 8
"""So many actions fit a card with their buttons, well below what Teams takes."""


class ActionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An action as its owner sees it. `what` is empty where the wording is not to be pushed; `missing` is
    what keeps it open although it was reported done; `tick` is the only thing ever asked of it."""

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

    @property
    def is_begun(self) -> bool:
        """It was reported done, but something of what makes it so is missing."""
        return bool(self.missing)


class MyActions(View, frozen=True, kw_only=True):
    """The list: `start` is the place of the first line among `total`."""

    person: PersonId
    lines: tuple[ActionLine, ...]
    total: int
    overdue: int
    start: int = 0
    purpose: str = "mine"


def line_of(one: OpenAction, protocol: Protocol, today: date, *, worded: bool = True) -> ActionLine:
    """The action as a line. The caller has made sure that its reader may see it."""
    action = one.action
    begun = action.completed_on is not None or action.modus_updated or action.safe_to_feed_back
    tick = next((r.tick for r in protocol.ready_actions if r.key == action.kind), "")
    return ActionLine(
        meeting=one.meeting.key,
        area=one.meeting.area,
        action=action.key,
        reference=reference(one.meeting, action.key),
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
    return as_view(lines_of(mine, office), room.person, start=start)


@answers(ShowActions)
async def show_actions(request: ShowActions, room: Room, office: Office) -> View:
    """The asker's own list, whoever else's was asked for."""
    return await my_actions(office, room, request.start)


def _gone_through(line: ActionLine, one: OpenAction, room: Room, leads: bool) -> ActionLine:
    """The line with what the area records, settles or asks of it at the opening (HAC-30, KEN-32)."""
    rule = room.protocol.outstanding
    if rule is None:
        return line
    owes = may_report(one.meeting, room.person, one.action)
    known = leads or owes
    return msgspec.structs.replace(
        line,
        answers=tuple(answer.key for answer in rule.answers) if leads else (),
        raised=one.action.raised,
        may_settle=leads and rule.new_dates,
        may_explain=owes and rule.wants_reason and line.is_overdue,
        because=(one.action.overdue_because or "") if known else "",
        was_due=one.action.was_due if rule.new_dates else (),
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
    return as_view(lines, room.person, start=start, purpose="outstanding")


def _leads(meeting: Meeting, person: PersonId) -> bool:
    """The person is a chair or administrator of the meeting that took the action."""
    who = meeting.roll.get(person)
    return who is not None and (who.is_chair or who.is_administrator)
