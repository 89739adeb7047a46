"""The days after a meeting: one digest a person and day, in office hours, with the answers on the card."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.ticker import Ticker
from marac.caselist import Listing
from marac.hearing import CloseCase, OpenCase
from marac.restricted import Admit, ConfirmRoomClear
from marac.words import ActionState, CaseKind
from tests.journeys.stage import ADMIN, CHAIR, FIRST_DAY, Form, Stage
from usecases.nudge import nudge
from usecases.office import Office

CASE = Listing(number="20461", referring_agency="police", pregnancy=True)
HBA = Listing(number="20462", referring_agency="police", kind=CaseKind.HBA)
HERE = (ADMIN, "police-rep", "idva-rep", "housing-rep")


def morning(day: int, hour: int = 9, minute: int = 1, month: int = 12) -> datetime:
    """A moment in December 2026; Lincolnshire's winter time is UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


async def a_meeting_held(stage: Stage, *, on: datetime = FIRST_DAY) -> str:
    """A meeting in which housing, police and the IDVA took an action, due on the 9th."""
    stage.clock.moment = on
    key = await stage.call(on, CASE, HBA, present=HERE)
    await stage.take(key, OpenCase(case="20461", note="for the story"), by=ADMIN)
    for who in ("housing-rep", "idva-rep"):
        await stage.say(who, "offer Fit a ring doorbell; adult")
    await stage.take(key, CloseCase(case="20461", note="for the story"), by=ADMIN)
    await stage.take(
        key, Admit(case="20462", person=CHAIR), Admit(case="20462", person="police-rep"), by=ADMIN
    )
    await stage.take(key, ConfirmRoomClear(case="20462", note="x"), by=ADMIN)
    await stage.take(key, OpenCase(case="20462", note="for the story"), by=ADMIN)
    await stage.say("police-rep", "offer Put a marker on the address; adult")
    await stage.take(key, CloseCase(case="20462", note="for the story"), by=ADMIN)
    await stage.say(CHAIR, "close meeting")
    return key


def digests(stage: Stage, person: str) -> list[str]:
    """The digests that the person has had."""
    return [m.words for m in stage.seen(person) if m.words.startswith("For today")]


async def test_owners_hear_on_the_day_before_on_the_day_and_while_it_is_overdue(stage: Stage) -> None:
    await a_meeting_held(stage)
    heard = {}
    for day in range(3, 12):
        await stage.at(morning(day))
        heard[day] = len([d for d in digests(stage, "housing-rep") if "Case 20461" in d])
    assert heard == {3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 1, 9: 2, 10: 3, 11: 4}
    assert "1 action due" in digests(stage, "housing-rep")[-3]
    assert "1 overdue action" in digests(stage, "housing-rep")[-1]
    assert "doorbell" not in "".join(digests(stage, "housing-rep"))


async def test_nobody_hears_twice_on_a_day_or_out_of_hours(stage: Stage) -> None:
    await a_meeting_held(stage)
    await stage.at(morning(12, 10))  # a Saturday
    await stage.at(morning(10, 8, 45))  # before the hour
    await stage.at(morning(10, 20))
    assert digests(stage, "housing-rep") == []
    for minute in (1, 2, 30):
        await stage.at(morning(10, 9, minute))
    assert len(digests(stage, "housing-rep")) == 1
    await stage.at(morning(10, 16))
    assert len(digests(stage, "housing-rep")) == 1


async def test_a_digest_that_could_not_be_sent_in_time_is_not_sent_at_night(stage: Stage) -> None:
    await a_meeting_held(stage)
    stage.clock.moment = morning(10)
    assert await nudge(stage.office, "lincolnshire") > 0
    stage.clock.moment = morning(10, 21)
    await stage.settle()
    assert digests(stage, "housing-rep") == []


async def test_one_digest_covers_every_meeting_and_its_card_has_the_answers(stage: Stage) -> None:
    first = await a_meeting_held(stage)
    await a_meeting_held(stage, on=FIRST_DAY + timedelta(days=7))
    await stage.at(morning(18))
    (words,) = digests(stage, "housing-rep")
    assert "2 overdue actions" in words

    the_first = "was due Wed 9 Dec 2026"
    await stage.press("housing-rep", "In hand", about=the_first)
    form = await stage.press("housing-rep", "Done", about=the_first)
    assert isinstance(form, Form)
    await stage.fill(form, completed_on="2026-12-10", modus_updated="true")
    assert (await stage.meeting(first)).actions["a1"].state is ActionState.DONE
    assert "1 overdue action" in digests(stage, "housing-rep")[-1]
    assert len(digests(stage, "housing-rep")) == 1


async def test_a_restricted_cases_owner_hears_and_nobody_else(stage: Stage) -> None:
    await a_meeting_held(stage)
    await stage.at(morning(10))
    assert "Case 20462" in digests(stage, "police-rep")[-1]
    assert "20462" not in stage.everything("housing-rep", "idva-rep", "observer") + stage.chat_words()


async def test_administrators_hear_of_duties_and_tick_them_on_the_card(stage: Stage) -> None:
    key = await a_meeting_held(stage)
    await stage.at(morning(3))
    (words,) = digests(stage, ADMIN)
    assert "Publish the agreed actions in MODUS" in words
    await stage.press(ADMIN, "Done", about="Publish the agreed actions in MODUS")
    assert "actions-published:meeting" in (await stage.meeting(key)).duties
    await stage.at(morning(4))
    assert "Publish the agreed actions" not in digests(stage, ADMIN)[-1]


