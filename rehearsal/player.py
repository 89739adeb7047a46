"""Play a script in a running room: do each deed, check each expectation, and tell what everybody then saw.

The player only does what a person at the page could do, and only knows what the room shows.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rehearsal.checks import Checker
from rehearsal.client import Client, RoomRefused
from rehearsal.script import Cast, Script, Step

ENGLAND = ZoneInfo("Europe/London")
SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
LONGEST = 320
QUIET = ("update", "view")
"""What a transcript leaves out unless everything is wanted."""


class NotAsExpected(AssertionError):
    """An expectation did not hold, or a deed could not be done; the message says what was seen instead."""


@dataclass(slots=True)
class Report:
    """How a script went."""

    played: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


@dataclass(slots=True)
class Player:
    """Plays steps; `tell` takes the transcript's lines.

    Cards brought up to date in place are told of only with `everything`: nobody reads a card twice for that.
    """

    client: Client
    tell: Callable[[str], None]
    names: dict[str, str] = field(default_factory=dict)
    chat: str = ""
    meeting: str = ""
    mark: int = 0
    folder: Path = field(default_factory=Path)
    everything: bool = False
    _told: int = 0
    filled: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    async def meet_everybody(self) -> Cast:
        """Learn who is there; gives the cast for reading a script."""
        state = await self.client.get("state")
        self.names = {person["key"]: person["name"] for person in state["people"]}
        self.meeting, self.chat = state["meetings"][0]["key"], state["meetings"][0]["chat"]
        self.mark = self._told = state["seen"]
        return Cast(self.names, state["groups"])

    async def play(self, script: Script) -> Report:
        """Play all of it; a step that fails is noted, and the rest is played all the same."""
        self.folder = script.folder
        report = Report()
        self.tell(script.title)
        for number, step in enumerate(script.steps):
            if number in script.headings:
                self.tell(f"\n== {script.headings[number]} ==\n")
            report.played += 1
            try:
                await self.do(step)
            except NotAsExpected as error:
                report.failures.append(f"Line {step.line}: {step.words}\n{error}")
        return report

    async def do(self, step: Step) -> None:
        """Do or check one step, and tell it; raises `NotAsExpected`."""
        try:
            if step.is_check:
                await self._check(step)
            else:
                await self._deed(step)
        except (NotAsExpected, RoomRefused) as error:
            self.tell(f"       ✗ {step.words}\n         {error}")
            raise NotAsExpected(str(error)) from error

    async def _check(self, step: Step) -> None:
        checker = Checker(self.client, self.names, self.chat, self.mark)
        wrong = await checker.check(step)
        await self.tell_what_was_seen()
        if wrong is not None:
            raise NotAsExpected(wrong)
        self.tell(f"       ✓ {step.words}")

    async def _deed(self, step: Step) -> None:
        await self.tell_what_was_seen()
        state = await self.client.get("state")
        self.mark = state["seen"]
        self.tell(f"{_clock(state['now'])}  {step.words}")
        result = await self._done(step)
        await self.tell_what_was_seen()
        if isinstance(result, dict) and result.get("ok") is False:
            raise NotAsExpected(f"The bot did not take it: {result.get('problem')}")

    async def _done(self, step: Step) -> Any:
        act = getattr(self, "_do_" + step.kind.replace(" ", "_"))
        return await act(step)

    async def tell_what_was_seen(self) -> None:
        """Tell what people and the chat have been shown since it was last told."""
        for entry in await self.client.get("seen", since=str(self._told)):
            self._told = entry["seq"]
            if entry["kind"] in QUIET and not self.everything:
                continue
            if entry["kind"] != "said" and entry["text"]:
                self.tell(f"         → {self._audience(entry)}{_kind(entry)}: {_short(entry)}")

    def _audience(self, entry: dict[str, Any]) -> str:
        if not entry["private"] and entry["conversation"] == self.chat:
            return "meeting chat"
        names = [self.names.get(key, key) for key in entry["audience"]]
        return ", ".join(names) + (" alone" if entry["private"] else "")

    # --- deeds -----------------------------------------------------------------------------------

    async def _where(self, step: Step) -> str:
        assert step.who is not None  # noqa: S101 - the grammar gives these steps a person
        if step.args.get("where") == "the assistant":
            state = await self.client.get("state")
            person = next(p for p in state["people"] if p["key"] == step.who)
            personal = [c["id"] for c in person["conversations"] if c["kind"] == "personal"]
            if not personal:
                raise NotAsExpected(f"{person['name']} has no chat with the bot.")
            return str(personal[0])
        return self.chat

    async def _do_says(self, step: Step) -> Any:
        where = await self._where(step)
        return await self.client.post("say", person=step.who, conversation=where, text=step.args["text"])

    async def _own_message(self, step: Step, words: str) -> dict[str, Any]:
        sight = await self.client.get(f"people/{step.who}/sight")
        for chat in sight["conversations"]:
            for message in reversed(chat["messages"]):
                if message["mine"] and words in message["text"]:
                    return {"person": step.who, "conversation": chat["id"], "message": message["id"]}
        raise NotAsExpected(f"{self.names[step.who or '']} has written nothing with “{words}”.")

    async def _do_edits(self, step: Step) -> Any:
        where = await self._own_message(step, step.args["old"])
        return await self.client.post("edit", **where, text=step.args["text"])

    async def _do_deletes(self, step: Step) -> Any:
        return await self.client.post("delete", **await self._own_message(step, step.args["text"]))

    async def _do_presses(self, step: Step) -> Any:
        await self._look(step.who or "")
        wish: dict[str, Any] = {"person": step.who, "title": step.args["text"]}
        if "where" in step.args:
            wish["conversation"] = await self._where(step)
        if "card" in step.args:
            wish["containing"] = step.args["card"]
        return await self.client.post("press", **wish, fields=self._fields(step))

    async def _look(self, person: str) -> None:
        sight = await self.client.get(f"people/{person}/sight")
        looks = [
            self.client.post("look", person=person, conversation=c["id"]) for c in sight["conversations"]
        ]
        await asyncio.gather(*looks)

    def _fields(self, step: Step) -> dict[str, str]:
        return self.filled.pop(step.who or "", {})

    async def _do_fills(self, step: Step) -> None:
        self.filled[step.who or ""][step.args["label"]] = step.args["text"]

    async def _do_ticks(self, step: Step) -> None:
        self.filled[step.who or ""][step.args["label"]] = "true"

    async def _do_unticks(self, step: Step) -> None:
        self.filled[step.who or ""][step.args["label"]] = "false"

    async def _do_submits(self, step: Step) -> Any:
        fields = self._fields(step)
        return await self.client.post("form/submit", person=step.who, title=step.args["text"], fields=fields)

    async def _do_closes(self, step: Step) -> Any:
        return await self.client.post("form/close", person=step.who)

    async def _do_joins(self, step: Step) -> Any:
        return await self.client.post("join", person=step.who, meeting=self.meeting)

    async def _do_leaves(self, step: Step) -> Any:
        return await self.client.post("leave", person=step.who, meeting=self.meeting)

    async def _do_drops(self, step: Step) -> Any:
        file = self.folder / step.args["text"]
        if not file.is_file():
            raise NotAsExpected(f"There is no file '{step.args['text']}' beside the script.")
        return await self.client.give_file(step.who or "", file.name, file.read_bytes())

    async def _do_takes(self, step: Step) -> Any:
        return await self.client.post("consent/accept", person=step.who, name=step.args["text"])

    async def _do_declines(self, step: Step) -> Any:
        return await self.client.post("consent/decline", person=step.who, name=step.args["text"])

    async def _do_installs(self, step: Step) -> Any:
        return await self.client.post("install", person=step.who)

    async def _do_removes(self, step: Step) -> Any:
        return await self.client.post("uninstall", person=step.who)

    async def _do_starts(self, _: Step) -> Any:
        return await self.client.post("meeting/start", meeting=self.meeting)

    async def _do_ends(self, _: Step) -> Any:
        return await self.client.post("meeting/end", meeting=self.meeting)

    async def _do_again(self, _: Step) -> Any:
        return await self.client.post("redeliver")

    async def _do_keys(self, _: Step) -> Any:
        return await self.client.post("rotate-keys")

    async def _do_limits(self, step: Step) -> Any:
        return await self.client.post("settings", limits=step.args["text"] == "on")

    async def _do_fault(self, step: Step) -> Any:
        wish: dict[str, Any] = {"status": int(step.args["status"]), "times": int(step.args.get("number", 1))}
        if "code" in step.args:
            wish["code"] = step.args["code"]
        if "wait" in step.args:
            wish["retry_after"] = int(step.args["wait"])
        return await self.client.post("faults", **wish)

    async def _do_clock_to(self, step: Step) -> Any:
        moment = datetime.fromisoformat(step.args["text"]).replace(tzinfo=ENGLAND)
        return await self._clock(to=moment.isoformat())

    async def _do_clock_on(self, step: Step) -> Any:
        return await self._clock(by=int(step.args["number"]) * SECONDS[step.args["unit"]])

    async def _clock(self, **wish: Any) -> Any:
        moved = await self.client.post("clock", **wish)
        if not moved["bot_followed"]:
            raise NotAsExpected(f"The bot's clock did not follow: {moved['problem']}")
        return moved


def _clock(iso: str) -> str:
    return datetime.fromisoformat(iso).astimezone(ENGLAND).strftime("%H:%M")


def _kind(entry: dict[str, Any]) -> str:
    shown = {"update": " (updated)", "form": " (form)", "note": " (note)", "stage": " (on the stage)"}
    return shown.get(entry["kind"], "")


def _short(entry: dict[str, Any]) -> str:
    words = str(entry["text"])
    words = words if len(words) <= LONGEST else words[:LONGEST] + " …"
    return f"{words} [{' | '.join(entry['buttons'])}]" if entry["buttons"] else words
