"""All that can be said on one day of an area's meetings, worked out once for everybody who hears of it.

What was worked out is kept while nothing has been written to a meeting's journal, so that nine hundred
digests cost little more than one; of a meeting that has changed it is worked out anew, and of no other. It is
kept in memory alone, for the one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar
from weakref import WeakKeyDictionary

import msgspec

from marac.admission import may_see
from marac.area_dates import carrier_of, date_reminders
from marac.chasing import step_day, steps_come, to_send_on
from marac.duties import Reminder, due_reminders
from marac.duty_notices import is_waiting
from marac.escalation import escalates, to_escalate
from marac.followup import overdue
from marac.lateness import often_late, often_not_high_risk
from marac.meeting import Action, Meeting
from marac.outstanding import Count, OutstandingAction, counts, digests, outstanding_of, told_of
from marac.protocol import Protocol
from marac.said_at_once import is_over, is_said_at_once
from marac.subjects import Subject, may_hear_of
from marac.subjects import told_of as told_of_step
from marac.updates import announced_between, told_of_news
from marac.words import AgencyId, Capacity, CaseNumber, PersonId
from usecases.area_dates import meetings_looked_at
from usecases.as_it_stands import as_it_stands
from usecases.heard_since import Days, has_come, heard_since
from usecases.looked_after import OF_LATE, looked_after
from usecases.office import Office
from usecases.open_actions import OpenAction
from usecases.ports import Ledger, Standing

T = TypeVar("T")
LOOKED_AFTER = OF_LATE
"""Of a meeting that ended longer ago only what is still owed is reminded of."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the ladder that has come for an action that is overdue; `waits`: for an administrator to send
    its notice on."""

    meeting: Meeting
    action: Action
    number: int
    says: str
    waits: bool


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """An agency of which the area has counted so many: `late` actions, or referrals `not-high-risk`."""

    kind: Literal["late", "not-high-risk"]
    agency: AgencyId
    count: int
    months: int


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What one person hears of one area's meetings on one day."""

    actions: tuple[OpenAction, ...] = ()
    duties: tuple[tuple[Meeting, Reminder], ...] = ()
    escalations: tuple[tuple[Meeting, Action], ...] = ()
    steps: tuple[Step, ...] = ()
    counts: tuple[Count, ...] = ()
    alerts: tuple[Alert, ...] = ()
    news: tuple[tuple[Meeting, CaseNumber], ...] = ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to say."""
        said = (self.actions, self.duties, self.escalations, self.steps, self.counts, self.alerts)
        return not any((*said, self.news))


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be said of one meeting on one day; `days` has what of it each person hears."""

    meeting: Meeting
    rows: tuple[OutstandingAction, ...]
    reminders: tuple[Reminder, ...]
    escalations: tuple[Action, ...]
    alerts: tuple[Alert, ...] = ()
    days: Mapping[PersonId, Day] = {}


@dataclass(slots=True)
class _Kept:
    """What was worked out last for an area: on which day, by which rules, of meetings standing how."""

    day: date
    protocol: Protocol
    standing: Mapping[str, Standing] = field(default_factory=dict)
    of_meeting: Mapping[str, Material] = field(default_factory=dict)
    whole: tuple[Material, ...] = ()


_KEPT: WeakKeyDictionary[Ledger, dict[tuple[str, date], _Kept]] = WeakKeyDictionary()


async def materials(office: Office, area: str, day: date, since: date | None = None) -> tuple[Material, ...]:
    """What can be said on that day of the area's meetings that have open actions or ended lately: of what has
    come after the digests of `since`, or of the area's last ones."""
    protocol = office.protocol(area)
    since = (await heard_since(office, area, day)).area if since is None else since
    standing = await looked_after(office, area, day)
    of_area = _KEPT.setdefault(office.ledger, {})
    kept = of_area.get((area, since))
    if kept is None or kept.day != day or kept.protocol is not protocol:
        kept = _Kept(day, protocol)
    if kept.standing == standing:
        return kept.whole
    found = {}
    for key, now in standing.items():
        one = kept.of_meeting.get(key) if kept.standing.get(key) == now else None
        one = one or await _read(office, key, now, protocol, (since, day))
        if one is not None:
            found[key] = one
    alerts = await _alerts(office, area, protocol, (since, day))
    looked_at = await meetings_looked_at(office, area, day)
    dates = date_reminders(looked_at, protocol, *_moments((since, day), protocol))
    whole = _with_what_is_the_areas(found.values(), protocol, (since, day), dates, alerts)
    for old in [key for key, one in of_area.items() if key[0] == area and one.day != day]:
        del of_area[old]
    of_area[area, since] = _Kept(day, protocol, standing, found, whole)
    return whole


