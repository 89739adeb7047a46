"""Who comes: representatives and apologies, guests and observers, presenters, leavers and the barred."""

from __future__ import annotations

from datetime import timedelta
from typing import get_type_hints

import pytest

from dialogs.acts import Kind
from dialogs.table import TABLE
from marac.actions import ActionRecorded
from marac.conflicts import ConflictsDeclared
from marac.decide import Refused
from marac.delegation import DelegationAsked
from marac.duties import due_reminders, duties_owed_by
from marac.holds import HoldCode, holds_on_opening
from marac.journal import SYSTEM, Entry, Event, evolve, sealed_fields
from marac.leavers import PersonBarred
from marac.meeting import Meeting
from marac.opening import CheckStart
from marac.presence import Arrive
from marac.presenters import PresenterConfirmed
from marac.representation import ApologiesGiven, RepresentativeNamed
from marac.words import Source
from tests.usecases.office import AREA, CASES, WEDNESDAY, Desk, a_case
from usecases.ports import Work
from usecases.rooms import NoArea
from usecases.take import take

MEETING = f"{AREA}-{WEDNESDAY}"
NO_REASONS = (ApologiesGiven, RepresentativeNamed, PresenterConfirmed, ConflictsDeclared, DelegationAsked)
INVITE = (
    "invite name: Refuge Rowanberry; job title: Outreach worker; telephone: 01632 960077; "
    "work e-mail: rowanberry@refuge.example; cases: 1003; "
    "or a new agency: Refuge of the Wolds; its type: Another agency, invited for a case"
)


async def loaded(desk: Desk) -> Meeting:
    return await desk.office.ledger.load(MEETING)


async def opened(desk: Desk) -> Meeting:
    """The first sitting, opened by its chair."""
    meeting = await desk.meeting()
    desk.clock.moment = meeting.sittings[0].starts_at
    await desk.say("chair", "open")
    await desk.said()
    return await loaded(desk)


async def write(desk: Desk, event: Event) -> None:
    """Put an event into the journal as it stands."""
    before = await loaded(desk)
    entry = Entry(sequence=before.sequence + 1, at=desk.clock.moment, by=SYSTEM, event=event)
    await desk.office.ledger.commit(Work(meeting=before, entries=[entry], after=evolve(before, entry)))


async def asked_of(desk: Desk, duty: str) -> set[str]:
    """Who is reminded of a duty in the fortnight before the meeting."""
    meeting, protocol = await loaded(desk), desk.office.protocol(AREA)
    start = meeting.sittings[0].starts_at
    reminders = due_reminders(meeting, protocol, start - timedelta(days=14), start)
    return {person for r in reminders if r.due.duty.key == duty for person in r.rung.people}


# Representatives


@pytest.mark.rule("LIN-13")
async def test_each_agency_is_asked_who_comes_and_who_cannot_commit_is_shown_to_the_chair(desk: Desk) -> None:
    meeting = await desk.meeting()
    assert await desk.key("birch") in await asked_of(desk, "representative-named")

    await desk.say("birch", "representative Police Blackthorn")
    named = (await loaded(desk)).representatives
    assert named == {"police": await desk.key("blackthorn")}
    assert await desk.key("birch") not in await asked_of(desk, "representative-named")

    desk.clock.moment = meeting.sittings[0].starts_at
    await desk.say("chair", "open")
    await desk.do(Arrive(person=await desk.key("rowan")), "rowan")
    said = await desk.said()
    assert "I can commit my agency" in said["rowan"]
    await desk.say("rowan", "authority no")
    assert "No authority to commit their agency: Idva Rowan" in await desk.say("chair", "desk")


@pytest.mark.rule("LIN-14")
async def test_no_reason_is_asked_taken_or_kept_for_staying_away_standing_in_or_stepping_out(
    desk: Desk,
) -> None:
    for event in NO_REASONS:
        assert not sealed_fields(event)
        assert not [n for n in get_type_hints(event) if n in ("reason", "note", "why")]
    await desk.meeting()
    room = await desk.room("admin")
    acts = "apologies coming representative presents conflicts delegate bar leaver"
    for verb in acts.split():
        fields = [f for f in TABLE.by_verb[verb].fields if f.is_asked(room)]
        assert not [f for f in fields if f.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CONTACT)]
    await desk.say("birch", "apologies")
    assert "Police Birch – representative; apologies" in await desk.say("admin", "people")


