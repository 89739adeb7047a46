"""What is typed, over HTTP: taken where it may be, answered where it belongs, and always with a way on."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.bot.edge_world import CHAT
from tests.bot.product import ADMIN, CHAIR, OPENS, Product, close_chat, opened


async def journal_of(product: Product) -> int:
    return len(await product.journal())


@pytest.mark.parametrize("text", ["hi", "Hello!", "help", "HELP"])
async def test_greetings_and_help_are_answered_with_what_one_can_do(product: Product, text: str) -> None:
    (post,) = await product.say("police-rep", text)

    assert post.conversation == "a:police-rep"
    assert "What you can do here" in post.words


@pytest.mark.parametrize(
    "text",
    ["", "   ", "what is the weather", "<p>&nbsp;</p>", "😀😀😀", "x" * 25_000, "<script>alert(1)</script>"],
)
async def test_whatever_is_not_understood_gets_a_way_on_and_changes_nothing(
    product: Product, text: str
) -> None:
    before = await journal_of(product)

    (post,) = await product.say("police-rep", text)

    assert "What you can do here" in post.words
    assert "script" not in post.words
    assert len(post.words) < 28_000
    assert await journal_of(product) == before


async def test_only_a_mention_in_the_chat_gets_help_and_other_talk_gets_nothing(product: Product) -> None:
    (post,) = await product.say("police-rep", "", chat=True)
    assert (post.conversation, "What you can do here" in post.words) == (CHAT, True)

    assert await product.say("police-rep", "here", chat=True, mention=False) == []
    assert not (await product.meeting()).is_present("police-rep")


async def test_public_things_asked_in_the_chat_are_answered_there(product: Product) -> None:
    (post,) = await product.say("police-rep", "meeting", chat=True)

    assert post.conversation == CHAT
    assert "The 1st case" in post.words  # a guest is asked to the meeting
    assert "20461" not in post.words


@pytest.mark.rule("LIN-59")
async def test_a_conflict_typed_in_the_chat_is_taken_and_answered_in_private_with_a_word_to_delete_it(
    product: Product,
) -> None:
    await opened(product)
    await product.settled()

    posts = await product.say("police-rep", "conflict 20461", chat=True)

    assert (await product.meeting()).conflicts["police-rep"] == {"20461"}
    private = [p for p in posts if p.conversation == "a:police-rep" and "delete your post" in p.words]
    assert len(private) == 1
    assert not any(
        "conflict" in p.words.lower() for p in posts if p.conversation == CHAT and "Action" not in p.words
    )
    await product.settled()
    told = [
        p
        for p in product.posts()
        if "20461" in p.words and "conflict" in p.words and "Police Birch" in p.words
    ]
    assert {p.conversation for p in told} <= {f"a:{CHAIR}", f"a:{ADMIN}", "a:second"}
    assert {f"a:{CHAIR}", f"a:{ADMIN}"} <= {p.conversation for p in told}


async def test_what_is_asked_for_oneself_in_the_chat_is_shown_in_ones_own(product: Product) -> None:
    posts = await product.say("police-rep", "my actions", chat=True)

    assert {p.conversation for p in posts} == {"a:police-rep"}


async def test_an_administrator_says_it_for_somebody_else_and_nobody_else_can(product: Product) -> None:
    before = await journal_of(product)
    (refused,) = await product.say("idva-rep", "for Police Birch: here")
    assert "not something you can do" in refused.words
    assert await journal_of(product) == before

    await product.say(ADMIN, "for Police Birch: here")

    (interval,) = (await product.meeting()).presence["police-rep"]
    assert [s.value for s in interval.came] == ["marked-by-administrator"]


async def test_somebody_not_in_the_register_is_told_kindly_and_shown_nothing(product: Product) -> None:
    before = await journal_of(product)
    (post,) = await product.answered(product.raw("stranger", text="meeting"))
    in_chat = await product.answered(product.typed("stranger", "meeting", chat=True))

    assert "I do not find you in the register" in post.words
    assert all(p.conversation != CHAT for p in in_chat)
    assert not any("20461" in p.words for p in (post, *in_chat))
    assert await journal_of(product) == before


async def test_a_message_from_a_bot_is_not_answered(product: Product) -> None:
    activity = product.typed("police-rep", "help") | {"from": {"id": "28:another-bot", "name": "Another"}}

    assert await product.answered(activity) == []


async def test_an_unknown_kind_of_activity_is_taken_in_silence(product: Product) -> None:
    for kind in ("typing", "messageReaction", "endOfConversation", "somethingNew"):
        assert await product.answered(product.raw("police-rep", type=kind)) == []
    status, _ = await product.post(product.raw("police-rep", type="invoke", name="composeExtension/query"))
    assert status == 501


async def test_a_guest_is_shown_their_own_case_and_no_other(product: Product) -> None:
    for line in ("meeting", "desk", "order", "actions", "help"):
        posts = await product.say("guest", line)
        assert posts, line
        assert not any("20461" in p.words or "20464" in p.words for p in posts), line


LINES = (
    "help",
    "meeting",
    "quoracy",
    "order",
    "here",
    "nonsense",
    "conflict 20461",
    "for Idva Birch: here",
    "",
)


@pytest.mark.rule("LIN-57")
async def test_while_the_chat_is_closed_nothing_is_answered_in_it(product: Product) -> None:
    await opened(product)
    await close_chat(product)
    before = len(product.world.calls)

    for line in LINES:
        seen = len(product.world.calls)
        await product.answered(product.typed("police-rep", line, chat=True))
        assert product.posts("a:police-rep", since=seen), line
        await product.answered(product.typed("stranger", line, chat=True))
    await product.answered(product.raw("police-rep", chat=True, value={"verb": "no-such-thing"}))
    await product.settled()

    assert product.posts(CHAT, since=before) == []


@pytest.mark.rule("LIN-57")
async def test_a_card_pressed_or_refreshed_in_the_closed_chat_says_only_that_it_is_closed(
    product: Product,
) -> None:
    await opened(product)
    await close_chat(product)
    before = len(product.world.calls)

    for person, verb in (
        ("police-rep", "look"),
        (CHAIR, "look"),
        ("police-rep", "check-in"),
        (ADMIN, "desk"),
    ):
        body = await product.press(person, verb, chat=True)
        assert body["type"] == "application/vnd.microsoft.card.adaptive"
        assert [e["text"] for e in body["value"]["body"]] == ["The chat is closed for the next slot."]
        assert "refresh" not in body["value"]
    await product.settled()

    assert product.posts(CHAT, since=before) == []


async def test_nothing_can_be_done_by_somebody_barred_and_nothing_is_shown(product: Product) -> None:
    register = product.bot.store.register
    people = await register.people("lincolnshire")
    await register.save([], [msgspec.structs.replace(people["police-rep"], barred=True)])
    before = await journal_of(product)

    for line in ("here", "help", "meeting", "my actions"):
        (post,) = await product.say("police-rep", line)
        assert "I do not find you in the register" in post.words
    body = await product.press("police-rep", "check-in", chat=True)
    assert "I do not find you" in body["value"]
    assert await journal_of(product) == before


async def test_nobody_is_here_days_before_and_hears_which_day(product: Product) -> None:
    product.clock.move_to(OPENS - timedelta(days=5))
    (post,) = await product.say("police-rep", "here")

    assert "That sitting is on Wednesday 2 December" in post.words
