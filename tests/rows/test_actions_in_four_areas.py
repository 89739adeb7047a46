"""Actions as four areas take them: offered, covering everybody, agreed and understood (HAC-36, WOL-03 to
WOL-39, KEN-17 to KEN-44, LUT-28, LUT-34, LUT-37)."""

from __future__ import annotations

import pytest

from marac.presence import Depart
from marac.words import ActionState
from store.opening import Store
from tests.journeys.stage import Message, buttons, readable
from tests.rows.areas import ADMIN, CHAIR
from tests.rows.plans import MARKER, actions, ahead, form_of, hearing, offered, open_case


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("hackney", marks=pytest.mark.rule("HAC-23")),
        pytest.param("kent-and-medway", marks=pytest.mark.rule("KEN-28")),
        pytest.param("luton", marks=pytest.mark.rule("LUT-52")),
    ],
)
async def test_what_was_done_before_the_meeting_is_shown_when_the_case_opens(store: Store, area: str) -> None:
    day = await ahead(store, area)
    await day.say("police-rep", f"already taken 101; {MARKER}")
    await day.opened("police-rep", "idva-rep")
    await open_case(day)
    assert "1 step taken before the meeting" in day.desk(CHAIR).words
    shown = await day.say(CHAIR, "case actions")
    assert f"Done before the meeting\nArea Police: {MARKER}" in shown
    (step,) = await actions(day)
    assert (step.agency, step.state) == ("police", ActionState.DONE)
    assert MARKER not in day.stage.chat_words()


@pytest.mark.rule("HAC-36")
async def test_an_action_says_who_what_and_when_and_the_chair_confirms_it(store: Store) -> None:
    day = await hearing(store, "hackney")
    assert "I still need a due date" in await offered(day, "police-rep", due="")
    assert "I need one more thing to do that: what is to be done" in await offered(day, "police-rep", what="")
    form = await form_of(day, ADMIN, "Record an action")
    refused = await day.stage.fill(form, what=MARKER, due="2027-01-18")
    assert "I still need the agency that takes it" in refused.words
    assert await actions(day) == []

    await offered(day, "police-rep")
    assert "You have yet to agree 1 action" in await day.say(CHAIR, "close case")
    shown = await day.say(CHAIR, "case actions")
    assert "not agreed by the chair yet" in shown
    await day.stage.press(CHAIR, "Agree", about=MARKER)
    assert (await actions(day))[0].agreed
    assert "You have yet to agree" not in await day.say(CHAIR, "close case")
    await day.say(ADMIN, "change a1; what: Put markers on both addresses")
    assert not (await actions(day))[0].agreed


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("wolverhampton", marks=pytest.mark.rule("WOL-03")),
        pytest.param("kent-and-medway", marks=pytest.mark.rule("KEN-34")),
        pytest.param("luton", marks=pytest.mark.rule("LUT-28")),
    ],
)
async def test_a_case_closes_once_each_owner_has_said_that_they_understand(store: Store, area: str) -> None:
    day = await hearing(store, area)
    await offered(day, "police-rep")
    await offered(day, "idva-rep", what="Call on Friday")
    await day.say(CHAIR, "nothing further")
    shown = day.stage.card("police-rep", "What you have taken on").words
    assert MARKER in shown
    assert "due Mon 18 Jan 2027" in shown
    assert "Call on Friday" not in shown
    held = await day.say(CHAIR, "close case")
    assert "Not said to be understood: the actions of Area Police and IDVA Service" in held

    await day.stage.press("police-rep", "Understood")
    assert [a.understood for a in await actions(day)] == [True, False]
    assert "the actions of IDVA Service" in await day.say(CHAIR, "close case")
    await day.stage.press(CHAIR, "They all understand")
    assert "understood:" not in await day.say(CHAIR, "close case")
    assert all(a.understood for a in await actions(day))


