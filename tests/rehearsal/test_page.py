"""The page in a real browser: what it shows, by keyboard alone, in the dark, on a phone, and to axe."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browsing import PHONE, accuse, launched, watched
from tests.rehearsal.bots import card, message
from tests.rehearsal.conftest import Stage
from tests.rehearsal.test_player import a_show, written

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
Opened = Callable[..., AbstractAsyncContextManager[Page]]
"""Opens the page of a stage in a browser; anything that the browser complains of makes the test fail."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as one:
        yield one


@pytest.fixture
def opened(browser: Browser) -> Opened:
    def open_page(
        stage: Stage, path: str = "/#me=police", **wishes: Any
    ) -> AbstractAsyncContextManager[Page]:
        return watched(browser, stage.base + path, **wishes)

    return open_page


async def open_meeting(stage: Stage) -> None:
    await stage.do("meeting/start", meeting="marac")


async def test_each_sees_their_own_card_and_a_press_changes_it(opened: Opened) -> None:
    async with a_show() as stage, opened(stage) as page:
        await open_meeting(stage)
        stream = page.locator("#stream")
        await expect(stream).to_contain_text("Police Birch, please declare.")
        await expect(stream).to_contain_text("Your own view of this card")
        await expect(stream.locator(".ac-adaptiveCard")).to_be_visible()  # Microsoft's renderer
        await stream.get_by_role("button", name="Declare").click()
        await expect(stream).to_contain_text("You have declared, Police Birch.")
        await expect(stream).to_contain_text("1 of 3")
        await page.get_by_role("button", name="Chair Alder").click()
        await expect(stream).to_contain_text("Chair Alder, please declare.")
        await expect(stream).not_to_contain_text("You have declared")


@pytest.mark.parametrize("path", ["/#me=police", "/?plain#me=police"])
async def test_a_form_is_filled_in_by_keyboard_alone(opened: Opened, path: str) -> None:
    async with a_show() as stage:
        await open_meeting(stage)
        async with opened(stage, path) as page:
            await expect(page.locator("#stream")).to_contain_text("please declare")
            button = page.locator("#stream").get_by_role("button", name="Add action")
            await button.focus()
            await page.keyboard.press("Enter")
            dialog = page.get_by_role("dialog", name="New action for case 1")
            await expect(dialog).to_be_visible()
            save = dialog.get_by_role("button", name="Save")
            await save.focus()
            await page.keyboard.press("Enter")
            await expect(dialog).to_contain_text("Say what is to be done.")
            await dialog.get_by_label("What is to be done?").focus()
            await page.keyboard.type("a marker")
            await page.keyboard.press("Tab")
            await page.keyboard.type("Health")
            await save.focus()
            await page.keyboard.press("Enter")
            await expect(dialog).not_to_be_visible()
            await expect(page.locator("#stream")).to_contain_text("Kept: due 2026-12-01.")
            assert await page.evaluate("document.activeElement.closest('#stream') !== null")
        data = next(a for a in stage.bot.activities if a.get("name") == "task/submit")["value"]["data"]
        assert (data["what"], data["owner"], data["safe"]) == ("a marker", "health", "false")


async def test_escape_closes_a_form_and_tells_the_bot_nothing(opened: Opened) -> None:
    async with a_show() as stage:
        await open_meeting(stage)
        await stage.do("press", person="police", title="Add action")
        async with opened(stage) as page:
            await expect(page.get_by_role("dialog")).to_be_visible()
            before = len(stage.bot.activities)
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).not_to_be_visible()
            assert (await stage.sight("police"))["form"] is None
            news = [a.get("name") for a in stage.bot.activities[before:]]
            assert "task/submit" not in news


