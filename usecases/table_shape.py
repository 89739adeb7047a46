"""What a table dropped on the bot is once it has been read, and why one may be refused.

A refusal names places (line, column letter) and limits, never what stands there: a file can hold anything,
and what is refused must leave no trace of itself in an answer or a log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Final

Fact = int | str | tuple[str, ...]


class TableFault(StrEnum):
    """Why a file cannot be read as a table."""

    UNKNOWN_TYPE = "unknown-type"
    OLD_EXCEL = "old-excel"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    BROKEN_WORKBOOK = "broken-workbook"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    SEVERAL_SHEETS = "several-sheets"
    FORMULA = "formula"
    NOT_TEXT = "not-text"
    BAD_ENCODING = "bad-encoding"
    BROKEN_CSV = "broken-csv"
    EMPTY = "empty"
    NO_ROWS = "no-rows"
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    CELL_TOO_LONG = "cell-too-long"
    MISSING_HEADING = "missing-heading"
    DUPLICATE_HEADING = "duplicate-heading"


class TableRefused(Exception):
    """A file that cannot be read as a table. Nothing of it is kept.

    `facts` say where or how much: `line` (as a spreadsheet counts), `columns` (letters), `limit`, `accepted`.
    """

    def __init__(self, reason: TableFault, **facts: Fact) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts: Mapping[str, Fact] = facts


@dataclass(frozen=True, slots=True)
class TableLimits:
    """How large a table may be. Bytes, then rows below the headings, columns, and characters in a cell."""

    size: int = 2 * 1024 * 1024
    rows: int = 2_000
    columns: int = 60
    cell: int = 2_000
    unpacked: int = 24 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings. `line` is its number as a spreadsheet shows it; every heading has a cell."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's headings, in their order, and its rows that hold anything."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    letters: Mapping[str, str] = field(default_factory=dict)

    def column(self, heading: str) -> tuple[str, ...]:
        """Every row's cell below `heading`. Raises KeyError when there is no such column."""
        return tuple(row.cells[heading] for row in self.rows)


Line = tuple[int, Sequence[str]]
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With what a text begins that a spreadsheet would take for a formula."""
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def column_letter(index: int) -> str:
    """The letter over a spreadsheet's column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = _ALPHABET[place] + letters
    return letters


def same_heading(heading: str) -> str:
    """What two headings have in common when they are the same one: case, spaces and punctuation put aside."""
    return "".join(character for character in heading.casefold() if character.isalnum()) or heading


def table_from(lines: Iterable[Line], limits: TableLimits) -> Table:
    """Make a table of numbered lines: the first that is not blank has the headings; blank ones are left out.

    Raises TableRefused when it is empty, too large, or a cell stands under no heading or under two alike.
    """
    filled = ((line, _tidied(line, cells, limits)) for line, cells in lines)
    filled = ((line, cells) for line, cells in filled if cells)
    first = next(iter(filled), None)
    if first is None:
        raise TableRefused(TableFault.EMPTY)
    headings = _headings(first[1])
    rows = list(islice(filled, limits.rows + 1))
    if len(rows) > limits.rows:
        raise TableRefused(TableFault.TOO_MANY_ROWS, limit=limits.rows)
    if not rows:
        raise TableRefused(TableFault.NO_ROWS)
    for line, cells in rows:
        _refuse_cells_without_heading(line, cells, headings)
    columns = [(index, heading) for index, heading in enumerate(headings) if heading]
    return Table(
        headings=tuple(heading for _, heading in columns),
        rows=tuple(
            Row(line, {heading: _cell(cells, index) for index, heading in columns}) for line, cells in rows
        ),
        letters={heading: column_letter(index) for index, heading in columns},
    )


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _refuse_cells_without_heading(line: int, cells: Sequence[str], headings: Sequence[str]) -> None:
    for index, cell in enumerate(cells):
        if cell and not _cell(headings, index):
            raise TableRefused(TableFault.MISSING_HEADING, line=line, columns=(column_letter(index),))


def _tidied(line: int, cells: Sequence[str], limits: TableLimits) -> list[str]:
    tidy = [_disarmed(" ".join(cell.split())) for cell in cells]
    while tidy and not tidy[-1]:
        tidy.pop()
    if len(tidy) > limits.columns:
        raise TableRefused(TableFault.TOO_MANY_COLUMNS, line=line, limit=limits.columns)
    for index, cell in enumerate(tidy):
        if len(cell) > limits.cell:
            raise TableRefused(
                TableFault.CELL_TOO_LONG, line=line, columns=(column_letter(index),), limit=limits.cell
            )
    return tidy


def _disarmed(cell: str) -> str:
    """The cell without the apostrophe that we, and others, write before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _headings(cells: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    for index, heading in enumerate(cells):
        if not heading:
            continue
        other = seen.setdefault(same_heading(heading), index)
        if other != index:
            both = (column_letter(other), column_letter(index))
            raise TableRefused(TableFault.DUPLICATE_HEADING, columns=both)
    return list(cells)
