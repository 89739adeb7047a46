"""What the use cases need of the outside: a register of people, meetings' journals, and somewhere to put
messages.

A use case writes once, as one `Work`, and all of it lands or none: journal lines, what is looked up across
meetings, and what is to be said. Nothing here knows a database or Teams; nothing raised here carries what
somebody typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import msgspec

from marac.journal import Entry
from marac.meeting import Meeting
from marac.words import ActionId, AgencyId, Capacity, CaseNumber, PersonId


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be said: to whom, of what kind, with which identifiers. Words are found when it is sent.

    `to` is `chat` or a person's key. `key` makes the same notice twice impossible. With a `surface` the
    notice refreshes one card kept up to date there, and several waiting refreshes are one. `facts` hold
    identifiers, numbers and dates only. Not `urgent`: it waits for `not_before` and for office hours.
    """

    key: str
    to: str
    kind: str
    area: str
    meeting: str | None = None
    surface: str | None = None
    facts: Mapping[str, Any] = {}
    not_before: datetime | None = None
    urgent: bool = False


class ActionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An action as it is looked up across meetings: identifiers and dates, never wording."""

    meeting: str
    area: str
    action: ActionId
    case: CaseNumber
    agency: AgencyId
    owner: PersonId | None
    due: date | None
    state: str
    is_open: bool


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What one use case writes, in one transaction.

    `turn` is the incoming activity's key (None for the clock and the command line). `entries` continue the
    meeting's journal after `meeting.sequence`; `after` is the meeting with them.
    """

    meeting: Meeting
    entries: Sequence[Entry] = ()
    after: Meeting | None = None
    turn: str | None = None
    actions: Sequence[ActionRow] = ()
    notices: Sequence[Notice] = ()


class Collision(Exception):
    """Somebody else wrote to the meeting's journal first: read on and decide again."""


class Repeated(Exception):
    """This turn has already been taken: nothing was written."""


class NoMeeting(LookupError):
    """There is no meeting of that key."""


class Ledger(Protocol):
    """The meetings' journals."""

    async def load(self, meeting: str, *, fresh: bool = False) -> Meeting:
        """The meeting now. From memory where it is there, with the journal's tail read on if `fresh`.
        Raises NoMeeting."""

    async def load_at(self, meeting: str, moment: datetime) -> Meeting:
        """The meeting as it was at `moment`: the fold of the lines up to and at it. Raises NoMeeting."""

    async def entries(self, meeting: str) -> Sequence[Entry]:
        """The whole journal, erased words as empty. Raises NoMeeting."""

    async def has_taken(self, turn: str) -> bool:
        """Whether a turn with this key has written to a journal."""

    async def commit(self, work: Work) -> None:
        """Write all of `work` durably, or nothing. Raises Collision or Repeated."""

    async def call_meeting(self, meeting: str, area: str, first_day: date, last_day: date) -> Meeting:
        """Make an empty meeting with a key of its own for free text; the same again changes nothing."""

    async def meetings(self, area: str, on: date | None = None) -> Sequence[str]:
        """The area's meetings by first day; with `on`, those that have not ended before that day."""

    async def actions(
        self,
        *,
        owner: PersonId | None = None,
        agency: AgencyId | None = None,
        area: str | None = None,
        due_before: date | None = None,
        open_only: bool = True,
    ) -> Sequence[ActionRow]:
        """Actions across meetings, by due date then case number."""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ring when an agency is missing (LIN-09): a role, and its telephone and e-mail."""

    role: str
    phone: str = ""
    email: str = ""


class AgencyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An agency in an area's register."""

    area: str
    key: AgencyId
    name: str
    type: str
    statutory: bool
    aliases: tuple[str, ...] = ()
    contact: Contact = Contact(role="")
    signatory: str = ""


class PersonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A professional in an area's register. Somebody in two areas has a record in each, with the same key."""

    area: str
    key: PersonId
    name: str
    email: str
    agency: AgencyId | None = None
    capacities: frozenset[Capacity] = frozenset()
    job_title: str = ""
    phone: str = ""
    line_manager_email: str = ""
    authority: bool | None = None
    induction: bool = True
    covers: tuple[str, ...] = ()
    barred: bool = False
    left: bool = False


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How a person is reached in Teams. `conversation` is the 1:1 chat, once there has been one."""

    person: PersonId
    teams_id: str
    aad_id: str | None = None
    tenant: str = ""
    service_url: str = ""
    conversation: str | None = None


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting chat that the bot is in, and the area it serves."""

    conversation: str
    area: str
    service_url: str
    tenant: str
    teams_meeting: str | None = None
    bot_id: str = ""


class Register(Protocol):
    """Who works in which area, and how they are reached."""

    async def agencies(self, area: str) -> Mapping[AgencyId, AgencyRecord]:
        """The area's agencies by key."""

    async def people(self, area: str) -> Mapping[PersonId, PersonRecord]:
        """The area's people by key, those who left included."""

    async def save(self, agencies: Sequence[AgencyRecord], people: Sequence[PersonRecord]) -> int:
        """Add or change records, all or nothing; how many differed. What is not named stays as it is."""

    async def areas_of(self, person: PersonId) -> Sequence[str]:
        """The areas in whose registers the person stands and has not left."""

    async def person_by_email(self, email: str) -> PersonId | None:
        """The key of the person with that address, in whatever case it is written."""

    async def reach(self, person: PersonId) -> Reach | None:
        """How the person is reached, if ever seen in Teams."""

    async def person_of(self, aad_id: str | None, teams_id: str) -> PersonId | None:
        """Who that is in Teams, if known."""

    async def saw(self, reach: Reach) -> None:
        """Remember how a person is reached; what is empty or None leaves what was known."""

    async def chat(self, conversation: str) -> Chat | None:
        """The area that a meeting chat serves, if it has been bound."""

    async def chat_of(self, area: str) -> Chat | None:
        """The chat most lately bound to an area."""

    async def bind_chat(self, chat: Chat) -> None:
        """Bind a chat to an area; a chat serves one area at a time."""


class Clock(Protocol):
    """Where `now` comes from; travelled in tests and rehearsals."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