@pytest.mark.parametrize(
    ("area", "dated"),
    [
        pytest.param("wolverhampton", True, marks=pytest.mark.rule("WOL-15")),
        pytest.param("kent-and-medway", True, marks=pytest.mark.rule("KEN-42")),
        pytest.param("luton", False, marks=pytest.mark.rule("LUT-34")),
    ],
)
async def test_the_chair_sees_for_whom_there_is_no_action_yet(store: Store, area: str, dated: bool) -> None:
    day = await hearing(store, area)
    refused = await offered(day, "police-rep", protects="", due="")
    assert "whom it protects" in refused
    assert ("a due date" in refused) is dated
    assert await actions(day) == []
    line = next(x for x in day.desk(CHAIR).words.splitlines() if x.startswith("No action yet for:"))
    for group in ("adult at risk", "child", "perpetrator", "others at risk", "staff"):
        assert group in line
    await offered(day, "police-rep", protects="others")
    await offered(day, "idva-rep", what="Call on Friday", protects="adult")
    line = next(x for x in day.desk(CHAIR).words.splitlines() if x.startswith("No action yet for:"))
    assert "others at risk" not in line
    assert "adult" not in line
    assert "staff" in line
    assert "No action yet" not in day.stage.chat_words()


@pytest.mark.parametrize(
    ("area", "labels", "chosen"),
    [
        pytest.param(
            "wolverhampton",
            ("Flag and tag files", "Refer to another multi-agency meeting", "Give priority to"),
            "flag-and-tag",
            marks=pytest.mark.rule("WOL-37"),
        ),
        pytest.param(
            "kent-and-medway",
            (
                "A safer home, or moving",
                "Visits",
                "Managing the perpetrator",
                "Giving priority",
                "legal",
                "Other",
            ),
            "visits",
            marks=pytest.mark.rule("KEN-43"),
        ),
    ],
)
async def test_the_areas_kinds_of_action_are_offered_and_counted(
    store: Store, area: str, labels: tuple[str, ...], chosen: str
) -> None:
    day = await hearing(store, area)
    form = await form_of(day, "police-rep", "Offer an action")
    for label in labels:
        assert label in form.words
    await day.stage.fill(form, what=MARKER, protects="adult", due="2027-01-18", category=chosen)
    await offered(day, "idva-rep", category=chosen)
    await offered(day, "idva-rep", what="Call on Friday")
    words = {c.key: c.label for c in day.protocol.actions.categories}
    others = [label for key, label in words.items() if key != chosen]
    shown = await day.say(CHAIR, "case actions")
    assert f"{words[chosen]}: 2" in shown
    assert all(f"{label}: 0" in shown for label in others)


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("wolverhampton", marks=pytest.mark.rule("WOL-38")),
        pytest.param("luton", marks=pytest.mark.rule("LUT-37")),
    ],
)
async def test_agencies_offer_their_actions_and_what_others_enter_waits_for_them(
    store: Store, area: str
) -> None:
    day = await hearing(store, area)
    desk = day.desk(CHAIR)
    assert "Agencies offer their own actions: ask round." in desk.words
    assert not {"Record an action", "Propose an action"} & {b["title"] for b in buttons(desk.card)}
    await day.say(CHAIR, "case actions")
    assert not {"Record an action", "Propose an action"} & {
        b["title"] for b in buttons(day.stage.last(CHAIR).card)
    }

    for person, what in ((CHAIR, MARKER), (ADMIN, "Lend an alarm")):
        await day.say(person, f"action police; {what}; adult; 18/01/2027")
    assert {a.state for a in await actions(day)} == {ActionState.PROPOSED}
    assert "Proposed, not accepted by Area Police" in day.desk(CHAIR).words
    assert "No action yet for: adult" in day.desk(CHAIR).words
    asked = day.stage.card("police-rep", "was proposed for your agency")
    assert MARKER in asked.words
    await day.say("idva-rep", "confirm a1")
    await day.say(CHAIR, "confirm a1")
    assert (await actions(day))[0].state is ActionState.PROPOSED

    after = await day.stage.press("police-rep", "We take it on", about=MARKER)
    assert isinstance(after, Message)
    await day.stage.press("police-rep", "Not ours", about="Lend an alarm")
    (mine,) = await actions(day)
    assert (mine.agency, mine.owner, mine.state) == ("police", "police-rep", ActionState.CONFIRMED)
    assert "Proposed" not in day.desk(CHAIR).words
    await offered(day, "idva-rep", what="Call on Friday")
    assert [(a.agency, a.state) for a in await actions(day)][1] == ("idva", ActionState.CONFIRMED)


