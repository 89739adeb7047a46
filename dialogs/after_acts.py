"""The rows for actions, the close and what follows, put together for the table."""

from __future__ import annotations

from dialogs import action_acts, closing_acts, duty_acts, follow_up_acts, plan_acts, record_acts, report_acts

ACTS = (
    *action_acts.ACTS,
    *plan_acts.ACTS,
    *report_acts.ACTS,
    *follow_up_acts.ACTS,
    *closing_acts.ACTS,
    *duty_acts.ACTS,
    *record_acts.ACTS,
)
