"""Taking in an area's register: agencies and professionals, all of the file or nothing.

People keep the key that they have, found by their e-mail address in any area; a new key is drawn by lot and
says nothing about them. Nobody is dropped because a file leaves them out, and no file lifts a bar (LIN-15) or
brings back a leaver (LIN-18).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from marac.protocol import Protocol
from marac.words import AgencyId, Capacity, PersonId
from usecases.office import Office
from usecases.ports import AgencyRecord, Contact, PersonRecord, Reach
from usecases.receive import FileTaken, takes
from usecases.register_file import (
    AGENCY_COLUMNS,
    PEOPLE_COLUMNS,
    RegisterAgency,
    RegisterPerson,
    RegisterTerms,
    parse_register,
)
from usecases.rolls import refresh_rolls
from usecases.rooms import Room
from usecases.table_shape import Table
from usecases.tables import read_tables

Checks = tuple[tuple[str, date | None], ...]
KIND = "register"
STILL_LEFT = "still-marked-as-left"
STILL_BARRED = "still-barred"


def new_person_key() -> PersonId:
    """A key for somebody new: by lot, so that it says nothing about them."""
    return f"p-{secrets.token_hex(6)}"


async def import_register(office: Office, area: str, data: bytes, file_name: str) -> FileTaken:
    """Take in a register's file. Raises TableRefused or RegisterRefused, and then nothing of it is kept."""
    return await take_register(office, area, await asyncio.to_thread(read_tables, data, file_name))


async def take_register(office: Office, area: str, tables: Sequence[Table]) -> FileTaken:
    """Take in a register's tables and bring the rolls of coming meetings into line. Raises
    RegisterRefused."""
    protocol = office.protocol(area)
    known_agencies = await office.register.agencies(area)
    known_people = await office.register.people(area)
    types = {kind.key: kind.label for kind in protocol.agency_types}
    terms = RegisterTerms(types, tuple(known_agencies.values()), protocol.person_checks)
    register = parse_register(tables, terms)
    agencies = [_agency(a, area, protocol, known_agencies) for a in register.agencies]
    keys = [await _key(office, person) for person in register.people]
    people = [
        _person(p, key, area, known_people.get(key)) for key, p in zip(keys, register.people, strict=True)
    ]
    await office.register.save(agencies, people)
    await _remember_accounts(office, area, keys, register.people)
    await refresh_rolls(office, area)
    return _summary(agencies, people, known_agencies, known_people)


async def _key(office: Office, person: RegisterPerson) -> PersonId:
    return await office.register.person_by_email(person.email) or new_person_key()


def _agency(
    agency: RegisterAgency, area: str, protocol: Protocol, known: Mapping[AgencyId, AgencyRecord]
) -> AgencyRecord:
    by_type = next(kind.statutory for kind in protocol.agency_types if kind.key == agency.type)
    return AgencyRecord(
        area=area,
        key=agency.key,
        name=agency.name,
        type=agency.type,
        statutory=by_type if agency.statutory is None else agency.statutory,
        aliases=agency.aliases,
        contact=Contact(role=agency.contact_role, phone=agency.contact_phone, email=agency.contact_email),
        signatory=agency.signatory,
        in_case_system=_reads_the_order(agency, known.get(agency.key)),
        left=agency.key in known and known[agency.key].left,
    )


def _reads_the_order(agency: RegisterAgency, known: AgencyRecord | None) -> bool:
    """What the file says, else what was known; an agency of which nobody said otherwise reads it there."""
    if agency.in_case_system is None:
        return known is None or known.in_case_system
    return agency.in_case_system


def _person(person: RegisterPerson, key: PersonId, area: str, known: PersonRecord | None) -> PersonRecord:
    """The record: what the file leaves blank on what they must have stays as it was known."""
    before = known or PersonRecord(area=area, key=key, name=person.name, email=person.email)
    capacities = {role.value for role in Capacity}
    return msgspec.structs.replace(
        before,
        name=person.name,
        email=person.email,
        agency=person.agency,
        capacities=frozenset(Capacity(role) for role in person.roles if role in capacities),
        job_title=person.job_title,
        phone=person.phone,
        line_manager_email=person.line_manager_email,
        authority=before.authority if person.authority is None else person.authority,
        induction=before.induction if person.induction is None else person.induction,
        covers=person.covers,
        checks=checks_after(before.checks, person.checks),
    )


def checks_after(known: Checks, said: Mapping[str, tuple[bool, date | None]]) -> Checks:
    """What somebody has after something was said of it; a yes without a day leaves the day that is known."""
    days = dict(known)
    for key, (is_had, day) in said.items():
        if not is_had:
            days.pop(key, None)
        else:
            days[key] = day or days.get(key)
    return tuple(sorted(days.items()))


async def _remember_accounts(
    office: Office, area: str, keys: Sequence[PersonId], people: Sequence[RegisterPerson]
) -> None:
    """Remember the directory accounts that the file gives, so that a join is known for whose it is.

    Not of somebody who stands in another area too: one area's file would else say who speaks for them there.
    They are recognised by the address that Teams vouches for."""
    for key, person in zip(keys, people, strict=True):
        if person.aad_id and set(await office.register.areas_of(key)) <= {area}:
            await office.register.saw(Reach(person=key, teams_id="", aad_id=person.aad_id))


def _summary(
    agencies: Sequence[AgencyRecord],
    people: Sequence[PersonRecord],
    known_agencies: Mapping[AgencyId, AgencyRecord],
    known_people: Mapping[PersonId, PersonRecord],
) -> FileTaken:
    pairs = [(known_agencies.get(a.key), a) for a in agencies] + [
        (known_people.get(p.key), p) for p in people
    ]
    warnings = [STILL_LEFT] if any(p.left for p in people) else []
    warnings += [STILL_BARRED] if any(p.barred for p in people) else []
    return FileTaken(
        kind=KIND,
        new=sum(was is None for was, _ in pairs),
        changed=sum(was is not None and was != now for was, now in pairs),
        same=sum(was == now for was, now in pairs),
        warnings=tuple(warnings),
    )


def is_register(headings: frozenset[str]) -> bool:
    """The headings are those of a register: they name a person's role or an agency's type, and no case."""
    telling = [c for c in (*PEOPLE_COLUMNS, *AGENCY_COLUMNS) if c.key in ("role", "type")]
    named = any(column.goes_by(heading) for column in telling for heading in headings)
    return named and not any("case" in heading for heading in headings)


@takes(is_register)
async def take_dropped(office: Office, room: Room, tables: Sequence[Table]) -> FileTaken:
    """A register dropped by an administrator of the room's area."""
    return await take_register(office, room.area, tables)
