"""The room itself: one world, its clock, its identity provider, its limits, and the record of what happened.

Everything else (the wire, the control interface, the page's doings) works on a `Room` and keeps no state.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from aiohttp import web

from rehearsal import Json
from rehearsal.activities import Desk
from rehearsal.bus import Bus
from rehearsal.clock import RoomClock, wire_time
from rehearsal.courier import Courier, Delivery
from rehearsal.faults import Faults
from rehearsal.identity import Identity
from rehearsal.ledger import Ledger
from rehearsal.limits import Limits
from rehearsal.traffic import Traffic
from rehearsal.world import BOT, PERSONAL, Conversation, Message, World


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's bytes, and whose chat it belongs to."""

    name: str
    data: bytes
    person: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A place where the bot may put a file's bytes, once the person has agreed."""

    name: str
    person: str
    size: int


@dataclass(slots=True)
class Deed:
    """Something a person did, for the transcript and for a player that waits for it."""

    seq: int
    at: str
    person: str
    verb: str
    what: str
    conversation: str


@dataclass(slots=True)
class Room:
    """All of a rehearsal."""

    world: World
    courier: Courier
    identity: Identity
    clock: RoomClock
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    ledger: Ledger = field(default_factory=Ledger)
    traffic: Traffic = field(default_factory=Traffic)
    bus: Bus = field(default_factory=Bus)
    files: dict[str, StoredFile] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    problems: list[Json] = field(default_factory=list)
    check_bearer: bool = True
    targeted: bool = True
    looking: defaultdict[tuple[str, str], asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    @property
    def service_url(self) -> str:
        """Where the bot reaches Teams; ends with a slash, as Teams' own does."""
        return self.courier.service_url

    def desk(self) -> Desk:
        """A desk for writing activities at this moment."""
        return Desk(self.world, self.service_url, self.clock.now())

    def did(self, person: str, verb: str, what: str, conversation: str = "") -> None:
        """Note what a person did and tell the listeners."""
        seq = len(self.deeds) + 1
        self.deeds.append(Deed(seq, wire_time(self.clock.now()), person, verb, what, conversation))
        self.bus.publish("deed", person=person, verb=verb)

    def went_wrong(self, problem: str, conversation: str = "") -> None:
        """Note that the bot did something that Teams would not take."""
        self.problems.append(
            {"at": wire_time(self.clock.now()), "problem": problem, "conversation": conversation}
        )
        self.bus.publish("problem")

    async def deliver(self, activity: Json) -> Delivery:
        """Send an activity to the bot, and note it if the bot did not take it."""
        delivery = await self.courier.deliver(activity)
        if not delivery.is_accepted:
            name = activity.get("name") or activity["type"]
            self.went_wrong(f"{name}: {delivery.problem}", activity["conversation"]["id"])
        return delivery

    def post(
        self, conversation: Conversation, author: str, activity: Json, only_for: str | None = None
    ) -> Message:
        """Put a new message where its audience sees it."""
        now = self.clock.now()
        message = Message(
            self.world.next_activity_id(now), conversation.id, author, activity, now, only_for=only_for
        )
        conversation.messages.append(message)
        self._show(message, "message" if author == BOT else "said")
        title = self.world.bot.name if author not in self.world.people else self.world.people[author].name
        if conversation.kind != PERSONAL:
            title = f"{title} in {conversation.title}"
        for person in self.audience(message):
            if person != author:
                self.ledger.preview(now, person, conversation.id, title, activity)
        self.bus.publish("message", conversation=conversation.id, message=message.id, only_for=only_for)
        return message

    def replace(self, message: Message, activity: Json) -> None:
        """Put another content in the place of a message's; the views made of the old one are gone."""
        message.activity = activity
        message.version += 1
        message.edited_at = self.clock.now()
        message.deleted_at = None
        message.views.clear()
        message.notes.clear()
        self._show(message, "update" if message.author == BOT else "said")
        self.bus.publish("updated", conversation=message.conversation, message=message.id)

    def retract(self, message: Message) -> None:
        """Take a message away from everybody."""
        message.deleted_at = self.clock.now()
        self.bus.publish("deleted", conversation=message.conversation, message=message.id)

    def audience(self, message: Message) -> list[str]:
        """Who is shown the message."""
        if message.only_for is not None:
            return [message.only_for]
        return self.world.audience(self.world.conversation(message.conversation))

    def _show(self, message: Message, kind: str) -> None:
        where = (message.conversation, message.id)
        if message.only_for is not None:
            self.ledger.add_private(self.clock.now(), kind, where, message.only_for, message.activity)
        else:
            self.ledger.add(self.clock.now(), kind, where, self.audience(message), message.activity)

    def show_privately(self, person: str, kind: str, where: tuple[str, str], shown: object) -> None:
        """Note that one person's client alone shows something."""
        self.ledger.add_private(self.clock.now(), kind, where, person, shown)


ROOM = web.AppKey("room", Room)


def open_room(world: World, bot_url: str) -> Room:
    """A room for a world, with the bot at that address; it speaks to nobody until it is served."""
    clock = RoomClock()
    identity = Identity(world.bot, world.tenant_id)
    traffic = Traffic()
    courier = Courier(identity, traffic, clock, bot_url)
    return Room(world, courier, identity, clock, traffic=traffic)
