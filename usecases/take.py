"""Taking a command: load the meeting, decide, write journal and messages together, and say what came of it.

Redelivered turns, two clicks at once and other replicas all end here: whoever loses the race for a journal
line reads on and decides again, nothing is refused or left undone on a meeting that is not the latest, and a
turn that was taken before changes nothing and gets the meeting as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.decide import Command, Outcome, Refused, decide
from marac.facts import RaisedMatter
from marac.journal import Event
from marac.meeting import Action, Meeting
from marac.protocol import Protocol
from marac.words import CaseState, PersonId
from usecases.announce import notices_for
from usecases.office import Office
from usecases.ports import ActionRow, Collision, HeardRow, MatterRow, Repeated, Work

CLOSED = "closed-after"
"""How a hearing stands whose case has not come back and was closed."""
NOT_HIGH_RISK = "not-high-risk"
SETTLED = frozenset({CaseState.CLOSED.value, CaseState.WITHDRAWN.value, CLOSED, NOT_HIGH_RISK})
"""How a hearing may stand of whose flags nothing more is asked."""
ATTEMPTS = 20
"""How often a turn decides anew after losing a race; forty joins in a second stay well below it."""


class Busy(Exception):
    """The meeting was written to so fast that this turn never got its line in: try again."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a command: the meeting before and after, and the events (none: all was so already)."""

    before: Meeting
    after: Meeting
    events: tuple[Event, ...] = ()
    repeated: bool = False


async def take(
    office: Office, meeting_key: str, command: Command, by: PersonId, turn: str | None = None
) -> Taken:
    """Carry out `command` for `by`. Raises Refused (nothing happened), NoMeeting or Busy."""
    meeting = await office.ledger.load(meeting_key)
    for _ in range(ATTEMPTS):
        try:
            outcome = decide(command, by, meeting, office.protocol(meeting.area), office.now())
        except Refused:
            later = await office.ledger.load(meeting_key, fresh=True)
            if turn is not None and await office.ledger.has_taken(turn):
                return Taken(before=later, after=later, repeated=True)
            if later.sequence == meeting.sequence:
                raise
            meeting = later
            continue
        if not outcome.entries:
            later = await office.ledger.load(meeting_key, fresh=True)
            if later.sequence == meeting.sequence:
                return Taken(before=meeting, after=meeting)
            meeting = later
            continue
        try:
            await office.ledger.commit(work_of(office, meeting, outcome, turn))
        except Repeated:
            now = await office.ledger.load(meeting_key, fresh=True)
            return Taken(before=now, after=now, repeated=True)
        except Collision:
            meeting = await office.ledger.load(meeting_key, fresh=True)
            continue
        events = tuple(e.event for e in outcome.entries)
        return Taken(before=meeting, after=outcome.meeting, events=events)
    raise Busy(meeting_key)


def work_of(office: Office, before: Meeting, outcome: Outcome, turn: str | None) -> Work:
    """All that follows from an outcome, to be written in one transaction."""
    after = outcome.meeting
    return Work(
        meeting=before,
        entries=outcome.entries,
        after=after,
        turn=turn,
        actions=[action_row(after, a) for key, a in after.actions.items() if before.actions.get(key) != a],
        heard=heard_rows(before, after, office.protocol(after.area)),
        matters=[matter_row(after, m) for key, m in after.matters.items() if before.matters.get(key) != m],
        days=_days(before, after, office.protocol(after.area)),
        notices=notices_for(before, after, outcome.entries, office.protocol(after.area)),
    )


def _days(before: Meeting, after: Meeting, protocol: Protocol) -> tuple[date, date] | None:
    """The first and last day of a meeting that was moved."""
    days = [protocol.calendar.day_of(sitting.starts_at) for sitting in after.sittings]
    was = [protocol.calendar.day_of(sitting.starts_at) for sitting in before.sittings]
    return (min(days), max(days)) if days and was and days != was else None


def heard_rows(before: Meeting, after: Meeting, protocol: Protocol) -> list[HeardRow]:
    """The cases that were heard, or of whose hearing something has changed since `before`."""
    closed = list(_closed_rows(before, after))
    if before.cases is after.cases:
        return closed
    return closed + [
        HeardRow(
            meeting=after.key,
            area=after.area,
            case=number,
            on=protocol.calendar.day_of(case.hearing.opened_at),
            until=case.flagged_until,
            state=NOT_HIGH_RISK if case.not_high_risk else case.state.value,
        )
        for number, case in after.cases.items()
        if before.cases.get(number) != case and case.hearing is not None and case.hearing.closed_at
    ]


def _closed_rows(before: Meeting, after: Meeting) -> Iterator[HeardRow]:
    """The hearings after which cases were closed just now: nothing more is asked of their flags."""
    for key, listed in after.closure_lists.items():
        was = before.closure_lists.get(key)
        if listed.approved_at is None or (was is not None and was.approved_at is not None):
            continue
        for one in listed.closures:
            if one.case in listed.approved:
                yield HeardRow(
                    meeting=one.meeting, area=after.area, case=one.case, on=one.on, until=None, state=CLOSED
                )


def matter_row(meeting: Meeting, raised: RaisedMatter) -> MatterRow:
    """What was reported, as it is looked up across meetings."""
    return MatterRow(
        meeting=meeting.key,
        matter=raised.key,
        area=meeting.area,
        kind=raised.kind,
        case=raised.number,
        is_open=raised.settled_at is None,
    )


def action_row(meeting: Meeting, action: Action) -> ActionRow:
    """An action as it is looked up across meetings."""
    return ActionRow(
        meeting=meeting.key,
        area=meeting.area,
        action=action.key,
        case=action.case,
        agency=action.agency,
        owner=action.owner,
        due=action.due,
        state=action.state.value,
        is_open=action.is_open,
    )
