"""What is pushed before a meeting, lists and ticks at its close, clocks that run on (LIN-63 to LIN-114)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs import wording
from marac.caselist import ListCases, Listing
from marac.running_order import SetOrder
from marac.words import ActionState, Consent
from tests.journeys.hearing_day import ADMIN, CHAIR, OTHER_ADMIN, Day
from tests.journeys.stage import FIRST_DAY
from tests.rows.county import PEOPLE, comes, counts, hear

CLOSES = "close meeting the rest goes to another day"


def to_see_to(words: str) -> str:
    """What a card of duties still asks for, without what was ticked lately."""
    return words.split("ou ticked:", 1)[0]


@pytest.mark.rule("LIN-63")
async def test_before_the_meeting_nothing_is_pushed_but_numbers_times_and_where_to_read(ahead: Day) -> None:
    stage = ahead.stage
    marked = Listing(
        number="107",
        district="West Lindsey",
        referring_agency="idva",
        children=True,
        pregnancy=True,
        repeat=True,
        consent=Consent.REFUSED,
        previous_hearings=5,
    )
    await ahead.take(ListCases(listed=(marked,)), SetOrder())
    await ahead.say("das-rep", "already taken 107; Asked a refuge for a room")
    before = len(stage.teams.messages)
    await ahead.say(ADMIN, "tell order")
    await ahead.say(ADMIN, "move 107 to sitting 2")
    for day in range(1, 7):
        await stage.at(FIRST_DAY - timedelta(days=7 - day) + timedelta(minutes=1))
    readers = [p for p in PEOPLE if p not in (ADMIN, OTHER_ADMIN)]
    pushed = [m for m in stage.teams.messages[before:] if m.conversation.removeprefix("a:") in readers]
    assert any("Please read the cases in MODUS" in m.words for m in pushed)
    assert any("Case 107: Thursday 3 December" in m.words for m in pushed)
    assert any(m.words.startswith("For today") for m in pushed)
    for message in pushed:
        assert message.activity["summary"] == wording.NEUTRAL
        for content in ("refuge", "Children", "Pregnan", "support: ", "Repeat", "Heard"):
            assert content not in message.words, message.words


@pytest.mark.rule("LIN-87")
async def test_each_agency_is_asked_to_tick_that_flags_are_set_and_none_on_the_perpetrator(day: Day) -> None:
    await day.say(CHAIR, "open case 101")
    await hear(day, "101")
    await day.say(CHAIR, CLOSES)
    assert (await day.case("101")).flagged_until == FIRST_DAY.replace(year=2027).date()
    assert (await day.case("102")).flagged_until is None
    assert "flagged until Thu 2 Dec 2027" in day.stage.chat_words()
    asked = "Confirm: flags set for 12 months, none on the alleged perpetrator"
    for person in ("police-rep", "trust-rep", "iom-rep"):
        assert asked in await day.say(person, "duties")
    assert asked not in await day.say("observer", "duties")
    await day.say("trust-rep", "duties")
    await day.stage.press("trust-rep", "Done", about=asked)
    assert asked not in to_see_to(await day.say("trust-rep", "duties"))
    assert asked in await day.say("police-rep", "duties")
    await day.stage.at(FIRST_DAY + timedelta(days=7, minutes=1))
    assert asked in day.stage.card("police-rep", "For today").words


@pytest.mark.rule("LIN-88")
async def test_feedback_is_the_idvas_unless_consent_says_no_and_then_the_chair_chooses(day: Day) -> None:
    await day.say(CHAIR, "open case 101")
    await day.say(CHAIR, "ready victim-feedback")
    (mine,) = (await day.meeting()).actions_for("101")
    assert (mine.agency, mine.feedback) == ("idva", True)
    await day.say(CHAIR, "close anyway it is late")

    await day.say(CHAIR, "open anyway it is time; case: 103")
    answer = await day.say(CHAIR, "ready victim-feedback")
    assert "I still need the agency that takes it" in answer
    assert (await day.meeting()).actions_for("103") == ()
    await day.say(CHAIR, "ready victim-feedback das")
    (theirs,) = (await day.meeting()).actions_for("103")
    assert (theirs.agency, theirs.feedback) == ("das", True)


@pytest.mark.rule("LIN-89", "LIN-91")
async def test_what_stands_for_all_is_on_the_list_of_whoever_it_is_for(day: Day) -> None:
    await comes(day, "nought19-rep")
    await day.say(CHAIR, "open case 101")
    await day.say("police-rep", "offer Change the marker; adult")
    await day.say(ADMIN, "action idva; Call on Friday; adult; 18/12/2026")
    await day.say(CHAIR, "close anyway it is late")
    await day.say(CHAIR, CLOSES)
    words = "Pass on to health visitors what they need"
    assert words in day.stage.card("nought19-rep", "your list").words
    assert words not in day.stage.card("police-rep", "your list").words
    assert "due Thu 10 Dec 2026" in day.stage.card("police-rep", "your list").words
    assert "due Fri 18 Dec 2026" in day.stage.card("idva-rep", "your list").words


@pytest.mark.rule("LIN-90")
async def test_maternitys_action_stays_open_and_is_reminded_of_without_details(ahead: Day) -> None:
    stage = ahead.stage
    baby = Listing(number="108", district="West Lindsey", referring_agency="police", pregnancy=True)
    await ahead.take(ListCases(listed=(baby,)), SetOrder())
    stage.clock.moment = FIRST_DAY
    await comes(ahead, CHAIR, ADMIN, "maternity-rep", "police-rep")
    await ahead.say(CHAIR, "open")
    await ahead.say(CHAIR, "open anyway for the story; case: 108")
    await ahead.say(CHAIR, "close anyway it is late")
    await ahead.say(CHAIR, CLOSES)
    (action,) = (a for a in (await ahead.meeting()).actions.values() if a.kind == "tell-of-birth")
    assert (action.agency, action.case, action.is_open) == ("maternity", "108", True)
    assert action.due is not None
    await stage.at(
        FIRST_DAY.replace(year=action.due.year, month=action.due.month, day=action.due.day, minute=5)
    )
    reminder = stage.card("maternity-rep", "For today").words
    assert "Case 108" in reminder
    for detail in ("birth", "born", "baby", "Pregnan", "gender"):
        assert detail not in reminder
    await stage.say("maternity-rep", "my actions")
    await stage.press("maternity-rep", "Sent to the administrators")
    assert (await ahead.meeting()).actions[action.key].state is ActionState.DONE


@pytest.mark.rule("LIN-103")
async def test_administrators_hear_as_a_review_nears_and_its_two_clocks_run(day: Day) -> None:
    await day.say(CHAIR, "open case 101")
    await day.say(CHAIR, "question review")
    for person in ("police-rep", "idva-rep", "trust-rep", "csc-rep", "das-rep", "probation-rep"):
        await day.say(person, "agree")
    await day.say(CHAIR, "confirm result")
    await day.say(ADMIN, "review date 09/12/2026")
    assert (await day.case("101")).review_on == (FIRST_DAY + timedelta(days=7)).date()
    await day.say(CHAIR, "close anyway it is late")
    await day.say(CHAIR, CLOSES)
    for days, words in {
        2: "Hold the review\ncase 101 · by Wed 9 Dec 2026",
        6: "Hold the review\ncase 101 · by Wed 9 Dec 2026",
        8: "Publish the review’s actions in MODUS\ncase 101 · by Thu 10 Dec 2026",
        21: "Have the review’s minutes available in MODUS\ncase 101 · by Wed 23 Dec 2026",
    }.items():
        before = counts(day, (ADMIN, "police-rep"))
        await day.stage.at(FIRST_DAY + timedelta(days=days, minutes=1))
        assert words in day.since(ADMIN, before[ADMIN]), days
        assert words.splitlines()[0] not in day.since("police-rep", before["police-rep"])


@pytest.mark.rule("LIN-114")
async def test_iom_is_asked_whether_it_attends_sent_research_or_sends_a_colleague(ahead: Day) -> None:
    stage = ahead.stage
    await stage.at(FIRST_DAY - timedelta(days=2) + timedelta(minutes=1))
    asked = "Say whether IOM attends, has sent research, or has a colleague to present it"
    assert asked in stage.card("iom-rep", "For today").words
    assert asked not in stage.everything("probation-rep")
    await stage.say("iom-rep", "duties")
    await stage.press("iom-rep", "Research sent", about=asked)
    assert (await ahead.meeting()).duty_answers["iom-attending:meeting"] == "research-sent"
    assert asked not in to_see_to(await ahead.say("iom-rep", "duties"))
