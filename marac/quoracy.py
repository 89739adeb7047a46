"""Whether a meeting is quorate, by agency type: each requirement, who meets it, and what is missing.

Counts agencies, not people; observers, guests and people on no roll never count. For a case, those who are
out of it do not count either. An agency that handed its part to an accepted delegate counts as there
(LIN-08). Losing and regaining quoracy are facts of the journal, said once each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from marac.admission import is_out, is_restricted
from marac.decide import Setting, follows
from marac.delegation import delegate_of
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, Sitting
from marac.person_checks import has as has_check
from marac.protocol import PersonCheck, Protocol, Requirement
from marac.remembering import are_same, parts_beside
from marac.words import AgencyId, Capacity, PersonId


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement of quoracy: how many it needs, and which agencies (or people) meet it."""

    key: str
    label: str
    needs: int
    agencies: tuple[AgencyId, ...] = ()
    people: tuple[PersonId, ...] = ()
    any_of: tuple[str, ...] = ()
    capacity: Capacity | None = None
    person_check: str | None = None

    @property
    def has(self) -> int:
        """How many meet it."""
        return len(self.agencies) + len(self.people)

    @property
    def is_met(self) -> bool:
        """Enough do."""
        return self.has >= self.needs


class Quoracy(msgspec.Struct, frozen=True):
    """How a meeting, or one of its cases, stands."""

    requirements: tuple[Standing, ...]

    @property
    def is_quorate(self) -> bool:
        """Every requirement is met."""
        return all(r.is_met for r in self.requirements)

    @property
    def missing(self) -> tuple[Standing, ...]:
        """The requirements that are not met."""
        return tuple(r for r in self.requirements if not r.is_met)


def assess(meeting: Meeting, protocol: Protocol, case: Case | None = None) -> Quoracy:
    """How the meeting stands now; with `case`, how it stands for that case (LIN-05, LIN-06, LIN-07)."""
    agencies = agencies_counted(meeting, case)
    wanted = (r for r in protocol.quoracy.requirements if _holds_for(r, meeting, case))
    checks = {check.key: check for check in protocol.person_checks}
    return Quoracy(tuple(_standing(r, meeting, agencies, case, checks) for r in wanted))


def agencies_counted(meeting: Meeting, case: Case | None = None) -> tuple[AgencyId, ...]:
    """The agencies that count as there: with a member who takes part, or an accepted delegate who does."""
    taking_part = {
        a.agency for a in meeting.present() if a.is_member and _takes_part(meeting, a.person, case)
    }
    for agency in meeting.agencies:
        stand_in = delegate_of(meeting, agency)
        if stand_in and meeting.is_present(stand_in) and _takes_part(meeting, stand_in, case):
            taking_part.add(agency)
    return tuple(key for key in meeting.agencies if key in taking_part)


