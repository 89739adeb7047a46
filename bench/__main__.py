"""`python -m bench`: measures, prints each figure against its bound, and ends with 1 where one is missed.

`--short` measures the same bounds with fewer turns and the stock echo alone, for a CI machine.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.cores import Cores, choose_cores, describe_machine, stay_on
from bench.council import APP_ID
from bench.digests import RATIO, RATIO_SHORT, Delivered, deliver
from bench.figures import MEGABYTE, Finding, load_row, markdown_table
from bench.gathering import Gathered, gather
from bench.memory import Kept, watch
from bench.overdue import JUDGED, LARGEST, SMALLEST, Morning, sweep_mornings
from bench.owing import owners
from bench.peers import STOCK, NotInstalled
from bench.postgres import NoPostgres, postgres
from bench.processes import NotStarted
from bench.replicas import Killed, NotDelivered, kill_and_count
from bench.stand_in import standing_in
from bench.turns import CONCURRENCY, Compared, Size, compare
from bench.year.page import findings_of, summary
from bench.year.side_by_side import years
from marac.protocol import areas

FOLDER = Path(__file__).parent.parent / "build" / "bench"
FULL = Size(rounds=3, meetings=20, echo_turns=300)
SHORT = Size(rounds=2, meetings=10, echo_turns=150)
MEMORY_TURNS = 10_000
KILLS = 20
KILLS_SHORT = 3


async def measure(*, short: bool, seed: int) -> bool:
    """Measure everything and print it; whether every bound held. `seed`: the chance by which is killed."""
    cores = choose_cores()
    stay_on(cores.load)
    work = FOLDER / "run"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    print(f"Machine: {describe_machine()}; {cores.describe()}.\n", flush=True)
    async with standing_in(APP_ID) as stand_in:
        compared = await compare(SHORT if short else FULL, work, stand_in, cores, others=not short)
        _print(_turns_told(compared), compared.findings)
        gathered = await gather(work, stand_in, cores)
        _print(_gathering_told(gathered), gathered.findings)
        kept = await watch(MEMORY_TURNS, work, stand_in, cores)
        _print(_memory_told(kept), kept.findings)
    findings = [*compared.findings, *gathered.findings, *kept.findings]
    findings += await _two_replicas(KILLS_SHORT if short else KILLS, work, cores, seed)
    findings += await _afterwards(work, cores, short=short)
    if not short:
        findings += _year(cores)
    missed = sum(not one.holds for one in findings)
    print(f"{len(findings) - missed} of {len(findings)} bounds hold.")
    return missed == 0


async def _two_replicas(rounds: int, work: Path, cores: Cores, seed: int) -> Sequence[Finding]:
    """Two replicas share a morning's digests, and one is killed; nothing where there is no PostgreSQL."""
    try:
        async with postgres(work / "postgres") as server:
            killed = await kill_and_count(rounds, work, server, cores, seed)
    except NoPostgres as problem:
        print(f"Not measured: two replicas, one of them killed. {problem}\n", flush=True)
        return []
    _print(_killed_told(killed), killed.findings)
    return killed.findings


def _year(cores: Cores) -> list[Finding]:
    """A year of every area, on every core: nobody is missed, and nobody told too often."""
    stay_on(cores.measured, cores.load)
    lived = years(areas())
    findings = findings_of(lived)
    _print(summary(lived), findings)
    return findings


async def _afterwards(work: Path, cores: Cores, *, short: bool) -> list[Finding]:
    """What comes after the meetings: the sweep of what is overdue, and the delivery of its digests."""
    sizes = (SMALLEST, JUDGED) if short else (SMALLEST, JUDGED, LARGEST)
    morning = await sweep_mornings(sizes, work, cores, also_postgres=not short)
    _print(_morning_told(morning), morning.findings)
    delivered = await deliver(morning.judged, work, cores, RATIO_SHORT if short else RATIO)
    _print(_delivery_told(delivered), delivered.findings)
    return [*morning.findings, *delivered.findings]


def _print(told: str, findings: Sequence[Finding]) -> None:
    print(told)
    for one in findings:
        print(f"  {one}")
    print(flush=True)


def _turns_told(compared: Compared) -> str:
    head = [f"at concurrency {CONCURRENCY}", "turns/s", "against stock", "p50", "p99"]
    rows = [
        load_row("declaration turn of this bot", compared.ours, compared.stock),
        load_row(STOCK.name, compared.stock, compared.stock),
        *(load_row(name, load, compared.stock) for name, load in compared.others.items()),
    ]
    missing = [f"Not measured: the {name}. {why}" for name, why in compared.missing.items()]
    return "\n".join([markdown_table(head, rows), "", *missing])


def _gathering_told(gathered: Gathered) -> str:
    lines = [f"Forty people joined and declared in {gathered.burst:.2f} s. Seconds until each alert arrived:"]
    for alert in gathered.alerts:
        times = ", ".join("never" if one is None else f"{one:.2f}" for one in alert.seconds)
        lines.append(f"- {alert.what}: {times}")
    return "\n".join(lines)


def _memory_told(kept: Kept) -> str:
    return (
        f"Memory after {kept.turns // 2:,} turns: {kept.halfway / MEGABYTE:.1f} MB; "
        f"after {kept.turns:,}: {kept.at_end / MEGABYTE:.1f} MB."
    )


def _killed_told(killed: Killed) -> str:
    head = (
        f"Two replicas on PostgreSQL tell {len(owners())} owners of what is overdue, and one is killed while "
        f"it sends; again with `--seed {killed.seed}`:"
    )
    between = sum(len(one.between) for one in killed.rounds)
    twice = sum(len(one.twice) for one in killed.rounds)
    fell = f"Of {len(killed.rounds)} kills {between} fell between acceptance and record; told twice: {twice}."
    return "\n".join([head, *(f"- {one}" for one in killed.rounds), fell])


def _morning_told(morning: Morning) -> str:
    head = ["sweep of open actions", "on", "wall", "CPU", "wall an action", "the next one", "letters"]
    rows = [
        [
            f"{actions:,}",
            name,
            f"{one.wall:.2f} s",
            f"{one.cpu:.2f} s",
            f"{one.wall / actions * 1000:.3f} ms",
            f"{one.again:.2f} s",
            f"{one.letters:,}",
        ]
        for name, sizes in morning.swept.items()
        for actions, one in sizes.items()
    ]
    return "\n".join([markdown_table(head, rows), "", *([morning.missing] if morning.missing else [])])


def _delivery_told(delivered: Delivered) -> str:
    return (
        f"{delivered.before:,} messages went out while the sweep was deciding. The {delivered.posts:,} "
        f"others took {delivered.seconds:.1f} s from its end; Teams' limits allow them in "
        f"{delivered.least:.1f} s."
    )


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer turns, and the stock echo alone")
    parser.add_argument("--seed", type=int, help="kill the replicas at the same moments as another run did")
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    try:
        return 0 if asyncio.run(measure(short=given.short, seed=seed)) else 1
    except (NotInstalled, NotStarted, NotDelivered) as problem:
        print(f"The benchmark could not run: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
