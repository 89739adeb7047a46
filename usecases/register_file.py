"""The register of agencies and of the professionals who work with the MARAC, as a file has it.

Two tables, told apart by their headings: agencies (with a type) and people (with a role), as two CSV files or
two sheets. Names and work addresses of professionals belong here; dates of birth, home addresses, NHS and
National Insurance numbers do not, and refuse the file. Nothing is taken in part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

import msgspec

from usecases.agency_names import AgencyNames
from usecases.imported_files import Column, FileRefused, Problem
from usecases.register_agencies import AGENCY_COLUMNS, RegisterAgency, read_agencies
from usecases.register_people import BUSINESS_MANAGER, PEOPLE_COLUMNS, ROLES, RegisterPerson, read_people
from usecases.register_rows import RegisterFault, RegisterTerms
from usecases.table_shape import Table

__all__ = [
    "AGENCY_COLUMNS",
    "BUSINESS_MANAGER",
    "PEOPLE_COLUMNS",
    "ROLES",
    "Register",
    "RegisterAgency",
    "RegisterFault",
    "RegisterPerson",
    "RegisterRefused",
    "RegisterTerms",
    "parse_register",
]

AGENCIES: Final = "agencies"
PEOPLE: Final = "people"
_TOLD_BY: Final[Mapping[str, Column]] = {
    AGENCIES: next(column for column in AGENCY_COLUMNS if column.key == "type"),
    PEOPLE: next(column for column in PEOPLE_COLUMNS if column.key == "role"),
}

T = TypeVar("T")


class RegisterRefused(FileRefused):
    """A register with problems. Nothing of it is kept. Each problem's facts name the `table` it is in."""


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """What a register's file holds; either part may be empty."""

    agencies: tuple[RegisterAgency, ...] = ()
    people: tuple[RegisterPerson, ...] = ()


def parse_register(tables: Sequence[Table], terms: RegisterTerms) -> Register:
    """The agencies and people of one or two tables, in any order. People may name agencies of either source.

    Raises RegisterRefused with every problem; then nothing is kept.
    """
    by_kind = _told_apart(tables)
    problems: list[Problem] = []
    agencies: list[RegisterAgency] = []
    people: list[RegisterPerson] = []
    if AGENCIES in by_kind:
        agencies = _taken(AGENCIES, lambda: read_agencies(by_kind[AGENCIES], terms), problems)
    unreadable = bool(problems) and not agencies
    if PEOPLE in by_kind:
        in_file = {agency.key for agency in agencies}
        names = AgencyNames([*agencies, *(known for known in terms.known if known.key not in in_file)])
        people = _taken(PEOPLE, lambda: read_people(by_kind[PEOPLE], names, terms.checks), problems)
    if unreadable:  # then every agency is unknown, and to say so of every person would hide the reason
        problems = [problem for problem in problems if problem.reason is not RegisterFault.UNKNOWN_AGENCY]
    if problems:
        raise RegisterRefused(problems)
    return Register(agencies=tuple(agencies), people=tuple(people))


def _told_apart(tables: Sequence[Table]) -> dict[str, Table]:
    by_kind: dict[str, Table] = {}
    problems = []
    for number, table in enumerate(tables, start=1):
        kinds = [kind for kind, column in _TOLD_BY.items() if any(map(column.goes_by, table.headings))]
        if len(kinds) != 1:
            needed = tuple(column.title for column in _TOLD_BY.values())
            problems.append(
                Problem(reason=RegisterFault.UNKNOWN_TABLE, facts={"sheet": number, "known": needed})
            )
        elif by_kind.setdefault(kinds[0], table) is not table:
            problems.append(
                Problem(reason=RegisterFault.TABLE_TWICE, facts={"sheet": number, "table": kinds[0]})
            )
    if problems:
        raise RegisterRefused(problems)
    return by_kind


def _taken(kind: str, read: Callable[[], tuple[list[T], list[Problem]]], problems: list[Problem]) -> list[T]:
    """What `read` gives, with its problems put to the others under the table's name."""
    taken: list[T] = []
    try:
        taken, found = read()
    except FileRefused as refused:
        found = list(refused.problems)
    problems += [
        msgspec.structs.replace(problem, facts={**problem.facts, "table": kind}) for problem in found
    ]
    return taken
