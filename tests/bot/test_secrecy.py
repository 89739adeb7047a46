"""A busy meeting over HTTP leaves no word that anybody typed, and no name or number of the register's, in the
database's bytes, in what waits to be said, or in the log."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.bot.edge_world import CHAT
from tests.bot.product import ADMIN, AREA, CHAIR, PEOPLE, Product, email, opened

WORDS = {
    "reason": "marigold reason for suspending",
    "ahead": "periwinkle reason for going ahead",
    "skipped": "foxglove reason for skipping",
    "what": "Fit a larkspur lock by the side gate",
    "anyway": "hollyhock reason for opening",
    "break": "cornflower unknown words",
    "correction": "Change it to a snapdragon chain",
}
KEYS = re.compile(r"[\w:@.,+/|-]{0,64}\Z")
"""Keys, numbers and dates: no space, and no longer than one would be."""


async def a_busy_meeting(product: Product) -> None:
    """Everything that holds typed words, said in every way: typed in 1:1 and the chat, in forms, wrongly."""
    await opened(product, present=(ADMIN, "idva-rep", "health-rep", "childrens-rep"))
    version = product.bot.office.protocol(AREA).declaration.version
    for person in (CHAIR, ADMIN, "idva-rep", "health-rep", "childrens-rep"):
        await product.press(person, "accept-declaration", version=version)
        await product.say(person, "no conflicts")
    await product.post(product.submitted(CHAIR, "suspend", note=WORDS["reason"]))
    await product.say(CHAIR, "resume")
    await product.say(ADMIN, f"go ahead {WORDS['ahead']}")
    await product.say(CHAIR, f"skip outstanding; {WORDS['skipped']}")
    await product.say("idva-rep", WORDS["break"], chat=True)
    await product.say("idva-rep", WORDS["break"], chat=True, mention=False)
    await product.say("observer", f"suspend {WORDS['break']}")
    await product.say("idva-rep", f"{WORDS['break']}, call her on 07700 900123")
    await product.say(ADMIN, f"open anyway {WORDS['anyway']}; case: 20462")
    data = {"case": "20462", "what": WORDS["what"], "agencies": "idva", "protects": "adult"}
    await product.post(product.submitted(ADMIN, "action", **data))
    await product.post(product.submitted("idva-rep", "correct", action="a1", correction=WORDS["correction"]))
    await product.say("health-rep", "conflict 20461", chat=True)
    await product.post(product.moved("police-rep"))
    await product.post(product.moved("police-rep", event="Leave"))
    visitor = [{"user": {"id": "8:visitor", "name": "Robin Example"}}]
    await product.post(product.moved(CHAIR, at="2026-12-02T09:30:00.0Z") | {"value": {"members": visitor}})
    product.clock.move_to(product.clock.now() + timedelta(hours=1))
    await product.bot.ticker.wake()
    await product.settled()


def strings(part: Any, key: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, one in part.items():
            yield from strings(one, name)
    elif isinstance(part, (list, tuple)):
        for one in part:
            yield from strings(one, key)
    elif isinstance(part, str):
        yield part


async def test_nothing_typed_and_nothing_personal_is_on_the_disk_or_in_the_log(
    product: Product, log: io.StringIO
) -> None:
    await a_busy_meeting(product)

    journal = msgspec.json.encode([msgspec.to_builtins(e.event) for e in await product.journal()]).decode()
    for name in ("reason", "ahead", "skipped", "anyway", "what", "correction"):
        assert WORDS[name] in journal, f"{name} was never taken"
    kept, said = product.kept(), log.getvalue()
    assert b"20461" in kept
    assert said
    for phrase in (*WORDS.values(), "Robin Example", "07700 900123"):
        rare = max(phrase.split(), key=len)
        assert phrase.encode() not in kept, phrase
        assert rare.encode() not in kept, phrase
        assert phrase not in said, phrase
        assert rare not in said, phrase
    for person, (name, _, _) in PEOPLE.items():
        assert name.encode() not in kept, name
        assert email(person).encode() not in kept
        assert name not in said
        assert email(person) not in said
    assert not re.search(rb"01632 9600\d\d", kept)
    assert "01632" not in said


async def test_what_waits_to_be_said_holds_identifiers_alone(product: Product) -> None:
    await a_busy_meeting(product)

    letters = await product.letters()
    assert len({one.notice.kind for one in letters}) > 10
    for letter in letters:
        notice = letter.notice
        for text in (notice.key, notice.kind, notice.to, *strings(dict(notice.facts))):
            assert KEYS.match(text), (notice.kind, text)


@pytest.mark.rule("LIN-55", "LIN-63")
async def test_the_chat_and_lock_screens_hold_no_wording_name_or_reason(product: Product) -> None:
    await a_busy_meeting(product)
    await product.settled(cards=True)

    in_chat = "\n".join(p.words for p in product.posts(CHAT))
    for phrase in WORDS.values():
        assert phrase not in in_chat
    for name, _, _ in PEOPLE.values():
        assert name not in in_chat
    assert "conflict of interest" not in in_chat.lower()
    for post in product.posts():
        shown = str(post.activity.get("summary") or "") + str(post.activity.get("text") or "")
        assert not any(phrase in shown for phrase in WORDS.values())
        if post.conversation != CHAT:
            assert shown == "You have a message from the MARAC Assistant.", post.words[:200]
