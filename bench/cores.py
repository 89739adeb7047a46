"""One core for the bot and another for everything that puts load on it, and what machine this is."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cores:
    """The core for whatever is measured and the core for the load; None where they cannot be chosen."""

    measured: int | None
    load: int | None

    def describe(self) -> str:
        """In words, for the report."""
        if self.measured is None:
            return "cores not chosen: this system cannot tie a process to one"
        if self.measured == self.load:
            return "one core shared by bot and load: this machine gives no second one"
        return f"bot on core {self.measured}, load on core {self.load}"


def choose_cores() -> Cores:
    """The first two cores that this process may use."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(None, None)
    allowed = sorted(os.sched_getaffinity(0))
    return Cores(measured=allowed[0], load=allowed[min(1, len(allowed) - 1)])


def stay_on(*cores: int | None) -> None:
    """Tie this process, and those it starts, to a core, or to several."""
    if chosen := {core for core in cores if core is not None}:
        os.sched_setaffinity(0, chosen)


def describe_machine() -> str:
    """Processor, number of cores, system and Python, as the README states them."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"
