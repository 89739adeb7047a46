"""Whoever cannot be written to in Teams gets a mail that says nothing; whoever gets none is rung."""

from __future__ import annotations

import io
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
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
USER, PASSWORD = "marac-bot", "lighthouse-umbrella"


def a_notice(number: int = 1, to: str = UNSEEN, kind: str = "please-declare", **facts: Any) -> Notice:
    return Notice(key=f"test:{number}", to=to, kind=kind, area=AREA, meeting=MEETING, facts=facts)


@dataclass
class Mails:
    """The product with a mail server that it may not find, and somebody whom Teams has never shown."""

    product: Product
    server: MailServer

    async def say(self, *notices: Notice) -> None:
        await self.product.bot.store.outbox.add(notices)

    async def fate(self, number: int = 1) -> tuple[str, str]:
        """A notice's state, and why."""
        return await self.found(f"test:{number}")

    async def found(self, key: str) -> tuple[str, str]:
        (letter,) = [one for one in await self.product.letters() if one.notice.key == key]
        return letter.state, letter.why

    async def ended(self, number: int = 1) -> tuple[str, str]:
        """Wait until a notice was sent or dropped; which, and why."""

        async def is_so() -> bool:
            return (await self.fate(number))[0] in ("sent", "dropped")

        await self.product.until_so(is_so)
        return await self.fate(number)

    async def waits(self, why: str, key: str = "test:1") -> None:
        """Wait until a notice waits for a reason that begins so."""

        async def is_so() -> bool:
            state, found = await self.found(key)
            return state == "waiting" and found.startswith(why)

        await self.product.until_so(is_so)

    async def later(self, **time: float) -> None:
        self.product.clock.move_to(self.product.clock.now() + timedelta(**time))

    async def wake_at(self, days: int, **time: float) -> None:
        """Let it be so long after the opening, and the clock's work be done."""
        self.product.clock.move_to(OPENS + timedelta(days=days, **time))
        await self.product.bot.ticker.wake()

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.server.took]

    def ring_lists(self) -> int:
        """How many lists of people to ring the administrator has had."""
        return sum("People to ring" in post.words for post in self.product.posts(f"a:{ADMIN}"))


@dataclass
class Office:
    """What a mail set-up is made of; `open` starts the product with it."""

    folder: Path
    migrated: Path
    tls: ssl.SSLContext

    @asynccontextmanager
    async def open(self, server: MailServer, **more: Any) -> AsyncIterator[Mails]:
        """The product, set to post by `server`, which need not listen yet."""
        mail = {"smtp_host": mail_server.HOST, "smtp_port": server.port, "smtp_from": FROM, **more}
        async with a_product(self.folder, self.migrated, **mail) as product:
            mails = Mails(product, server)
            await an_unseen_person(product, ADDRESS)
            yield mails

    @asynccontextmanager
    async def away(self) -> AsyncIterator[MailServer]:
        """A server that has gone away; it can be made to listen again at its port."""
        async with a_mail_server(self.tls) as gone:
            pass
        yield gone


