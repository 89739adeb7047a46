"""The one table of acts, put together from its parts."""

from __future__ import annotations

from dialogs import (
    after_acts,
    attendance_acts,
    before_acts,
    calendar_acts,
    coming_acts,
    decision_acts,
    hearing_acts,
    hosts_acts,
    matter_acts,
    moving_acts,
    opening_acts,
    order_acts,
    people_acts,
    places_acts,
    professionals_acts,
    restricted_acts,
    settings_acts,
    showing_acts,
)
from dialogs.acts import Table

TABLE = Table(
    [
        *showing_acts.ACTS,
        *settings_acts.ACTS,
        *before_acts.ACTS,
        *calendar_acts.ACTS,
        *order_acts.ACTS,
        *moving_acts.ACTS,
        *coming_acts.ACTS,
        *attendance_acts.ACTS,
        *people_acts.ACTS,
        *opening_acts.ACTS,
        *hearing_acts.ACTS,
        *places_acts.ACTS,
        *decision_acts.ACTS,
        *hosts_acts.ACTS,
        *professionals_acts.ACTS,
        *matter_acts.ACTS,
        *restricted_acts.ACTS,
        *after_acts.ACTS,
    ]
)
