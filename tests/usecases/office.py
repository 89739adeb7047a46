"""An office to test use cases in: a real store on SQLite, a clock that is set by hand, and Lincolnshire's
protocol."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from dialogs import wording
from dialogs.messages import chat_text
from dialogs.reading import Asked, read_line
from dialogs.render import card_of
from dialogs.table import TABLE
from marac.decide import Command, Refused
from marac.meeting import Meeting
from store.opening import Store
from usecases.call_meeting import call_meeting
from usecases.import_cases import import_cases
from usecases.import_register import import_register
from usecases.office import Office
from usecases.perform import perform
from usecases.ports import Letter
from usecases.receive import FileTaken
from usecases.rooms import Place, Room, room_for
from usecases.tables import write_csv
from usecases.take import Taken, take
from usecases.telling import NoLongerRight, Told, room_of, told

AREA = "lincolnshire"
WEDNESDAY = date(2026, 11, 25)
THE_WEEK_BEFORE = datetime(2026, 11, 16, 10, tzinfo=UTC)

AGENCIES = """Agency,Type,Key,Contact role,Contact phone
Testshire Police,police,police,Duty sergeant,01632 960001
IDVA Service,idva,idva,Team leader,01632 960002
Domestic Abuse Service,domestic-abuse,das,Team leader,01632 960003
Mental Health Trust,mental-health,health,Safeguarding nurse,01632 960004
Children's Services,childrens-services,childrens,Duty manager,01632 960005
Probation,probation,probation,Duty officer,01632 960006
MAPPA Administration,mappa,mappa,Administrator,01632 960007
Hillside School,school,school,Head of year,01632 960008
MARAC Team,marac-team,team,Team leader,01632 960009
"""
PEOPLE = """Name,E-mail,Agency,Role,Authority,Induction complete
Chair Alder,chair@police.example,police,chair,yes,yes
Admin Ash,admin@marac.example,team,administrator,yes,yes
Second Acacia,second@marac.example,team,administrator,yes,yes
Police Birch,birch@police.example,police,representative,yes,yes
Police Blackthorn,blackthorn@police.example,police,deputy,yes,no
Idva Rowan,rowan@idva.example,idva,representative,yes,yes
Support Sycamore,sycamore@das.example,das,representative,yes,yes
Health Hazel,hazel@health.example,health,representative,yes,yes
Children Chestnut,chestnut@council.example,childrens,representative,yes,yes
Probation Poplar,poplar@probation.example,probation,representative,yes,yes
Mappa Maple,maple@mappa.example,mappa,representative,yes,yes
Lead Larch,larch@marac.example,,operational lead,yes,yes
Observer Olive,olive@probation.example,probation,observer,,yes
Guest Gorse,gorse@school.example,school,guest,,yes
"""
CASES = [
    {"Case number": "1001", "District": "West Lindsey", "Referring agency": "police", "Children": "yes"},
    {"Case number": "1002", "District": "Lincoln City", "Referring agency": "idva", "Children": "no"},
    {"Case number": "1003", "District": "East Lindsey", "Referring agency": "health", "Children": "no"},
]


@dataclass
class HandClock:
    """A clock that stands until it is set."""

    moment: datetime = THE_WEEK_BEFORE

    def now(self) -> datetime:
        return self.moment


@dataclass
class Desk:
    """An office with its store, and short ways of using it."""

    office: Office
    store: Store
    clock: HandClock

    async def key(self, email: str) -> str:
        """The key of the person whose address begins so."""
        people = await self.office.register.people(AREA)
        return next(p.key for p in people.values() if p.email.startswith(email))

    async def register(self, agencies: str = AGENCIES, people: str = PEOPLE) -> FileTaken:
        taken = await import_register(self.office, AREA, agencies.encode(), "agencies.csv")
        await import_register(self.office, AREA, people.encode(), "people.csv")
        return taken

    async def cases(self, *rows: dict[str, str], day: date | None = WEDNESDAY, **more: Any) -> FileTaken:
        return await import_cases(self.office, AREA, case_file(*rows), "cases.csv", day, **more)

    async def meeting(self, *rows: dict[str, str]) -> Meeting:
        """A called meeting with the register's people and these cases."""
        await self.register()
        called = await call_meeting(self.office, AREA, WEDNESDAY)
        await self.cases(*(rows or CASES))
        return await self.office.ledger.load(called.key)

    async def do(self, command: Command, by: str) -> Taken:
        """Carry out a command for whoever's address begins with `by`."""
        return await take(self.office, f"{AREA}-{WEDNESDAY}", command, await self.key(by))

    async def room(self, who: str, place: Place = Place.PERSONAL) -> Room:
        return await room_for(self.office, await self.key(who), place, meeting=f"{AREA}-{WEDNESDAY}")

    async def say(self, who: str, line: str, place: Place = Place.PERSONAL) -> str:
        """Type a line for whoever's address begins with `who`; the words of what they are shown."""
        room = await self.room(who, place)
        asked = read_line(TABLE, room, line)
        if not isinstance(asked, Asked):
            return asked.sentence if asked else "not understood"
        try:
            shown = await perform(self.office, room, asked.wanted, None)
        except Refused as refused:
            return wording.refusal(refused.why, refused.facts, room)
        return words_of(card_of(shown.view, shown.room))

    async def said(self) -> dict[str, str]:
        """Send all that waits, cards kept up to date left out: by reader, the words of what each got."""
        got: dict[str, list[str]] = {}
        names = {p.key: p.email.split("@")[0] for p in (await self.office.register.people(AREA)).values()}
        while letters := await self.store.outbox.claim(self.clock.moment, 100, 60, "test"):
            for letter in letters:
                await self.store.outbox.drop(letter, "test")
                if letter.notice.surface:
                    continue
                with suppress(NoLongerRight):
                    room = await room_of(self.office, letter.notice)
                    view = await told(self.office, letter.notice, room)
                    if isinstance(view, Told) and room.place is Place.CHAT:
                        words = chat_text(view, room)
                    else:
                        words = words_of(card_of(view, room))
                    got.setdefault(names.get(letter.notice.to, letter.notice.to), []).append(words)
        return {who: "\n".join(parts) for who, parts in got.items()}

    async def letters(self, kind: str | None = None) -> list[tuple[str, Letter]]:
        """What waits to be said, with whom it is to: `chat`, or the beginning of an address."""
        people = await self.office.register.people(AREA)
        found: Sequence[Letter] = await self.store.outbox.letters(limit=500)
        return [
            (people[one.notice.to].email.split("@")[0] if one.notice.to in people else one.notice.to, one)
            for one in found
            if kind is None or one.notice.kind == kind
        ]


def words_of(part: Any) -> str:
    """Everything that can be read on a card, in its order."""
    if isinstance(part, list):
        return "\n".join(words for one in part if (words := words_of(one)))
    if not isinstance(part, dict):
        return ""
    own = [str(part[key]) for key in ("text", "title", "value") if isinstance(part.get(key), str)]
    inner = [words_of(part[key]) for key in ("body", "items", "facts", "columns", "actions") if key in part]
    return "\n".join(words for words in (*own, *inner) if words)


def a_case(
    number: str, district: str = "West Lindsey", agency: str = "police", **more: str
) -> dict[str, str]:
    return {
        "Case number": number,
        "District": district,
        "Referring agency": agency,
        "Children": "no",
        **{name.replace("_", " ").capitalize(): value for name, value in more.items()},
    }


def case_file(*rows: dict[str, str]) -> bytes:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return write_csv(headings, [[row.get(heading, "") for heading in headings] for row in rows])
