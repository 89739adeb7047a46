"""What is a personal detail and what is not: tables of invented lines and columns, and properties."""

from __future__ import annotations

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.personal_details import DetailKind, Finding, column_kind, find_details

K = DetailKind

# The detail itself is between « and »; the finding must cover it.
PERSONAL: list[tuple[DetailKind, str]] = [
    (K.NHS_NUMBER, "NHS number «999 323 7418»"),
    (K.NHS_NUMBER, "her nhs no is «9993237418», please check"),
    (K.NHS_NUMBER, "«999-797-6630» nhs"),
    (K.NHS_NUMBER, "on our system as «9995480204»"),
    (K.NHS_NUMBER, "NHS: «999 323 7419» (mistyped, and still hers)"),
    (K.PHONE, "ring «07700 900123»"),
    (K.PHONE, "tel:«07700900123»"),
    (K.PHONE, "her number is «07700-900-123»."),
    (K.PHONE, "mobile «+44 7700 900123»"),
    (K.PHONE, "«+44 (0)7700 900123» any time"),
    (K.PHONE, "«00447700900123»"),
    (K.PHONE, "landline «01632 960123»"),
    (K.PHONE, "landline «(01632) 960 123»"),
    (K.PHONE, "landline «01632.960.123»"),
    (K.PHONE, "«020 7946 0123»"),
    (K.PHONE, "first «07700 900123» 01632 960124"),
    (K.PHONE, "first 01632 960124 «07700 900123»"),
    (K.PHONE, "a spreadsheet dropped the nought: «7700900123»"),
    (K.PHONE, "abroad on «+353 20 910 0123»"),
    (K.EMAIL, "write to «sam.roe@mail.example»"),
    (K.EMAIL, "«SAM_ROE+1@council.gov.example», thanks"),
    (K.POSTCODE, "they moved to «ZE9 9ZZ»"),
    (K.POSTCODE, "postcode «ze99zz»"),
    (K.POSTCODE, "«W1A 0AX» is near"),
    (K.POSTCODE, "in «EC1A 1BB» now"),
    (K.POSTCODE, "(«B9  9AA»)"),
    (K.NATIONAL_INSURANCE, "NI «QQ 12 34 56 C»"),
    (K.NATIONAL_INSURANCE, "«QQ123456C»"),
    (K.NATIONAL_INSURANCE, "«qq123456c»"),
    (K.NATIONAL_INSURANCE, "«QQ-12-34-56-C»"),
    (K.DATE_OF_BIRTH, "DOB «12/03/1987»"),
    (K.DATE_OF_BIRTH, "dob: «1.4.09»"),
    (K.DATE_OF_BIRTH, "D.O.B. «12-03-87»"),
    (K.DATE_OF_BIRTH, "date of birth is «1987-03-12»"),
    (K.DATE_OF_BIRTH, "born on the «3rd of March 1987»"),
    (K.DATE_OF_BIRTH, "born «March 3, 1987» in another county"),
    (K.DATE_OF_BIRTH, "born in «1987»"),
    (K.DATE_OF_BIRTH, "birthday «12 Mar 2019»"),
    (K.DATE_OF_BIRTH, "dob «120387»"),
    (K.DATE_OF_BIRTH, "DOB=«12031987»"),
    (K.DATE_OF_BIRTH, "the child, «12/03/2019» (dob)"),
    (K.ADDRESS, "she is now at «12 Made Up Street»"),
    (K.ADDRESS, "«12 made up road» again"),
    (K.ADDRESS, "«4b Invented Rd»"),
    (K.ADDRESS, "«12-14 Nowhere Lane»"),
    (K.ADDRESS, "address:«7 Nowhere Avenue»"),
    (K.ADDRESS, "«99 Nowhere Close», top floor"),
    (K.ADDRESS, "from «3 Saint Nobody's Court»"),
    (K.ADDRESS, "the «flat 2b» there"),
    (K.ADDRESS, "lives at «12 nowhere» with the children"),
    (K.ADDRESS, "address is «12 Nowhere»"),
    (K.NAME, "«Mrs Roe» will be told"),
    (K.NAME, "«mr roe» was seen"),
    (K.NAME, "«MR ROE» was seen"),
    (K.NAME, "Mr and «Mrs Doe»"),
    (K.NAME, "ask «Dr. O'Nobody»"),
    (K.NAME, "«Miss Ó» Nobody said"),
    (K.NAME, "«Ms Özmade» said"),
    (K.NAME, "name: «sam»"),
    (K.NAME, "First name: «Sam»"),
    (K.NAME, "surname «Roe»"),
    (K.NAME, "last_name=«roe»"),
    (K.NAME, "her name is «Sam»"),
    (K.NAME, "initials «SR»"),
    (K.NAME, "initials: «s.r.»"),
    (K.NAME, "Victim: «Sam Roe»"),
    (K.NAME, "the perpetrator is «Alex Doe»"),
    (K.NAME, "victim «Sam Roe» rang"),
    (K.NAME, "child 2: «Sam Roe»"),
    (K.NAME, "my initials are «SR»"),
]

