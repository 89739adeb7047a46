"""What the bot keeps in memory over ten thousand turns of a usual mix, halfway and at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.cores import Cores
from bench.council import people
from bench.figures import Finding, exactly, memory_findings
from bench.load import Request, drive
from bench.product import ACCEPT, Presses, is_card, serving
from bench.seeding import declaration_version, seed
from bench.stand_in import StandIn

CONCURRENCY = 8
MOST_MEGABYTES = 150.0
GROWTH_MEGABYTES = 2.0
"""What an allocator may add without anything being kept."""
MEETINGS = 50
"""So many that the first half meets each of them more than once, and fills whatever is held in memory."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Resident memory in bytes after half of the turns and after all."""

    turns: int
    halfway: int
    at_end: int
    findings: list[Finding]


async def watch(turns: int, work: Path, stand_in: StandIn, cores: Cores) -> Kept:
    """Take so many turns (an even number) and look at the process's memory twice."""
    folder = work / "memory"
    folder.mkdir()
    council = await seed(folder, MEETINGS, stand_in.address)
    requests = _mix(Presses(stand_in), council.meetings, turns)
    async with serving(council, stand_in, cores.measured) as bot:
        first = await drive(bot.messages, requests[: turns // 2], CONCURRENCY, is_card)
        halfway = bot.resident()
        second = await drive(bot.messages, requests[turns // 2 :], CONCURRENCY, is_card)
        at_end = bot.resident()
    findings = [
        *memory_findings(halfway, at_end, MOST_MEGABYTES, GROWTH_MEGABYTES),
        exactly("turns of the mix not answered with a card", first.refused + second.refused, 0),
    ]
    return Kept(first.turns + second.turns, halfway, at_end, findings)


def _mix(presses: Presses, meetings: Sequence[str], turns: int) -> list[Request]:
    """Waves over all meetings and people: here, declared, no conflicts, and again and again the desk."""
    waves: list[tuple[str, dict[str, str]]] = [
        ("check-in", {}),
        (ACCEPT, {"version": declaration_version()}),
        ("conflicts", {"cases": ""}),
    ]
    made: list[Request] = []
    for number in range(turns // (len(meetings) * len(people())) + 1):
        verb, data = waves[number] if number < len(waves) else ("desk", {})
        made += [presses.one(p, meeting, verb, **data) for meeting in meetings for p in people()]
    return made[:turns]
