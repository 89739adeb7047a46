"""The script that plays itself while somebody at the page is one of its people."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rehearsal.playing import PACE_S
from tests.rehearsal.conftest import Stage
from tests.rehearsal.test_player import a_show, written

SCRIPT = """\
title: Together
== Opening
the meeting starts
the chat holds "Declared 0 of 3"
chair joins
police presses "Declare"
police presses "Add action"
police fills "What is to be done?" with "a marker"
police submits "Save"
chair sees "no such thing" within 0 seconds
chair leaves
"""


async def until(stage: Stage, good: Any) -> dict[str, Any]:
    with stage.room.bus.listening() as listener:
        async with asyncio.timeout(10):
            while True:
                shown = dict(await stage.get("play?me=police"))
                if good(shown):
                    return shown
                await listener.get()


async def test_the_others_play_and_wait_for_the_person_at_the_page(tmp_path: Path) -> None:
    async with a_show(written(tmp_path, SCRIPT)) as stage:
        shown = await stage.get("play?me=police")
        assert (shown["title"], shown["done"], shown["on"], shown["next"]) == (
            "Together",
            0,
            False,
            "the meeting starts",
        )
        await stage.do("play", on=True, me="police")
        shown = await until(stage, lambda s: s["mine"])
        assert (shown["done"], shown["next"]) == (3, 'Police Birch presses "Declare"')
        assert stage.room.world.meeting("marac").present.keys() == {"chair"}
        # Something else does not move it on; the deed itself does.
        await stage.do("say", person="police", conversation=stage.chat, text="one moment")
        assert (await stage.get("play?me=police"))["done"] == 3
        await stage.do("press", person="police", title="Declare")
        await until(stage, lambda s: s["done"] == 4)
        await stage.do("press", person="police", title="Add action")
        shown = await until(stage, lambda s: s["done"] >= 5)
        assert shown["next"].endswith('Police Birch submits "Save"')
        await stage.do("form/submit", person="police", title="Save", inputs={"what": "something else"})
        shown = await until(stage, lambda s: s["done"] == s["total"])
        assert shown["failed"] == 1
        assert [one.splitlines()[0].partition(": ")[2] for one in shown["wrong"]] == [
            'Chair Alder sees "no such thing" within 0 seconds'
        ]
        assert "== Opening ==" in shown["transcript"]
        assert "on" in shown
        submits = [a for a in stage.bot.activities if a.get("name") == "task/submit"]
        assert [s["value"]["data"]["what"] for s in submits] == ["something else"]


async def test_one_step_at_a_time_whoevers_it_is(tmp_path: Path) -> None:
    async with a_show(written(tmp_path, SCRIPT)) as stage:
        places = []
        for _ in range(6):
            await stage.do("play/step")
            places.append((await stage.get("play"))["done"])
        assert places == [2, 3, 4, 5, 8, 9]
        status, body = await stage.ask("POST", "play/step")
        assert (status, "played to the end" in body["error"]) == (409, True)
        submits = [a for a in stage.bot.activities if a.get("name") == "task/submit"]
        assert [s["value"]["data"]["what"] for s in submits] == ["a marker"]


async def test_it_can_be_stopped_and_gone_on_with(tmp_path: Path) -> None:
    async with a_show(written(tmp_path, SCRIPT)) as stage:
        await stage.do("play", on=True, me="chair")
        await until(stage, lambda s: s["done"] == 2)
        await stage.do("play", on=False)
        assert (await stage.get("play"))["on"] is False
        await stage.do("join", person="chair", meeting="marac")
        assert (await stage.get("play"))["done"] == 2
        assert (await stage.ask("POST", "play", {"on": "yes"}))[0] == 400
        assert (await stage.ask("POST", "play", {"on": True, "me": "ghost"}))[0] == 404


async def test_what_the_person_did_before_or_while_it_was_stopped_counts(tmp_path: Path) -> None:
    async with a_show(written(tmp_path, SCRIPT)) as stage:
        await stage.do("join", person="chair", meeting="marac")
        await stage.do("play", on=True, me="chair")
        shown = await until(stage, lambda s: s["done"] == 8)
        assert shown["next"] == "Chair Alder leaves"
        await stage.do("play", on=False)
        await stage.do("leave", person="chair", meeting="marac")
        await stage.do("play", on=True, me="chair")
        await until(stage, lambda s: s["done"] == s["total"])


async def test_what_was_played_for_somebody_is_no_deed_of_whoever_takes_over(tmp_path: Path) -> None:
    script = """\
title: Twice
the meeting starts
chair joins
chair leaves
police presses "Declare"
chair joins
the clock moves to 2026-11-25 09:30
"""
    async with a_show(written(tmp_path, script)) as stage:
        await stage.do("play", on=True, me="police")
        await until(stage, lambda s: s["mine"])
        await stage.do("play", on=True, me="chair")
        await until(stage, lambda s: s["done"] == 4)
        await stage.do("say", person="police", conversation=stage.chat, text="one moment")
        assert (await stage.get("play?me=chair"))["mine"]
        await stage.do("play/step")
        await until(stage, lambda s: not s["on"])
        assert (await stage.get("play"))["done"] == 6


async def test_without_a_script_there_is_nothing_to_play(stage: Stage) -> None:
    assert (await stage.get("play"))["total"] == 0
    status, body = await stage.ask("POST", "play/step")
    assert (status, "--script" in body["error"]) == (409, True)


def test_the_pace_is_that_of_people() -> None:
    assert PACE_S >= 1
