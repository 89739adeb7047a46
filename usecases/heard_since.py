"""Since when a day's digests say what has come: since the area's last ones, and for somebody whom those did
not reach since the last that did.

On most days that is the working day before. After days on which nothing ran it is longer ago, so that nothing
that came meanwhile is passed over in silence: what is still owed is said once, and what is done is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from marac.words import PersonId
from usecases.announcements_actions import DIGEST
from usecases.office import Office
from usecases.ports import GIVEN_UP, Ledger

Days = tuple[date, date]
"""After the digests of which day, and on which."""
WEEK: Final = ("mon", "tue", "wed", "thu", "fri")
LONGEST: Final = timedelta(days=31)
"""What came longer ago than this is said no more by a digest: lists and desks have it."""
SEEN_TO: Final = "all has been seen to"
"""Why a digest is dropped that nobody has missed."""
HOURS_OVER: Final = "the day's hours are over"
UNDELIVERED: Final = (HOURS_OVER, GIVEN_UP)
"""How the reason begins why a digest was dropped that somebody should have had."""


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """After the digests of which day those of another say what has come: to everybody, and to those who did
    not get theirs then."""

    area: date
    people: Mapping[PersonId, date] = {}

    def of(self, person: PersonId) -> date:
        """The day that counts for somebody."""
        return self.people.get(person, self.area)


_KNOWN: WeakKeyDictionary[Ledger, dict[tuple[str, date], Since]] = WeakKeyDictionary()


async def heard_since(office: Office, area: str, day: date) -> Since:
    """After which day the digests of `day` say what has come. Of a day still to come it is what will be so if
    digests go out on every working day until then."""
    before = office.protocol(area).calendar.previous_working_day(day)
    if before >= office.today(area):
        return Since(area=before)
    known = _KNOWN.setdefault(office.ledger, {})
    if (area, day) not in known:
        known[area, day] = await _found(office, area, day)
        for old in [key for key in known if key[0] == area and key[1] < day - LONGEST]:
            del known[old]
    return known[area, day]


async def _found(office: Office, area: str, day: date) -> Since:
    """As the records have it: of days gone by, which change no more."""
    since = await _digests_before(office, area, day)
    missed: dict[date, set[PersonId]] = {}
    for letter in await office.ledger.unsaid(DIGEST):
        if not letter.why or letter.why.startswith(UNDELIVERED):
            missed.setdefault(date.fromisoformat(letter.facts["day"]), set()).add(letter.to)
    people: dict[PersonId, date] = {}
    on, behind = since, missed.get(since, set())
    while behind:
        on = await _digests_before(office, area, on)
        people |= dict.fromkeys(behind, on)
        behind = behind & missed.get(on, set()) if on > day - LONGEST else set()
    return Since(area=since, people=people)


async def _digests_before(office: Office, area: str, day: date) -> date:
    """The last day before that on which digests were made; the working day before where none is recorded."""
    before = office.protocol(area).calendar.previous_working_day(day)
    made = await office.ledger.digest_day_before(area, day)
    return before if made is None else max(min(made, before), day - LONGEST)


def has_come(weekday: str, within: Days) -> bool:
    """A day of the week, such as `mon`, has come since the last digests: what is said once a week is said."""
    since, day = within
    return day - timedelta(days=(day.weekday() - WEEK.index(weekday)) % 7) > since
