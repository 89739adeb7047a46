"""Handing over, ringing round, going ahead, suspending, observing, representing (LIN-08 to LIN-13)."""

from __future__ import annotations

import pytest

from marac.opening import SittingSuspended, WentAhead
from marac.presence import Arrive
from tests.journeys.hearing_day import ADMIN, CHAIR, OTHER_ADMIN, Day
from tests.journeys.stage import FIRST_DAY, Form
from tests.rows.county import comes, counts, goes, seen_in_teams


@pytest.mark.rule("LIN-08")
async def test_whoever_leaves_hands_over_and_the_delegate_counts_once_they_accept(day: Day) -> None:
    stage = day.stage
    await day.say("trust-rep", "leaving")
    assert "Missing: Health." in stage.card(ADMIN, "Missing:").words
    asked = stage.card("trust-rep", "Nobody is here for Hospital Trust now.").words
    assert "send a colleague, or hand over to somebody of another agency" in asked

    form = await stage.press(
        "trust-rep", "Hand over to a colleague", about="Nobody is here for Hospital Trust"
    )
    await stage.fill(form, to_person="das-rep")
    assert (
        "Hospital Trust has to leave and asks you to act for it." in stage.card("das-rep", "to act for").words
    )
    assert "Not quorate" in await day.say(ADMIN, "quorum")

    stage.clock.moment = FIRST_DAY.replace(minute=7)
    await stage.press("das-rep", "Accept", about="Hospital Trust has to leave")
    assert "✓ Quorate" in await day.say(ADMIN, "quorum")
    assert "Support Sycamore now acts for Hospital Trust." in stage.everything(CHAIR)
    delegation = (await day.meeting()).delegations[-1]
    assert (delegation.agency, delegation.to_person) == ("trust", "das-rep")
    assert delegation.accepted_at == FIRST_DAY.replace(minute=7)

    await day.say("das-rep", "leaving")
    assert "Not quorate" in await day.say(ADMIN, "quorum")


@pytest.mark.rule("LIN-09")
async def test_at_the_start_administrators_hear_whom_to_ring_and_log_that_they_did(ahead: Day) -> None:
    stage = ahead.stage
    stage.clock.moment = FIRST_DAY.replace(hour=8, minute=50)
    await comes(ahead, CHAIR, ADMIN, "police-rep", "idva-rep")
    before = counts(ahead, (ADMIN, OTHER_ADMIN, CHAIR, "police-rep"))
    await stage.at(FIRST_DAY.replace(hour=8, minute=59))
    assert "time to start" not in ahead.since(ADMIN, before[ADMIN])
    await stage.at(FIRST_DAY)
    for person in (ADMIN, OTHER_ADMIN):
        told = ahead.since(person, before[person])
        assert "It is time to start, and these agencies are not here yet." in told
        assert "Ring Hospital Trust: Duty manager of Hospital Trust, 01632 960012." in told
        assert "Ring Lincolnshire Police" not in told
    assert "01632" not in ahead.since("police-rep", before["police-rep"])
    assert "01632" not in stage.chat_words()

    await ahead.say(ADMIN, "rung Hospital Trust")
    entry = (await stage.office.ledger.entries(ahead.key))[-1]
    assert (entry.by, entry.at) == (ADMIN, FIRST_DAY)
    assert "trust" in repr(entry.event)
    assert "01632 960012 – rung" in await ahead.say(OTHER_ADMIN, "desk")


@pytest.mark.rule("LIN-10")
async def test_chair_or_administrators_suspend_and_go_on_once_the_agency_is_here(day: Day) -> None:
    stage = day.stage
    await goes(day, "police-rep")
    form = await stage.press(ADMIN, "Suspend", about="Missing: Police.")
    await stage.fill(form, note="The first case needs the police.")
    suspended = next(
        e
        for e in await stage.office.ledger.entries(day.key)
        if isinstance(e.event, SittingSuspended) and e.by == ADMIN
    )
    assert suspended.event.note == "The first case needs the police."  # type: ignore[attr-defined]
    assert suspended.at == stage.clock.moment
    assert "The sitting is suspended." in stage.chat_words()
    assert "needs the police" not in stage.chat_words()

    assert "The sitting is suspended; resume it first." in await day.say(CHAIR, "open case 101")
    assert "The sitting is suspended; resume it first." in await day.say(CHAIR, "open anyway now; case: 101")
    before = counts(day, (CHAIR, ADMIN, "idva-rep"))
    await comes(day, "police-rep")
    for person in (CHAIR, ADMIN):
        assert "Lincolnshire Police is here now." in day.since(person, before[person])
    assert "you can resume it" not in day.since("idva-rep", before["idva-rep"])
    await stage.press(CHAIR, "Resume", about="Lincolnshire Police is here now.")
    await day.say(CHAIR, "open case 101")
    assert (await day.meeting()).current_case == "101"


