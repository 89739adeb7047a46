"""What must never be in our data or chats: the details that say who a case is about (LIN-51, LIN-55).

It looks at text, at headings and at columns, and answers with the kind and the place, never with the text
itself, so that an answer can be kept or logged. It cannot know a name that stands alone from another word;
what it finds is a reason to ask the writer, and a reason to refuse a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from marac.personal_headings import DetailKind, heading_kind
from marac.personal_patterns import FINDERS

__all__ = ["DetailKind", "Finding", "column_kind", "find_details", "heading_kind"]

_DIGIT: Final = re.compile(r"[0-9]")
_WHOLE_DATE: Final = re.compile(
    r"(?:(?P<first>[0-9]{4})[./-][0-9]{1,2}[./-][0-9]{1,2}|[0-9]{1,2}[./-][0-9]{1,2}[./-](?P<last>[0-9]{4}|[0-9]{2}))"
    r"(?:[ T][0-9:.]+)?"
)
_SURNAME_FIRST: Final = re.compile(r"[^\W\d_][\w'’-]+, ?[^\W\d_][\w'’-]*(?: [^\W\d_]\.?)?")
_DOTTED_INITIALS: Final = re.compile(r"(?:[^\W\d_]\. ?){2,4}")
_FIRST_MARAC_YEAR: Final = 2003


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A place in a text that holds a personal detail: `text[start:end]`. The text itself is not kept."""

    start: int
    end: int
    kind: DetailKind


def find_details(text: str) -> tuple[Finding, ...]:
    """The personal details in a text, in their order there and without overlaps.

    Where two kinds fit the same place, the one listed first in `FINDERS` stands.
    """
    found: list[Finding] = []
    for finding in _every_finding(text):
        if all(finding.end <= other.start or finding.start >= other.end for other in found):
            found.append(finding)
    return tuple(sorted(found))


def column_kind(values: Iterable[str]) -> DetailKind | None:
    """The kind of personal detail that a column's cells hold, or None when none does.

    One cell with a detail is enough. Besides those in text, a date from before any MARAC was held is a birth
    date, and a column where most cells read "Surname, Forename" or "A. B." is one of names.
    """
    filled = [value.strip() for value in values if value.strip()]
    for value in filled:
        first = next(_every_finding(value), None)
        if first is not None:
            return first.kind
        if _is_too_old_for_a_hearing(value):
            return DetailKind.DATE_OF_BIRTH
    named = sum(1 for value in filled if _SURNAME_FIRST.fullmatch(value) or _DOTTED_INITIALS.fullmatch(value))
    return DetailKind.NAME if named and 2 * named > len(filled) else None


def _every_finding(text: str) -> Iterator[Finding]:
    has_digit = _DIGIT.search(text) is not None
    for kind, needs, finder in FINDERS:
        if (needs == "digit" and not has_digit) or (needs == "@" and "@" not in text):
            continue
        for start, end in finder(text):
            yield Finding(start, end, kind)


def _is_too_old_for_a_hearing(value: str) -> bool:
    match = _WHOLE_DATE.fullmatch(value)
    if match is None:
        return False
    year = int(match["first"] or match["last"])
    if year < 100:
        # Two digits: no list is kept decades ahead, so a high one belongs to the century before.
        year += 1900 if year >= 50 else 2000
    return year < _FIRST_MARAC_YEAR
