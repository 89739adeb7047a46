"""A year, hour by hour: meetings are called and held by the area's pattern, the ticker wakes, people do
what they do, and whoever watches looks after every waking."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bench.year.cast import Cast, case_list
from bench.year.habits import Habits
from bench.year.matters import LEAVES_IN_WEEK, come_up, somebody_leaves
from bench.year.sittings import Holding
from bench.year.world import World
from marac.calendar import WEEKDAYS
from marac.meeting_dates import proposed
from marac.protocol import Protocol
from usecases.call_meeting import call_meeting
from usecases.import_cases import import_cases

STARTS: Final = date(2027, 1, 4)
"""A Monday."""
SEED: Final = 20270104
CALLED: Final = timedelta(days=24)
LISTED: Final = timedelta(days=16)
"""So long before a meeting it is called, and its cases are listed."""
WAKES: Final = (
    *(time(hour) for hour in (9, 10, 12, 13, 14, 16, 17, 20)),
    time(9, 30),
    time(10, 30),
)
AT_WEEKENDS: Final = (time(9), time(20))
ROUNDS: Final = (time(10, 40), time(14, 20), time(19, 10))
"""When people do what they do: in the evening some still are at it."""

Step = Callable[[], Awaitable[None]]
Watcher = Callable[[World], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting to come."""

    area: str
    rhythm: str
    first: date


@dataclass
class Diary:
    """What is still to happen, by time; of one moment in the order in which it was entered."""

    entries: list[tuple[datetime, int, Step]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def enter(self, at: datetime, step: Step) -> None:
        """Something is to happen then."""
        heapq.heappush(self.entries, (at.astimezone(UTC), next(self.numbers), step))

    async def run(self, world: World) -> None:
        """Let everything happen in its turn."""
        while self.entries:
            at, _, step = heapq.heappop(self.entries)
            world.clock.moment = max(at, world.clock.moment)
            await step()


def planned(protocol: Protocol, until: date) -> Iterator[Planned]:
    """The year's meetings by each of the area's rhythms; one on a holiday is moved to the day that is
    proposed instead, if the area can meet on it, and otherwise not held."""
    for place, rhythm in enumerate(protocol.rhythms):
        for meeting in proposed(protocol, rhythm, _first(protocol, place), until):
            day = meeting.days[0] if not meeting.clashes else meeting.instead
            if day is not None and _may_begin(protocol, day):
                yield Planned(protocol.area, rhythm.key, day)


def _first(protocol: Protocol, place: int) -> date:
    """The first day on which a meeting can begin once it can be called and listed; each rhythm on its own
    weekday."""
    day = STARTS + CALLED + timedelta(days=1 + 2 * place)
    while not _may_begin(protocol, day) or day.weekday() > 3:
        day += timedelta(days=1)
    return day


def _may_begin(protocol: Protocol, day: date) -> bool:
    begins = min(protocol.sittings, key=lambda sitting: sitting.number).weekday
    return begins is None or WEEKDAYS[day.weekday()] == begins.casefold()


class Year:
    """Some areas' year in one world."""

    def __init__(self, world: World, casts: Sequence[Cast], watcher: Watcher) -> None:
        self.world, self._casts, self._watcher = world, casts, watcher
        self._habits = {cast.area: Habits(world, cast) for cast in casts}
        self._diary = Diary()

    async def live(self, weeks: int) -> None:
        """Live through so many weeks from the start on."""
        until = STARTS + timedelta(weeks=weeks)
        for cast in self._casts:
            protocol = self.world.office.protocol(cast.area)
            for meeting in planned(protocol, until - timedelta(days=1)):
                self._plan(cast, protocol, meeting)
        for number in range((until - STARTS).days):
            self._plan_day(STARTS + timedelta(days=number))
        await self._diary.run(self.world)

    def _plan(self, cast: Cast, protocol: Protocol, meeting: Planned) -> None:
        calendar = protocol.calendar
        called = calendar.next_working_day(meeting.first - CALLED - timedelta(days=1))
        listed = calendar.next_working_day(meeting.first - LISTED - timedelta(days=1))

        async def call() -> None:
            made = await call_meeting(self.world.office, cast.area, meeting.first, meeting.rhythm)
            for sitting in made.sittings:
                self._diary.enter(sitting.starts_at, self._holding(cast, made.key, sitting.number))
            await self.world.say()

        async def list_cases() -> None:
            made = await call_meeting(self.world.office, cast.area, meeting.first, meeting.rhythm)
            data = case_list(cast, made, protocol, self.world.chance)
            administrator = min(made.administrators())
            await import_cases(
                self.world.office, cast.area, data, "cases.csv", meeting.first, administrator,
                rhythm=meeting.rhythm,
            )  # fmt: skip
            await self.world.say()

        self._diary.enter(calendar.moment(called, time(8, 10)), call)
        self._diary.enter(calendar.moment(listed, time(10, 15)), list_cases)

    def _holding(self, cast: Cast, key: str, sitting: int) -> Step:
        """The sitting goes on from moment to moment."""
        moments: AsyncIterator[datetime] = Holding(self.world, cast, key, sitting).hold()

        async def go_on() -> None:
            try:
                self._diary.enter(await anext(moments), go_on)
            except StopAsyncIteration:
                await self.world.say()

        return go_on

    def _plan_day(self, day: date) -> None:
        calendars = [self.world.office.protocol(cast.area).calendar for cast in self._casts]
        calendar = calendars[0]
        is_worked = any(one.is_working_day(day) for one in calendars)
        for clock in WAKES if is_worked else AT_WEEKENDS:
            self._diary.enter(calendar.moment(day, clock), self._wake)
        if is_worked:
            for clock in ROUNDS:
                self._diary.enter(calendar.moment(day, clock), self._go_round)
            self._diary.enter(calendar.moment(day, time(15, 10)), self._come_up(day))

    async def _wake(self) -> None:
        await self.world.wake()
        await self._watcher(self.world)

    async def _go_round(self) -> None:
        for habits in self._habits.values():
            await habits.go_round()
        await self.world.say()

    def _come_up(self, day: date) -> Step:
        week = (day - STARTS).days // 7

        async def come() -> None:
            for cast in self._casts:
                if day.weekday() == 1:
                    await come_up(self.world, cast, week)
                if day.weekday() == 2 and week % (4 * LEAVES_IN_WEEK) == LEAVES_IN_WEEK:
                    left = await somebody_leaves(self.world, cast, week)
                    if left is not None:
                        self.world.left[left] = self.world.clock.now()
            await self.world.say()

        return come
