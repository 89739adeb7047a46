"""A meeting played in this process: the real store on SQLite, the real turns and delivery, and a Teams that
keeps what it is sent. Lines read like a meeting: somebody says, presses or fills in, and others see."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from cryptography.fernet import Fernet

from bot.arrivals import Arrivals
from bot.connector import Connector
from bot.delivery import Delivery
from bot.files import Files
from bot.handovers import Handovers
from bot.limits import Leave, Limits
from bot.people import People
from bot.replies import Replies
from bot.turn import Turn
from bot.turns import Turns
from bot.whereabouts import Whereabouts
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.decide import Command
from marac.journal import SYSTEM
from marac.meeting import Agency, Attendee, Meeting
from marac.opening import OpenSitting
from marac.presence import Arrive
from marac.words import Capacity
from store.opening import Store, migrate, open_store
from usecases.nudge import nothing_missed, nudge
from usecases.office import Office
from usecases.ports import AgencyRecord, Chat, PersonRecord, Reach
from usecases.sweep import sweep
from usecases.take import take

AREA: Final = "lincolnshire"
CHAT: Final = "19:meeting-chat"
SERVICE: Final = "https://teams.example/"
TENANT: Final = "tenant-1"
BOT: Final = "28:bot"
FIRST_DAY: Final = datetime(2026, 12, 2, 9, tzinfo=UTC)
"""A Wednesday."""

AGENCIES: Final = {
    "police": ("Lincolnshire Police", "police", True),
    "idva": ("IDVA Service", "idva", False),
    "childrens": ("Children’s Services", "children", True),
    "housing": ("Housing Team", "housing", False),
    "health": ("Hospital Trust", "acute-health", True),
    "iom": ("IOM", "iom", False),
    "maternity": ("Maternity", "maternity", False),
    "county": ("County MARAC Team", "administration", False),
}
CHAIR, ADMIN = "chair", "admin"
PEOPLE: Final = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "county", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Cedar", "idva", Capacity.REPRESENTATIVE),
    "childrens-rep": ("Children Elm", "childrens", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "health-rep": ("Health Hazel", "health", Capacity.REPRESENTATIVE),
    "iom-rep": ("Iom Larch", "iom", Capacity.REPRESENTATIVE),
    "maternity-rep": ("Maternity Oak", "maternity", Capacity.REPRESENTATIVE),
    "observer": ("Observer Pine", None, Capacity.OBSERVER),
}


class StageClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        """The time."""
        return self.moment


@dataclass
class Message:
    """Something the bot posted, as it stands now."""

    id: str
    conversation: str
    activity: Mapping[str, Any]
    versions: int = 1
    deleted: bool = False

    @property
    def card(self) -> dict[str, Any]:
        """Its card; empty for a plain text."""
        found = [
            a["content"]
            for a in self.activity.get("attachments") or ()
            if "card.adaptive" in a["contentType"]
        ]
        return found[0] if found else {}

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return readable(self.card) if self.card else str(self.activity.get("text", ""))


class Unlimited:
    """No limit holds a story up: the limits have tests of their own."""

    def take(self, tenant: str, conversation: str, *, is_card: bool) -> Leave:
        """Nothing to wait for."""
        return Leave(lambda: 0.0)


class Teams:
    """Keeps what the bot sends, changes and deletes; stands in for the connector."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def send(self, service_url: str, conversation: str, activity: Mapping[str, Any]) -> str:
        """Keep a new message."""
        made = Message(str(len(self.messages) + 1), conversation, json.loads(json.dumps(activity)))
        self.messages.append(made)
        return made.id

    async def update(
        self, service_url: str, conversation: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Change a message."""
        found = next(m for m in self.messages if m.id == activity_id and m.conversation == conversation)
        found.activity, found.versions = json.loads(json.dumps(activity)), found.versions + 1

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Delete a message."""
        next(
            m for m in self.messages if m.id == activity_id and m.conversation == conversation
        ).deleted = True

    async def create_personal(self, service_url: str, *, bot_id: str, user_id: str, tenant_id: str) -> str:
        """Everybody has a 1:1 chat."""
        return f"a:{user_id.removeprefix('29:')}"

    async def member(self, service_url: str, conversation: str, member_id: str) -> Mapping[str, Any]:
        """Nobody is looked up: everybody on stage is known."""
        return {}


def readable(part: Any) -> str:
    """The words in a card, in their order."""
    return "\n".join(_words(part))


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _words(one)
    elif isinstance(part, dict):
        for name in ("title", "label", "text", "value", "placeholder"):
            if isinstance(part.get(name), str):
                yield part[name]
        for name, one in part.items():
            if name not in ("data", "fallback", "refresh"):
                yield from _words(one) if isinstance(one, (list, dict)) else ()


def buttons(part: Any) -> Iterator[dict[str, Any]]:
    """The buttons of a card, in their order."""
    if isinstance(part, list):
        for one in part:
            yield from buttons(one)
    elif isinstance(part, dict):
        if str(part.get("type", "")).startswith("Action.") and "title" in part:
            yield part
        for name, one in part.items():
            if name not in ("data", "fallback", "refresh"):
                yield from buttons(one)


def parts(card: Any) -> Iterator[Any]:
    """A card's parts, the innermost first: a button belongs to what it stands beside."""
    if isinstance(card, list):
        for one in card:
            yield from parts(one)
    elif isinstance(card, dict):
        for name, one in card.items():
            if name not in ("data", "fallback", "refresh", "actions") and isinstance(one, (list, dict)):
                yield from parts(one)
        yield card


@dataclass
class Form:
    """A form that somebody has open, or a sentence that closed it."""

    person: str
    card: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return self.sentence or readable(self.card)

    @property
    def fields(self) -> dict[str, Any]:
        """What it asks for, with what is filled in."""
        return {i["id"]: i.get("value") for i in _inputs(self.card)}


def _inputs(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _inputs(one)
    elif isinstance(part, dict):
        if str(part.get("type", "")).startswith("Input."):
            yield part
        for one in part.values():
            if isinstance(one, (list, dict)):
                yield from _inputs(one)


class Stage:
    """The whole of it."""

    def __init__(self, store: Store, office: Office, teams: Teams, clock: StageClock) -> None:
        self.store, self.office, self.teams, self.clock = store, office, teams, clock
        connector = cast(Connector, teams)
        people = People(office, connector)
        self.turns = Turns(
            office,
            Whereabouts(office, people),
            Replies(office, connector, store.outbox),
            Arrivals(office, people),
            Handovers(office, connector, cast(Files, None), 1_000_000),
        )
        self.delivery = Delivery(office, store.outbox, connector, "stage", BOT)
        self.delivery._limits = cast(Limits, Unlimited())
        self._activity = 0
        self._last_form: dict[str, Form] = {}

    # --- the meeting -----------------------------------------------------------------------------------

    async def meeting(self, key: str) -> Meeting:
        """The meeting as it is now."""
        return await self.office.ledger.load(key)

    async def take(self, meeting: str, *commands: Command, by: str = SYSTEM) -> None:
        """Carry out commands that nobody types in this story, and let what follows be sent."""
        for command in commands:
            await take(self.office, meeting, command, by)
        await self.settle()

    async def call(
        self,
        day: datetime = FIRST_DAY,
        *cases: Listing,
        present: Iterable[str] | None = None,
        more: Iterable[Attendee] = (),
        others: Mapping[str, tuple[str, str, bool]] = {},
    ) -> str:
        """A meeting of one sitting on that day with everybody on its roll; with `present`, opened with
        them."""
        key = f"{AREA}-{day:%Y-%m-%d}"
        await self.office.ledger.call_meeting(key, AREA, day.date(), day.date())
        await self.take(key, CallMeeting(area=AREA, sittings=((1, day),)))
        await self.enrol(key, *more, others=others)
        await self.take(key, ListCases(listed=cases))
        if present is not None:
            await take(self.office, key, OpenSitting(), CHAIR)
            await self.take(key, *(Arrive(person=p) for p in present))
        return key

    async def enrol(
        self, key: str, *more: Attendee, others: Mapping[str, tuple[str, str, bool]] = {}
    ) -> None:
        """Everybody is put on the meeting's roll; `more` replace entries, `others` are further agencies."""
        known = {**AGENCIES, **others}
        agencies = tuple(Agency(key=k, name=n, type=t, statutory=s) for k, (n, t, s) in known.items())
        replaced = {a.person for a in more}
        attendees = (_attendee(k, a, c) for k, (_, a, c) in PEOPLE.items() if k not in replaced)
        await self.take(key, UpdateRoll(agencies=agencies, attendees=(*attendees, *more)))

    # --- what people do --------------------------------------------------------------------------------

    async def say(self, person: str, text: str, *, chat: bool = False, to_bot: bool = True) -> str:
        """Somebody types, in their own chat with the bot or in the meeting's; the post's id."""
        self._activity += 1
        raw = self._raw(person, CHAT if chat else None) | {
            "type": "message",
            "id": f"m{self._activity}",
            "text": f"<at>MARAC Assistant</at> {text}" if chat and to_bot else text,
        }
        if chat and to_bot:
            raw["entities"] = [{"type": "mention", "mentioned": {"id": BOT}}]
        await self._turn(raw)
        return f"m{self._activity}"

    async def chat_event(self, person: str, kind: str, post: str, text: str = "", event: str = "") -> None:
        """A post of the chat is edited, put back or deleted."""
        raw = self._raw(person, CHAT) | {
            "type": kind,
            "id": post,
            "text": text,
            "channelData": {"eventType": event},
        }
        await self._turn(raw)

    async def press(self, person: str, title: str, *, about: str = "") -> Message | Form:
        """Press the newest button of that title that the person sees, on a card that holds `about`."""
        message, button = self._find(person, title, about)
        raw = self._raw(person, message.conversation) | {"id": self._next()}
        data = button.get("data", {})
        if button["type"] == "Action.Execute":
            action = {"type": "Action.Execute", "verb": button["verb"], "data": data}
            body = await self._invoke(raw, "adaptiveCard/action", {"action": action})
            if body["type"] == "application/vnd.microsoft.card.adaptive":
                return Message(message.id, message.conversation, _as_activity(body["value"]))
            return Form(person, sentence=str(body["value"]))
        if data.get("msteams", {}).get("type") == "imBack":
            await self.say(person, data["msteams"]["value"])
            return self.last(person)
        if "msteams" in data:
            return await self._form(raw, person, "task/fetch", data)
        await self._turn(raw | {"type": "message", "value": data})
        return message

    async def press_in(self, form: Form, title: str, *, about: str = "") -> Form:
        """Press a button of a dialog."""
        found = [b for part in parts(form.card) if about in readable(part) for b in buttons(part)]
        button = next(b for b in found if b["title"] == title)
        assert button["type"] == "Action.Submit", "a dialog knows submits alone"
        raw = self._raw(form.person, None) | {"id": self._next()}
        return await self._form(raw, form.person, "task/submit", button["data"])

    async def fill(self, form: Message | Form, **values: Any) -> Form:
        """Fill in a form that is open, and send it."""
        assert isinstance(form, Form), "no form is open"
        assert form.card, form.sentence
        submit = next(b for b in buttons(form.card) if b["type"] == "Action.Submit")
        unknown = set(values) - set(form.fields)
        assert not unknown, f"the form does not ask for {unknown}: {sorted(form.fields)}"
        filled = {k: v for k, v in form.fields.items() if v is not None} | values
        raw = self._raw(form.person, None) | {"id": self._next()}
        return await self._form(raw, form.person, "task/submit", {**submit["data"], **filled})

    async def at(self, moment: datetime) -> None:
        """Let it be that moment, and let what has become due be looked after; nothing stood still before."""
        self.clock.moment = moment
        for area in self.office.areas:
            await nothing_missed(self.office, area)
        await sweep(self.office)
        for area in self.office.areas:
            await nudge(self.office, area)
        await self.settle()

    async def settle(self) -> None:
        """Deliver everything that is waiting."""
        while await self.delivery.once():
            pass

    # --- what people see -------------------------------------------------------------------------------

    def seen(self, person: str) -> list[Message]:
        """What stands in the person's own chat with the bot."""
        return [m for m in self.teams.messages if m.conversation == f"a:{person}" and not m.deleted]

    def in_chat(self) -> list[Message]:
        """What the bot's posts in the meeting chat are."""
        return [m for m in self.teams.messages if m.conversation == CHAT and not m.deleted]

    def last(self, person: str) -> Message:
        """The newest message in the person's own chat."""
        return self.seen(person)[-1]

    def card(self, person: str, containing: str) -> Message:
        """The newest card in the person's own chat that holds these words."""
        found = [m for m in self.seen(person) if containing in m.words]
        assert found, f"{person} sees nothing of {containing!r}: {[m.words[:60] for m in self.seen(person)]}"
        return found[-1]

    def everything(self, *people: str) -> str:
        """All that these people can read in their own chats, with what a lock screen shows."""
        shown = [m for p in people for m in self.seen(p)]
        return "\n".join(json.dumps(m.activity, ensure_ascii=False) for m in shown)

    def chat_words(self) -> str:
        """All that can be read in the bot's posts in the meeting chat."""
        return "\n".join(json.dumps(m.activity, ensure_ascii=False) for m in self.in_chat())

    # --- the wire --------------------------------------------------------------------------------------

    def _find(self, person: str, title: str, about: str) -> tuple[Message, dict[str, Any]]:
        messages = [
            m for m in self.teams.messages if m.conversation in (CHAT, f"a:{person}") and not m.deleted
        ]
        for message in reversed(messages):
            for part in parts(message.card):
                if about in readable(part):
                    for button in buttons(part):
                        if button["title"] == title:
                            return message, button
        there = sorted({b["title"] for m in messages for b in buttons(m.card)})
        raise AssertionError(f"{person} sees no button {title!r} about {about!r}; there are {there}")

    def _raw(self, person: str, conversation: str | None) -> dict[str, Any]:
        is_chat = conversation == CHAT
        return {
            "serviceUrl": SERVICE,
            "from": {"id": f"29:{person}", "aadObjectId": f"aad-{person}"},
            "recipient": {"id": BOT},
            "conversation": {
                "id": CHAT if is_chat else f"a:{person}",
                "conversationType": "groupChat" if is_chat else "personal",
                "tenantId": TENANT,
            },
        }

    def _next(self) -> str:
        self._activity += 1
        return f"i{self._activity}"

    async def _turn(self, raw: Mapping[str, Any]) -> Any:
        answer = await self.turns(Turn(raw=raw, context=cast(Any, None)))
        await self.settle()
        return answer

    async def _invoke(self, raw: Mapping[str, Any], name: str, value: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._turn({**raw, "type": "invoke", "name": name, "value": value})
        assert answer is not None
        return dict(answer.body)

    async def _form(self, raw: Mapping[str, Any], person: str, name: str, data: Mapping[str, Any]) -> Form:
        body = (await self._invoke(raw, name, {"data": data})).get("task") or {}
        if body.get("type") == "continue":
            return Form(person, card=body["value"]["card"]["content"])
        return Form(person, sentence=str(body.get("value") or ""))


def _as_activity(card: Mapping[str, Any]) -> dict[str, Any]:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


def _attendee(key: str, agency: str | None, capacity: Capacity) -> Attendee:
    extra: dict[str, Any] = {"approved_by": ADMIN} if capacity is Capacity.OBSERVER else {}
    return Attendee(person=key, agency=agency, capacities=frozenset({capacity}), authority=True, **extra)


@asynccontextmanager
async def a_stage(folder: Path, now: datetime = FIRST_DAY - timedelta(minutes=10)) -> AsyncIterator[Stage]:
    """An empty stage with everybody in the register and seen in Teams."""
    address = f"sqlite+aiosqlite:///{folder / 'stage.db'}"
    await migrate(address)
    store = await open_store(address, [Fernet.generate_key().decode()])
    clock = StageClock(now)
    office = Office(ledger=store.ledger, register=store.register, clock=clock, areas=(AREA,))
    try:
        agencies = [
            AgencyRecord(area=AREA, key=k, name=n, type=t, statutory=s) for k, (n, t, s) in AGENCIES.items()
        ]
        people = [
            PersonRecord(
                area=AREA, key=k, name=n, email=f"{k}@marac.example", agency=a, capacities=frozenset({c})
            )
            for k, (n, a, c) in PEOPLE.items()
        ]
        await store.register.save(agencies, people)
        for key in PEOPLE:
            reach = Reach(
                person=key,
                teams_id=f"29:{key}",
                aad_id=f"aad-{key}",
                tenant=TENANT,
                service_url=SERVICE,
                conversation=f"a:{key}",
            )
            await store.register.saw(reach)
        await store.register.bind_chat(
            Chat(conversation=CHAT, area=AREA, service_url=SERVICE, tenant=TENANT, bot_id=BOT)
        )
        yield Stage(store, office, Teams(), clock)
    finally:
        await store.close()


def day_after(moment: datetime, days: int) -> date:
    """The day so many days later."""
    return (moment + timedelta(days=days)).date()
