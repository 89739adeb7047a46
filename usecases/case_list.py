"""A case list as the administrators' file gives it: numbers, agencies and marks, and nobody's details.

A column with personal details, by its heading or by what stands in it, refuses the whole file (LIN-51,
LIN-74). So does any bad row: nothing is imported in part. A number has no letters, which could be initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from marac.case_marks import NO, YES
from marac.personal_details import DetailKind, column_kind, heading_kind
from marac.protocol import CaseMark
from marac.words import AgencyId, CaseKind, CaseNumber, Consent
from usecases.agency_names import AgencyNames
from usecases.imported_files import Column, FileRefused, RowReader, match_columns
from usecases.table_shape import Table, same_heading


class CaseListFault(StrEnum):
    """What can be wrong with a case in a list, besides what `FileFault` says."""

    BAD_NUMBER = "bad-number"
    NUMBER_TWICE = "number-twice"
    UNKNOWN_DISTRICT = "unknown-district"
    UNKNOWN_AGENCY = "unknown-agency"
    UNKNOWN_SITTING = "unknown-sitting"
    LAST_HEARD_LATER = "last-heard-later"
    BAD_ADVISER = "bad-adviser"


class CaseListRefused(FileRefused):
    """A case list with problems. Nothing of it is kept."""


class ListedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the list gives it: its number and what handling it needs, never content."""

    number: CaseNumber
    district: str | None = None
    referring_agency: AgencyId | None = None
    presenter: AgencyId | None = None
    kind: CaseKind = CaseKind.ORDINARY
    children: bool = False
    pregnancy: bool = False
    repeat: bool = False
    guests: tuple[AgencyId, ...] = ()
    consent: Consent | None = None
    previous_hearings: int = 0
    last_heard: date | None = None
    sitting: int | None = None
    linked: tuple[CaseNumber, ...] = ()
    adviser: str | None = None
    referred_on: date | None = None
    marks: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class CaseListTerms:
    """What a case list is read against: the area's districts, its agencies, its sittings, and the day."""

    districts: Sequence[str]
    agencies: AgencyNames
    sittings: int
    today: date
    marks: Sequence[CaseMark] = ()


def _column(key: str, title: str, names: str, *, required: bool = False) -> Column:
    return Column(key, title, tuple(names.split("|")), required)


COLUMNS: Final = (
    _column(
        "number",
        "Case number",
        "number|case no|case|case ref|case reference|case id|modus number|modus no|modus ref|modus id",
        required=True,
    ),
    _column("district", "District", "district name|district council|locality"),
    _column(
        "referring_agency",
        "Referring agency",
        "referring agency name|referrer agency|referred by|agency|referrer",
        required=True,
    ),
    _column("presenter", "Presenter agency", "presenting agency|presented by|presenter"),
    _column(
        "children",
        "Children",
        "children yes no|children in the case|children involved|any children|children y n",
        required=True,
    ),
    _column("pregnancy", "Pregnancy", "pregnant|victim pregnant|pregnancy yes no"),
    _column("repeat", "Repeat", "repeat case|repeat yes no|is repeat"),
    _column("kind", "Kind", "case kind|case type|type|kind of case|category|handling"),
    _column("guests", "Guests", "guest agencies|guest agency|guest agency names|invited agencies"),
    _column("consent", "Consent", "victim consent|idva consent|consent to idva"),
    _column(
        "previous_hearings",
        "Previous hearings",
        "earlier hearings|times heard|number of hearings|hearings",
    ),
    _column(
        "last_heard",
        "Last heard",
        "date last heard|last heard on|last hearing|last marac|last marac date|previous marac date",
    ),
    _column("sitting", "Sitting", "sitting number|day|meeting day"),
    _column("linked", "Linked case", "linked cases|linked with|linked to|linked case number"),
    _column("adviser", "Adviser", "adviser key|idva|idva key|idva code"),
    _column("referred_on", "Referred on", "referral date|date referred|date of referral"),
    _column(
        "children_elsewhere",
        "Children living elsewhere",
        "children elsewhere|children outside the household",
    ),
)
_MARK: Final = "mark-"