@pytest.mark.rule("WOL-39")
async def test_each_case_sets_its_own_date_and_none_is_filled_in(store: Store) -> None:
    day = await hearing(store, "wolverhampton")
    form = await form_of(day, "police-rep", "Offer an action")
    assert not form.fields["due"]
    refused = await day.stage.fill(form, what=MARKER, protects="adult")
    assert "I still need a due date" in refused.words
    assert await actions(day) == []
    await day.stage.fill(refused, due="2027-01-18")
    assert [str(a.due) for a in await actions(day)] == ["2027-01-18"]


@pytest.mark.rule("KEN-41")
async def test_an_action_is_offered_by_somebody_present_for_their_own_agency_with_a_date(
    store: Store,
) -> None:
    day = await hearing(store, "kent-and-medway")
    assert "I still need a due date" in await offered(day, "police-rep", due="")
    assert "not here" in await offered(day, "housing-rep")
    assert "your own agency only" in await day.say("police-rep", "action idva; Call; adult; 18/01/2027")
    assert await actions(day) == []
    await day.say(CHAIR, f"action police; {MARKER}; adult; 18/01/2027")
    assert [a.state for a in await actions(day)] == [ActionState.PROPOSED]
    await offered(day, "police-rep", what="Lend an alarm")
    assert [a.state for a in await actions(day)] == [ActionState.PROPOSED, ActionState.CONFIRMED]


@pytest.mark.rule("KEN-17")
async def test_a_look_through_own_records_is_warned_of_except_after_a_repeat_incident(store: Store) -> None:
    day = await hearing(store, "kent-and-medway")
    for words in ("Check our records", "Search police systems for any further information."):
        refused = await offered(day, "police-rep", what=words)
        assert "a look through records and nothing more" in refused
        assert "another step" in refused
    assert await actions(day) == []
    await offered(day, "police-rep", what="Check our records and ring the tenancy team about the locks")
    form = await form_of(day, "police-rep", "Offer an action")
    form = await day.stage.fill(
        form, what="Check our records", protects="adult", due="2027-01-18", after_repeat="true"
    )
    assert not form.card, form.words
    assert [a.after_repeat for a in await actions(day)] == [False, True]
    assert "1 action to look through own records, after a repeat incident" in day.desk(CHAIR).words
    assert "own records, after a repeat incident" in await day.say(CHAIR, "case actions")


@pytest.mark.rule("KEN-40")
async def test_an_absent_agency_gets_no_action_and_the_chair_leaves_a_note_instead(store: Store) -> None:
    day = await hearing(store, "kent-and-medway", "police-rep", "idva-rep", "housing-rep")
    form = await form_of(day, ADMIN, "Propose an action")
    assert "Housing Team" in readable(form.card)
    await day.take(Depart(person="housing-rep"))
    form = await form_of(day, ADMIN, "Propose an action")
    assert "Area Police" in readable(form.card)
    assert "Housing Team" not in readable(form.card)
    refused = await day.say(CHAIR, f"action housing; {MARKER}; adult; 18/01/2027")
    assert "That agency is not here" in refused
    assert "type “note”" in refused
    assert await actions(day) == []

    await day.say(CHAIR, "note Ask them for a safer flat; about which agency: Housing Team")
    assert "1 note for the administrators" in day.desk(ADMIN).words
    assert "For the administrators\nHousing Team: Ask them for a safer flat" in await day.say(
        ADMIN, "case actions"
    )
    assert "safer flat" not in await day.say("police-rep", "case actions")
    assert "safer flat" not in day.stage.chat_words()
    assert await actions(day) == []


