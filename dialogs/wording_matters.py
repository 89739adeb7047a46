"""The sentences about what is reported privately."""

from __future__ import annotations

from dialogs import wording
from marac.decide import Why

wording.REFUSALS.update(
    {
        Why.NOT_HEARD_LATELY: lambda f: (
            f"I know of no hearing of case {f['case']} in the last {f['months']} months, and this can be "
            "reported for those cases alone. Please check the number, or ring an administrator."
        ),
    }
)
