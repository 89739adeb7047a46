"""The sentences of a list that is closed, an order that is locked, set times, and requests of which nothing
is kept.

Short, and each says what to do. None tells of a case to somebody who may not know of it.
"""

from __future__ import annotations

from dialogs import wording
from marac.decide import Why

wording.REFUSALS.update(
    {
        Why.LIST_CLOSED: lambda f: " ".join(
            part
            for part in (
                "The list of this meeting is closed, so the case waits for the next one.",
                f.get("emergency", ""),
            )
            if part
        ),
        Why.LIST_OPEN: lambda f: (
            "The list is still open. Please refer the case in the usual way; the administrators list it."
        ),
        Why.HAS_BEGUN: lambda f: (
            "This meeting has begun or is over, so it can no longer be moved or cancelled. If it cannot go "
            "on, suspend it."
        ),
        Why.LIST_NOT_CLOSED: lambda f: (
            "The start is chosen once the list has closed and it is known how many cases there are. I ask "
            "you then."
        ),
        Why.NO_SUCH_SECTION: lambda f: (
            "This area does not hear requests under the disclosure scheme. Please refer it to the police."
        ),
        Why.NOT_MINUTED: lambda f: (
            "Nothing is kept of this request but its number, and that it was dealt with. Please leave it out."
        ),
        Why.ORDER_NOT_READY: lambda f: (
            "The order cannot go out yet. First, for "
            f"{wording.listed(f'case {number}' for number in f['cases'])}: {f['duty']}."
        ),
        Why.TIME_OVER: lambda f: (
            "The time for that is over, so nothing has changed. "
            "Please tell the administrators, who can still enter it."
        ),
        Why.ORDER_LOCKED: lambda f: (
            "The order has been told, and from then on the administrators alone change it. Please ask them."
        ),
        Why.SLOT_FIXED: lambda f: (
            f"Case {f['case']} has a set time. Take the set time back first if it is to move."
        ),
        Why.TIME_TAKEN: lambda f: (
            "Another case has a set time then. Choose a time at which the slots do not overlap."
        ),
        Why.NOT_WITHDRAWN: lambda f: f"Case {f['case']} has not been withdrawn, so there is nothing to tell.",
    }
)