@pytest.fixture
def post_office(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A machine that trusts the mail server's certificate, and leaves a server that is away alone briefly."""
    tls, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setattr("bot.mail.REST_SECONDS", 0.1)
    return Office(tmp_path, migrated, tls)


@pytest.fixture
async def mails(post_office: Office) -> AsyncIterator[Mails]:
    """The product and a mail server that listens, with STARTTLS."""
    async with a_mail_server(post_office.tls) as server, post_office.open(server) as mails:
        yield mails


async def an_unseen_person(product: Product, address: str) -> None:
    register = product.bot.store.register
    known = (await register.people(AREA))[REP]
    record: PersonRecord = msgspec.structs.replace(known, key=UNSEEN, name="Unseen Hawthorn", email=address)
    await register.save([], [record])
    entry = (await product.meeting()).roll[REP]
    await product.enter(msgspec.structs.replace(entry, person=UNSEEN))


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


# --- who gets a mail, and what it says ---------------------------------------------------------------------


async def test_somebody_never_seen_in_teams_gets_a_mail_over_tls(mails: Mails) -> None:
    await mails.say(a_notice())
    assert (await mails.ended())[0] == "sent"

    assert mails.server.over_tls == [True]
    (mail,) = mails.mails()
    assert (mail["Subject"], mail["To"], mail["From"]) == (wording.NEUTRAL, ADDRESS, FROM)
    assert mail.get_content().splitlines() == ["Testshire Police, Wed 2 Dec 2026", "", "See MODUS."]
    again = Mailer(Settings(_env_file=None, smtp_from=FROM), lambda: 0.0)._message(
        a_notice(), ADDRESS, "", OPENS
    )
    assert mail["Message-ID"] == again["Message-ID"]
    assert mail["Message-ID"].endswith("@council.example>")


async def test_somebody_who_blocked_the_bot_gets_a_mail(mails: Mails) -> None:
    mails.product.world.will_answer("POST", Scripted(403, BLOCKED))
    await mails.say(a_notice(to=REP))
    assert (await mails.ended())[0] == "sent"

    assert len(mails.product.posts(f"a:{REP}")) == 1
    assert [mail["To"] for mail in mails.mails()] == [f"{REP}@police.example"]


async def test_a_digest_s_mail_holds_case_agency_date_and_where_to_look_and_nothing_else(
    mails: Mails,
) -> None:
    await an_action_for_the_unseen(mails.product, "Fit a ring doorbell")
    await mails.wake_at(8, minutes=1)
    await mails.product.until(lambda: any(mail["To"] == ADDRESS for mail in mails.mails()))

    (mail,) = [mail for mail in mails.mails() if mail["To"] == ADDRESS]
    lines = mail.get_content().splitlines()
    assert lines[0] == "Case 20461, Testshire Police, Wed 9 Dec 2026"
    assert {line.partition(",")[0] for line in lines[1:-2]} <= {"Case 20461", "Testshire Police"}
    assert lines[-2:] == ["", "See MODUS."]
    own = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"}
    assert set(mail.keys()) <= own | {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}

    (raw,) = [one for one in mails.server.took if ADDRESS.encode() in one]
    said = raw.decode().casefold().replace(FROM, "")
    for word in ("doorbell", "ring a", "hawthorn", *(name.split()[0] for name, _, _ in PEOPLE.values())):
        if word != "Police":
            assert word.casefold() not in said, word


async def test_a_mail_about_a_restricted_case_has_the_area_s_words_and_not_its_number(mails: Mails) -> None:
    mails.product.world.will_answer("POST", Scripted(403, BLOCKED))
    await mails.say(a_notice(to=ADMIN, kind="please-leave", case="20464"))
    assert (await mails.ended())[0] == "sent"

    (mail,) = mails.mails()
    assert mail.get_content().splitlines() == ["Please call the MARAC administrators.", "", "See MODUS."]
    assert b"20464" not in mails.server.took[0]


async def test_of_a_meeting_under_way_nothing_is_mailed(mails: Mails) -> None:
    await opened(mails.product)
    await mails.say(a_notice())

    assert await mails.ended() == ("dropped", "never seen in Teams")
    assert not any(ADDRESS.encode() in one for one in mails.server.took)
    assert await mails.product.bot.store.register.to_ring(AREA) == {}


# --- who gets none -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "address", "answer"),
    [
        (UNSEEN, "", ""),
        (UNSEEN, ADDRESS, "550 5.1.1 No such mailbox"),
        (REP, f"{REP}@police.example", "550 5.1.1 No such mailbox"),
    ],
    ids=["no address", "never seen, mail refused", "403, mail refused"],
)
async def test_whoever_gets_no_mail_stands_on_the_administrators_list_until_ticked(
    mails: Mails, person: str, address: str, answer: str
) -> None:
    product = mails.product
    if person == UNSEEN:
        await an_unseen_person(product, address)
    else:
        product.world.will_answer("POST", Scripted(403, BLOCKED), Scripted(403, BLOCKED))
    mails.server.answers[address] = answer
    await mails.say(*(a_notice(n, to=person) for n in (1, 2)))
    for number in (1, 2):
        state, why = await mails.ended(number)
        assert (state, why.startswith(TO_RING)) == ("dropped", True)
        assert why.endswith("mail refused with 550") == bool(answer)

    await mails.wake_at(1, minutes=59)
    assert mails.ring_lists() == 0
    for _ in range(2):
        await mails.wake_at(1, hours=1, minutes=1)
    await product.until(lambda: mails.ring_lists() == 1)
    name = "Unseen Hawthorn" if person == UNSEEN else PEOPLE[REP][0]
    assert f"{name}: 2 things" in product.posts(f"a:{ADMIN}")[-1].words

    await mails.wake_at(2, hours=1, minutes=1)
    await product.until(lambda: mails.ring_lists() == 2)
    press = product.pressed(ADMIN, "person-rung")
    press["value"]["action"]["data"]["person"] = person
    status, shown = await product.post(press)
    assert status == 200
    assert "There is nobody to ring." in str(shown)
    await mails.wake_at(5, hours=1, minutes=1)
    await product.settled()
    assert mails.ring_lists() == 2
    assert mails.server.took == []


# --- a server that is away, or does not let the bot in -----------------------------------------------------