async def test_a_tick_that_was_a_mistake_is_taken_back_on_the_desk_and_on_the_list(stage: Stage) -> None:
    key, publish = await a_meeting_held(stage), "Publish the agreed actions in MODUS"
    await stage.at(morning(3))
    await stage.press(ADMIN, "Done", about=publish)
    await stage.say(ADMIN, "desk")
    assert f"You ticked: {publish}" in stage.last(ADMIN).words
    desk = await stage.press(ADMIN, "Not done after all", about=f"You ticked: {publish}")
    assert "actions-published:meeting" not in (await stage.meeting(key)).duties
    assert publish in desk.words
    assert "You ticked" not in desk.words
    assert publish in digests(stage, ADMIN)[-1]

    await stage.say(ADMIN, f"duty done {publish}")
    await stage.at(morning(3, 16))
    await stage.say(ADMIN, "desk")
    assert "You ticked" not in stage.last(ADMIN).words
    await stage.say(ADMIN, "duties")
    assert f"You ticked: {publish}" in stage.last(ADMIN).words
    await stage.say(ADMIN, f"not done after all {publish}")
    assert "actions-published:meeting" not in (await stage.meeting(key)).duties


@pytest.mark.rule("LIN-29")
async def test_publication_that_is_not_ticked_is_reminded_of_and_then_late(stage: Stage) -> None:
    await a_meeting_held(stage)
    await stage.at(morning(3))
    assert "by Thu 3 Dec 2026" in digests(stage, ADMIN)[-1]
    await stage.at(morning(4))
    assert "Publish the agreed actions in MODUS\nlate, was due Thu 3 Dec 2026" in digests(stage, ADMIN)[-1]


@pytest.mark.rule("LIN-36")
async def test_the_next_opening_goes_through_what_is_outstanding(stage: Stage) -> None:
    first = await a_meeting_held(stage)
    later = FIRST_DAY + timedelta(days=14)
    stage.clock.moment = later
    await stage.call(later, Listing(number="20480"), present=HERE)
    for step in ("welcome", "sign-in", "conflicts"):
        assert "Outstanding actions" not in "".join(m.words for m in stage.in_chat())
        await stage.say(CHAIR, f"step {step}")
    (public,) = [m for m in stage.in_chat() if m.words.startswith("Outstanding actions")]
    assert "Case 20461\nHousing Team: 1 action, due Wed 9 Dec 2026 (1 overdue)" in public.words
    assert "Maternity" not in public.words
    for hidden in ("20462", "doorbell", "marker", "Fir", "Birch"):
        assert hidden not in public.words

    assert "20462" in stage.card("police-rep", "Outstanding from earlier").words
    assert "20462" in stage.card(ADMIN, "Outstanding from earlier").words
    mine = stage.card("housing-rep", "Outstanding from earlier")
    assert "20462" not in mine.words
    assert not [m for m in stage.seen("childrens-rep") if "Outstanding from" in m.words]

    await stage.press("housing-rep", "In hand", about="Outstanding from earlier")
    await stage.say("idva-rep", "new date 20461 16/12/2026")
    assert "IDVA Service asks for Wed 16 Dec 2026" in stage.card(ADMIN, "A new date is asked for").words
    states = {a.agency: a.state for a in (await stage.meeting(first)).actions.values() if a.case == "20461"}
    assert states["housing"] is ActionState.IN_HAND


@pytest.mark.rule("LIN-87")
async def test_each_agency_is_asked_to_say_that_its_flags_are_set(stage: Stage) -> None:
    key = await a_meeting_held(stage)
    await stage.at(morning(9))
    flags = "Confirm: flags set for 12 months, none on the alleged perpetrator"
    assert flags in digests(stage, "housing-rep")[-1]
    await stage.press("housing-rep", "Done", about=flags)
    assert flags not in digests(stage, "housing-rep")[-1]
    duties = (await stage.meeting(key)).duties
    assert "flags-set:housing" in duties
    assert "flags-set:idva" not in duties


async def test_the_clock_wakes_one_sweep_at_a_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    under_way: list[int] = []
    most = 0

    async def sweeping(_: Office) -> int:
        nonlocal most
        under_way.append(1)
        most = max(most, len(under_way))
        await asyncio.sleep(0)
        under_way.pop()
        return 1

    monkeypatch.setattr("bot.ticker.sweep", sweeping)
    ticker = Ticker(stage.office, stage.store.sweeps, stage.store.outbox, "stage", timedelta(days=90))
    looked_at = await asyncio.gather(ticker.wake(), ticker.wake(), ticker.time_moved())
    assert (list(looked_at), most) == ([1, 1, 1], 1)


async def test_the_clock_wakes_the_digests_once(stage: Stage) -> None:
    await a_meeting_held(stage)
    ticker = Ticker(stage.office, stage.store.sweeps, stage.store.outbox, "stage", timedelta(days=90))
    for moment in (morning(10, 8, 50), morning(10), morning(10, 9, 10), morning(11)):
        stage.clock.moment = moment
        await ticker.wake()
        await stage.settle()
    assert len(digests(stage, "housing-rep")) == 2