async def test_apologies_are_taken_back(desk: Desk) -> None:
    await desk.meeting()
    await desk.say("rowan", "apologies")
    assert "(IDVA)" in (await desk.said())["admin"]

    await desk.say("rowan", "coming")

    assert not (await loaded(desk)).roll[await desk.key("rowan")].apologies


@pytest.mark.rule("LIN-17")
async def test_administrators_hear_of_somebody_signing_in_without_induction_once(desk: Desk) -> None:
    await opened(desk)
    who = await desk.key("blackthorn")

    await desk.do(Arrive(person=who), "blackthorn")
    first = await desk.said()
    await desk.do(Arrive(person=who, source=Source.MARKED), "admin")
    second = await desk.said()

    warning = "Police Blackthorn has signed in, and their induction is not complete."
    assert {name for name, words in first.items() if warning in words} == {"admin", "second"}
    assert not any(warning in words for words in second.values())
    assert "Police Blackthorn – deputy; induction not complete" in await desk.say("admin", "people")
    assert not any("Birch" in words for words in first.values())


# Guests


@pytest.mark.rule("LIN-77")
async def test_an_invitation_needs_everything_and_a_late_one_is_marked_and_told(desk: Desk) -> None:
    await desk.meeting()
    short = INVITE.replace("telephone: 01632 960077; ", "")
    assert "I need one more thing to do that: telephone." in await desk.say("admin", short)
    assert await desk.office.register.person_by_email("rowanberry@refuge.example") is None

    desk.clock.moment = (await loaded(desk)).sittings[0].starts_at - timedelta(days=6)
    people = await desk.say("admin", INVITE)
    said = await desk.said()

    assert "Refuge Rowanberry, Refuge of the Wolds – case 1003; invited late; declaration not sent" in people
    assert {n for n, words in said.items() if "has been invited for case 1003 with less notice" in words} == {
        "admin",
        "second",
    }
    record = (await desk.office.register.people(AREA))[await desk.key("rowanberry")]
    assert (record.job_title, record.phone) == ("Outreach worker", "01632 960077")


async def test_an_invitation_in_time_is_not_late_and_is_taken_once(desk: Desk) -> None:
    await desk.meeting()

    first = await desk.say("admin", INVITE)
    lines = (await loaded(desk)).sequence
    await desk.say("admin", INVITE)

    assert "invited late" not in first
    assert (await loaded(desk)).sequence == lines
    assert await desk.said() == {}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (INVITE.replace("rowanberry@refuge.example", "rowanberry"), "work e-mail address"),
        (INVITE.replace("01632 960077", "12"), "telephone number"),
        (INVITE.replace("or a new agency: Refuge of the Wolds; ", ""), "agency"),
        (INVITE.replace("rowanberry@refuge.example", "birch@police.example"), "no other part in the meeting"),
    ],
)
async def test_an_invitation_that_will_not_do_leaves_no_trace(desk: Desk, line: str, answer: str) -> None:
    meeting = await desk.meeting()
    people, agencies = (
        await desk.office.register.people(AREA),
        await desk.office.register.agencies(AREA),
    )

    assert answer in await desk.say("admin", line)

    assert await loaded(desk) == meeting
    assert await desk.office.register.people(AREA) == people
    assert await desk.office.register.agencies(AREA) == agencies


async def test_only_administrators_invite_admit_and_bar(desk: Desk) -> None:
    meeting = await desk.meeting()

    admit = "admit observer name: X; work e-mail: x@y.example; why they observe: student"
    for line in (INVITE, "bar Idva Rowan", "unbar Idva Rowan", admit):
        await desk.say("birch", line)
        await desk.say("chair", line)

    assert await loaded(desk) == meeting
    assert "Invite a guest" not in await desk.say("birch", "help")


async def test_a_guest_whose_invitation_is_taken_back_sees_nothing(desk: Desk) -> None:
    await desk.meeting()
    await desk.say("admin", INVITE)
    await desk.say("admin", "declaration sent Refuge Rowanberry")
    assert "declaration sent" in await desk.say("admin", "people")

    await desk.say("admin", "uninvite Refuge Rowanberry; cases: 1003")

    assert "There is nothing in the running order for you yet." in await desk.say("rowanberry", "order")


