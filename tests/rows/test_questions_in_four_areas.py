"""Questions, professionals' meetings, separate advisers and statements of agencies (HAC-12, HAC-19, WOL-23,
WOL-47, LUT-48, LUT-50)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from marac.call import CallMeeting, UpdateRoll
from marac.caselist import Listing
from marac.closing import CloseMeeting, EndSitting
from marac.decisions import AnswerGiven, CaseWithdrawn, PersonAnswered, ResultConfirmed
from marac.facts import Professionals
from marac.hosts import HostStatementGiven
from marac.journal import sealed_fields
from marac.presence import Arrive
from marac.professionals import AbsenceExplained, NoMoreProfessionalsAgreed
from marac.running_order import SetOrder
from marac.words import CaseState
from store.opening import Store
from tests.journeys.stage import Form
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.opening_days import CASES, in_area
from usecases.case_list import CaseListFault, CaseListRefused
from usecases.import_cases import import_cases
from usecases.receive import FileTaken

EVERYBODY = ("police-rep", "housing-rep", "idva-rep")


async def events(day: AreaDay, kind: type) -> list[Any]:
    """The events of that kind, in their order."""
    return [e for e in await day.stage.office.ledger.entries(day.key) if isinstance(e.event, kind)]


async def record_of(day: AreaDay) -> Professionals:
    """What is kept of the professionals' meeting about case 101."""
    record = (await day.case("101")).professionals
    assert record is not None
    return record


# Questions


@pytest.mark.rule("HAC-12")
async def test_a_case_leaves_hackneys_list_only_once_its_referrer_has_agreed(store: Store) -> None:
    day = await in_area(store, "hackney")
    await day.say(ADMIN, "question withdraw; case: 102; why: The risk is lower now")
    for who in (ADMIN, CHAIR):
        refused = await day.say(who, "confirm result withdraw; case: 102")
        assert "The agency that referred the case has not agreed yet." in refused
    assert "no such" not in (await day.say("police-rep", "agree")).lower()
    assert (await day.meeting()).votes["102:withdraw"].answers == {}, "another agency's word is not asked"
    assert (await day.case("102")).state is CaseState.LISTED

    moment = day.stage.clock.moment = day.stage.clock.moment + timedelta(minutes=7)
    await day.say("housing-rep", "agree")
    (said,) = await events(day, AnswerGiven)
    assert (said.event.agency, said.by, said.at) == ("housing", "housing-rep", moment)
    assert (await day.meeting()).votes["102:withdraw"].answered_at == moment
    await day.say(ADMIN, "confirm result withdraw; case: 102")
    assert (await day.case("102")).state is CaseState.WITHDRAWN
    assert len(await events(day, CaseWithdrawn)) == 1


