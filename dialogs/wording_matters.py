"""The sentences about what is reported privately."""

from __future__ import annotations

from dialogs import wording
from dialogs.wording_actions import day
from marac.decide import Why
from usecases.upkeep import Upkeep

SHORT_NOTICE = "This is short notice."
NOT_SAID = "nobody has said yet"

wording.REFUSALS.update(
    {
        Why.NOT_HEARD_LATELY: lambda f: (
            f"I know of no hearing of case {f['case']} in the last {f['months']} months, and this can be "
            "reported for those cases alone. Please check the number, or ring an administrator."
        ),
        Why.FLAG_STANDS: lambda f: (
            f"Case {f['case']} is flagged until {day(f['until'])} already. Please give a later day."
        ),
        Why.NO_MEETING_THEN: lambda f: (
            f"I know of no meeting on {day(f['on'])}. Please check the day, or ring an administrator."
        ),
    }
)


def upkeep_words(upkeep: Upkeep) -> str:
    """How an agency keeps up, in numbers alone."""
    late = wording.count(len(upkeep.late_since), "action")
    missed = f"missed {len(upkeep.missed_on)} of {wording.count(upkeep.held, 'meeting')}"
    return f"{late} not followed up; {missed} in {wording.count(upkeep.months, 'month')}."
