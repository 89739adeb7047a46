"""A year in short: nothing is found in it, it is the same at every run, and what is broken is found."""

from __future__ import annotations

import asyncio
import copy
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import pytest

from bench.year.channel import Message
from bench.year.checks import (
    NOT_TOLD,
    OUT_OF_HOURS,
    SECOND_DIGEST,
    SORTS,
    TOLD_A_LEAVER,
    TOLD_FOR_NOTHING,
    TOLD_OF_DONE,
    TOO_LATE,
    TOO_MANY,
    Watch,
)
from bench.year.live import STARTS
from bench.year.outcome import Lived, live
from bench.year.page import findings_of, page
from bench.year.plot import plot
from bench.year.reading import Owed, file_of
from bench.year.reading_more import FullReading
from bench.year.tables import shares
from bench.year.times import Days
from bench.year.world import World
from marac.calendar import DueRule
from marac.protocol import Protocol, areas, protocol_for

ROOT = Path(__file__).parents[2]
AREAS = ("hackney", "luton")
WEEKS = 8


class AllDone(FullReading):
    """Takes every duty for done."""

    def owed(self, *args: Any, **given: Any) -> Owed:
        return replace(super().owed(*args, **given), is_over=True)


def as_if(world: World, reading: type[FullReading] = FullReading, **duties: Mapping[str, Any]) -> Watch:
    """A watch for which the area's file says something else of these duties than the product goes by."""
    watch = Watch(world)
    for area, seen in watch.areas.items():
        file = copy.deepcopy(dict(file_of(area)))
        for duty in file["duties"]:
            duty.update(duties.get(duty["key"].replace("-", "_"), {}))
        seen.reading = reading(file)
    return watch


class Together(Watch):
    """The honest watch, which takes others along."""

    def __init__(self, world: World, others: dict[str, Watch]) -> None:
        super().__init__(world)
        self.others = others

    async def __call__(self, world: World) -> None:
        await super().__call__(world)
        for other in self.others.values():
            await other(world)


@dataclass
class Run:
    """What came of the short year, and what dishonest watches found in it."""

    lived: list[Lived]
    found: dict[str, Counter[str]]


def watching(world: World) -> Together:
    return Together(
        world,
        {
            "one reminder more": as_if(
                world, files_flagged={"remind": ["-2 working days", "+0 working days"]}
            ),
            "one reminder less": as_if(world, records_checked={"remind": ["+0 working days"]}),
            "all done": as_if(world, AllDone),
            "due at eleven": as_if(
                world, worker_allocated={"due": "Thursday 11:00 before", "remind": ["+0 days 10:00"]}
            ),
        },
    )


@pytest.fixture(scope="module")
def run() -> Run:
    watches: list[Together] = []

    def made(world: World) -> Together:
        watches.append(watching(world))
        return watches[-1]

    lived = asyncio.run(live(AREAS, WEEKS, watching=made))
    found = {name: Counter(f.sort for f in w.findings) for name, w in watches[0].others.items()}
    return Run(lived, found)


def test_nothing_is_found_in_eight_weeks_of_two_areas(run: Run) -> None:
    assert [str(finding) for lived in run.lived for finding in lived.findings] == []
    assert all(one.holds for one in findings_of(run.lived))
    for lived in run.lived:
        assert lived.meetings >= 2
        assert lived.checked > 100
        assert lived.duties["members"].undone > 0, "the agency that never answers"
        assert lived.duties["members"].reminded > 20
        assert all(share.most_a_day <= lived.a_day for share in shares(lived).values())


@pytest.mark.parametrize(
    ("broken", "sort"),
    [
        ("one reminder more", NOT_TOLD),
        ("one reminder less", TOLD_FOR_NOTHING),
        ("all done", TOLD_OF_DONE),
        ("due at eleven", TOO_LATE),
    ],
)
def test_a_product_that_went_by_other_rules_is_found_out(run: Run, broken: str, sort: str) -> None:
    assert run.found[broken][sort] > 0


def skipping(area: str) -> Protocol:
    """The area's rules, of which the product has lost every reminder of one duty."""
    protocol = protocol_for(area)
    duties = tuple(
        d.model_copy(update={"remind": ()}) if d.key == "representative-named" else d for d in protocol.duties
    )
    return protocol.model_copy(update={"duties": duties})


