"""England's bank holidays are the library's own, read without the rest of the world's."""

from __future__ import annotations

import subprocess
import sys

OURS = """
import sys
from datetime import date, timedelta
from marac.calendar import is_bank_holiday
day, kept = date(2015, 1, 1), []
while day < date(2036, 1, 1):
    if is_bank_holiday(day):
        kept.append(day.isoformat())
    day += timedelta(days=1)
print("holidays.countries.france" in sys.modules, *kept)
"""
THEIRS = """
import holidays
days = holidays.country_holidays("GB", subdiv="ENG", years=range(2015, 2036))
print(*sorted(day.isoformat() for day in days))
"""


def _printed(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_days_are_the_librarys_and_no_other_country_is_loaded() -> None:
    loaded, *ours = _printed(OURS)

    assert ours == _printed(THEIRS)
    assert {"2022-09-19", "2023-05-08", "2026-12-28"} <= set(ours)
    assert loaded == "False"
