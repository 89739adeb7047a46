"""The rows of people in a register: professionals, the agency each speaks for, and in what roles.

A person is known by the work e-mail address, so one address stands in one row; several roles go in one cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from marac.protocol import PersonCheck
from marac.words import AgencyId, Capacity
from usecases.agency_names import AgencyNames
from usecases.imported_files import Column, FileFault, Problem, RowReader
from usecases.register_rows import RegisterFault, problems_of, read_email, read_phone, read_rows
from usecases.table_shape import Table, same_heading

BUSINESS_MANAGER: Final = "business-manager"
"""The role of whoever is told of complaints and disclosures; no capacity at a meeting."""


class RegisterPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A professional as the file gives it. `roles` are `Capacity` values or `BUSINESS_MANAGER`.

    `authority` (to decide for the agency, LIN-13) and `induction` (LIN-17) are None where the file is silent,
    and `checks` name what of the area's own the file speaks of: whether it is had, and since which day.
    """

    name: str
    email: str
    agency: AgencyId | None = None
    roles: tuple[str, ...] = ()
    job_title: str = ""
    phone: str = ""
    line_manager_email: str = ""
    authority: bool | None = None
    induction: bool | None = None
    covers: tuple[str, ...] = ()
    aad_id: str | None = None
    checks: Mapping[str, tuple[bool, date | None]] = {}


PEOPLE_COLUMNS: Final = (
    Column("name", "Name", ("full name", "person", "person name"), required=True),
    Column("email", "E-mail", ("e-mail address", "work email", "work e-mail address"), required=True),
    Column("agency", "Agency", ("agency name", "organisation", "agency key")),
    Column("role", "Role", ("roles", "marac role", "capacity"), required=True),
    Column("job_title", "Job title", ("title", "job", "position", "post")),
    Column("phone", "Phone", ("telephone", "work phone", "phone number", "telephone number", "mobile")),
    Column(
        "line_manager_email",
        "Line manager e-mail",
        ("manager e-mail", "line manager email address", "line manager"),
    ),
    Column("authority", "Authority", ("authority to commit", "authority yes no", "can commit resources")),
    Column(
        "induction",
        "Induction complete",
        ("induction", "induction done", "induction yes no", "induction date"),
    ),
    Column("covers", "Covers", ("gp practices", "covers gp practices", "covers practices", "practices")),
    Column(
        "aad_id",
        "AAD object id",
        ("aad id", "object id", "entra object id", "entra id", "azure ad object id"),
    ),
)
ROLES: Final = {
    same_heading(word): role
    for role, words in {
        Capacity.CHAIR.value: ("chair", "chairperson", "co-chair"),
        Capacity.ADMINISTRATOR.value: ("administrator", "admin", "coordinator", "marac coordinator"),
        Capacity.REPRESENTATIVE.value: ("representative", "rep", "agency representative", "member"),
        Capacity.DEPUTY.value: ("deputy", "deputy representative"),
        Capacity.OBSERVER.value: ("observer",),
        Capacity.GUEST.value: ("guest",),
        Capacity.LEAD.value: ("operational lead", "domestic abuse operational lead"),
        Capacity.MANAGER.value: ("line manager", "manager"),
        BUSINESS_MANAGER: ("business manager", "domestic abuse business manager"),
    }.items()
    for word in words
}
_EVERYBODYS: Final = frozenset({"authority", "induction"})
"""What stands in everybody's row in every area; as a check, an area may keep it with a day."""
_SPEAK_FOR_AN_AGENCY: Final = frozenset({Capacity.REPRESENTATIVE.value, Capacity.DEPUTY.value})
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def read_people(
    table: Table, agencies: AgencyNames, checks: Sequence[PersonCheck] = ()
) -> tuple[list[RegisterPerson], list[Problem]]:
    """The people of a table and every problem with its rows; what the area asks of them has columns of its
    own. Raises FileRefused over its columns."""
    columns = (*PEOPLE_COLUMNS, *check_columns(checks))
    rows = read_rows(table, columns, lambda reader: _person(reader, agencies, checks))
    _blame_doubles(rows)
    return [person for _, person in rows], problems_of(rows)


