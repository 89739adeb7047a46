"""Two replicas on one PostgreSQL share a morning's digests, and one of them is killed while it sends.

Again and again, each time on the next working day and after another number of posts. Whoever is due a digest
has to get it; twice only where the kill fell between Teams' acceptance of a post and the record of it. The
leases that a killed replica leaves run out because the clock is moved.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bench.cores import Cores
from bench.council import APP_ID, AREA
from bench.figures import Finding, at_most, exactly
from bench.owing import DUE, everybody, owners, seed_owing
from bench.pair import NAMES, Pair, a_pair
from bench.postgres import Postgres
from bench.stand_in import Post, StandIn, standing_in
from marac.protocol import protocol_for
from rehearsal.limits import Limits
from store.mailing import SENDING, WAITING
from store.opening import Store

PATIENCE_SECONDS = 90.0
LOOK_EVERY_SECONDS = 0.02
ASK_EVERY_SECONDS = 0.2
LEASES_OVER = timedelta(seconds=100)
"""By then every lease that a killed replica held has run out."""
LATEST_SECONDS = 0.05
"""How long after the post that was waited for the kill falls at the latest."""
LATEST_SHARE = 0.9
"""Of the digests so many are out at the latest, so that there is something left to take over."""
DIGEST = b"For today"
NIGHT = time(20, tzinfo=UTC)
"""Nothing is due when the replicas are started."""
MORNING = time(10, tzinfo=UTC)
"""In winter, of which all the days are, offices are open and digests go out."""


class NotDelivered(Exception):
    """The digests did not go out in time; the text says how far it came."""


@dataclass(frozen=True, slots=True)
class Round:
    """One kill of `victim` after so many posts. `sent` counts posts by the replica that made them; `between`
    are the people whose digest the victim had posted without its being recorded; `twice` and `missed` those
    told twice and not at all."""

    day: date
    victim: str
    after: int
    sent: Counter[str]
    between: frozenset[str]
    twice: frozenset[str]
    missed: frozenset[str]

    @property
    def unexplained(self) -> frozenset[str]:
        """Told twice although the kill did not fall between acceptance and record."""
        return self.twice - self.between

    def __str__(self) -> str:
        shares = ", ".join(f"{self.sent[name]} by the {name}" for name in NAMES)
        return (
            f"{self.day}: the {self.victim} killed after {self.after} posts; {shares}; accepted and "
            f"unrecorded {len(self.between)}, told twice {len(self.twice)}, missed {len(self.missed)}"
        )


@dataclass(frozen=True, slots=True)
class Killed:
    """All rounds, by which chance, and how often Teams answered 429."""

    seed: int
    rounds: Sequence[Round]
    turned_away: int

    @property
    def findings(self) -> list[Finding]:
        """What was seen against its bounds."""
        return [
            exactly("owners who missed a digest", sum(len(one.missed) for one in self.rounds), 0),
            at_most("people told twice by one kill", max(len(one.twice) for one in self.rounds), 1),
            exactly(
                "told twice although it was recorded", sum(len(one.unexplained) for one in self.rounds), 0
            ),
            exactly("429s that two replicas met", self.turned_away, 0),
        ]


async def kill_and_count(rounds: int, work: Path, postgres: Postgres, cores: Cores, seed: int) -> Killed:
    """Play so many rounds, by the chance that `seed` makes. Raises NotStarted or NotDelivered."""
    folder = work / "replicas"
    folder.mkdir()
    async with standing_in(APP_ID, Limits()) as stand_in:
        council = await seed_owing(postgres, folder, stand_in.address)
        night = datetime.combine(DUE, NIGHT)
        async with council.opened() as store, a_pair(council, folder, stand_in, cores, night) as pair:
            chance = random.Random(seed)  # noqa: S311 - the moment of a kill, not a secret
            morning = _Morning(store, stand_in, pair, chance)
            days = working_days(DUE)
            played = [await morning.play(next(days)) for _ in range(rounds)]
    return Killed(seed, played, stand_in.turned_away)


def working_days(after: date) -> Iterator[date]:
    """The area's working days after a day."""
    day, calendar = after, protocol_for(AREA).calendar
    while True:
        day = calendar.next_working_day(day)
        yield day


def counted(day: date, victim: str, after: int, posts: Sequence[Post], unrecorded: frozenset[str]) -> Round:
    """What a day's digests come to; `unrecorded`: whose was not recorded when the victim was dead."""
    people = {person.conversation: person.key for person in everybody()}
    told = Counter(people[post.conversation] for post in posts)
    return Round(
        day=day,
        victim=victim,
        after=after,
        sent=Counter(post.by for post in posts),
        between=unrecorded & {people[post.conversation] for post in posts if post.by == victim},
        twice=frozenset(person for person, times in told.items() if times > 1),
        missed=frozenset(person.key for person in owners()) - set(told),
    )


class _Morning:
    """One day's digests after another."""

    def __init__(self, store: Store, stand_in: StandIn, pair: Pair, chance: random.Random) -> None:
        self._store = store
        self._stand_in = stand_in
        self._pair = pair
        self._chance = chance

    async def play(self, day: date) -> Round:
        """The digests of `day`, with a kill among them."""
        moment = datetime.combine(day, MORNING)
        self._stand_in.listen()
        begun = asyncio.create_task(self._pair.move_clocks(moment))
        victim, after = await self._kill()
        await asyncio.sleep(ASK_EVERY_SECONDS)  # what was on the wire arrives
        unrecorded = await self._letters(day, SENDING)
        await begun
        await self._pair.move_clocks(moment + LEASES_OVER)
        await self._until(lambda: self._is_over(day), f"the digests of {day}")
        await self._pair.start(victim, moment + LEASES_OVER)
        return counted(day, victim, after, self._posts(), unrecorded)

    async def _kill(self) -> tuple[str, int]:
        """Kill one that is at it, at some moment; which, and after how many posts."""
        wanted = self._chance.randint(1, int(LATEST_SHARE * len(owners())))

        async def so_many() -> bool:
            return len(self._posts()) >= wanted

        await self._until(so_many, f"{wanted} posts", LOOK_EVERY_SECONDS)
        victim = self._chance.choice(sorted({post.by for post in self._posts()}))
        await asyncio.sleep(self._chance.uniform(0, LATEST_SECONDS))
        after = len(self._posts())
        await self._pair.kill(victim)
        return victim, after

    def _posts(self) -> list[Post]:
        """The digests that Teams has accepted today; a card brought up to date is none."""
        return [post for post in self._stand_in.posts if post.method == "POST" and DIGEST in post.body]

    async def _letters(self, day: date, *states: str) -> frozenset[str]:
        """To whom the day's digest is in one of these states."""
        letters = await self._store.outbox.letters(*states, limit=10_000)
        found = (letter.notice for letter in letters if letter.notice.facts.get("day") == day.isoformat())
        return frozenset(notice.to for notice in found)

    async def _is_over(self, day: date) -> bool:
        return not await self._letters(day, WAITING, SENDING)

    async def _until(
        self, is_so: Callable[[], Awaitable[bool]], what: str, every: float = ASK_EVERY_SECONDS
    ) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while not await is_so():
            if asyncio.get_running_loop().time() > deadline:
                count = len(self._posts())
                raise NotDelivered(f"Waited {PATIENCE_SECONDS:.0f} s for {what}; there were {count} posts.")
            await asyncio.sleep(every)
