"""Read a script: a meeting written down line by line, in the words in which one would tell it.

Each line is a deed (`Police Birch presses "Declare"`) or an expectation (`chair sees "Quorate"`). A line that
is not understood, or that names somebody who is not there, is refused with its number before anything is
played. `GRAMMAR` says what can be said; WHO is a key, a name, a group, or several with commas and “and”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

GRAMMAR = """\
# a remark                                == a heading                         title: what is played
the clock moves to 2026-11-25 09:00       the clock moves on 15 minutes
the meeting starts                        the meeting ends
WHO joins                                 WHO leaves
WHO says "WORDS" in the chat              WHO says "WORDS" to the assistant
WHO edits "OLD" to "NEW"                  WHO deletes "WORDS"
WHO presses "BUTTON" [on the card with "WORDS"] [in the chat|with the assistant]
WHO fills "LABEL" with "VALUE"            WHO ticks "LABEL"                  WHO unticks "LABEL"
WHO submits "BUTTON"                      WHO closes the form
WHO drops the file "PATH"                 WHO takes the file "NAME"          WHO declines the file "NAME"
WHO installs the app                      WHO removes the app
the last activity is delivered again      the keys are rotated               limits are on|off
Teams answers STATUS [CODE] [after SECONDS seconds] to the next [N] call(s)
WHO sees "WORDS" [in the chat|with the assistant] [within N seconds]
WHO newly sees "WORDS" [within N seconds]      (since the last deed)
WHO does not see "WORDS"                  WHO never saw "WORDS"
WHO sees the button "BUTTON"              WHO does not see the button "BUTTON"
WHO has a form open                       WHO has no form open
WHO's lock screen shows "WORDS"           WHO's lock screen never showed "WORDS"
the chat holds "WORDS"                    the chat never held "WORDS"
nobody saw "WORDS"                        nobody but WHO saw "WORDS"
"""

_TEXT = r'["“](?P<{}>(?:\\.|[^"”\\])*)["”]'
_WHERE = r"(?: (?:in|to|with) (?P<where>the chat|the assistant))?"
PATIENCE_S = 60
"""Seconds that an expectation may take where its line does not say: people take an hour over what a script
plays in half a minute, and the bot may hold a message back for 30 seconds to keep within Teams' limits."""
_WITHIN = r"(?: within (?P<within>\d+) seconds)?"


def _text(name: str = "text") -> str:
    return _TEXT.format(name)


WITH_PERSON: dict[str, tuple[str, str]] = {
    # Those whose words end with another's come first.
    "does not see the button": ("do not see the button", rf" {_text()}{_WITHIN}"),
    "newly sees": ("newly see", rf" {_text()}{_WITHIN}"),
    "does not see": ("do not see", rf" {_text()}{_WHERE}{_WITHIN}"),
    "says": ("say", rf" {_text()}{_WHERE}"),
    "edits": ("edit", rf" {_text('old')} to {_text()}"),
    "deletes": ("delete", rf" {_text()}"),
    "presses": ("press", rf" {_text()}(?: on the card with {_text('card')})?{_WHERE}"),
    "fills": ("fill", rf" {_text('label')} with {_text()}"),
    "ticks": ("tick", rf" {_text('label')}"),
    "unticks": ("untick", rf" {_text('label')}"),
    "submits": ("submit", rf" {_text()}"),
    "closes": ("close", r" the form"),
    "joins": ("join", r""),
    "leaves": ("leave", r""),
    "drops": ("drop", rf" the file {_text()}"),
    "takes": ("take", rf" the file {_text()}"),
    "declines": ("decline", rf" the file {_text()}"),
    "installs": ("install", r" the app"),
    "removes": ("remove", r" the app"),
    "sees the button": ("see the button", rf" {_text()}{_WITHIN}"),
    "sees": ("see", rf" {_text()}{_WHERE}{_WITHIN}"),
    "never saw": ("never saw", rf" {_text()}"),
    "has a form open": ("have a form open", _WITHIN),
    "has no form open": ("have no form open", _WITHIN),
}
"""What one person does or sees; of several people it is said with the second verb."""

