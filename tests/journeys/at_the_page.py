"""What a person does at the rehearsal room's page: be somebody, open a chat, press, fill, read.

Everything is found by its role and its words, as a person with a screen reader would find it.
"""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


async def become(page: Page, name: str) -> None:
    """Be somebody else from here on."""
    await page.get_by_role("navigation", name="I am").get_by_role("button", name=name).click()
    await expect(page).to_have_title(f"{name} – Lincolnshire MARAC, rehearsal")


async def with_the_assistant(page: Page) -> None:
    """Open the chat between the person and the bot."""
    await _chat(page, "MARAC Assistant", "and the bot alone")


async def in_the_meeting_chat(page: Page) -> None:
    """Open the meeting's chat."""
    await _chat(page, "Lincolnshire MARAC", "in it")


async def _chat(page: Page, title: str, under: str) -> None:
    chats = page.get_by_role("navigation", name="Chats")
    await chats.get_by_role("button").filter(has=page.get_by_text(title, exact=True)).click()
    await expect(page.locator("#chat-title")).to_have_text(title)
    await expect(page.locator("#chat-sub")).to_contain_text(under)


async def say(page: Page, words: str) -> None:
    """Type something into the chat that is open, and send it."""
    await page.get_by_label("Write a message").fill(words)
    await page.get_by_label("Write a message").press("Enter")


def messages(page: Page) -> Locator:
    """The conversation that is open."""
    return page.get_by_role("log", name="Messages")


def card(page: Page, words: str) -> Locator:
    """The newest card in the open chat that says this."""
    return messages(page).get_by_role("group").filter(has_text=words).last


async def press(page: Page, button: str, on: str) -> None:
    """Press a button of the newest card that says `on`."""
    await card(page, on).get_by_role("button", name=button, exact=True).click()


def form(page: Page) -> Locator:
    """The form that is open."""
    return page.get_by_role("dialog")


async def submit(page: Page, button: str) -> None:
    """Send the form that is open; it closes."""
    await form(page).get_by_role("button", name=button, exact=True).click()
    await expect(form(page)).not_to_be_visible()
