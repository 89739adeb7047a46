"""What was said held against what should have been: day by day at the hour of each area's digests, and over
the whole year for how many messages people got and when.

A finding is something wrong; a year without one has to be a year in which one would have been found, which
`tests/bench/test_year.py` shows by breaking things.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bench.year.channel import Message, Thing
from bench.year.reading import Moment, Owed, file_of
from bench.year.reading_more import FullReading, is_recent
from bench.year.world import World
from marac.meeting import Meeting
from usecases.announce import CHAT
from usecases.announcements_actions import DIGEST

NOT_TOLD = "not told on its day"
TOO_LATE = "told only after it was due"
TOLD_OF_DONE = "told of what was done"
TOLD_FOR_NOTHING = "told of what was not due"
TOO_MANY = "more messages on a day than the area allows"
SECOND_DIGEST = "a second digest on a day"
OUT_OF_HOURS = "a message out of office hours that was not urgent"
TOLD_A_LEAVER = "told after leaving"
SORTS = (
    NOT_TOLD, TOO_LATE, TOLD_OF_DONE, TOLD_FOR_NOTHING, TOO_MANY, SECOND_DIGEST, OUT_OF_HOURS, TOLD_A_LEAVER
)  # fmt: skip
REMEMBERED = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that went wrong for somebody at a moment."""

    sort: str
    area: str
    at: datetime
    person: str
    what: str

    def __str__(self) -> str:
        return f"{self.area}, {self.at:%a %d %b %Y %H:%M}, {self.person}: {self.sort} ({self.what})"


