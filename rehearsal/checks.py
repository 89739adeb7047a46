"""The expectations of a script: whether they hold, and if not, what was seen instead.

What is expected to be seen is waited for, until a deadline. What must never have been seen is looked up in
all that was ever shown, hidden fields of cards and edited or deleted messages included.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rehearsal.client import Client
from rehearsal.script import Step

Reading = list[dict[str, Any]]
KINDS = {"the chat": "groupChat", "the assistant": "personal"}
SHOWN = 8
_Looker = Callable[[], Awaitable[Reading]]


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks one expectation after a deed (`mark`: what had been shown before it)."""

    client: Client
    names: dict[str, str]
    chat: str
    mark: int

    async def check(self, step: Step) -> str | None:
        """Nothing if the expectation holds; else a sentence on what was seen instead."""
        check: Callable[[Step], Awaitable[str | None]] = getattr(self, "_" + step.kind.replace(" ", "_"))
        return await check(step)

    async def _read(self, person: str) -> Reading:
        sight = await self.client.get(f"people/{person}/sight")
        looks = [
            self.client.post("look", person=person, conversation=c["id"]) for c in sight["conversations"]
        ]
        await asyncio.gather(*looks)
        return list(await self.client.get(f"people/{person}/reading"))

    async def _until(
        self, step: Step, good: Callable[[Reading], bool], look: _Looker | None = None
    ) -> str | None:
        async def eyes() -> Reading:
            return await self._read(step.who or "")

        seen = await self.client.until(look or eyes, good, step.within_s)
        return None if good(seen) else _instead(seen)

    async def _sees(self, step: Step) -> str | None:
        return await self._until(step, lambda seen: _holds(_within(seen, step), step.args["text"]))

    async def _does_not_see(self, step: Step) -> str | None:
        return await self._until(step, lambda seen: not _holds(_within(seen, step), step.args["text"]))

    async def _newly_sees(self, step: Step) -> str | None:
        async def news() -> Reading:
            await self._read(step.who or "")
            return list(await self.client.get("seen", person=step.who or "", since=str(self.mark)))

        return await self._until(step, lambda seen: _holds(seen, step.args["text"]), news)

    async def _sees_the_button(self, step: Step) -> str | None:
        return await self._until(step, lambda seen: step.args["text"] in _buttons(seen))

    async def _does_not_see_the_button(self, step: Step) -> str | None:
        return await self._until(step, lambda seen: step.args["text"] not in _buttons(seen))

    async def _has_a_form_open(self, step: Step) -> str | None:
        return await self._until(step, lambda seen: any(e["kind"] == "form" for e in seen))

    async def _has_no_form_open(self, step: Step) -> str | None:
        return await self._until(step, lambda seen: all(e["kind"] != "form" for e in seen))

    async def _chat_holds(self, step: Step) -> str | None:
        async def chat() -> Reading:
            return list(await self.client.get("seen", conversation=self.chat))

        return await self._until(step, lambda seen: _holds(seen, step.args["text"]), chat)

    async def _chat_never_held(self, step: Step) -> str | None:
        shown = await self.client.get("seen", conversation=self.chat)
        return _never(shown, step.args["text"], "The chat held")

    async def _never_saw(self, step: Step) -> str | None:
        shown = await self.client.get("seen", person=step.who or "")
        return _never(shown, step.args["text"], "It was shown")

    async def _nobody_saw(self, step: Step) -> str | None:
        excepted = set(step.args.get("but", "").split(","))
        shown = await self.client.get("seen")
        others = [e for e in shown if set(e["audience"]) - excepted]
        wrong = _never(others, step.args["text"], "It was shown")
        if wrong is None:
            return None
        entry = next(e for e in others if step.args["text"] in e["raw"] or step.args["text"] in e["text"])
        people = ", ".join(self.names.get(k, k) for k in entry["audience"] if k not in excepted)
        return f"{wrong} To: {people}."

    async def _lock_screen_shows(self, step: Step) -> str | None:
        async def phone() -> Reading:
            return list(await self.client.get("previews", person=step.who or ""))

        return await self._until(step, lambda seen: _holds(seen, step.args["text"]), phone)

    async def _lock_screen_never_showed(self, step: Step) -> str | None:
        shown = await self.client.get("previews", person=step.who or "")
        return _never(shown, step.args["text"], "The lock screen showed")


def _within(seen: Reading, step: Step) -> Reading:
    kind = KINDS.get(step.args.get("where", ""))
    return [e for e in seen if kind is None or e["kind"] == kind]


def _holds(seen: Reading, text: str) -> bool:
    wanted = " ".join(text.split())
    return any(wanted in entry["text"] for entry in seen)


def _buttons(seen: Reading) -> set[str]:
    return {title for entry in seen for title in entry.get("buttons", [])}


def _never(shown: Reading, text: str, verb: str) -> str | None:
    for entry in shown:
        if text in entry["text"] or text in str(entry.get("raw", "")):
            return f"{verb}: {entry['text'] or entry['raw']}"
    return None


def _instead(seen: Reading) -> str:
    lines = [f"{entry['text']}{_offered(entry)}" for entry in seen[-SHOWN:] if entry.get("text")]
    return "Seen instead: " + ("\n           ".join(lines) if lines else "nothing.")


def _offered(entry: dict[str, Any]) -> str:
    return f" [{' | '.join(entry['buttons'])}]" if entry.get("buttons") else ""
