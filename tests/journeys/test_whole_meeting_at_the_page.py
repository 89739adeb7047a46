"""A whole meeting at the page: one person does her own part, the others play theirs, and she sees of every
stage what is hers to see."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.rehearse import script_of
from tests.browsing import launched, watched
from tests.journeys.at_the_page import in_the_meeting_chat, messages, say, with_the_assistant
from tests.journeys.rehearsed import AREA, a_rehearsal

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
ME, NAME = "das", "Support Sycamore"
LONGEST_WAIT_MS = 90_000
"""How long the others may take between two deeds of hers, on a busy machine."""
STAGES = (
    "hearing cases",
    "The 1st case, presented by Lincolnshire Police",
    "chat is closed for the next slot",
    "chat is open",
    "Sitting 2, Thursday 26 November",
    "The 6th case",
    "The meeting is closed",
)
"""What the meeting's chat shows her one after the other."""
NOT_HERS = ("Case 20464", "20466", "Meet the client somewhere safe", "Fit a marker", "Agree a safe way")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as one:
        yield one


async def my_turn(page: Page, before: str) -> str | None:
    """What the script has for her next, once the page says so; None when it is over."""
    status = page.locator("#play-status")
    await expect(status).not_to_have_text(before, timeout=LONGEST_WAIT_MS)
    mine = page.locator("#play-next.mine")
    over = status.filter(has_text="played to the end")
    await expect(mine.or_(over).first).to_be_visible(timeout=LONGEST_WAIT_MS)
    return None if await over.is_visible() else (await mine.inner_text()).removeprefix("Your turn: ")


async def do_my_part(page: Page, deed: str) -> None:
    """What she would do at the page: join, leave, or type it to the assistant."""
    said = re.fullmatch(rf'{NAME} says "(.+)" to the assistant', deed)
    if said:
        await with_the_assistant(page)
        await say(page, said[1])
    else:
        await in_the_meeting_chat(page)
        button = {f"{NAME} joins": "Join", f"{NAME} leaves": "Leave"}[deed]
        await page.get_by_role("button", name=button, exact=True).click()


async def test_one_person_goes_through_a_whole_meeting(browser: Browser, tmp_path: Path) -> None:
    script = script_of(AREA)
    assert script is not None
    async with a_rehearsal(tmp_path / "bot", script) as meeting:
        await meeting.client.post("settings", limits=False)
        async with watched(browser, meeting.page(ME)) as page:
            seen: list[str] = []
            status = await page.locator("#play-status").inner_text()
            await page.get_by_role("switch", name="Let the others play").click()
            while (deed := await my_turn(page, status)) is not None:
                await in_the_meeting_chat(page)
                seen.append(await messages(page).inner_text())
                status = await page.locator("#play-status").inner_text()
                await do_my_part(page, deed)
            await in_the_meeting_chat(page)
            await expect(messages(page)).to_contain_text(STAGES[-1])
            seen.append(await messages(page).inner_text())
            await with_the_assistant(page)
            await expect(messages(page)).to_contain_text("Domestic Abuse Support: your list")
            own = await messages(page).inner_text()

            played = await meeting.client.get("play", me=ME)
            assert played["wrong"] == []
            assert first_shown(STAGES, seen) == sorted(first_shown(STAGES, seen))
            assert [words for words in NOT_HERS if words in "\n".join([*seen, own])] == []


def first_shown(stages: tuple[str, ...], seen: list[str]) -> list[int]:
    """At which of her turns each stage was there for the first time; every one has to be."""
    missing = [stage for stage in stages if not any(stage in words for words in seen)]
    assert missing == [], f"The page never showed {missing}"
    return [next(turn for turn, words in enumerate(seen) if stage in words) for stage in stages]