async def test_a_mail_server_that_was_away_gets_each_mail_once(post_office: Office) -> None:
    async with post_office.away() as server, post_office.open(server) as mails:
        await mails.say(a_notice())
        await mails.waits("mail SMTPConnect")
        assert "check MARAC_SMTP_HOST and MARAC_SMTP_PORT" in (await mails.fate())[1]
        async with a_mail_server(post_office.tls, server.port, server):
            server.answers[ADDRESS] = "450 4.2.0 Later, please"
            await mails.later(minutes=1)
            await mails.waits("mail 450")
            server.answers.clear()
            await mails.later(minutes=5)
            assert (await mails.ended())[0] == "sent"
            await mails.product.settled()
    assert len(server.took) == 1


async def test_a_digest_that_no_mail_server_took_all_day_makes_somebody_to_ring(post_office: Office) -> None:
    async with post_office.away() as server, post_office.open(server) as mails:
        await an_action_for_the_unseen(mails.product, "Fit a ring doorbell")
        await mails.wake_at(8, minutes=1)
        key = f"digest:{UNSEEN}:2026-12-10"
        await mails.waits("mail ", key)

        mails.product.clock.move_to(OPENS + timedelta(days=8, hours=12))

        async def is_to_ring() -> bool:
            return (await mails.found(key))[1].startswith(TO_RING)

        await mails.product.until_so(is_to_ring)
        assert (await mails.product.bot.store.register.to_ring(AREA))[UNSEEN] == 1


async def test_the_bot_logs_in_where_the_server_wants_it_over_tls_alone(post_office: Office) -> None:
    kept = MailServer(login=(USER, PASSWORD))
    async with (
        a_mail_server(post_office.tls, server=kept),
        post_office.open(kept, smtp_user=USER, smtp_password=PASSWORD) as mails,
    ):
        await mails.say(a_notice())
        assert (await mails.ended())[0] == "sent"

    assert (kept.logged_in, kept.over_tls, len(kept.took)) == ([USER], [True], 1)


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"smtp_user": USER, "smtp_password": "another"}, "correct MARAC_SMTP_USER and MARAC_SMTP_PASSWORD"),
        ({}, "set MARAC_SMTP_USER for a login"),
    ],
    ids=["a wrong password", "no login at all"],
)
async def test_whoever_is_not_let_in_is_told_what_to_do_and_no_mail_is_lost(
    post_office: Office, log: io.StringIO, given: dict[str, str], advice: str
) -> None:
    kept = MailServer(login=(USER, PASSWORD))
    async with a_mail_server(post_office.tls, server=kept):
        async with post_office.open(kept, **given) as mails:
            await mails.say(a_notice(1), a_notice(2))
            await mails.waits("mail ")
            assert advice in (await mails.fate())[1]
            assert (await mails.fate(2))[0] in ("waiting", "sending")
            assert await mails.product.bot.store.register.to_ring(AREA) == {}
            began = mails.product.clock.now()
        assert advice in log.getvalue()
        assert "another" not in log.getvalue()
        assert kept.took == []

        right = {"smtp_user": USER, "smtp_password": PASSWORD}
        async with a_product(post_office.folder, post_office.migrated, **_settings(kept), **right) as again:
            mails = Mails(again, kept)
            again.clock.move_to(began + timedelta(minutes=20))
            for number in (1, 2):
                assert (await mails.ended(number))[0] == "sent"
    assert len(kept.took) == 2


def _settings(server: MailServer) -> dict[str, Any]:
    return {"smtp_host": mail_server.HOST, "smtp_port": server.port, "smtp_from": FROM}


@pytest.mark.parametrize(
    ("answer", "begins"), [("550 5.7.1 Not you", "mail SMTPSenderRefused"), ("451 4.7.1 Later", "mail 451")]
)
async def test_a_sender_whom_the_server_does_not_take_is_nothing_of_the_reader_s(
    post_office: Office, answer: str, begins: str
) -> None:
    kept = MailServer(sender_answer=answer)
    async with a_mail_server(post_office.tls, server=kept), post_office.open(kept) as mails:
        await mails.say(a_notice())
        await mails.waits(begins)
        assert ("MARAC_SMTP_FROM" in (await mails.fate())[1]) == answer.startswith("5")
        assert await mails.product.bot.store.register.to_ring(AREA) == {}


async def test_outside_of_rehearsal_nothing_goes_without_starttls_or_to_a_stranger(
    post_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    record = PersonRecord(area=AREA, key=UNSEEN, name="Unseen Hawthorn", email=ADDRESS)
    said = {None: "offers no STARTTLS", post_office.tls: "cannot be reached or trusted"}
    for context, advice in said.items():
        async with a_mail_server(context) as server:
            settings = Settings(_env_file=None, **_settings(server))
            with pytest.raises(MailFailed, match=advice):
                await Mailer(settings, lambda: 0.0).send(a_notice(), record, "Case 1", OPENS)
        assert server.took == []
