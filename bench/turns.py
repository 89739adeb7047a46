"""A declaration turn beside the stock echo: rounds of each by turns, so that whatever else the machine does
falls on both alike."""

from __future__ import annotations

from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.cores import Cores
from bench.council import message, people, to_bytes
from bench.figures import Finding, Load, exactly, is_so, pooled, turn_findings
from bench.load import Request, drive
from bench.peers import OTHERS, STOCK, NotInstalled, Peer, echoing
from bench.processes import NotStarted
from bench.product import Presses, audit, is_card, serving
from bench.seeding import Council, declared_in, seed
from bench.stand_in import StandIn

CONCURRENCY = 8
RATIO = 4.0
WARM_UP_TURNS = 40


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds, the meetings of each (forty turns a meeting), and the echo's turns."""

    rounds: int
    meetings: int
    echo_turns: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What was measured: the product, the stock echo, the other echoes, and why one of them is missing."""

    ours: Load
    stock: Load
    others: dict[str, Load]
    missing: dict[str, str]
    findings: list[Finding]


async def compare(size: Size, work: Path, stand_in: StandIn, cores: Cores, *, others: bool) -> Compared:
    """Measure. Raises NotInstalled or NotStarted where the stock echo or the product cannot run."""
    folder = work / "turns"
    folder.mkdir()
    council = await seed(folder, 1 + size.rounds * size.meetings, stand_in.address)
    presses = Presses(stand_in)
    warm_up, *meetings = council.meetings
    ours, stock = [], []
    async with AsyncExitStack() as stack:
        echo = await stack.enter_async_context(echoing(STOCK, work.parent, cores.measured))
        bot = await stack.enter_async_context(serving(council, stand_in, cores.measured))
        await drive(echo.messages, _messages(stand_in, WARM_UP_TURNS), CONCURRENCY)
        await drive(bot.messages, presses.declarations([warm_up]), CONCURRENCY, is_card)
        for number in range(size.rounds):
            stock.append(await drive(echo.messages, _messages(stand_in, size.echo_turns), CONCURRENCY))
            these = meetings[number * size.meetings : (number + 1) * size.meetings]
            ours.append(await drive(bot.messages, presses.declarations(these), CONCURRENCY, is_card))
    findings = [
        *turn_findings(pooled(ours), pooled(stock), RATIO),
        *await _proofs(council, sum(one.turns for one in ours)),
    ]
    measured, missing = await _others(size, work, stand_in, cores) if others else ({}, {})
    return Compared(pooled(ours), pooled(stock), measured, missing, findings)


def _messages(stand_in: StandIn, count: int) -> list[Request]:
    roll = people()
    return [
        Request(to_bytes(message(stand_in.address, roll[number % len(roll)], number)))
        for number in range(count)
    ]


async def _proofs(council: Council, turns: int) -> list[Finding]:
    """Every turn stands in the journal once, and the journals are whole."""
    async with council.opened() as store:
        declared = await declared_in(store, council.meetings)
    expected = Counter((meeting, person.key) for meeting in council.meetings for person in people())
    return [
        exactly("declarations in the journals", declared.total() - len(people()), turns),
        is_so("each of them once, for the right person and meeting", declared == expected, "no"),
        is_so("`marac-bot audit verify` finds every journal whole", await audit(council), "no"),
    ]


async def _others(
    size: Size, work: Path, stand_in: StandIn, cores: Cores
) -> tuple[dict[str, Load], dict[str, str]]:
    """The other echoes; one that cannot be installed or does not start is named, with the reason."""
    measured: dict[str, Load] = {}
    missing: dict[str, str] = {}
    for peer in OTHERS:
        try:
            measured[peer.name] = await _echo_alone(peer, size, work, stand_in, cores)
        except (NotInstalled, NotStarted) as problem:
            missing[peer.name] = str(problem)
    return measured, missing


async def _echo_alone(peer: Peer, size: Size, work: Path, stand_in: StandIn, cores: Cores) -> Load:
    async with echoing(peer, work.parent, cores.measured) as echo:
        await drive(echo.messages, _messages(stand_in, WARM_UP_TURNS), CONCURRENCY)
        return await drive(echo.messages, _messages(stand_in, size.rounds * size.echo_turns), CONCURRENCY)