_NUMBER: Final = re.compile(r"[0-9]{1,7}(?:[/-][0-9]{1,6})?")
_ADVISER: Final = re.compile(r"[a-z]{0,8}[ -]?[0-9]{1,4}")
"""A key with a number in it: a name has none."""
_MOST_HEARINGS: Final = 99
_OF_AGENCIES: Final = frozenset({"referring_agency", "presenter", "guests"})
_KINDS: Final = {
    same_heading(name): kind.value
    for kind, names in {
        CaseKind.ORDINARY: ("ordinary", "standard", "normal", "general"),
        CaseKind.HBA: (
            "hba",
            "honour based abuse",
            "so-called honour based abuse",
            "hbv",
            "honour based violence",
        ),
        CaseKind.FORCED_MARRIAGE: ("forced marriage", "fm"),
        CaseKind.FGM: ("fgm", "female genital mutilation"),
        CaseKind.EMPLOYEE_SENSITIVE: ("employee-sensitive", "employee", "sensitive"),
        CaseKind.TRANSFER_IN: ("transfer in", "transfer", "marac to marac", "marac to marac transfer"),
        CaseKind.EMERGENCY: ("emergency", "emergency marac"),
        CaseKind.DISCLOSURE: ("disclosure request", "clare's law", "clares law", "dvds"),
    }.items()
    for name in names
}
_CONSENTS: Final = {
    same_heading(name): consent
    for consent, names in {
        Consent.YES.value: ("yes", "y", "consented", "given", "true", "1"),
        Consent.REFUSED.value: ("refused", "no", "n", "declined", "not given", "false", "0"),
        Consent.NOT_REACHED.value: ("not reached", "no contact", "unable to contact", "could not be reached"),
    }.items()
    for name in names
}


def parse_case_list(table: Table, terms: CaseListTerms) -> tuple[ListedCase, ...]:
    """The cases of a list, in its order. Raises CaseListRefused with every problem; then nothing is kept."""
    try:
        headings = match_columns(table, _columns(terms), lambda *column: _suspect(terms, *column))
    except FileRefused as refused:
        raise CaseListRefused(refused.problems) from None
    readers = [RowReader(row, headings, _columns(terms)) for row in table.rows]
    cases = [_case(reader, terms) for reader in readers]
    _blame_doubles(readers, cases)
    problems = [problem for reader in readers for problem in reader.problems]
    if problems:
        raise CaseListRefused(problems)
    return tuple(cases)


def _columns(terms: CaseListTerms) -> list[Column]:
    """The columns, the district required where the area has districts, and one for each of its marks."""
    known = [
        replace(column, required=bool(terms.districts)) if column.key == "district" else column
        for column in COLUMNS
    ]
    return [*known, *(Column(f"{_MARK}{mark.key}", mark.label, (mark.key,)) for mark in terms.marks)]


def _suspect(
    terms: CaseListTerms, column: Column | None, heading: str, cells: Sequence[str]
) -> DetailKind | None:
    """What personal details a column seems to hold. The area's own agencies and districts are none."""
    if column is None:
        return heading_kind(heading) or column_kind(cells)
    if column.key in _OF_AGENCIES:
        parts = (part.strip() for cell in cells for part in cell.split(";"))
        return column_kind(part for part in parts if terms.agencies.key_of(part) is None)
    if column.key == "district":
        return column_kind(cell for cell in cells if _district(cell, terms) is None)
    return column_kind(cells)


def _case(reader: RowReader, terms: CaseListTerms) -> ListedCase:
    kind = CaseKind(reader.choice("kind", _KINDS) or CaseKind.ORDINARY)
    consent = reader.choice("consent", _CONSENTS)
    return ListedCase(
        number=_read_number(reader),
        district=_read_district(reader, terms),
        # A case that another area's MARAC passes on may have no referring agency here.
        referring_agency=_read_agency(
            reader, "referring_agency", terms, required=kind is not CaseKind.TRANSFER_IN
        ),
        presenter=_read_agency(reader, "presenter", terms),
        kind=kind,
        children=_read_children(reader) | reader.yes_or_no("children_elsewhere"),
        pregnancy=reader.yes_or_no("pregnancy"),
        repeat=reader.yes_or_no("repeat"),
        guests=_read_guests(reader, terms),
        consent=Consent(consent) if consent else None,
        previous_hearings=reader.count("previous_hearings", most=_MOST_HEARINGS) or 0,
        last_heard=_read_past_day(reader, "last_heard", terms),
        sitting=_read_sitting(reader, terms),
        linked=_read_linked(reader),
        adviser=_read_adviser(reader),
        referred_on=_read_past_day(reader, "referred_on", terms),
        marks={mark.key: said for mark in terms.marks if (said := _read_mark(reader, mark)) is not None},
    )


