"""The opening of a sitting, a conflict and a lost quorum, as people see them at the page."""

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
ENOUGH = "police, icb, children, school-nurse and idva"
OPENED = f"""
admin and chair join
chair says "open" to the assistant
{ENOUGH} join
chair sees "✓ Quorate" with the assistant
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as one:
        yield one


async def test_a_sitting_opens_the_administrator_rings_and_people_declare(
    browser: Browser, tmp_path: Path
) -> None:
    async with a_rehearsal(tmp_path) as meeting, watched(browser, meeting.page("chair")) as page:
        await meeting.play("admin joins")
        await in_the_meeting_chat(page)
        await page.get_by_role("button", name="Join", exact=True).click()
        await expect(page.locator("#chat-sub")).to_contain_text("2 in it")
        await with_the_assistant(page)
        await say(page, "open")
        await expect(card(page, "Your MARAC desk")).to_contain_text("Not quorate")

        await become(page, "Admin Ash")
        await with_the_assistant(page)
        alert = card(page, "The meeting is not quorate. Missing:")
        await expect(alert).to_contain_text("Ring Lincolnshire Police: Duty sergeant, public protection")
        await expect(alert).to_contain_text("01632 960111")
        await press(page, "Contact rung", on="The meeting is not quorate. Missing:")
        await form(page).get_by_label("Agency").select_option("Lincolnshire Police")
        await submit(page, "Contact rung")
        await expect(card(page, "Your MARAC desk")).to_contain_text("01632 960111 – rung")

        await meeting.play(f"{ENOUGH} join")
        await expect(card(page, "Quorate again")).to_be_visible()
        await expect(card(page, "Your MARAC desk")).to_contain_text("✓ Quorate")

        await become(page, "Police Birch")
        await with_the_assistant(page)
        await press(page, "Confidentiality declaration", on="Before you take part")
        await expect(form(page)).to_contain_text("version 2026-1")
        await expect(form(page)).to_contain_text("treat as confidential")
        await submit(page, "I have read it and accept it")
        await in_the_meeting_chat(page)
        await expect(messages(page)).to_contain_text("you have declared")
        await expect(messages(page)).to_contain_text("1 of 7 here have declared")


async def test_a_conflict_is_given_privately_and_seen_by_chair_and_administrators_alone(
    browser: Browser, tmp_path: Path
) -> None:
    async with a_rehearsal(tmp_path) as meeting, watched(browser, meeting.page("police")) as page:
        await meeting.play(OPENED)
        await in_the_meeting_chat(page)
        await press(page, "Conflicts", on="Running order")
        await form(page).get_by_label("20462").check()
        await submit(page, "Conflicts of interest")
        await expect(messages(page)).to_contain_text("conflicts answered")

        for name in ("Admin Ash", "Chair Alder"):
            await become(page, name)
            await with_the_assistant(page)
            await expect(
                card(page, "Police Birch has given notice of a conflict of interest in case 20462")
            ).to_be_visible()
        await press(page, "Ask to step out", on="Police Birch has given notice")
        await expect(card(page, "Your MARAC desk")).to_contain_text("Case 20462: Police Birch – leaves")

        await become(page, "Police Birch")
        await with_the_assistant(page)
        await expect(card(page, "Please step out when case 20462 is called")).to_be_visible()
        await meeting.play(
            """
            nobody but chair, admin, second-chair and second-admin saw "has given notice of a conflict"
            the chat never held "Police Birch"
            idva never saw "Police Birch"
            police's lock screen never showed "20462"
            """
        )


async def test_what_happens_while_a_button_is_held_down_swallows_no_click(
    browser: Browser, tmp_path: Path
) -> None:
    async with a_rehearsal(tmp_path) as meeting, watched(browser, meeting.page("police")) as page:
        await meeting.play(OPENED)
        await in_the_meeting_chat(page)
        chair = page.get_by_role("navigation", name="I am").get_by_role("button", name="Chair Alder")
        await chair.hover()
        await page.mouse.down()
        await meeting.play('idva says "Good morning" in the chat')
        await expect(messages(page)).to_contain_text("Good morning")
        await page.mouse.up()
        await expect(page).to_have_title("Chair Alder – Lincolnshire MARAC, rehearsal")


async def test_quoracy_is_lost_handed_over_and_found_again(browser: Browser, tmp_path: Path) -> None:
    async with a_rehearsal(tmp_path) as meeting, watched(browser, meeting.page("police")) as page:
        await meeting.play(OPENED)
        await in_the_meeting_chat(page)
        await page.get_by_role("button", name="Leave", exact=True).click()
        await meeting.play('chair newly sees "The meeting is not quorate. Missing:"')
        await with_the_assistant(page)
        await press(page, "Hand over to a colleague", on="Nobody is here for Lincolnshire Police now")
        await expect(form(page)).to_contain_text("Lincolnshire Police")
        await expect(form(page)).not_to_contain_text("For which agency")
        await form(page).get_by_label("Idva Rowan (IDVA Service)").check()
        await submit(page, "Hand over to a colleague")

        await become(page, "Chair Alder")
        await with_the_assistant(page)
        await expect(card(page, "Your MARAC desk")).to_contain_text("✗ Police: 0 of 1")
        await expect(messages(page)).not_to_contain_text("now acts for Lincolnshire Police")

        await become(page, "Idva Rowan")
        await with_the_assistant(page)
        await press(page, "Accept", on="Lincolnshire Police has to leave and asks you to act for it")

        await become(page, "Chair Alder")
        await with_the_assistant(page)
        await expect(card(page, "Idva Rowan now acts for Lincolnshire Police")).to_be_visible()
        await expect(card(page, "The meeting is quorate again.")).to_be_visible()
        await expect(card(page, "Your MARAC desk")).to_contain_text("✓ Quorate")
        await meeting.play('the chat never held "Idva Rowan"')