def missing_agencies(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies of expected types with a member on the roll of whom nobody is here (LIN-09)."""
    expected = {t.key for t in protocol.agency_types if t.is_always_expected}
    counted = set(agencies_counted(meeting))
    return tuple(
        key
        for key, agency in meeting.agencies.items()
        if agency.type in expected and key not in counted and meeting.members_of(key)
    )


def agencies_to_ring(meeting: Meeting, standing: Standing) -> tuple[AgencyId, ...]:
    """The agencies not here any of which would help to meet a requirement: for a missing chair or
    administrator those of whoever could be it, and no others."""
    if standing.capacity is not None:
        able = {a.agency for a in meeting.roll.values() if a.is_welcome and standing.capacity in a.capacities}
        return tuple(key for key in meeting.agencies if key in able)
    counted = set(agencies_counted(meeting))
    return tuple(
        key
        for key, agency in meeting.agencies.items()
        if key not in standing.agencies
        and (key not in counted or standing.person_check is not None)
        and (agency.type in standing.any_of or (not standing.any_of and agency.statutory))
    )


def _holds_for(requirement: Requirement, meeting: Meeting, case: Case | None) -> bool:
    if requirement.when_chaired_by and _chairs_type(meeting) not in requirement.when_chaired_by:
        return False
    if requirement.when == "always":
        return True
    return case is not None and bool(getattr(case, requirement.when))


def _chairs_type(meeting: Meeting) -> str | None:
    """The agency type of whoever is in the chair; None while nobody is."""
    chair = meeting.roll.get(meeting.chair or "")
    agency = meeting.agencies.get((chair.agency if chair else None) or "")
    return agency.type if agency else None


def _takes_part(meeting: Meeting, person: PersonId, case: Case | None) -> bool:
    if case is None:
        return True
    if is_restricted(case) and person not in case.admitted and not meeting.roll[person].is_administrator:
        return False
    return not is_out(meeting, person, case.number)


def _standing(
    requirement: Requirement,
    meeting: Meeting,
    agencies: tuple[AgencyId, ...],
    case: Case | None,
    checks: Mapping[str, PersonCheck],
) -> Standing:
    bare = Standing(
        key=requirement.key,
        label=requirement.label,
        needs=requirement.minimum,
        any_of=requirement.any_of,
        person_check=requirement.person_check,
    )
    if requirement.capacity is not None:
        people = _in_capacity(meeting, Capacity(requirement.capacity), case)
        return msgspec.structs.replace(bare, people=people, capacity=Capacity(requirement.capacity))
    types = set(requirement.any_of)
    if requirement.person_check is not None:
        able = agencies_with(meeting, checks[requirement.person_check], case)
        agencies = tuple(key for key in agencies if key in able)
    meeting_it = tuple(
        key
        for key in agencies
        if (not types or meeting.agencies[key].type in types)
        and (not requirement.statutory or meeting.agencies[key].statutory)
    )
    return msgspec.structs.replace(bare, agencies=meeting_it)


def agencies_with(meeting: Meeting, check: PersonCheck, case: Case | None) -> frozenset[AgencyId]:
    """The agencies with a member here who has what the check asks for and takes part (LUT-25)."""
    return frozenset(
        a.agency
        for a in meeting.present()
        if a.agency and a.is_member and has_check(a, check) and _takes_part(meeting, a.person, case)
    )


def _in_capacity(meeting: Meeting, capacity: Capacity, case: Case | None) -> tuple[PersonId, ...]:
    seated = meeting.chair if capacity is Capacity.CHAIR else None
    return tuple(
        a.person
        for a in meeting.present()
        if (capacity in a.capacities or a.person == seated) and _takes_part(meeting, a.person, case)
    )


class QuoracyLost(Event, frozen=True):
    """The sitting, or the open case, is no longer quorate (or was not when it opened): what is missing."""

    sitting: int
    missing: tuple[str, ...]


class QuoracyGained(Event, frozen=True):
    """The sitting, and the open case if there is one, is quorate."""

    sitting: int


class ShortfallEased(Event, frozen=True):
    """The sitting is still not quorate, but less is missing."""

    sitting: int
    missing: tuple[str, ...]


_rests_on = parts_beside(
    "sequence",
    "declarations",
    "strangers",
    "actions",
    "votes",
    "posts",
    "duties",
    "duty_answers",
    "ticked_by",
)
"""What quoracy can be read off: all but what is known to be beside it."""


@follows
def quoracy_changes(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """While a sitting is under way, say each time that quoracy is lost, regained, or lost in another way."""
    sitting = after.sitting
    if sitting is None:
        return
    if sitting.quorate is not None and are_same(_rests_on(before), _rests_on(after)):
        return
    now = assess(after, setting.protocol, after.case_now)
    missing = tuple(r.key for r in now.missing)
    if now.is_quorate:
        if sitting.quorate is not True:
            yield QuoracyGained(sitting=sitting.number)
    elif sitting.quorate is not False or set(missing) - set(sitting.missing):
        yield QuoracyLost(sitting=sitting.number, missing=missing)
    elif missing != sitting.missing:
        yield ShortfallEased(sitting=sitting.number, missing=missing)


@evolves(QuoracyLost)
def quoracy_lost(meeting: Meeting, event: QuoracyLost, entry: Entry) -> Meeting:
    """The sitting is known not to be quorate; a decision to go ahead covers only the gaps that it was
    about."""
    covered = set(event.missing) <= set(_numbered(meeting, event.sitting).accepted)
    return with_sitting(meeting, event.sitting, quorate=False, missing=event.missing, going_ahead=covered)


@evolves(ShortfallEased)
def shortfall_eased(meeting: Meeting, event: ShortfallEased, entry: Entry) -> Meeting:
    """Less is missing; what was decided stands for what still is, and lapses for what no longer is."""
    accepted = tuple(k for k in _numbered(meeting, event.sitting).accepted if k in event.missing)
    covered = set(event.missing) <= set(accepted)
    return with_sitting(meeting, event.sitting, missing=event.missing, accepted=accepted, going_ahead=covered)


@evolves(QuoracyGained)
def quoracy_gained(meeting: Meeting, event: QuoracyGained, entry: Entry) -> Meeting:
    """The sitting is known to be quorate."""
    return with_sitting(meeting, event.sitting, quorate=True, missing=(), accepted=(), going_ahead=False)


def _numbered(meeting: Meeting, number: int) -> Sitting:
    return next(s for s in meeting.sittings if s.number == number)


def with_sitting(meeting: Meeting, number: int, **changes: object) -> Meeting:
    """`meeting` with the sitting of that number changed."""
    sittings: tuple[Sitting, ...] = tuple(
        msgspec.structs.replace(s, **changes) if s.number == number else s for s in meeting.sittings
    )
    return msgspec.structs.replace(meeting, sittings=sittings)
