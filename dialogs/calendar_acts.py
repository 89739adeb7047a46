"""The rows for the calendar: what comes round, and who has ticked before a meeting."""

from __future__ import annotations

from dialogs.acts import PRIVATE, Act
from usecases.requests import ShowAreaDates, ShowTicks

ACTS = (
    Act(
        "area-dates",
        "What comes round",
        "See what comes round by the calendar, and which version of the rules is in force.",
        ("area dates", "what comes round"),
        ShowAreaDates,
        where=PRIVATE,
    ),
    Act(
        "ticks",
        "Who has ticked",
        "See by case number which agencies have ticked their research, and what else is asked of them.",
        ("ticks", "who has ticked"),
        ShowTicks,
        where=PRIVATE,
    ),
)