@pytest.mark.rule("LIN-105")
async def test_a_case_moving_in_is_listed_and_the_other_area_comes_as_a_guest(desk: Desk) -> None:
    moving_in = {**a_case("7000", kind="transfer in"), "Referring agency": ""}
    await desk.meeting(*CASES, moving_in)
    asks = "Case 7000 moves in. Confirm who presents it."
    assert asks in await desk.say("admin", "order")
    assert await desk.key("admin") in await asked_of(desk, "transfer-presenter-confirmed")

    await desk.say(
        "admin",
        INVITE.replace("1003", "7000").replace("Another agency, invited for a case", "MARAC of another area"),
    )
    order = await desk.say("admin", "presents 7000; another agency instead: Refuge of the Wolds")

    assert asks not in order
    assert "presented by Refuge of the Wolds" in order
    assert "Case 7000" in await desk.say("rowanberry", "order")
    assert "1001" not in await desk.say("rowanberry", "order")


# Observers


@pytest.mark.rule("LIN-11")
async def test_an_observer_needs_a_permitted_reason_and_is_shown_to_the_chair(desk: Desk) -> None:
    await opened(desk)
    assert "I could not find that" in await desk.say("admin", "approve observer Observer Olive; curious")

    await desk.do(Arrive(person=await desk.key("olive")), "olive")
    said = await desk.said()
    warning = "Observer Olive is in the meeting as an observer and is not admitted for this sitting."
    assert {n for n, words in said.items() if warning in words} == {"admin", "second"}
    assert "Observers: Observer Olive" in await desk.say("chair", "desk")
    assert "Observer Olive – not approved" in await desk.say("chair", "people")


async def test_an_observer_who_was_approved_raises_no_alarm_on_the_right_day(desk: Desk) -> None:
    await opened(desk)
    await desk.say(
        "admin",
        "approve observer Observer Olive; why they observe: line-manager; sittings: 1; instructed: yes",
    )
    await desk.do(Arrive(person=await desk.key("olive")), "olive")

    assert "observer" not in "".join((await desk.said()).get("admin", "")).casefold()
    assert "approved for sitting 1" in await desk.say("admin", "people")


@pytest.mark.rule("LIN-12")
async def test_a_would_be_observer_is_told_how_to_ask_and_admitted_only_when_all_is_recorded(
    desk: Desk,
) -> None:
    await desk.meeting()
    assert "Please write to the MARAC mailbox" in await desk.say("olive", "observe")
    nothing = "There is nothing in the running order for you yet."
    assert nothing in await desk.say("olive", "order")

    other = "approve observer Observer Olive; why they observe: outside-the-list; sittings: 2"
    assert "the Operational Lead decides" in await desk.say("admin", other)
    approved = await desk.say("admin", f"{other}; lead_agrees: yes")
    assert "instructions not sent" in approved
    assert nothing in await desk.say("olive", "order")
    people = await desk.say("admin", "instructions sent Observer Olive")

    assert "approved for sitting 2 (Another reason, to which the Operational Lead has agreed)" in people
    assert "Case 1001" in await desk.say("olive", "order")


async def test_somebody_new_is_admitted_as_an_observer_in_one_go_or_not_at_all(desk: Desk) -> None:
    meeting = await desk.meeting()
    line = (
        "admit observer name: Student Spruce; work e-mail: spruce@college.example; "
        "why they observe: {why}; instructed: yes"
    )

    refused = await desk.say("admin", line.format(why="outside-the-list"))
    assert "the Operational Lead decides" in refused
    assert await loaded(desk) == meeting
    assert await desk.office.register.person_by_email("spruce@college.example") is None

    people = await desk.say("admin", line.format(why="student"))
    assert "Student Spruce – approved for sitting 1 and sitting 2 (Final-year student" in people
    assert "Case 1001" in await desk.say("spruce", "order")


# Presenters and consent


@pytest.mark.rule("LIN-16")
async def test_the_referrer_is_asked_for_its_presenter_and_administrators_have_the_list(desk: Desk) -> None:
    await desk.meeting()
    assert await desk.key("birch") in await asked_of(desk, "presenter-confirmed")
    assert "No presenter confirmed\ncase 1001, case 1002 and case 1003" in await desk.say("admin", "order")

    own = await desk.say("birch", "presents 1001 Police Blackthorn")
    await desk.say("rowan", "presents; another agency instead: Domestic Abuse Service")

    assert "presented by Police Blackthorn" in own
    assert "No presenter confirmed\ncase 1003" in await desk.say("admin", "order")
    assert await desk.key("birch") not in await asked_of(desk, "presenter-confirmed")
    assert (await loaded(desk)).cases["1002"].presenter == "das"