async def test_one_joins_speaks_edits_and_deletes(opened: Opened) -> None:
    async with a_show() as stage, opened(stage) as page:
        await page.get_by_role("button", name="Join").click()
        await expect(page.get_by_role("button", name="Leave")).to_be_visible()
        assert "police" in stage.room.world.meeting("marac").present
        words = page.get_by_label("Write a message")
        await words.fill("good morning")
        await words.press("Enter")
        message_there = page.locator(".message", has_text="good morning")
        await expect(message_there).to_be_visible()
        await message_there.get_by_role("button", name="Edit").click()
        await words.fill("good day")
        await words.press("Enter")
        await expect(page.locator(".message", has_text="good day")).to_contain_text("Edited")
        await page.locator(".message").get_by_role("button", name="Delete").click()
        await expect(page.locator(".message")).to_contain_text("This message has been deleted.")
        assert stage.bot.activities[-1]["type"] == "messageDelete"


async def test_a_half_filled_field_outlives_what_others_say(opened: Opened) -> None:
    async with a_show() as stage:
        content = card("Fill me in", actions=[{"type": "Action.Submit", "title": "Send"}])
        content["body"].append({"type": "Input.Text", "id": "x", "label": "Words"})
        await stage.post(stage.chat, message(content))
        async with opened(stage) as page:
            await page.get_by_label("Words").fill("half a thou")
            await stage.do("say", person="chair", conversation=stage.chat, text="hello all")
            await expect(page.locator("#stream")).to_contain_text("hello all")
            await expect(page.get_by_label("Words")).to_have_value("half a thou")


@pytest.mark.parametrize("path", ["/#me=police", "/?plain#me=police"])
async def test_what_looks_like_html_is_shown_as_the_words_it_is(opened: Opened, path: str) -> None:
    evil = "<img src=x onerror=alert(1)><b>bold</b> [x](javascript:alert(1)) **strong**"
    async with a_show() as stage:
        await stage.post(stage.chat, {"type": "message", "text": evil})
        content = card(evil, actions=[{"type": "Action.Submit", "title": evil}])
        content["body"].append({"type": "FactSet", "facts": [{"title": evil, "value": evil}]})
        await stage.post(stage.chat, message(content))
        async with opened(stage, path) as page:
            stream = page.locator("#stream")
            await expect(stream.locator(".card-holder")).to_be_visible()
            assert await stream.locator("img, b, a[href^='javascript']").count() == 0
            await expect(stream.locator(".bubble")).to_contain_text("<img src=x onerror=alert(1)>")
            await expect(stream.locator(".card-holder")).to_contain_text("<img src=x onerror=alert(1)>")
            assert await stream.locator("strong", has_text="strong").count() >= 2


async def test_the_policy_lets_no_foreign_script_in() -> None:
    async with a_show() as stage:
        async with stage.session.get(f"{stage.base}/") as response:
            policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        for path in ("/page/absent.js", "/page/..%2fpages.py", "/page/index.txt"):
            async with stage.session.get(stage.base + path) as response:
                assert response.status == 404


async def test_without_the_renderer_the_page_says_so_and_all_works(opened: Opened) -> None:
    async with a_show() as stage:
        await open_meeting(stage)
        async with opened(stage, "/?plain#me=police") as page:
            await expect(page.locator("#banner")).to_contain_text("renderer is not installed")
            await expect(page.locator(".plain-card")).to_contain_text("Police Birch, please declare.")
            await page.locator(".plain-card").get_by_role("button", name="Declare").click()
            await expect(page.locator(".plain-card")).to_contain_text("You have declared, Police Birch.")


