"""Files as people drop them on the bot: read whole, or refused with a reason; and written safely."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from usecases.table_shape import column_letter
from usecases.tables import (
    Sheet,
    Table,
    TableFault,
    TableLimits,
    TableRefused,
    read_table,
    read_tables,
    write_csv,
    write_xlsx,
)

CASES = [["Case number", "District", "Children"], ["20461", "East Upshire", "yes"], ["20462", "Upton", ""]]
AS_READ = [
    (2, {"Case number": "20461", "District": "East Upshire", "Children": "yes"}),
    (3, {"Case number": "20462", "District": "Upton", "Children": ""}),
]


def a_csv(rows: list[list[str]], delimiter: str = ",", ending: str = "\r\n") -> str:
    return ending.join(delimiter.join(row) for row in rows) + ending


def a_workbook(rows: list[list[Any]], change: Callable[[Workbook], object] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part of the zip put in or replaced."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return data.getvalue()


def read_back(data: bytes, file_name: str) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, dict(row.cells)) for row in read_table(data, file_name).rows]


def refusal(data: bytes, file_name: str, limits: TableLimits | None = None) -> TableRefused:
    with pytest.raises(TableRefused) as refused:
        read_table(data, file_name, limits or TableLimits())
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_a_csv_file_is_read_however_it_was_saved(encoding: str, delimiter: str, ending: str) -> None:
    assert read_back(a_csv(CASES, delimiter, ending).encode(encoding), "Cases.CSV") == AS_READ


def test_letters_beyond_ascii_survive_every_encoding() -> None:
    for encoding in ("utf-8", "utf-16", "cp1252"):
        table = read_table("agency\nCafé – Women’s Aid\n".encode(encoding), "a.csv")
        assert table.column("agency") == ("Café – Women’s Aid",)


def test_a_workbook_is_read_like_the_same_csv_file() -> None:
    assert read_back(a_workbook(CASES), "cases.xlsx") == AS_READ


def test_values_of_a_workbook_become_what_people_read() -> None:
    row = [
        20461,
        20462.0,
        1.5,
        True,
        date(2026, 11, 25),
        datetime(2026, 11, 25, 9, 30, tzinfo=UTC).replace(tzinfo=None),
        time(9, 30),
        " a  b\nc ",
    ]
    data = a_workbook([list("abcdefgh"), row])
    cells = read_table(data, "a.xlsx").rows[0].cells
    expected = ["20461", "20462", "1.5", "yes", "2026-11-25", "2026-11-25 09:30", "09:30", "a b c"]
    assert list(cells.values()) == expected


def test_lines_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = '\n\ncase,note\n1,"two\nlines"\n,\n\n2,last\n'
    assert [(row.line, row.cells["note"]) for row in read_table(text.encode(), "a.csv").rows] == [
        (4, "two lines"),
        (7, "last"),
    ]
    rows: list[list[Any]] = [[], ["case", "note"], [1, "x"], [], [None, "  "], [2, "last"]]
    assert [row.line for row in read_table(a_workbook(rows), "a.xlsx").rows] == [3, 6]


def test_a_semicolon_inside_a_cell_does_not_decide_the_delimiter() -> None:
    table = read_table(b"case,guests\n1,Housing; Health; Schools\n", "a.csv")
    assert table.column("guests") == ("Housing; Health; Schools",)
    quoted = read_table(b'"case; number",guests\n1,\n', "a.csv")
    assert quoted.headings == ("case; number", "guests")


def test_excels_own_delimiter_line_is_followed_and_not_counted() -> None:
    table = read_table(b"sep=;\r\ncase;note\r\n1;a,b,c\r\n", "a.csv")
    assert [(row.line, row.cells["note"]) for row in table.rows] == [(2, "a,b,c")]


def test_a_column_knows_its_letter() -> None:
    table = read_table(b"case,,note\n1,,x\n", "a.csv")
    assert table.headings == ("case", "note")
    assert table.letters == {"case": "A", "note": "C"}
    letters = {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"}
    assert {index: column_letter(index) for index in letters} == letters


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (b"", "a.csv", TableFault.EMPTY),
        (b" \r\n \n", "a.csv", TableFault.EMPTY),
        (b",,\n,,\n", "a.csv", TableFault.EMPTY),
        (b"case,district\n", "a.csv", TableFault.NO_ROWS),
        (b"case,district\n,\n", "a.csv", TableFault.NO_ROWS),
        (b"case\n1\n", "a.pdf", TableFault.UNKNOWN_TYPE),
        (b"case\n1\n", "cases", TableFault.UNKNOWN_TYPE),
        (b"case\n1\n", "a.ods", TableFault.UNKNOWN_TYPE),
        (b"case\n1\n", "a.xls", TableFault.OLD_EXCEL),
        (b"case\n1\n", "a.XLSM", TableFault.MACROS),
        (b"case\n1\n", "a.xlsx", TableFault.BROKEN_WORKBOOK),
        (b"PK\x03\x04rest", "a.xlsx", TableFault.BROKEN_WORKBOOK),
        (b"PK\x03\x04rest", "a.csv", TableFault.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.xlsx", TableFault.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.csv", TableFault.NOT_TEXT),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            TableFault.ENCRYPTED,
        ),
        (b"case\n\x00\x01\n", "a.csv", TableFault.NOT_TEXT),
        (b"case\n\x1b[2J\n", "a.csv", TableFault.NOT_TEXT),
        (b"case\n\x81\x8d\n", "a.csv", TableFault.BAD_ENCODING),
        (b"\xff\xfec", "a.csv", TableFault.BAD_ENCODING),
        ("case\n1\n".encode("utf-32"), "a.csv", TableFault.BAD_ENCODING),
        (b'case\n"1\n', "a.csv", TableFault.BROKEN_CSV),
        (b'case,note\n1,"a"b\n', "a.csv", TableFault.BROKEN_CSV),
        (b"Case No,district,case_no\n1,2,3\n", "a.csv", TableFault.DUPLICATE_HEADING),
        (b"case,\n1,2\n", "a.csv", TableFault.MISSING_HEADING),
        (b"case\n1,2\n", "a.csv", TableFault.MISSING_HEADING),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused(data: bytes, name: str, fault: TableFault) -> None:
    assert refusal(data, name).reason is fault


def test_a_refusal_says_where() -> None:
    assert refusal(b"Case No,district,case_no\n1,2,3\n", "a.csv").facts == {"columns": ("A", "C")}
    assert refusal(b"case\n1\n1,,9\n", "a.csv").facts == {"line": 3, "columns": ("C",)}
    assert refusal(b"x", "a.pdf").facts == {"accepted": ("csv", "xlsx")}


def test_limits_are_kept_to_and_named() -> None:
    limits = TableLimits(size=200, rows=2, columns=3, cell=10)
    assert len(read_table(b"a,b,c\n1,2,3\n4,5,6\n", "a.csv", limits).rows) == 2
    too_large = refusal(b"a" * 201, "a.csv", limits)
    assert (too_large.reason, too_large.facts) == (TableFault.TOO_LARGE, {"limit": 200})
    too_many = refusal(b"a\n1\n2\n3\n", "a.csv", limits)
    assert (too_many.reason, too_many.facts) == (TableFault.TOO_MANY_ROWS, {"limit": 2})
    too_wide = refusal(b"a,b,c,d\n1,2,3,4\n", "a.csv", limits)
    assert (too_wide.reason, too_wide.facts) == (TableFault.TOO_MANY_COLUMNS, {"line": 1, "limit": 3})
    too_long = refusal(b"a,b\n1,12345678901\n", "a.csv", limits)
    assert too_long.reason is TableFault.CELL_TOO_LONG
    assert too_long.facts == {"line": 2, "columns": ("B",), "limit": 10}
    assert refusal(a_workbook([["a"], *[[n] for n in range(9)]]), "a.xlsx", TableLimits(rows=3)).facts == {
        "limit": 3
    }


def test_what_a_refusal_says_never_quotes_the_file() -> None:
    refused = refusal(b"Sam Roe,Sam  roe\n07700 900123,x\n", "Sam Roe.csv")
    assert "roe" not in f"{refused} {refused!r} {refused.facts}".casefold()


def test_a_formula_is_refused_at_its_cell_and_text_that_looks_like_one_is_not() -> None:
    refused = refusal(a_workbook([["case", "n"], [1, "=1+1"]]), "a.xlsx")
    assert (refused.reason, refused.facts) == (TableFault.FORMULA, {"line": 2, "columns": ("B",)})

    def as_text(book: Workbook) -> None:
        assert book.active is not None
        book.active["B2"].data_type = "s"

    assert read_table(a_workbook([["case", "n"], [1, "=1+1"]], as_text), "a.xlsx").column("n") == ("=1+1",)


def test_a_second_filled_sheet_is_refused_an_empty_or_hidden_one_is_not() -> None:
    def fill_another(book: Workbook) -> None:
        book.create_sheet("More").append(["case"])

    def hide_another(book: Workbook) -> None:
        page = book.create_sheet("Lists")
        page.append(["yes"])
        page.sheet_state = "hidden"

    refused = refusal(a_workbook(CASES, fill_another), "a.xlsx")
    assert (refused.reason, refused.facts) == (TableFault.SEVERAL_SHEETS, {"count": 2})
    assert read_back(a_workbook(CASES, lambda book: book.create_sheet("Empty")), "a.xlsx") == AS_READ
    assert read_back(a_workbook(CASES, hide_another), "a.xlsx") == AS_READ


def test_several_sheets_can_be_read_when_they_are_asked_for() -> None:
    data = write_xlsx([Sheet("One", ["a"], [["1"]]), Sheet("Two", ["b"], [["2"]])])
    assert [table.headings for table in read_tables(data, "a.xlsx")] == [("a",), ("b",)]


def test_macros_are_refused_whatever_the_file_is_called() -> None:
    data = with_part(a_workbook(CASES), "xl/vbaProject.bin", b"x")
    assert refusal(data, "a.xlsx").reason is TableFault.MACROS


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = with_part(a_workbook(CASES), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 30_000_000)
    assert len(data) < 100_000
    assert refusal(data, "a.xlsx").reason is TableFault.UNPACKS_TOO_LARGE


def test_a_zip_of_many_parts_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        for number in range(1_001):
            parts.writestr(f"{number}", b"")
    assert refusal(data.getvalue(), "a.xlsx").reason is TableFault.UNPACKS_TOO_LARGE


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}'
    "</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("sheet", "fault"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
            + SHEET.format('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>'),
            TableFault.BROKEN_WORKBOOK,
        ),
        ("<worksheet", TableFault.BROKEN_WORKBOOK),
        (SHEET.format('<row r="x"><c><v>1</v></c></row>'), TableFault.BROKEN_WORKBOOK),
        (SHEET.format('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), TableFault.BROKEN_WORKBOOK),
        (SHEET.format('<row r="9999999999"><c><v>1</v></c></row>'), TableFault.TOO_MANY_ROWS),
    ],
)
def test_a_sheet_made_to_harm_is_refused(sheet: str, fault: TableFault) -> None:
    data = with_part(a_workbook(CASES), "xl/worksheets/sheet1.xml", sheet.encode())
    assert refusal(data, "a.xlsx").reason is fault


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("hello.txt", b"x")
    assert refusal(data.getvalue(), "a.xlsx").reason is TableFault.BROKEN_WORKBOOK


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_that_is_written_can_run_as_a_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(write_csv([text], [[text]]).decode("utf-8-sig"), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"]]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([Sheet("A", [text], [[text]])])))
    for row in book.worksheets[0].iter_rows():
        assert [cell.data_type for cell in row] == ["s"]
        assert str(row[0].value).startswith("'")


def test_a_written_csv_file_has_uk_dates_and_is_known_as_utf_8() -> None:
    moment = datetime(2026, 11, 25, 9, 5, tzinfo=ZoneInfo("Europe/London"))
    data = write_csv(
        ["a", "b", "c", "d", "e", "f"], [[date(2026, 11, 25), moment, time(9, 5), True, None, -3]]
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == "a,b,c,d,e,f\r\n25/11/2026,25/11/2026 09:05,09:05,yes,,-3\r\n"


def test_a_written_workbook_has_a_bold_fixed_heading_widths_and_uk_dates() -> None:
    moment = datetime(2026, 11, 25, 9, 5, tzinfo=ZoneInfo("Europe/London"))
    data = write_xlsx(
        [
            Sheet(
                "Actions [2026]",
                ["Case", "Due", "At"],
                [["20461", date(2026, 12, 2), moment], ["x" * 99, None, None]],
            )
        ]
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    assert page.title == "Actions 2026"
    assert page.freeze_panes == "A2"
    assert all(cell.font.b for cell in page[1])
    assert page["B2"].number_format == "DD/MM/YYYY"
    assert page["C2"].number_format == "DD/MM/YYYY HH:MM"
    assert page["C2"].value == moment.replace(tzinfo=None)
    assert page.column_dimensions["A"].width == 60
    assert page.column_dimensions["B"].width >= 10


def test_a_workbook_of_no_sheets_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one sheet"):
        write_xlsx([])


def test_characters_that_no_workbook_may_hold_are_left_out() -> None:
    data = write_xlsx([Sheet("A", ["a"], [["x\x00y\x0bz"]])])
    assert read_table(data, "a.xlsx").column("a") == ("xyz",)


plain_cells = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=20
).filter(lambda text: not text.startswith("'") and text.strip() == text)


@given(st.lists(st.lists(plain_cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_written_reads_back_the_same_both_ways(rows: list[list[str]]) -> None:
    headings = ["one", "two", "three"]
    as_csv = read_table(write_csv(headings, rows), "a.csv")
    as_xlsx = read_table(write_xlsx([Sheet("A", headings, rows)]), "a.xlsx")
    assert as_csv == as_xlsx
    assert [list(row.cells.values()) for row in as_csv.rows] == rows


def table_or_refusal(data: bytes, name: str) -> Table | TableRefused:
    try:
        return read_table(data, name)
    except TableRefused as refused:
        return refused


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_read_or_refused_and_nothing_else_is_raised(data: bytes, name: str) -> None:
    outcome = table_or_refusal(data, name)
    assert isinstance(outcome, TableRefused) or outcome.rows


@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else_is_raised(place: int, noise: bytes) -> None:
    whole = a_workbook(CASES)
    damaged = whole[: place % len(whole)] + noise + whole[place % len(whole) + len(noise) :]
    outcome = table_or_refusal(damaged, "a.xlsx")
    assert isinstance(outcome, TableRefused) or outcome.rows