async def _read(office: Office, key: str, now: Standing, protocol: Protocol, within: Days) -> Material | None:
    """What can be said of one meeting, read on as far as its journal stands."""
    meeting = await as_it_stands(office, key, now)
    return None if meeting is None else material_of(meeting, protocol, within)


def material_of(meeting: Meeting, protocol: Protocol, within: Days) -> Material:
    """What can be said of the meeting on a day, and to whom."""
    made = Material(
        meeting=meeting,
        rows=outstanding_of(meeting),
        reminders=_reminders(meeting, protocol, within),
        escalations=to_escalate(meeting, protocol, within[1]),
    )
    return msgspec.structs.replace(made, days=_days(made, protocol, within))


def _reminders(meeting: Meeting, protocol: Protocol, within: Days) -> tuple[Reminder, ...]:
    """What of the meeting's duties the day's digests say: all but what is said at its own hour, and what is
    over with the meeting."""
    found = due_reminders(meeting, protocol, *_moments(within, protocol))
    return tuple(
        r for r in found if not is_over(r.due, meeting) and not is_said_at_once(r.due, r.rung, protocol)
    )


def _moments(within: Days, protocol: Protocol) -> tuple[datetime, datetime]:
    """After which moment, up to and at which, the day's digests say what is due."""
    since, day = within
    calendar, at = protocol.calendar, protocol.nudge_at
    return calendar.moment(since, at), calendar.moment(day, at)


def _with_what_is_the_areas(
    found: Iterable[Material],
    protocol: Protocol,
    within: Days,
    dates: tuple[Reminder, ...],
    alerts: tuple[Alert, ...],
) -> tuple[Material, ...]:
    """With what is the area's own, its dates and counts, said once, in the meeting that carries it."""
    found = tuple(found)
    carrier = carrier_of([one.meeting for one in found], within[1], protocol)
    if not (dates or alerts):
        return found

    def carrying(one: Material) -> Material:
        more = msgspec.structs.replace(one, reminders=(*one.reminders, *dates), alerts=alerts)
        return msgspec.structs.replace(more, days=_days(more, protocol, within))

    return tuple(carrying(one) if one.meeting is carrier else one for one in found)


def _days(one: Material, protocol: Protocol, within: Days) -> Mapping[PersonId, Day]:
    """What each person hears of the meeting: in one pass over what there is to say."""
    day = within[1]
    actions = {
        person: tuple(OpenAction(row, one.meeting) for row in (*heard.overdue, *heard.due_soon))
        for person, heard in digests(one.rows, protocol, day).items()
    }
    meeting = one.meeting
    duties = _by_person((p, (meeting, r)) for r in one.reminders for p in _hearing(meeting, r))
    asked = _by_person((p, (meeting, a)) for a in one.escalations for p in _asked(meeting, a, protocol))
    steps = _by_person(_steps(meeting, protocol, within))
    counted = _counts(one, protocol, within)
    alerts = _by_person((p, alert) for alert in one.alerts for p in _alerted(meeting, alert))
    news = _by_person(_news(meeting, protocol, within))
    return {
        person: Day(
            actions=actions.get(person, ()),
            duties=tuple(duties.get(person, ())),
            escalations=tuple(asked.get(person, ())),
            steps=tuple(steps.get(person, ())),
            counts=counted.get(person, ()),
            alerts=tuple(alerts.get(person, ())),
            news=tuple(news.get(person, ())),
        )
        for person in dict.fromkeys((*actions, *duties, *asked, *steps, *counted, *alerts, *news))
    }


def _hearing(meeting: Meeting, reminder: Reminder) -> tuple[PersonId, ...]:
    """Those on the roll whom a rung tells, and administrators of one whose notice waits for them."""
    due, rung = reminder.due, reminder.rung
    people = list(rung.people)
    if is_waiting(due, rung, meeting):
        people += [p for p in meeting.administrators() if may_hear_of(meeting, p, due.subject)]
    return tuple(dict.fromkeys(people))


def _steps(meeting: Meeting, protocol: Protocol, within: Days) -> Iterator[tuple[PersonId, Step]]:
    """Who hears of a step on the day it comes (a day without digests comes on the next): those on the roll
    whom it tells, and administrators of one whose notice waits for them."""
    since, day = within
    for action in overdue(meeting, day) if protocol.actions.ladder else ():
        waiting = {number for number, _ in to_send_on(action, protocol, day)}
        subject = Subject(key=action.key, case=action.case, agency=action.agency)
        for number, step in steps_come(action, protocol, day):
            if step_day(action, step, protocol) <= since:
                continue
            waits = number in waiting
            tells = ("administrators", *(() if step.approved else step.tells)) if waits else step.tells
            said = Step(meeting=meeting, action=action, number=number, says=step.label, waits=waits)
            told = msgspec.structs.replace(said, waits=False)
            sends = meeting.administrators() if waits else ()
            for person in told_of_step(tells, subject, told_of(meeting, action), meeting):
                yield person, said if person in sends else told


