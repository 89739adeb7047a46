"""Files over HTTP: dropped by an administrator in 1:1 and taken whole or not at all; offered, and made when
accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.bot.edge_world import Scripted
from tests.bot.product import ADMIN, AREA, MEETING, OPENS, Post, Product
from usecases.csv_files import write_csv
from usecases.xlsx_files import Sheet, write_xlsx

DROPPED = "application/vnd.microsoft.teams.file.download.info"
REP = "police-rep"
HEADINGS = ("Case number", "District", "Referring agency", "Children")
ROWS = (("20701", "West Lindsey", "police", "yes"), ("20702", "Lincoln City", "idva", "no"))


def a_list(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    return write_csv(headings, rows or ROWS)


def dropping(product: Product, person: str, *names: str, chat: bool = False) -> dict[str, Any]:
    address = f"{product.world.base}/files/one"
    files = [{"contentType": DROPPED, "name": n, "content": {"downloadUrl": address}} for n in names]
    return product.raw(person, chat=chat, attachments=files)


async def drop(product: Product, person: str, data: bytes, name: str = "cases.csv") -> Post:
    product.clock.move_to(OPENS - timedelta(days=5))
    product.world.will_answer("GET", Scripted(200, data=data))
    before = len(product.world.calls)
    await product.post(dropping(product, person, name))
    (post,) = [
        p for p in product.posts(f"a:{person}", since=before) if "read:" in p.words or "file" in p.words
    ]
    return post


def fetched(product: Product) -> int:
    return len([c for c in product.world.sent("GET") if c.path.startswith("/files")])


async def cases(product: Product) -> set[str]:
    """The cases of all the area's meetings."""
    ledger = product.bot.office.ledger
    return {number for key in await ledger.meetings(AREA) for number in (await ledger.load(key)).cases}


async def lines(product: Product) -> int:
    """How many lines all the journals have."""
    ledger = product.bot.office.ledger
    return sum([len(await ledger.entries(key)) for key in await ledger.meetings(AREA)])


@pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
async def test_an_administrators_case_list_is_taken_with_its_counts_and_a_second_time_changes_nothing(
    product: Product, name: str
) -> None:
    data = a_list() if name.endswith("csv") else write_xlsx([Sheet("Cases", HEADINGS, ROWS)])
    first = await drop(product, ADMIN, data, name)
    before = await lines(product)
    second = await drop(product, ADMIN, data, name)

    assert {"20701", "20702"} <= await cases(product)
    assert "2 new" in first.words
    assert "nothing has changed" in second.words
    assert await lines(product) == before


@pytest.mark.parametrize(
    ("named", "held"),
    [("Date of birth", "01/02/1990"), ("Notes", "call 07700 900123"), ("Victim", "Robin Example")],
)
async def test_a_column_of_personal_data_is_named_and_nothing_of_the_file_is_kept(
    product: Product, named: str, held: str
) -> None:
    before = await lines(product)

    post = await drop(product, ADMIN, a_list((*ROWS[0], held), headings=(*HEADINGS, named)))

    assert named in post.words
    assert "nothing of it is kept" in post.words
    assert await lines(product) == before
    assert held.encode() not in product.kept()
    assert b"20701" not in product.kept()
    assert held not in post.words


async def test_bad_rows_are_told_by_their_line_and_the_good_ones_are_not_taken_either(
    product: Product,
) -> None:
    post = await drop(product, ADMIN, a_list(ROWS[0], ("20702", "Nowhere", "police", "no"), ("", "", "", "")))

    assert "line 3" in post.words.lower()
    assert "20701" not in await cases(product)


async def test_a_register_is_recognised_by_its_headings(product: Product) -> None:
    headings = ("Name", "E-mail", "Agency", "Role", "Authority", "Induction complete")
    people = write_csv(headings, [("New Nettle", "nettle@police.example", "police", "deputy", "yes", "yes")])

    post = await drop(product, ADMIN, people, "people.csv")

    assert "1 new" in post.words
    names = {p.name for p in (await product.bot.store.register.people(AREA)).values()}
    assert "New Nettle" in names


async def test_nobody_elses_file_is_even_fetched(product: Product) -> None:
    before = await lines(product)
    for person in (REP, "chair", "observer", "guest"):
        (post,) = await product.answered(dropping(product, person, "cases.csv"))
        assert "not something you can do" in post.words
    (post,) = await product.answered(dropping(product, "stranger", "cases.csv"))
    assert "I do not find you in the register" in post.words

    assert fetched(product) == 0
    assert await lines(product) == before


