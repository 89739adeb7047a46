"""A register is read whole from CSV or sheets, or refused with every problem; it holds professionals only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.words import Capacity
from usecases.agency_names import AgencyNames
from usecases.imported_files import FileFault, Problem
from usecases.register_agencies import key_from
from usecases.register_file import (
    AGENCY_COLUMNS,
    BUSINESS_MANAGER,
    PEOPLE_COLUMNS,
    Register,
    RegisterAgency,
    RegisterFault,
    RegisterPerson,
    RegisterRefused,
    RegisterTerms,
    parse_register,
)
from usecases.tables import Sheet, read_table, read_tables, write_csv, write_xlsx


class AnAgency(msgspec.Struct, frozen=True):
    key: str
    name: str
    aliases: tuple[str, ...] = ()


TYPES = {"police": "Police", "childrens-services": "Children’s services", "housing": "Housing provider"}
TERMS = RegisterTerms(TYPES, [AnAgency("upton-homes", "Upton Homes", ("UH",))])
OBJECT_ID = "00000000-0000-4000-8000-00000000000a"


def parse(*texts: str, terms: RegisterTerms = TERMS) -> Register:
    return parse_register([read_table(text.encode(), "register.csv") for text in texts], terms)


def problems(*texts: str, terms: RegisterTerms = TERMS) -> tuple[Problem, ...]:
    with pytest.raises(RegisterRefused) as refused:
        parse(*texts, terms=terms)
    return refused.value.problems


def told(found: Sequence[Problem]) -> list[tuple[int | None, str | None, str]]:
    return [(problem.line, problem.column, problem.reason.value) for problem in found]


def an_agency(heading: str, cell: str) -> str:
    row = {"Agency": "Upshire Police", "Agency type": "Police"} | {heading: cell}
    return write_csv(list(row), [list(row.values())]).decode("utf-8-sig")


def a_person(heading: str, cell: str) -> str:
    row = {"Name": "Sam Roe", "E-mail": "sam@police.example", "Agency": "UH", "Role": "deputy"} | {
        heading: cell
    }
    return write_csv(list(row), [list(row.values())]).decode("utf-8-sig")


AGENCIES = (
    "Agency,Type,Statutory,Aliases,Contact role,Contact phone,Contact e-mail,Signatory\n"
    "Upshire Police,police,yes,Police; The Force,Duty sergeant,01632 960123,Duty@Police.example,"
    "Chief Officer\n"
    "Children's Services,Childrens Services,,,,,,\n"
)
PEOPLE = (
    "Name;E-mail;Agency;Role;Job title;Phone;Line manager e-mail;Authority;Induction complete;Covers;"
    "AAD object id\n"
    'Sam Roe;Sam@Police.example;the force;"Representative; chair";Sergeant;7700900123;boss@police.example;'
    f'yes;no;"North Practice; South Practice";{OBJECT_ID.upper()}\n'
    "Alex Doe;alex@council.example;;Business manager;;;;;;;\n"
    "Jo Poe;jo@homes.example;UH;deputy;;;;;;;\n"
)


def test_a_whole_register_is_read_from_two_files_in_either_order() -> None:
    register = parse(AGENCIES, PEOPLE)
    assert parse(PEOPLE, AGENCIES) == register
    assert register.agencies == (
        RegisterAgency(
            key="upshire-police",
            name="Upshire Police",
            type="police",
            statutory=True,
            aliases=("Police", "The Force"),
            contact_role="Duty sergeant",
            contact_phone="01632 960123",
            contact_email="duty@police.example",
            signatory="Chief Officer",
        ),
        RegisterAgency(key="childrens-services", name="Children's Services", type="childrens-services"),
    )
    assert register.people == (
        RegisterPerson(
            name="Sam Roe",
            email="sam@police.example",
            agency="upshire-police",
            roles=("representative", "chair"),
            job_title="Sergeant",
            phone="07700900123",
            line_manager_email="boss@police.example",
            authority=True,
            induction=False,
            covers=("North Practice", "South Practice"),
            aad_id=OBJECT_ID,
        ),
        RegisterPerson(name="Alex Doe", email="alex@council.example", roles=(BUSINESS_MANAGER,)),
        RegisterPerson(name="Jo Poe", email="jo@homes.example", agency="upton-homes", roles=("deputy",)),
    )


def test_two_sheets_of_a_workbook_are_a_register_too() -> None:
    sheets = [
        Sheet("Agencies", ["Agency", "Type"], [["Upshire Police", "Police"]]),
        Sheet(
            "People",
            ["Name", "E-mail", "Agency", "Role"],
            [["Sam Roe", "s@p.example", "Upshire Police", "rep"]],
        ),
    ]
    register = parse_register(read_tables(write_xlsx(sheets), "register.xlsx"), TERMS)
    assert [agency.key for agency in register.agencies] == ["upshire-police"]
    assert [person.agency for person in register.people] == ["upshire-police"]


def test_either_table_alone_will_do() -> None:
    assert parse(AGENCIES).people == ()
    assert parse(a_person("Role", "representative")).agencies == ()


@pytest.mark.parametrize(
    ("written", "roles"),
    [
        ("Chair", (Capacity.CHAIR,)),
        ("co-ordinator", (Capacity.ADMINISTRATOR,)),
        ("Administrator", (Capacity.ADMINISTRATOR,)),
        ("OBSERVER", (Capacity.OBSERVER,)),
        ("guest", (Capacity.GUEST,)),
        ("Operational lead", (Capacity.LEAD,)),
        ("line manager; deputy; deputy", (Capacity.MANAGER, Capacity.DEPUTY)),
    ],
)
def test_roles(written: str, roles: tuple[str, ...]) -> None:
    assert parse(a_person("Role", written)).people[0].roles == roles


def test_an_agency_keeps_its_key_under_a_name_it_already_goes_by() -> None:
    (agency,) = parse(an_agency("Agency", "UH")).agencies
    assert (agency.key, agency.name) == ("upton-homes", "UH")
    (renamed,) = parse("Agency,Type,Agency key\nBrand New Homes,Housing provider,upton-homes\n").agencies
    assert (renamed.key, renamed.name) == ("upton-homes", "Brand New Homes")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Children’s Services", "childrens-services"),
        ("Upton Housing & Homes", "upton-housing-and-homes"),
        ("0–19 Health", "0-19-health"),
        ("Café Refuge (Upshire)", "cafe-refuge-upshire"),
    ],
)
def test_a_key_is_made_of_the_name(name: str, key: str) -> None:
    assert key_from(name) == key


def test_every_problem_of_both_tables_is_told_at_once_under_its_table() -> None:
    agencies = (
        "Agency,Type,Agency key,Statutory,Aliases,Contact phone,Contact e-mail\n"
        "Upshire Police,Coastguard,,perhaps,,12,nowhere\n"
        ",police,,,,,\n"
        "Police,police,Not A Key,,Upshire police; UH,,\n"
        "Upshire Police,police,,,,,\n"
        "???,police,,,,,\n"
    )
    people = (
        "Name,E-mail,Agency,Role,Phone,Line manager e-mail,Authority,AAD object id\n"
        "Sam Roe,sam@police.example,Upshire Polise,juggler,call me,boss,perhaps,123\n"
        "Sam Roe,SAM@police.example,,chair,,,,\n"
        ",,,representative,,,,\n"
    )
    found = problems(agencies, people)
    by_table = {
        table: told([problem for problem in found if problem.facts["table"] == table])
        for table in ("agencies", "people")
    }
    assert by_table["agencies"] == [
        (2, "Agency type", "unknown-type"),
        (2, "Statutory", "not-yes-or-no"),
        (2, "Contact phone", "bad-phone"),
        (2, "Contact e-mail", "bad-email"),
        (3, "Agency", "missing-cell"),
        (4, "Agency key", "bad-key"),
        (4, "Aliases", "name-of-another"),
        (4, "Aliases", "name-of-another"),
        (5, "Agency", "agency-twice"),
        (6, "Agency", "bad-key"),
    ]
    assert by_table["people"] == [
        (2, "Role", "unknown-role"),
        (2, "Agency", "unknown-agency"),
        (2, "Phone", "bad-phone"),
        (2, "Line manager e-mail", "bad-email"),
        (2, "Authority", "not-yes-or-no"),
        (2, "AAD object id", "bad-id"),
        (3, "E-mail", "person-twice"),
        (4, "Name", "missing-cell"),
        (4, "E-mail", "missing-cell"),
        (4, "Agency", "missing-cell"),
    ]
    facts = {(problem.facts["table"], problem.line, problem.reason): problem.facts for problem in found}
    assert facts["agencies", 2, RegisterFault.UNKNOWN_TYPE]["known"] == tuple(TYPES.values())
    assert facts["agencies", 5, RegisterFault.AGENCY_TWICE]["first"] == 2
    assert [p.facts for p in found if p.reason is RegisterFault.NAME_OF_ANOTHER] == [
        {"first": 2, "table": "agencies"},
        {"agency": "Upton Homes", "table": "agencies"},
    ]
    assert facts["people", 2, RegisterFault.UNKNOWN_AGENCY]["near"] == ("Upshire Police",)
    assert facts["people", 3, RegisterFault.PERSON_TWICE]["first"] == 2


def test_a_table_of_neither_kind_or_two_of_one_kind_are_refused() -> None:
    (problem,) = problems("Name,Weather\nSam Roe,fine\n")
    assert problem == Problem(
        reason=RegisterFault.UNKNOWN_TABLE, facts={"sheet": 1, "known": ("Agency type", "Role")}
    )
    (twice,) = problems(AGENCIES, AGENCIES)
    assert twice == Problem(reason=RegisterFault.TABLE_TWICE, facts={"sheet": 2, "table": "agencies"})


def test_agencies_that_cannot_be_read_are_not_blamed_on_the_people() -> None:
    found = problems(
        "Agency,Type,Weather\nUpshire Police,Police,fine\n", a_person("Agency", "Upshire Police")
    )
    assert told(found) == [(None, "Weather", "unknown-column")]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("DOB", "date-of-birth"),
        ("NHS number", "nhs-number"),
        ("Home address", "address"),
        ("Postcode", "postcode"),
        ("NI number", "national-insurance"),
    ],
)
@pytest.mark.parametrize("table", [an_agency, a_person])
def test_a_column_that_is_nobodys_work_refuses_the_register(
    table: Callable[[str, str], str], heading: str, kind: str
) -> None:
    (problem,) = problems(table(heading, "x"))
    assert (problem.reason, problem.column) == (FileFault.PERSONAL_COLUMN, heading)
    assert problem.facts["kind"] == kind


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Job title", "999 323 7418"), ("Covers", "QQ123456C"), ("Job title", "born 12/03/1987")],
)
def test_what_stands_in_a_known_column_can_refuse_the_register_too(heading: str, cell: str) -> None:
    (problem,) = problems(a_person(heading, cell))
    assert (problem.reason, problem.column) == (FileFault.PERSONAL_COLUMN, heading)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Covers", "12 High Street Surgery"),
        ("Phone", "01632 960123"),
        ("Phone", "+44 7700 900123"),
        ("Name", "Dr Roe"),
    ],
)
def test_what_belongs_to_a_professional_passes(heading: str, cell: str) -> None:
    assert parse(a_person(heading, cell)).people


@pytest.mark.parametrize(
    "email", ["sam", "sam@", "@police.example", "sam@police", "s m@police.example", "a@b.example, c"]
)
def test_an_address_that_cannot_be_written_to_is_refused(email: str) -> None:
    (problem,) = problems(a_person("E-mail", email))
    assert problem == Problem(
        reason=RegisterFault.BAD_EMAIL, line=2, column="E-mail", facts={"table": "people"}
    )


def test_no_heading_means_two_columns_of_a_table() -> None:
    for columns in (AGENCY_COLUMNS, PEOPLE_COLUMNS):
        for column in columns:
            for name in (column.title, column.key, *column.names):
                assert [other.key for other in columns if other.goes_by(name)] == [column.key]


def test_a_name_that_two_agencies_go_by_finds_neither() -> None:
    names = AgencyNames(
        [AnAgency("a", "North", ("The Practice",)), AnAgency("b", "South", ("the practice",))]
    )
    assert (names.key_of("north"), names.key_of("The Practice"), names.key_of("")) == ("a", None, None)


@given(
    st.lists(
        st.text("abcdefgh &'’-", min_size=1, max_size=12).filter(lambda t: key_from(t) != ""), max_size=8
    )
)
def test_agencies_read_have_keys_of_their_own_or_are_refused(names: list[str]) -> None:
    rows = [[f"x{name}", "police"] for name in names] or [["x", "police"]]
    text = write_csv(["Agency", "Type"], rows).decode("utf-8-sig")
    keys = [key_from(" ".join(row[0].split())) for row in rows]
    spelt = ["".join(filter(str.isalpha, row[0].replace("&", "and"))) for row in rows]
    if len(set(spelt)) == len(spelt):  # names that differ in punctuation alone are one agency to a reader
        assert [agency.key for agency in parse(text).agencies] == keys
        assert len(set(keys)) == len(keys)
    else:
        reasons = {problem.reason for problem in problems(text)}
        assert reasons
        assert reasons <= {RegisterFault.AGENCY_TWICE, RegisterFault.NAME_OF_ANOTHER}
