"""The one table of acts, put together from its parts."""

from __future__ import annotations

from dialogs import opening_acts, showing_acts
from dialogs.acts import Table

TABLE = Table([*showing_acts.ACTS, *opening_acts.ACTS])