@pytest.mark.rule("KEN-44")
async def test_a_shared_action_is_tracked_for_each_of_its_agencies_apart(store: Store) -> None:
    day = await hearing(store, "kent-and-medway")
    await day.say(ADMIN, "action police, idva; what: Visit together; protects: adult; due: 18/01/2027")
    first, second = await actions(day)
    assert first.joint == second.joint == first.key
    await day.stage.press("police-rep", "We take it on", about="Visit together")
    assert [a.state for a in await actions(day)] == [ActionState.CONFIRMED, ActionState.PROPOSED]
    await day.stage.press("idva-rep", "We take it on", about="Visit together")
    await day.say("police-rep", f"done {first.key}; {day.starts_at:%d/%m/%Y}; yes")
    assert [a.state for a in await actions(day)] == [ActionState.DONE, ActionState.CONFIRMED]


def pressable(message: Message) -> list[str]:
    """What can be pressed on a card."""
    return [b["title"] for b in buttons(message.card)]


@pytest.mark.rule("HAC-02")
async def test_hackneys_coordinator_and_chair_alone_enter_and_change_actions(store: Store) -> None:
    day = await hearing(store, "hackney")
    assert "Actions are entered by the chair and the administrators" in await day.say(
        "police-rep", f"offer {MARKER}; protects: adult; due: 18/01/2027"
    )
    for said in ("ready right; due: 18/01/2027; weighed: yes", "feedback; others_told: nobody"):
        assert "Actions are entered by the chair" in await day.say("police-rep", said)
    assert await actions(day) == []
    await day.desk_of("police-rep")
    assert "Offer an action" not in pressable(day.stage.last("police-rep"))
    await day.say("police-rep", "case actions")
    assert not {"Offer an action", "Ready-made action"} & set(pressable(day.stage.last("police-rep")))
    assert "Record an action" not in await day.say("police-rep", "help")
    assert "Record an action" in await day.say(ADMIN, "help")

    said = f"what: {MARKER}; protects: adult; due: 18/01/2027"
    await day.say(ADMIN, f"action agencies: Area Police; {said}")
    await day.say(CHAIR, f"action agencies: IDVA Service; {said}")
    assert [a.agency for a in await actions(day)] == ["police", "idva"]
    await day.say("police-rep", "change a1; what: Something else")
    await day.say("police-rep", "strike a1; note: Not ours")
    assert [a.what for a in await actions(day)] == [MARKER, MARKER]


@pytest.mark.rule("HAC-38")
async def test_hackneys_next_case_opens_once_the_actions_and_the_panels_feedback_are_confirmed(
    store: Store,
) -> None:
    day = await hearing(store, "hackney")
    point = "any feedback owed to MAPPA or MASE"
    await day.say(ADMIN, f"action agencies: Area Police; what: {MARKER}; due: 18/01/2027")
    await day.say(CHAIR, "feedback not safe")
    await day.say(CHAIR, "views given")
    await day.say(CHAIR, "nothing further")
    shown = await day.say(CHAIR, "case actions")
    assert MARKER in shown
    assert f"○ The actions are checked, and {point}" in shown
    assert point not in await day.say("police-rep", "case actions")

    assert "You have yet to agree 1 action" in await day.say(CHAIR, "close case")
    await day.say(CHAIR, "actions agreed")
    assert point in await day.say(CHAIR, "close case")
    await day.say(CHAIR, "open case 102")
    assert (await day.meeting()).current_case == "101"

    await day.say(CHAIR, "case actions")
    await day.stage.press(CHAIR, "Tick it")
    assert f"✓ The actions are checked, and {point}" in await day.say(CHAIR, "case actions")
    await day.say(CHAIR, "close case")
    await open_case(day, "102")