def _news(
    meeting: Meeting, protocol: Protocol, within: Days
) -> Iterator[tuple[PersonId, tuple[Meeting, CaseNumber]]]:
    """Of which cases the day's digests say that there is news, and to whom (LIN-32)."""
    for number in announced_between(meeting, protocol, *_moments(within, protocol)):
        for person in told_of_news(meeting, number):
            yield person, (meeting, number)


def is_count_day(protocol: Protocol, within: Days) -> bool:
    """Agencies hear how many of their actions are open: on the area's day of the week, or on the first day
    with digests after it (LIN-92)."""
    counted_on = protocol.actions.counted_on
    return counted_on is not None and has_come(counted_on.lower(), within)


def _counts(one: Material, protocol: Protocol, within: Days) -> Mapping[PersonId, tuple[Count, ...]]:
    """Each representative's count of their own agency's actions, of the cases that they may see."""
    if not one.rows or not is_count_day(protocol, within):
        return {}
    leads = (a for a in one.meeting.roll.values() if a.is_welcome and Capacity.REPRESENTATIVE in a.capacities)
    by_agency = _by_person((row.agency, row) for row in one.rows)
    found = {a.person: [r for r in by_agency.get(a.agency or "", ()) if a.person in r.seen_by] for a in leads}
    return {person: counts(rows, within[1]) for person, rows in found.items() if rows}


def _alerted(meeting: Meeting, alert: Alert) -> Iterator[PersonId]:
    """Administrators; of what is late the operational lead as well (LIN-71, LIN-94)."""
    for attendee in meeting.roll.values():
        is_lead = alert.kind == "late" and Capacity.LEAD in attendee.capacities
        if attendee.is_welcome and (attendee.is_administrator or is_lead):
            yield attendee.person


async def _alerts(office: Office, area: str, protocol: Protocol, within: Days) -> tuple[Alert, ...]:
    """The agencies that have come to the area's numbers since the last digests."""
    since, day = within
    counted = max(
        protocol.actions.late_months if protocol.actions.many_late else 0,
        protocol.alerts.not_high_risk_months if protocol.alerts.many_not_high_risk else 0,
    )
    if not counted:
        return ()
    keys = await office.ledger.meetings(area, on=day - counted * timedelta(days=31) - LOOKED_AFTER)
    meetings = [await office.ledger.load(key) for key in keys]
    before = {(a.kind, a.agency) for a in alerts_on(meetings, protocol, since)}
    return tuple(a for a in alerts_on(meetings, protocol, day) if (a.kind, a.agency) not in before)


def alerts_on(meetings: Sequence[Meeting], protocol: Protocol, day: date) -> tuple[Alert, ...]:
    """The agencies that are at or over the area's numbers on that day."""
    late, unfit = often_late(meetings, protocol, day), often_not_high_risk(meetings, protocol, day)
    months = (protocol.actions.late_months, protocol.alerts.not_high_risk_months)
    return (
        *(Alert(kind="late", agency=a, count=n, months=months[0]) for a, n in sorted(late.items())),
        *(Alert(kind="not-high-risk", agency=a, count=n, months=months[1]) for a, n in sorted(unfit.items())),
    )


def _by_person(found: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """What is each person's, or each agency's."""
    by_person: dict[str, list[T]] = {}
    for key, one in found:
        by_person.setdefault(key, []).append(one)
    return by_person


def _asked(meeting: Meeting, action: Action, protocol: Protocol) -> Iterator[PersonId]:
    """Those who escalate in the area are asked to, of the cases that they may see (LIN-93, WOL-42)."""
    known = (a for a in meeting.roll.values() if a.is_welcome and escalates(a, protocol))
    return (a.person for a in known if may_see(meeting, a.person, action.case))


def day_of(person: PersonId, known: Iterable[Material]) -> Day:
    """What the person hears of one area's meetings on the day whose material that is."""
    mine = [one.days[person] for one in known if person in one.days]
    return Day(
        actions=tuple(a for one in mine for a in one.actions),
        duties=tuple(d for one in mine for d in one.duties),
        escalations=tuple(e for one in mine for e in one.escalations),
        steps=tuple(s for one in mine for s in one.steps),
        counts=_summed(c for one in mine for c in one.counts),
        alerts=tuple(a for one in mine for a in one.alerts),
        news=tuple(n for one in mine for n in one.news),
    )


def _summed(found: Iterable[Count]) -> tuple[Count, ...]:
    """An agency's figures of all meetings together."""
    by_agency: dict[AgencyId, Count] = {}
    for one in found:
        so_far = by_agency.get(one.agency, Count(agency=one.agency, open=0, overdue=0))
        by_agency[one.agency] = Count(
            agency=one.agency, open=so_far.open + one.open, overdue=so_far.overdue + one.overdue
        )
    return tuple(by_agency.values())