OF_PERSON: dict[str, str] = {
    "lock screen shows": rf"lock screen shows {_text()}{_WITHIN}",
    "lock screen never showed": rf"lock screen never showed {_text()}",
}
ALONE: dict[str, str] = {
    "clock to": r"the clock moves to (?P<text>\d{4}-\d\d-\d\d \d\d:\d\d)",
    "clock on": r"the clock moves on (?P<number>\d+) (?P<unit>minute|hour|day)s?",
    "starts": r"the meeting starts",
    "ends": r"the meeting ends",
    "again": r"the last activity is delivered again",
    "keys": r"the keys are rotated",
    "limits": r"limits are (?P<text>on|off)",
    "fault": r"Teams answers (?P<status>\d{3})(?: (?P<code>[A-Za-z]+))?(?: after (?P<wait>\d+) seconds)?"
    r" to the next (?:(?P<number>\d+) calls|call)",
    "chat holds": rf"the chat holds {_text()}{_WITHIN}",
    "chat never held": rf"the chat never held {_text()}",
    "nobody saw": rf"nobody(?: but (?P<but>.+?))? saw {_text()}",
}
CHECKS = frozenset(
    name
    for name in [*WITH_PERSON, *OF_PERSON, *ALONE]
    if any(word in name for word in ("see", "saw", "has a", "has no", "lock screen", "chat "))
)


class BadScript(ValueError):
    """The script cannot be played; the message names the line and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line, for one person where it has one."""

    line: int
    kind: str
    who: str | None
    args: Mapping[str, str]
    words: str

    @property
    def is_check(self) -> bool:
        """Whether it is an expectation and not a deed."""
        return self.kind in CHECKS

    @property
    def within_s(self) -> float:
        """How long an expectation may take, in seconds."""
        return float(self.args.get("within", PATIENCE_S))


@dataclass(slots=True)
class Script:
    """The steps in order, and the headings before them (by the number of the step that follows)."""

    title: str
    steps: list[Step] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)
    folder: Path = field(default_factory=Path)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there: keys to names, and groups of keys."""

    names: Mapping[str, str]
    groups: Mapping[str, list[str]]

    def resolve(self, words: str) -> list[str]:
        """The keys that a subject names: keys, names or groups, joined by commas and “and”."""
        found: list[str] = []
        for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", words.strip()):
            found += self._one(part.strip())
        return list(dict.fromkeys(found))

    def _one(self, word: str) -> list[str]:
        if word in self.names:
            return [word]
        if word in self.groups:
            return list(self.groups[word])
        for key, name in self.names.items():
            if name.casefold() == word.casefold():
                return [key]
        raise BadScript(f"nobody here is called '{word}'")


def load(path: Path, cast: Cast) -> Script:
    """The script in a file, checked against who is there."""
    if not path.is_file():
        raise BadScript(f"There is no script '{path}'.")
    script = parse(path.read_text(encoding="utf-8"), cast, path.stem)
    script.folder = path.parent
    return script


def parse(text: str, cast: Cast, title: str = "Script") -> Script:
    """The script in a text; `title` stands where the text names none."""
    script = Script(title)
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("=="):
            script.headings[len(script.steps)] = line.strip("= ")
        elif line.lower().startswith("title:"):
            script.title = line.partition(":")[2].strip()
        else:
            script.steps.extend(_steps(number, line, cast))
    return script


def _steps(number: int, line: str, cast: Cast) -> Iterable[Step]:
    for kind, pattern in ALONE.items():
        found = re.fullmatch(pattern, line)
        if found:
            args = _args(found)
            if "but" in args:
                args["but"] = ",".join(_cast(number, cast, args["but"]))
            return [Step(number, kind, None, args, line)]
    for kind, (plural, rest) in WITH_PERSON.items():
        found = re.fullmatch(rf'(?P<who>[^"“]+?) (?P<verb>{kind}|{plural}){rest}', line)
        if found:
            return _for_each(number, cast, kind, found, f" {kind}{line[found.end('verb') :]}")
    for kind, pattern in OF_PERSON.items():
        found = re.fullmatch(rf'(?P<who>[^"“]+?)[\'’]s? {pattern}', line)
        if found:
            return _for_each(number, cast, kind, found, line[found.end("who") :])
    raise BadScript(f"Line {number} is not understood: {line}")


def _for_each(number: int, cast: Cast, kind: str, found: re.Match[str], told: str) -> list[Step]:
    args = _args(found)
    args.pop("verb", None)
    people = _cast(number, cast, args.pop("who"))
    return [Step(number, kind, who, args, f"{cast.names[who]}{told}") for who in people]


def _args(found: re.Match[str]) -> dict[str, str]:
    said = {name: value for name, value in found.groupdict().items() if value is not None}
    return {name: value.replace("\\n", "\n").replace('\\"', '"') for name, value in said.items()}


def _cast(number: int, cast: Cast, words: str) -> list[str]:
    try:
        return cast.resolve(words)
    except BadScript as error:
        raise BadScript(f"Line {number}: {error}. There are: {', '.join(cast.names)}.") from error