async def test_a_file_in_the_chat_is_not_fetched_and_its_writer_told_in_private(product: Product) -> None:
    activity = dropping(product, ADMIN, "cases.csv", chat=True) | product.typed(ADMIN, "", chat=True)
    activity["attachments"] = dropping(product, ADMIN, "cases.csv")["attachments"]
    posts = await product.answered(activity)

    assert [p.conversation for p in posts] == ["a:admin"]
    assert "delete the one you put here" in posts[0].words
    assert fetched(product) == 0


async def test_two_files_in_one_message_are_taken_one_after_the_other(product: Product) -> None:
    product.world.will_answer("GET", Scripted(200, data=a_list(ROWS[0])), Scripted(200, data=a_list(ROWS[1])))
    product.clock.move_to(OPENS - timedelta(days=5))
    await product.post(dropping(product, ADMIN, "one.csv", "two.csv"))

    assert {"20701", "20702"} <= await cases(product)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Scripted(404), "could not fetch"),
        (Scripted(500), "could not fetch"),
        (Scripted(drop=True), "could not fetch"),
        (Scripted(200, data=b"x" * (5 * 1024 * 1024 + 1)), "larger than the 5 MB"),
        (Scripted(200, data=b"\x00\x01\x02"), "not taken that file"),
        (Scripted(200, data=b""), "not taken that file"),
    ],
)
async def test_a_file_that_cannot_be_had_or_read_is_told_so(
    product: Product, answer: Scripted, words: str
) -> None:
    product.world.will_answer("GET", answer)
    (post,) = await product.answered(dropping(product, ADMIN, "cases.csv"))

    assert words in post.words


async def test_no_other_host_is_asked_for_a_file(product: Product) -> None:
    activity = dropping(product, ADMIN, "cases.csv")
    activity["attachments"][0]["content"]["downloadUrl"] = "http://files.elsewhere.example/one"
    (post,) = await product.answered(activity)

    assert "could not fetch" in post.words


def consent(product: Product, person: str, action: str, kind: str = "own-actions") -> dict[str, Any]:
    """The answer to an offered file."""
    value = {
        "type": "fileUpload",
        "action": action,
        "context": {"kind": kind, "arguments": {"format": "csv"}, "meeting": MEETING},
        "uploadInfo": {
            "uploadUrl": f"{product.world.base}/files/upload/one",
            "contentUrl": "https://files.example/one",
            "name": "MARAC own actions.csv",
            "uniqueId": "one",
            "fileType": "csv",
        },
    }
    return product.raw(person, type="invoke", name="fileConsent/invoke", value=value)


async def test_an_accepted_file_is_made_then_and_put_where_the_person_said(product: Product) -> None:
    status, _ = await product.post(consent(product, REP, "accept"))

    assert status == 200
    (put,) = product.world.sent("PUT")
    assert put.path == "/files/upload/one"
    assert "Authorization" not in put.headers
    (card,) = product.posts("a:police-rep")
    assert "teams.card.file.info" in card.words


async def test_a_declined_file_is_let_be(product: Product) -> None:
    assert (await product.post(consent(product, REP, "decline")))[0] == 200

    assert product.world.sent("PUT") == []
    (post,) = product.posts("a:police-rep")
    assert "I have not sent the file" in post.words


@pytest.mark.parametrize(
    ("person", "kind"),
    [(REP, "actions"), ("observer", "own-actions"), (REP, "no-such-file"), ("stranger", "actions")],
)
async def test_whoever_may_not_have_a_file_does_not_get_it_by_accepting_it(
    product: Product, person: str, kind: str
) -> None:
    assert (await product.post(consent(product, person, "accept", kind)))[0] == 200

    assert product.world.sent("PUT") == []
    (post,) = product.posts(f"a:{person}")
    assert "I cannot give you that file any more" in post.words


async def test_a_right_lost_since_the_offer_counts(product: Product) -> None:
    meeting = await product.meeting()
    offered = consent(product, REP, "accept")
    await product.enter(msgspec.structs.replace(meeting.roll[REP], removed=True))

    await product.post(offered)

    assert product.world.sent("PUT") == []


async def test_an_upload_that_fails_is_told_so(product: Product) -> None:
    product.world.will_answer("PUT", Scripted(507))
    await product.post(consent(product, REP, "accept"))

    (post,) = product.posts("a:police-rep")
    assert "could not put the file into your OneDrive" in post.words
