"""The day's digests: on every working day, each person hears once of what is overdue or nearly due, and of
what they have to see to.

One digest a person, whatever meetings and areas it comes from, under a key that makes a second one on the
same day impossible. Nothing goes out of office hours: what could not be said on one day is said on the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import msgspec

from marac.admission import may_see
from marac.area_dates import carrier_of, date_reminders
from marac.duties import Reminder, due_reminders
from marac.escalation import to_escalate
from marac.meeting import Action, Meeting
from marac.outstanding import OutstandingAction, digests, outstanding_of
from marac.protocol import Protocol
from marac.words import PersonId
from usecases.announce import BECOMES
from usecases.announcements_actions import DIGEST
from usecases.office import Office
from usecases.open_actions import OpenAction
from usecases.ports import NoMeeting, Notice, Work

LOOKED_AFTER = timedelta(days=60)
"""Of a meeting that ended longer ago only its open actions are still reminded of."""


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be said of one meeting on one day, worked out once for everybody."""

    meeting: Meeting
    rows: tuple[OutstandingAction, ...]
    reminders: tuple[Reminder, ...]
    escalations: tuple[Action, ...]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What one person hears of one area's meetings on one day."""

    actions: tuple[OpenAction, ...] = ()
    duties: tuple[tuple[Meeting, Reminder], ...] = ()
    escalations: tuple[tuple[Meeting, Action], ...] = ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to say."""
        return not (self.actions or self.duties or self.escalations)


def nudging_day(protocol: Protocol, now: datetime) -> date | None:
    """The day whose digests may go out now: a working day from its hour on, while offices are open."""
    calendar = protocol.calendar
    day = calendar.day_of(now)
    if not calendar.is_working_day(day) or not calendar.is_open(now):
        return None
    return day if now >= calendar.moment(day, protocol.nudge_at) else None


async def nudge(office: Office, area: str) -> int:
    """Put the day's digests of the area's people into the outbox; for how many people there is one.

    Done again on the same day it adds nothing, and outside of the day's hours it does nothing.
    """
    protocol = office.protocol(area)
    day = nudging_day(protocol, office.now())
    if day is None:
        return 0
    known = await materials(office, area, day)
    registered = (await office.names(area)).people
    notices = [
        _notice(person, area, day)
        for person, record in registered.items()
        if not record.left and not day_of(person, known, protocol, day).is_empty
    ]
    if notices:
        await office.ledger.commit(Work(meeting=known[0].meeting, notices=notices))
    return len(notices)


def _notice(person: PersonId, area: str, day: date) -> Notice:
    return Notice(
        key=f"{DIGEST}:{person}:{day.isoformat()}",
        to=person,
        kind=DIGEST,
        area=area,
        facts={"day": day.isoformat(), BECOMES: DIGEST},
    )


async def materials(office: Office, area: str, day: date) -> tuple[Material, ...]:
    """What can be said of the area's meetings that have open actions or ended lately."""
    protocol = office.protocol(area)
    keys = dict.fromkeys(row.meeting for row in await office.ledger.actions(area=area))
    keys |= dict.fromkeys(await office.ledger.meetings(area, on=day - LOOKED_AFTER))
    found = []
    for key in keys:
        try:
            meeting = await office.ledger.load(key)
        except NoMeeting:
            continue
        found.append(
            Material(
                meeting=meeting,
                rows=outstanding_of(meeting),
                reminders=reminders(meeting, protocol, day),
                escalations=to_escalate(meeting, protocol, day),
            )
        )
    return _with_dates(found, protocol, day)


def reminders(meeting: Meeting, protocol: Protocol, day: date) -> tuple[Reminder, ...]:
    """The duties whose reminders came between the last working day's digests and this day's."""
    return due_reminders(meeting, protocol, *_heard_on(day, protocol))


def _heard_on(day: date, protocol: Protocol) -> tuple[datetime, datetime]:
    """After which moment, up to and at which, that day's digests say what is due."""
    calendar = protocol.calendar
    since = calendar.moment(calendar.previous_working_day(day), protocol.nudge_at)
    return since, calendar.moment(day, protocol.nudge_at)


def _with_dates(found: list[Material], protocol: Protocol, day: date) -> tuple[Material, ...]:
    """With the area's dates, said once, in the meeting that carries them."""
    meetings = [one.meeting for one in found]
    carrier = carrier_of(meetings, day, protocol)
    dates = date_reminders(meetings, protocol, *_heard_on(day, protocol))
    return tuple(
        msgspec.structs.replace(one, reminders=(*one.reminders, *dates)) if one.meeting is carrier else one
        for one in found
    )


def day_of(person: PersonId, known: Iterable[Material], protocol: Protocol, day: date) -> Day:
    """What the person hears of one area's meetings on that day."""
    actions: list[OpenAction] = []
    duties: list[tuple[Meeting, Reminder]] = []
    escalations: list[tuple[Meeting, Action]] = []
    for one in known:
        actions += _actions(person, one, protocol, day)
        duties += ((one.meeting, r) for r in one.reminders if person in r.rung.people)
        escalations += ((one.meeting, a) for a in one.escalations if _escalates(person, one.meeting, a))
    return Day(actions=tuple(actions), duties=tuple(duties), escalations=tuple(escalations))


def _actions(person: PersonId, one: Material, protocol: Protocol, day: date) -> Iterator[OpenAction]:
    mine = [row for row in one.rows if person in row.told]
    told = digests(mine, protocol, day).get(person) if mine else None
    rows = (*told.overdue, *told.due_soon) if told is not None else ()
    return (OpenAction(row, one.meeting) for row in rows)


def _escalates(person: PersonId, meeting: Meeting, action: Action) -> bool:
    """An administrator is asked to escalate, of the cases that they may see (LIN-93)."""
    attendee = meeting.roll.get(person)
    return attendee is not None and attendee.is_administrator and may_see(meeting, person, action.case)
