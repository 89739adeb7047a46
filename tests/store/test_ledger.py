"""The journal: written durably or not at all, once a turn, in one order, whoever else is writing."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from marac.journal import Entry, replay
from marac.meeting import Meeting
from store.ledger import TRUSTED_SECONDS
from store.lines import Unreadable
from store.opening import Store, open_store
from tests.store.world import (
    AREA,
    MEETING,
    NOON,
    WORDS,
    a_meeting,
    a_notice,
    an_action,
    called,
    counted,
    entered,
    happened,
    recorded,
    sql,
    work,
)
from usecases.ports import Collision, NoMeeting, Repeated, Unavailable, Work


async def test_what_was_written_is_read_back_by_another_process(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    await happened(store.ledger, called(), entered(late=True))
    in_memory = await happened(store.ledger, recorded(owner="p1", due=date(2026, 12, 1)))

    assert await other.ledger.load(MEETING) == in_memory
    assert in_memory.actions["a1"].what == WORDS
    entries = await other.ledger.entries(MEETING)
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert replay(Meeting(key=MEETING, area=AREA), entries) == in_memory
    assert entries[2].at == NOON
    assert entries[2].at.utcoffset() == timedelta(0)


async def test_calling_a_meeting_again_changes_nothing(store: Store, other: Store) -> None:
    first = await a_meeting(store.ledger)
    assert (first.key, first.area, first.sequence) == (MEETING, AREA, 0)
    await happened(store.ledger, called())

    again = await asyncio.gather(*(a_meeting(other.ledger) for _ in range(3)))

    assert [meeting.sequence for meeting in again] == [1, 1, 1]
    assert await counted(store, "meeting", "meeting_key", "journal") == [1, 1, 1]


async def test_a_meeting_nobody_called_does_not_exist(store: Store) -> None:
    with pytest.raises(NoMeeting):
        await store.ledger.load("nowhere")
    with pytest.raises(NoMeeting):
        await store.ledger.entries("nowhere")
    with pytest.raises(NoMeeting):
        await store.ledger.load_at("nowhere", NOON)


async def test_redelivery_changes_nothing(store: Store, other: Store) -> None:
    meeting = await a_meeting(store.ledger)
    turn = work(meeting, called(), turn="t1", notices=[a_notice("n1")], actions=[an_action()])
    await store.ledger.commit(turn)
    before = await counted(store, "journal", "outbox", "action")

    for process in (store, other):
        now = await process.ledger.load(MEETING, fresh=True)
        again = work(now, entered(), turn="t1", notices=[a_notice("n2")], actions=[an_action("a2")])
        with pytest.raises(Repeated):
            await process.ledger.commit(again)
        assert await process.ledger.has_taken("t1")
        assert not await process.ledger.has_taken("t2")
        assert await process.ledger.load(MEETING) == now

    assert await counted(store, "journal", "outbox", "action") == before


async def test_a_turn_delivered_twice_at_once_is_taken_once(store: Store) -> None:
    await a_meeting(store.ledger)

    async def deliver() -> None:
        meeting = await store.ledger.load(MEETING)
        await store.ledger.commit(work(meeting, entered(), turn="t1"))

    outcomes = await asyncio.gather(*(deliver() for _ in range(5)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [type(None), *[Repeated] * 4]
    assert len(await store.ledger.entries(MEETING)) == 1


async def test_of_two_writers_one_loses_reads_on_and_decides_again(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    here, there = await store.ledger.load(MEETING), await other.ledger.load(MEETING)
    await store.ledger.commit(work(here, entered("p1")))

    with pytest.raises(Collision):
        await other.ledger.commit(work(there, entered("p2"), notices=[a_notice("n1")], turn="t2"))
    assert await counted(store, "journal", "outbox") == [1, 0]

    now = await other.ledger.load(MEETING)
    assert now.sequence == 1, "what collided is read on without being asked for"
    await other.ledger.commit(work(now, entered("p2"), turn="t2"))
    assert list((await store.ledger.load(MEETING, fresh=True)).roll) == ["p1", "p2"]
    assert (await store.audit.verify(MEETING)).is_whole


async def test_what_another_process_wrote_is_seen_after_a_second_without_being_asked_for(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    monkeypatch.setattr(other.ledger, "_seconds", lambda: seconds[0])
    await a_meeting(store.ledger)
    await other.ledger.load(MEETING)
    await happened(store.ledger, entered("p1"))

    seconds[0] += 0.9
    assert (await other.ledger.load(MEETING)).sequence == 0
    seconds[0] += 0.2
    assert (await other.ledger.load(MEETING)).sequence == 1


async def test_two_processes_writing_at_once_lose_nothing(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    processes = [store.ledger, other.ledger]

    await asyncio.gather(*(happened(processes[n % 2], entered(f"p{n}"), turn=f"t{n}") for n in range(20)))

    whole = await store.ledger.load(MEETING, fresh=True)
    assert whole.sequence == 20
    assert set(whole.roll) == {f"p{n}" for n in range(20)}
    assert whole == await other.ledger.load(MEETING, fresh=True)
    assert (await store.audit.verify(MEETING)).is_whole


async def test_forty_people_at_once_never_trip_over_each_other(store: Store) -> None:
    await a_meeting(store.ledger)

    async def join(n: int) -> int:
        meeting = await store.ledger.load(MEETING)
        await store.ledger.commit(work(meeting, entered(f"p{n}"), turn=f"t{n}"))
        return meeting.sequence

    assert await asyncio.gather(*(join(n) for n in range(40))) == list(range(40))
    assert list((await store.ledger.load(MEETING)).roll) == [f"p{n}" for n in range(40)]
    assert (await store.audit.verify(MEETING)).lines == 40


async def test_in_a_batch_only_the_guilty_fails_and_what_was_built_on_it(store: Store, other: Store) -> None:
    for key in (MEETING, "another"):
        await a_meeting(store.ledger, key)
    await happened(other.ledger, entered("p0"), key="another", turn="taken")
    await store.ledger.load("another", fresh=True)

    async def turn(key: str, person: str, turn: str) -> None:
        meeting = await store.ledger.load(key)
        await store.ledger.commit(work(meeting, entered(person), turn=turn))

    outcomes = await asyncio.gather(
        turn(MEETING, "p1", "t1"),
        turn("another", "p2", "taken"),
        turn("another", "p3", "t3"),
        turn(MEETING, "p4", "t4"),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [type(None), Repeated, Collision, type(None)]
    assert list((await store.ledger.load(MEETING)).roll) == ["p1", "p4"]
    assert list((await store.ledger.load("another")).roll) == ["p0"]
    await turn("another", "p3", "t3")
    assert all(verdict.is_whole for verdict in await store.audit.verify_all())


async def test_nothing_is_decided_on_a_meeting_that_came_to_nothing(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    here = await store.ledger.load(MEETING)
    doomed = work(here, entered("never"))
    await happened(other.ledger, entered("p1"))
    with pytest.raises(Collision):
        await store.ledger.commit(doomed)
    assert (await store.ledger.load(MEETING)).sequence == 1

    assert doomed.after is not None
    with pytest.raises(Collision):
        await store.ledger.commit(work(doomed.after, entered("p2")))


async def test_what_was_built_on_a_loser_never_lands_behind_the_winner(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    await happened(other.ledger, entered("winner"))

    async def turn(person: str) -> None:
        await store.ledger.commit(work(await store.ledger.load(MEETING), entered(person)))

    outcomes = await asyncio.gather(turn("p1"), turn("p2"), turn("p3"), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [Collision] * 3
    assert list((await store.ledger.load(MEETING)).roll) == ["winner"]
    assert (await store.audit.verify(MEETING)).is_whole


async def test_nobody_is_answered_before_it_is_durable(store: Store, other: Store) -> None:
    meeting = await a_meeting(store.ledger)
    handed_in = asyncio.ensure_future(store.ledger.commit(work(meeting, entered())))
    await asyncio.sleep(0)
    assert not handed_in.done()

    await handed_in

    assert (await other.ledger.load(MEETING)).sequence == 1


async def test_a_caller_who_gives_up_waiting_does_not_undo_the_line(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    impatient = asyncio.ensure_future(store.ledger.commit(work(meeting, entered(), turn="t1")))
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient

    assert await store.ledger.has_taken("t1")
    assert len(await store.ledger.entries(MEETING)) == 1


async def test_the_meeting_as_it_was(store: Store) -> None:
    await a_meeting(store.ledger)
    for minute in range(3):
        await happened(store.ledger, entered(f"p{minute}"), at=NOON + timedelta(minutes=minute))

    async def then(minutes: float) -> list[str]:
        return list((await store.ledger.load_at(MEETING, NOON + timedelta(minutes=minutes))).roll)

    assert await then(-1) == []
    assert await then(1) == ["p0", "p1"]
    assert await then(1.5) == ["p0", "p1"]
    assert await then(60) == ["p0", "p1", "p2"]


async def test_memory_answers_until_the_journal_is_asked(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    await happened(other.ledger, entered())

    assert (await store.ledger.load(MEETING)).sequence == 0
    assert (await store.ledger.load(MEETING, fresh=True)).sequence == 1
    assert await store.ledger.load(MEETING) is await store.ledger.load(MEETING)


async def test_whoever_sees_how_meetings_stand_need_not_ask_again_for_what_has_not_moved(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(store.ledger, "_seconds", lambda: seconds[0])
    for key in (MEETING, "another"):
        await a_meeting(store.ledger, key)
    seconds[0] += TRUSTED_SECONDS * 10
    await happened(other.ledger, entered())
    standing = await store.ledger.standing(AREA, since=date(2020, 1, 1))
    await happened(other.ledger, entered(), key="another")

    assert [one.sequence for one in standing.values()] == [0, 1]
    assert (await store.ledger.load(MEETING)).sequence == 1
    assert (await store.ledger.load("another")).sequence == 0
    seconds[0] += TRUSTED_SECONDS
    assert (await store.ledger.load("another")).sequence == 1


async def test_memory_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.ledger.LARGEST_HELD", 3)
    monkeypatch.setattr("store.ledger.LARGEST_REMEMBERED", 2)
    for n in range(6):
        await a_meeting(store.ledger, f"m{n}")
        await happened(store.ledger, entered(), key=f"m{n}", turn=f"t{n}")

    assert list(store.ledger._held) == ["m3", "m4", "m5"]
    assert list(store.ledger._taken) == ["t4", "t5"]
    meeting = await store.ledger.load("m0")
    assert meeting.sequence == 1
    with pytest.raises(Repeated):
        await store.ledger.commit(work(meeting, entered("p2"), turn="t0"))


async def test_a_meeting_let_go_of_between_reading_and_writing_is_written_all_the_same(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    store.ledger.forget(MEETING)

    await store.ledger.commit(work(meeting, entered()))

    assert (await store.ledger.load(MEETING)).sequence == 1


async def test_all_of_a_work_lands_or_none(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    nowhere = an_action(meeting="nowhere")
    with pytest.raises(Collision):
        await store.ledger.commit(work(meeting, entered(), notices=[a_notice("n1")], actions=[nowhere]))

    assert await counted(store, "journal", "outbox", "action") == [0, 0, 0]
    assert (await store.ledger.load(MEETING)).sequence == 0


async def test_notices_without_journal_lines_are_written(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    await store.ledger.commit(work(meeting, notices=[a_notice("n1")], actions=[an_action()]))

    assert await counted(store, "journal", "outbox", "action") == [0, 1, 1]


async def test_entries_that_do_not_continue_the_journal_are_refused(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    skipped = Entry(sequence=2, at=NOON, by="p1", event=entered())
    with pytest.raises(ValueError, match="one by one"):
        await store.ledger.commit(Work(meeting=meeting, entries=[skipped], after=meeting))
    good = work(meeting, entered())
    with pytest.raises(ValueError, match="last entry"):
        await store.ledger.commit(msgspec.structs.replace(good, after=meeting))
    await store.ledger.commit(good)


async def test_meetings_by_first_day(store: Store) -> None:
    ledger = store.ledger
    await ledger.call_meeting("later", AREA, date(2027, 1, 5), date(2027, 1, 6))
    await ledger.call_meeting("sooner", AREA, date(2026, 12, 1), date(2026, 12, 2))
    await ledger.call_meeting("elsewhere", "otherfolk", date(2026, 12, 1), date(2026, 12, 2))

    assert await ledger.meetings(AREA) == ["sooner", "later"]
    assert await ledger.meetings(AREA, date(2026, 12, 2)) == ["sooner", "later"]
    assert await ledger.meetings(AREA, date(2026, 12, 3)) == ["later"]
    assert await ledger.meetings("nowhere") == []


async def test_actions_are_looked_up_across_meetings(store: Store) -> None:
    for key in (MEETING, "another"):
        await a_meeting(store.ledger, key)
    actions = [
        an_action("a1", owner="p1", due=date(2026, 12, 9), case="102"),
        an_action("a2", owner="p1", due=date(2026, 12, 1), meeting="another"),
        an_action("a3", owner="p2", due=date(2026, 12, 9), case="101", agency="health"),
        an_action("a4", owner="p1", due=date(2026, 12, 9), is_open=False, state="done"),
        an_action("a5", owner=None, due=None, agency="health"),
        an_action("a6", area="otherfolk", owner="p9"),
    ]
    for action in actions:
        meeting = await store.ledger.load(action.meeting)
        await store.ledger.commit(work(meeting, actions=[action]))

    async def keys(**wanted: object) -> list[str]:
        return [row.action for row in await store.ledger.actions(**wanted)]  # type: ignore[arg-type]

    assert await keys(area=AREA) == ["a2", "a3", "a1", "a5"]
    assert await keys(owner="p1") == ["a2", "a1"]
    assert await keys(owner="p1", open_only=False) == ["a2", "a4", "a1"]
    assert await keys(agency="health", area=AREA) == ["a3", "a5"]
    assert await keys(area=AREA, due_before=date(2026, 12, 9)) == ["a2"]
    assert (await store.ledger.actions(owner="p2"))[0] == actions[2]


async def test_an_action_written_again_is_changed(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    await store.ledger.commit(work(meeting, actions=[an_action()]))
    changed = an_action(owner="p2", due=date(2026, 12, 2), state="confirmed")
    await store.ledger.commit(work(meeting, actions=[an_action(state="in-hand"), changed]))

    assert await store.ledger.actions() == [changed]


async def test_a_journal_cut_off_is_not_written_on(store: Store) -> None:
    await a_meeting(store.ledger)
    await happened(store.ledger, entered("p1"))
    await happened(store.ledger, entered("p2"))
    await sql(store, "DELETE FROM journal WHERE sequence = 2")
    store.ledger.forget(MEETING)

    with pytest.raises(Unreadable, match="ends at line 1, but 2 were written"):
        await store.ledger.load(MEETING)


async def test_a_line_that_was_taken_away_is_not_written_over(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    behind = await other.ledger.load(MEETING)
    await happened(store.ledger, entered("p1"))
    await sql(store, "DELETE FROM journal")

    with pytest.raises(Collision):
        await other.ledger.commit(work(behind, entered("p2")))
    with pytest.raises(Unreadable):
        await other.ledger.load(MEETING)


async def test_an_event_of_a_newer_version_is_named_by_line(store: Store) -> None:
    await a_meeting(store.ledger)
    await happened(store.ledger, entered())
    await sql(store, "UPDATE journal SET kind = 'moon-landed'")

    with pytest.raises(Unreadable, match=r"Line 1 of meeting .* does not know such an event"):
        await store.ledger.entries(MEETING)


async def test_a_dead_database_says_so_without_content(
    sqlite_address: str, master_key: str, tmp_path: Path
) -> None:
    store = await open_store(sqlite_address, [master_key])
    await a_meeting(store.ledger)
    meeting = await happened(store.ledger, called())
    await sql(store, "DROP TABLE action")

    with pytest.raises(Unavailable) as failure:
        await store.ledger.commit(work(meeting, recorded(), turn="t1", actions=[an_action()]))

    assert WORDS not in _everything_said(failure.value)
    assert (await store.ledger.load(MEETING)).sequence == 1, "memory holds what the database has"
    await store.ledger.commit(work(await store.ledger.load(MEETING), recorded(), turn="t1"))
    await store.close()


def _everything_said(error: BaseException) -> str:
    said = []
    cause: BaseException | None = error
    while cause is not None:
        said.append(f"{cause!r} {cause} {getattr(cause, 'params', '')}")
        cause = cause.__cause__ or cause.__context__
    return "\n".join(said)