@pytest.mark.parametrize(
    ("path", "context"),
    [
        ("/#me=police", {"color_scheme": "light"}),
        ("/#me=police", {"color_scheme": "dark"}),
        ("/?plain#me=police", {"color_scheme": "dark"}),
        ("/#me=police", {"viewport": PHONE, "color_scheme": "light"}),
    ],
)
async def test_axe_finds_nothing_wrong(opened: Opened, path: str, context: dict[str, Any]) -> None:
    async with a_show() as stage:
        await open_meeting(stage)
        await stage.do("join", person="police", meeting="marac")
        await stage.do("say", person="police", conversation=stage.chat, text="here")
        async with opened(stage, path, **context) as page:
            await expect(page.locator("#stream")).to_contain_text("please declare")
            assert await accuse(page) == []
            await page.locator("#stream").get_by_role("button", name="Add action").click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            assert await accuse(page) == []
            await page.keyboard.press("Escape")
            await page.locator("#stage-button").click()
            await expect(page.get_by_role("dialog")).to_contain_text("Teams’ limits")
            assert await accuse(page) == []


async def test_colours_follow_the_machine_until_somebody_chooses(opened: Opened) -> None:
    async with a_show() as stage, opened(stage, color_scheme="dark") as page:
        root = page.locator("html")
        await expect(root).to_have_attribute("data-theme", "dark")
        await page.get_by_role("button", name="Dark colours").click()
        await expect(root).to_have_attribute("data-theme", "light")
        await page.reload()
        await expect(root).to_have_attribute("data-theme", "light")


async def test_on_a_phone_one_part_shows_at_a_time(opened: Opened) -> None:
    async with a_show() as stage, opened(stage, viewport=PHONE) as page:
        await expect(page.locator("#people")).not_to_be_visible()
        await page.get_by_role("button", name="People", exact=True).click()
        await expect(page.locator("#stream")).not_to_be_visible()
        await page.get_by_role("button", name="Health Cedar").click()
        await expect(page.locator("#stream")).to_be_visible()
        line = await page.get_by_label("Write a message").bounding_box()
        assert line is not None
        assert line["height"] >= 20  # it was out of sight when its height was last taken
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]


async def test_on_a_phone_the_heads_are_whole_and_no_higher_than_their_words(opened: Opened) -> None:
    async with a_show() as stage, opened(stage, viewport=PHONE) as page:
        await stage.post(stage.personal("police"), {"type": "message", "text": "hello"})
        await page.get_by_role("button", name="Chats", exact=True).click()
        await page.locator("[data-chat^='a:']").click()
        await expect(page.locator("#chat-sub")).to_contain_text("alone")
        head, name = page.locator(".chat-head"), page.locator(".chat-name")
        spare = "e => e.getBoundingClientRect().height"
        assert await head.evaluate(spare) - await name.evaluate(spare) < 20
        title = page.locator("#room-title")
        await title.evaluate("e => e.textContent = 'Lincolnshire MARAC, rehearsal'")
        assert await title.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert await title.evaluate("e => e.offsetHeight < e.parentElement.clientHeight")


async def test_on_a_phone_a_chat_opens_at_its_newest_message(opened: Opened) -> None:
    async with a_show() as stage, opened(stage, viewport=PHONE) as page:
        await stage.do("settings", limits=False)
        for number in range(30):
            await stage.post(stage.personal("police"), {"type": "message", "text": f"message {number}"})
        await page.get_by_role("button", name="Chats", exact=True).click()
        await page.locator("[data-chat^='a:']").click()
        await expect(page.locator("#stream").get_by_text("message 29")).to_be_in_viewport()


async def test_the_lock_screen_shows_what_a_phone_would(opened: Opened) -> None:
    async with a_show() as stage, opened(stage) as page:
        await open_meeting(stage)
        await expect(page.locator("#lock-list")).to_contain_text("The meeting is open")
        await expect(page.locator("#lock-list")).not_to_contain_text("Declared")


async def test_the_others_play_and_the_page_says_when_it_is_ones_turn(opened: Opened, tmp_path: Path) -> None:
    script = 'the meeting starts\nchair joins\npolice presses "Declare"\nchair leaves'
    async with a_show(written(tmp_path, script)) as stage, opened(stage) as page:
        await page.get_by_role("switch", name="Let the others play").click()
        await expect(page.locator("#play-next")).to_contain_text("Your turn: Police Birch presses")
        await page.locator("#stream").get_by_role("button", name="Declare").click()
        await expect(page.locator("#play-status")).to_contain_text("played to the end")
        assert stage.room.world.meeting("marac").present == {}