INNOCENT: list[str] = [
    "",
    "next",
    "Case 20461",
    "cases 20461 20462 20463",
    "case 2026/0113 and case 2026-0114 moved",
    "cases 113 114 1015",
    "cases 999 323 7418 are on the second day",
    "cases 0113 0114 0115 0116",
    "cases 0113 0114 011",
    "case 1234567 is heard first",
    "2 minutes",
    "2 minutes down the road",
    "2 minutes left, please",
    "10:00 20461, 10:12 20462, 10:24 20463",
    "09.00 09.12 09.24",
    "09.00 09.12 24",
    "slot 09:00-09:12",
    "01-12-2026 09:00",
    "01 12 2026 09:00",
    "01.12.2026 113",
    "on 25/11/2026 at 09:00",
    "2026-11-25 09:00 case 20461",
    "due 3 December 2026",
    "last heard 12/03/1987 or so the file says",
    "born into this work",
    "newborn, 2 weeks",
    "unborn baby due 25/11/2026",
    "the dob is in MODUS, see case 204611",
    "Boston Borough Council",
    "South Kesteven District Council and West Lindsey",
    "agency name: Boston Borough Council",
    "Agency name is Boston Borough Council",
    "district name: East Lindsey",
    "guest agency name: Nowhere Housing",
    "file name: list.csv",
    "name: see MODUS",
    "name: not known",
    "the name is withheld",
    "no names please",
    "the names are in MODUS",
    "name the agency",
    "surname in MODUS",
    "Victim: Adult Safeguarding to call",
    "victim Support Service to attend",
    "Victim: views given",
    "the victim is safe",
    "child is Looked After",
    "Victim is Not Reached",
    "child is 4 years old",
    "Name of agency: Police",
    "I will miss Wednesday",
    "Miss Wednesday and you miss the agenda",
    "MS Teams is slow today",
    "Ms Teams? MS Word?",
    "Dr or nurse to attend",
    "the drive took 2 hours",
    "3 in a row",
    "12 cases by the way",
    "at 10 please close",
    "case 5 is close",
    "1 to 5 road traffic",
    "case 20461 Lincoln Crown Court",
    "hearing 3 Nowhere Magistrates Court",
    "on 25 November Court closed",
    "2 agencies on the road",
    "address markers on 3 cases",
    "the address is in MODUS",
    "a flat 2 minutes each",
    "living at 3 different places",
    "Day 1 2nd sitting",
    "Q1 2nd half, E1 3rd half",
    "P1 2hr slot",
    "on 12 12 26 a meeting",
    "HBA 20461 MARAC Meeting",
    "0-19 Health has joined",
    "5 of 5 statutory agencies, 12 of 14 people",
    "@MARAC Assistant done 3",
    "mail at 10, then reply",
    "the helpline is 0808 157 0123",
    "101 or 0300 123 4567 reaches the switchboard",
    "protocol section 7.13; 24",
    "version 1.2.3.4",
    "ref 12345678901234567890",
    "£1,234,567.89",
    "1:1 chat, 2:30 pm, 16:00",
    "12 weeks, 14 days, 72 hours, 10 working days",
]


def parts(line: str) -> tuple[str, int, int]:
    before, rest = line.split("«")
    detail, after = rest.split("»")
    return before + detail + after, len(before), len(before) + len(detail)


@pytest.mark.parametrize(("kind", "line"), PERSONAL)
def test_a_personal_detail_is_found_where_it_stands(kind: DetailKind, line: str) -> None:
    text, start, end = parts(line)
    covering = [found for found in find_details(text) if found.start <= start and found.end >= end]
    assert [found.kind for found in covering] == [kind]


@pytest.mark.parametrize("line", INNOCENT)
def test_what_a_marac_writes_all_day_is_no_personal_detail(line: str) -> None:
    assert find_details(line) == ()


