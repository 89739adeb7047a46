"""The day's digests: on every working day, each person hears once of what is overdue or nearly due, and of
what they have to see to.

One digest a person, whatever meetings and areas it comes from, under a key that makes a second one on the
same day impossible. It comes at the area's hour, or a later one that the person chose. Nothing goes out of
office hours: what could not be said on one day is said on the next, however many days nothing ran.
"""

from __future__ import annotations

from datetime import date, datetime

from marac.protocol import Protocol
from marac.words import PersonId
from usecases.announce import BECOMES
from usecases.announcements_actions import DIGEST
from usecases.heard_since import heard_since
from usecases.material import materials
from usecases.my_settings import digest_moment
from usecases.office import Office
from usecases.ports import Notice, PersonRecord, Work
from usecases.still_owed import administrators_to_tell


def nudging_day(protocol: Protocol, now: datetime) -> date | None:
    """The day whose digests may go out now: a working day from its hour on, while offices are open."""
    calendar = protocol.calendar
    day = calendar.day_of(now)
    if not calendar.is_working_day(day) or not calendar.is_open(now):
        return None
    return day if now >= calendar.moment(day, protocol.nudge_at) else None


async def nudge(office: Office, area: str) -> int:
    """Put the day's digests of the area's people into the outbox; for how many people there is one.

    Done again on the same day it adds nothing, and outside of the day's hours it does nothing.
    """
    protocol = office.protocol(area)
    day = nudging_day(protocol, office.now())
    if day is None:
        return 0
    since = await heard_since(office, area, day)
    known = await materials(office, area, day, since.area)
    heard: set[PersonId] = {person for one in known for person in one.days}
    for after in set(since.people.values()):
        longer = await materials(office, area, day, after)
        heard |= {person for one in longer for person in one.days if since.of(person) == after}
    heard |= await administrators_to_tell(office, area, (since.area, day))
    registered = (await office.names(area)).people
    notices = [
        _notice(record, digest_moment(protocol, day, record.digest_at), day)
        for person, record in registered.items()
        if not record.left and person in heard
    ]
    if notices:
        await office.ledger.commit(Work(meeting=known[0].meeting, notices=notices))
    await office.ledger.digests_made(area, day)
    return len(notices)


async def nothing_missed(office: Office, area: str) -> None:
    """The days before today count as having had their digests: in a rehearsal time is moved past them."""
    yesterday = office.protocol(area).calendar.previous_working_day(office.today(area))
    await office.ledger.digests_made(area, yesterday)


def _notice(record: PersonRecord, at: datetime | None, day: date) -> Notice:
    """The person's digest of that day; it waits for the hour that they chose."""
    return Notice(
        key=f"{DIGEST}:{record.key}:{day.isoformat()}",
        to=record.key,
        kind=DIGEST,
        area=record.area,
        not_before=at,
        facts={"day": day.isoformat(), BECOMES: DIGEST},
    )
