"""`python -m rehearsal.play SCRIPT`: play a script in a running room and print it as a transcript.

It ends well only if every expectation held; otherwise it prints what was expected and what was seen instead.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp

from rehearsal.client import connected
from rehearsal.player import Player, Report
from rehearsal.script import GRAMMAR, BadScript, load


async def play_script(
    room: str, script: Path, tell: Callable[[str], None] = print, *, everything: bool = False
) -> Report:
    """Play a script in the room at that address; `tell` takes the transcript's lines, with every card that
    was brought up to date if `everything`."""
    async with connected(room) as client:
        player = Player(client, tell, everything=everything)
        loaded = load(script, await player.meet_everybody())
        report = await player.play(loaded)
        await player.tell_what_was_seen()
        return report


def conclusion(report: Report) -> str:
    """What is said at the end."""
    if report.held:
        return f"\nAll {report.played} steps went as expected."
    parts = "\n\n".join(report.failures)
    return f"\n{len(report.failures)} of {report.played} steps did not go as expected:\n\n{parts}"


def main() -> int:
    """Run the command line: 0 if all held, 1 if not, 2 if the script could not be played."""
    parser = argparse.ArgumentParser(
        prog="python -m rehearsal.play",
        description="Play a script in a running room.",
        epilog=f"What a script may say:\n\n{GRAMMAR}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("script", type=Path)
    parser.add_argument("--room", default="http://127.0.0.1:8400", help="the room's address")
    parser.add_argument("--everything", action="store_true", help="tell of cards brought up to date, too")
    options = parser.parse_args()
    try:
        report = asyncio.run(play_script(options.room, options.script, everything=options.everything))
    except BadScript as error:
        print(error, file=sys.stderr)
        return 2
    except aiohttp.ClientError as error:
        print(f"There is no room at {options.room}: {error}. Start one: python -m rehearsal", file=sys.stderr)
        return 2
    print(conclusion(report))
    return 0 if report.held else 1


if __name__ == "__main__":
    sys.exit(main())
