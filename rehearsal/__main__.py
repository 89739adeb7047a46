"""`python -m rehearsal`: open the room, say where it is, and keep it open until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from rehearsal.playing import PACE_S
from rehearsal.room import open_room
from rehearsal.scenario import BadScenario, load, names, script_of
from rehearsal.script import BadScript
from rehearsal.server import serve


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rehearsal", description="A stand-in for Teams, on loopback."
    )
    parser.add_argument("--port", type=int, default=8400, help="the room's port; 0 takes any that is free")
    parser.add_argument("--bot", default="http://127.0.0.1:3978/api/messages", help="where the bot listens")
    parser.add_argument("--scenario", default=names()[0], help="a scenario's name, or a JSON or TOML file")
    parser.add_argument(
        "--script", type=Path, help="a script to play from the page (else the scenario's own)"
    )
    parser.add_argument(
        "--pace", type=float, default=PACE_S, help="seconds between the deeds that the script plays"
    )
    parser.add_argument("--app-id", help="the bot's app id, where it is not the scenario's")
    parser.add_argument("--app-password", help="the bot's password, where it is not the scenario's")
    parser.add_argument("--no-bearer", action="store_true", help="take the bot's calls without a token")
    parser.add_argument("--no-limits", action="store_true", help="do not enforce Teams' limits on sending")
    parser.add_argument("--tied", action="store_true", help="end when the standard input closes")
    return parser.parse_args(argv)


async def keep_open(options: argparse.Namespace) -> None:
    """Serve the room until the process is told to stop."""
    world = load(options.scenario)
    world.bot.app_id = options.app_id or world.bot.app_id
    world.bot.password = options.app_password or world.bot.password
    room = open_room(world, options.bot)
    room.check_bearer = not options.no_bearer
    room.limits.on = not options.no_limits
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    if options.tied:
        asyncio.get_running_loop().add_reader(sys.stdin, _stop_at_the_end_of_input, stop)
    script = options.script or script_of(options.scenario)
    opened = serve(room, options.port, script=script, pace_s=options.pace, scenario=options.scenario)
    async with opened as address:
        print(f"The rehearsal room is open: {address}", flush=True)
        await stop.wait()


def _stop_at_the_end_of_input(stop: asyncio.Event) -> None:
    """Whoever opened the room has gone, in whatever way, when their end of the pipe has."""
    if not os.read(sys.stdin.fileno(), 1024):
        stop.set()


def main() -> int:
    """Run the command line; 2 for something that has to be put right first."""
    try:
        asyncio.run(keep_open(arguments()))
    except (BadScenario, BadScript) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"The room cannot open: {error.strerror}. Is another one open? Try --port 0.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