@pytest.mark.rule("LIN-10")
async def test_chair_or_administrators_go_ahead_with_a_reason_that_is_kept(day: Day) -> None:
    stage = day.stage
    await goes(day, "police-rep")
    assert "The meeting lacks police." in await day.say(CHAIR, "open case 102")
    form = await stage.press(CHAIR, "Go ahead", about="Missing: Police.")
    assert isinstance(form, Form)
    assert "I need one more thing" in (await stage.fill(form, note="")).words
    await stage.fill(form, note="They come at ten.")
    entry = [e for e in await stage.office.ledger.entries(day.key) if isinstance(e.event, WentAhead)][-1]
    assert (entry.by, entry.at) == (CHAIR, stage.clock.moment)
    assert "They come at ten." in repr(entry.event)
    assert "They come at ten" not in stage.chat_words() + stage.everything("idva-rep")
    await day.say(CHAIR, "open case 102")
    assert (await day.meeting()).current_case == "102"


@pytest.mark.rule("LIN-11")
async def test_an_observer_has_one_permitted_reason_and_the_chair_sees_them(ahead: Day) -> None:
    stage = ahead.stage
    await stage.say(ADMIN, "admit observer")
    form = await stage.press(ADMIN, "Fill in a form")
    given = {"name": "Student Spruce", "email": "student@visit.example", "instructed": "true"}
    form = await stage.fill(form, **given)
    assert "Why they observe" in form.words
    assert len([a for a in (await ahead.meeting()).roll.values() if a.is_observer]) == 1
    for reason in ("Is to become a representative", "Manages a representative", "Final-year student"):
        assert reason in form.words
    await stage.fill(form, **given, category="student")
    admitted = next(a for a in (await ahead.meeting()).roll.values() if a.category == "student")
    assert admitted.is_admitted

    await ahead.say(ADMIN, "decline observer Observer Olive")
    stage.clock.moment = FIRST_DAY
    await comes(ahead, CHAIR, ADMIN)
    before = counts(ahead, (ADMIN, OTHER_ADMIN, CHAIR))
    await ahead.take(Arrive(person=admitted.person), Arrive(person="observer"))
    for person in (ADMIN, OTHER_ADMIN):
        told = ahead.since(person, before[person])
        assert "Observer Olive is in the meeting as an observer and is not admitted" in told
        assert "Student Spruce is in the meeting" not in told
    await ahead.say(CHAIR, "open")
    assert "Observers: Student Spruce and Observer Olive" in await ahead.say(CHAIR, "desk")


@pytest.mark.rule("LIN-12")
async def test_an_observer_is_nobody_until_approval_day_and_instructions_are_recorded(ahead: Day) -> None:
    stage = ahead.stage
    await ahead.say("board-rep", "observe")
    assert "write to the MARAC mailbox and say why you would like to observe" in stage.last("board-rep").words

    await stage.say(ADMIN, "admit observer")
    form = await stage.press(ADMIN, "Fill in a form")
    given = {"name": "Visitor Vine", "email": "visitor@visit.example", "category": "outside-the-list"}
    form = await stage.fill(form, **given, sittings="1")
    assert "the Operational Lead decides" in form.words
    assert [p for p, a in (await ahead.meeting()).roll.items() if a.is_observer] == ["observer"]
    form = await stage.fill(form, **given, sittings="1", lead_agrees="true")
    assert "Visitor Vine – approved" in form.words
    assert "instructions not sent" in form.words

    visitor = next(p for p, a in (await ahead.meeting()).roll.items() if a.is_observer and p != "observer")
    await seen_in_teams(ahead, visitor)
    entry = (await ahead.meeting()).roll[visitor]
    assert (entry.approved_by, entry.sittings) == (ADMIN, (1,))
    assert "Case 101" not in await ahead.say(visitor, "order")
    await ahead.say(ADMIN, "instructed Visitor Vine")
    assert "Case 101" in await ahead.say(visitor, "order")
    await ahead.say(ADMIN, "decline observer Visitor Vine")
    assert "Case 101" not in await ahead.say(visitor, "order")


@pytest.mark.rule("LIN-13")
async def test_agencies_name_who_comes_and_whoever_cannot_commit_is_shown_to_the_chair(ahead: Day) -> None:
    stage = ahead.stage
    stage.clock.moment = FIRST_DAY.replace(month=11, day=24)
    assert "Lincolnshire Police" in (await ahead.say(ADMIN, "people")).split("Nobody named yet by\n")[1]
    desk = await ahead.say("police-rep", "desk")
    assert "Name your representative for the meeting" in desk
    form = await stage.press("police-rep", "Who comes for the agency", about="Name your representative")
    await stage.fill(form, person="police-deputy")
    assert (await ahead.meeting()).representatives["police"] == "police-deputy"
    assert "Name your representative" not in await ahead.say("police-rep", "desk")
    named = (await ahead.say(ADMIN, "people")).split("Nobody named yet by\n")[1].splitlines()[0]
    assert "Lincolnshire Police" not in named

    stage.clock.moment = FIRST_DAY
    await comes(ahead, CHAIR, ADMIN, "police-deputy")
    await ahead.say(CHAIR, "open")
    for person in ("idva-rep", "probation-rep"):
        await ahead.take(Arrive(person=person))
        form = await stage.press(person, "I can commit my agency", about="Please read and accept")
        assert isinstance(form, Form)
    await stage.fill(form, has_authority="false")
    assert "I can commit my agency" not in stage.everything(CHAIR)
    desk = await ahead.say(CHAIR, "desk")
    assert "No authority to commit their agency: Probation Poplar" in desk
