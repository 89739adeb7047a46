"""What the use cases need of the outside: a register of people, meetings' journals, and somewhere to put
messages.

A use case writes once, as one `Work`, and all of it lands or none: journal lines, what is looked up across
meetings, and what is to be said. Nothing here knows a database or Teams; nothing raised here carries what
somebody typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final, Protocol

import msgspec

from marac.journal import Entry
from marac.meeting import Meeting
from marac.words import ActionId, AgencyId, Capacity, CaseNumber, PersonId


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be said: to whom, of what kind, with which identifiers. Words are found when it is sent.

    `to` is `chat` or a person's key. `key` makes the same notice twice impossible. With a `surface` the
    notice refreshes one card kept up to date there, and several waiting refreshes are one. `facts` hold
    identifiers, numbers and dates only. Not `urgent`: it waits for `not_before` and for office hours.
    `if_posted`: where its card has never been posted there is nothing to refresh, and nothing is written.
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
    if_posted: bool = False


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


class HeardRow(msgspec.Struct, frozen=True, kw_only=True):
    """That a case was heard, as it is looked up across meetings: on which local day, until which its files
    stay flagged, and how it left the meeting (`marac.words.CaseState`)."""

    meeting: str
    area: str
    case: CaseNumber
    on: date
    until: date | None
    state: str


class MatterRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was reported privately, as it is looked up across meetings: its kind, and the number of
    its case where it has one."""

    meeting: str
    matter: str
    area: str
    kind: str
    case: CaseNumber | None
    is_open: bool


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What one use case writes, in one transaction.

    `turn` is the incoming activity's key (None for the clock and the command line). `entries` continue the
    meeting's journal after `meeting.sequence`; `after` is the meeting with them. `days`: its first and last,
    where they have changed.
    """

    meeting: Meeting
    entries: Sequence[Entry] = ()
    after: Meeting | None = None
    turn: str | None = None
    actions: Sequence[ActionRow] = ()
    heard: Sequence[HeardRow] = ()
    matters: Sequence[MatterRow] = ()
    days: tuple[date, date] | None = None
    notices: Sequence[Notice] = ()


class Collision(Exception):
    """Somebody else wrote to the meeting's journal first: read on and decide again."""


class Repeated(Exception):
    """This turn has already been taken: nothing was written."""


class NoMeeting(LookupError):
    """There is no meeting of that key."""


class Standing(msgspec.Struct, frozen=True):
    """How far a meeting's journal goes, whether its words have been erased, its last day, and whether an
    action or a matter of its is open."""

    sequence: int
    erased: bool
    last_day: date
    owes: bool


