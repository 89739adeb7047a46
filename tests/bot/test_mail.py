"""Whoever cannot be written to in Teams gets a mail that says nothing; whoever gets none is rung."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.mail import Mailer, MailFailed
from bot.settings import Settings
from dialogs import wording
from marac.actions import RecordAction
from marac.conflicts import DeclareConflicts
from marac.declarations import Declare
from marac.hearing import OpenCase
from marac.words import Protects
from tests.bot import mail_server
from tests.bot.edge_world import Scripted
from tests.bot.mail_server import MailServer, a_mail_server, certificate
from tests.bot.product import ADMIN, AREA, MEETING, OPENS, PEOPLE, Product, a_product, opened
from usecases.ports import TO_RING, Notice, PersonRecord

REP = "police-rep"
UNSEEN = "unseen"
ADDRESS = "u@police.example"
FROM = "marac-bot@council.example"
BLOCKED = {"error": {"code": "ConversationBlockedByUser", "message": "no"}}


def a_notice(number: int = 1, to: str = UNSEEN, kind: str = "action-corrected", **facts: Any) -> Notice:
    return Notice(key=f"test:{number}", to=to, kind=kind, area=AREA, meeting=MEETING, facts=facts)


@asynccontextmanager
async def mailing(
    folder: Path, migrated: Path, port: int, monkeypatch: pytest.MonkeyPatch, trusted: Path
) -> AsyncIterator[Product]:
    """The product with a mail server, and somebody in the register whom Teams has never shown."""
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setattr("bot.mail.REST_SECONDS", 0.1)
    mail = {"smtp_host": mail_server.HOST, "smtp_port": port, "smtp_from": FROM}
    async with a_product(folder, migrated, **mail) as product:
        await an_unseen_person(product, ADDRESS)
        yield product


async def an_unseen_person(product: Product, address: str) -> None:
    register = product.bot.store.register
    known = (await register.people(AREA))[REP]
    record: PersonRecord = msgspec.structs.replace(known, key=UNSEEN, name="Unseen Hawthorn", email=address)
    await register.save([], [record])
    entry = (await product.meeting()).roll[REP]
    await product.enter(msgspec.structs.replace(entry, person=UNSEEN))


async def fate(product: Product, number: int = 1) -> tuple[str, str]:
    (letter,) = [one for one in await product.letters() if one.notice.key == f"test:{number}"]
    return letter.state, letter.why


async def ended(product: Product, *states: str, number: int = 1) -> tuple[str, str]:
    async def is_so() -> bool:
        return (await fate(product, number))[0] in states

    await product.until_so(is_so)
    return await fate(product, number)


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    return certificate(tmp_path)


async def test_somebody_never_seen_in_teams_gets_a_mail_over_tls(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, Path]
) -> None:
    async with (
        a_mail_server(tls[0]) as server,
        mailing(tmp_path, migrated, server.port, monkeypatch, tls[1]) as product,
    ):
        await product.bot.store.outbox.add([a_notice(kind="please-declare")])
        assert (await ended(product, "sent", "dropped"))[0] == "sent"

    assert server.over_tls == [True]
    mail = message_from_bytes(server.took[0], policy=default)
    assert (mail["Subject"], mail["To"], mail["From"]) == (wording.NEUTRAL, ADDRESS, FROM)
    assert mail.get_content().split() == ["Testshire", "Police,", "Wed", "2", "Dec", "2026", "See", "MODUS."]
    again = Mailer(Settings(_env_file=None, smtp_from=FROM), lambda: 0.0)._message(
        a_notice(), ADDRESS, "", OPENS
    )
    assert mail["Message-ID"] == again["Message-ID"]
    assert mail["Message-ID"].endswith("@council.example>")


async def test_somebody_who_blocked_the_bot_gets_a_mail(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, Path]
) -> None:
    async with (
        a_mail_server(tls[0]) as server,
        mailing(tmp_path, migrated, server.port, monkeypatch, tls[1]) as product,
    ):
        product.world.will_answer("POST", Scripted(403, BLOCKED))
        await product.bot.store.outbox.add([a_notice(to=REP, kind="please-declare")])
        assert (await ended(product, "sent", "dropped"))[0] == "sent"

    assert len(product.posts(f"a:{REP}")) == 1
    (mail,) = [message_from_bytes(one, policy=default) for one in server.took]
    assert mail["To"] == (f"{REP}@police.example")


async def test_the_bytes_of_a_digest_s_mail_hold_no_wording_and_nobody_s_name(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, Path]
) -> None:
    async with (
        a_mail_server(tls[0]) as server,
        mailing(tmp_path, migrated, server.port, monkeypatch, tls[1]) as product,
    ):
        await an_action_for_the_unseen(product, "Fit a ring doorbell")
        product.clock.move_to(OPENS + timedelta(days=8, hours=0, minutes=1))
        await product.bot.ticker.wake()
        await product.until(lambda: any(ADDRESS.encode() in one for one in server.took))

    (raw,) = [one for one in server.took if ADDRESS.encode() in one]
    body = message_from_bytes(raw, policy=default).get_content()
    assert "Case 20461, Testshire Police, Wed 9 Dec 2026" in body
    assert body.rstrip().endswith("See MODUS.")
    said = raw.decode().casefold()
    for word in ("doorbell", "ring a", "hawthorn", *(name.split()[0] for name, _, _ in PEOPLE.values())):
        if word != "Police":
            assert word.casefold() not in said.replace(FROM, ""), word


async def an_action_for_the_unseen(product: Product, what: str) -> None:

    await opened(product)
    version = product.bot.office.protocol(AREA).declaration.version
    for attendee in list((await product.meeting()).present()):
        await product.take(Declare(person=attendee.person, version=version), by=attendee.person)
        await product.take(DeclareConflicts(person=attendee.person), by=attendee.person)
    await product.take(OpenCase(case="20461", note="Straight to it."), by=ADMIN)
    await product.take(
        RecordAction(
            case="20461",
            what=what,
            agencies=("police",),
            owner=UNSEEN,
            due=OPENS.date() + timedelta(days=7),
            protects=Protects.ADULT,
        ),
        by=ADMIN,
    )


@pytest.mark.parametrize(("address", "answer"), [("", ""), (ADDRESS, "550 5.1.1 No such mailbox")])
async def test_whoever_gets_no_mail_stands_on_the_administrators_list_until_ticked(
    tmp_path: Path,
    migrated: Path,
    monkeypatch: pytest.MonkeyPatch,
    tls: tuple[ssl.SSLContext, Path],
    address: str,
    answer: str,
) -> None:
    async with (
        a_mail_server(tls[0]) as server,
        mailing(tmp_path, migrated, server.port, monkeypatch, tls[1]) as product,
    ):
        await an_unseen_person(product, address)
        server.answers[ADDRESS] = answer
        await product.bot.store.outbox.add([a_notice(n, kind="please-declare") for n in (1, 2)])
        for number in (1, 2):
            state, why = await ended(product, "sent", "dropped", number=number)
            assert (state, why.startswith(TO_RING)) == ("dropped", True)

        day = OPENS + timedelta(days=1)
        product.clock.move_to(day + timedelta(minutes=59))
        await product.bot.ticker.wake()
        assert lists(product) == 0
        for _ in range(2):
            product.clock.move_to(day + timedelta(hours=1, minutes=1))
            await product.bot.ticker.wake()
        await product.until(lambda: lists(product) == 1)
        assert "Unseen Hawthorn: 2 things" in product.posts(f"a:{ADMIN}")[-1].words

        product.clock.move_to(day + timedelta(days=1, hours=1, minutes=1))
        await product.bot.ticker.wake()
        await product.until(lambda: lists(product) == 2)
        press = product.pressed(ADMIN, "person-rung")
        press["value"]["action"]["data"]["person"] = UNSEEN
        status, shown = await product.post(press)
        assert status == 200
        assert "There is nobody to ring." in str(shown)
        product.clock.move_to(day + timedelta(days=4, hours=1, minutes=1))
        await product.bot.ticker.wake()
        await product.settled()
        assert lists(product) == 2
    assert server.took == []


def lists(product: Product) -> int:
    """How many lists of people to ring the administrator has had."""
    return sum("People to ring" in post.words for post in product.posts(f"a:{ADMIN}"))


async def test_a_mail_server_that_was_away_gets_each_mail_once(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, Path]
) -> None:
    kept = MailServer()
    async with a_mail_server(tls[0], server=kept):
        pass
    async with mailing(tmp_path, migrated, kept.port, monkeypatch, tls[1]) as product:
        await product.bot.store.outbox.add([a_notice(kind="please-declare")])
        await product.until_so(lambda: waits_for_the_server(product))
        async with a_mail_server(tls[0], kept.port, kept):
            kept.answers[ADDRESS] = "450 4.2.0 Later, please"
            product.clock.move_to(product.clock.now() + timedelta(minutes=1))
            await product.until_so(lambda: waits_because_of(product, "mail 450"))
            kept.answers.clear()
            product.clock.move_to(product.clock.now() + timedelta(minutes=5))
            assert (await ended(product, "sent", "dropped"))[0] == "sent"
            await product.settled()
    assert len(kept.took) == 1


async def waits_for_the_server(product: Product) -> bool:
    state, why = await fate(product)
    return state == "waiting" and why.startswith("mail SMTPConnect")


async def waits_because_of(product: Product, why: str) -> bool:
    return await fate(product) == ("waiting", why)


async def test_outside_of_rehearsal_nothing_goes_without_starttls_or_to_a_stranger(
    tmp_path: Path, tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    record = PersonRecord(area=AREA, key=UNSEEN, name="Unseen Hawthorn", email=ADDRESS)
    for context in (None, tls[0]):
        async with a_mail_server(context) as server:
            settings = Settings(
                _env_file=None, smtp_host=mail_server.HOST, smtp_port=server.port, smtp_from=FROM
            )
            with pytest.raises(MailFailed):
                await Mailer(settings, lambda: 0.0).send(a_notice(), record, "Case 1", OPENS)
        assert server.took == []


async def test_a_mail_about_a_restricted_case_has_the_area_s_words_and_not_its_number(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, Path]
) -> None:
    async with (
        a_mail_server(tls[0]) as server,
        mailing(tmp_path, migrated, server.port, monkeypatch, tls[1]) as product,
    ):
        product.world.will_answer("POST", Scripted(403, BLOCKED))
        await product.bot.store.outbox.add([a_notice(to=ADMIN, kind="please-leave", case="20464")])
        assert (await ended(product, "sent", "dropped"))[0] == "sent"

    body = message_from_bytes(server.took[0], policy=default).get_content()
    assert body.splitlines() == ["Please call the MARAC administrators.", "", "See MODUS."]
    assert b"20464" not in server.took[0]


async def test_of_a_meeting_under_way_nothing_is_mailed(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, Path]
) -> None:
    async with (
        a_mail_server(tls[0]) as server,
        mailing(tmp_path, migrated, server.port, monkeypatch, tls[1]) as product,
    ):
        await opened(product)
        await product.bot.store.outbox.add([a_notice(kind="please-declare")])
        assert await ended(product, "sent", "dropped") == ("dropped", "never seen in Teams")
        assert not any(ADDRESS.encode() in one for one in server.took)
        assert await product.bot.store.register.to_ring(AREA) == {}


async def test_a_digest_that_no_mail_server_took_all_day_makes_somebody_to_ring(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, tls: tuple[ssl.SSLContext, Path]
) -> None:
    async with a_mail_server(tls[0]) as gone:
        port = gone.port
    async with mailing(tmp_path, migrated, port, monkeypatch, tls[1]) as product:
        await an_action_for_the_unseen(product, "Fit a ring doorbell")
        product.clock.move_to(OPENS + timedelta(days=8, minutes=1))
        await product.bot.ticker.wake()
        key = f"digest:{UNSEEN}:2026-12-10"

        async def why(said: str) -> bool:
            found = [one for one in await product.letters() if one.notice.key == key]
            return any(one.why.startswith(said) for one in found)

        await product.until_so(lambda: why("mail "))
        product.clock.move_to(OPENS + timedelta(days=8, hours=12))
        await product.until_so(lambda: why(TO_RING))
        assert (await product.bot.store.register.to_ring(AREA))[UNSEEN] == 1