def _read_mark(reader: RowReader, mark: CaseMark) -> str | None:
    """What the list says of a mark: yes, no or one of its own answers; None where it says nothing."""
    choices = {same_heading(word): YES for word in ("yes", "y", "true", "1", "x")}
    choices |= {same_heading(word): NO for word in ("no", "n", "false", "0")}
    for choice in mark.answers:
        choices |= {same_heading(choice.key): choice.key, same_heading(choice.label): choice.key}
    return reader.choice(f"{_MARK}{mark.key}", choices)


def _read_number(reader: RowReader) -> CaseNumber:
    number = reader.text("number", required=True)
    if number and not _NUMBER.fullmatch(number):
        reader.blame(CaseListFault.BAD_NUMBER, "number")
    return number


def _read_linked(reader: RowReader) -> tuple[CaseNumber, ...]:
    """The numbers of the cases that are the other side of this one (WOL-23)."""
    linked = reader.parts("linked")
    if any(not _NUMBER.fullmatch(number) for number in linked):
        reader.blame(CaseListFault.BAD_NUMBER, "linked")
    return tuple(dict.fromkeys(linked))


def _read_adviser(reader: RowReader) -> str | None:
    """The adviser's key, such as `idva-2`, and never a name."""
    adviser = reader.text("adviser").casefold()
    if adviser and not _ADVISER.fullmatch(adviser):
        reader.blame(CaseListFault.BAD_ADVISER, "adviser")
    return adviser or None


def _read_district(reader: RowReader, terms: CaseListTerms) -> str | None:
    text = reader.text("district", required=bool(terms.districts))
    district = _district(text, terms)
    if text and district is None:
        reader.blame(CaseListFault.UNKNOWN_DISTRICT, "district", known=tuple(terms.districts))
    return district


def _district(text: str, terms: CaseListTerms) -> str | None:
    return next((known for known in terms.districts if same_heading(known) == same_heading(text)), None)


def _read_agency(
    reader: RowReader, key: str, terms: CaseListTerms, *, required: bool = False
) -> AgencyId | None:
    text = reader.text(key, required=required)
    agency = terms.agencies.key_of(text) if text else None
    if text and agency is None:
        reader.blame(CaseListFault.UNKNOWN_AGENCY, key, near=terms.agencies.near(text))
    return agency


def _read_guests(reader: RowReader, terms: CaseListTerms) -> tuple[AgencyId, ...]:
    guests = []
    for part in reader.parts("guests"):
        agency = terms.agencies.key_of(part)
        if agency is None:
            reader.blame(CaseListFault.UNKNOWN_AGENCY, "guests", near=terms.agencies.near(part))
        else:
            guests.append(agency)
    return tuple(dict.fromkeys(guests))


def _read_children(reader: RowReader) -> bool:
    """Yes, no, or how many. It must be said, because quoracy hangs on it (LIN-07)."""
    if re.fullmatch(r"[2-9]|1[0-9]", reader.text("children")):
        return True
    return reader.yes_or_no("children", required=True)


def _read_past_day(reader: RowReader, key: str, terms: CaseListTerms) -> date | None:
    day = reader.day(key)
    if day is not None and day > terms.today:
        reader.blame(CaseListFault.LAST_HEARD_LATER, key)
    return day


def _read_sitting(reader: RowReader, terms: CaseListTerms) -> int | None:
    sitting = reader.count("sitting", most=_MOST_HEARINGS)
    if sitting is not None and not 1 <= sitting <= terms.sittings:
        reader.blame(CaseListFault.UNKNOWN_SITTING, "sitting", sittings=terms.sittings)
    return sitting


def _blame_doubles(readers: Iterable[RowReader], cases: Iterable[ListedCase]) -> None:
    first: dict[CaseNumber, int] = {}
    for reader, case in zip(readers, cases, strict=True):
        line = first.setdefault(case.number, reader.line)
        if case.number and line != reader.line:
            reader.blame(CaseListFault.NUMBER_TWICE, "number", first=line)
