"""The command line: every command, and for all that an operator can mend one sentence and exit code 1."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from bot.cli import main
from marac.journal import SYSTEM
from marac.opening import OpenSitting
from marac.presence import Arrive, Depart
from store.opening import open_store
from tests.bot.edge_world import APP_ID, TENANT
from tests.bot.product import OPENS
from tests.bot.test_files import a_list
from tests.usecases.office import AGENCIES, PEOPLE
from usecases.call_meeting import call_meeting
from usecases.csv_files import write_csv
from usecases.office import Office
from usecases.take import take

AREA = "lincolnshire"
KEY = Fernet.generate_key().decode()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: object) -> Path:
    """An operator's folder with settings for a machine of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("MicrosoftAppId", "MicrosoftAppPassword", "MARAC_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MARAC_REHEARSAL", "true")
    monkeypatch.setenv("MARAC_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'marac.db'}")
    monkeypatch.setenv("MARAC_MASTER_KEYS", KEY)
    return tmp_path


@pytest.fixture
def ready(here: Path) -> Path:
    """The same, with the tables made."""
    assert run("migrate").exit_code == 0
    return here


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def refused(*words: str) -> str:
    """The one sentence of a command that fails."""
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert result.output.startswith("Error: ")
    return result.output.removeprefix("Error: ").strip()


