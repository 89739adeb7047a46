"""A case list is read whole, or refused with every problem and no word of what the file held."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.personal_details import heading_kind
from marac.words import CaseKind, Consent
from usecases.agency_names import AgencyNames
from usecases.case_list import (
    COLUMNS,
    CaseListFault,
    CaseListRefused,
    CaseListTerms,
    ListedCase,
    parse_case_list,
)
from usecases.imported_files import FileFault, Problem
from usecases.tables import read_table, write_csv


class AnAgency(msgspec.Struct, frozen=True):
    key: str
    name: str
    aliases: tuple[str, ...] = ()


AGENCIES = [
    AnAgency("police", "Upshire Police", ("Police", "Upshire Constabulary")),
    AnAgency("idva", "Upshire IDVA Service", ("IDVA",)),
    AnAgency("childrens-services", "Children’s Services"),
    AnAgency("upton-housing", "Upton Housing & Homes", ("12 High Street Housing",)),
    AnAgency("north-gp", "North Practice", ("The Practice",)),
    AnAgency("south-gp", "South Practice", ("The Practice",)),
]
TERMS = CaseListTerms(
    districts=("East Upshire", "Upton"), agencies=AgencyNames(AGENCIES), sittings=2, today=date(2026, 11, 22)
)
HEADINGS = "Case number,District,Referring agency,Children"


def parse(text: str, terms: CaseListTerms = TERMS) -> tuple[ListedCase, ...]:
    return parse_case_list(read_table(text.encode(), "cases.csv"), terms)


def problems(text: str, terms: CaseListTerms = TERMS) -> tuple[Problem, ...]:
    with pytest.raises(CaseListRefused) as refused:
        parse(text, terms)
    return refused.value.problems


def a_row(heading: str, cell: str) -> str:
    """A list of one sound case with one more column, or with another cell in a column it has."""
    row = {"Case number": "20461", "District": "Upton", "Referring agency": "Police", "Children": "no"}
    row[heading] = cell
    return write_csv(list(row), [list(row.values())]).decode("utf-8-sig")


def test_a_whole_list_is_read() -> None:
    text = (
        "Case No.;DISTRICT;referring_agency;Presenting agency;Children;Pregnant;Repeat;Kind;"
        "Guest agencies;Consent;Previous hearings;Last heard;Sitting\n"
        '20461;upton;police;IDVA;yes;no;YES;HBA;"Upton Housing and Homes; Children\'s services;";'
        "Not reached;4;25/11/2025;2\n"
        "2026/0113;East  Upshire;Upshire Constabulary;;0;x;;;;;;;\n"
    )
    full, sparse = parse(text)
    assert full == ListedCase(
        number="20461",
        district="Upton",
        referring_agency="police",
        presenter="idva",
        kind=CaseKind.HBA,
        children=True,
        repeat=True,
        guests=("upton-housing", "childrens-services"),
        consent=Consent.NOT_REACHED,
        previous_hearings=4,
        last_heard=date(2025, 11, 25),
        sitting=2,
    )
    assert sparse == ListedCase(
        number="2026/0113", district="East Upshire", referring_agency="police", pregnancy=True
    )


def test_an_area_without_districts_needs_none() -> None:
    terms = CaseListTerms(districts=(), agencies=AgencyNames(AGENCIES), sittings=1, today=date(2026, 11, 22))
    assert parse("Case number,Referring agency,Children\n1,IDVA,no\n", terms)[0].district is None


def test_only_a_transfer_may_come_without_a_referring_agency() -> None:
    assert parse(f"{HEADINGS},Kind\n1,Upton,,no,transfer in\n")[0].referring_agency is None
    (problem,) = problems(f"{HEADINGS},Kind\n1,Upton,,no,ordinary\n")
    assert (problem.reason, problem.column) == (FileFault.MISSING_CELL, "Referring agency")


@pytest.mark.parametrize("number", ["1", "20461", "1234567", "2026/0113", "2026-0113", "1/123456"])
def test_a_case_number_is_digits(number: str) -> None:
    assert parse(a_row("Case number", number))[0].number == number


@pytest.mark.parametrize(
    "number",
    ["SR20461", "20461SR", "20461 a", "12345678", "2026/0113/2", "2026-11-25", "20461.5", "HBA 1"],
)
def test_a_case_number_with_anything_else_is_refused_unquoted(number: str) -> None:
    (problem,) = problems(a_row("Case number", number))
    assert problem == Problem(reason=CaseListFault.BAD_NUMBER, line=2, column="Case number")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", CaseKind.ORDINARY),
        ("Ordinary", CaseKind.ORDINARY),
        ("hba", CaseKind.HBA),
        ("So-called honour-based abuse", CaseKind.HBA),
        ("Forced marriage", CaseKind.FORCED_MARRIAGE),
        ("FGM", CaseKind.FGM),
        ("EMPLOYEE - SENSITIVE", CaseKind.EMPLOYEE_SENSITIVE),
        ("employee-sensitive", CaseKind.EMPLOYEE_SENSITIVE),
        ("transfer in", CaseKind.TRANSFER_IN),
        ("MARAC to MARAC", CaseKind.TRANSFER_IN),
        ("emergency", CaseKind.EMERGENCY),
    ],
)
def test_kinds_of_case(written: str, kind: CaseKind) -> None:
    assert parse(a_row("Kind", written))[0].kind is kind


@pytest.mark.parametrize(
    ("written", "consent"),
    [
        ("", None),
        ("Yes", Consent.YES),
        ("declined", Consent.REFUSED),
        ("no", Consent.REFUSED),
        ("not-reached", Consent.NOT_REACHED),
        ("No contact", Consent.NOT_REACHED),
    ],
)
def test_consent(written: str, consent: Consent | None) -> None:
    assert parse(a_row("Consent", written))[0].consent is consent


@pytest.mark.parametrize(
    ("written", "children"),
    [("y", True), ("TRUE", True), ("1", True), ("3", True), ("✓", True), ("N", False), ("0", False)],
)
def test_children_are_said_by_yes_no_or_number(written: str, children: bool) -> None:
    assert parse(a_row("Children", written))[0].children is children


@pytest.mark.rule("LIN-51")
@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Victim", "name"),
        ("Perpetrator name", "name"),
        ("initials", "name"),
        ("D.O.B.", "date-of-birth"),
        ("Address", "address"),
        ("Mobile", "phone"),
        ("NHS no", "nhs-number"),
        ("Postcode", "postcode"),
        ("E-mail", "email"),
    ],
)
def test_a_column_with_a_personal_heading_refuses_the_file_by_its_name(heading: str, kind: str) -> None:
    (problem,) = problems(a_row(heading, "whatever"))
    assert problem == Problem(
        reason=FileFault.PERSONAL_COLUMN, column=heading, letter="E", facts={"kind": kind}
    )


@pytest.mark.rule("LIN-51")
@pytest.mark.parametrize("heading", ["Consent", "Guests", "Last heard", "Notes", "District", "Case number"])
@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Mrs Roe", "name"),
        ("12/03/1987", "date-of-birth"),
        ("12 Made Up Street", "address"),
        ("07700 900123", "phone"),
        ("999 323 7418", "nhs-number"),
        ("sam@mail.example", "email"),
    ],
)
def test_a_column_with_personal_details_in_it_refuses_the_file_by_its_name(
    heading: str, cell: str, kind: str
) -> None:
    (problem,) = problems(a_row(heading, cell))
    assert (problem.reason, problem.column, problem.facts) == (
        FileFault.PERSONAL_COLUMN,
        heading,
        {"kind": kind},
    )


def test_an_agency_that_is_called_after_a_street_is_still_an_agency() -> None:
    assert parse(a_row("Guests", "IDVA; 12 High Street Housing"))[0].guests == ("idva", "upton-housing")


def test_a_heading_that_is_itself_somebodys_detail_is_not_repeated() -> None:
    found = problems(a_row("Mrs Roe", "x")) + problems(a_row("07700 900123", "x"))
    assert [(problem.column, problem.letter) for problem in found] == [(None, "E"), (None, "E")]


def test_a_file_without_headings_is_refused_and_its_first_row_not_repeated() -> None:
    (problem,) = problems("20461,Upton,Sam Roe\n20462,Upton,Alex Doe\n")
    assert problem.reason is FileFault.NO_HEADINGS
    assert problem.facts == {"known": tuple(column.title for column in COLUMNS)}


def test_unknown_missing_and_doubled_columns_are_all_told_at_once() -> None:
    found = problems("Case number,Case ref,Weather,Children\n1,1,fine,no\n")
    assert [(problem.reason, problem.column, problem.letter) for problem in found] == [
        (FileFault.UNKNOWN_COLUMN, "Weather", "C"),
        (FileFault.SAME_COLUMN, "Case number", "B"),
        (FileFault.MISSING_COLUMN, "District", None),
        (FileFault.MISSING_COLUMN, "Referring agency", None),
    ]
    assert found[0].facts == {"known": tuple(column.title for column in COLUMNS)}
    assert found[1].facts == {"columns": ("A", "B")}


def test_every_bad_cell_is_told_by_line_with_its_reason_and_nothing_is_imported() -> None:
    more = "Pregnancy,Repeat,Kind,Guests,Consent,Previous hearings,Last heard,Sitting"
    found = problems(
        f"{HEADINGS},{more}\n"
        "1,Upton,Police,no,,,,,,,,\n"
        "x,Downton,Upshire Polise,perhaps,maybe,so,odd,IDVA; Nobody,later,many,25/13/2025,3\n"
        ",,,,,,,,,,,\n"
        "1,Upton,The Practice,yes,,,,,,,23/11/2026,0\n"
    )
    assert [(problem.line, problem.column, problem.reason) for problem in found] == [
        (3, "Kind", FileFault.NOT_A_CHOICE),
        (3, "Consent", FileFault.NOT_A_CHOICE),
        (3, "Case number", CaseListFault.BAD_NUMBER),
        (3, "District", CaseListFault.UNKNOWN_DISTRICT),
        (3, "Referring agency", CaseListFault.UNKNOWN_AGENCY),
        (3, "Children", FileFault.NOT_YES_OR_NO),
        (3, "Pregnancy", FileFault.NOT_YES_OR_NO),
        (3, "Repeat", FileFault.NOT_YES_OR_NO),
        (3, "Guests", CaseListFault.UNKNOWN_AGENCY),
        (3, "Previous hearings", FileFault.NOT_A_COUNT),
        (3, "Last heard", FileFault.NOT_A_DATE),
        (3, "Sitting", CaseListFault.UNKNOWN_SITTING),
        (5, "Referring agency", CaseListFault.UNKNOWN_AGENCY),
        (5, "Last heard", CaseListFault.LAST_HEARD_LATER),
        (5, "Sitting", CaseListFault.UNKNOWN_SITTING),
        (5, "Case number", CaseListFault.NUMBER_TWICE),
    ]
    facts = {(problem.line, problem.column): problem.facts for problem in found}
    assert facts[3, "District"] == {"known": ("East Upshire", "Upton")}
    assert facts[3, "Referring agency"] == {"near": ("Upshire Police",)}
    assert facts[3, "Consent"] == {"known": ("yes", "refused", "not-reached")}
    assert facts[3, "Kind"] == {"known": tuple(kind.value for kind in CaseKind)}
    assert facts[3, "Previous hearings"] == {"most": 99}
    assert facts[3, "Sitting"] == {"sittings": 2}
    assert facts[5, "Case number"] == {"first": 2}


@pytest.mark.parametrize("missing", ["Case number", "District", "Referring agency", "Children"])
def test_what_every_case_needs_may_not_be_blank(missing: str) -> None:
    (problem,) = problems(a_row(missing, ""))
    assert problem == Problem(reason=FileFault.MISSING_CELL, line=2, column=missing)


def test_no_known_heading_is_taken_for_a_personal_one() -> None:
    headings = [name for column in COLUMNS for name in (column.title, column.key, *column.names)]
    assert [heading for heading in headings if heading_kind(heading)] == []


def test_no_heading_means_two_columns() -> None:
    for column in COLUMNS:
        for name in (column.title, column.key, *column.names):
            assert [other.key for other in COLUMNS if other.goes_by(name)] == [column.key]


@given(
    st.sampled_from(
        ["District", "Referring agency", "Children", "Kind", "Guests", "Consent", "Sitting", "Last heard"]
    ),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=8, max_size=20).map(lambda text: f"zz{text}"),
)
def test_no_problem_ever_quotes_a_cell(heading: str, cell: str) -> None:
    with pytest.raises(CaseListRefused) as refused:
        parse(a_row(heading, cell))
    assert cell not in f"{refused.value} {refused.value.problems}".casefold()


@given(st.permutations(["Case number", "District", "Referring agency", "Children", "Kind"]))
def test_the_order_of_the_columns_does_not_matter(headings: list[str]) -> None:
    row = {
        "Case number": "1",
        "District": "Upton",
        "Referring agency": "IDVA",
        "Children": "yes",
        "Kind": "fgm",
    }
    text = write_csv(headings, [[row[heading] for heading in headings]]).decode("utf-8-sig")
    assert parse(text) == (
        ListedCase(number="1", district="Upton", referring_agency="idva", children=True, kind=CaseKind.FGM),
    )
