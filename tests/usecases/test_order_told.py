"""The running order before a meeting: who sees what of it, and who hears of new times."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.duties import TickDuty, due_reminders
from marac.restricted import Admit
from tests.usecases.office import AREA, CASES, WEDNESDAY, Desk, a_case
from usecases.case_list import CaseListRefused
from usecases.rooms import Place

MEETING = f"{AREA}-{WEDNESDAY}"
MANY = [a_case(str(n)) for n in range(2001, 2009)]
HBA = a_case("5000", kind="HBA")
HIDDEN = a_case("6000", kind="employee-sensitive")
READERS = {
    "chair",
    "birch",
    "blackthorn",
    "rowan",
    "sycamore",
    "hazel",
    "chestnut",
    "poplar",
    "maple",
}


async def with_hba(desk: Desk) -> None:
    await desk.meeting(*MANY, HBA, HIDDEN)
    await desk.say("admin", "tell order")
    await desk.said()


async def test_everybody_sees_times_and_numbers_and_their_own_cases_handling(desk: Desk) -> None:
    await desk.meeting()

    order = (await desk.say("birch", "order")).splitlines()

    assert order[order.index("West Lindsey") :][:2] == ["West Lindsey", "09:15  Case 1001"]
    assert "referred by Testshire Police · presenter not confirmed · IDVA support: not said yet" in order
    assert not any("IDVA Service" in line for line in order)
    assert "Mental Health Trust" in await desk.say("chair", "order")


@pytest.mark.rule("LIN-27")
async def test_administrators_are_reminded_eight_working_days_before_and_their_tick_tells_everybody(
    desk: Desk,
) -> None:
    """Eight working days before Wednesday 25 November is Friday the 13th."""
    meeting = await desk.meeting()
    protocol, start = desk.office.protocol(AREA), meeting.sittings[0].starts_at
    reminders = due_reminders(meeting, protocol, start - timedelta(days=20), start)
    days = next(r.due.rungs for r in reminders if r.due.duty.key == "agenda-published")
    assert [f"{rung.at:%A %d}" for rung in days] == ["Thursday 12", "Friday 13"]
    assert all(set(rung.people) == set(meeting.administrators()) for rung in days)

    await desk.do(TickDuty(duty="agenda-published", subject="meeting"), "admin")
    said = await desk.said()

    told = {who: words for who, words in said.items() if "The agenda is in MODUS" in words}
    assert set(told) == READERS
    assert "09:15  Case 1001" in told["maple"]
    assert not any(word in told["maple"] for word in ("referred", "presented", "IDVA support"))


@pytest.mark.rule("LIN-60")
async def test_the_agenda_is_told_to_representatives_and_chairs_with_a_way_to_give_notice(desk: Desk) -> None:
    await desk.meeting()

    await desk.say("admin", "tell order")
    said = await desk.said()

    assert {who for who, words in said.items() if "The agenda is in MODUS" in words} == READERS
    assert all("Conflicts of interest" in said[who] for who in READERS)
    assert "Nobody is named for" in said["second"]
    assert await desk.say("admin", "tell order") is not None
    assert await desk.said() == {}


@pytest.mark.rule("LIN-60")
async def test_conflicts_are_asked_after_again_the_working_day_before_and_passed_on_at_once(
    desk: Desk,
) -> None:
    meeting = await desk.meeting()
    protocol = desk.office.protocol(AREA)
    monday = meeting.sittings[0].starts_at - timedelta(days=2)
    day_before = meeting.sittings[0].starts_at - timedelta(days=1)

    reminders = due_reminders(meeting, protocol, monday, day_before)
    asked = {person for r in reminders if r.due.duty.key == "conflicts-told" for person in r.rung.people}
    await desk.say("birch", "conflict 1002")
    said = await desk.said()

    assert await desk.key("birch") in asked
    assert await desk.key("rowan") in asked
    assert "Police Birch has given notice of a conflict of interest in case 1002" in said["second"]
    assert "rowan" not in said


@pytest.mark.rule("LIN-113")
async def test_mappa_gets_the_agenda_and_administrators_mark_common_cases(desk: Desk) -> None:
    meeting = await desk.meeting()
    protocol = desk.office.protocol(AREA)

    await desk.say("admin", "tell order")
    said = await desk.said()
    start = meeting.sittings[0].starts_at
    reminders = due_reminders(meeting, protocol, start - timedelta(days=6), start)
    asked = [p for r in reminders if r.due.duty.key == "mappa-summaries-settled" for p in r.rung.people]
    order = await desk.say("admin", "common 1001 MAPPA Administration Probation")

    assert "The agenda is in MODUS" in said["maple"]
    assert set(asked) == {await desk.key("admin"), await desk.key("second")}
    assert "also at MAPPA Administration, summary by Probation" in order
    assert "summary by Probation" not in await desk.say("birch", "order")


@pytest.mark.rule("LIN-48")
async def test_a_longer_meeting_and_added_cases_reach_every_representative_and_chair_at_once(
    desk: Desk,
) -> None:
    await desk.meeting()
    await desk.say("admin", "tell order")
    await desk.said()

    await desk.say("admin", "lengthen 1 17:30")
    longer = await desk.said()
    await desk.cases(*CASES, a_case("1000"))
    added = await desk.said()

    assert {who for who, words in longer.items() if "planned until 17:30" in words} == READERS
    assert all("09:15  Case 1001" in longer[who] for who in READERS)
    assert {who for who, words in added.items() if "Case 1000: Wednesday 25 November" in words} == READERS
    assert all("Case 1001: Wednesday 25 November, about 09:30" in added[who] for who in READERS)


async def test_a_moved_case_is_told_to_those_who_have_to_be_there_and_to_nobody_else(desk: Desk) -> None:
    await desk.meeting()
    await desk.say("admin", "tell order")
    await desk.said()

    await desk.say("admin", "move 1001 after 1003")
    said = await desk.said()

    assert said["birch"] == "New times\nLincolnshire MARAC\nCase 1001: Thursday 26 November, about 09:30"
    assert "Case 1002: Wednesday 25 November, about 09:15" in said["rowan"]
    assert "1001" not in said["rowan"]
    assert {"hazel", "chestnut", "poplar"}.isdisjoint(said)


async def test_before_the_order_was_told_nobody_hears_that_it_changed(desk: Desk) -> None:
    await desk.meeting()

    await desk.say("admin", "move 1001 after 1003")

    assert set(await desk.said()) == {"second"}


async def test_a_time_that_has_moved_again_is_told_as_it_is_now(desk: Desk) -> None:
    await desk.meeting()
    await desk.say("admin", "tell order")
    await desk.said()

    await desk.say("admin", "move 1001 after 1003")
    await desk.say("admin", "move 1001 before 1003")
    said = await desk.said()

    assert "about 09:30" not in said["birch"]
    assert "Case 1001: Thursday 26 November, about 09:15" in said["birch"]


async def test_whoever_has_stepped_out_meanwhile_hears_no_new_time_of_the_case(desk: Desk) -> None:
    await desk.meeting(*CASES, a_case("2001", "Lincoln City"))
    await desk.say("admin", "tell order")
    await desk.said()

    await desk.say("admin", "move 1001 after 1003")
    await desk.say("birch", "conflict 1001")
    await desk.say("rowan", "conflict 1002")
    said = await desk.said()

    assert said["birch"] == "New times\nLincolnshire MARAC\nCase 2001: Wednesday 25 November, about 09:30"
    assert "Case 1001" in said["blackthorn"]
    assert "rowan" not in said


async def test_what_an_administrator_may_not_see_any_more_drops_out_of_a_warning_on_its_way(
    desk: Desk,
) -> None:
    await with_hba(desk)

    await desk.say("admin", "move 2001 to sitting 2")
    await desk.say("admin", "move 2002 to sitting 2")
    await desk.say("second", "conflict 5000")
    said = await desk.said()

    assert "Case 2002 is out of its district's place" in said["second"]
    assert "5000" not in said["second"]


@pytest.mark.rule("LIN-123")
async def test_an_hba_slot_stands_before_a_break_and_a_shift_is_warned_of(desk: Desk) -> None:
    await with_hba(desk)
    order = (await desk.say("admin", "order")).splitlines()
    place = order.index("10:15  Case 5000 (restricted)")
    assert "10:30  Break" in order[place : place + 3]

    await desk.say("admin", "move 2001 to sitting 2")
    await desk.say("admin", "move 2002 to sitting 2")
    said = await desk.said()

    warning = "HBA 5000 MARAC Meeting is no longer just before a break."
    assert warning in said["second"]
    assert warning in await desk.say("admin", "order")
    assert not any(warning in words for who, words in said.items() if who not in ("admin", "second"))


@pytest.mark.rule("LIN-119", "LIN-120")
async def test_of_an_hba_case_others_see_the_bare_slot_and_nothing_more(desk: Desk) -> None:
    await with_hba(desk)
    label = "10:15  HBA 5000 MARAC Meeting"

    for who in ("birch", "chair", "maple"):
        order = await desk.say(who, "order")
        assert label in order
        assert "5000" not in order.replace("HBA 5000 MARAC Meeting", "")
        assert "I could not find that" in await desk.say(who, "conflict 5000")
    chat = await desk.say("admin", "order", Place.CHAT)
    assert label in chat
    assert "5000" not in chat.replace("HBA 5000 MARAC Meeting", "")

    await desk.do(Admit(case="5000", person=await desk.key("birch")), "admin")
    assert "10:15  Case 5000 (restricted)" in await desk.say("birch", "order")
    assert label in await desk.say("hazel", "order")


@pytest.mark.rule("LIN-120")
async def test_a_restricted_case_has_a_number_without_letters_or_is_not_listed(desk: Desk) -> None:
    await desk.register()

    with pytest.raises(CaseListRefused):
        await desk.cases(a_case("AB5000", kind="HBA"))


@pytest.mark.rule("LIN-121")
async def test_whoever_is_admitted_is_asked_to_call_and_told_no_time_of_an_hba_case(desk: Desk) -> None:
    await with_hba(desk)
    await desk.do(Admit(case="5000", person=await desk.key("hazel")), "admin")
    first = await desk.said()
    await desk.do(Admit(case="5000", person=await desk.key("birch")), "admin")
    await desk.said()

    await desk.say("admin", "move 5000 to sitting 2")
    second = await desk.said()
    await desk.say("admin", "call made Health Hazel; case: 5000")
    case = (await desk.office.ledger.load(MEETING)).cases["5000"]

    assert first == {"hazel": "Please call\nPlease call the MARAC administrators."}
    assert second["hazel"] == "Please call\nPlease call the MARAC administrators."
    assert not any("5000" in words for who, words in second.items() if who not in ("admin", "second"))
    assert set(case.calls) == {await desk.key("hazel")}


@pytest.mark.rule("LIN-116")
async def test_an_employee_sensitive_case_gets_no_slot_before_the_tick_and_nobody_is_named(
    desk: Desk,
) -> None:
    await with_hba(desk)
    before = await desk.say("admin", "order")
    assert "Case 6000 stays off the order until you say whether the employer agency has been told" in before

    for who in ("birch", "chair"):
        assert "6000" not in await desk.say(who, "order")
    await desk.say("admin", "employer told told; case: 6000")
    after = await desk.say("admin", "order")
    told = await desk.said()

    assert "Case 6000 (restricted)" in after
    assert "6000" not in await desk.say("birch", "order")
    assert not any("6000" in words for who, words in told.items() if who not in ("admin", "second"))


async def test_an_administrator_kept_out_of_a_restricted_case_sees_its_bare_slot_and_no_warning(
    desk: Desk,
) -> None:
    await with_hba(desk)
    await desk.say("second", "conflict 5000")
    await desk.said()

    await desk.say("admin", "move 2001 to sitting 2")
    await desk.say("admin", "move 2002 to sitting 2")
    said = await desk.said()
    order = await desk.say("second", "order")

    assert "5000" not in said.get("second", "")
    assert "5000" not in order.replace("HBA 5000 MARAC Meeting", "")


async def test_a_guest_sees_and_hears_of_their_own_case_alone(desk: Desk) -> None:
    await desk.meeting(*CASES, *(a_case(str(n), "South Kesteven") for n in range(2001, 2009)), HBA)
    await desk.say(
        "admin",
        "invite name: Guest Gorse; job title: Head of year; telephone: 01632 960078; "
        "work e-mail: gorse@school.example; cases: 1002; agency: Hillside School",
    )
    await desk.say("admin", "tell order")
    await desk.said()

    order = await desk.say("gorse", "order")
    await desk.say("admin", "move 1001 after 1003")
    said = await desk.said()

    assert "09:30  Case 1002" in order
    assert "Break" in await desk.say("birch", "order")
    assert not any(other in order for other in ("1001", "1003", "2001", "5000", "Break"))
    assert said["gorse"] == "New times\nLincolnshire MARAC\nCase 1002: Wednesday 25 November, about 09:15"


async def test_times_are_brought_up_to_date_on_the_day_and_reach_those_touched(desk: Desk) -> None:
    meeting = await desk.meeting()
    desk.clock.moment = meeting.sittings[0].starts_at + timedelta(minutes=20)
    for line in ("here", "open"):
        await desk.say("chair", line)
    await desk.said()

    order = await desk.say("chair", "retime")
    said = await desk.said()

    assert "09:20  Case 1001" in order
    assert "Case 1001: Wednesday 25 November, about 09:20" in said["birch"]
    assert "Case 1002: Wednesday 25 November, about 09:35" in said["rowan"]