class Unsaid(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody has not been told, and why it never will be; no reason while it waits."""

    to: PersonId
    facts: Mapping[str, Any]
    why: str = ""


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

    async def standing(self, area: str, since: date) -> Mapping[str, Standing]:
        """How the area's meetings stand that have not ended before that day or have open actions, by first
        day. Cheap: it is asked before every digest."""

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

    async def heard(
        self,
        area: str,
        *,
        case: CaseNumber | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Sequence[HeardRow]:
        """The area's hearings, the earliest first: of one case, from a day on, up to and on a day."""

    async def matters(self, area: str, *, open_only: bool = True) -> Sequence[MatterRow]:
        """What was reported in the area, by meeting."""

    async def digests_made(self, area: str, day: date) -> None:
        """The area's digests of that day are in the outbox, or there was nothing to say; the same again
        changes nothing."""

    async def digest_day_before(self, area: str, day: date) -> date | None:
        """The last day before that on which the area's digests were made; None if there was none."""

    async def unsaid(self, kind: str) -> Sequence[Unsaid]:
        """What of that kind the outbox has that was not said; cards to be brought up to date left out."""


class OutboxDepth(msgspec.Struct, frozen=True, kw_only=True):
    """How full the outbox is: letters waiting, being sent, and those of them that could go out now.

    Of these the oldest that has a time has been due for so many seconds; `untouched` is the number of the
    oldest that was to go at once and has not been taken yet (since when is not recorded).
    """

    waiting: int
    sending: int
    due: int
    oldest_seconds: float
    untouched: int | None = None


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
    in_case_system: bool = True
    left: bool = False


class PersonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A professional in an area's register. Somebody in two areas has a record in each, with the same key.
    `checks`: what they have of the area's person checks, with the day where one is kept. `digest_at`: the
    hour at which they want their digest, None for the area's."""

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
    checks: tuple[tuple[str, date | None], ...] = ()
    digest_at: time | None = None


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


TO_RING: Final = "to ring: "
"""What the reason begins with for which a letter was dropped whose reader has to be rung."""
GIVEN_UP: Final = "given up: "
"""What the reason begins with for which a letter was dropped that was tried often enough."""


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

    async def to_ring(self, area: str) -> Mapping[PersonId, int]:
        """How many things could be said to whom neither in Teams nor by e-mail, until they have been rung."""

    async def rung(self, area: str, person: PersonId) -> None:
        """An administrator has rung the person about all of it."""


class Clock(Protocol):
    """Where `now` comes from; travelled in tests and rehearsals."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""


class Unavailable(Exception):
    """The store cannot do its work now (database away, full, refusing). What was asked may be asked again."""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A notice in the outbox. `state` is waiting, sending, sent or dropped.

    `due` is when it may next be taken (UTC): while it is being sent, when the sender's lease ends. `attempts`
    counts how often it has been taken, by `worker` last. `why` says why it was postponed or dropped. Dates
    among the notice's facts come back as ISO text.
    """

    number: int
    notice: Notice
    state: str
    due: datetime
    attempts: int
    worker: str = ""
    why: str = ""


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A post of the bot's own: in which conversation, and the activity's id there."""

    conversation: str
    activity: str


class Outbox(Protocol):
    """What is still to be said, and what the bot has posted."""

    async def add(self, notices: Sequence[Notice]) -> int:
        """Put notices into the outbox outside of a meeting's commit; how many were new."""

    async def wait(self, seconds: float) -> bool:
        """Wait until this process has put something into the outbox, at most so long; whether it has."""

    async def claim(
        self, now: datetime, limit: int, lease_seconds: float, worker: str, *, hurried_only: bool = False
    ) -> Sequence[Letter]:
        """Take at most `limit` letters that are due, urgent ones first; nobody else gets them while the lease
        lasts.

        One whose lease ran out is given again. Of one surface's letters only one is out at a time. With
        `hurried_only` only what is urgent or brings a card up to date: what may wait is left to others.
        """

    async def sent(self, letter: Letter, conversation: str = "", activity: str = "") -> bool:
        """It has been said, as that post. False if the lease was lost: then only the post is remembered."""

    async def said_since(self, to: str, since: datetime) -> Sequence[str]:
        """The kinds of what was said to somebody since then without being urgent; of a card once."""

    async def postpone(self, letter: Letter, until: datetime, why: str) -> bool:
        """Not now: try again at `until`. False as for `sent`."""

    async def drop(self, letter: Letter, why: str) -> bool:
        """Never: no longer right, or it cannot be delivered. False as for `sent`."""

    async def requeue(self, number: int) -> bool:
        """Send a dropped letter after all, at once; False if there is no such dropped letter."""

    async def discard(self, number: int, why: str) -> bool:
        """Drop a letter that waits; False if there is none of that number that does."""

    async def letters(self, *states: str, limit: int = 100) -> Sequence[Letter]:
        """The outbox's letters in these states (none named: all), oldest first."""

    async def depth(self, now: datetime) -> OutboxDepth:
        """How full the outbox is at `now`."""

    async def clear(self, before: datetime) -> int:
        """Forget letters sent or dropped whose last due time lies before; how many."""

    async def posted_surface(self, meeting: str, to: str, surface: str) -> Posted | None:
        """The card to bring up to date, if it has been posted."""

    async def own_posts(self, meeting: str, conversation: str) -> Sequence[Posted]:
        """Everything the bot has posted there for the meeting and not deleted, oldest first."""

    async def remember_post(self, meeting: str, to: str, post: Posted, surface: str = "") -> None:
        """A post that did not go through the outbox, such as the answer to a command."""

    async def forget_post(self, post: Posted) -> None:
        """The post has been deleted."""