async def test_a_rung_that_the_product_skips_is_found_for_everybody_who_should_have_heard() -> None:
    (lived,) = await live(AREAS[:1], 5, protocols=skipping)

    missed = [finding for finding in lived.findings if finding.sort == NOT_TOLD]
    assert missed
    assert {finding.what.partition(":")[0] for finding in missed} == {"duty representative-named"}
    assert missed == lived.findings


async def test_the_same_seed_gives_the_same_year() -> None:
    once, again = [(await live(AREAS[:1], 5))[0] for _ in range(2)]

    assert once == again
    assert once.messages


def test_areas_are_lived_through_side_by_side_by_the_command_itself() -> None:
    """In processes of their own, which have to find what they are to do."""
    command = [sys.executable, "-m", "bench.year", "--weeks", "1", "--area", AREAS[0], "--area", AREAS[1]]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert said.stdout.count("pass") == len(SORTS)


MORNING = datetime.fromisoformat("2027-02-01T10:00:00+00:00")


def judged(*messages: Message, left: Mapping[str, datetime] = {}) -> list[str]:
    """What is found in a world in which just these were sent."""
    channel = SimpleNamespace(messages=list(messages))
    world = SimpleNamespace(areas=AREAS, channel=channel, left=left, clock=None, office=None)
    watch = Watch(cast(World, world))
    watch.over_the_year()
    return [finding.sort for finding in watch.findings]


def a_message(at: datetime = MORNING, kind: str = "leaver", *, urgent: bool = False) -> Message:
    return Message(at=at, area=AREAS[0], to="somebody", kind=kind, urgent=urgent)


def test_more_than_the_limit_at_night_twice_or_to_a_leaver_is_found() -> None:
    limit = file_of(AREAS[0])["messages_a_day"]
    later = [MORNING + timedelta(minutes=n) for n in range(limit + 1)]

    assert judged(*map(a_message, later[:-1])) == []
    assert judged(*map(a_message, later)) == [TOO_MANY]
    assert judged(*(a_message(at, urgent=True) for at in later)) == []
    assert judged(*(a_message(at, "digest") for at in later[:2])) == [SECOND_DIGEST]
    assert judged(a_message(MORNING + timedelta(hours=10))) == [OUT_OF_HOURS]
    assert judged(a_message(MORNING - timedelta(days=1))) == [OUT_OF_HOURS]
    assert judged(a_message(), left={"somebody": MORNING - timedelta(days=2)}) == [TOLD_A_LEAVER]
    assert judged(a_message(), left={"somebody": MORNING}) == []


EXPRESSIONS = sorted(
    {
        rule
        for area in areas()
        for duty in file_of(area)["duties"]
        for rule in (duty["due"], *duty.get("remind", ()))
    }
)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("rule", EXPRESSIONS)
def test_days_are_counted_alike_by_two_ways_of_counting(area: str, rule: str) -> None:
    ours, theirs = Days.of_file(file_of(area)), protocol_for(area).calendar
    for number in range(0, 390, 3):
        start = ours.at(STARTS + timedelta(days=number), time(11))
        assert ours.counted(rule, start) == DueRule.parse(rule).apply(start, theirs), start
        assert ours.is_open(start) == theirs.is_open(start)


def test_the_page_and_the_picture_say_what_came_of_it(run: Run) -> None:
    text, picture = page(run.lived, 7), plot(run.lived)

    assert "seed 7:" in " ".join(text.split())
    for sort in SORTS:
        assert f"| {sort} |" + " 0 |" * len(run.lived) in text
    for lived in run.lived:
        assert f"| {lived.name} | members |" in text
        assert lived.name in picture
    lines = [e for e in ElementTree.fromstring(picture).iter() if e.tag.endswith("path")]  # noqa: S314
    assert len(lines) == sum(len(shares(lived)) for lived in run.lived)
    people = {m.to for lived in run.lived for m in lived.messages}
    assert not any(person in text or person in picture for person in people)


def test_a_week_is_a_mean_of_all_who_have_the_role() -> None:
    lived = Lived(
        area="a", name="A", a_day=3, weeks=2, meetings=0, cases=0, findings=[], checked=0,
        roles={"one": "members", "other": "members"},
        messages=[replace(a_message(), to=to) for to in ("one", "one", "other", "stranger")],
        days=[STARTS, STARTS, STARTS + timedelta(days=7), date(2027, 1, 5)],
    )  # fmt: skip

    (share,) = shares(lived).values()
    assert list(share.a_week) == [1.0, 0.5]
    assert (share.most_a_week, share.most_a_day, share.others) == (2, 2, 3)
