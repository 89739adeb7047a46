"""CSV as people's spreadsheets write it: in any of the usual encodings, with commas, semicolons or tabs.

What it writes is safe to open: a text that a spreadsheet would take for a formula gets an apostrophe first.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Final

from usecases.table_shape import FORMULA_STARTS, Line, TableFault, TableRefused

Cell = str | int | float | bool | date | datetime | time | None

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, None),
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_DELIMITERS: Final = (",", ";", "\t")
_DELIMITER_LINE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def csv_lines(data: bytes) -> Iterator[Line]:
    """The lines of a CSV file, numbered as a spreadsheet would. Raises TableRefused when it is none."""
    text = _decoded(data)
    announced = _DELIMITER_LINE.match(text)
    if announced:
        text = text[announced.end() :]
    delimiter = announced[1] if announced else _delimiter_of(text)
    try:
        yield from enumerate(_reader(text, delimiter), start=1)
    except csv.Error:
        raise TableRefused(TableFault.BROKEN_CSV) from None


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file that Excel opens as UTF-8, with UK dates and no cell that it would take for a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([harmless(heading) for heading in headings])
    for row in rows:
        writer.writerow([_as_text(cell) for cell in row])
    return codecs.BOM_UTF8 + written.getvalue().encode()


def harmless(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet would otherwise run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _as_text(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case time():
            return f"{cell:%H:%M}"
        case str():
            return harmless(cell)
        case _:
            return cell


def _decoded(data: bytes) -> str:
    marked = next(((mark, name) for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    text = _decoded_by_mark(data, marked[1]) if marked else _decoded_by_trial(data)
    if _NO_TEXT.search(text):
        raise TableRefused(TableFault.NOT_TEXT)
    return text


def _decoded_by_mark(data: bytes, encoding: str | None) -> str:
    if encoding is None:
        raise TableRefused(TableFault.BAD_ENCODING)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise TableRefused(TableFault.BAD_ENCODING) from None


def _decoded_by_trial(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Excel on Windows saves "CSV" in the Western code page; it has a few bytes that stand for nothing.
        return _decoded_by_mark(data, "cp1252")


def _delimiter_of(text: str) -> str:
    """The delimiter that makes the most columns of the first line with anything in it; a comma in doubt."""
    widths = {delimiter: _width_of_headings(text, delimiter) for delimiter in _DELIMITERS}
    widest = max(widths, key=widths.__getitem__)
    return widest if widths[widest] > 1 else _DELIMITERS[0]


def _width_of_headings(text: str, delimiter: str) -> int:
    try:
        return next((len(cells) for cells in _reader(text, delimiter) if any(cells)), 0)
    except csv.Error:
        return 0


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
