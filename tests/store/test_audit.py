"""The check of the chain: whatever is tampered with shows, and where."""

from __future__ import annotations

import pytest

from store.opening import Store
from tests.store.world import MEETING, a_meeting, called, entered, happened, recorded, sql
from usecases.ports import NoMeeting

CHANGED = "this line, or its place, has been changed"


async def four_lines(store: Store, key: str = MEETING) -> None:
    await a_meeting(store.ledger, key)
    await happened(store.ledger, called(), key=key, by="system")
    await happened(store.ledger, entered("p1"), key=key)
    await happened(store.ledger, recorded(), key=key)
    await happened(store.ledger, entered("p2"), key=key, turn=f"last-of-{key}")


async def test_an_untouched_journal_is_whole(store: Store, other: Store) -> None:
    await four_lines(store)
    await four_lines(store, "another")
    await a_meeting(store.ledger, "empty")

    verdicts = await other.audit.verify_all()

    assert [(v.meeting, v.lines, v.is_whole) for v in verdicts] == [
        ("another", 4, True),
        ("empty", 0, True),
        (MEETING, 4, True),
    ]
    assert len({verdict.head for verdict in verdicts}) == 3
    assert verdicts[2] == await other.audit.verify(MEETING)
    with pytest.raises(NoMeeting):
        await store.audit.verify("nowhere")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("happened_at", "'2026-11-24 12:00:00.000001+00:00'"),
        ("actor", "'p2'"),
        ("kind", "'chat-closed'"),
        ("body", "replace(body, 'police', 'health')"),
        ("sealed", "{blob}"),
        ("hash", "'0000'"),
    ],
)
async def test_a_changed_column_shows_on_its_line(store: Store, column: str, value: str) -> None:
    await four_lines(store)
    blob = "x'00'" if store.database.is_sqlite else "'\\x00'::bytea"
    # SQLite keeps the store's own way of writing a moment: without the zone.
    value = value.format(blob=blob)
    if column == "happened_at" and store.database.is_sqlite:
        value = value.replace("+00:00", "")
    await sql(store, f"UPDATE journal SET {column} = {value} WHERE sequence = 3")  # noqa: S608

    verdict = await store.audit.verify(MEETING)

    assert not verdict.is_whole
    assert (verdict.lines, verdict.line, verdict.why) == (2, 3, CHANGED)


async def test_a_line_whose_hash_was_made_to_fit_shows_on_the_next(store: Store) -> None:
    await four_lines(store)
    await sql(store, "UPDATE journal SET actor = 'p2' WHERE sequence = 2")
    rewritten = await _rehashed(store, 2)
    await sql(store, "UPDATE journal SET hash = :hash WHERE sequence = 2", hash=rewritten)

    assert (await store.audit.verify(MEETING)).line == 3


async def test_a_whole_chain_made_anew_shows_by_the_seal(store: Store) -> None:
    await four_lines(store)
    await sql(store, "UPDATE journal SET actor = 'p2' WHERE sequence = 2")
    anew = ""
    for sequence in (2, 3, 4):
        anew = await _rehashed(store, sequence)
        await sql(store, "UPDATE journal SET hash = :hash WHERE sequence = :n", hash=anew, n=sequence)
    assert "not the one that was written" in (await store.audit.verify(MEETING)).why

    await sql(store, "UPDATE meeting SET head = :head", head=anew)

    verdict = await store.audit.verify(MEETING)
    assert (verdict.line, verdict.why) == (
        None,
        "the meeting's own row (its length, last hash or seal) has been changed",
    )


async def _rehashed(store: Store, sequence: int) -> str:
    """The hash that somebody would put who knows how the chain is made."""
    from store.lines import hash_after
    from store.reading import lines_after

    async with store.database.reading() as connection:
        lines = await lines_after(connection, MEETING)
    before = lines[sequence - 2]["hash"] if sequence > 1 else MEETING
    return hash_after(before, dict(lines[sequence - 1]))


async def test_a_missing_line_shows(store: Store) -> None:
    await four_lines(store)
    await sql(store, "DELETE FROM journal WHERE sequence = 2")

    verdict = await store.audit.verify(MEETING)

    assert (verdict.lines, verdict.line, verdict.why) == (1, 2, "this line is missing")


async def test_a_journal_cut_off_shows(store: Store) -> None:
    await four_lines(store)
    await sql(store, "DELETE FROM journal WHERE sequence > 2")
    verdict = await store.audit.verify(MEETING)
    assert (verdict.line, verdict.why) == (3, "the journal ends here, but 4 lines were written")

    ((last,),) = await sql(store, "SELECT hash FROM journal WHERE sequence = 2")
    await sql(store, "UPDATE meeting SET sequence = 2, head = :head", head=last)
    assert "has been changed" in (await store.audit.verify(MEETING)).why


async def test_exchanged_lines_show(store: Store) -> None:
    await four_lines(store)
    for old, new in ((2, 99), (4, 2), (99, 4)):
        await sql(store, "UPDATE journal SET sequence = :new WHERE sequence = :old", old=old, new=new)

    verdict = await store.audit.verify(MEETING)

    assert (verdict.line, verdict.why) == (2, CHANGED)


async def test_an_added_line_shows(store: Store) -> None:
    await four_lines(store)
    await sql(
        store,
        "INSERT INTO journal SELECT meeting, 5, happened_at, actor, kind, body, sealed, hash, NULL "
        "FROM journal WHERE sequence = 4",
    )
    assert (await store.audit.verify(MEETING)).line == 5
    await sql(store, "UPDATE journal SET hash = :hash WHERE sequence = 5", hash=await _rehashed(store, 5))

    assert "only 4 lines were written" in (await store.audit.verify(MEETING)).why


async def test_another_meetings_journal_does_not_pass_for_this_ones(store: Store) -> None:
    await four_lines(store)
    await a_meeting(store.ledger, "another")
    await sql(store, "UPDATE journal SET meeting = 'another'")
    await sql(
        store,
        "UPDATE meeting SET sequence = 4, head = (SELECT head FROM meeting WHERE key = :m), "
        "seal = (SELECT seal FROM meeting WHERE key = :m) WHERE key = 'another'",
        m=MEETING,
    )

    assert (await store.audit.verify("another")).line == 1


async def test_an_exchanged_key_shows(store: Store) -> None:
    await four_lines(store)
    await a_meeting(store.ledger, "another")
    await sql(
        store,
        "UPDATE meeting_key SET wrapped = (SELECT wrapped FROM meeting_key WHERE meeting = 'another')",
    )
    verdict = await store.audit.verify(MEETING)
    assert verdict.line == 3
    assert "the key has been changed" in verdict.why

    nonsense = "x'00'" if store.database.is_sqlite else "'\\x00'::bytea"
    await sql(store, f"UPDATE meeting_key SET wrapped = {nonsense}")  # noqa: S608
    assert (await store.audit.verify(MEETING)).why == "the meeting's key cannot be opened"


async def test_a_key_taken_away_without_a_log_shows(store: Store) -> None:
    await four_lines(store)
    await sql(store, "DELETE FROM meeting_key")

    assert (await store.audit.verify(MEETING)).why == "the meeting's key is gone, and no erasure was logged"
