"""From the register to a meeting's roll: who is on it, for which agency, in what capacities.

Names and contact details stay in the register. Somebody who is only ever a guest comes onto a roll by
invitation alone, and a leaver onto none; whoever is on a roll already is kept in line.
"""

from __future__ import annotations

from collections.abc import Collection

from marac.call import UpdateRoll
from marac.journal import SYSTEM
from marac.meeting import Agency, Attendee, Meeting
from marac.outstanding import outstanding_of
from marac.words import MEMBERS, Capacity, PersonId
from usecases.office import Office
from usecases.ports import AgencyRecord, NoMeeting, PersonRecord
from usecases.take import Taken, take

GUESTS_ONLY = frozenset({Capacity.GUEST})


def agency_of(record: AgencyRecord) -> Agency:
    """The agency as a meeting has it."""
    return Agency(
        key=record.key, name=record.name, type=record.type, statutory=record.statutory, left=record.left
    )


def attendee_of(record: PersonRecord, *, of_former: bool = False) -> Attendee:
    """The person as a meeting's roll has them; nobody of a former member agency is on it."""
    return Attendee(
        person=record.key,
        agency=record.agency,
        capacities=record.capacities,
        authority=record.authority,
        induction=record.induction,
        checks=record.checks,
        barred=record.barred,
        removed=record.left or of_former,
    )


def belongs_on(record: PersonRecord, on_roll: Collection[PersonId]) -> bool:
    """Whether the register alone puts the person on a roll that has these people."""
    if record.key in on_roll:
        return True
    return bool(record.capacities) and record.capacities != GUESTS_ONLY and not record.left


async def refresh_roll(office: Office, meeting: Meeting) -> Taken:
    """Bring one meeting's roll into line with its area's register."""
    agencies = await office.register.agencies(meeting.area)
    people = await office.register.people(meeting.area)
    former = {key for key, record in agencies.items() if record.left}
    command = UpdateRoll(
        agencies=tuple(agency_of(record) for record in agencies.values()),
        attendees=tuple(
            attendee_of(r, of_former=r.agency in former)
            for r in people.values()
            if belongs_on(r, meeting.roll) and (r.agency not in former or r.key in meeting.roll)
        ),
    )
    return await take(office, meeting.key, command, SYSTEM)


async def refresh_rolls(office: Office, area: str) -> tuple[str, ...]:
    """Bring the rolls of the area's meetings that have not ended into line; the meetings that changed."""
    changed = []
    for key in await office.ledger.meetings(area, on=office.today(area)):
        meeting = await office.ledger.load(key)
        if meeting.closed_at is None and (await refresh_roll(office, meeting)).events:
            changed.append(key)
    return (*changed, *await put_successors(office, area))


async def put_successors(office: Office, area: str) -> tuple[str, ...]:
    """Where an agency owes an action of a meeting that is over, and nobody of it is left to answer for it,
    those who stand for it in the register now are put on that roll; the meetings that changed (LIN-18)."""
    people, changed = await office.register.people(area), []
    for key in sorted({row.meeting for row in await office.ledger.actions(area=area)}):
        try:
            meeting = await office.ledger.load(key)
        except NoMeeting:
            continue
        alone = {row.agency for row in outstanding_of(meeting) if row.unowned}
        new = tuple(
            attendee_of(r) for r in people.values() if r.agency in alone and _succeeds(r, meeting.roll)
        )
        if meeting.closed_at is not None and new:
            await take(office, key, UpdateRoll(agencies=(), attendees=new), SYSTEM)
            changed.append(key)
    return tuple(changed)


def _succeeds(record: PersonRecord, on_roll: Collection[PersonId]) -> bool:
    """Somebody new who speaks for an agency."""
    speaks = bool(record.capacities & MEMBERS)
    return speaks and record.key not in on_roll and not (record.left or record.barred)
