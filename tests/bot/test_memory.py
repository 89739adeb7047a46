"""What the process is told about its memory really arrives."""

from __future__ import annotations

import subprocess
import sys

# Threads that all live at once and are busy one after the other, as connections to SQLite are.
BUSY = """
import ctypes, sys, threading
from bot.memory import share_one_heap
told = share_one_heap() if sys.argv[1] == "told" else False
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]
look = getattr(ctypes.CDLL(None), "mallinfo2", Info)
look.restype = Info
turns, end = [threading.Event() for _ in range(8)], threading.Event()
done = [threading.Event() for _ in turns]
def work(number):
    turns[number].wait()
    blocks = [bytearray(4000) for _ in range(500)]
    kept = bytearray(4000)
    del blocks
    done[number].set()
    end.wait()
threads = [threading.Thread(target=work, args=(number,)) for number in range(len(turns))]
for thread in threads:
    thread.start()
before = look().arena
for turn, one in zip(turns, done):
    turn.set()
    one.wait()
grown = look().arena - before
end.set()
print(told, grown)
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


def test_threads_that_are_busy_in_turn_use_one_heap_in_turn() -> None:
    told, growth = _printed(BUSY, "told")
    untold, grown = _printed(BUSY, "untold")

    assert told == str(sys.platform.startswith("linux"))
    assert untold == "False"
    assert told == "False" or int(growth) < 4_000_000 < int(grown)


def test_the_collector_passes_over_what_was_loaded() -> None:
    passed_over, looked_through = _printed(FROZEN)

    assert int(passed_over) > 1000
    assert int(looked_through) < int(passed_over) / 10


def test_what_a_bot_at_work_does_without_is_not_loaded() -> None:
    assert _printed(LOADED) == ["loaded"]
