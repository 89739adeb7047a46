"""Actions from the meeting to the day they are done: recorded, confirmed, corrected, and reported by card
and by typing."""

from __future__ import annotations

import json

import pytest

from marac.admission import is_restricted
from marac.caselist import Listing
from marac.conflicts import DeclareConflicts
from marac.hearing import CloseCase, OpenCase
from marac.restricted import Admit, ConfirmRoomClear
from marac.words import ActionState, CaseKind, Consent
from tests.journeys.stage import ADMIN, CHAIR, FIRST_DAY, Form, Message, Stage

CASE = Listing(number="20461", referring_agency="police", children=True)
HBA = Listing(number="20462", referring_agency="police", kind=CaseKind.HBA)
HERE = (ADMIN, "police-rep", "idva-rep", "housing-rep", "iom-rep", "observer")
DOORBELL = "Fit a ring doorbell at the new address"


async def a_hearing(stage: Stage, *cases: Listing, of: str = "20461") -> str:
    """A meeting in which a case is being heard."""
    stage.clock.moment = FIRST_DAY
    key = await stage.call(FIRST_DAY, *(cases or (CASE,)), present=HERE)
    if is_restricted((await stage.meeting(key)).cases[of]):
        admitted = (Admit(case=of, person=p) for p in (CHAIR, "police-rep"))
        await stage.take(key, *admitted, ConfirmRoomClear(case=of, note="for the story"), by=ADMIN)
    await stage.take(key, OpenCase(case=of, note="for the story"), by=ADMIN)
    return key


async def recorded(stage: Stage, *agencies: str, what: str = DOORBELL, **more: str) -> None:
    """The administrator records an action by form, for the open case."""
    await stage.say(ADMIN, "case actions")
    form = await stage.fill(
        await stage.press(ADMIN, "Record an action"),
        agencies=",".join(agencies),
        what=what,
        protects="adult",
        **more,
    )
    assert not form.card, form.words


