"""`python -m bench.year`: lives through a year of every area, writes docs/year.md and docs/year.svg, and ends
with 1 where something was found.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.year.live import SEED
from bench.year.page import findings_of, page
from bench.year.plot import plot
from bench.year.side_by_side import WEEKS, years
from marac.protocol import areas

DOCS = Path(__file__).parents[2] / "docs"
MOST_PRINTED = 40


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    parser.add_argument("--weeks", type=int, default=WEEKS, help="how many weeks (56)")
    parser.add_argument("--seed", type=int, default=SEED, help="what chance is drawn from")
    parser.add_argument("--area", action="append", choices=areas(), help="only this area; nothing is written")
    given = parser.parse_args()
    lived = years(given.area or areas(), given.weeks, given.seed)
    for finding in [f for one in lived for f in one.findings][:MOST_PRINTED]:
        print(finding)
    if not given.area:
        (DOCS / "year.md").write_text(page(lived, given.seed), encoding="utf-8")
        (DOCS / "year.svg").write_text(plot(lived), encoding="utf-8")
    findings = findings_of(lived)
    for bound in findings:
        print(f"  {bound}")
    return 0 if all(one.holds for one in findings) else 1


if __name__ == "__main__":
    raise SystemExit(main())
