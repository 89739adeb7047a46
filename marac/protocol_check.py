"""What whoever writes an area's file is told: every mistake by line and entry, with what would be right.

A file that reads can still ask for what never comes: a quorum that nobody can make up, slots that overlap, a
reminder for a thing the area does not do. `protocol_faults` refuses a file; this also says what is of no use
in one, and says all of it at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, get_args

import msgspec
from pydantic import BaseModel, ValidationError

from marac.protocol.whole import Protocol
from marac.protocol_lines import Step, line_of
from marac.protocol_sense import nonsense

_AT: Final = re.compile(r"\s*\(at line (\d+), column \d+\)$")
_CITE: Final = (
    'Every entry says on what it rests: add cite = "…" with the section of the area\'s protocol, and note '
    '= "…" '
    "where a choice was made."
)


class Finding(msgspec.Struct, frozen=True):
    """One mistake: the line (from 1), the entry as a dotted path, what is wrong, and what would be right."""

    line: int
    entry: str
    says: str


def check(text: str) -> tuple[Finding, ...]:
    """Everything that is wrong with an area's file, in the file's order; nothing when all is well."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (_not_toml(text, error),)
    try:
        protocol = Protocol.model_validate(data)
    except ValidationError as error:
        found = [finding for one in error.errors() for finding in _of_error(text, data, one)]
    else:
        found = [_finding(text, data, path, says) for path, says in nonsense(protocol)]
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (f.line, f.entry)))


def _not_toml(text: str, error: tomllib.TOMLDecodeError) -> Finding:
    at = _AT.search(str(error))
    line = int(at.group(1)) if at else len(text.splitlines()) or 1
    return Finding(
        line, "", f"This is not TOML: {_AT.sub('', str(error))}. Entries are written as name = value."
    )


def _of_error(text: str, data: Mapping[str, Any], error: Any) -> Iterator[Finding]:
    path = tuple(error["loc"])
    if path or error["type"] != "value_error":
        yield _finding(text, data, path, _sentence(path, error))
        return
    for says in str(error["ctx"]["error"]).splitlines():
        where, _, what = says.partition(": ")
        yield _finding(text, data, _found(data, where), what)


def _sentence(path: Sequence[Step], error: Any) -> str:
    kind = error["type"]
    name = str(path[-1]) if path else ""
    if kind == "missing":
        return _CITE if name == "cite" else f'"{name}" is missing. {_meaning(path)}'
    if kind == "extra_forbidden":
        return _unknown(path)
    if kind == "literal_error":
        return f'"{error["input"]}" is not known here: write {error["ctx"]["expected"]}.'
    if kind == "string_pattern_mismatch":
        return (
            f'"{error["input"]}" is no key: write lower-case words joined by hyphens, like "idva-referred".'
        )
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return f"{error['msg']}. {_meaning(path)}".strip()


def _unknown(path: Sequence[Step]) -> str:
    """There is no such entry, and the one that was probably meant."""
    name = str(path[-1])
    model = _model_at(path[:-1])
    known = sorted(model.model_fields) if model else []
    meant = get_close_matches(name, known, 1)
    ask = f'Did you mean "{meant[0]}"?' if meant else f"There can be: {', '.join(known)}."
    return f'There is no entry "{name}" here. {ask}'


def _meaning(path: Sequence[Step]) -> str:
    model = _model_at(path[:-1])
    field = model.model_fields.get(str(path[-1])) if model and path else None
    return (field.description or "") if field else ""


def _model_at(path: Sequence[Step]) -> type[BaseModel] | None:
    """The part of the schema to which a path leads."""
    model: type[BaseModel] | None = Protocol
    for step in path:
        if isinstance(step, int) or model is None:
            continue
        field = model.model_fields.get(step)
        model = part_of(field.annotation) if field else None
    return model


def part_of(annotation: Any) -> type[BaseModel] | None:
    """The part of the schema that an entry's type holds, itself or in a list; None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((part for part in map(part_of, get_args(annotation)) if part), None)


def _found(data: Mapping[str, Any], where: str) -> tuple[Step, ...]:
    """The path of an entry that a fault names, as `duties "minutes"` or `order.breaks`."""
    dotted, _, quoted = where.partition(' "')
    path: tuple[Step, ...] = tuple(dotted.split("."))
    members = _at(data, path)
    key = quoted.strip('"')
    if key and isinstance(members, list):
        for place, member in enumerate(members):
            if isinstance(member, Mapping) and key in (member.get("key"), member.get("question")):
                return (*path, place)
    return path


def _at(data: Any, path: Sequence[Step]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _finding(text: str, data: Mapping[str, Any], path: Sequence[Step], says: str) -> Finding:
    if path and isinstance(_at(data, path), list) and not isinstance(path[-1], int):
        members = _at(data, path)
        first = (*path, 0) if members and isinstance(members[0], Mapping) else tuple(path)
        return Finding(line_of(text, first), _dotted(data, path), says)
    return Finding(line_of(text, path), _dotted(data, path), says)


def _dotted(data: Mapping[str, Any], path: Sequence[Step]) -> str:
    """A path as people read it: members of a list by their own keys."""
    words = ""
    for place, step in enumerate(path):
        if isinstance(step, str):
            words += f".{step}" if words else step
            continue
        member = _at(data, path[: place + 1])
        named = member if isinstance(member, Mapping) else {}
        name = named.get("key") or named.get("question") or named.get("who")
        words += f' "{name}"' if name else f" no. {step + 1}"
    return words
