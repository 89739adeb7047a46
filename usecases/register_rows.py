"""What rows of agencies and of people have in common: the register's faults, and cells only it has.

Telephones and e-mail addresses are checked when they come in, because the day they are needed (an agency is
missing, LIN-09) is too late to learn that one is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

import phonenumbers

from marac.personal_details import DetailKind, find_details, heading_kind
from marac.protocol import PersonCheck
from usecases.agency_names import Named
from usecases.imported_files import Column, Problem, RowReader, match_columns
from usecases.table_shape import Table


class RegisterFault(StrEnum):
    """What can be wrong with a register, besides what `FileFault` says."""

    UNKNOWN_TABLE = "unknown-table"
    TABLE_TWICE = "table-twice"
    UNKNOWN_TYPE = "unknown-type"
    BAD_KEY = "bad-key"
    AGENCY_TWICE = "agency-twice"
    NAME_OF_ANOTHER = "name-of-another"
    UNKNOWN_AGENCY = "unknown-agency"
    UNKNOWN_ROLE = "unknown-role"
    PERSON_TWICE = "person-twice"
    BAD_EMAIL = "bad-email"
    BAD_PHONE = "bad-phone"
    BAD_ID = "bad-id"


@dataclass(frozen=True, slots=True)
class RegisterTerms:
    """What a register is read against: the area's agency types (key to label), the agencies it has, and what
    its people must have."""

    agency_types: Mapping[str, str]
    known: Sequence[Named] = ()
    checks: Sequence[PersonCheck] = ()


_NEVER: Final = frozenset(
    {
        DetailKind.DATE_OF_BIRTH,
        DetailKind.NHS_NUMBER,
        DetailKind.NATIONAL_INSURANCE,
        DetailKind.ADDRESS,
        DetailKind.POSTCODE,
    }
)
# In a known column a practice may well be called after its street, and ten digits are a telephone's.
_NEVER_IN_KNOWN: Final = _NEVER - {DetailKind.ADDRESS, DetailKind.POSTCODE}
_EMAIL: Final = re.compile(r"[a-z0-9_][^\s@,;<>\"]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}")
_DROPPED_NOUGHT: Final = re.compile(r"[127][0-9]{8,9}")

R = TypeVar("R")


def read_rows(
    table: Table, columns: Sequence[Column], read: Callable[[RowReader], R]
) -> list[tuple[RowReader, R]]:
    """Every row read, with its reader. Raises FileRefused when the columns are wrong."""
    headings = match_columns(table, columns, _suspect)
    readers = [RowReader(row, headings, columns) for row in table.rows]
    return [(reader, read(reader)) for reader in readers]


def problems_of(rows: Sequence[tuple[RowReader, object]]) -> list[Problem]:
    """Every problem that the readers met, by line."""
    return [problem for reader, _ in rows for problem in reader.problems]


def read_email(reader: RowReader, key: str, *, required: bool = False) -> str:
    """An e-mail address in lower case, or nothing."""
    email = reader.text(key, required=required).casefold()
    if email and not is_email(email):
        reader.blame(RegisterFault.BAD_EMAIL, key)
    return email


def is_email(text: str) -> bool:
    """Whether the text, in lower case, is an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def read_phone(reader: RowReader, key: str) -> str:
    """A telephone number as written, with the first 0 that a spreadsheet dropped, or nothing."""
    phone = reader.text(key)
    if _DROPPED_NOUGHT.fullmatch(phone):
        phone = f"0{phone}"
    if phone and not can_be_rung(phone):
        reader.blame(RegisterFault.BAD_PHONE, key)
    return phone


def can_be_rung(phone: str) -> bool:
    """Whether that can be a telephone number."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(phone, "GB"))
    except phonenumbers.NumberParseException:
        return False


def _suspect(column: Column | None, heading: str, cells: Sequence[str]) -> DetailKind | None:
    if column is None and (kind := heading_kind(heading)) in _NEVER:
        return kind
    if column is not None and column.key.endswith("phone"):
        return None
    never = _NEVER if column is None else _NEVER_IN_KNOWN
    kinds = (finding.kind for cell in cells for finding in find_details(cell))
    return next((kind for kind in kinds if kind in never), None)