def write(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def with_register(folder: Path) -> None:
    """Its register imported."""
    files = write(folder, "agencies.csv", AGENCIES), write(folder, "people.csv", PEOPLE)
    assert run("register", "import", AREA, *files).exit_code == 0


def test_migrate_says_which_revision_and_that_it_was_so(here: Path) -> None:
    first, second = run("migrate"), run("migrate")

    assert first.exit_code == second.exit_code == 0
    assert "The database is at revision" in first.output
    assert "as it was" not in first.output
    assert "as it was" in second.output


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: object) -> Path:
    """A fresh clone: nothing is set and there is no folder for data yet."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("MARAC_", "Microsoft"))]:
        monkeypatch.delenv(name)
    return tmp_path


def test_a_fresh_clone_can_be_migrated_with_nothing_set(fresh: Path) -> None:
    result = run("migrate")

    assert result.exit_code == 0, result.output
    assert (fresh / "data" / "marac.db").is_file()


def test_a_registered_bot_on_a_fresh_machine_migrates_and_takes_its_register(fresh: Path) -> None:
    """The lines of the README, in their order, with the settings in `.env`."""
    key = run("keys", "new").output.strip()
    settings = {
        "MicrosoftAppId": APP_ID,
        "MicrosoftAppPassword": "an-invented-secret",
        "MicrosoftAppTenantId": TENANT,
        "MARAC_MASTER_KEYS": key,
    }
    (fresh / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    assert run("migrate").exit_code == 0
    with_register(fresh)
    checked = run("audit", "verify")
    assert (checked.exit_code, checked.output) == (
        0,
        "There are no meetings in the database yet, so nothing to check.\n",
    )


def test_a_database_without_tables_says_to_migrate(here: Path) -> None:
    assert "migrate" in refused("audit", "verify")


def test_without_credentials_the_bot_starts_only_in_rehearsal(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MARAC_REHEARSAL")

    sentence = refused("serve")

    assert "MicrosoftAppId is not set" in sentence
    assert "MARAC_REHEARSAL=true" in sentence


def test_a_wrong_or_missing_key_or_address_is_one_sentence(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_register(ready)
    monkeypatch.setenv("MARAC_MASTER_KEYS", Fernet.generate_key().decode())
    assert "key" in refused("audit", "verify").lower()
    monkeypatch.setenv("MARAC_MASTER_KEYS", "not a key")
    assert "marac-bot keys new" in refused("keys", "rotate")
    monkeypatch.setenv("MARAC_MASTER_KEYS", KEY)
    monkeypatch.setenv(
        "MARAC_DATABASE_URL", f"sqlite+aiosqlite:///{ready / 'no' / 'such' / 'folder' / 'marac.db'}"
    )
    assert len(refused("audit", "verify").splitlines()) == 1
    monkeypatch.setenv("MARAC_DATABASE_URL", "oracle://somewhere")
    assert "MARAC_DATABASE_URL" in refused("serve")


def test_a_port_that_is_taken_is_one_sentence(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("MARAC_PORT", str(taken.getsockname()[1]))

        assert "set MARAC_PORT" in refused("serve")


def test_a_register_and_a_case_list_are_imported_once(ready: Path) -> None:
    agencies, people = write(ready, "agencies.csv", AGENCIES), write(ready, "people.csv", PEOPLE)

    first = run("register", "import", AREA, agencies, people)
    again = run("register", "import", AREA, agencies, people)
    cases = run("cases", "import", AREA, write(ready, "cases.csv", a_list()))
    same = run("cases", "import", AREA, str(ready / "cases.csv"))

    assert [r.exit_code for r in (first, again, cases, same)] == [0, 0, 0, 0]
    assert "agencies.csv: Register read: 9 new" in first.output
    assert "14 new" in first.output
    assert again.output.count("nothing has changed") == 2
    assert "cases.csv: Case list read: 2 new" in cases.output
    assert "nothing has changed" in same.output
    with closing(sqlite3.connect(ready / "marac.db")) as database:
        assert database.execute("SELECT count(*) FROM meeting").fetchone() == (1,)


def test_a_file_that_is_refused_says_everything_that_is_wrong_and_keeps_nothing(ready: Path) -> None:
    run("register", "import", AREA, write(ready, "agencies.csv", AGENCIES))
    personal = a_list(
        ("20701", "West Lindsey", "police", "yes", "Robin"),
        headings=("Case number", "District", "Referring agency", "Children", "Victim"),
    )
    wrong = a_list(("20701", "Nowhere", "police", "no"), ("", "Lincoln City", "nobody", "no"))

    first = refused("cases", "import", AREA, write(ready, "personal.csv", personal))
    second = refused("cases", "import", AREA, write(ready, "wrong.csv", wrong))
    third = refused("cases", "import", AREA, write(ready, "broken.xlsx", b"PK\x03\x04 not a workbook"))

    assert "Victim" in first
    assert "nothing of it is kept" in first
    assert "Line 2" in second
    assert "Line 3" in second
    assert third.startswith("broken.xlsx: ")
    assert b"20701" not in b"".join(f.read_bytes() for f in ready.glob("marac.db*"))


def test_an_area_or_day_there_is_not_is_one_sentence(ready: Path) -> None:
    run("register", "import", AREA, write(ready, "agencies.csv", AGENCIES))
    cases = write(ready, "cases.csv", a_list())

    assert "lincolnshire" in refused("register", "import", "atlantis", str(ready / "agencies.csv"))
    assert "begin on a Wednesday" in refused("cases", "import", AREA, cases, "--meeting", "2026-12-04")
    assert run("cases", "import", AREA, "missing.csv").exit_code == 2
    assert run("cases", "import", AREA, cases, "--meeting", "tomorrow").exit_code == 2


def test_a_years_meetings_are_proposed_with_the_holidays_that_they_fall_on(ready: Path) -> None:
    said = run("meetings", "propose", "--area", "luton", "--from", "2028-12-05")
    assert said.exit_code == 0, said.output
    assert "Every three weeks, on a Tuesday\nTue 5 Dec 2028\n" in said.output
    assert "Tue 26 Dec 2028 – Tue 26 Dec 2028: Boxing Day. " in said.output
    file = ready / "dates.csv"
    assert "18 meetings" in run("meetings", "propose", "--area", "luton", "--csv", str(file)).output
    assert file.read_text(encoding="utf-8-sig").startswith("Meeting,Falls on or beside,")
    assert "is a Friday, not a Tuesday" in refused(
        "meetings", "propose", "--area", "luton", "--from", "2026-12-04"
    )
    assert "first day" in refused("meetings", "propose", "--area", "kent-and-medway")
    assert "monthly, fortnightly" in refused(
        "meetings", "propose", "--area", "kent-and-medway", "--rhythm", "never"
    )


def test_keys_are_made_and_rotated_and_the_old_one_can_go(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(
        "register", "import", AREA, write(ready, "agencies.csv", AGENCIES), write(ready, "people.csv", PEOPLE)
    )
    made = run("keys", "new")
    newest = made.output.strip()
    assert len(newest) == len(KEY)
    monkeypatch.setenv("MARAC_MASTER_KEYS", f"{newest},{KEY}")

    rotated = run("keys", "rotate")
    monkeypatch.setenv("MARAC_MASTER_KEYS", newest)

    assert rotated.exit_code == 0
    assert "Put under the newest key" in rotated.output
    assert run("audit", "verify").exit_code == 0
    again = run("register", "import", AREA, str(ready / "people.csv"))
    assert "nothing has changed" in again.output


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.moment = OPENS

    def now(self) -> datetime:
        return self.moment


async def _a_meeting(folder: Path) -> str:
    store = await open_store(f"sqlite:///{folder / 'marac.db'}", [KEY])
    try:
        clock = Hand()
        office = Office(ledger=store.ledger, register=store.register, clock=clock)
        people = {p.email.split("@")[0]: p.key for p in (await store.register.people(AREA)).values()}
        meeting = await call_meeting(office, AREA, OPENS.date())
        for email in ("admin", "birch", "rowan", "hazel", "chestnut", "poplar"):
            await take(office, meeting.key, Arrive(person=people[email]), SYSTEM)
        await take(office, meeting.key, OpenSitting(), people["chair"])
        clock.moment += timedelta(minutes=40)
        await take(office, meeting.key, Depart(person=people["birch"]), SYSTEM)
        return meeting.key
    finally:
        await store.close()


def test_quoracy_at_any_moment_and_the_chains_can_be_asked_for(ready: Path) -> None:
    run(
        "register", "import", AREA, write(ready, "agencies.csv", AGENCIES), write(ready, "people.csv", PEOPLE)
    )
    meeting = asyncio.run(_a_meeting(ready))

    now = run("audit", "quoracy", meeting)
    then = run("audit", "quoracy", meeting, "--at", "2026-12-02 09:30")
    before = run("audit", "quoracy", meeting, "--at", "2026-12-02 08:00")
    verified = run("audit", "verify", meeting)

    assert [r.exit_code for r in (now, then, before, verified)] == [0, 0, 0, 0]
    assert "missing Police, 0 of 1" in now.output
    assert "met     Police, 1 of 1: Testshire Police" in then.output
    assert "Police Birch (Testshire Police), since 09:00:00, checked in" in then.output
    assert "Police Birch" not in now.output
    assert "missing A chair" in before.output
    assert "Nobody was there." in before.output
    assert "Nobody was there." not in then.output
    assert "whole" in verified.output


def test_what_cannot_be_asked_of_a_journal_is_one_sentence(ready: Path) -> None:
    run(
        "register", "import", AREA, write(ready, "agencies.csv", AGENCIES), write(ready, "people.csv", PEOPLE)
    )
    meeting = asyncio.run(_a_meeting(ready))

    assert refused("audit", "quoracy", "no-such-meeting") == "There is no meeting no-such-meeting."
    assert "Write the moment like" in refused("audit", "quoracy", meeting, "--at", "yesterday")
    assert "has no case 999" in refused("audit", "quoracy", meeting, "--case", "999")
    assert refused("audit", "verify", "no-such-meeting") == "There is no meeting no-such-meeting."


def test_a_line_that_somebody_changed_is_found_and_the_exit_says_so(ready: Path) -> None:
    run(
        "register", "import", AREA, write(ready, "agencies.csv", AGENCIES), write(ready, "people.csv", PEOPLE)
    )
    meeting = asyncio.run(_a_meeting(ready))
    with closing(sqlite3.connect(ready / "marac.db")) as database, database:
        database.execute("UPDATE journal SET actor = 'somebody-else' WHERE sequence = 3")

    result = run("audit", "verify", meeting)

    assert result.exit_code == 1
    assert "line 3 does not fit" in result.output


def test_a_rehearsal_of_an_area_there_is_not_says_which_there_are(ready: Path) -> None:
    for command in ("rehearse", "demo"):
        sentence = refused(command, "--area", "atlantis")
        assert "atlantis" in sentence
    assert "lincolnshire" in refused("rehearse", "--area", "atlantis")


def test_headings_alone_are_no_case_list(ready: Path) -> None:
    run("register", "import", AREA, write(ready, "agencies.csv", AGENCIES))
    empty = write(ready, "empty.csv", write_csv(("Case number", "District"), []))

    assert refused("cases", "import", AREA, empty)


def test_data_is_deleted_on_its_day_and_not_before_and_the_log_can_be_read(ready: Path) -> None:
    asyncio.run(_a_meeting_of_long_ago(ready))
    nothing = "Nothing has been kept too long."
    assert nothing in run("retention", "due", "--on", "2022-12-02").output
    assert "lincolnshire-2020-12-02: no cases" in run("retention", "due").output
    assert "Nothing has been deleted." in run("audit", "deletions").output

    assert "lincolnshire-2020-12-02" in run("retention", "delete").output
    assert nothing in run("retention", "delete").output
    assert "lincolnshire-2020-12-02: no cases" in run("audit", "deletions").output


async def _a_meeting_of_long_ago(ready: Path) -> None:
    store = await open_store(f"sqlite+aiosqlite:///{ready}/marac.db", [KEY])
    day = date(2020, 12, 2)
    await store.ledger.call_meeting("lincolnshire-2020-12-02", "lincolnshire", day, day)
    await store.close()
