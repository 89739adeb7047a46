"""What an operator sees and does at night: the outbox by number, and what is due on a day."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from marac.actions import RecordAction
from marac.caselist import ListCases, Listing
from marac.hearing import OpenCase
from marac.journal import SYSTEM
from marac.opening import OpenSitting
from marac.presence import Arrive
from marac.words import Protects, Source
from store.opening import Store, open_store
from tests.bot.test_cli import KEY, here, ready, run, write  # noqa: F401
from tests.usecases.office import AGENCIES, PEOPLE
from usecases.call_meeting import call_meeting
from usecases.office import Office
from usecases.ports import Notice
from usecases.take import take

AREA = "lincolnshire"
WORDS = "Change the locks at the back door"


async def opened(folder: Path) -> Store:
    return await open_store(f"sqlite+aiosqlite:///{folder}/marac.db", [KEY])


@pytest.fixture
def letters(ready: Path) -> Path:  # noqa: F811
    """An outbox with a letter that waits and one that was dropped."""
    asyncio.run(two_letters(ready))
    return ready


async def two_letters(ready: Path) -> None:  # noqa: F811
    store = await opened(ready)
    notices = [
        Notice(key=f"n{n}", to="ana", kind="digest", area=AREA, facts={"words": WORDS}) for n in (1, 2)
    ]
    await store.outbox.add(notices)
    (letter,) = await store.outbox.claim(datetime.now(UTC), 1, 60, "w")
    await store.outbox.drop(letter, "403 BotNotInConversationRoster")
    await store.close()


def test_the_outbox_is_listed_by_number_with_its_reasons_and_never_its_words(letters: Path) -> None:
    said = run("outbox", "list").output

    assert "1  dropped  digest to ana (lincolnshire)" in said
    assert "403 BotNotInConversationRoster" in said
    assert "2  waiting  digest to ana" in said
    assert WORDS not in said
    assert "1  dropped" not in run("outbox", "list", "--state", "waiting").output
    assert "There may be more" in run("outbox", "list", "--limit", "1").output
    assert run("outbox", "list", "--state", "sent").output == "There is nothing of that in the outbox.\n"


def test_a_dropped_letter_is_sent_after_all_and_no_other(letters: Path) -> None:
    assert run("outbox", "retry", "1").output == "1: waiting again.\n"
    assert "1  waiting" in run("outbox", "list").output

    again = run("outbox", "retry", "1", "77")
    assert again.exit_code == 1
    assert again.output.count("nothing was done") == 2


def test_a_waiting_letter_is_dropped_and_can_be_retried(letters: Path) -> None:
    assert run("outbox", "drop", "2").output == "2: dropped.\n"
    assert "2  dropped  digest to ana (lincolnshire)" in run("outbox", "list").output
    assert "dropped by an operator" in run("outbox", "list").output

    assert run("outbox", "drop", "2").exit_code == 1
    assert run("outbox", "retry", "2").exit_code == 0


class At:
    """A clock that stands still."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


async def a_late_action(folder: Path) -> None:
    """A meeting of the 2nd in which the police took an action, due on the 9th."""
    store = await opened(folder)
    office = Office(
        ledger=store.ledger, register=store.register, clock=At(datetime(2026, 12, 2, 9, tzinfo=UTC))
    )
    meeting = (await call_meeting(office, AREA, date(2026, 12, 2))).key
    await take(office, meeting, ListCases(listed=(Listing(number="101", referring_agency="police"),)), SYSTEM)
    people = (await office.names(AREA)).people
    keys = {record.name: key for key, record in people.items()}
    for command in (
        OpenSitting(),
        Arrive(person=keys["Police Birch"], source=Source.MARKED),
        OpenCase(case="101", note="for the story"),
        RecordAction(
            case="101", what=WORDS, agencies=("police",), due=date(2099, 12, 9), protects=Protects.ADULT
        ),
    ):
        await take(office, meeting, command, keys["Admin Ash"])
    await store.close()


def test_what_is_due_is_said_with_its_reason_and_nothing_is_sent(letters: Path) -> None:
    files = write(letters, "agencies.csv", AGENCIES), write(letters, "people.csv", PEOPLE)
    assert run("register", "import", AREA, *files).exit_code == 0
    asyncio.run(a_late_action(letters))
    before = run("outbox", "list").output

    said = run("duties", "due", "--on", "2099-12-10", "--area", AREA).output

    assert "Lincolnshire MARAC, Thursday 10 December 2099, from 09:00" in said
    assert "Case 101, action a1 of police — overdue since 09/12/2099" in said
    assert WORDS not in said
    assert run("outbox", "list").output == before


def test_a_day_that_is_not_worked_says_until_when_it_waits(ready: Path) -> None:  # noqa: F811
    said = run("duties", "due", "--on", "2026-12-25", "--area", AREA).output

    assert "no working day; what is due waits for Tuesday 29." in said
    assert run("duties", "due", "--on", "tomorrow").exit_code == 2
    assert (
        "is not installed. There are:"
        in run("duties", "due", "--on", "2026-12-24", "--area", "atlantis").output
    )
