"""What came of a year in an area: who got how many messages, and what became of what was owed.

Counted from what was said and from the meetings' own facts; plain values, so that areas can be lived through
side by side in processes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

from bench.year.cast import enter
from bench.year.channel import Message, Thing
from bench.year.checks import Finding, Seen, Watch
from bench.year.live import SEED, STARTS, Year
from bench.year.reading import Owed
from bench.year.world import World, opened
from marac.meeting import Action, Meeting
from marac.protocol import Protocol, protocol_for
from marac.words import ActionState, Capacity
from usecases.announce import CHAT

ADMINISTRATORS, CHAIRS, MEMBERS, LEAD = "administrators", "chairs", "members", "operational lead"
ROLES: Final = (ADMINISTRATORS, CHAIRS, MEMBERS, LEAD)
"""As they are counted: representatives and deputies are members."""
DEBTORS: Final = {"administrators": ADMINISTRATORS, "lead": ADMINISTRATORS, "chair": CHAIRS, "chairs": CHAIRS}


@dataclass
class Tally:
    """What became of duties, or of actions, whose day came: done by then, done later, or not at all; and
    of how many somebody was reminded, or those further up heard."""

    due: int = 0
    in_time: int = 0
    late: int = 0
    undone: int = 0
    reminded: int = 0
    escalated: int = 0


@dataclass
class Lived:
    """An area's year."""

    area: str
    name: str
    a_day: int
    weeks: int
    meetings: int
    cases: int
    roles: dict[str, str]
    """Everybody's role, by key."""
    messages: list[Message]
    days: list[date]
    """The local day of each message."""
    findings: list[Finding]
    checked: int
    duties: dict[str, Tally] = field(default_factory=dict)
    actions: dict[str, Tally] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)


async def live(
    areas: Sequence[str],
    weeks: int,
    seed: int = SEED,
    *,
    protocols: Callable[[str], Protocol] = protocol_for,
    watching: Callable[[World], Watch] = Watch,
) -> list[Lived]:
    """Live through so many weeks of these areas in one world. `protocols` are the rules that the product
    goes by; what it does is held against the installed files whatever they are. Raises Fault."""
    starts = protocols(areas[0]).calendar.moment(STARTS, time(7)).astimezone(UTC)
    async with opened(areas, starts, seed, protocols) as world:
        casts = [await enter(world, area) for area in areas]
        watch = watching(world)
        await Year(world, casts, watch).live(weeks)
        watch.over_the_year()
        return [await _outcome(world, watch, area, weeks) for area in areas]


async def _outcome(world: World, watch: Watch, area: str, weeks: int) -> Lived:
    seen, protocol = watch.areas[area], world.office.protocol(area)
    people = await world.office.register.people(area)
    messages = [m for m in world.channel.messages if m.area == area and m.to != CHAT]
    meetings = await world.meetings(area)
    lived = Lived(
        area=area,
        name=protocol.name,
        a_day=seen.reading.a_day,
        weeks=weeks,
        meetings=sum(any(s.opened_at for s in m.sittings) for m in meetings),
        cases=sum(c.hearing is not None for m in meetings for c in m.cases.values()),
        roles={key: role for key, p in people.items() if (role := role_of(p.capacities)) is not None},
        messages=messages,
        days=[seen.reading.days.day(m.at) for m in messages],
        findings=[f for f in watch.findings if f.area == area],
        checked=seen.compared,
        unread=dict(seen.unread),
    )
    owed = [one for meeting in meetings for one in seen.reading.all_of(meeting)]
    for one in (*owed, *seen.rounds.values()):
        _count_duty(lived, seen, one, world.clock.now())
    for meeting, action in _actions(meetings):
        _count_action(lived, seen, meeting, action, world.office.today(area))
    return lived


def role_of(capacities: frozenset[Capacity]) -> str | None:
    """How somebody is counted; guests, observers and line managers are not."""
    if Capacity.ADMINISTRATOR in capacities:
        return ADMINISTRATORS
    if Capacity.CHAIR in capacities:
        return CHAIRS
    if capacities & {Capacity.REPRESENTATIVE, Capacity.DEPUTY}:
        return MEMBERS
    return LEAD if Capacity.LEAD in capacities else None


def _count_duty(lived: Lived, seen: Seen, one: Owed, now: datetime) -> None:
    if one.due > now or not (one.moments or one.done_at):
        return
    tally = lived.duties.setdefault(DEBTORS.get(one.by, MEMBERS), Tally())
    is_late = one.done_at is not None and one.done_at > one.due
    _add(tally, done=one.is_over, late=is_late)
    tally.reminded += one.thing in seen.ever
    tally.escalated += one.thing in seen.stepped


def _actions(meetings: Sequence[Meeting]) -> Iterator[tuple[Meeting, Action]]:
    kept = (ActionState.STRUCK, ActionState.PROPOSED)
    return ((m, a) for m in meetings for a in m.actions.values() if a.due and a.state not in kept)


def _count_action(lived: Lived, seen: Seen, meeting: Meeting, action: Action, today: date) -> None:
    due = action.due
    if due is None or due > today:
        return
    owner = lived.roles.get(action.owner or "", MEMBERS)
    tally = lived.actions.setdefault(owner, Tally())
    reported = seen.reading.days.day(action.reported_at) if action.reported_at is not None else due
    _add(tally, done=not action.is_open, late=reported > due)
    tally.reminded += Thing(meeting.key, "action", action.key) in seen.ever
    steps = {t for t in seen.ever if t.meeting == meeting.key and t.sort in ("step", "escalate")}
    tally.escalated += any(t.key.partition(":")[0] == action.key for t in steps)


def _add(tally: Tally, *, done: bool, late: bool) -> None:
    tally.due += 1
    tally.undone += not done
    tally.late += done and late
    tally.in_time += done and not late
