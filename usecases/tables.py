"""A file dropped on the bot, read as tables, and tables written as files.

One door for CSV and Excel, so that whoever imports a case list or a register never meets a file format. It
refuses what it cannot read whole: nothing is guessed, cut off or skipped.
"""

from __future__ import annotations

from typing import Final

from usecases.csv_files import Cell, csv_lines, write_csv
from usecases.table_shape import Line, Row, Table, TableFault, TableLimits, TableRefused, table_from
from usecases.xlsx_files import OLE, ZIP, Sheet, write_xlsx, xlsx_sheets

__all__ = [
    "Cell", "Row", "Sheet", "Table", "TableFault", "TableLimits", "TableRefused", "read_table", "read_tables",
    "write_csv", "write_xlsx",
]  # fmt: skip

ACCEPTED: Final = ("csv", "xlsx")
_TEXT_ENDINGS: Final = frozenset({"csv", "tsv", "txt"})
_BY_ENDING: Final = {"xls": TableFault.OLD_EXCEL, "xlsm": TableFault.MACROS, "xltm": TableFault.MACROS}
_AS_IS: Final = TableLimits()


def read_table(data: bytes, file_name: str, limits: TableLimits = _AS_IS) -> Table:
    """Read a file that holds one table. Raises TableRefused, also when more than one sheet is filled."""
    filled = _filled(data, file_name, limits)
    if len(filled) > 1:
        raise TableRefused(TableFault.SEVERAL_SHEETS, count=len(filled))
    return table_from(filled[0], limits)


def read_tables(data: bytes, file_name: str, limits: TableLimits = _AS_IS) -> tuple[Table, ...]:
    """Read every visible sheet of a workbook that holds anything; a CSV file is one table.

    Takes a moment for a large file and waits for nothing else: call it on a thread. Raises TableRefused.
    """
    return tuple(table_from(lines, limits) for lines in _filled(data, file_name, limits))


def _filled(data: bytes, file_name: str, limits: TableLimits) -> list[list[Line]]:
    if len(data) > limits.size:
        raise TableRefused(TableFault.TOO_LARGE, limit=limits.size)
    if not data.strip():
        raise TableRefused(TableFault.EMPTY)
    filled = [lines for lines in _sheets(data, file_name, limits) if any(any(cells) for _, cells in lines)]
    if not filled:
        raise TableRefused(TableFault.EMPTY)
    return filled


def _sheets(data: bytes, file_name: str, limits: TableLimits) -> list[list[Line]]:
    ending = file_name.rpartition(".")[2].casefold()
    if ending in _BY_ENDING:
        raise TableRefused(_BY_ENDING[ending], accepted=ACCEPTED)
    if ending == "xlsx":
        return xlsx_sheets(data, limits)
    if ending not in _TEXT_ENDINGS:
        raise TableRefused(TableFault.UNKNOWN_TYPE, accepted=ACCEPTED)
    if data.startswith((OLE, ZIP + b"\x03\x04")):
        raise TableRefused(TableFault.NOT_TEXT, accepted=ACCEPTED)
    return [list(csv_lines(data))]