def check_columns(checks: Sequence[PersonCheck]) -> tuple[Column, ...]:
    """The columns for what the area asks of its people; what everybody's row has already needs none."""
    words = {check.key: check.key.replace("-", " ") for check in checks if check.key not in _EVERYBODYS}
    return tuple(
        Column(check.key, words[check.key].capitalize(), (check.label, f"{words[check.key]} date"))
        for check in checks
        if check.key in words
    )


def _read_checks(reader: RowReader, checks: Sequence[PersonCheck]) -> dict[str, tuple[bool, date | None]]:
    """What the row says of each: yes, no, or the day; nothing of those on which it is silent."""
    return {check.key: _read_check(reader, check) for check in checks if reader.text(check.key)}


def _read_check(reader: RowReader, check: PersonCheck) -> tuple[bool, date | None]:
    if check.dated and any(map(str.isdigit, reader.text(check.key)[:2])) and len(reader.text(check.key)) > 1:
        day = reader.day(check.key)
        return day is not None, day
    return reader.yes_or_no(check.key), None


def _induction(reader: RowReader, checks: Sequence[PersonCheck]) -> bool | None:
    """Yes or no, of which a day says yes where the area keeps one."""
    if not reader.text("induction"):
        return None
    check = next((check for check in checks if check.key == "induction"), None)
    return _read_check(reader, check)[0] if check is not None else reader.yes_or_no("induction")


def _person(reader: RowReader, agencies: AgencyNames, checks: Sequence[PersonCheck]) -> RegisterPerson:
    roles = _read_roles(reader)
    return RegisterPerson(
        name=reader.text("name", required=True),
        email=read_email(reader, "email", required=True),
        agency=_read_agency(reader, agencies, roles),
        roles=roles,
        job_title=reader.text("job_title"),
        phone=read_phone(reader, "phone"),
        line_manager_email=read_email(reader, "line_manager_email"),
        authority=reader.yes_or_no("authority") if reader.text("authority") else None,
        induction=_induction(reader, checks),
        covers=reader.parts("covers"),
        aad_id=_read_object_id(reader),
        checks=_read_checks(reader, [c for c in checks if c.dated or c.key not in _EVERYBODYS]),
    )


def _read_roles(reader: RowReader) -> tuple[str, ...]:
    reader.text("role", required=True)
    roles = [ROLES.get(same_heading(part)) for part in reader.parts("role")]
    if None in roles:
        reader.blame(RegisterFault.UNKNOWN_ROLE, "role", known=tuple(dict.fromkeys(ROLES.values())))
    return tuple(dict.fromkeys(role for role in roles if role is not None))


def _read_agency(reader: RowReader, agencies: AgencyNames, roles: Sequence[str]) -> AgencyId | None:
    text = reader.text("agency")
    if not text and not _SPEAK_FOR_AN_AGENCY.isdisjoint(roles):
        reader.blame(FileFault.MISSING_CELL, "agency")
    agency = agencies.key_of(text) if text else None
    if text and agency is None:
        reader.blame(RegisterFault.UNKNOWN_AGENCY, "agency", near=agencies.near(text))
    return agency


def _read_object_id(reader: RowReader) -> str | None:
    written = reader.text("aad_id").casefold()
    if written and not _OBJECT_ID.fullmatch(written):
        reader.blame(RegisterFault.BAD_ID, "aad_id")
    return written or None


def _blame_doubles(rows: Sequence[tuple[RowReader, RegisterPerson]]) -> None:
    first: dict[str, int] = {}
    for reader, person in rows:
        line = first.setdefault(person.email, reader.line)
        if person.email and line != reader.line:
            reader.blame(RegisterFault.PERSON_TWICE, "email", first=line)
