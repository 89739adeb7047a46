"""By keyboard alone, without Microsoft's renderer, on a phone and in the dark: everybody can take part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browsing import PHONE, WIDE, accuse, launched, watched
from tests.journeys.at_the_page import (
    card,
    form,
    in_the_meeting_chat,
    messages,
    press,
    submit,
    with_the_assistant,
)
from tests.journeys.rehearsed import a_rehearsal

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OPENED = """
admin, chair, icb, children, school-nurse, idva and das join
chair says "open" to the assistant
chair sees "✗ Police: 0 of 1" with the assistant
"""
MOST_TABS = 120
FOCUS_NAME = """() => {
  const here = document.activeElement;
  return (here.labels?.[0] ?? here).textContent.replace(/\\s+/g, " ").trim();
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as one:
        yield one


async def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Move with the keyboard until the focus is on what is called so."""
    passed: list[str] = []
    for _ in range(MOST_TABS):
        await page.keyboard.press(key)
        name = str(await page.evaluate(FOCUS_NAME))
        if name.startswith(words):
            return
        passed.append(name[:30])
    raise AssertionError(f"The keyboard does not reach “{words}”; it passed {passed}")


@pytest.mark.parametrize("query", ["", "?plain"])
async def test_the_keyboard_alone_is_enough(browser: Browser, tmp_path: Path, query: str) -> None:
    async with a_rehearsal(tmp_path) as meeting, watched(browser, meeting.page("police", query)) as page:
        await meeting.play(OPENED)
        await tab_to(page, "Join")
        await page.keyboard.press("Enter")
        await expect(page.locator("#chat-sub")).to_contain_text("8 in it")
        await expect(page.get_by_role("button", name="Leave", exact=True)).to_be_focused()

        await tab_to(page, "MAMARAC Assistant", "Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(messages(page)).to_contain_text("Before you take part")
        await tab_to(page, "Conflicts of interest")
        await page.keyboard.press("Enter")
        await expect(form(page)).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(form(page)).not_to_be_visible()
        await expect(messages(page).get_by_role("button", name="Conflicts of interest").last).to_be_focused()

        await page.keyboard.press("Enter")
        await tab_to(page, "Case 20462")
        await page.keyboard.press("Space")
        await tab_to(page, "Conflicts of interest")
        await page.keyboard.press("Enter")
        await expect(form(page)).not_to_be_visible()
        await meeting.play(
            'chair sees "Police Birch has given notice of a conflict of interest in case 20462"'
        )


async def test_without_the_renderer_a_declaration_is_read_and_accepted(
    browser: Browser, tmp_path: Path
) -> None:
    async with a_rehearsal(tmp_path) as meeting, watched(browser, meeting.page("idva", "?plain")) as page:
        await meeting.play(OPENED)
        await expect(page.locator("#banner")).to_contain_text("renderer is not installed")
        await with_the_assistant(page)
        await press(page, "Confidentiality declaration", on="Before you take part")
        await expect(form(page).locator(".plain-card")).to_contain_text("treat as confidential")
        await submit(page, "I have read it and accept it")
        await in_the_meeting_chat(page)
        await expect(messages(page).locator(".plain-card").last).to_contain_text("you have declared")


async def test_axe_finds_nothing_wrong_with_cards_and_forms(browser: Browser, tmp_path: Path) -> None:
    async with a_rehearsal(tmp_path) as meeting:
        await meeting.play(OPENED)
        for viewport, colours in ((WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")):
            wishes = {"viewport": viewport, "color_scheme": colours}
            async with watched(browser, meeting.page("chair"), **wishes) as page:
                await expect(page.locator("html")).to_have_attribute("data-theme", colours)
                await nothing_is_wrong(page, viewport["width"])


async def nothing_is_wrong(page: Page, width: int) -> None:
    """Nothing for axe, and nothing wider than the window: the meeting's card, the desk, a form."""
    await expect(messages(page)).to_contain_text("Running order")
    assert await accuse(page) == []
    if width == PHONE["width"]:
        await page.get_by_role("button", name="Chats", exact=True).click()
    await with_the_assistant(page)
    await expect(card(page, "Your MARAC desk")).to_be_visible()
    assert await accuse(page) == []
    await press(page, "Go ahead", on="The meeting is not quorate. Missing:")
    await expect(form(page)).to_be_visible()
    assert await accuse(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.keyboard.press("Escape")
    await expect(form(page)).not_to_be_visible()
