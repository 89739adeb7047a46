"""What the process is told about its memory really arrives."""

from __future__ import annotations

import subprocess
import sys

# Takes blocks as asyncio takes them for its reads, and keeps something small behind each of them.
READS = """
import ctypes, sys
from bot.memory import give_large_blocks_back
told = give_large_blocks_back() if sys.argv[1] == "told" else False
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]
look = getattr(ctypes.CDLL(None), "mallinfo2", Info)
look.restype = Info
before = look().arena
kept = []
for _ in range(100):
    large = [bytearray(200 * 1024) for _ in range(4)]
    kept.append(bytearray(600))
    del large
print(told, look().arena - before)
"""
FROZEN = """
import gc
from bot.memory import keep_what_is_loaded
keep_what_is_loaded()
print(gc.get_freeze_count(), len(gc.get_objects()))
"""

LOADED = """
import sys
import bot.cli
print("loaded", *({"alembic", "openpyxl", "holidays.countries"} & set(sys.modules)))
"""


def _printed(program: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_large_blocks_leave_no_holes_in_the_heap() -> None:
    told, growth = _printed(READS, "told")
    untold, grown = _printed(READS, "untold")

    assert told == str(sys.platform.startswith("linux"))
    assert untold == "False"
    assert told == "False" or int(growth) < 300 * 1024 < int(grown)


def test_the_collector_passes_over_what_was_loaded() -> None:
    passed_over, looked_through = _printed(FROZEN)

    assert int(passed_over) > 1000
    assert int(looked_through) < int(passed_over) / 10


def test_what_a_bot_at_work_does_without_is_not_loaded() -> None:
    assert _printed(LOADED) == ["loaded"]
