"""What is still owed from meetings that are over: at the next opening, in a person's day, and in figures.

The list is drawn live from the meetings' journals, and an answer goes into the journal of the meeting that
took the action, so that there is one truth about it. A row carries who may see it, decided where the action
was taken (LIN-36): of a restricted case it goes to owner, chair and administrators who are admitted, and
never to the chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from marac.admission import is_restricted, may_see, who_may_see
from marac.calendar import DueRule
from marac.meeting import Action, Meeting
from marac.ownership import answering_for
from marac.protocol import Protocol
from marac.words import ActionId, ActionState, AgencyId, CaseNumber, PersonId


class OutstandingAction(msgspec.Struct, frozen=True, kw_only=True):
    """An open action: identifiers and dates, never wording.

    `told` are those who are reminded of it; `seen_by` everybody who may be shown it. Both were worked out in
    the meeting that took it. `unowned`: nobody answers for it, so administrators are reminded.
    """

    meeting: str
    action: ActionId
    case: CaseNumber
    agency: AgencyId
    owner: PersonId | None
    due: date | None
    state: ActionState
    restricted: bool
    feedback: bool
    asked_for: date | None
    told: tuple[PersonId, ...]
    seen_by: frozenset[PersonId]
    unowned: bool = False

    def is_overdue(self, today: date) -> bool:
        """Its date has gone by."""
        return self.due is not None and self.due < today


def outstanding_of(meeting: Meeting) -> tuple[OutstandingAction, ...]:
    """The meeting's open actions, by due date and case number; those without a date last."""
    open_ones = [action for action in meeting.actions.values() if action.is_open]
    seen_by = who_may_see(meeting, dict.fromkeys(action.case for action in open_ones))
    found = (_row(meeting, action, seen_by[action.case]) for action in open_ones)
    return tuple(sorted(found, key=lambda row: (row.due is None, row.due or date.min, row.case, row.action)))


def row_of(meeting: Meeting, action: Action) -> OutstandingAction:
    """One action of the meeting as a row, whether or not it is open."""
    return _row(meeting, action, who_may_see(meeting, (action.case,))[action.case])


def _row(meeting: Meeting, action: Action, seen_by: frozenset[PersonId]) -> OutstandingAction:
    owners = told_of(meeting, action)
    told = owners or _in_their_place(meeting, action)
    return OutstandingAction(
        meeting=meeting.key,
        action=action.key,
        case=action.case,
        agency=action.agency,
        owner=action.owner,
        due=action.due,
        state=action.state,
        restricted=is_restricted(meeting.cases[action.case]),
        feedback=action.feedback,
        asked_for=action.asked_for,
        told=told,
        seen_by=seen_by,
        unowned=bool(told) and not owners,
    )


def told_of(meeting: Meeting, action: Action) -> tuple[PersonId, ...]:
    """Who is told of an action: its owner, else all who answer for the agency; and whoever collects the
    update, then in place of guests.

    An owner who has stepped out of the case since then is not told, and the agency's others are. Of feedback
    that is asked no more nobody is told.
    """
    if meeting.asks_no_more(action):
        return ()
    owner = action.owner
    if owner is not None and may_see(meeting, owner, action.case):
        people: tuple[PersonId, ...] = (owner,)
    else:
        people = answering_for(meeting, action.agency, action.case)
    if action.collector is not None:
        people = (*(p for p in people if not meeting.roll[p].is_guest), action.collector)
    return tuple(dict.fromkeys(p for p in people if may_see(meeting, p, action.case)))


def _in_their_place(meeting: Meeting, action: Action) -> tuple[PersonId, ...]:
    """The administrators who may see its case are reminded of what nobody is left to answer for, so that it
    is not forgotten (LIN-18)."""
    if meeting.asks_no_more(action):
        return ()
    return tuple(p for p in meeting.administrators() if may_see(meeting, p, action.case))


def for_the_chat(rows: Iterable[OutstandingAction]) -> tuple[OutstandingAction, ...]:
    """What may be listed in the meeting chat, by case number and agency: nothing of a restricted case
    (LIN-36)."""
    return tuple(row for row in rows if not row.restricted)


def for_person(
    rows: Iterable[OutstandingAction], person: PersonId, now: Meeting
) -> tuple[OutstandingAction, ...]:
    """What `person` sees privately at the opening of the meeting `now`.

    Those who are reminded of an action see it; chair and administrators of this meeting see all of which they
    could know in the one that took it (LIN-36).
    """
    attendee = now.roll.get(person)
    if attendee is None or not attendee.is_welcome:
        return ()
    leads = attendee.is_administrator or attendee.is_chair
    return tuple(row for row in rows if person in row.told or (leads and person in row.seen_by))


def for_case(
    rows: Iterable[OutstandingAction], case: CaseNumber, person: PersonId
) -> tuple[OutstandingAction, ...]:
    """A case's unfinished earlier actions, for whoever may see them (LIN-102)."""
    return tuple(row for row in rows if row.case == case and person in row.seen_by)


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What one person hears of their actions on one day, across meetings."""

    person: PersonId
    day: date
    overdue: tuple[OutstandingAction, ...] = ()
    due_soon: tuple[OutstandingAction, ...] = ()


def digests(rows: Iterable[OutstandingAction], protocol: Protocol, today: date) -> Mapping[PersonId, Digest]:
    """One digest for each person with anything overdue, or due on or near its date by the area's rule
    (LIN-92).

    Empty on a day on which the area does not work: what was due then is said on the next day that it does.
    Nobody hears of what is overdue where the area chases nobody (LUT-31).
    """
    chases = protocol.actions.nudged == "owner"
    if not protocol.calendar.is_working_day(today):
        return {}
    heard: dict[PersonId, tuple[list[OutstandingAction], list[OutstandingAction]]] = {}
    for row in rows:
        late, soon = chases and row.is_overdue(today), is_due_soon(row, protocol, today)
        for person in row.told if late or soon else ():
            heard.setdefault(person, ([], []))[0 if late else 1].append(row)
    return {
        person: Digest(person=person, day=today, overdue=tuple(late), due_soon=tuple(soon))
        for person, (late, soon) in heard.items()
    }


def is_due_soon(row: OutstandingAction, protocol: Protocol, today: date) -> bool:
    """Not overdue, and the first of the area's reminders before its date has come."""
    if row.due is None or row.due < today:
        return False
    calendar = protocol.calendar
    rules = protocol.actions.remind
    days = (calendar.day_of(DueRule.parse(rule).apply(row.due, calendar)) for rule in rules)
    return min(days, default=row.due) <= today and bool(rules)


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many of an agency's actions are open, and how many of those overdue."""

    agency: AgencyId
    open: int
    overdue: int


def counts(rows: Iterable[OutstandingAction], today: date) -> tuple[Count, ...]:
    """Each agency's figures for its lead and for administrators, by agency (LIN-92)."""
    by_agency: dict[AgencyId, list[OutstandingAction]] = {}
    for row in rows:
        by_agency.setdefault(row.agency, []).append(row)
    return tuple(_counts(by_agency, today))


def _counts(by_agency: Mapping[AgencyId, list[OutstandingAction]], today: date) -> Iterator[Count]:
    for agency in sorted(by_agency):
        rows = by_agency[agency]
        yield Count(agency=agency, open=len(rows), overdue=sum(row.is_overdue(today) for row in rows))
