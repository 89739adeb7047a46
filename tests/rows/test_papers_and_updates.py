"""The documents of a meeting (LIN-28)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.opening import Store
from tests.rows.areas import ADMIN, AreaDay
from tests.rows.plans import ahead
from tests.rows.records import on_working_day

FORM = "Have ready for the meeting: the research form"
PRESENTING = "Have ready for the meeting: the aide-memoire for presenting a case"


async def working_days_before(day: AreaDay, days: int) -> None:
    """It is the hour of the digests so many working days before the meeting."""
    on = day.protocol.calendar.add_working_days(day.starts_at.date(), -days)
    await on_working_day(day, day.protocol.calendar.moment(on, day.protocol.nudge_at))


@pytest.mark.rule("LIN-28")
async def test_administrators_hear_which_document_is_missing_and_the_chat_where_blank_ones_are(
    store: Store,
) -> None:
    day = await ahead(store, "lincolnshire")
    day.stage.clock.moment = day.starts_at - timedelta(days=20)
    shown = await day.say(ADMIN, "documents")
    assert "○ the research form" in shown
    await day.say(ADMIN, f"duty done {FORM}")
    assert "✓ the research form" in await day.say(ADMIN, "documents")

    await working_days_before(day, 8)
    digest = day.stage.card(ADMIN, "For today").words
    assert PRESENTING in digest
    assert FORM not in digest
    assert PRESENTING not in day.stage.everything("police-rep", "chair")
    await working_days_before(day, 7)
    assert f"{PRESENTING}\nlate" in day.stage.card(ADMIN, "For today").words

    where = "The blank research form, the confidentiality declaration and the aide-memoires are in MODUS"
    assert where not in day.stage.chat_words()
    await day.say(ADMIN, "tell order")
    await day.told()
    assert day.stage.chat_words().count(where) == 1
    seen = await day.say("police-rep", "blank forms")
    assert where in seen
    assert "○" not in seen
    await day.say(ADMIN, "tell order")
    await day.told()
    assert day.stage.chat_words().count(where) == 1