def test_every_detail_of_a_line_is_found_in_its_order() -> None:
    found = find_details(
        "Mrs Roe, DOB 12/03/1987, 12 Made Up Street, ZE9 9ZZ, 07700 900123, sam@mail.example"
    )
    kinds = [K.NAME, K.DATE_OF_BIRTH, K.ADDRESS, K.POSTCODE, K.PHONE, K.EMAIL]
    assert [finding.kind for finding in found] == kinds


def test_a_finding_has_no_room_for_the_text() -> None:
    assert {field.name for field in dataclasses.fields(Finding)} == {"start", "end", "kind"}
    assert "Roe" not in repr(find_details("Mrs Roe"))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["yes", "no", "", "07700 900123"], K.PHONE),
        (["7700900123", "7700900124"], K.PHONE),
        (["20461", "999 323 7418"], K.NHS_NUMBER),
        (["12/03/1987", "25/11/2026"], K.DATE_OF_BIRTH),
        (["12/03/87"], K.DATE_OF_BIRTH),
        (["1987-03-12"], K.DATE_OF_BIRTH),
        (["1987-03-12 00:00:00"], K.DATE_OF_BIRTH),
        (["", "ZE9 9ZZ"], K.POSTCODE),
        (["12 Made Up Street"], K.ADDRESS),
        (["sam@mail.example"], K.EMAIL),
        (["QQ123456C"], K.NATIONAL_INSURANCE),
        (["Mrs Roe", "Mr Doe"], K.NAME),
        (["Roe, Sam", "Doe, Alex J", "none"], K.NAME),
        (["ROE, SAM"], K.NAME),
        (["S. R.", "A.D."], K.NAME),
    ],
)
def test_a_column_that_holds_personal_details(values: list[str], kind: DetailKind) -> None:
    assert column_kind(values) is kind


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["", " "],
        ["20461", "20462", "1234567"],
        ["2026/0113", "2026/0114", "2026-115"],
        ["09:00", "09:12", "10:24"],
        ["25/11/2026", "01/12/2026", "2026-12-01"],
        ["25/11/26", "12/03/03"],
        ["2026-11-25 00:00:00"],
        ["0", "1", "4", "12"],
        ["yes", "no", "Y", "N", "TRUE"],
        ["Boston Borough Council", "East Lindsey", "Nowhere Housing; Made Up Refuge"],
        ["Children's Services", "Police", "IDVA", "0-19 Health"],
        ["ordinary", "HBA", "forced marriage", "employee-sensitive"],
        ["housing, health", "no", "no", "yes"],
        ["1", "2", "2", "1"],
    ],
)
def test_a_column_that_holds_none(values: list[str]) -> None:
    assert column_kind(values) is None


@given(st.text(max_size=120))
def test_findings_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = find_details(text)
    edges = [edge for finding in found for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)


@given(
    st.sampled_from(PERSONAL),
    st.sampled_from(["", "please note ", "case 20461 "]),
    st.sampled_from(["", " ok?"]),
)
def test_a_detail_is_found_wherever_in_a_line_it_stands(
    row: tuple[DetailKind, str], before: str, after: str
) -> None:
    text, _, _ = parts(row[1])
    assert row[0] in {finding.kind for finding in find_details(f"{before}\n{text}\n{after}")}


# A number that starts with 0 and has ten digits in all may as well be a telephone's, and is taken for one.
@given(st.from_regex(r"[1-9][0-9]{0,6}([/-][0-9]{1,6})?|0[0-9]{0,6}(/[0-9]{1,6})?", fullmatch=True))
def test_no_case_number_is_a_personal_detail(number: str) -> None:
    assert find_details(f"case {number}, then break") == ()
    assert column_kind([number]) is None


@given(st.lists(st.sampled_from([*INNOCENT, *(parts(line)[0] for _, line in PERSONAL)])))
def test_a_column_is_refused_for_any_cell_with_a_detail(values: list[str]) -> None:
    if any(find_details(value) for value in values):
        assert column_kind(values) is not None


def test_a_chat_line_takes_no_time_and_a_long_one_grows_no_faster_than_its_length() -> None:
    line = "call me on 07700 900123 after 12:00 about case 20461 (12 minutes, 25/11/2026), thanks "
    find_details(line)
    rounds = 200
    started = time.perf_counter()
    for _ in range(rounds):
        find_details(line)
    assert (time.perf_counter() - started) / rounds < 0.002  # ten times what it takes, for a busy machine
    started = time.perf_counter()
    for nasty in ("a" * 28_000, "1 " * 14_000, "0" * 28_000, "1 a " * 7_000, "A1 " * 9_000, "born " * 5_000):
        find_details(nasty)
    assert time.perf_counter() - started < 5
