"""What is still owed although its last reminder has gone by: nothing may drop out of sight because it was
forgotten long enough.

Nobody is asked for it every day. Administrators hear once a week how much there is, and have it as a list.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from marac.duties import DutyDue, all_duties
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.said_at_once import is_over

QUIET_FOR: Final = timedelta(days=7)
"""So long after it was due and last said a duty counts as one that nobody is reminded of."""
LONGEST: Final = timedelta(days=366)
"""What was due longer ago is a matter for the records, and not for a list of things to do."""


def unreminded(meeting: Meeting, protocol: Protocol, now: datetime) -> tuple[DutyDue, ...]:
    """The meeting's duties that are owed, have been due for a week, and of which nothing has been said for a
    week nor will be; the earliest first."""
    before = now - QUIET_FOR
    found = (
        due
        for due in all_duties(meeting, protocol)
        if due.is_owed and due.is_timed and now - LONGEST < due.due <= before and not is_over(due, meeting)
    )
    return tuple(
        sorted(
            (due for due in found if all(rung.at <= before for rung in due.rungs)), key=lambda due: due.due
        )
    )
