"""The HBA slot at the page: the chat is closed while it lasts and stays clean, and whoever is not admitted
sees the bare slot and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browsing import launched, watched
from tests.journeys.at_the_page import (
    become,
    card,
    form,
    in_the_meeting_chat,
    messages,
    press,
    say,
    submit,
    with_the_assistant,
)
from tests.journeys.rehearsed import a_rehearsal

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
SLOT = "HBA 20464 MARAC Meeting"
CLOSED = "The chat is closed for the next slot."
BEFORE_THE_SLOT = """
chair, admin, police, idva, das and probation join
chair says "open" to the assistant
chair, admin, police, idva, das and probation say "i accept" to the assistant
chair, admin, police, idva, das and probation say "no conflicts" to the assistant
admin says "minutes Admin Ash" to the assistant
admin says "admit Police Birch 20464" to the assistant
admin says "admit Idva Rowan 20464" to the assistant
admin says "admit Chair Alder 20464" to the assistant
das and probation leave
admin says "room clear Everybody else has left the call; case: 20464" to the assistant
"""
AFTER_THE_SLOT = """
idva says "nothing to offer" to the assistant
chair says "views given" to the assistant
chair says "close anyway All is said; case: 20464" to the assistant
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as one:
        yield one


async def test_the_slot_leaves_nothing_in_the_chat_or_with_those_not_admitted(
    browser: Browser, tmp_path: Path
) -> None:
    async with a_rehearsal(tmp_path) as meeting, watched(browser, meeting.page("probation")) as page:
        await meeting.play(BEFORE_THE_SLOT)
        await in_the_meeting_chat(page)
        await expect(card(page, "Running order")).to_contain_text(SLOT)

        await become(page, "Chair Alder")
        await with_the_assistant(page)
        await say(page, "open anyway Those who work with it are here; case: 20464")
        await expect(card(page, "A restricted case is open")).to_be_visible()

        await become(page, "Police Birch")
        await with_the_assistant(page)
        await expect(card(page, "Case 20464 is being heard now")).to_be_visible()
        await press(page, "Offer an action", on="Case 20464, referred by Lincolnshire Police")
        await form(page).get_by_label("What is to be done").fill("Meet somewhere safe")
        await form(page).get_by_label("Adult at risk").check()
        await submit(page, "Offer an action")
        await say(page, "actions")
        await expect(card(page, "Meet somewhere safe")).to_be_visible()

        await become(page, "Probation Poplar")
        await in_the_meeting_chat(page)
        await expect(messages(page)).to_contain_text(CLOSED)
        await expect(messages(page)).not_to_contain_text("Case 20464")
        await say(page, "@MARAC Assistant status")
        await with_the_assistant(page)
        await say(page, "case 20464")
        await expect(messages(page)).to_contain_text("could not find")
        await expect(messages(page)).not_to_contain_text("Case 20464")

        await meeting.play(AFTER_THE_SLOT)
        await in_the_meeting_chat(page)
        await expect(messages(page)).to_contain_text("chat is open")
        await expect(card(page, "Running order")).to_contain_text(SLOT)
        await meeting.play(
            """
            the chat never held "Case 20464"
            the chat never held "Meet somewhere safe"
            nobody but chair, admin, second-admin, police and idva saw "Meet somewhere safe"
            probation never saw "Case 20464"
            das never saw "Case 20464"
            police's lock screen never showed "20464"
            """
        )
