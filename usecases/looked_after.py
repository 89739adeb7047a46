"""Which of an area's meetings are still looked after: those of late, and however old those of which somebody
still owes something of which people are to hear.

An old meeting is read once to see until when its duties speak, and not again while its journal stands still.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from marac.duties import all_duties
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.updates import announced_at
from usecases.as_it_stands import as_it_stands
from usecases.office import Office
from usecases.ports import Ledger, Standing

OF_LATE: Final = timedelta(days=60)
"""A meeting that ended no longer ago is looked after whatever is open."""
EVER: Final = timedelta(days=5 * 366)
"""No duty of a meeting speaks for longer: records are kept by other rules."""
AFTERWARDS: Final = timedelta(days=7)
"""So long after its last word a meeting is still looked after, so that nobody misses it."""

_Known = dict[str, tuple[Standing, date]]
_KNOWN: WeakKeyDictionary[Ledger, _Known] = WeakKeyDictionary()


async def looked_after(office: Office, area: str, day: date) -> Mapping[str, Standing]:
    """The meetings that are looked after on that day, by first day, and how they stand: those that ended of
    late, those with open actions or matters, and those whose duties still have something to say."""
    known, found = _KNOWN.setdefault(office.ledger, {}), {}
    for key, standing in (await office.ledger.standing(area, since=day - EVER)).items():
        is_of_now = standing.owes or standing.last_day >= day - OF_LATE
        if is_of_now or await _speaks_until(office, key, standing, known) >= day:
            found[key] = standing
    return found


async def _speaks_until(office: Office, key: str, standing: Standing, known: _Known) -> date:
    """The last day on which the meeting's duties have anything to say, as its journal stands."""
    if key not in known or known[key][0] != standing:
        meeting = await as_it_stands(office, key, standing)
        if meeting is None:
            return date.min
        known[key] = (standing, last_word(meeting, office.protocol(meeting.area)))
    return known[key][1]


def last_word(meeting: Meeting, protocol: Protocol) -> date:
    """A week after the last rung of what is still owed in the meeting, or after news of one of its cases;
    none for a meeting that owes nothing."""
    owed = [due for due in all_duties(meeting, protocol) if due.is_owed]
    rungs: list[datetime] = [rung.at for due in owed for rung in due.rungs]
    rungs += announced_at(meeting, protocol).values()
    return protocol.calendar.day_of(max(rungs)) + AFTERWARDS if rungs else date.min
