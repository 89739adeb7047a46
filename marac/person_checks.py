"""What people must have before they come: an induction, training, vetting, authority to commit, a rank.

The area's file says what and of whom; the register says who has it, with the day where one is kept. A meeting
keeps no more than that, and nobody is kept out for want of it: administrators hear, and see to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from marac.meeting import Attendee, Meeting
from marac.protocol import PersonCheck, Protocol
from marac.words import AgencyId, Capacity, PersonId

AUTHORITY, INDUCTION = "authority", "induction"
"""The keys of checks that everybody's entry answers of itself, unless the area keeps them with a day."""


def has(attendee: Attendee, check: PersonCheck) -> bool:
    """Whether the person has it. With a day to be kept, only the day counts."""
    if any(key == check.key for key, _ in attendee.checks):
        return True
    if check.dated:
        return False
    if check.key == AUTHORITY:
        return attendee.authority is True
    return check.key == INDUCTION and attendee.induction


def is_to_have(attendee: Attendee, check: PersonCheck) -> bool:
    """Whether the person is one of those who are to have it; observers and guests never are."""
    if not attendee.is_welcome or attendee.is_observer or attendee.is_guest:
        return False
    is_representative = Capacity.REPRESENTATIVE in attendee.capacities
    return {
        "representatives": is_representative,
        "members": attendee.is_member,
        "chairs": attendee.is_chair,
        "everybody": attendee.is_member or attendee.is_chair or attendee.is_administrator,
    }[check.of]


def lacking(attendee: Attendee, protocol: Protocol) -> tuple[PersonCheck, ...]:
    """What the person is to have and has not, in the file's order."""
    return tuple(c for c in protocol.person_checks if is_to_have(attendee, c) and not has(attendee, c))


def lacking_warned(attendee: Attendee, protocol: Protocol) -> tuple[str, ...]:
    """The keys of those of them of which administrators hear."""
    return tuple(check.key for check in lacking(attendee, protocol) if check.warned)


def is_expected(meeting: Meeting, person: PersonId) -> bool:
    """Whether the person is due to come: a representative, chair or administrator who has not said
    otherwise, or somebody named to come for their agency."""
    attendee = meeting.roll.get(person)
    if attendee is None or not attendee.is_welcome or attendee.apologies:
        return False
    named = meeting.representatives.get(attendee.agency or "")
    if named is not None and attendee.is_member and not (attendee.is_chair or attendee.is_administrator):
        return named == person
    is_representative = Capacity.REPRESENTATIVE in attendee.capacities
    return is_representative or attendee.is_chair or attendee.is_administrator


def expected_without(meeting: Meeting, protocol: Protocol) -> Mapping[PersonId, tuple[str, ...]]:
    """Who is due to come and lacks something of which administrators hear, with what."""
    found = {
        person: lacking_warned(attendee, protocol)
        for person, attendee in meeting.roll.items()
        if is_expected(meeting, person)
    }
    return {person: keys for person, keys in found.items() if keys}


def agencies_without_both(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies of expected types that lack a representative or a deputy, where the area wants both
    (LUT-04)."""
    if protocol.absence is None or not protocol.absence.deputies_named:
        return ()
    expected = {t.key for t in protocol.agency_types if t.is_always_expected}
    return tuple(
        key
        for key, agency in meeting.agencies.items()
        if agency.type in expected and not agency.left and not _has_both(meeting, key)
    )


def _has_both(meeting: Meeting, agency: AgencyId) -> bool:
    members = meeting.members_of(agency)
    representative = any(Capacity.REPRESENTATIVE in a.capacities for a in members)
    return representative and len(members) > 1


def agencies_with_nobody(meeting: Meeting) -> tuple[AgencyId, ...]:
    """The agencies that have not left and have nobody on the roll who speaks for them."""
    return tuple(k for k, agency in meeting.agencies.items() if not agency.left and not meeting.members_of(k))
