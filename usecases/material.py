"""All that can be said on one day of an area's meetings, worked out once for everybody who hears of it.

What was worked out is kept while nothing has been written to a meeting's journal, so that nine hundred
digests cost little more than one; of a meeting that has changed it is worked out anew, and of no other. It is
kept in memory alone, for the one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from weakref import WeakKeyDictionary

import msgspec

from marac.admission import may_see
from marac.area_dates import carrier_of, date_reminders
from marac.duties import Reminder, due_reminders
from marac.escalation import to_escalate
from marac.meeting import Action, Meeting
from marac.outstanding import OutstandingAction, digests, outstanding_of
from marac.protocol import Protocol
from marac.words import PersonId
from usecases.office import Office
from usecases.open_actions import OpenAction
from usecases.ports import Ledger, NoMeeting, Standing

T = TypeVar("T")
LOOKED_AFTER = timedelta(days=60)
"""Of a meeting that ended longer ago only its open actions are still reminded of."""


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What one person hears of one area's meetings on one day."""

    actions: tuple[OpenAction, ...] = ()
    duties: tuple[tuple[Meeting, Reminder], ...] = ()
    escalations: tuple[tuple[Meeting, Action], ...] = ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to say."""
        return not (self.actions or self.duties or self.escalations)


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be said of one meeting on one day; `days` has what of it each person hears."""

    meeting: Meeting
    rows: tuple[OutstandingAction, ...]
    reminders: tuple[Reminder, ...]
    escalations: tuple[Action, ...]
    days: Mapping[PersonId, Day] = {}


@dataclass(slots=True)
class _Kept:
    """What was worked out last for an area: on which day, by which rules, of meetings standing how."""

    day: date
    protocol: Protocol
    standing: Mapping[str, Standing] = field(default_factory=dict)
    of_meeting: Mapping[str, Material] = field(default_factory=dict)
    whole: tuple[Material, ...] = ()


_KEPT: WeakKeyDictionary[Ledger, dict[str, _Kept]] = WeakKeyDictionary()


async def materials(office: Office, area: str, day: date) -> tuple[Material, ...]:
    """What can be said on that day of the area's meetings that have open actions or ended lately."""
    protocol = office.protocol(area)
    standing = await office.ledger.standing(area, since=day - LOOKED_AFTER)
    of_area = _KEPT.setdefault(office.ledger, {})
    kept = of_area.get(area)
    if kept is None or kept.day != day or kept.protocol is not protocol:
        kept = _Kept(day, protocol)
    if kept.standing == standing:
        return kept.whole
    found = {}
    for key, now in standing.items():
        one = kept.of_meeting.get(key) if kept.standing.get(key) == now else None
        one = one or await _read(office, key, now, protocol, day)
        if one is not None:
            found[key] = one
    whole = _with_dates(list(found.values()), protocol, day)
    of_area[area] = _Kept(day, protocol, standing, found, whole)
    return whole


async def _read(office: Office, key: str, now: Standing, protocol: Protocol, day: date) -> Material | None:
    """What can be said of one meeting, read on as far as its journal stands."""
    try:
        meeting = await office.ledger.load(key)
        if meeting.sequence < now.sequence:
            meeting = await office.ledger.load(key, fresh=True)
    except NoMeeting:
        return None
    return material_of(meeting, protocol, day)


def material_of(meeting: Meeting, protocol: Protocol, day: date) -> Material:
    """What can be said of the meeting on that day, and to whom."""
    made = Material(
        meeting=meeting,
        rows=outstanding_of(meeting),
        reminders=due_reminders(meeting, protocol, *_heard_on(day, protocol)),
        escalations=to_escalate(meeting, protocol, day),
    )
    return msgspec.structs.replace(made, days=_days(made, protocol, day))


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
    return tuple(_carrying(one, dates, protocol, day) if one.meeting is carrier else one for one in found)


def _carrying(one: Material, dates: tuple[Reminder, ...], protocol: Protocol, day: date) -> Material:
    more = msgspec.structs.replace(one, reminders=(*one.reminders, *dates))
    return msgspec.structs.replace(more, days=_days(more, protocol, day))


def _days(one: Material, protocol: Protocol, day: date) -> Mapping[PersonId, Day]:
    """What each person hears of the meeting: in one pass over what there is to say."""
    actions = {
        person: tuple(OpenAction(row, one.meeting) for row in (*heard.overdue, *heard.due_soon))
        for person, heard in digests(one.rows, protocol, day).items()
    }
    duties = _by_person((p, (one.meeting, r)) for r in one.reminders for p in r.rung.people)
    asked = _by_person((p, (one.meeting, a)) for a in one.escalations for p in _asked(one.meeting, a))
    return {
        person: Day(
            actions=actions.get(person, ()),
            duties=tuple(duties.get(person, ())),
            escalations=tuple(asked.get(person, ())),
        )
        for person in dict.fromkeys((*actions, *duties, *asked))
    }


def _by_person(found: Iterable[tuple[PersonId, T]]) -> dict[PersonId, list[T]]:
    by_person: dict[PersonId, list[T]] = {}
    for person, one in found:
        by_person.setdefault(person, []).append(one)
    return by_person


def _asked(meeting: Meeting, action: Action) -> Iterator[PersonId]:
    """The administrators are asked to escalate, of the cases that they may see (LIN-93)."""
    known = (a for a in meeting.roll.values() if a.is_administrator)
    return (a.person for a in known if may_see(meeting, a.person, action.case))


def day_of(person: PersonId, known: Iterable[Material]) -> Day:
    """What the person hears of one area's meetings on the day whose material that is."""
    mine = [one.days[person] for one in known if person in one.days]
    return Day(
        actions=tuple(a for one in mine for a in one.actions),
        duties=tuple(d for one in mine for d in one.duties),
        escalations=tuple(e for one in mine for e in one.escalations),
    )
