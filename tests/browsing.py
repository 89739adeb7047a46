"""The room's page in the machine's own Chromium, watched: whatever the browser complains of fails the test,
and a test that fails says what the page showed.

Nothing here waits for time to pass: Playwright's own expectations wait for words and roles.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # ships no types
from playwright.async_api import Browser, Page, async_playwright, expect
from playwright.async_api import Error as PlaywrightError

from tests.parts import NODE_MODULES, chromium

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOWN = ("#banner", "#form-dialog", "#chat-title", "#chat-sub", "#stream", "#toasts", "#play-status")
LONGEST = 6000

expect.set_options(timeout=20_000)
# A busy machine is slow, and a page that shows the right thing late is right all the same.


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """The browser, until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def watched(browser: Browser, address: str, **wishes: Any) -> AsyncIterator[Page]:
    """A page of its own at `address`, once it shows a chat; `wishes` go to the browser's context.

    Anything on the console (the page's policy is told of there too) fails the test at the end.
    """
    complaints: list[str] = []
    context = await browser.new_context(**({"viewport": WIDE} | wishes))
    page = await context.new_page()
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        await page.goto(address)
        await expect(page.locator("#chat-title")).not_to_have_text("No chat")
        yield page
    except (AssertionError, PlaywrightError) as failure:
        said = complaints or "nothing"
        failure.add_note(f"The page showed:\n{await shown(page)}\nThe browser said: {said}")
        raise
    finally:
        await context.close()
    assert complaints == []


async def shown(page: Page) -> str:
    """What stands on the page now, in words, its latest last."""
    parts = []
    # Telling what a page showed must not hide why the test failed, even where the page is gone.
    with suppress(PlaywrightError):
        parts.append(f"[{await page.title()}]")
        for place in SHOWN:
            seen = [one for one in await page.locator(place).all() if await one.is_visible()]
            parts += [f"[{place}] {(await one.inner_text())[-LONGEST:]}" for one in seen]
    return "\n".join(parts)


async def accuse(page: Page) -> list[str]:
    """What axe finds wrong, in a line each."""
    axe = Axe.from_file(NODE_MODULES / "axe-core" / "axe.min.js")
    found = (await axe.run(page)).response["violations"]
    return [f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes']]}" for v in found]
