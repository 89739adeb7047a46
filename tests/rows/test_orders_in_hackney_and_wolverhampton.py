"""The list and the running order of Hackney and Wolverhampton (HAC-13, HAC-15, HAC-31, HAC-50, WOL-06,
WOL-16, WOL-21, WOL-26, WOL-33, WOL-35, WOL-52, WOL-54)."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

import pytest

from marac.actions import RecordAction
from marac.caselist import ChangeKind, ListCases
from marac.closing import CloseMeeting, EndSitting
from marac.decide import Refused, Why
from marac.decisions import CallQuestion
from marac.guests import InviteGuest
from marac.hearing import CaseOpened
from marac.journal import Event, sealed_fields
from marac.list_questions import CaseKeptOff, ListingAnswered
from marac.withdrawals import WithdrawalTold
from marac.words import CaseKind, CaseState, Consent, Protects, Question
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, nothing_holds, seen_in_teams
from tests.rows.orders import (
    EVERYBODY,
    OTHER_CHAIR,
    PEOPLE,
    ahead,
    case,
    counts,
    hear,
    news,
    order_of,
)
from usecases.import_cases import import_cases

E = TypeVar("E", bound=Event)
REASON = "The parties have moved away"


async def journal(day: AreaDay, kind: type[E]) -> list[E]:
    entries = await day.stage.office.ledger.entries(day.key)
    return [entry.event for entry in entries if isinstance(entry.event, kind)]


# --- Hackney ------------------------------------------------------------------------------------------------


@pytest.mark.rule("HAC-13")
async def test_a_case_withdrawn_once_the_agenda_is_out_is_struck_and_every_member_told_why(
    store: Store,
) -> None:
    day = await ahead(store, "hackney", case("101"), case("102", "housing"))
    await day.say(ADMIN, "tell order")
    await day.told()
    before = counts(day)
    await day.say(ADMIN, f"question withdraw; case: 102; why: {REASON}")
    await day.say("housing-rep", "agree; case: 102")
    await day.say(ADMIN, "confirm result; case: 102")
    assert (await day.case("102")).state is CaseState.WITHDRAWN, day.stage.last(ADMIN).words
    assert await order_of(day) == ["101"]
    told = await news(day, before)
    members = set(EVERYBODY) | {CHAIR, OTHER_CHAIR, ADMIN, OTHER_ADMIN}
    for person in members:
        assert "Case 102 is withdrawn" in told[person], person
        assert REASON in told[person], person
    assert "102" not in told.get("observer", "")
    assert REASON not in day.stage.chat_words()
    (logged,) = await journal(day, WithdrawalTold)
    assert set(logged.people) == members
    kinds = [letter.notice for letter in await day.stage.store.outbox.letters(limit=2000)]
    assert REASON not in str([notice.facts for notice in kinds])


async def test_nobody_is_told_of_a_case_withdrawn_before_the_agenda_went_out(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"), case("102", "housing"))
    await day.say(ADMIN, f"question withdraw; case: 102; why: {REASON}")
    await day.say("housing-rep", "agree; case: 102")
    await day.say(ADMIN, "confirm result; case: 102")
    assert (await day.case("102")).state is CaseState.WITHDRAWN
    assert await journal(day, WithdrawalTold) == []


@pytest.mark.rule("HAC-15")
async def test_cases_without_a_worker_are_shown_and_administrators_reminded_before_the_agenda_goes_out(
    store: Store,
) -> None:
    day = await ahead(store, "hackney", case("101"), case("102"))
    label = "Have a worker allocated to the victim"
    await day.say(ADMIN, "duty done worker-allocated:101")
    shown = await day.say(ADMIN, "order")
    ticks = shown[shown.index(label) :]
    assert "○ case 102" in ticks
    assert "✓ case 101" in ticks
    assert label not in await day.say("housing-rep", "order")
    before = counts(day, (ADMIN, "housing-rep"))
    agenda_goes_out = day.starts_at - timedelta(days=7)
    for hour in range(24 * 8):
        await day.until(agenda_goes_out - timedelta(days=6) + timedelta(hours=hour))
    reminded = day.since(ADMIN, before[ADMIN])
    assert label in reminded
    assert "102" in reminded
    assert label not in day.since("housing-rep", before["housing-rep"])


@pytest.mark.rule("HAC-31")
async def test_a_visitors_case_comes_first_and_the_chair_hears_of_a_move_that_breaks_that(
    store: Store,
) -> None:
    day = await ahead(store, "hackney", case("101"), case("102"), case("103"))
    assert await order_of(day) == ["101", "102", "103"]
    await seen_in_teams(store, "visitor")
    given = tuple(day.protocol.guests.needs)
    await day.take(InviteGuest(person="visitor", agency="housing", cases=("103",), given=given), by=ADMIN)
    assert await order_of(day) == ["103", "101", "102"]
    await day.told()
    before = counts(day, (CHAIR, OTHER_ADMIN, "housing-rep"))
    await day.say(ADMIN, "move case 103; after; 102")
    assert await order_of(day) == ["101", "102", "103"]
    told = await news(day, before)
    for person in (CHAIR, OTHER_ADMIN):
        assert "out of its place" in told[person], person
    assert "out of its place" not in told.get("housing-rep", "")
    assert "out of its place" in await day.say(CHAIR, "order")
    # Somebody who comes for two cases is no visitor of one alone.
    await day.take(
        InviteGuest(person="visitor", agency="housing", cases=("101", "103"), given=given), by=ADMIN
    )
    assert "out of its place" not in await day.say(CHAIR, "order")


@pytest.mark.rule("HAC-50")
async def test_what_is_not_done_comes_back_and_no_case_does(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"))
    await day.opened(*EVERYBODY)
    await day.say(CHAIR, "open anyway for the story; case: 101")
    due = (day.starts_at + timedelta(days=9)).date()
    await day.take(
        RecordAction(case="101", what="Fit a lock", agencies=("housing",), due=due, protects=Protects.ADULT),
        by=CHAIR,
    )
    with pytest.raises(Refused) as refused:
        await day.take(CallQuestion(case="101", question=Question.REVIEW), by=CHAIR)
    assert refused.value.facts["field"] == "question"
    await day.say(CHAIR, "close anyway nothing of note")
    await day.take(EndSitting(), CloseMeeting(note="Over."), by=CHAIR)
    following = day.starts_at + timedelta(days=14)
    await day.until(following - timedelta(days=8))
    rows = "Case number,Referring agency,Children\n201,Area Police,no\n"
    taken = await import_cases(
        day.stage.office, "hackney", rows.encode(), "cases.csv", following.date(), by=ADMIN
    )
    assert taken.meeting is not None
    meeting = await day.stage.meeting(taken.meeting)
    assert set(meeting.cases) == {"201"}
    shown = await day.say(ADMIN, "outstanding")
    assert "101" in shown
    assert "Fit a lock" in shown
    assert set((await day.stage.meeting(taken.meeting)).cases) == {"201"}


# --- Wolverhampton ------------------------------------------------------------------------------------------


@pytest.mark.rule("WOL-06")
async def test_each_case_has_its_idva_tick_and_administrators_hear_of_those_without(store: Store) -> None:
    day = await ahead(store, "wolverhampton", case("101"), case("102"))
    label = next(d.label for d in day.protocol.duties if d.key == "idva-asked")
    await day.say(ADMIN, "duty done idva-asked:101")
    shown = await day.say(ADMIN, "order")
    ticks = shown[shown.index(label) :]
    assert "○ case 102" in ticks
    assert "✓ case 101" in ticks
    before = counts(day, (ADMIN,))
    for hour in range(24 * 8):
        await day.until(day.starts_at - timedelta(days=8) + timedelta(hours=hour))
    reminded = day.since(ADMIN, before[ADMIN])
    assert label in reminded
    assert "case 102" in reminded.casefold()


BELOW = {"below-threshold": "yes"}


@pytest.mark.rule("WOL-16")
async def test_a_case_below_the_threshold_waits_off_the_order_for_the_chair_alone(store: Store) -> None:
    day = await ahead(store, "wolverhampton", case("101"), case("102", marks=BELOW))
    assert await order_of(day) == ["101"]
    await day.told()
    asked = day.stage.card(CHAIR, "Case 102 waits for your answer").words
    assert "below the threshold" in asked
    day.stage.card(OTHER_CHAIR, "Case 102 waits for your answer")
    others = (ADMIN, OTHER_ADMIN, *EVERYBODY, "observer")
    for person in others:
        assert "waits for your answer" not in day.stage.everything(person), person
    assert "stays off the order" in await day.say(ADMIN, "order")
    await day.say("housing-rep", "list answer 102; yes")
    assert await order_of(day) == ["101"]
    await day.stage.press(CHAIR, "Is it heard?", about="Case 102")
    await day.say(CHAIR, "list answer 102; yes")
    assert await order_of(day) == ["101", "102"]
    (answer,) = await journal(day, ListingAnswered)
    assert answer == ListingAnswered(case="102", question="below-threshold", role="chair", yes=True)


async def test_the_chairs_no_takes_it_off_and_nothing_says_why(store: Store) -> None:
    day = await ahead(store, "wolverhampton", case("101"), case("102", marks=BELOW))
    before = counts(day)
    await day.say(CHAIR, "list answer 102; no")
    assert (await day.case("102")).state is CaseState.WITHDRAWN
    assert await order_of(day) == ["101"]
    told = await news(day, before)
    assert "Case 102 is not heard" in told[ADMIN]
    assert "102" not in told.get("housing-rep", "")


@pytest.mark.rule("WOL-21")
async def test_the_referring_agency_gets_the_notice_and_its_steps_show_when_the_case_opens(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton", case("101", "housing"), case("102"))
    told = await news(day, counts(day) | dict.fromkeys(PEOPLE, 0))
    assert "does not wait for the meeting" in told["housing-rep"]
    assert "case 101" in told["housing-rep"]
    assert "case 102" not in told["housing-rep"]
    assert "does not wait for the meeting" not in told.get("idva-rep", "")
    await day.say("housing-rep", "already taken 101; Changed the locks")
    await day.opened(*EVERYBODY)
    shown = await day.say(CHAIR, "open anyway for the story; case: 101")
    assert "1 step taken before the meeting" in shown
    assert "Changed the locks" in await day.say(CHAIR, "case actions")


SCREENED = {"awaiting-screening": "yes"}


@pytest.mark.rule("WOL-26")
async def test_a_case_awaits_screening_and_comes_off_with_agencies_told_by_number_alone(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton", case("101"), case("102", marks=SCREENED))
    assert await order_of(day) == ["101"]
    shown = await day.say(ADMIN, "order")
    assert "Case 102 stays off the order until somebody says whether it is heard" in shown
    assert "Awaiting screening" in await day.say(ADMIN, "case 102")
    await day.told()
    before = counts(day)
    await day.say(CHAIR, "list answer 102; no")
    assert (await day.case("102")).state is CaseState.LISTED
    await day.say(ADMIN, "list answer 102; no")
    assert (await day.case("102")).state is CaseState.WITHDRAWN
    assert await journal(day, CaseKeptOff) == [CaseKeptOff(case="102", question="screening")]
    told = await news(day, before)
    for person in EVERYBODY:
        assert "Case 102 is off the list" in told[person], person
        assert "screening" not in told[person].casefold(), person
        assert "perpetrator" not in told[person].casefold(), person
    assert "102" not in told.get("observer", "")
    assert "off the list" not in day.stage.chat_words()


DISCLOSURE = case("900", kind=CaseKind.DISCLOSURE, consent=None)


@pytest.mark.rule("WOL-33")
async def test_disclosure_requests_come_last_by_number_alone_and_those_needed_hear_that_they_stay(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton", DISCLOSURE, case("901"), case("902", kind=CaseKind.EMERGENCY))
    assert await order_of(day) == ["901", "902", "900"]
    for person in (CHAIR, ADMIN, "police-rep"):
        shown = await day.say(person, "order")
        line = next(part for part in shown.splitlines() if "Case 900" in part)
        after = shown[shown.index(line) + len(line) :].strip().splitlines()
        assert line.strip().endswith("Case 900"), person
        assert not (after and after[0].startswith(("referred", "presented", "presenter"))), person
    before = counts(day)
    await nothing_holds(day)
    await day.say(ADMIN, "tell order")
    told = await news(day, before)
    for person in ("police-rep", "idva-rep", "childrens-rep", "probation-rep"):
        assert "Your agency is needed for case 900" in told[person], person
    assert "900" not in told["housing-rep"].partition("needed for")[2]


@pytest.mark.rule("WOL-33")
async def test_whoever_is_needed_hears_it_too_where_a_request_comes_after_the_order_was_told(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton", case("901"), case("900", consent=None))
    await nothing_holds(day)
    await day.say(ADMIN, "tell order")
    await day.told()
    before = counts(day)
    # The week's agenda is out, and one of its cases turns out to be a request under the scheme.
    await day.take(ChangeKind(case="900", kind=CaseKind.DISCLOSURE), by=ADMIN)
    told = await news(day, before)
    assert "Your agency is needed for case 900" in told["police-rep"]
    assert "needed for" not in told.get("housing-rep", "")


@pytest.mark.rule("WOL-35")
async def test_what_follows_of_a_request_rests_with_the_police_and_nothing_else_is_kept(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton", case("901"), DISCLOSURE)
    await day.opened(*EVERYBODY)
    await hear(day, "901")
    await day.say(CHAIR, "open anyway for the story; case: 900")
    shown = await day.desk_of(CHAIR)
    assert "Nothing is kept of this request" in shown
    assert "Dealt with" in shown
    assert "Checklist" not in shown
    for words in (
        "action police; Serve the notice; adult",
        "offer Serve the notice; adult",
        "next",
        "views views given",
        "nothing further",
        "feedback not safe",
        "already taken 900; Checked the file",
    ):
        for person in (CHAIR, ADMIN, "police-rep"):
            await day.say(person, words)
    before = counts(day)
    await day.say(CHAIR, "close case 900")
    meeting = await day.meeting()
    assert meeting.cases["900"].state is CaseState.HEARD
    assert meeting.actions_for("900") == ()
    hearing = meeting.cases["900"].hearing
    assert hearing is not None
    assert (hearing.views, hearing.ticks, hearing.spoken, hearing.summed_up) == (None, frozenset(), (), False)
    told = await news(day, before)
    assert "Case 900 was dealt with" in told["police-rep"]
    for person in ("housing-rep", "idva-rep", "childrens-rep", "probation-rep"):
        assert "rests with" not in told.get(person, ""), person
    await day.take(EndSitting(), CloseMeeting(note="Over."), by=CHAIR)
    meeting = await day.meeting()
    assert meeting.actions_for("900") == ()
    assert meeting.cases["900"].flagged_until is None
    about = [
        e.event
        for e in await day.stage.office.ledger.entries(day.key)
        if getattr(e.event, "case", None) == "900"
    ]
    assert any(isinstance(event, CaseOpened) for event in about)
    kept = [getattr(event, name) for event in about for name in sealed_fields(type(event))]
    assert not any(kept)


async def test_an_area_without_such_a_section_lists_no_disclosure_request(store: Store) -> None:
    day = await ahead(store, "hackney", case("901"))
    with pytest.raises(Refused) as refused:
        await day.take(ListCases(listed=(DISCLOSURE,)), by=ADMIN)
    assert refused.value.why is Why.NO_SUCH_SECTION


@pytest.mark.rule("WOL-52")
async def test_the_chair_is_asked_whether_the_idva_was_invited_where_mappa_leads_and_she_reports_back(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton", case("101", marks={"mappa": "yes"}), case("102"))
    assert "MAPPA leads" in await day.say(ADMIN, "case 101")
    await day.opened(*EVERYBODY)
    shown = await day.say(CHAIR, "open anyway for the story; case: 101")
    assert "Was the IDVA invited to that meeting?" in shown
    await day.stage.press(CHAIR, "The IDVA was invited")
    shown = await day.desk_of(CHAIR)
    assert "Was the IDVA invited to that meeting?" not in shown
    assert "The IDVA was invited" in shown
    await day.say(CHAIR, "close anyway nothing of note")
    await hear(day, "102")
    await day.take(EndSitting(), CloseMeeting(note="Over."), by=CHAIR)
    meeting = await day.meeting()
    back = [a for a in meeting.actions_for("101") if a.kind == "idva-reports-back"]
    assert [a.agency for a in back] == ["idva"]
    assert [a for a in meeting.actions_for("102") if a.kind == "idva-reports-back"] == []


@pytest.mark.rule("WOL-54")
async def test_a_case_that_moves_in_is_listed_as_such_with_ticks_for_idva_and_police(store: Store) -> None:
    moved_in = case("101", kind=CaseKind.TRANSFER_IN, consent=Consent.YES)
    day = await ahead(store, "wolverhampton", moved_in, case("102"))
    assert "101" in await order_of(day)
    assert "Transfer in" in await day.say(ADMIN, "case 101")
    shown = await day.say(ADMIN, "order")
    police = next(d.label for d in day.protocol.duties if d.key == "police-asked")
    idva = next(d.label for d in day.protocol.duties if d.key == "idva-asked")
    ticks = shown[shown.index(police) :].splitlines()[1]
    assert "case 101" in ticks
    assert "case 102" not in ticks
    assert "case 101" in shown[shown.index(idva) :].splitlines()[1]
    await day.say(ADMIN, "duty done police-asked:101")
    shown = await day.say(ADMIN, "order")
    assert "✓ case 101" in shown[shown.index(police) :]
