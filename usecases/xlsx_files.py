"""Excel workbooks, opened with care: a workbook is a zip of XML from somebody else.

Sizes are checked before anything is unpacked; macros, passwords, formulas and old formats are refused. What
it writes opens with a fixed heading row, sensible widths, UK dates, and no cell that is taken for a formula.
openpyxl is loaded at the first workbook: a bot that meets none keeps its memory.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from usecases.csv_files import Cell, harmless
from usecases.table_shape import Line, TableFault, TableLimits, TableRefused, column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = b"PK"
_ENCRYPTED_PART: Final = "EncryptedPackage".encode("utf-16-le")
_MOST_PARTS: Final = 1_000
_MOST_CELLS: Final = 2_000_000
_LAST_LINE: Final = 1_048_576
_ENCRYPTED_FLAG: Final = 0x1
_ILLEGAL: Final = re.compile(r"[\000-\010\013\014\016-\037]")
"""Control characters that a workbook cannot hold."""
_DAY_FORMAT: Final = "DD/MM/YYYY"
_MOMENT_FORMAT: Final = "DD/MM/YYYY HH:MM"
# What openpyxl and the standard library raise over a workbook that is damaged or made to harm.
_BROKEN: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def xlsx_sheets(data: bytes, limits: TableLimits) -> list[list[Line]]:
    """The lines that hold anything, numbered, for each visible sheet. Raises TableRefused if none can be
    read."""
    import openpyxl

    _refuse_dangers(data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no values
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            return [
                list(_lines(sheet, limits)) for sheet in book.worksheets if sheet.sheet_state == "visible"
            ]
    except _BROKEN:
        raise TableRefused(TableFault.BROKEN_WORKBOOK) from None


def _refuse_dangers(data: bytes, limits: TableLimits) -> None:
    if data.startswith(OLE):
        raise TableRefused(TableFault.ENCRYPTED if _ENCRYPTED_PART in data else TableFault.OLD_EXCEL)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
    except _BROKEN:
        raise TableRefused(TableFault.BROKEN_WORKBOOK) from None
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
        raise TableRefused(TableFault.ENCRYPTED)
    # zipfile reads no more of a part than it declares here, so the declared sizes are a true bound.
    if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > limits.unpacked:
        raise TableRefused(TableFault.UNPACKS_TOO_LARGE, limit=limits.unpacked)
    names = {info.filename.casefold() for info in infos}
    if any(name.endswith(("vbaproject.bin", "xlmacros.xml")) or "macrosheets/" in name for name in names):
        raise TableRefused(TableFault.MACROS)
    if "xl/workbook.xml" not in names:
        raise TableRefused(TableFault.BROKEN_WORKBOOK)


def _lines(sheet: Any, limits: TableLimits) -> Iterator[Line]:
    sheet.reset_dimensions()  # what a workbook says of its own size is not to be trusted
    seen = filled = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        seen += len(row)
        if seen > _MOST_CELLS or number > _LAST_LINE:
            raise TableRefused(TableFault.TOO_MANY_ROWS, limit=limits.rows)
        if all(cell.value is None for cell in row):
            continue
        filled += 1
        if filled > limits.rows + 1:
            raise TableRefused(TableFault.TOO_MANY_ROWS, limit=limits.rows)
        yield number, [_text_of(cell, number, index) for index, cell in enumerate(row)]


def _text_of(cell: Any, line: int, index: int) -> str:
    if cell.data_type == "f":
        raise TableRefused(TableFault.FORMULA, line=line, columns=(column_letter(index),))
    return _as_text(cell.value)


def _as_text(value: Any) -> str:
    """A cell as people read it: dates in ISO form, whole numbers without a fraction."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            whole_day = value.time() == time()
            return value.date().isoformat() if whole_day else value.isoformat(" ", "minutes")
        case time():
            return value.isoformat("minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written: its title, its headings and its rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with a bold, fixed heading row on every sheet. Raises ValueError when there is no sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.creator = "MARAC Assistant"
    for name in book.sheetnames:
        del book[name]
    for sheet in sheets:
        _write_sheet(book.create_sheet(_title(sheet.title)), sheet)
    if not book.sheetnames:
        raise ValueError("A workbook needs at least one sheet.")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    page.append([_safe(heading) for heading in sheet.headings])
    for row in sheet.rows:
        page.append([_safe(cell) for cell in row])
    for cell in page[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="1F3864")
    for index, column in enumerate(page.iter_cols()):
        longest = 0
        for cell in column:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, datetime | date):
                cell.number_format = _MOMENT_FORMAT if isinstance(cell.value, datetime) else _DAY_FORMAT
            longest = max(longest, 16 if isinstance(cell.value, datetime) else len(str(cell.value or "")))
        page.column_dimensions[column_letter(index)].width = min(60, max(10, longest + 2))
    page.freeze_panes = "A2"


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)  # Excel knows no time zones; the caller gives local time
    if isinstance(cell, str):
        return harmless(_ILLEGAL.sub("", cell))
    return cell


def _title(title: str) -> str:
    kept = "".join(character for character in title if character not in "[]:*?/\\").strip(" '")
    return kept[:31] or "Sheet"