@pytest.mark.rule("LIN-19", "LIN-38")
async def test_an_action_is_recorded_by_a_form_that_says_what_is_missing(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say(ADMIN, "case actions")
    form = await stage.press(ADMIN, "Record an action")
    assert isinstance(form, Form)
    assert "Case 20461" in form.words
    assert form.fields["due"] == "2026-12-09"

    form = await stage.fill(form, what=DOORBELL)
    assert "I still need the agency that takes it and whom it protects." in form.words
    assert form.fields["what"] == DOORBELL

    form = await stage.fill(form, agencies="housing,police", protects="adult")
    assert not form.card
    actions = (await stage.meeting(key)).actions
    assert [(a.agency, a.joint, a.what) for a in actions.values()] == [
        ("housing", "a1", DOORBELL),
        ("police", "a1", DOORBELL),
    ]
    for nobody in ("marac", "the marac", "County MARAC Team"):
        await stage.say(ADMIN, f"action {nobody}; Do something about it; adult")
    assert "county" not in {a.agency for a in actions.values()}
    assert "2 actions recorded, 2 still to be confirmed" in stage.card(ADMIN, "Case 20461: actions").words


async def test_a_typed_line_records_the_same(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say(ADMIN, f"action housing; {DOORBELL}; adult; 11/12/2026")
    await stage.say(ADMIN, "action 20461 Housing Team, IDVA Service; what: Call on Friday; protects: child")
    await stage.say("housing-rep", "offer Change the locks; adult")
    actions = list((await stage.meeting(key)).actions.values())
    assert [(a.agency, a.what, a.due.isoformat() if a.due else None, a.state) for a in actions] == [
        ("housing", DOORBELL, "2026-12-11", ActionState.OFFERED),
        ("housing", "Call on Friday", "2026-12-09", ActionState.OFFERED),
        ("idva", "Call on Friday", "2026-12-09", ActionState.OFFERED),
        ("housing", "Change the locks", "2026-12-09", ActionState.CONFIRMED),
    ]


@pytest.mark.rule("LIN-42")
async def test_each_owner_confirms_or_corrects_on_one_card_and_the_chat_hears_counts(stage: Stage) -> None:
    key = await a_hearing(stage)
    await recorded(stage, "housing", "idva", "police")
    await recorded(stage, "housing", what="Change the locks")

    cards = [m for m in stage.seen("housing-rep") if "is this what was agreed?" in m.words]
    assert len(cards) == 1
    assert DOORBELL in cards[0].words
    assert "Change the locks" in cards[0].words
    assert "IDVA" not in cards[0].words

    after = await stage.press("housing-rep", "Confirm", about=DOORBELL)
    assert isinstance(after, Message)
    assert DOORBELL not in after.words
    form = await stage.fill(
        await stage.press("housing-rep", "Correct", about="Change the locks"),
        correction="By the landlord, not by us",
    )
    assert not form.card
    assert "1 correction sent" in stage.card("housing-rep", "is this what was agreed?").words
    await stage.say("idva-rep", "confirm a2")

    told = stage.card(ADMIN, "An action is to be corrected")
    assert "Housing Team" in told.words
    assert "landlord" not in told.words
    assert "To be corrected: By the landlord, not by us" in stage.card(ADMIN, "Case 20461: actions").words

    change = await stage.press(ADMIN, "Change", about="To be corrected")
    await stage.fill(change, what="Ask the landlord to change the locks")
    assert "Ask the landlord" in stage.card("housing-rep", "is this what was agreed?").words

    assert "not confirmed yet by" in stage.card(ADMIN, "Your MARAC desk").words
    await stage.take(key, CloseCase(case="20461", note="for the story"), by=CHAIR)
    chat = stage.chat_words()
    assert (
        "The 1st case: 4 actions recorded, 2 still to be confirmed (Lincolnshire Police and Housing Team)."
        in chat
    )
    for word in ("doorbell", "locks", "landlord", "Birch", "Fir"):
        assert word not in chat


async def test_a_restricted_case_leaves_the_chat_without_a_word(stage: Stage) -> None:
    key = await a_hearing(stage, HBA, of="20462")
    before = len(stage.teams.messages)
    await stage.say(ADMIN, f"action police; {DOORBELL}; adult")
    assert DOORBELL in stage.card("police-rep", "is this what was agreed?").words
    await stage.take(key, CloseCase(case="20462", note="for the story"), by=ADMIN)
    assert len((await stage.meeting(key)).actions) == 1
    assert "case-actions" not in [x.notice.kind for x in await stage.store.outbox.letters()]
    said = [m for m in stage.teams.messages[before:] if m.conversation.startswith("19:")]
    assert all("20462: " not in m.words and "action" not in m.words for m in said)
    assert "20462" not in stage.everything("idva-rep", "housing-rep", "observer")


async def test_wording_typed_in_the_chat_is_taken_and_its_writer_asked_to_delete_it(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say("housing-rep", f"offer {DOORBELL}; adult", chat=True)
    assert len((await stage.meeting(key)).actions) == 1
    assert "delete your post" in stage.last("housing-rep").words
    assert "doorbell" not in stage.chat_words()


@pytest.mark.rule("LIN-51")
async def test_personal_details_are_refused_in_every_kind_of_words(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say("housing-rep", "offer Ring her on 07700 900123; adult")
    assert "a telephone number" in stage.last("housing-rep").words
    assert "Please put such details in the case system" in stage.last("housing-rep").words
    await stage.say("housing-rep", "she lives at 12 Example Street, LN1 1AA")
    assert "I have not kept it" in stage.last("housing-rep").words
    await stage.say(CHAIR, "suspend Mr Smith of 07700 900123 is outside")
    assert (await stage.meeting(key)).actions == {}
    form = await stage.press(ADMIN, "Skip")
    form = await stage.fill(form, note="DOB 01/02/1990")
    assert "a date of birth" in form.words
    assert "900123" not in "".join(m.words for m in stage.teams.messages)


@pytest.mark.rule("LIN-21")
async def test_the_actions_of_a_case_are_for_those_admitted_to_it(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say(ADMIN, f"action police; {DOORBELL}; adult")
    await stage.take(key, DeclareConflicts(person="housing-rep", cases=("20461",)))
    for who in ("housing-rep", "observer"):
        await stage.say(who, "case actions 20461")
        assert "doorbell" not in stage.everything(who)
    await stage.say("idva-rep", "case actions 20461")
    assert DOORBELL in stage.last("idva-rep").words


async def test_my_actions_are_done_by_card_and_by_typing_long_after_the_meeting(stage: Stage) -> None:
    key = await a_hearing(stage)
    for what in (DOORBELL, "Change the locks", "Call on Friday"):
        await stage.say("housing-rep", f"offer {what}; adult")
    await stage.at(FIRST_DAY.replace(day=14))
    await stage.call(FIRST_DAY.replace(month=12, day=16), Listing(number="20470"))

    await stage.say("housing-rep", "my actions")
    mine = stage.last("housing-rep")
    assert "3 open actions, 3 overdue" in mine.words
    assert "Overdue: was due Wed 9 Dec 2026" in mine.words

    form = await stage.press("housing-rep", "Done", about=DOORBELL)
    assert isinstance(form, Form)
    assert form.fields["completed_on"] == "2026-12-14"
    await stage.fill(form, completed_on="2026-12-04", modus_updated="false")
    assert "It is closed once I also know that the case system is updated" in mine.words
    await stage.fill(await stage.press("housing-rep", "Done", about=DOORBELL), modus_updated="true")
    assert DOORBELL not in mine.words

    await stage.say("housing-rep", "done a2@2026-12-02 10/12/2026 yes")
    await stage.say("housing-rep", "cannot be done 20461; The landlord does it")
    assert "There is nothing open" in stage.last("housing-rep").words
    states = {
        a.key: (a.state, a.completed_on and a.completed_on.day)
        for a in (await stage.meeting(key)).actions.values()
    }
    assert states == {
        "a1": (ActionState.DONE, 4),
        "a2": (ActionState.DONE, 10),
        "a3": (ActionState.IMPOSSIBLE, None),
    }


async def test_a_new_date_is_asked_for_and_agreed(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say("housing-rep", f"offer {DOORBELL}; adult")
    await stage.say("housing-rep", "new date a1 18/12/2026")
    asked = stage.card(ADMIN, "A new date is asked for")
    assert "Fri 18 Dec 2026 instead of Wed 9 Dec 2026" in asked.words
    assert "doorbell" not in asked.words
    await stage.press(ADMIN, "Agree", about="A new date is asked for")
    action = (await stage.meeting(key)).actions["a1"]
    assert (action.due and action.due.day, [d.day for d in action.was_due]) == (18, [9])
    await stage.at(FIRST_DAY.replace(day=3))
    assert "now due Fri 18 Dec 2026" in stage.card("housing-rep", "New date agreed").words


@pytest.mark.rule("LIN-40")
async def test_a_case_is_not_left_before_it_is_said_who_gives_feedback(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say(CHAIR, "close case")
    assert "feedback" in stage.last(CHAIR).words.casefold()
    await stage.say(CHAIR, "action what: Let her know what was agreed; protects: adult; feedback: yes")
    await stage.say(CHAIR, "close case")
    assert "feedback" not in stage.last(CHAIR).words.casefold()
    assert (await stage.meeting(key)).current_case == "20461"


@pytest.mark.rule("LIN-88")
async def test_without_consent_the_chair_is_asked_for_another_agency_to_give_feedback(stage: Stage) -> None:
    refused = Listing(number="20461", referring_agency="police", consent=Consent.REFUSED)
    key = await a_hearing(stage, refused)
    line = "what: Let her know what was agreed; protects: adult; feedback: yes"
    await stage.say(CHAIR, f"action {line}")
    assert "I still need the agency that takes it" in stage.last(CHAIR).words
    await stage.say(CHAIR, f"action agencies: housing; {line}")
    (action,) = (await stage.meeting(key)).actions.values()
    assert (action.agency, action.feedback) == ("housing", True)


@pytest.mark.rule("LIN-88", "LIN-95")
async def test_feedback_shows_the_reminder_and_wants_to_hear_that_it_was_safe(stage: Stage) -> None:
    key = await a_hearing(stage)
    await stage.say(CHAIR, "action what: Let her know what was agreed; protects: adult; feedback: yes")
    action = (await stage.meeting(key)).actions["a1"]
    assert (action.agency, action.feedback) == ("idva", True)
    await stage.say("idva-rep", "my actions")
    form = await stage.press("idva-rep", "Feedback given")
    assert isinstance(form, Form)
    assert "Keep feedback to what helps the victim" in form.words
    await stage.fill(form, modus_updated="true")
    assert (await stage.meeting(key)).actions["a1"].is_open
    assert "that it was safe to feed back" in stage.card("idva-rep", "My actions").words
    await stage.fill(await stage.press("idva-rep", "Feedback given"), safe_to_feed_back="true")
    assert (await stage.meeting(key)).actions["a1"].state is ActionState.DONE


async def test_no_card_of_actions_outgrows_teams(stage: Stage) -> None:
    await a_hearing(stage)
    for number in range(20):
        await stage.say(ADMIN, f"action police; {number} {'Word ' * 110}; adult")
    for number in range(12):
        await stage.say("housing-rep", f"offer {number} {'Word ' * 110}; adult")
    await stage.say("housing-rep", "my actions")
    await stage.say(ADMIN, "case actions 20461")
    for card in (*stage.seen("housing-rep"), *stage.seen("police-rep"), *stage.seen(ADMIN)):
        assert len(json.dumps(card.activity).encode()) < 28_000
    assert "32 actions recorded, 20 still to be confirmed" in stage.last(ADMIN).words
    assert "And 17 more" in stage.last(ADMIN).words
    assert "And 12 more" in stage.card("police-rep", "is this what").words
    shown = stage.last("housing-rep")
    assert "12 open actions" in shown.words
    more = await stage.press("housing-rep", "Show the next 4 of 12")
    assert isinstance(more, Message)
    assert "From the beginning" in more.words


async def test_a_list_in_a_dialog_goes_on_from_what_was_answered(stage: Stage) -> None:
    key = await a_hearing(stage)
    for what in (DOORBELL, "Change the locks"):
        await stage.say("housing-rep", f"offer {what}; adult")
    await stage.say("housing-rep", "desk")
    shown = await stage.press("housing-rep", "My actions")
    assert isinstance(shown, Form)
    assert DOORBELL in shown.words
    opened = await stage.press_in(shown, "Done", about=DOORBELL)
    assert "Done on" in opened.words
    after = await stage.fill(opened, modus_updated="true")
    assert DOORBELL not in after.words
    assert "Change the locks" in after.words
    after = await stage.press_in(after, "In hand", about="Change the locks")
    assert "in hand" in after.words
    states = [a.state for a in (await stage.meeting(key)).actions.values()]
    assert states == [ActionState.DONE, ActionState.IN_HAND]
