"""What an area keeps ready, what follows of itself, and what those who cannot be asked are asked through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogs import wording
from marac.caselist import Listing
from marac.conflicts import DeclareConflicts
from marac.hearing import CloseCase, OpenCase
from marac.meeting import Attendee
from marac.presence import Arrive
from marac.protocol import protocol_for
from marac.running_order import MoveCase
from marac.speaking import CallSpeaker
from marac.words import ActionState, Capacity
from tests.journeys.stage import ADMIN, AREA, CHAIR, FIRST_DAY, Form, Stage

CASE = Listing(number="20461", referring_agency="housing", children=True)
HERE = (ADMIN, "police-rep", "idva-rep", "housing-rep")
REFUGE = {"refuge": ("A Refuge", "refuge", False)}
GUEST = Attendee(
    person="observer",
    agency="refuge",
    capacities=frozenset({Capacity.GUEST}),
    cases=("20461",),
    authority=True,
)


async def a_hearing(stage: Stage, *, guest: bool = False) -> str:
    """A case is being heard, with a guest if wanted."""
    stage.clock.moment = FIRST_DAY
    more = {"more": (GUEST,), "others": REFUGE} if guest else {}
    key = await stage.call(FIRST_DAY, CASE, present=HERE, **more)  # type: ignore[arg-type]
    if guest:
        await stage.take(key, Arrive(person="observer"))
    await stage.take(key, OpenCase(case="20461", note="for the story"), by=ADMIN)
    return key


def taken(actions: object) -> list[tuple[str, str]]:
    """Who took which of the area's actions."""
    return [(a.agency, a.kind) for a in actions.values()]  # type: ignore[attr-defined]


@pytest.mark.rule("LIN-117")
async def test_onward_referrals_have_their_owners_and_the_chair_changes_them_where_the_area_allows(
    stage: Stage,
) -> None:
    key = await a_hearing(stage)
    await stage.say(CHAIR, "ready refer-to-lado")
    await stage.say(CHAIR, "ready exploitation-screening police")
    assert "The area's rules say who takes that action" in stage.last(CHAIR).words
    await stage.say(CHAIR, "ready exploitation-screening")
    await stage.say(CHAIR, "ready refer-to-mappa")
    assert "I still need the agency that takes it" in stage.last(CHAIR).words
    await stage.say(CHAIR, "ready refer-to-mappa police")
    await stage.say(CHAIR, "ready refer-to-rspca idva")
    await stage.say(CHAIR, "ready refer-to-lado police")
    assert taken((await stage.meeting(key)).actions) == [
        ("housing", "refer-to-lado"),
        ("housing", "exploitation-screening"),
        ("police", "refer-to-mappa"),
        ("idva", "refer-to-rspca"),
        ("police", "refer-to-lado"),
    ]


@pytest.mark.rule("LIN-118")
async def test_a_position_of_trust_needs_the_agency_that_the_chair_chooses_and_takes_no_details(
    stage: Stage,
) -> None:
    key = await a_hearing(stage)
    await stage.say(CHAIR, "case actions")
    form = await stage.press(CHAIR, "Ready-made action", about="actions")
    assert isinstance(form, Form)
    assert set(form.fields) == {"ready", "agency", "protects", "collector"}
    form = await stage.fill(form, ready="pipot")
    assert "I still need the agency that takes it" in form.words
    assert not (await stage.fill(form, agency="police")).card
    (action,) = (await stage.meeting(key)).actions.values()
    assert (action.agency, action.kind, action.what) == (
        "police",
        "pipot",
        next(r.what for r in protocol_for(AREA).ready_actions if r.key == "pipot"),
    )