@pytest.mark.rule("WOL-47")
async def test_wolverhampton_votes_by_person_and_keeps_the_totals_alone(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    await day.opened(*EVERYBODY, "observer")
    await day.say(CHAIR, "open anyway it is time")
    assert (await day.meeting()).current_case == "101"
    await day.say("housing-rep", "question professionals-meeting")
    vote = (await day.meeting()).votes["101:professionals-meeting"]
    assert set(vote.voices) == {CHAIR, ADMIN, *EVERYBODY}
    assert "A question to you" not in day.stage.everything("observer")

    for person in ("housing-rep", "idva-rep", CHAIR):
        await day.say(person, "agree")
    await day.say("police-rep", "disagree")
    assert "3 agree, 1 do not, of 5" in await day.desk_of(CHAIR)
    await day.say(CHAIR, "confirm result")
    (line,) = await events(day, ResultConfirmed)
    assert (line.event.agreed, line.event.yes, line.event.no) == (True, 3, 1)
    assert (await day.meeting()).votes["101:professionals-meeting"].answers == {}
    assert sealed_fields(PersonAnswered) == {"answer"}
    told = day.stage.card("housing-rep", "A majority agreed on a professionals' meeting.").words
    assert "3 agreed, 1 did not." in told
    assert "Birch" not in told
    assert (await day.case("101")).professionals is not None


@pytest.mark.rule("WOL-47")
async def test_half_of_those_present_is_no_majority_in_wolverhampton(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    await day.opened("police-rep", "housing-rep", "observer")
    await day.say(CHAIR, "open anyway it is time")
    await day.say("housing-rep", "question professionals-meeting")
    for person in ("housing-rep", "police-rep"):
        await day.say(person, "agree")
    await day.say(CHAIR, "confirm result")
    assert (await day.meeting()).votes["101:professionals-meeting"].agreed is False
    assert (await day.case("101")).professionals is None


# Professionals' meetings


CORE = {
    "children": "childrens-services",
    "probation": "probation",
    "gp": "primary-care",
    "minds": "mental-health",
    "drugs": "drug-and-alcohol",
}


@pytest.mark.rule("LUT-48")
async def test_luton_wants_a_reason_for_every_core_agency_that_was_not_there(store: Store) -> None:
    day = await in_area(store, "luton", more={}, **CORE)
    await day.opened(*EVERYBODY)
    await day.say(ADMIN, "professionals")
    day.stage.clock.moment += timedelta(days=1)
    held = (day.stage.clock.moment).date().isoformat()
    there = "police, housing, idva, children, probation, gp"
    rule = day.protocol.professionals
    assert rule is not None
    came = f"yields: {', '.join(one.key for one in rule.yields)}"
    card = await day.say(ADMIN, f"professionals held {held}; {there}; {came}; case: 101")
    assert "Not complete yet" in card
    for missing in ("mental health", "drug and alcohol"):
        assert missing in card.lower()
    assert card.count("no reason yet") == 2
    assert (await record_of(day)).held_on is None
    for kind, reason in (
        ("mental-health", "On leave, and sent their notes"),
        ("drug-and-alcohol", "Unknown"),
    ):
        card = await day.say(ADMIN, f"professionals absence {kind}; case: 101; reason: {reason}")
    assert "no reason yet" not in card, card
    assert (await record_of(day)).held_on is not None
    assert sealed_fields(AbsenceExplained) == {"reason"}

    later = day.starts_at + timedelta(days=14)
    following = f"luton-{later:%Y-%m-%d}"
    await next_meeting(day, following, later)
    told = day.stage.card(ADMIN, "For today's minutes").words
    assert "A professionals' meeting was held about case 101." in told
    assert "On leave" not in told
    shown = await day.say(ADMIN, "professionals")
    assert "On leave, and sent their notes" in shown
    await day.stage.press(ADMIN, "Now in the minutes")
    assert (await record_of(day)).minuted_at is not None
    assert "On leave" not in day.stage.chat_words() + day.stage.everything("police-rep", "housing-rep")


async def next_meeting(day: AreaDay, key: str, starts: datetime) -> None:
    """The meeting after this one, opened."""
    this = await day.meeting()
    await day.take(EndSitting(note="It is late."), by=CHAIR)
    await day.take(CloseMeeting(note="It is late."), by=ADMIN)
    await day.stage.office.ledger.call_meeting(key, day.protocol.area, starts.date(), starts.date())
    await day.stage.take(
        key,
        CallMeeting(area=day.protocol.area, sittings=((1, starts),)),
        UpdateRoll(agencies=tuple(this.agencies.values()), attendees=tuple(this.roll.values())),
    )
    await day.until(starts)
    await day.stage.take(key, Arrive(person=ADMIN), Arrive(person=CHAIR))
    await day.say(CHAIR, "open")


@pytest.mark.rule("LUT-50")
async def test_luton_hears_a_settled_case_again_on_request_alone(store: Store) -> None:
    repeat = Listing(
        number="101",
        referring_agency="police",
        previous_hearings=2,
        last_heard=date(2026, 10, 6),
    )
    day = await in_area(store, "luton", repeat, *CASES[1:])
    await day.opened(*EVERYBODY)
    await day.say(CHAIR, "open anyway it is time")
    due = "Back so often that a professionals' meeting is due"
    assert due in await day.desk_of(CHAIR)
    await day.say(CHAIR, "question no-more-professionals")
    for person in EVERYBODY:
        await day.say(person, "agree")
    await day.say(CHAIR, "confirm result")
    (line,) = await events(day, NoMoreProfessionalsAgreed)
    assert line.event.case == "101"
    assert due not in await day.desk_of(CHAIR), "none is suggested any more"
    await day.say(CHAIR, "close anyway nothing of note")

    later = day.starts_at + timedelta(days=14)
    following = f"luton-{later:%Y-%m-%d}"
    await next_meeting(day, following, later)
    first = later.date()
    rows = "Number,Referring agency,Children\n101,Area Police,no\n104,Area Police,no\n"
    await import_cases(day.stage.office, "luton", rows.encode(), "list.csv", first)
    await day.stage.settle()
    meeting = await day.stage.meeting(following)
    assert meeting.cases["101"].settled_before
    assert "101" not in {slot.case for slot in meeting.order}
    assert "104" in {slot.case for slot in meeting.order}
    asked = day.stage.card(ADMIN, "Heard again on request alone").words
    assert "only for new information, or when an agency asks for a full hearing" in asked
    form = await day.stage.press(ADMIN, "Why it is heard again")
    assert isinstance(form, Form)
    await day.stage.fill(form, because="full-hearing-asked")
    await day.stage.take(following, SetOrder(), by=ADMIN)
    assert "101" in {slot.case for slot in (await day.stage.meeting(following)).order}


# Advisers and statements


async def taken_in(day: AreaDay, rows: str) -> FileTaken:
    """The list is taken in for the meeting."""
    first = day.starts_at.date()
    return await import_cases(day.stage.office, day.protocol.area, rows.encode(), "list.csv", first)


@pytest.mark.rule("WOL-23")
async def test_wolverhampton_warns_of_one_adviser_for_both_sides(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    rows = (
        "Number,Referring agency,Children,Linked case,IDVA\n"
        "301,Area Police,no,302,idva-2\n302,Area Police,no,301,IDVA-2\n303,Area Police,no,,idva-2\n"
    )
    taken = await taken_in(day, rows)
    assert "same-adviser" in taken.warnings
    order = await day.say(ADMIN, "order")
    for number in ("301", "302"):
        assert f"Case {number} has the same adviser as a case that it is linked with." in order
    assert "Case 303 has the same adviser" not in order
    assert "same adviser" not in await day.say("police-rep", "order")


@pytest.mark.rule("WOL-23")
async def test_separate_advisers_are_no_worry_and_a_name_is_no_key(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    rows = (
        "Number,Referring agency,Children,Linked case,IDVA\n"
        "301,Area Police,no,302,idva-1\n302,Area Police,no,301,idva-2\n"
    )
    taken = await taken_in(day, rows)
    assert "same-adviser" not in taken.warnings
    named = rows.replace("idva-1", "Rowan")
    with pytest.raises(CaseListRefused) as refused:
        await taken_in(day, named)
    assert [problem.reason for problem in refused.value.problems] == [CaseListFault.BAD_ADVISER]


@pytest.mark.rule("HAC-19")
async def test_hackneys_host_agency_says_who_attends_and_the_connected_person_hears_nothing(
    store: Store,
) -> None:
    day = await in_area(store, "hackney")
    before = {p: len(day.stage.seen(p)) for p in ("housing-rep", "housing-deputy", "police-rep", CHAIR)}
    await day.say(ADMIN, "connected 101; housing; Housing Fir")
    asked = day.since("housing-deputy", before["housing-deputy"])
    assert "Case 101 concerns somebody who works for Housing Team." in asked
    assert "Fir" not in asked
    for person in ("housing-rep", "police-rep", CHAIR):
        assert "101" not in day.since(person, before[person])
    assert "Case 101" not in await day.say("housing-rep", "order")
    assert "choose Case 102 or Case 103" in await day.say("housing-rep", "case 101")

    await day.opened("police-rep", "housing-rep", "housing-deputy")
    held = await day.say(CHAIR, "open case 101")
    assert "It concerns somebody of Housing Team, who have not said yet who attends" in held
    form = await day.stage.press("housing-deputy", "Say who attends")
    assert isinstance(form, Form)
    assert "Housing Fir" not in form.words
    await day.stage.fill(form, attends="housing-deputy", papers="In the safe, two managers have the key")
    (said,) = await events(day, HostStatementGiven)
    assert (said.event.agency, said.event.attends) == ("housing", ("housing-deputy",))
    assert sealed_fields(HostStatementGiven) == {"papers"}
    card = await day.say(ADMIN, "case 101")
    assert "Housing Hawthorn; In the safe, two managers have the key" in card
    assert "two managers" not in day.stage.everything("police-rep", "housing-rep") + day.stage.chat_words()
    assert "who have not said yet" not in await day.say(CHAIR, "open case 101")

    await day.say(CHAIR, "open anyway it is time")
    seen = len(day.stage.seen("housing-rep"))
    await day.say(CHAIR, "action visit; agencies: housing; due: 24/12/2026")
    await day.say(CHAIR, "close anyway nothing of note")
    assert "101" not in day.since("housing-rep", seen)
    assert "Case 101" not in await day.say("housing-rep", "my actions")
