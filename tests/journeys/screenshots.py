"""Draw the pictures of the documents: `python -m tests.journeys.screenshots`.

A meeting is played up to the moments that are worth a look, with the real bot, and the page is photographed
as the person of that moment sees it. Nothing is retouched; only the colours are counted, to keep files small.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.browsing import PHONE, launched, watched
from tests.journeys.at_the_page import (
    card,
    form,
    in_the_meeting_chat,
    messages,
    press,
    with_the_assistant,
)
from tests.journeys.rehearsed import Rehearsed, a_rehearsal

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDE = {"width": 1280, "height": 860}
MOST_BYTES = 200_000
COLOURS = 128
SHARPNESS = {WIDE["width"]: 1.5, PHONE["width"]: 2}

OPENING = """
limits are off
admin joins
chair joins
the clock moves to 2026-11-25 08:52
chair says "open" to the assistant
police, icb, midwifery, school-nurse, idva, das, probation, housing and adults join
chair sees "Quorate" with the assistant
"""
HEARING = """
the clock moves to 2026-11-25 08:58
children joins
everybody says "i accept" to the assistant
everybody says "no conflicts" to the assistant
adults says "conflict 20465" to the assistant
admin says "minutes Admin Ash" to the assistant
the meeting starts
the clock moves to 2026-11-25 09:00
chair presses "Done: Welcome and introductions" with the assistant
chair presses "Done: Everybody signed in, and the confidentiality declaration given" with the assistant
chair presses "Done: Conflicts of interest asked about" with the assistant
chair says "skip outstanding nothing is outstanding from before" to the assistant
chair says "next case" to the assistant
chair says "next" to the assistant
chair says "next" to the assistant
chair sees "To come:" with the assistant
idva newly sees "It is your turn"
"""
SCROLL = """(stream, words) => {
  const cards = [...stream.querySelectorAll("[role=group]")];
  const card = cards.findLast((one) => one.textContent.includes(words));
  stream.scrollTop += card.getBoundingClientRect().top - stream.getBoundingClientRect().top - 40;
}"""
Moment = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, who looks, what they do first, and on what they look."""

    name: str
    person: str
    moment: Moment
    on: dict[str, int]
    colours: str = "light"


async def declaration(page: Page) -> None:
    """A representative reads the declaration that they are asked to accept."""
    await with_the_assistant(page)
    await press(page, "Confidentiality declaration", on="Before you take part")
    await expect(form(page)).to_contain_text("treat as confidential")


async def meeting_chat(page: Page) -> None:
    """The meeting's card in the chat."""
    await in_the_meeting_chat(page)
    await to_the_top(page, "Running order")


async def desk(page: Page) -> None:
    """One's own desk, from its top."""
    if page.viewport_size == PHONE:
        await page.get_by_role("button", name="Chats", exact=True).click()
    await with_the_assistant(page)
    await to_the_top(page, "Your MARAC desk")


async def to_the_top(page: Page, words: str) -> None:
    """Scroll to where the newest card that says this begins."""
    await expect(card(page, words)).to_be_visible()
    await messages(page).evaluate(SCROLL, words)


OPENED = (Shot("declaration", "das", declaration, WIDE),)
HEARD = (
    Shot("chairs-desk", "chair", desk, WIDE),
    Shot("chairs-desk-dark", "chair", desk, WIDE, "dark"),
    Shot("meeting-chat", "police", meeting_chat, WIDE),
    Shot("phone", "idva", desk, PHONE),
    Shot("phone-dark", "chair", desk, PHONE, "dark"),
)


async def draw(browser: Browser, meeting: Rehearsed, shot: Shot, folder: Path) -> Path:
    """Take one picture and keep it small; raises ValueError if it cannot be."""
    wishes: dict[str, Any] = {
        "viewport": shot.on,
        "color_scheme": shot.colours,
        "device_scale_factor": SHARPNESS[shot.on["width"]],
    }
    async with watched(browser, meeting.page(shot.person), **wishes) as page:
        await shot.moment(page)
        await expect(page.locator("#toasts > *")).to_have_count(0)
        photograph = await page.screenshot(animations="disabled")
    path = folder / f"{shot.name}.png"
    small(photograph).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes; {MOST_BYTES} are the most.")
    return path


def small(photograph: bytes) -> Image.Image:
    """The picture in few colours."""
    with Image.open(BytesIO(photograph)) as picture:
        return picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


async def draw_all(folder: Path) -> None:
    """Play the meeting and take every picture."""
    with tempfile.TemporaryDirectory() as database:
        async with a_rehearsal(Path(database)) as meeting, launched() as browser:
            for lines, shots in ((OPENING, OPENED), (HEARING, HEARD)):
                await meeting.play(lines)
                for shot in shots:
                    path = await draw(browser, meeting, shot, folder)
                    sys.stdout.write(f"{path.name}  {path.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw_all(FOLDER))
