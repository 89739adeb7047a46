"""What the case list and the register have in common: finding columns, reading cells, gathering problems.

All problems of a file are told at once, and none quotes a cell: what stands in the wrong place may be
anybody's details. Only headings are repeated, as people need them to mend the file, and only harmless ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from marac.personal_details import DetailKind, find_details
from usecases.table_shape import Row, Table, same_heading

Fact = int | str | tuple[str, ...]


class FileFault(StrEnum):
    """What can be wrong with any imported file's columns and cells."""

    NO_HEADINGS = "no-headings"
    PERSONAL_COLUMN = "personal-column"
    UNKNOWN_COLUMN = "unknown-column"
    MISSING_COLUMN = "missing-column"
    SAME_COLUMN = "same-column"
    MISSING_CELL = "missing-cell"
    NOT_YES_OR_NO = "not-yes-or-no"
    NOT_A_COUNT = "not-a-count"
    NOT_A_DATE = "not-a-date"
    NOT_A_CHOICE = "not-a-choice"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with a file: the reason's code, and where.

    `line` is the row as a spreadsheet numbers it, `letter` the column's; `column` is a known column's title,
    or a heading of the file that can be repeated. `facts` depend on the reason.
    """

    reason: StrEnum
    line: int | None = None
    column: str | None = None
    letter: str | None = None
    facts: Mapping[str, Fact] = {}


class FileRefused(Exception):
    """A file with problems. Nothing of it is kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(dict.fromkeys(problem.reason.value for problem in problems)))
        self.problems: tuple[Problem, ...] = tuple(problems)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have: its key, the title people are told, and other headings it goes by."""

    key: str
    title: str
    names: tuple[str, ...] = ()
    required: bool = False

    def goes_by(self, heading: str) -> bool:
        """Whether `heading` means this column, whatever its case, spaces and punctuation."""
        return same_heading(heading) in {same_heading(name) for name in (self.title, self.key, *self.names)}


Suspicion = Callable[[Column | None, str, Sequence[str]], DetailKind | None]


def match_columns(table: Table, columns: Sequence[Column], suspect: Suspicion) -> dict[str, str]:
    """Which heading of the table stands for which column key.

    `suspect` is asked of every column (None when unknown, with its heading and cells) for personal details.
    Raises FileRefused with all that is wrong with the columns.
    """
    found = {heading: _column_of(heading, columns) for heading in table.headings}
    problems = [*_personal(table, found, suspect)]
    if not problems and not any(found.values()):
        raise FileRefused([Problem(reason=FileFault.NO_HEADINGS, facts=_titles(columns))])
    problems += _unknown(table, columns, found, {problem.letter for problem in problems})
    problems += _doubled(table, found)
    present = [column for column in found.values() if column]
    problems += [
        Problem(reason=FileFault.MISSING_COLUMN, column=column.title)
        for column in columns
        if column.required and column not in present
    ]
    if problems:
        raise FileRefused(problems)
    return {column.key: heading for heading, column in found.items() if column}


def _column_of(heading: str, columns: Sequence[Column]) -> Column | None:
    return next((column for column in columns if column.goes_by(heading)), None)


def _titles(columns: Sequence[Column]) -> dict[str, Fact]:
    return {"known": tuple(column.title for column in columns)}


def _personal(table: Table, found: Mapping[str, Column | None], suspect: Suspicion) -> list[Problem]:
    kinds = {heading: suspect(column, heading, table.column(heading)) for heading, column in found.items()}
    return [
        Problem(
            reason=FileFault.PERSONAL_COLUMN,
            column=repeatable(heading),
            letter=table.letters[heading],
            facts={"kind": kind.value},
        )
        for heading, kind in kinds.items()
        if kind is not None
    ]


def _unknown(
    table: Table, columns: Sequence[Column], found: Mapping[str, Column | None], told: set[str | None]
) -> list[Problem]:
    return [
        Problem(
            reason=FileFault.UNKNOWN_COLUMN,
            column=repeatable(heading),
            letter=table.letters[heading],
            facts=_titles(columns),
        )
        for heading, column in found.items()
        if column is None and table.letters[heading] not in told
    ]


def _doubled(table: Table, found: Mapping[str, Column | None]) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    for heading, column in found.items():
        if column is None:
            continue
        other = first.setdefault(column.key, heading)
        if other != heading:
            letters = (table.letters[other], table.letters[heading])
            problems.append(
                Problem(
                    reason=FileFault.SAME_COLUMN,
                    column=column.title,
                    letter=letters[1],
                    facts={"columns": letters},
                )
            )
    return problems


def repeatable(heading: str) -> str | None:
    """The heading when it can be repeated to people, or None when it may itself be somebody's detail."""
    long_number = re.search(r"[0-9]{3}", heading)
    return None if len(heading) > 40 or long_number or find_details(heading) else heading


_YES: Final = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "tick", "ticked"})
_NO: Final = frozenset({"no", "n", "false", "0", "-", "–", "none"})
_DATE: Final = re.compile(
    r"(?:([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}))"
    r"(?: 00:00(?::00)?)?"
)


class RowReader:
    """Reads one row's cells by column key, and keeps the problems it meets."""

    def __init__(self, row: Row, headings: Mapping[str, str], columns: Sequence[Column]) -> None:
        self.line = row.line
        self.problems: list[Problem] = []
        self._row = row
        self._headings = headings
        self._titles = {column.key: column.title for column in columns}

    def text(self, key: str, *, required: bool = False) -> str:
        """The cell's text; a problem when it is required and blank."""
        heading = self._headings.get(key)
        text = self._row.cells[heading] if heading is not None else ""
        if required and not text:
            self.blame(FileFault.MISSING_CELL, key)
        return text

    def parts(self, key: str) -> tuple[str, ...]:
        """The cell's parts between semicolons, blank ones left out, each once."""
        return tuple(dict.fromkeys(part.strip() for part in self.text(key).split(";") if part.strip()))

    def yes_or_no(self, key: str, *, required: bool = False, default: bool = False) -> bool:
        """What the cell says; `default` when it is blank, unless it is required."""
        word = self.text(key, required=required).casefold()
        if not word:
            return default
        if word not in _YES | _NO:
            self.blame(FileFault.NOT_YES_OR_NO, key)
        return word in _YES

    def count(self, key: str, *, most: int) -> int | None:
        """A whole number from 0 to `most`; None when the cell is blank."""
        text = self.text(key)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > most:
            self.blame(FileFault.NOT_A_COUNT, key, most=most)
            return None
        return int(text)

    def day(self, key: str) -> date | None:
        """A date written 25/11/2026 or 2026-11-25; None when the cell is blank."""
        text = self.text(key)
        match = _DATE.fullmatch(text)
        if match:
            year, month, day = (int(match[place] or match[7 - place]) for place in (1, 2, 3))
            try:
                return date(year, month, day)
            except ValueError:
                match = None
        if text and not match:
            self.blame(FileFault.NOT_A_DATE, key)
        return None

    def choice(self, key: str, choices: Mapping[str, str]) -> str | None:
        """The value of the choice that the cell names, whatever its case and punctuation; None when blank."""
        text = self.text(key)
        chosen = choices.get(same_heading(text)) if text else None
        if text and chosen is None:
            self.blame(FileFault.NOT_A_CHOICE, key, known=tuple(dict.fromkeys(choices.values())))
        return chosen

    def blame(self, reason: StrEnum, key: str, **facts: Fact) -> None:
        """Keep a problem with the cell in this column."""
        self.problems.append(Problem(reason=reason, line=self.line, column=self._titles[key], facts=facts))