@pytest.mark.rule("LIN-106")
async def test_a_case_that_moves_away_alerts_administrators_and_brings_its_actions(stage: Stage) -> None:
    key = await a_hearing(stage)
    for agency in ("police", "idva"):
        await stage.take(key, CallSpeaker(case="20461", agency=agency), by=ADMIN)
    await stage.say("housing-rep", "transfer out 20461")
    assert "Case 20461 moves out of the area" in stage.card(ADMIN, "moves out of the area").words
    assert set(taken((await stage.meeting(key)).actions)) == {
        ("county", "transfer-case"),
        ("police", "contact-counterpart"),
        ("idva", "contact-counterpart"),
    }
    await stage.say(ADMIN, "my actions")
    assert "Transfer the case to the other area" in stage.last(ADMIN).words
    assert not [m for m in stage.seen("police-rep") if "A case moves out" in m.words]


@pytest.mark.rule("LIN-80")
async def test_a_guests_action_has_somebody_who_collects_the_update(stage: Stage) -> None:
    key = await a_hearing(stage, guest=True)
    await stage.say(ADMIN, "action refuge; Keep the room until Friday; adult")
    assert (
        "is here for this case alone, so please also choose who collects the update"
        in stage.last(ADMIN).words
    )
    assert not (await stage.meeting(key)).actions
    await stage.say(ADMIN, "action refuge; Keep the room until Friday; adult; collector: Housing Fir")
    (action,) = (await stage.meeting(key)).actions.values()
    assert (action.agency, action.collector) == ("refuge", "housing-rep")
    await stage.say("housing-rep", "my actions")
    assert "Keep the room until Friday" in stage.last("housing-rep").words
    await stage.say("housing-rep", "in hand a1")
    assert (await stage.meeting(key)).actions["a1"].state is ActionState.IN_HAND


@pytest.mark.rule("LIN-64")
async def test_a_step_taken_before_the_meeting_is_shown_to_the_chair_when_the_case_opens(
    stage: Stage,
) -> None:
    stage.clock.moment = FIRST_DAY - timedelta(days=2)
    key = await stage.call(FIRST_DAY, CASE)
    await stage.say("housing-rep", "already taken 20461; Asked a refuge for a room")
    await stage.say("police-rep", "already taken 20499; Marked the address")
    assert "I do not have a case of that number" in stage.last("police-rep").words or "could not find" in (
        stage.last("police-rep").words
    )
    await stage.take(key, DeclareConflicts(person="idva-rep", cases=("20461",)))
    stage.clock.moment = FIRST_DAY
    await stage.say(CHAIR, "open")
    await stage.take(key, OpenCase(case="20461", note="for the story"), by=ADMIN)
    assert "1 step taken before the meeting" in stage.card(CHAIR, "Your MARAC desk").words
    await stage.say(CHAIR, "case actions")
    assert "Done before the meeting\nHousing Team: Asked a refuge for a room" in stage.last(CHAIR).words
    assert "refuge" not in stage.everything("idva-rep", "observer") + stage.chat_words()
    (action,) = (await stage.meeting(key)).actions.values()
    assert action.state is ActionState.DONE


@pytest.mark.rule("LIN-78")
async def test_administrators_are_reminded_of_a_guests_time_until_it_is_told_and_when_it_moves(
    stage: Stage,
) -> None:
    stage.clock.moment = datetime(2026, 11, 25, 12, tzinfo=UTC)
    cases = (CASE, Listing(number="20462", referring_agency="police"))
    key = await stage.call(FIRST_DAY, *cases, more=(GUEST,), others=REFUGE)
    await stage.at(datetime(2026, 11, 30, 9, 1, tzinfo=UTC))
    told = "Tell the guest when their case is expected"
    sent = "Send the guest the confidentiality declaration"
    today = stage.card(ADMIN, "For today")
    assert told in today.words
    assert sent in today.words
    await stage.press(ADMIN, "Done", about=told)
    await stage.at(datetime(2026, 12, 1, 9, 1, tzinfo=UTC))
    assert told not in stage.card(ADMIN, "For today").words
    assert sent in stage.card(ADMIN, "For today").words

    await stage.take(key, MoveCase(case="20461", after="20462"), by=ADMIN)
    assert told in stage.card(ADMIN, "To be done again").words
    await stage.say(ADMIN, "duties")
    assert told in stage.last(ADMIN).words
    await stage.press(ADMIN, "Done", about=told)
    assert "guest-time-told:observer" in (await stage.meeting(key)).duties