async def test_a_file_is_offered_taken_and_given(opened: Opened) -> None:
    async with a_show() as stage:
        offer = {
            "contentType": "application/vnd.microsoft.teams.card.file.consent",
            "name": "actions.csv",
            "content": {"description": "The action list", "sizeInBytes": 2048},
        }
        await stage.post(stage.personal("police"), {"type": "message", "attachments": [offer]})
        async with opened(stage) as page:
            await page.locator("[data-chat^='a:']").click()
            await expect(page.locator(".file")).to_contain_text("actions.csv")
            await page.get_by_role("button", name="Allow").click()
            await expect(page.locator(".file")).to_contain_text("You took this file.")
            await page.locator("#file").set_input_files(
                {"name": "cases.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
            )
            await expect(page.locator(".file").last).to_contain_text("cases.csv")
        assert stage.bot.activities[-1]["attachments"][0]["name"] == "cases.csv"


async def test_the_clock_is_moved_in_englands_time(opened: Opened) -> None:
    async with a_show() as stage, opened(stage, timezone_id="America/New_York") as page:
        await page.locator("#clock-button").click()
        await page.get_by_label("To (England’s time)").fill("2026-07-01T09:30")
        await page.get_by_role("button", name="Move", exact=True).click()
        await expect(page.locator("#clock-said")).to_contain_text("Wed 1 Jul, 09:30")
        assert stage.bot.clock[-1].startswith("2026-07-01T08:30")


async def test_two_people_side_by_side(opened: Opened) -> None:
    async with a_show() as stage, opened(stage) as page:
        await open_meeting(stage)
        await page.get_by_role("button", name="Two people side by side").click()
        second = page.frame_locator("iframe.pair")
        await expect(second.locator("#stream")).to_contain_text("Chair Alder, please declare.")
        await expect(page.locator("#stream")).to_contain_text("Police Birch, please declare.")


async def test_what_the_bot_puts_on_the_stage_can_be_closed(opened: Opened) -> None:
    async with a_show() as stage:
        await stage.do("join", person="police", meeting="marac")
        stage.room.world.stage["police"] = {"title": "Quorum", "url": "https://marac.example/form"}
        async with opened(stage) as page:
            await expect(page.locator("#stage")).to_contain_text(
                "Quorum would open https://marac.example/form"
            )
            await page.locator("#stage").get_by_role("button", name="Close").click()
            await expect(page.locator("#stage")).not_to_be_visible()


async def test_the_page_says_when_the_bot_is_typing(opened: Opened) -> None:
    async with a_show() as stage, opened(stage) as page:
        await stage.post(stage.chat, {"type": "typing"})
        await expect(page.locator("#typing")).to_contain_text("MARAC Assistant is typing")
        await stage.post(stage.chat, {"type": "message", "text": "done"})
        await expect(page.locator("#stream")).to_contain_text("done")
        await expect(page.locator("#typing")).to_have_text("")


@pytest.mark.parametrize("path", ["/#me=police", "/?plain#me=police"])
async def test_buttons_with_long_names_stay_on_the_card_on_a_phone(opened: Opened, path: str) -> None:
    async with a_show() as stage:
        titles = ("Confidentiality declaration", "Conflicts of interest", "I can commit my agency")
        buttons = [{"type": "Action.Submit", "title": title} for title in titles]
        await stage.post(stage.chat, message(card("Before you take part", actions=buttons)))
        async with opened(stage, path, viewport=PHONE) as page:
            holder = await page.locator(".card-holder").bounding_box()
            last = await page.get_by_role("button", name=titles[-1]).bounding_box()
            assert holder is not None
            assert last is not None
            assert last["x"] + last["width"] <= holder["x"] + holder["width"]
