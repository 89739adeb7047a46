"""The whole product over HTTP: signed activities in, and what it posts to the recording connector.

A real SQLite store, a small Lincolnshire register of people already seen in Teams, and a clock that is
moved. Nobody here is real.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from aiohttp import ClientSession

from bot.clock import MovableClock
from bot.edge import serving
from bot.settings import Settings
from bot.wiring import Bot, master_keys, open_bot
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.conflicts import DeclareConflicts
from marac.decide import Command
from marac.declarations import Declare
from marac.hearing import OpenCase
from marac.journal import SYSTEM, Entry
from marac.meeting import Agency, Attendee, Meeting
from marac.opening import OpenSitting
from marac.presence import Arrive
from marac.restricted import Admit, ConfirmRoomClear
from marac.words import Capacity, CaseKind
from tests.bot.edge_world import APP_ID, CHAT, TENANT, World, a_world, read_body, settings_for
from usecases.ports import AgencyRecord, Chat, Contact, Letter, PersonRecord, Reach
from usecases.take import take

AREA: Final = "lincolnshire"
OPENS: Final = datetime(2026, 12, 2, 9, tzinfo=UTC)
"""A Wednesday."""
MEETING: Final = f"{AREA}-2026-12-02"
PATIENCE_SECONDS: Final = 20.0

AGENCIES: Final = {
    "police": ("Testshire Police", "police", True),
    "idva": ("IDVA Service", "idva", False),
    "childrens": ("Children’s Services", "childrens-services", True),
    "health": ("Hospital Trust", "maternity", True),
    "probation": ("Probation Service", "probation", True),
    "adults": ("Adult Care", "adult-social-care", True),
    "team": ("MARAC Team", "marac-team", False),
}
CHAIR, ADMIN = "chair", "admin"
PEOPLE: Final = {
    CHAIR: ("Chair Alder", "team", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    "second": ("Second Acacia", "team", Capacity.ADMINISTRATOR),
    **{
        f"{key}-rep": (f"{key.title()} Birch", key, Capacity.REPRESENTATIVE)
        for key in AGENCIES
        if key != "team"
    },
    "observer": ("Observer Pine", None, Capacity.OBSERVER),
    "guest": ("Guest Gorse", "probation", Capacity.GUEST),
}
QUORATE: Final = (CHAIR, ADMIN, *(f"{key}-rep" for key in AGENCIES if key != "team"))
LISTED: Final = (
    Listing(number="20461", children=True, referring_agency="police", district="West Lindsey"),
    Listing(number="20462", referring_agency="idva", district="Lincoln City"),
    Listing(number="20464", kind=CaseKind.HBA, referring_agency="police", district="North Kesteven"),
)


def email(person: str) -> str:
    return f"{person}@{PEOPLE[person][1] or 'visitors'}.example"


@dataclass(frozen=True)
class Post:
    """Something the bot posted or changed: how, where, and the activity."""

    method: str
    conversation: str
    activity: dict[str, Any]

    @property
    def words(self) -> str:
        return readable(self.activity)


@dataclass
class Product:
    """The running product and the people who talk to it."""

    world: World
    bot: Bot
    settings: Settings
    address: str
    session: ClientSession
    folder: Path
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))

    # --- what people do ----------------------------------------------------------------------------

    def raw(self, person: str, *, chat: bool = False, **fields: Any) -> dict[str, Any]:
        """An activity of somebody's, with an id of its own."""
        conversation = {"id": CHAT, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
        own = {"id": f"a:{person}", "conversationType": "personal", "tenantId": TENANT}
        return self.world.activity(
            **{
                "id": f"act-{next(self._ids)}",
                "from": {"id": f"29:{person}", "aadObjectId": f"aad-{person}"},
                "conversation": conversation if chat else own,
                "recipient": {"id": f"28:{APP_ID}"},
                "text": None,
                **fields,
            }
        )

    def typed(self, person: str, text: str, *, chat: bool = False, mention: bool = True) -> dict[str, Any]:
        """A typed line; in the chat it mentions the bot unless told otherwise."""
        if not (chat and mention):
            return self.raw(person, chat=chat, text=text)
        entities = [{"type": "mention", "mentioned": {"id": f"28:{APP_ID}"}}]
        return self.raw(person, chat=chat, text=f"<at>MARAC Assistant</at> {text}", entities=entities)

    def pressed(self, person: str, verb: str, *, chat: bool = False, **data: Any) -> dict[str, Any]:
        """A press on a card of the meeting's."""
        given = {"meeting": MEETING, **data}
        value = {"action": {"type": "Action.Execute", "verb": verb, "data": given}, "trigger": "manual"}
        return self.raw(person, chat=chat, type="invoke", name="adaptiveCard/action", value=value)

    def submitted(self, person: str, verb: str, name: str = "task/submit", **data: Any) -> dict[str, Any]:
        """A form that is opened (`task/fetch`) or sent."""
        value = {"data": {"meeting": MEETING, **data, "form": verb}}
        return self.raw(person, type="invoke", name=name, value=value)

    def moved(
        self, *people: str, event: str = "Join", at: str = "2026-12-02T09:00:00.000Z"
    ) -> dict[str, Any]:
        """People coming into the meeting or leaving it, as Teams reports it: without an id."""
        members = [
            {"user": {"id": f"29:{p}", "aadObjectId": f"aad-{p}", "tenantId": TENANT}, "meeting": {}}
            for p in people
        ]
        return self.raw(
            people[0],
            chat=True,
            type="event",
            name=f"application/vnd.microsoft.meetingParticipant{event}",
            id=None,
            timestamp=at,
            value={"members": members},
        )

    async def post(self, activity: dict[str, Any]) -> tuple[int, Any]:
        """Post it as the channel does; status and body."""
        self.world.clock.at = time.time()
        async with self.session.post(
            f"{self.address}/api/messages", json=activity, headers=self.world.bearer()
        ) as answer:
            return answer.status, await read_body(answer)

    async def all_at_once(self, activities: Sequence[dict[str, Any]]) -> list[tuple[int, Any]]:
        """Post them all in the same moment; the answers in their order."""
        return await asyncio.gather(*map(self.post, activities))

    async def say(self, person: str, text: str, *, chat: bool = False, mention: bool = True) -> list[Post]:
        """Type a line; what the bot posted before it answered the turn."""
        return await self.answered(self.typed(person, text, chat=chat, mention=mention))

    async def answered(self, activity: dict[str, Any]) -> list[Post]:
        """Post a message; what the bot posted within the turn (a refreshed card may be among it)."""
        before = len(self.world.calls)
        status, body = await self.post(activity)
        assert (status, body) == (200, None)
        return self.posts(since=before)

    async def press(self, person: str, verb: str, *, chat: bool = False, **data: Any) -> dict[str, Any]:
        """Press a button; the body of the answer."""
        status, body = await self.post(self.pressed(person, verb, chat=chat, **data))
        assert status == 200, body
        assert isinstance(body, dict)
        return body

    # --- what the bot says -------------------------------------------------------------------------

    def posts(self, conversation: str | None = None, since: int = 0) -> list[Post]:
        """What the bot has posted (POST) and changed (PUT), in order."""
        found = []
        for call in self.world.calls[since:]:
            parts = call.path.strip("/").split("/")
            if call.method in ("POST", "PUT") and parts[-1:] != ["conversations"] and "activities" in parts:
                found.append(Post(call.method, unquote(parts[2]), call.body))
        return [p for p in found if conversation is None or p.conversation == conversation]

    def opened(self) -> list[str]:
        """For whom a 1:1 chat was opened."""
        return [c.body["members"][0]["id"] for c in self.world.sent("POST") if c.path == "/v3/conversations"]

    async def until(self, check: Callable[[], Any]) -> None:
        """Wait until something is so."""

        async def is_so() -> bool:
            return bool(check())

        await _wait_for(is_so)

    async def until_so(self, check: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something that has to be looked up is so."""
        await _wait_for(check)

    async def settled(self, *, cards: bool = False) -> None:
        """Wait until every message that is due has been delivered; with `cards`, every refresh as well."""

        async def nothing_waits() -> bool:
            waiting = await self.bot.store.outbox.letters("waiting", "sending", limit=1000)
            return not [w for w in waiting if cards or not w.notice.surface]

        try:
            await _wait_for(nothing_waits)
        except TimeoutError as late:
            for one in await self.letters("waiting", "sending"):
                late.add_note(f"{one.notice.kind} to {one.notice.to}: {one.state}, due {one.due}, {one.why}")
            raise

    # --- what is on record -------------------------------------------------------------------------

    @property
    def clock(self) -> MovableClock:
        clock = self.bot.office.clock
        assert isinstance(clock, MovableClock)
        return clock

    async def meeting(self) -> Meeting:
        return await self.bot.office.ledger.load(MEETING)

    async def journal(self) -> Sequence[Entry]:
        return await self.bot.office.ledger.entries(MEETING)

    async def enter(self, *entries: Attendee) -> None:
        """Put people on the meeting's roll."""
        await self.take(UpdateRoll(agencies=(), attendees=entries))

    async def letters(self, *states: str) -> Sequence[Letter]:
        return await self.bot.store.outbox.letters(*states, limit=1000)

    async def take(self, *commands: Command, by: str = SYSTEM) -> None:
        for command in commands:
            await take(self.bot.office, MEETING, command, by)

    def kept(self) -> bytes:
        """Every byte that the database has on disk."""
        return b"".join(f.read_bytes() for f in sorted(self.folder.glob("marac.db*")))


async def _wait_for(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if await check():
                return
            await asyncio.sleep(0.01)


def readable(part: Any) -> str:
    """All the words in an activity or card."""
    return json.dumps(part, ensure_ascii=False)


@asynccontextmanager
async def a_product(folder: Path, migrated: Path, **changes: Any) -> AsyncIterator[Product]:
    """The product, running, with its register and a meeting planned for a quarter of an hour later."""
    database = folder / "marac.db"
    if not database.exists():
        shutil.copy(migrated, database)
    async with a_world() as world:
        world.clock.at = time.time()
        settings = settings_for(world, **{"database_url": f"sqlite+aiosqlite:///{database}", **changes})
        master_keys(settings)
        async with open_bot(settings) as bot, serving(bot.app, settings) as address, ClientSession() as http:
            product = Product(world, bot, settings, address, http, folder)
            product.clock.move_to(OPENS - timedelta(minutes=15))
            await _fill(product)
            yield product


async def _fill(product: Product) -> None:
    register, service_url = product.bot.store.register, product.world.base
    ring = {k: Contact(role="Duty manager", phone=f"01632 9600{n:02}") for n, k in enumerate(AGENCIES)}
    await register.save(
        [
            AgencyRecord(area=AREA, key=k, name=n, type=t, statutory=s, contact=ring[k])
            for k, (n, t, s) in AGENCIES.items()
        ],
        [
            PersonRecord(
                area=AREA, key=k, name=n, email=email(k), agency=a, capacities=frozenset({c}), induction=True
            )
            for k, (n, a, c) in PEOPLE.items()
        ],
    )
    for key in PEOPLE:
        await register.saw(
            Reach(
                person=key,
                teams_id=f"29:{key}",
                aad_id=f"aad-{key}",
                tenant=TENANT,
                service_url=service_url,
                conversation=f"a:{key}",
            )
        )
    await register.bind_chat(
        Chat(conversation=CHAT, area=AREA, service_url=service_url, tenant=TENANT, bot_id=f"28:{APP_ID}")
    )
    await product.bot.office.ledger.call_meeting(MEETING, AREA, OPENS.date(), OPENS.date())
    agencies = tuple(Agency(key=k, name=n, type=t, statutory=s) for k, (n, t, s) in AGENCIES.items())
    await product.take(
        CallMeeting(area=AREA, sittings=((1, OPENS),)),
        UpdateRoll(agencies=agencies, attendees=tuple(_attendee(k) for k in PEOPLE)),
        ListCases(listed=LISTED),
    )


def _attendee(key: str) -> Attendee:
    _, agency, capacity = PEOPLE[key]
    extra: dict[str, Any] = {}
    if capacity is Capacity.OBSERVER:
        extra = {"approved_by": ADMIN, "instructed": True, "category": "line-manager"}
    if capacity is Capacity.GUEST:
        extra = {"cases": ("20462",)}
    return Attendee(person=key, agency=agency, capacities=frozenset({capacity}), authority=True, **extra)


@asynccontextmanager
async def database_away(product: Product) -> AsyncIterator[None]:
    """The database answers nothing that matters until the block ends."""
    tables = ("journal", "outbox", "register_version", "posted")
    with closing(sqlite3.connect(product.folder / "marac.db", timeout=0)) as hand:

        async def rename(table: str, becomes: str) -> None:
            async def is_done() -> bool:
                with suppress(sqlite3.OperationalError):
                    hand.execute(f"ALTER TABLE {table} RENAME TO {becomes}")
                    return True
                return False

            await _wait_for(is_done)

        for table in tables:
            await rename(table, f"{table}_away")
        try:
            yield
        finally:
            for table in tables:
                await rename(f"{table}_away", table)


async def opened(product: Product, present: Iterable[str] = QUORATE) -> None:
    """Open the sitting at its time with these people there, and let everything be said."""
    product.clock.move_to(OPENS)
    await product.take(OpenSitting(), by=CHAIR)
    await product.take(*(Arrive(person=p) for p in present if p != CHAIR))


async def close_chat(product: Product) -> None:
    """Bring an open sitting into its HBA slot, which chair and administrator alone are admitted to."""
    version = product.bot.office.protocol(AREA).declaration.version
    for attendee in list((await product.meeting()).present()):
        await product.take(Declare(person=attendee.person, version=version), by=attendee.person)
        await product.take(DeclareConflicts(person=attendee.person), by=attendee.person)
    await product.take(
        Admit(case="20464", person=CHAIR),
        ConfirmRoomClear(case="20464", note="They have left."),
        OpenCase(case="20464", note="Straight to it."),
        by=ADMIN,
    )
    assert (await product.meeting()).chat_closed
    await product.settled()
