"""The rows of agencies in a register: what type each is, what else it is called, and whom to ring.

An agency keeps its key when it comes again under a name it already goes by; two agencies never share a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from marac.words import AgencyId
from usecases.agency_names import AgencyNames, same_name
from usecases.imported_files import Column, Fact, Problem, RowReader
from usecases.register_rows import (
    RegisterFault,
    RegisterTerms,
    problems_of,
    read_email,
    read_phone,
    read_rows,
)
from usecases.table_shape import Table, same_heading


class RegisterAgency(msgspec.Struct, frozen=True, kw_only=True):
    """An agency as the file gives it. `statutory` is None where the area's type decides.

    `contact_role` and what follows say whom to ring when the agency is missing (LIN-09).
    """

    key: AgencyId
    name: str
    type: str
    statutory: bool | None = None
    aliases: tuple[str, ...] = ()
    contact_role: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    signatory: str = ""
    in_case_system: bool | None = None


AGENCY_COLUMNS: Final = (
    Column("agency", "Agency", ("agency name", "name", "organisation", "organisation name"), required=True),
    Column("type", "Agency type", ("type", "kind of agency"), required=True),
    Column("key", "Agency key", ("key", "agency id", "short name")),
    Column("statutory", "Statutory", ("statutory yes no", "is statutory", "statutory agency")),
    Column("aliases", "Aliases", ("alias", "also called", "also known as", "other names")),
    Column("contact_role", "Contact role", ("contact", "single point of contact", "spoc", "who to ring")),
    Column("contact_phone", "Contact phone", ("phone", "telephone", "contact telephone", "contact number")),
    Column("contact_email", "Contact e-mail", ("email", "e-mail address", "contact email address")),
    Column("signatory", "Signatory", ("protocol signatory", "partnership member", "signatory role")),
    Column("in_case_system", "In the case system", ("case system", "has access", "modus", "modus access")),
)
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Rows = Sequence[tuple[RowReader, RegisterAgency]]


def read_agencies(table: Table, terms: RegisterTerms) -> tuple[list[RegisterAgency], list[Problem]]:
    """The agencies of a table and every problem with its rows. Raises FileRefused over its columns."""
    known = AgencyNames(terms.known)
    types = {same_heading(word): key for key, label in terms.agency_types.items() for word in (key, label)}
    rows = read_rows(table, AGENCY_COLUMNS, lambda reader: _agency(reader, known, types, terms))
    _blame_doubles(rows)
    _blame_shared_names(rows, terms)
    return [agency for _, agency in rows], problems_of(rows)


def _agency(
    reader: RowReader, known: AgencyNames, types: Mapping[str, str], terms: RegisterTerms
) -> RegisterAgency:
    name = reader.text("agency", required=True)
    return RegisterAgency(
        key=_read_key(reader, name, known),
        name=name,
        type=_read_type(reader, types, terms),
        statutory=reader.yes_or_no("statutory") if reader.text("statutory") else None,
        aliases=reader.parts("aliases"),
        contact_role=reader.text("contact_role"),
        contact_phone=read_phone(reader, "contact_phone"),
        contact_email=read_email(reader, "contact_email"),
        signatory=reader.text("signatory"),
        in_case_system=reader.yes_or_no("in_case_system") if reader.text("in_case_system") else None,
    )


def _read_key(reader: RowReader, name: str, known: AgencyNames) -> AgencyId:
    written = reader.text("key")
    if written and not _KEY.fullmatch(written):
        reader.blame(RegisterFault.BAD_KEY, "key")
    key = written or known.key_of(name) or key_from(name)
    if name and not key:
        reader.blame(RegisterFault.BAD_KEY, "agency")
    return key


def key_from(name: str) -> AgencyId:
    """A key made of an agency's name: "Children’s Services" becomes "childrens-services"."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    plain = re.sub(r"['’]", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _read_type(reader: RowReader, types: Mapping[str, str], terms: RegisterTerms) -> str:
    text = reader.text("type", required=True)
    if text and same_heading(text) not in types:
        reader.blame(RegisterFault.UNKNOWN_TYPE, "type", known=tuple(terms.agency_types.values()))
    return types.get(same_heading(text), "")


def _blame_doubles(rows: Rows) -> None:
    first: dict[AgencyId, int] = {}
    for reader, agency in rows:
        line = first.setdefault(agency.key, reader.line)
        if agency.key and line != reader.line:
            reader.blame(RegisterFault.AGENCY_TWICE, "agency", first=line)


def _blame_shared_names(rows: Rows, terms: RegisterTerms) -> None:
    """Two agencies of the file with one name, or one with the name of an agency that is not in the file."""
    in_file = {agency.key for _, agency in rows}
    owners: dict[str, tuple[AgencyId, dict[str, Fact]]] = {
        same_name(name): (other.key, {"agency": other.name})
        for other in terms.known
        if other.key not in in_file
        for name in (other.name, *other.aliases)
    }
    for reader, agency in rows:
        for key, name in _names(agency):
            owner, where = owners.setdefault(same_name(name), (agency.key, {"first": reader.line}))
            if owner != agency.key:
                reader.blame(RegisterFault.NAME_OF_ANOTHER, key, **where)


def _names(agency: RegisterAgency) -> Iterator[tuple[str, str]]:
    yield "agency", agency.name
    for alias in agency.aliases:
        yield "aliases", alias
