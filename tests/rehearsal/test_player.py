"""The player against a running room and a small bot: it goes well when all held, and says what was wrong."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from rehearsal.__main__ import arguments
from rehearsal.play import conclusion, play_script
from rehearsal.player import Report
from rehearsal.room import open_room
from rehearsal.scenario import build, load, script_of
from rehearsal.script import BadScript
from rehearsal.server import serve
from tests.rehearsal.bots import serving
from tests.rehearsal.conftest import Stage, a_scenario
from tests.rehearsal.secretary import Secretary

WHOLE = """\
title: A short opening
== Opening
the clock moves to 2026-11-24 08:55
the meeting starts
chair, police and health join
the chat holds "Declared 0 of 3"
chair says "Good morning" in the chat
police presses "Declare" in the chat
police sees "You have declared, Police Birch."
police newly sees "Declared 1 of 3"
chair sees "Chair Alder, please declare." in the chat
chair does not see "You have declared"
chair edits "Good morning" to "Good day"
chair sees "Good day"
== Actions
police presses "Add action" on the card with "Opening"
police has a form open
police sees the button "Save"
police fills "What is to be done?" with "Put a marker on the address"
police fills "Whose is it?" with "Health"
police ticks "Safe to tell the victim"
police submits "Save"
police has no form open
police sees "Kept: due 2026-12-01."
police does not see the button "Save"
nobody but police saw "Kept"
the chat never held "Put a marker"
chair never saw "Kept"
health's lock screen shows "The meeting is open"
health's lock screen never showed "marker"
police says "help" to the assistant
police sees "You may say help" with the assistant
chair deletes "Good day"
the clock moves on 2 hours
the last activity is delivered again
the keys are rotated
limits are off
police leaves
the meeting ends
"""


@asynccontextmanager
async def a_show(script: Path | None = None) -> AsyncIterator[Stage]:
    bot = Secretary()
    async with serving(bot):
        room = open_room(build(a_scenario()), bot.url)
        room.check_bearer = False
        async with serve(room, script=script, pace_s=0) as base, aiohttp.ClientSession() as session:
            yield Stage(room, bot, base, session)


def written(folder: Path, text: str) -> Path:
    file = folder / "script.txt"
    file.write_text(text, encoding="utf-8")
    return file


async def played(folder: Path, text: str) -> tuple[Report, str, Stage]:
    lines: list[str] = []
    async with a_show() as stage:
        report = await play_script(stage.base, written(folder, text), lines.append, everything=True)
        return report, "\n".join(lines), stage


async def test_a_whole_script_goes_as_expected_and_reads_like_a_meeting(tmp_path: Path) -> None:
    report, told, stage = await played(tmp_path, WHOLE)
    assert report.failures == []
    assert report.played == len(WHOLE.splitlines()) - 3 + 2  # title and headings out, three join at once
    assert conclusion(report) == f"\nAll {report.played} steps went as expected."
    for line in (
        "== Opening ==",
        '08:55  Police Birch presses "Declare" in the chat',
        "→ Police Birch alone: Opening You have declared, Police Birch. Declared 1 of 3",
        "→ meeting chat (updated): Opening Declared 1 of 3 Next Case 1, 09:15 [Declare | Add action]",
        "→ Police Birch alone (form): New action for case 1",
        '✓ Chair Alder does not see "You have declared"',
    ):
        assert line in told, told
    submit = next(a for a in stage.bot.activities if a.get("name") == "task/submit")
    data = {"verb": "save", "what": "Put a marker on the address", "owner": "health", "due": "2026-12-01"}
    assert submit["value"]["data"] == data | {"safe": "true"}


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ('chair sees "Declared 9 of 3" within 0 seconds', "Seen instead: Opening"),
        ('chair newly sees "anything" within 0 seconds', "Chair Alder, please declare."),
        ('chair does not see "Declared 0 of 3" within 0 seconds', "Opening"),
        ('chair sees the button "Save" within 0 seconds', "[Declare | Add action]"),
        ('chair does not see the button "Declare" within 0 seconds', "[Declare | Add action]"),
        ('chair never saw "Declared 0 of 3"', "It was shown: Opening"),
        ('chair never saw "task/fetch"', "It was shown: Opening"),
        ('the chat holds "Case 9" within 0 seconds', "Opening"),
        ('the chat never held "Case 1"', "The chat held: Opening"),
        ('nobody but police saw "Case 1"', "To: Chair Alder, Health Cedar."),
        ("chair has a form open within 0 seconds", "Opening"),
        ('chair\'s lock screen shows "Case 1" within 0 seconds', "Seen instead: The meeting is open"),
        (
            'chair\'s lock screen never showed "meeting is open"',
            "The lock screen showed: The meeting is open",
        ),
        ('chair presses "Vanish"', "sees no button 'Vanish'. There are: Add action, Declare."),
        ('chair submits "Save"', "has no form open"),
        ("chair leaves", "is not in the meeting"),
        ('chair edits "never said" to "x"', "has written nothing with “never said”"),
        ('chair drops the file "absent.csv"', "There is no file 'absent.csv' beside the script."),
        ('visitor says "help" to the assistant', "has no chat with the bot"),
    ],
)
async def test_what_is_not_as_expected_is_told_with_what_was_seen_instead(
    tmp_path: Path, line: str, seen: str
) -> None:
    report, told, _ = await played(tmp_path, f"the meeting starts\n{line}\npolice joins")
    assert len(report.failures) == 1
    assert report.failures[0].startswith("Line 2: ")
    assert seen in report.failures[0], report.failures[0]
    assert "✗" in told
    assert "Police Birch joins" in told  # the rest is played all the same
    assert "1 of 3 steps did not go as expected" in conclusion(report)


async def test_a_label_that_is_not_there_fails_with_those_that_are(tmp_path: Path) -> None:
    text = 'the meeting starts\nchair presses "Add action"\n'
    text += 'chair fills "Colour" with "red"\nchair submits "Save"'
    report, _, _ = await played(tmp_path, text)
    assert "There is no field 'Colour'. There are: What is to be done?, Whose is it?" in report.failures[0]


async def test_a_bot_that_fails_makes_the_step_fail(tmp_path: Path) -> None:
    lines: list[str] = []
    async with a_show() as stage:
        stage.bot.status = 500
        report = await play_script(stage.base, written(tmp_path, "the meeting starts"), lines.append)
    assert "The bot did not take it: The bot answered HTTP 500." in report.failures[0]


async def test_files_go_both_ways(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("a,b\n")
    lines: list[str] = []
    async with a_show() as stage:
        offer = {
            "contentType": "application/vnd.microsoft.teams.card.file.consent",
            "name": "actions.csv",
            "content": {"sizeInBytes": 3},
        }
        await stage.post(stage.personal("chair"), {"type": "message", "attachments": [offer, offer]})
        text = 'chair drops the file "cases.csv"\nchair takes the file "actions.csv"\nchair installs the app'
        report = await play_script(stage.base, written(tmp_path, text), lines.append)
        kinds = [a.get("name") or a["type"] for a in stage.bot.activities]
    assert kinds == ["message", "fileConsent/invoke"]
    assert [f for f in report.failures if "already installed" in f] == report.failures


async def test_what_comes_later_is_waited_for(tmp_path: Path) -> None:
    lines: list[str] = []
    async with a_show() as stage:

        async def late() -> None:
            with stage.room.bus.listening() as listener:
                while (await listener.get())["kind"] != "presence":
                    pass
            await stage.post(stage.chat, {"type": "message", "text": "Late, but here"})

        script = written(
            tmp_path, 'chair joins\nchair sees "Late, but here"\nthe chat holds "Late, but here"'
        )
        report, _ = await asyncio.gather(play_script(stage.base, script, lines.append), late())
    assert report.held


async def test_a_script_with_a_mistake_is_not_played(tmp_path: Path) -> None:
    async with a_show() as stage:
        with pytest.raises(BadScript, match="Line 2"):
            await play_script(stage.base, written(tmp_path, "the meeting starts\nchair dances"))
        with pytest.raises(BadScript, match="There is no script"):
            await play_script(stage.base, tmp_path / "absent.txt")
        assert stage.bot.activities == []


async def run(*words: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_the_command_line_ends_well_only_if_all_held(tmp_path: Path) -> None:
    async with a_show() as stage:
        room = ("--room", stage.base)
        good = str(written(tmp_path, "the meeting starts\nchair joins"))
        code, out, _ = await run("rehearsal.play", good, *room)
        assert (code, "All 2 steps went as expected." in out) == (0, True)
        bad = str(written(tmp_path, 'chair sees "nothing like it" within 0 seconds'))
        code, out, _ = await run("rehearsal.play", bad, *room)
        assert (code, "Seen instead" in out) == (1, True)
        code, _, err = await run("rehearsal.play", str(tmp_path / "absent.txt"), *room)
        assert (code, "There is no script" in err) == (2, True)
    code, _, err = await run("rehearsal.play", good, *room)
    assert (code, "There is no room at" in err) == (2, True)


async def test_the_room_opens_says_where_it_is_and_closes(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "rehearsal",
        "--port",
        "0",
        "--scenario",
        "lincolnshire",
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    address = line.rpartition(" ")[2].strip()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{address}/rehearsal/api/state") as response:
            state: dict[str, Any] = await response.json()
        port = address.rpartition(":")[2]
        code, _, err = await run("rehearsal", "--port", port)
        assert (code, "The room cannot open" in err) == (2, True)
    assert state["title"] == "Lincolnshire MARAC, rehearsal"
    process.terminate()
    assert await process.wait() == 0
    code, _, err = await run("rehearsal", "--scenario", "unheard-of")
    assert (code, "There is no scenario" in err) == (2, True)


def test_the_rooms_defaults() -> None:
    options = arguments([])
    assert (options.port, options.bot) == (8400, "http://127.0.0.1:3978/api/messages")
    assert (options.no_bearer, options.no_limits) == (False, False)
    assert load(options.scenario).people
    assert script_of("unheard-of") is None


def test_the_lincolnshire_scenario_has_everybody_that_a_marac_needs() -> None:
    world = load("lincolnshire")
    assert len(world.groups["the agencies"]) >= 8
    assert world.people["caller"].is_anonymous
    meeting = world.meeting("marac")
    invited = world.conversation(meeting.chat_id).members
    assert "guest" not in invited
    assert {"chair", "admin", "second-admin", "observer", "iom"} <= set(invited)
    assert len({p.email for p in world.people.values() if p.email}) == len(world.people) - 1