@pytest.mark.rule("LIN-52")
async def test_consent_is_shown_asked_after_when_blank_and_never_holds_a_case(desk: Desk) -> None:
    await desk.meeting({**CASES[0], "Consent": "refused"}, CASES[1])
    assert "IDVA support: refused" in await desk.say("admin", "order")
    assert "Consent not marked\ncase 1002" in await desk.say("admin", "order")
    assert await asked_of(desk, "consent-marked") == {await desk.key("rowan")}

    meeting, protocol = await loaded(desk), desk.office.protocol(AREA)
    holds = {
        number: {h.code for h in holds_on_opening(meeting, protocol, number)} for number in meeting.cases
    }
    assert holds["1001"] == holds["1002"]
    assert HoldCode.NO_SITTING in holds["1001"]

    own = await desk.say("rowan", "consent 1002 not reached")
    assert "IDVA support: not reached" in own
    assert await asked_of(desk, "consent-marked") == set()

    desk.clock.moment = meeting.sittings[0].starts_at
    await take(desk.office, MEETING, CheckStart(), SYSTEM)
    assert "Ring IDVA Service" in (await desk.said())["admin"]


# Out of the meeting


@pytest.mark.rule("LIN-15")
async def test_somebody_barred_is_out_of_everything_and_only_administrators_know(desk: Desk) -> None:
    await opened(desk)
    await desk.do(Arrive(person=await desk.key("hazel")), "hazel")
    await desk.said()

    await desk.say("admin", "bar Health Hazel")
    said = await desk.said()
    meeting, key = await loaded(desk), await desk.key("hazel")

    assert not meeting.is_present(key)
    with pytest.raises(NoArea):
        await desk.say("hazel", "here")
    with pytest.raises(Refused):
        await desk.do(Arrive(person=key), "hazel")
    reminder = "Please tell the Domestic Abuse Operational Lead."
    assert {n for n, words in said.items() if reminder in words} == {"admin", "second"}
    assert "Barred\nHealth Hazel" in await desk.say("second", "people")
    for who in ("chair", "larch", "birch"):
        assert "Hazel" not in said.get(who, "")
        assert "Hazel" not in await desk.say(who, "people")
    assert PersonBarred.__struct_fields__ == ("person",)
    assert [f.name for f in TABLE.by_verb["bar"].fields] == ["person"]


async def test_a_bar_holds_for_every_meeting_of_the_area_and_is_lifted_for_all(desk: Desk) -> None:
    await desk.meeting()
    await desk.cases(*CASES, day=WEDNESDAY + timedelta(days=7))
    later, key = f"{AREA}-{WEDNESDAY + timedelta(days=7)}", await desk.key("hazel")

    await desk.say("admin", "bar Health Hazel")
    assert (await desk.office.ledger.load(later)).roll[key].barred
    await desk.say("second", "unbar Health Hazel")

    assert not (await desk.office.ledger.load(later)).roll[key].barred
    assert not (await desk.office.register.people(AREA))[key].barred
    assert "Case 1001" in await desk.say("hazel", "order")


@pytest.mark.rule("LIN-18")
async def test_a_leaver_is_off_at_once_their_actions_go_back_and_a_successor_is_asked_for(desk: Desk) -> None:
    await opened(desk)
    key = await desk.key("birch")
    await write(
        desk,
        ActionRecorded(key="a1", case="1001", what="Fit a lock", agency="police", confirmed=True, owner=key),
    )
    await desk.do(Arrive(person=key), "birch")

    await desk.say("blackthorn", "leaver Police Birch")
    meeting, said = await loaded(desk), await desk.said()

    assert not meeting.is_present(key)
    assert meeting.actions["a1"].owner is None
    assert meeting.actions["a1"].is_open
    assert not duties_owed_by(meeting, desk.office.protocol(AREA), key)
    assert "birch" not in said
    assert "Please say who comes for Testshire Police from now on" in said["blackthorn"]
    assert "Police Birch of Testshire Police has been reported as having left" in said["second"]
    assert (await desk.office.register.people(AREA))[key].left
    assert "Left\nPolice Birch" in await desk.say("admin", "people")


async def test_nobody_reports_another_agencys_people_as_leavers(desk: Desk) -> None:
    meeting = await desk.meeting()

    assert "I could not find that" in await desk.say("hazel", "leaver Police Birch")

    assert await loaded(desk) == meeting


async def test_an_administrator_brings_a_leaver_back(desk: Desk) -> None:
    await desk.meeting()
    await desk.say("admin", "leaver Police Birch")

    await desk.say("admin", "returned Police Birch")

    assert "Case 1001" in await desk.say("birch", "order")
