"""A sixth area, with rules mixed from all five: its file is all that it takes. A short meeting of its own,
from the files that its administrators have, is played to the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from bot.cli_protocol import protocol as protocol_command
from bot.limits import Limits
from marac.protocol import Protocol, areas, protocol_for, read
from marac.words import CaseState
from store.opening import migrate, open_store
from tests.journeys.stage import BOT, CHAT, SERVICE, TENANT, Stage, StageClock, Teams, Unlimited
from tests.rows.areas import seen_in_teams
from usecases.call_meeting import call_meeting
from usecases.import_cases import import_cases
from usecases.import_register import import_register
from usecases.office import Office
from usecases.ports import Chat

FILES: Final = Path(__file__).parent / "sixthshire"
FILE: Final = FILES / "sixthshire.toml"
AREA: Final = "sixthshire"
THURSDAY: Final = date(2026, 12, 3)
STARTS: Final = datetime(2026, 12, 3, 13, 30, tzinfo=UTC)
SIXTH: Final = read(FILE.read_text(encoding="utf-8"))
MEMBERS: Final = ("chair", "admin", "police", "idva", "children", "homes")


def protocols(area: str) -> Protocol:
    """The installed areas' files, and the sixth's."""
    return SIXTH if area == AREA else protocol_for(area)


class Sixth:
    """Its people by what they are called in the story, and its meeting."""

    def __init__(self, stage: Stage, key: str, people: dict[str, str]) -> None:
        self.stage, self.key, self.people = stage, key, people

    async def say(self, who: str, *lines: str) -> str:
        """Somebody types lines in 1:1, one after the other; what their newest card then reads."""
        for line in lines:
            await self.stage.say(self.people[who], line)
        return self.stage.last(self.people[who]).words

    def seen(self, who: str) -> str:
        """All that somebody has before them."""
        return self.stage.everything(self.people[who])

    async def everybody(self, *lines: str) -> None:
        """Each of those who are there types the lines."""
        for who in MEMBERS:
            await self.say(who, *lines)


@pytest.fixture
async def sixth(tmp_path: Path) -> AsyncIterator[Sixth]:
    address = f"sqlite+aiosqlite:///{tmp_path / 'sixth.db'}"
    await migrate(address)
    store = await open_store(address, [Fernet.generate_key().decode()])
    clock = StageClock(STARTS - timedelta(days=8))
    office = Office(
        ledger=store.ledger,
        register=store.register,
        clock=clock,
        protocols=protocols,
        areas=(*areas(), AREA),
    )
    for name in ("agencies.csv", "people.csv"):
        await import_register(office, AREA, (FILES / name).read_bytes(), name)
    people = {r.email.partition("@")[0]: key for key, r in (await store.register.people(AREA)).items()}
    for key in people.values():
        await seen_in_teams(store, key)
    await store.register.bind_chat(
        Chat(conversation=CHAT, area=AREA, service_url=SERVICE, tenant=TENANT, bot_id=BOT)
    )
    meeting = await call_meeting(office, AREA, THURSDAY)
    await import_cases(office, AREA, (FILES / "cases.csv").read_bytes(), "cases.csv", THURSDAY)
    stage = Stage(store, office, Teams(), clock)
    stage.delivery._limits = cast(Limits, Unlimited())
    await stage.settle()
    yield Sixth(stage, _key_of(meeting), people)
    await store.close()


def _key_of(meeting: Any) -> str:
    return str(meeting if isinstance(meeting, str) else meeting.key)


def test_its_file_is_without_a_mistake() -> None:
    result = CliRunner().invoke(protocol_command, ["check", str(FILE)])
    assert result.exit_code == 0, result.output
    assert "nothing is wrong with it" in result.output
    assert AREA not in areas()


async def test_its_order_has_children_first_a_break_and_disclosure_last(sixth: Sixth) -> None:
    meeting = await sixth.stage.meeting(sixth.key)
    local = SIXTH.calendar.local

    slots = [(f"{local(s.starts_at):%H:%M}", s.case, s.minutes) for s in meeting.order]

    assert slots == [("13:36", "63", 12), ("13:48", "62", 12), ("14:00", None, 9), ("14:09", "61", 12)]


async def test_its_meeting_is_played_to_the_end_by_its_own_rules(sixth: Sixth) -> None:
    stage, say = sixth.stage, sixth.say
    assert "I keep what I hear to myself" in await say("idva", "declare")
    await say("idva", "i accept")
    await stage.at(STARTS)

    await say("chair", "open")
    assert "Kestrel Hall has no signal" in stage.chat_words() + sixth.seen("chair")
    await sixth.everybody("here", "i accept", "no conflicts")
    quorum = await say("chair", "quorum")
    assert "No quorum is laid down" in quorum
    assert "Three statutory agencies\n2 of 3" in quorum
    await say("chair", "minutes Admin Plover", *(f"step {s.key}" for s in SIXTH.opening))

    await say("chair", "next case")
    meeting = await stage.meeting(sixth.key)
    assert meeting.current_case == "63", "what is missing is told of, and stops nothing"
    await say("chair", "next", "next", "next")
    await say("idva", "views given")
    refused = await say(
        "admin", "action case: 63; agencies: Kestrel Hospital; what: Ring the ward; protects: adult"
    )
    assert not (await stage.meeting(sixth.key)).actions, refused
    await say("idva", "offer Visit on Friday morning; protects: adult")
    (action,) = (await stage.meeting(sixth.key)).actions.values()
    assert action.due == date(2026, 12, 8), "three working days"
    await say("chair", "close anyway 63; note: Enough is agreed")
    assert (await stage.meeting(sixth.key)).cases["63"].state is CaseState.HEARD

    await say("chair", "next case")
    assert "You may leave" not in sixth.seen("homes")
    await say("chair", "close anyway 62; note: Heard")
    assert "“Other cases” is over" in sixth.seen("homes")
    assert "You may leave" not in sixth.seen("children"), "they are to stay for what comes last"
    assert "You may leave" not in sixth.seen("police") + stage.chat_words()
    await say("chair", "next case")
    await say("chair", "close anyway 61; note: Heard")
    await say("chair", "end sitting; note: Done")
    await say("admin", "close meeting; note: Done")
    meeting = await stage.meeting(sixth.key)
    assert {c.state for c in meeting.cases.values()} == {CaseState.HEARD}
    assert meeting.closed_at is not None

    await stage.at(datetime(2026, 12, 7, 9, 45, tzinfo=UTC))
    assert "For today" in sixth.seen("idva"), "a working day before its date"