@pytest.mark.rule("LIN-83")
async def test_whoever_speaks_for_gps_is_asked_to_ask_the_practices_and_takes_their_actions(
    stage: Stage,
) -> None:
    stage.clock.moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    gp = Attendee(
        person="iom-rep", agency="icb", capacities=frozenset({Capacity.REPRESENTATIVE}), authority=True
    )
    key = await stage.call(FIRST_DAY, CASE, more=(gp,), others={"icb": ("Care Board", "gp", False)})
    await stage.at(datetime(2026, 11, 25, 9, 1, tzinfo=UTC))
    heard = [m for m in stage.seen("iom-rep") if m.words.startswith("For today")]
    assert "Ask the GP practices for information" in heard[-1].words
    assert not [m for m in stage.seen("police-rep") if "GP practices" in m.words]
    await stage.press("iom-rep", "Done", about="Ask the GP practices")
    assert "gp-practices-asked:meeting" in (await stage.meeting(key)).duties

    stage.clock.moment = FIRST_DAY
    await stage.say(CHAIR, "open")
    await stage.take(key, Arrive(person="iom-rep"), OpenCase(case="20461", note="for the story"), by=ADMIN)
    await stage.say("iom-rep", "offer Ask the practice to see them together; adult")
    (action,) = (await stage.meeting(key)).actions.values()
    assert (action.agency, action.state) == ("icb", ActionState.CONFIRMED)


@pytest.mark.rule("LIN-114")
async def test_iom_says_how_it_takes_part(stage: Stage) -> None:
    stage.clock.moment = datetime(2026, 11, 27, 12, tzinfo=UTC)
    key = await stage.call(FIRST_DAY, CASE)
    await stage.at(datetime(2026, 11, 30, 9, 1, tzinfo=UTC))
    asked = stage.card("iom-rep", "For today")
    assert "Say whether IOM attends" in asked.words
    for answer in ("Attending", "Research sent", "Colleague presents"):
        assert answer in asked.words
    await stage.press("iom-rep", "Research sent")
    assert (await stage.meeting(key)).duty_answers == {"iom-attending:meeting": "research-sent"}
    assert not [m for m in stage.seen("police-rep") if "whether IOM attends" in m.words]


@pytest.mark.rule("LIN-63")
async def test_what_is_pushed_before_and_after_the_meeting_holds_no_wording(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say("housing-rep", "offer Fit a ring doorbell; adult")
    await stage.take(key, CloseCase(case="20461", note="for the story"), by=ADMIN)
    before = len(stage.teams.messages)
    await stage.say(CHAIR, "close meeting")
    for day in range(3, 18):
        await stage.at(datetime(2026, 12, day, 9, 1, tzinfo=UTC))
    for message in stage.teams.messages:
        assert not message.card or message.activity["summary"] == wording.NEUTRAL
    nudges = [m for m in stage.teams.messages[before:] if m.words.startswith("For today")]
    assert len([m for m in nudges if m.conversation == "a:housing-rep"]) > 3
    for message in nudges:
        assert "doorbell" not in message.words
        says_what = ("Case 20461", "To see to", "how your agency stands")
        assert any(words in message.words for words in says_what)


@pytest.mark.rule("LIN-54")
async def test_the_warning_is_the_first_thing_in_the_chat_at_each_sitting(stage: Stage) -> None:
    warning = protocol_for(AREA).chat_warning
    for day in (0, 7):
        stage.clock.moment = FIRST_DAY + timedelta(days=day)
        await stage.call(stage.clock.moment, Listing(number=f"2046{day}"))
        before = len(stage.teams.messages)
        await stage.say(CHAIR, "open")
        posted = [m for m in stage.teams.messages[before:] if m.conversation.startswith("19:")]
        assert posted[0].words.startswith(warning)
        await stage.say(CHAIR, "close meeting Nothing was heard")
