"""Who tells the victim, what every case has, what weighs in, and what becomes of actions afterwards (HAC-37,
HAC-40, WOL-43, KEN-37, KEN-46, LUT-35, LUT-36, LUT-38)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.words import ActionState
from store.opening import Store
from tests.journeys.stage import Form
from tests.rows.areas import ADMIN, CHAIR
from tests.rows.plans import MARKER, actions, form_of, hearing, offered, open_case, the_next_meeting

CLOSES = "close anyway it is late"
ENDS = "close meeting the rest goes to another day"


@pytest.mark.rule("HAC-37")
async def test_a_case_stays_open_until_somebody_tells_the_victim_and_others_were_asked_about(
    store: Store,
) -> None:
    day = await hearing(store, "hackney")
    assert "Nobody has been found to give the victim feedback" in await day.say(CHAIR, "close case")
    form = await form_of(day, CHAIR, "Who tells the victim")
    assert form.fields["agency"] == "idva"
    form = await day.stage.fill(form, due="2027-01-18")
    assert "whether anybody else is to be told" in form.words
    assert await actions(day) == []
    form = await day.stage.fill(form, others_told="A carer")
    assert not form.card, form.words
    (action,) = await actions(day)
    assert (action.agency, action.feedback, action.others_told) == ("idva", True, "A carer")
    assert "Also to be told: A carer" in await day.say(CHAIR, "case actions")
    assert "victim feedback" not in await day.say(CHAIR, "close case")
    assert "carer" not in day.stage.chat_words()

    await day.say(CHAIR, CLOSES)
    await open_case(day, "102")
    assert "Nobody has been found" in await day.say(CHAIR, "close case")
    await day.say(CHAIR, "close anyway nobody can reach them")
    assert (await day.meeting()).current_case is None


@pytest.mark.rule("HAC-40")
async def test_the_leaning_towards_disclosure_is_shown_and_an_agreed_one_is_the_polices_with_a_date(
    store: Store,
) -> None:
    day = await hearing(store, "hackney")
    leaning = "lean towards disclosure by the police under the right to know"
    form = await form_of(day, CHAIR, "Make a disclosure under the right to kno…")
    assert leaning in form.words
    form = await day.stage.fill(form)
    assert "If it was agreed, tick" in form.words
    form = await day.stage.fill(form, weighed="true")
    assert "a due date" in form.words
    assert await actions(day) == []
    form = await day.stage.fill(form, weighed="true", due="2027-01-18")
    assert not form.card, form.words
    (action,) = await actions(day)
    assert (action.agency, action.kind, str(action.due)) == ("police", "right-to-know", "2027-01-18")
    assert leaning in await day.say(CHAIR, "ready right-to-know")
    assert len(await actions(day)) == 1


@pytest.mark.rule("KEN-37")
async def test_a_case_stays_open_until_feedback_names_an_agency_and_what_may_be_told(store: Store) -> None:
    day = await hearing(store, "kent-and-medway")
    assert "Nobody has been found to give the victim feedback" in await day.say(CHAIR, "close case")
    form = await form_of(day, "idva-rep", "Who tells the victim")
    assert form.fields["agency"] == "idva"
    form = await day.stage.fill(form, due="2027-01-18")
    assert "what may be told" in form.words
    form = await day.stage.fill(form, may_tell="That her locks are changed")
    assert not form.card, form.words
    (action,) = await actions(day)
    assert (action.agency, action.state, action.feedback) == ("idva", ActionState.CONFIRMED, True)
    assert "May be told: That her locks are changed" in await day.say(ADMIN, "case actions")
    assert "feedback" not in (await day.say(CHAIR, "close case")).casefold()
    await day.say(CHAIR, "nothing further")
    shown = day.stage.card("idva-rep", "What you have taken on").words
    assert "safe times on the referral form" in shown
    await day.say("idva-rep", "my actions")
    assert "safe times on the referral form" in day.stage.last("idva-rep").words
    assert "locks" not in day.stage.chat_words()


@pytest.mark.rule("LUT-36")
async def test_feedback_goes_by_the_areas_order_and_a_letter_needs_its_tick(store: Store) -> None:
    day = await hearing(store, "luton")
    (usual,) = (a for a in (await day.meeting()).actions_for("101") if a.feedback)
    assert usual.agency == "idva"
    await day.say(CHAIR, CLOSES)
    await open_case(day, "102")
    (usual,) = (a for a in (await day.meeting()).actions_for("102") if a.feedback)
    assert usual.agency == "police"

    form = await form_of(day, "idva-rep", "Who tells the victim")
    assert not (await day.stage.fill(form)).card
    (now,) = (a for a in (await day.meeting()).actions_for("102") if a.feedback)
    assert (now.agency, now.key) == ("idva", usual.key)

    form = await form_of(day, CHAIR, "Who tells the victim")
    form = await day.stage.fill(form, by_letter="true")
    assert "safe to post a letter" in form.words
    assert not (await day.meeting()).actions[usual.key].by_letter
    await day.stage.fill(form, by_letter="true", safe_to_post="true")
    assert (await day.meeting()).actions[usual.key].by_letter
    assert "Feedback: IDVA Service" in day.desk(CHAIR).words


@pytest.mark.rule("LUT-35")
async def test_every_case_has_the_four_standard_actions_apart_and_the_chair_may_strike_one(
    store: Store,
) -> None:
    day = await hearing(store, "luton")
    case = await day.case("101")
    assert set(case.standard) == {"flag-and-tag", "address-markers", "idva-offered", "victim-feedback"}
    assert "4 standard actions, as in every case" in day.desk(CHAIR).words
    shown = await day.say(CHAIR, "case actions")
    assert "No actions recorded yet" in shown
    assert "In every case\nFlag and tag your files for 12 months. (all agencies)" in shown
    assert "Put markers on the addresses that need them. (Area Police)" in shown
    own = {(a.kind, a.agency) for a in (await day.meeting()).actions_for("101")}
    assert own == {("address-markers", "police"), ("idva-offered", "idva"), ("victim-feedback", "idva")}

    form = await day.stage.press(CHAIR, "Strike", about="Put markers on")
    assert isinstance(form, Form)
    refused = await day.stage.fill(form, note=" ")
    assert refused.card
    await day.stage.fill(refused, note="No address is known")
    assert "Put markers on the addresses that need them. (Area Police) – struck" in await day.say(
        CHAIR, "case actions"
    )
    assert "address-markers" not in {a.kind for a in (await day.meeting()).actions_for("101")}
    await day.say(CHAIR, CLOSES)
    await open_case(day, "101")
    assert "address-markers" not in {a.kind for a in (await day.meeting()).actions_for("101")}
    await day.say(CHAIR, CLOSES)
    await day.say(CHAIR, ENDS)
    assert (await day.case("101")).flagged_until is not None
    assert "Flag and tag your files for 12 months." in day.stage.card("police-rep", "your list").words


@pytest.mark.rule("LUT-38")
async def test_an_undated_action_waits_for_the_next_meeting_and_its_owner_may_date_it(store: Store) -> None:
    day = await hearing(store, "luton")
    form = await form_of(day, "police-rep", "Offer an action")
    assert not form.fields["due"]
    await day.stage.fill(form, what=MARKER, protects="adult")
    await offered(day, "idva-rep", what="Call on Friday", due="")
    first, second = await actions(day)
    assert first.due is second.due is None
    await day.say("idva-rep", f"new date {second.key}; 18/01/2027")
    assert str((await actions(day))[1].due) == "2027-01-18"
    assert (await actions(day))[1].asked_for is None
    await day.say(CHAIR, CLOSES)
    await day.say(CHAIR, ENDS)
    (left, _) = await actions(day)
    assert (left.agency, left.owner, left.is_open) == ("police", "police-rep", True)
    assert "No date: it comes up at the next meeting" in await day.say("police-rep", "my actions")
    before = len(day.stage.seen("police-rep"))
    following = await the_next_meeting(day)
    asked = following.since("police-rep", before)
    assert "Outstanding from earlier meetings" in asked
    assert MARKER in asked
    assert (await actions(day))[0].agency == "police"


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("wolverhampton", marks=pytest.mark.rule("WOL-43")),
        pytest.param("kent-and-medway", marks=pytest.mark.rule("KEN-46")),
    ],
)
async def test_an_unfinished_action_stays_with_the_agency_that_took_it(store: Store, area: str) -> None:
    day = await hearing(store, area)
    await offered(day, "police-rep", due=f"{day.starts_at + timedelta(days=7):%d/%m/%Y}")
    await offered(day, "idva-rep", what="Call on Friday")
    await day.say(CHAIR, CLOSES)
    await day.say(CHAIR, ENDS)
    own = day.stage.card("police-rep", "your list").words
    assert MARKER in own
    assert "Call on Friday" not in own
    assert MARKER not in day.stage.card("idva-rep", "your list").words
    await day.stage.at(day.starts_at + timedelta(days=60))
    (action, _) = await actions(day)
    assert (action.agency, action.owner, action.is_open) == ("police", "police-rep", True)
    await day.say(ADMIN, f"change {action.key}; agency: MARAC Team")
    assert (await actions(day))[0].agency == "police"
    await day.say("police-rep", f"cannot be done {action.key}; The address is not known")
    assert (await actions(day))[0].state is ActionState.IMPOSSIBLE