@dataclass
class Seen:
    """What is known of an area so far: who was told of what lately, and of what anybody ever was."""

    reading: FullReading
    told: dict[tuple[str, Thing], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    ever: set[Thing] = field(default_factory=set)
    stepped: set[Thing] = field(default_factory=set)
    unread: Counter[str] = field(default_factory=Counter)
    """Tellings of duties that follow from a rule and are no entry of the file: only whether they were done is
    looked at."""
    compared: int = 0
    """How often it was asked whether somebody was told of something."""
    checked: date | None = None
    owed: dict[str, tuple[int, tuple[Owed, ...]]] = field(default_factory=dict)
    rounds: dict[Thing, Owed] = field(default_factory=dict)
    """What has come round by the calendar, as it stood last."""


class Watch:
    """Looks at every waking of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._at = 0
        self.findings: list[Finding] = []
        self.areas = {area: Seen(FullReading(file_of(area))) for area in world.areas}

    async def __call__(self, world: World) -> None:
        """Take in what was said since, and check the day's digests of every area whose hour it is."""
        new = world.channel.messages[self._at :]
        self._at += len(new)
        for area, seen in self.areas.items():
            await self._take_in(area, seen, new)
        for area, seen in self.areas.items():
            day = seen.reading.days.day(world.clock.now())
            is_time = world.clock.now() >= seen.reading.days.digest(day)
            if seen.checked != day and is_time and seen.reading.days.works(day):
                seen.checked = day
                await self._check(area, seen, day)

    async def _take_in(self, area: str, seen: Seen, new: Sequence[Message]) -> None:
        for message in new:
            if message.timed and message.area == area:
                meeting = await self._world.office.ledger.load(message.meeting)
                things = [o.thing for o in self._owed(seen, meeting) if o.duty == message.timed]
            else:
                things = [t for t in message.things if t.meeting.startswith(f"{area}-")]
            for thing in things:
                seen.told[message.to, thing].append(message.at)
                seen.ever.add(thing)

    def _owed(self, seen: Seen, meeting: Meeting) -> tuple[Owed, ...]:
        """What is owed of the meeting; worked out anew when something has been written to its journal."""
        known = seen.owed.get(meeting.key)
        if known is None or known[0] != meeting.sequence:
            known = seen.owed[meeting.key] = (meeting.sequence, seen.reading.all_of(meeting))
        return known[1]

    async def _check(self, area: str, seen: Seen, day: date) -> None:
        """What this day's digests should have said, and what they said."""
        meetings = [m for m in await self._world.meetings(area) if is_recent(m, day)]
        owed = [one for meeting in meetings for one in self._owed(seen, meeting)]
        rounds = {one.thing: one for one in seen.reading.dates(meetings, day)}
        seen.rounds |= rounds
        owed += rounds.values()
        wanted: dict[str, set[Thing]] = defaultdict(set)
        for one in owed:
            for moment in self._heard_today(seen, one, day):
                for person in self._still_here(moment.people):
                    self._check_hour(area, seen, one, moment, person)
                    wanted[person].add(one.thing)
                    if moment.step:
                        seen.stepped.add(one.thing)
        for meeting in meetings:
            for person, thing in seen.reading.actions(meeting, day):
                if person not in self._world.left:
                    wanted[person].add(thing)
        over = {one.thing for one in owed if one.is_over}
        over |= {Thing(m.key, "duty", key) for m in meetings for key in m.duties}
        over |= {Thing(m.key, "action", a.key) for m in meetings for a in m.actions.values() if not a.is_open}
        self._compare(area, seen, day, wanted, over)
        self._forget(seen)

    def _still_here(self, people: Sequence[str]) -> Iterator[str]:
        """Whoever has left stays on the rolls of the meetings that were, and hears nothing."""
        return (person for person in people if person not in self._world.left)

    def _heard_today(self, seen: Seen, one: Owed, day: date) -> Iterator[Moment]:
        """The moments since the last digests, up to these; of one step the last."""
        if one.is_over:
            return
        days = seen.reading.days
        since, until = days.digest(days.working(day, -1)), days.digest(day)
        last = {moment.step: moment for moment in one.moments if since < moment.at <= until}
        yield from last.values()

    def _check_hour(self, area: str, seen: Seen, one: Owed, moment: Moment, person: str) -> None:
        """What is due at an hour before this digest had to be said before it was due; the step that says
        so, on its own day."""
        days, now = seen.reading.days, self._world.clock.now()
        if not one.has_hour or not days.is_open(moment.at) or moment.at >= days.digest(days.day(now)):
            return
        told = [at for at in seen.told[person, one.thing] if at >= moment.at]
        in_time = [
            at for at in told if at <= one.due or (moment.step and days.day(at) == days.day(moment.at))
        ]
        if one.due < now and moment.at <= one.due and not in_time:
            self._find(TOO_LATE, area, person, one.thing)

    def _compare(
        self, area: str, seen: Seen, day: date, wanted: Mapping[str, set[Thing]], over: set[Thing]
    ) -> None:
        days, now = seen.reading.days, self._world.clock.now()
        since = days.digest(days.working(day, -1))
        digests = self._digests(day, days.digest(day))
        said = defaultdict(set)
        for (person, thing), moments in seen.told.items():
            if any(at > since for at in moments):
                said[person].add(thing)
        for person in sorted(wanted):
            seen.compared += len(wanted[person])
            self._check_told(area, person, wanted[person] - said[person], digests.get(person))
        for person, message in sorted(digests.items()):
            for thing in message.things:
                if not thing.meeting.startswith(f"{area}-") or thing in wanted.get(person, ()):
                    continue
                if thing in over:
                    self._find(TOLD_OF_DONE, area, person, thing, now)
                elif thing.sort != "duty" or seen.reading.knows(thing.key.partition(":")[0]):
                    self._find(TOLD_FOR_NOTHING, area, person, thing, now)
                else:
                    seen.unread[thing.key.partition(":")[0]] += 1

    def _digests(self, day: date, since: datetime) -> dict[str, Message]:
        """The digest that each person got today."""
        found = {}
        for message in reversed(self._world.channel.messages):
            if message.at < since - timedelta(hours=3):
                break
            if message.kind == DIGEST:
                found[message.to] = message
        return found

    def _check_told(self, area: str, person: str, missing: set[Thing], digest: Message | None) -> None:
        """What is missing may be among what the digest only counted."""
        by_sort: dict[str, list[Thing]] = defaultdict(list)
        for thing in missing:
            by_sort[thing.sort].append(thing)
        for sort, things in by_sort.items():
            # What a digest has no room for it counts in lines, one for a duty with all that it is about.
            lines = {(one.meeting, one.key.partition(":")[0]) for one in things}
            if len(lines) > (digest.more.get(sort, 0) if digest else 0):
                for thing in sorted(things, key=str):
                    self._find(NOT_TOLD, area, person, thing)

    def _find(self, sort: str, area: str, person: str, what: Thing, at: datetime | None = None) -> None:
        words = f"{what.sort} {what.key} of {what.meeting}"
        self.findings.append(Finding(sort, area, at or self._world.clock.now(), person, words))

    def _forget(self, seen: Seen) -> None:
        """What was told long ago is needed no more."""
        until = self._world.clock.now() - REMEMBERED
        for key in [key for key, moments in seen.told.items() if moments[-1:] < [until]]:
            del seen.told[key]

    def over_the_year(self) -> None:
        """How many messages people got on a day, and when; and those who have left, nothing."""
        self.findings.extend(self._on_days())
        for message in self._world.channel.messages:
            days = self.areas[message.area].reading.days
            since = self._world.left.get(message.to)
            if since is not None and days.day(message.at) > days.day(since):
                words = f"a message of the kind {message.kind}"
                self.findings.append(Finding(TOLD_A_LEAVER, message.area, message.at, message.to, words))

    def _on_days(self) -> Iterator[Finding]:
        counts: Counter[tuple[str, date]] = Counter()
        digests: Counter[tuple[str, date]] = Counter()
        for message in self._world.channel.messages:
            if message.to == CHAT or message.urgent:
                continue
            reading = self.areas[message.area].reading
            key = (message.to, reading.days.day(message.at))
            words = f"a message of the kind {message.kind}"
            counts[key] += 1
            digests[key] += message.kind == DIGEST
            if counts[key] == reading.a_day + 1:
                yield Finding(TOO_MANY, message.area, message.at, message.to, words)
            if message.kind == DIGEST and digests[key] == 2:
                yield Finding(SECOND_DIGEST, message.area, message.at, message.to, words)
            if not reading.days.is_open(message.at):
                yield Finding(OUT_OF_HOURS, message.area, message.at, message.to, words)
