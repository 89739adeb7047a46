"""Where in an area's file an entry stands, so that a mistake can be told with its line.

The TOML reader of the standard library keeps no positions. This finds them again from the file's own layout:
the headers of its tables, the keys under them, and the members of a list written in one piece. An entry that
is not there at all is told with the line of the table in which it is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

Step = str | int
_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\- \"]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"^\s*(\"[^\"]*\"|[A-Za-z0-9_-]+)\s*=")


class _Mark(msgspec.Struct, frozen=True):
    """A table's header or a key, as a path from the top of the file."""

    path: tuple[Step, ...]
    line: int


def line_of(text: str, path: Sequence[Step]) -> int:
    """The line (from 1) of the entry at `path`, or of the nearest thing around it that the file has."""
    marks = tuple(_marks(text))
    for length in range(len(path), 0, -1):
        wanted = tuple(path[:length])
        for mark in marks:
            if mark.path == wanted:
                return mark.line
    return 1


def _marks(text: str) -> Iterator[_Mark]:
    """Every header, key and member of a list, in the file's order."""
    table: tuple[Step, ...] = ()
    members: Counter[tuple[Step, ...]] = Counter()
    quoted: str | None = None
    inside: tuple[Step, ...] = ()
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        if quoted:
            quoted = None if quoted in line else quoted
            continue
        if depth == 0 and (header := _HEADER.match(line)):
            table = _path(header.group(2), is_list=header.group(1) == "[[", members=members)
            yield _Mark(table, number)
            continue
        if depth == 0 and (key := _KEY.match(line)):
            inside = (*table, key.group(1).strip('"'))
            yield _Mark(inside, number)
        yield from _members(line, inside, number, members, deep=depth > 0)
        depth += _opened(line)
        quoted = next((q for q in ('"""', "'''") if line.count(q) % 2), None)


def _path(header: str, *, is_list: bool, members: Counter[tuple[Step, ...]]) -> tuple[Step, ...]:
    """A header's path, the lists on the way with the number of the member that is being written."""
    path: tuple[Step, ...] = ()
    names = [name.strip().strip('"') for name in header.split(".")]
    for place, name in enumerate(names):
        path = (*path, name)
        if place == len(names) - 1 and is_list:
            path = (*path, members[path])
            members[path[:-1]] += 1
        elif members[path]:
            path = (*path, members[path] - 1)
    return path


def _members(
    line: str, inside: tuple[Step, ...], number: int, members: Counter[tuple[Step, ...]], *, deep: bool
) -> Iterator[_Mark]:
    """The tables of a list that is written in one piece, and the keys in them."""
    if not inside or not (deep or re.search(r"=\s*\[", line)):
        return
    for found in re.findall(r"\{[^{}]*\}", line):
        member = (*inside, members[inside])
        members[inside] += 1
        yield _Mark(member, number)
        for key in re.findall(r"([A-Za-z0-9_-]+)\s*=", found):
            yield _Mark((*member, key), number)


def _opened(line: str) -> int:
    """How many brackets a line leaves open, those in words and remarks not counted."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", line).split("#", 1)[0]
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
