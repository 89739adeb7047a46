"""Who hears of what: from journal lines to notices, by identifiers alone.

The chat hears counts and progress and nothing while it is closed. Chair and administrators hear of quoracy
and conflicts privately and at once. Cards kept up to date are refreshed rather than posted again. An
administrator or chair who is kept out of a case hears nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from marac.admission import is_restricted, may_see
from marac.journal import Entry, Event
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import CaseNumber, PersonId
from usecases.ports import Notice

CHAT = "chat"
DESK = "desk"
MEETING_CARD = "meeting"
MY_ACTIONS = "my-actions"
QUIET = "quiet"
"""The fact of a refresh that brings a card up to date where there is one, and posts none."""
BECOMES = "becomes"
"""The fact of a message that is posted anew, so that it is noticed, and from then on is the card of that
surface."""

E = TypeVar("E", bound=Event)
Announcer = Callable[[E, "Scene"], Iterable[Notice]]
Said = TypeVar("Said", bound=Callable[[Any, "Scene"], Iterable[Notice]])
_ANNOUNCERS: dict[type[Event], list[Callable[[Any, Any], Iterable[Notice]]]] = {}


class Scene:
    """The meeting before and after a turn, the journal line being announced, and ways to address people."""

    def __init__(self, before: Meeting, after: Meeting, entry: Entry, protocol: Protocol) -> None:
        self.before = before
        self.after = after
        self.entry = entry
        self.protocol = protocol

    def say(self, to: str, kind: str, *, urgent: bool = True, **facts: Any) -> Notice:
        """One notice, of which the same line can never make a second."""
        return Notice(
            key=f"{self.after.key}:{self.entry.sequence}:{kind}:{to}",
            to=to,
            kind=kind,
            area=self.after.area,
            meeting=self.after.key,
            facts=facts,
            urgent=urgent,
        )

    def say_to(
        self, people: Iterable[PersonId], kind: str, *, urgent: bool = True, **facts: Any
    ) -> Iterator[Notice]:
        """The same notice to each of `people`, once each."""
        for person in dict.fromkeys(people):
            yield self.say(person, kind, urgent=urgent, **facts)

    def say_in_chat(self, kind: str, **facts: Any) -> Iterator[Notice]:
        """A notice in the meeting chat, unless the chat is closed (LIN-57)."""
        if not self.after.chat_closed:
            yield self.say(CHAT, kind, **facts)

    def team(self, case: CaseNumber | None = None) -> tuple[PersonId, ...]:
        """Chair and administrators; with `case`, those of them who are not kept out of it (LIN-61,
        LIN-62)."""
        people = list(self.after.administrators())
        chair = self.after.chair
        if chair:
            people.append(chair)
        elif self.after.sitting is None:
            people.extend(self.after.chairs())
        if case is not None:
            people = [p for p in people if may_see(self.after, p, case)]
        return tuple(dict.fromkeys(people))

    def administrators(self, case: CaseNumber | None = None) -> tuple[PersonId, ...]:
        """The administrators; with `case`, those who are not kept out of it."""
        people = self.after.administrators()
        return people if case is None else tuple(p for p in people if may_see(self.after, p, case))


def announces(event_type: type[E]) -> Callable[[Announcer[E]], Announcer[E]]:
    """Register what is said when an event of this type happens; several may be registered."""

    def register(function: Announcer[E]) -> Announcer[E]:
        _ANNOUNCERS.setdefault(event_type, []).append(function)
        return function

    return register


def announces_each(*event_types: type[Event]) -> Callable[[Said], Said]:
    """Register what is said alike when an event of any of these types happens."""

    def register(function: Said) -> Said:
        for event_type in event_types:
            _ANNOUNCERS.setdefault(event_type, []).append(function)
        return function

    return register


DeskChange = Callable[[Meeting, Meeting, Protocol, datetime], Iterable[PersonId]]
_DESK_CHANGES: list[DeskChange] = []


def changes_desks(function: DeskChange) -> DeskChange:
    """Register who else's desk shows something new, given the meeting before and after a turn, and when that
    was."""
    _DESK_CHANGES.append(function)
    return function


def notices_for(
    before: Meeting, after: Meeting, entries: Sequence[Entry], protocol: Protocol
) -> tuple[Notice, ...]:
    """Everything to be said after a turn, and which cards are to be brought up to date."""
    said: list[Notice] = []
    for entry in entries:
        for announcer in _ANNOUNCERS.get(type(entry.event), ()):
            said.extend(announcer(entry.event, Scene(before, after, entry, protocol)))
    if after.sitting is not None or before.sitting is not None:
        said.extend(_refreshes(before, after, entries, protocol))
    return tuple(said)


def _refreshes(
    before: Meeting, after: Meeting, entries: Sequence[Entry], protocol: Protocol
) -> Iterator[Notice]:
    """The meeting's card, the desks of chair and administrators, of whoever did it, and of whoever sees
    something new. A chat that opens again gets its card back, which said no more than that it was closed."""
    entry, did_it = entries[-1], entries[0].by  # what follows of itself stands behind, by nobody
    opens_again = before.chat_closed and not after.chat_closed
    if opens_again or (not after.chat_closed and not _only_restricted(before, after)):
        yield _refresh(after, CHAT, MEETING_CARD, entry)
    people = [*after.administrators(), *filter(None, (after.chair, before.chair))]
    for change in _DESK_CHANGES:
        people.extend(change(before, after, protocol, entry.at))
    for person in dict.fromkeys(people):
        yield _refresh(after, person, DESK, entry)
    if did_it in after.roll and did_it not in people:
        yield _refresh(after, did_it, DESK, entry, quiet=True)


def _only_restricted(before: Meeting, after: Meeting) -> bool:
    """While a restricted case is open nothing moves in the chat, not even a refreshed card."""
    return any(m.case_now is not None and is_restricted(m.case_now) for m in (before, after))


def _refresh(meeting: Meeting, to: str, surface: str, entry: Entry, *, quiet: bool = False) -> Notice:
    return Notice(
        key=f"{meeting.key}:{entry.sequence}:{surface}:{to}",
        to=to,
        kind=surface,
        area=meeting.area,
        meeting=meeting.key,
        surface=surface,
        facts={QUIET: True} if quiet else {},
        urgent=True,
        if_posted=quiet,
    )
