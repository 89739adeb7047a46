"""Keeps the process small and its turns even, by two words to the machinery underneath.

Nothing here changes what the bot does, and where the machinery does not know the words they are not said.
"""

from __future__ import annotations

import ctypes
import gc
import sys

_MMAP_THRESHOLD = -3
"""glibc's number for “from which size on is a block the system's own and given back at once”."""
LARGE_BLOCK_BYTES = 128 * 1024


def give_large_blocks_back() -> bool:
    """Have large blocks given back to the system as soon as they are free; whether the C library was told.

    asyncio takes a quarter of a megabyte for every read and shrinks it. Left to itself glibc soon cuts such
    blocks out of its heap, and the holes between what is kept there grow by more than ten megabytes.
    """
    if not sys.platform.startswith("linux"):
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return tell is not None and tell(_MMAP_THRESHOLD, LARGE_BLOCK_BYTES) == 1


def keep_what_is_loaded() -> None:
    """Spare the garbage collector what stays to the end: looking through it stops every turn for a moment."""
    gc.collect()
    gc.freeze()
