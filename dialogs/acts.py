"""What a person can do, as rows of one table: the button, the typed words, the fields of its form, and the
command.

From a row come the button on a card, the form behind it, the typed command, the line in the help and the
check that everything possible on a card is possible by typing. A row never decides anything: who may do it is
`marac`'s rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marac.decide import Command, may_give
from marac.words import PersonId
from usecases.requests import Request, Wanted
from usecases.rooms import Place, Room

BOTH = frozenset({Place.CHAT, Place.PERSONAL})
PRIVATE = frozenset({Place.PERSONAL})


class Kind(StrEnum):
    """What a field holds, and so how it is shown and read.

    `CONTACT` is for how a professional is named and reached, which goes to the register and nowhere else; any
    other text with such details in it is refused (LIN-51).
    """

    TEXT = "text"
    LONG_TEXT = "long-text"
    CONTACT = "contact"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things that can be chosen: its value, the words people see and may type, and other words
    for it. Not `offered`: it is understood when typed in full, so that the answer can say why it will not
    do, and stands in no list."""

    value: str
    label: str
    also: tuple[str, ...] = ()
    offered: bool = True


Options = Callable[[Room], Sequence[Option]]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an act needs to be told. `carried`: a button or the moment says it, so a form does not
    ask; it can be typed by its label. `settled`: once a button has said it, its form shows it and does not
    ask. `stated`: it may be left empty in a form, but a typed line has to say it: silence is no answer.
    `when`: it is asked for only where the area's rules want it; none means everywhere. `fits`: a form asks
    for it only beside what has been chosen so far."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    options: Options | None = None
    hint: str = ""
    default: Callable[[Room], str] | None = None
    max_length: int = 500
    carried: bool = False
    settled: bool = False
    stated: bool = False
    when: Callable[[Room], bool] | None = None
    fits: Callable[[Room, Mapping[str, Any]], bool] | None = None

    def is_asked(self, room: Room) -> bool:
        """Whether the area wants to know."""
        return self.when is None or self.when(room)


Make = Callable[[Room, PersonId, Mapping[str, Any]], Wanted]


@dataclass(frozen=True, slots=True)
class Act:
    """A row. `words` are what may be typed, the first one shown in the help. `private`: what is said is
    nobody else's business, so typed in the chat it is taken and the writer asked to delete the post.
    `reminder` is shown in the form, and so is `prompt`, which knows what was chosen. `by_message`: its
    button answers with a new message, as a file offer has to."""

    verb: str
    title: str
    help: str
    words: tuple[str, ...]
    wanted: type[Command] | type[Request]
    fields: tuple[Field, ...] = ()
    make: Make | None = None
    where: frozenset[Place] = BOTH
    private: bool = False
    listed: bool = True
    as_form: bool = False
    reminder: Callable[[Room], str] | None = None
    prompt: Callable[[Room, Mapping[str, Any]], str] | None = None
    by_message: bool = False

    @property
    def needs_form(self) -> bool:
        """Something has to be said, or read, that a single press does not do."""
        return bool(self.asked) or self.as_form

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields that a form asks for."""
        return tuple(f for f in self.fields if not f.carried)

    def is_for(self, room: Room) -> bool:
        """Whether the person in the room may do it at all, here."""
        if room.place not in self.where and not self.private:
            return False
        if issubclass(self.wanted, Request):
            return self.wanted.is_open_to(room)
        return room.meeting is not None and may_give(self.wanted, room.person, room.meeting)

    def ask(self, room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
        """The command or request that these values come to; `subject` is whom it is about."""
        if self.make is not None:
            return self.make(room, subject, values)
        given = dict(values)
        if "person" in self.wanted.__struct_fields__ and "person" not in given:
            given["person"] = subject
        return self.wanted(**given)


class Table:
    """All the rows, by verb and by typed words."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts = tuple(acts)
        self.by_verb = {act.verb: act for act in acts}
        self._by_words = {tuple(phrase.split()): act for act in acts for phrase in act.words}
        if len(self.by_verb) != len(self.acts):
            raise ValueError("two acts have the same verb")
        if len(self._by_words) != sum(len(act.words) for act in acts):
            raise ValueError("two acts are typed with the same words")
        self._longest = max(map(len, self._by_words))

    def find(self, words: Sequence[str]) -> tuple[Act, int] | None:
        """The act whose words the line begins with, and how many words that took; the longest match wins.
        Capitals, and punctuation around a word, make no difference."""
        said = [_bare(word) for word in words[: self._longest]]
        for length in range(len(said), 0, -1):
            act = self._by_words.get(tuple(said[:length]))
            if act is not None:
                return act, length
        return None


def _bare(word: str) -> str:
    folded = word.casefold().replace("’", "'")
    return folded.strip(".,:;!?") or folded
