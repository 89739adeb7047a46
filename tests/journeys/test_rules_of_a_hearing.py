"""The protocol's rows for a case that is being heard, each with what the people concerned see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.acts import Kind
from dialogs.decision_acts import ACTS as DECISION_ACTS
from dialogs.hearing_acts import ACTS as HEARING_ACTS
from dialogs.restricted_acts import ACTS as RESTRICTED_ACTS
from marac.actions import RecordAction
from marac.caselist import Listing
from marac.journal import sealed_fields
from marac.opening import OpenSitting
from marac.points import PointTicked, TickPoint, TickPoints
from marac.presence import Arrive, Depart
from marac.words import CaseKind, CaseState, Consent, Protects, Source
from tests.journeys.hearing_day import (
    ADMIN,
    CASES,
    CHAIR,
    GUESTS_CASE,
    IN_THE_ROOM,
    OTHER_ADMIN,
    PROTOCOL,
    SPEAKING,
    Day,
    a_day,
)
from tests.journeys.stage import FIRST_DAY, Form, Stage
from usecases.rooms import Place, room_for

TEAM = (CHAIR, ADMIN, OTHER_ADMIN)
OTHERS = tuple(p for p in IN_THE_ROOM if p not in TEAM)


def an_action(case: str, agency: str, *, feedback: bool = False) -> RecordAction:
    return RecordAction(
        case=case, what="Fit a lock.", agencies=(agency,), protects=Protects.ADULT, feedback=feedback
    )


@pytest.mark.rule("LIN-07")
async def test_a_childrens_case_warns_when_childrens_services_are_not_there(stage: Stage) -> None:
    day = await a_day(stage)
    await day.take(Depart(person="csc-rep"))
    held = await day.say(CHAIR, "open case 102")
    assert "For this case you need children’s services. Ring Children’s Services: " in held
    assert "need children" not in await day.say(CHAIR, "open case 101")
    await day.say(CHAIR, "close anyway it was a try")

    await day.take(Arrive(person="csc-rep"))
    await day.say(CHAIR, "open case 102")
    assert (await day.meeting()).current_case == "102"
    count = {p: len(stage.seen(p)) for p in IN_THE_ROOM}
    chat = len(stage.in_chat())
    await day.take(Depart(person="csc-rep"))
    for person in TEAM:
        assert "not quorate for case 102. Missing: Children’s services." in day.since(person, count[person])
    for person in OTHERS:
        assert "quorate" not in day.since(person, count[person])
    assert len(stage.in_chat()) == chat


@pytest.mark.rule("LIN-23")
async def test_the_chair_sees_who_neither_took_an_action_nor_has_nothing_to_offer(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await stage.press("police-rep", "Nothing to offer")
    await day.say("trust-rep", "nothing to offer")
    await day.take(an_action("101", "idva"), by=ADMIN)
    for _ in range(7):
        await day.say(CHAIR, "next")
    silent = "No action and no answer: Children’s Services, Domestic Abuse Service and Probation Service"
    assert silent in day.desk(CHAIR).words
    assert "No action and no answer yet: Children’s Services" in await day.say(CHAIR, "close case")
    assert "Nothing to offer" not in day.buttons("police-rep")
    assert "Nothing to offer" in day.buttons("csc-rep")
    await day.say("csc-rep", "nothing to offer; agency: Probation Service")
    hearing = (await day.case("101")).hearing
    assert hearing is not None
    assert hearing.nothing_to_offer == {"police", "trust"}


@pytest.mark.rule("LIN-37")
async def test_the_chair_alone_sees_who_has_spoken_and_moves_on(stage: Stage) -> None:
    day = await a_day(stage)
    for person in OTHERS:
        await day.say(person, "next")
        await day.say(person, "open case 101")
    assert (await day.meeting()).current_case is None

    await day.say(CHAIR, "next case")
    await day.say(CHAIR, "next")
    await day.say(CHAIR, "next")
    desk = day.desk(CHAIR).words
    assert "▸ IDVA Service" in desk
    assert "✓ Lincolnshire Police" in desk
    assert "To come: Hospital Trust, Children’s Services" in desk
    for person in SPEAKING:
        await day.say(person, "next")
        await day.say(person, "close case")
        assert "To come:" not in stage.everything(person)
    hearing = (await day.case("101")).hearing
    assert hearing is not None
    assert hearing.turn is not None
    assert hearing.turn.agency == "idva"
    await day.later(minutes=60)
    assert "▸ IDVA Service" in day.desk(CHAIR).words, "nothing moves by itself"


@pytest.mark.rule("LIN-39")
async def test_the_checklist_is_the_chairs_and_takes_ticks_alone(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    form = await stage.press(CHAIR, "Checklist")
    assert isinstance(form, Form)
    for choice in PROTOCOL.hearing.checklist:
        assert choice.label in form.words
    assert list(form.fields) == ["points"]
    await stage.fill(form, points="risks,homicide-timeline")
    assert "Checklist, 2 of 6" in day.desk(CHAIR).words
    assert "Checklist: Barriers" in await day.say(CHAIR, "close case")
    for person in SPEAKING:
        await day.say(person, "checklist risks")
        assert "Checklist, " not in stage.everything(person)
    hearing = (await day.case("101")).hearing
    assert hearing is not None
    assert hearing.ticks == {"risks", "homicide-timeline"}
    assert sealed_fields(PointTicked) == frozenset()
    assert TickPoint.__struct_fields__ == ("case", "point", "ticked")
    assert TickPoints.__struct_fields__ == ("case", "points")


@pytest.mark.rule("LIN-40")
async def test_a_case_closes_with_a_feedback_owner_or_not_safe(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await day.see_to_all("101")
    hearing = (await day.case("101")).hearing
    assert hearing is not None
    assert hearing.feedback_not_safe
    await day.say(CHAIR, "close case")
    assert (await day.case("101")).state is CaseState.HEARD

    await day.say(CHAIR, "open case 102")
    for words in ("views statement read", "checklist all", "nobody else", "nothing further"):
        await day.say(CHAIR, words)
    await day.say(CHAIR, "next")
    for _ in range(7):
        await day.say(CHAIR, "next")
    assert "Who gives the victim feedback" in day.desk(CHAIR).words
    assert "Nobody has been found to give the victim feedback." in await day.say(CHAIR, "close case")
    await day.take(an_action("102", "das", feedback=True), by=ADMIN)
    assert "Feedback: Domestic Abuse Service" in day.desk(CHAIR).words
    await day.say(CHAIR, "close case")
    assert (await day.case("102")).state is CaseState.HEARD


@pytest.mark.rule("LIN-41")
async def test_the_chair_sums_up_with_the_actions_before_the_next_case_is_offered(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await day.take(an_action("101", "idva"), an_action("101", "police"), by=ADMIN)
    for words in (*["next"] * 7, "views views given", "checklist all", "nobody else", "feedback not safe"):
        await day.say(CHAIR, words)
    desk = day.desk(CHAIR)
    assert "✓ 2 actions: IDVA Service and Lincolnshire Police" in desk.words
    assert "Sum up, and ask whether there is anything further" in desk.words
    assert "Close the case" not in day.buttons(CHAIR)
    assert "Open case 102" not in day.buttons(CHAIR)
    listed = await stage.press(CHAIR, "Actions")
    assert listed.words.count("Fit a lock.") == 2

    await day.say(CHAIR, "desk")
    await stage.press(CHAIR, "Nothing further")
    await stage.press(CHAIR, "Close the case")
    assert "Open case 102" in day.buttons(CHAIR)


@pytest.mark.rule("LIN-46")
async def test_the_idva_ticks_how_the_victim_was_heard_and_the_chair_sees_when_nobody_did(
    stage: Stage,
) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    assert [b for b in day.buttons("idva-rep") if b in ("Views given", "Statement read", "Not reached")] == [
        "Views given",
        "Statement read",
        "Not reached",
    ]
    assert "Views given" not in day.buttons("police-rep")
    assert "○ Victim's views" in day.desk(CHAIR).words
    await stage.press("idva-rep", "Not reached")
    assert "✓ Victim's views: not reached" in day.desk(CHAIR).words


@pytest.mark.rule("LIN-72")
async def test_the_first_case_waits_for_the_steps_of_the_opening(stage: Stage) -> None:
    day = await a_day(stage, is_open=False)
    stage.clock.moment = FIRST_DAY
    await day.take(OpenSitting(), by=CHAIR)
    labels = [step.label for step in PROTOCOL.opening]
    assert f"The opening is not done: {labels[0]}" in await day.say(CHAIR, "next case")

    for label in labels[:-1]:
        assert f"Done: {label}" in day.buttons(CHAIR), "one step after the other"
        await stage.press(CHAIR, f"Done: {label}")
    assert f"The opening is not done: {labels[-1]}." in await day.say(CHAIR, "next case")
    form = await stage.press(CHAIR, "Skip")
    assert "I need one more thing" in (await stage.fill(form, note="")).words
    await stage.fill(form, note="There are none.")
    assert "The opening is not done" not in await day.say(CHAIR, "next case")


@pytest.mark.rule("LIN-73")
async def test_the_referring_agency_speaks_first_then_the_idva_with_consent_then_the_others(
    stage: Stage,
) -> None:
    day = await a_day(stage)
    order = {}
    for number in ("101", "102", GUESTS_CASE):
        await day.say(ADMIN, f"open anyway it is time; case: {number}")
        order[number] = day.desk(CHAIR).words.split("To come: ")[1].split("\n")[0].split(", ")
        await day.say(CHAIR, "close anyway it is late")
    assert order["101"][:2] == ["Lincolnshire Police", "IDVA Service"]
    assert order["102"][0] == "Hospital Trust"
    assert "IDVA Service" not in order["102"], "no consent is known"
    assert order[GUESTS_CASE][0] == "Lincolnshire Police"
    assert "IDVA Service" not in order[GUESTS_CASE], "consent was refused"
    assert set(order["101"][2:]) == {
        "Hospital Trust",
        "Children’s Services",
        "Domestic Abuse Service",
        "Probation Service",
    }


@pytest.mark.rule("LIN-74")
async def test_a_case_is_announced_by_number_and_agency_and_no_name_is_asked_for(stage: Stage) -> None:
    day = await a_day(stage, present=(*TEAM, *SPEAKING))
    await day.without_guests()
    count = len(stage.in_chat())
    await day.say(CHAIR, "next case")
    assert [m.words for m in stage.in_chat()[count:]] == ["Case 101, presented by Lincolnshire Police."]
    assert "Go straight to why this case is here." in day.desk("police-rep").words
    room = await room_for(stage.office, CHAIR, Place.PERSONAL)
    typed = {
        field.name
        for act in (*HEARING_ACTS, *DECISION_ACTS, *RESTRICTED_ACTS)
        for field in act.fields
        if field.kind in (Kind.TEXT, Kind.LONG_TEXT) and field.is_asked(room)
    }
    assert typed == {"note"}


@pytest.mark.rule("LIN-20", "LIN-75")
async def test_a_presenter_sees_what_to_cover_and_everybody_how_to_share(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    for heading in PROTOCOL.hearing.headings:
        assert heading.label in day.desk("police-rep").words
        assert heading.label not in stage.everything("trust-rep")
    for person in SPEAKING:
        assert "Share facts that bear on the risk now" in day.desk(person).words


@pytest.mark.rule("LIN-50")
async def test_each_speaker_sees_how_far_back_to_look(stage: Stage) -> None:
    repeat = Listing(
        number="404",
        district="West Lindsey",
        referring_agency="police",
        repeat=True,
        last_heard=FIRST_DAY.date() - timedelta(days=40),
        consent=Consent.YES,
    )
    day = await a_day(
        stage, repeat, Listing(number="405", district="West Lindsey", referring_agency="police")
    )
    await day.say(CHAIR, "open case 405")
    assert "Share the last 24 months, since 2 December 2024" in day.desk("police-rep").words
    assert "Share the last 12 months, since 2 December 2025" in day.desk("trust-rep").words
    await day.say(CHAIR, "next")
    assert "Looks back: the last 24 months" in day.desk(CHAIR).words
    await day.say(CHAIR, "close anyway it is late")
    await day.say(CHAIR, "open case 404")
    for person in ("police-rep", "trust-rep"):
        assert "Share only what is new since it was last heard, 23 October 2026" in day.desk(person).words


@pytest.mark.rule("LIN-76")
async def test_chair_and_speaker_hear_privately_and_once_that_time_is_up(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await day.say(CHAIR, "next")
    await day.later(seconds=119)
    assert "time is up" not in stage.everything(*IN_THE_ROOM).casefold()
    chat = len(stage.in_chat())
    for _ in range(3):
        await day.later(seconds=5)
    assert sum("Your time is up. Please come to an end" in m.words for m in stage.seen("police-rep")) == 1
    assert sum("Lincolnshire Police has had 2 minutes" in m.words for m in stage.seen(CHAIR)) == 1
    for person in (ADMIN, *SPEAKING[1:], "observer"):
        assert "has had 2 minutes" not in stage.everything(person)
        assert "Your time is up" not in stage.everything(person)
    assert len(stage.in_chat()) == chat
    assert "▸ Lincolnshire Police" in day.desk(CHAIR).words, "nobody is cut off"


@pytest.mark.rule("LIN-79")
async def test_a_guest_confirms_declaration_and_private_setting_before_their_case_opens(
    stage: Stage,
) -> None:
    day = await a_day(stage)
    await day.take(Arrive(person="guest"))
    assert "accept the confidentiality declaration, and say that you are somewhere private" in (
        stage.everything("guest")
    )
    held = await day.say(CHAIR, f"open case {GUESTS_CASE}")
    assert "Guest Gorse has yet to accept the declaration and say that nobody can overhear." in held
    assert "Guest Gorse" not in await day.say(CHAIR, "open case 101"), "other cases do not wait for a guest"
    await day.say(CHAIR, "close anyway it is late")

    await stage.press("guest", "Nobody can overhear me")
    assert "Guest Gorse has yet to" in await day.say(CHAIR, f"open case {GUESTS_CASE}")
    await day.say("guest", "accept declaration")
    await day.say(CHAIR, f"open case {GUESTS_CASE}")
    assert (await day.meeting()).current_case == GUESTS_CASE
    assert f"Case {GUESTS_CASE} is being heard now. Please join" in stage.everything("guest")
    await day.say(CHAIR, "close anyway it is late")
    assert "Thank you for coming; please leave the meeting now" in stage.everything("guest")
    for number in ("101", "102"):
        assert number not in stage.everything("guest")


@pytest.mark.rule("LIN-04")
async def test_the_chair_hears_of_a_guest_who_is_in_the_room_for_another_case(stage: Stage) -> None:
    day = await a_day(stage)
    await day.take(Arrive(person="guest", source=Source.JOINED))
    held = await day.say(CHAIR, "open case 101")
    assert "Here for another case: Guest Gorse. Ask them to leave" in held
    await day.say(ADMIN, "for Guest Gorse: leaving")
    assert "Here for another case" not in await day.say(CHAIR, "open case 101")
    assert (await day.meeting()).current_case == "101"

    count = {p: len(stage.seen(p)) for p in IN_THE_ROOM}
    await day.take(Arrive(person="guest"))
    assert not [p for p in TEAM if "must not hear" in day.since(p, count[p])]
    await day.take(Arrive(person="guest", source=Source.JOINED))
    for person in TEAM:
        assert "Guest Gorse must not hear case 101 and is in the meeting now" in day.since(
            person, count[person]
        )
    for person in OTHERS:
        assert "Guest Gorse" not in day.since(person, count[person])
    assert "101" not in stage.everything("guest")


@pytest.mark.rule("LIN-81")
async def test_the_chair_is_told_of_an_absent_presenter_and_asks_a_stand_in(stage: Stage) -> None:
    theirs = Listing(number="102", district="West Lindsey", referring_agency="probation")
    day = await a_day(stage, CASES[0], theirs, present=[p for p in IN_THE_ROOM if p != "probation-rep"])
    assert "not here to present case 102" not in stage.everything(*TEAM)
    await stage.at(FIRST_DAY + timedelta(minutes=29))
    assert "not here to present" not in stage.everything(CHAIR)
    for minute in (30, 31, 32):
        await stage.at(FIRST_DAY + timedelta(minutes=minute))
    told = [m for m in stage.seen(CHAIR) if "Probation Service is not here to present case 102" in m.words]
    assert len(told) == 1
    assert "Ask a stand-in" in told[0].words

    await day.say(CHAIR, "open anyway first this; case: 101")
    await day.say(CHAIR, "close anyway it is late")
    assert "Probation Service is not here to present. Ask another agency to." in day.desk(CHAIR).words
    form = await stage.press(CHAIR, "Ask a stand-in", about="Next:")
    assert isinstance(form, Form)
    assert "IDVA Service" in form.words
    assert "Probation Service" not in form.words
    await stage.fill(form, agency="das")
    assert "The chair asks Domestic Abuse Service to present case 102." in stage.everything("das-rep")
    await day.say(CHAIR, "next case")
    assert "The 2nd case, presented by Domestic Abuse Service." in stage.chat_words()
    hearing = (await day.case("102")).hearing
    assert hearing is not None
    assert (hearing.presenter, hearing.stand_in) == ("das", True)
    assert "Domestic Abuse Service, instead of Probation Service" in day.desk(CHAIR).words


@pytest.mark.rule("LIN-105")
async def test_administrators_say_who_presents_a_case_that_moves_in(stage: Stage) -> None:
    moved = Listing(number="606", district="West Lindsey", kind=CaseKind.TRANSFER_IN, guests=("school",))
    day = await a_day(stage, moved)
    await stage.say(CHAIR, "desk")
    assert "Transfer in" in day.desk(CHAIR).words
    assert "Nobody has confirmed who presents this transfer." in await day.say(CHAIR, "next case")
    assert "not something you can do" in await day.say(CHAIR, "transfer presenter Admin Ash")

    form = await stage.press(ADMIN, "Who presents the transfer")
    assert isinstance(form, Form)
    assert "Hillside School" in form.words
    await stage.fill(form, presenter=f"person:{ADMIN}")
    await day.say(CHAIR, "next case")
    assert (await day.meeting()).current_case == "606"
    assert "The 1st case." in stage.chat_words()
    assert "Admin Ash" in day.desk(CHAIR).words


async def test_a_desk_is_brought_up_to_date_only_where_something_in_it_changed(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    before = _versions(day, *SPEAKING)
    await day.say(CHAIR, "checklist risks")
    assert _versions(day, *SPEAKING) == before
    await day.say(CHAIR, "call probation")
    changed = {p for p, v in _versions(day, *SPEAKING).items() if v != before[p]}
    assert changed == {"probation-rep"}
    assert "It is your turn, until 09:02." in day.desk("probation-rep").words


def _versions(day: Day, *people: str) -> dict[str, int]:
    return {p: day.desk(p).versions for p in people}
