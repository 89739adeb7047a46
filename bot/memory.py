"""Keeps the process small and its turns even, by two words to the machinery underneath.

Nothing here changes what the bot does, and where the machinery does not know the words they are not said.
"""

from __future__ import annotations

import ctypes
import gc
import sys

_MOST_HEAPS = -8
"""glibc's number for “into how many heaps may threads be spread”."""


def share_one_heap() -> bool:
    """Have all threads use one heap; whether the C library was told. To be said before there are threads.

    Every connection to SQLite has a thread of its own, and glibc gives threads heaps of their own, which
    keep what was once needed at a busy moment: fifteen megabytes in all. Python's own lock lets only one
    thread work at a time anyway, so that none waits for the one heap.
    """
    if not sys.platform.startswith("linux"):
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return tell is not None and tell(_MOST_HEAPS, 1) == 1


def keep_what_is_loaded() -> None:
    """Spare the garbage collector what stays to the end: looking through it stops every turn for a moment."""
    gc.collect()
    gc.freeze()
