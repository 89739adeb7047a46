"""`python -m bench`: measures, prints each figure against its bound, and ends with 1 where one is missed.

`--short` measures the same bounds with fewer turns and the stock echo alone, for a CI machine.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.cores import choose_cores, describe_machine, stay_on
from bench.council import APP_ID
from bench.figures import MEGABYTE, Finding, load_row, markdown_table
from bench.gathering import Gathered, gather
from bench.memory import Kept, watch
from bench.peers import STOCK, NotInstalled
from bench.processes import NotStarted
from bench.stand_in import standing_in
from bench.turns import CONCURRENCY, Compared, Size, compare

FOLDER = Path(__file__).parent.parent / "build" / "bench"
FULL = Size(rounds=3, meetings=20, echo_turns=300)
SHORT = Size(rounds=2, meetings=10, echo_turns=150)
MEMORY_TURNS = 10_000


async def measure(*, short: bool) -> bool:
    """Measure everything and print it; whether every bound held."""
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
    missed = sum(not one.holds for one in findings)
    print(f"{len(findings) - missed} of {len(findings)} bounds hold.")
    return missed == 0


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


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer turns, and the stock echo alone")
    given = parser.parse_args()
    try:
        return 0 if asyncio.run(measure(short=given.short)) else 1
    except (NotInstalled, NotStarted) as problem:
        print(f"The benchmark could not run: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
