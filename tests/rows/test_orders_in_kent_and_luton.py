"""The list and the running order of Kent and Luton (KEN-09, KEN-25, KEN-31, KEN-35, KEN-52, LUT-15, LUT-17,
LUT-18, LUT-21, LUT-22, LUT-23, LUT-29, LUT-53)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.caselist import ListCases
from marac.guests import InviteGuest
from marac.ownership import feedback_default
from marac.running_order import SetOrder
from marac.words import CaseKind, CaseState, Consent
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, seen_in_teams
from tests.rows.orders import (
    EVERYBODY,
    OTHER_CHAIR,
    ahead,
    case,
    counts,
    hear,
    news,
    order_of,
    pass_minutes,
    times_of,
)
from usecases.case_list import CaseListRefused
from usecases.import_cases import import_cases
from usecases.imported_files import FileFault
from usecases.ports import AgencyRecord

HEADINGS = "Case number,Referring agency,Children"


async def imported(day: AreaDay, *rows: str, headings: str = HEADINGS) -> None:
    """An administrator takes in a list for the meeting."""
    text = "\n".join([headings, *rows, ""])
    first = day.starts_at.date()
    await import_cases(day.stage.office, day.protocol.area, text.encode(), "cases.csv", first, by=ADMIN)
    await day.stage.settle()


async def through_the_days(day: AreaDay, days: int) -> None:
    """Hour by hour, from so many days ahead to the day of the meeting."""
    for hour in range(24 * days):
        await day.until(day.starts_at - timedelta(days=days) + timedelta(hours=hour))


# --- Kent and Medway ----------------------------------------------------------------------------------------


@pytest.mark.rule("KEN-09")
async def test_administrators_are_reminded_of_a_specialist_until_one_is_invited(store: Store) -> None:
    day = await ahead(store, "kent-and-medway", case("101"), case("102"))
    label = next(d.label for d in day.protocol.duties if d.key == "specialist-invited")
    assert label not in await day.say(ADMIN, "order")
    await day.say(ADMIN, "mark case 101; Needs a specialist agency")
    await day.say(ADMIN, "mark case 102; Needs a specialist agency")
    shown = await day.say(ADMIN, "order")
    assert "○ case 101" in shown[shown.index(label) :]
    await seen_in_teams(store, "specialist")
    given = tuple(day.protocol.guests.needs)
    await day.take(InviteGuest(person="specialist", agency="housing", cases=("102",), given=given), by=ADMIN)
    shown = await day.say(ADMIN, "order")
    ticks = shown[shown.index(label) :].splitlines()
    assert "case 101" in ticks[1]
    assert "case 102" not in ticks[1]
    before = counts(day, (ADMIN, "housing-rep"))
    await through_the_days(day, 8)
    assert label in day.since(ADMIN, before[ADMIN])
    assert "case 101" in day.since(ADMIN, before[ADMIN]).casefold()
    assert label not in day.since("housing-rep", before["housing-rep"])


@pytest.mark.rule("KEN-25")
async def test_a_late_case_is_added_at_the_end_once_chair_and_administrators_say_yes(store: Store) -> None:
    day = await ahead(store, "kent-and-medway", case("105"), case("106"), days=5)
    before = counts(day)
    shown = await day.say("housing-rep", "late case yes; 102")
    assert "Case 102" not in shown
    assert await order_of(day) == ["105", "106"]
    asked = {person: day.since(person, count) for person, count in before.items()}
    for person in (CHAIR, OTHER_CHAIR, ADMIN, OTHER_ADMIN):
        assert "Case 102 waits for your answer" in asked[person], person
    for person in ("police-rep", "idva-rep", "housing-rep", "observer"):
        assert "waits for your answer" not in asked[person], person
    await day.stage.say(ADMIN, "list answer 102; yes")
    assert await order_of(day) == ["105", "106"]
    await day.say(CHAIR, "list answer 102; yes")
    assert await order_of(day) == ["105", "106", "102"]
    assert "Case 102 (additional)" in await day.say("housing-rep", "order")
    assert "Case 102 (additional)" in await day.say("police-rep", "order")


@pytest.mark.rule("KEN-25")
async def test_one_no_keeps_a_late_case_out_and_whoever_asked_is_shown_the_emergency_way(
    store: Store,
) -> None:
    day = await ahead(store, "kent-and-medway", case("105"), days=5)
    await day.say("housing-rep", "late case no; 102")
    await day.say(ADMIN, "list answer 102; yes")
    before = counts(day, ("housing-rep", "police-rep"))
    await day.say(CHAIR, "list answer 102; no")
    assert (await day.case("102")).state is CaseState.WITHDRAWN
    assert await order_of(day) == ["105"]
    said = day.since("housing-rep", before["housing-rep"])
    assert "Case 102 is not added" in said
    assert "emergency MARAC" in said
    assert "102" not in day.since("police-rep", before["police-rep"])


async def test_a_case_that_an_administrator_lists_late_is_asked_for_too(store: Store) -> None:
    day = await ahead(store, "kent-and-medway", case("105"), days=5)
    await imported(day, "105,Area Police,no", "106,Area Police,no")
    assert await order_of(day) == ["105"]
    assert "Case 106 waits for your answer" in day.stage.everything(CHAIR)


@pytest.mark.rule("KEN-31")
async def test_the_chair_moves_a_case_at_any_time_and_those_waiting_hear_their_new_place(
    store: Store,
) -> None:
    day = await ahead(
        store, "kent-and-medway", case("101", "police"), case("102", "housing"), case("103", "idva")
    )
    await day.say(ADMIN, "tell order")
    await day.opened(*EVERYBODY)
    before = counts(day, ("housing-rep", "idva-rep", "police-rep"))
    await day.say(CHAIR, "move case 103; before; 102")
    assert await order_of(day) == ["101", "103", "102"]
    now = await times_of(day)
    for person, number in (("idva-rep", "103"), ("housing-rep", "102")):
        said = day.since(person, before[person])
        assert "New times" in said, person
        assert f"Case {number}: Tuesday 1 December, about {now[number]}" in said, person
    assert "New times" not in day.since("police-rep", before["police-rep"])


@pytest.mark.rule("KEN-35")
async def test_who_speaks_with_the_victim_is_shown_for_each_case_and_asked_where_nobody_does(
    store: Store,
) -> None:
    day = await ahead(store, "kent-and-medway", case("101"), case("102"), case("103"))
    label = next(d.label for d in day.protocol.duties if d.key == "victim-contact-known")
    await day.say(ADMIN, "duty done victim-contact-known:101; answer: idva")
    await day.say(ADMIN, "duty done victim-contact-known:102; answer: referring")
    shown = await day.say(ADMIN, "order")
    ticks = shown[shown.index(label) :]
    assert "case 101: idva and case 102: referring" in ticks
    assert "case 103" in ticks.splitlines()[1]
    before = counts(day, (ADMIN,))
    await through_the_days(day, 6)
    said = day.since(ADMIN, before[ADMIN])
    assert label in said
    assert "case 103" in said.casefold()


@pytest.mark.rule("KEN-52")
async def test_a_mappa_case_is_marked_and_the_chair_confirms_contact_with_the_other_chair(
    store: Store,
) -> None:
    day = await ahead(store, "kent-and-medway", case("100"))
    await imported(day, "100,Area Police,no,yes", headings=f"{HEADINGS},MAPPA level 2 or 3")
    assert "MAPPA level 2 or 3" in await day.say(ADMIN, "case 100")
    await day.opened(*EVERYBODY)
    shown = await day.say(CHAIR, "open anyway for the story; case: 100")
    assert "have you been in touch with its chair" in shown
    for person in ("police-rep", "idva-rep"):
        assert "have you been in touch" not in await day.desk_of(person), person
    await day.stage.press(CHAIR, "In touch; the IDVA is invited to both meetings")
    shown = await day.desk_of(CHAIR)
    assert "have you been in touch" not in shown
    assert "the IDVA is invited to both meetings" in shown


async def test_the_lists_own_column_marks_a_case(store: Store) -> None:
    day = await ahead(store, "kent-and-medway")
    columns = f"{HEADINGS},MAPPA level 2 or 3"
    await imported(day, "100,Area Police,no,yes", "102,Area Police,no,", headings=columns)
    assert (await day.case("100")).marks == {"mark:mappa": "yes"}
    assert (await day.case("102")).marks == {}
    with pytest.raises(CaseListRefused) as refused:
        await imported(day, "100,Area Police,no,perhaps", headings=columns)
    assert [p.reason for p in refused.value.problems] == [FileFault.NOT_A_CHOICE]


# --- Luton --------------------------------------------------------------------------------------------------


@pytest.mark.rule("LUT-15")
async def test_an_urgent_request_goes_to_coordinator_and_co_chairs_until_five_days_before(
    store: Store,
) -> None:
    day = await ahead(store, "luton", case("105"), days=10)
    before = counts(day)
    await day.say("housing-rep", "late case no; 102")
    asked = {person: day.since(person, count) for person, count in before.items()}
    for person in (CHAIR, OTHER_CHAIR, ADMIN, OTHER_ADMIN):
        assert "Case 102 waits for your answer" in asked[person], person
    assert "waits for your answer" not in asked["idva-rep"]
    await day.say(ADMIN, "list answer 102; yes")
    await day.say(CHAIR, "list answer 102; yes")
    assert await order_of(day) == ["105", "102"]
    await day.until(day.starts_at - timedelta(days=4))
    shown = await day.say("housing-rep", "late case no; 103")
    assert "waits for the next one" in shown
    assert "may start an emergency meeting" in shown
    assert "103" not in (await day.meeting()).cases


@pytest.mark.rule("LUT-17")
async def test_an_agency_asks_for_a_time_with_a_role_and_the_slot_is_fixed_once_agreed(
    store: Store,
) -> None:
    day = await ahead(store, "luton", case("101"), case("102", "housing"), case("103"), case("104"))
    shown = await day.say("housing-rep", "set time 102; 11:30")
    assert "role" in shown
    assert (await day.case("102")).time_asked is None
    before = counts(day, (ADMIN, OTHER_ADMIN, CHAIR, "police-rep"))
    await day.say("housing-rep", "set time 102; 11:30; a tenancy officer")
    assert (await times_of(day))["102"] == "09:15"
    told = await news(day, before)
    for person in (ADMIN, OTHER_ADMIN):
        assert "Housing Team asks that case 102 be heard at 11:30" in told[person], person
        assert "a tenancy officer" in told[person], person
    assert "102" not in told.get("police-rep", "")
    letters = [letter.notice for letter in await day.stage.store.outbox.letters(limit=2000)]
    assert "tenancy" not in str([notice.facts for notice in letters])
    await day.say(ADMIN, "settle time 102; yes")
    assert await times_of(day) == {"101": "09:00", "103": "09:15", "104": "09:30", "102": "11:30"}
    await day.say(ADMIN, "move case 104; before; 101")
    await imported(day, *(f"{n},Area Police,yes" for n in range(101, 113)))
    await day.take(SetOrder(), by=ADMIN)
    assert (await times_of(day))["102"] == "11:30"
    assert "has a set time" in await day.say(ADMIN, "move case 102; before; 101")


@pytest.mark.rule("LUT-18")
async def test_once_published_the_administrators_alone_change_times_and_tell_those_concerned(
    store: Store,
) -> None:
    day = await ahead(store, "luton", case("101"), case("102", "housing"), case("103", "idva"))
    await day.say(CHAIR, "move case 102; before; 101")
    assert await order_of(day) == ["102", "101", "103"]
    await day.say(ADMIN, "tell order")
    await day.told()
    shown = await day.say(CHAIR, "move case 103; before; 102")
    assert "administrators alone change it" in shown
    assert "administrators alone change it" in await day.say(CHAIR, "retime")
    assert await order_of(day) == ["102", "101", "103"]
    assert "Move a case" not in await day.say(CHAIR, "order")
    assert "Move a case" in await day.say(ADMIN, "order")
    before = counts(day, ("police-rep", "housing-rep", "idva-rep", "probation-rep"))
    await day.say(ADMIN, "move case 103; before; 101")
    assert await order_of(day) == ["102", "103", "101"]
    told = await news(day, before)
    assert "New times" in told["police-rep"]
    assert "New times" in told["idva-rep"]
    assert "New times" not in told.get("housing-rep", "")
    assert "New times" not in told.get("probation-rep", "")


@pytest.mark.rule("LUT-21")
async def test_there_is_no_information_only_and_every_listed_case_has_a_full_slot(store: Store) -> None:
    day = await ahead(store, "luton", *(case(str(n), children=n % 2 == 0) for n in range(101, 107)))
    with pytest.raises(CaseListRefused) as refused:
        await imported(day, "107,Area Police,no,information only", headings=f"{HEADINGS},Kind")
    assert [p.reason for p in refused.value.problems] == [FileFault.NOT_A_CHOICE]
    assert not any("information" in kind for kind in CaseKind)
    slots = [slot for slot in (await day.meeting()).order if slot.case]
    assert len(slots) == 6
    assert {slot.minutes for slot in slots} == {15}


@pytest.mark.rule("LUT-22")
async def test_cases_with_children_wherever_they_live_or_a_pregnant_victim_come_first(
    store: Store,
) -> None:
    day = await ahead(store, "luton")
    await imported(
        day,
        "101,Area Police,no,no,no",
        "102,Area Police,no,yes,no",
        "103,Area Police,no,no,yes",
        "104,Area Police,yes,no,no",
        headings=f"{HEADINGS},Children living elsewhere,Pregnancy",
    )
    assert await order_of(day) == ["102", "103", "104", "101"]
    shown = await day.say(ADMIN, "move case 101; before; 102")
    assert "out of its place" in shown
    assert await order_of(day) == ["101", "102", "103", "104"]
    assert "out of its place" in await day.say(CHAIR, "order")
    assert "out of its place" not in await day.say(ADMIN, "move case 101; after; 104")


GRID = [
    *("09:00", "09:15", "09:30", "09:45", "10:00", "10:15", "10:30"),
    *("11:00", "11:15", "11:30", "11:45", "12:00", "12:15", "12:30"),
    *("13:15", "13:30", "13:45", "14:00", "14:15", "14:30", "14:45"),
    *("15:15", "15:30", "15:45", "16:00", "16:15", "16:30"),
]


@pytest.mark.rule("LUT-23")
async def test_cases_stand_on_the_grid_and_more_than_it_holds_is_warned_of(store: Store) -> None:
    cases = [case(str(n)) for n in range(101, 128)]
    day = await ahead(store, "luton", *cases)
    assert list((await times_of(day)).values()) == GRID
    assert "grid has room for 27" not in await day.say(ADMIN, "order")
    before = counts(day, (OTHER_ADMIN, "police-rep"))
    await day.take(ListCases(listed=(*cases, case("128"))), by=ADMIN)
    await day.say(ADMIN, "list answer 128; yes")
    await day.say(CHAIR, "list answer 128; yes")
    shown = await day.say(ADMIN, "order")
    assert "Sitting 1 has 28 cases, and this area's grid has room for 27" in shown
    assert "grid has room for 27" in (await news(day, before))[OTHER_ADMIN]


@pytest.mark.rule("LUT-23")
async def test_the_chair_sees_how_far_the_meeting_is_ahead_or_behind(store: Store) -> None:
    day = await ahead(store, "luton", case("101"), case("102"), case("103"))
    await day.opened(*EVERYBODY)
    assert "on time" in await day.desk_of(CHAIR)
    await pass_minutes(day, 5)
    assert "5 minutes behind" in await day.desk_of(CHAIR)
    await day.say(CHAIR, "open anyway for the story; case: 101")
    await pass_minutes(day, 22)
    assert "12 minutes behind" in await day.desk_of(CHAIR)
    assert "12 minutes behind" in await day.desk_of(ADMIN)
    assert "behind its times" not in await day.desk_of("police-rep")
    await day.say(CHAIR, "close anyway nothing of note")
    await hear(day, "102")
    assert "3 minutes ahead" in await day.desk_of(CHAIR)


@pytest.mark.rule("LUT-29")
async def test_agencies_get_numbers_and_times_and_administrators_the_list_of_those_without_the_system(
    store: Store,
) -> None:
    day = await ahead(store, "luton", case("101", children=True), case("102", "housing"))
    await store.register.save(
        [
            AgencyRecord(
                area="luton",
                key="housing",
                name="Housing Team",
                type="housing",
                statutory=False,
                in_case_system=False,
            )
        ],
        [],
    )
    before = counts(day)
    await day.say(ADMIN, "tell order")
    told = await news(day, before)
    for person in EVERYBODY:
        assert "09:00  Case 101" in told[person], person
        assert "09:15  Case 102" in told[person], person
        for word in ("Children", "Consent", "consent to", "referred by"):
            assert word not in told[person], (person, word)
    shown = await day.say(ADMIN, "order")
    assert "By secure e-mail, or as a copy to pick up, for want of MODUS: Housing Team." in shown
    for person in (CHAIR, "housing-rep", "police-rep"):
        assert "secure e-mail" not in await day.say(person, "order"), person


@pytest.mark.rule("LUT-53")
async def test_a_clock_runs_until_an_idva_is_entered_and_a_refusal_names_the_referring_agency(
    store: Store,
) -> None:
    day = await ahead(store, "luton", case("101", "housing", consent=None), case("102", consent=None))
    label = next(d.label for d in day.protocol.duties if d.key == "idva-allocated")
    shown = await day.say(ADMIN, "order")
    listed_at = (await day.case("101")).listed_at
    assert listed_at is not None
    ends = day.protocol.calendar.local(listed_at + timedelta(hours=48))
    ticks = shown[shown.index(label) :].splitlines()[1]
    assert f"case 101 (by {ends:%a} {ends.day} {ends:%b %Y}, {ends:%H:%M})" in ticks
    await day.say("idva-rep", "duty done idva-allocated:102; answer: allocated")
    await day.say("idva-rep", "duty done idva-allocated:101; answer: declined")
    assert (await day.case("102")).consent is Consent.YES
    assert (await day.case("101")).consent is Consent.REFUSED
    shown = await day.say(ADMIN, "order")
    assert "case 101: declined" in shown
    assert "case 102: allocated" in shown
    await day.opened(*EVERYBODY)
    await day.say(CHAIR, "open anyway for the story; case: 101")
    assert "views" in (await day.desk_of("housing-rep")).casefold()
    assert "views" not in (await day.desk_of("idva-rep")).casefold()
    assert feedback_default(await day.meeting(), day.protocol, "101") == "housing"
    await day.say(CHAIR, "close anyway nothing of note")
    await day.say(CHAIR, "open anyway for the story; case: 102")
    assert feedback_default(await day.meeting(), day.protocol, "102") == "idva"
