"""Agencies that cannot come: who is asked for what, when a report counts, and when they are chased."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from marac.absence import (
    ChaseAbsences,
    NameSubstitute,
    NobodyComes,
    ReceiveReport,
    SayNobodyComes,
    agencies_away,
    agencies_unsettled,
    report_by,
    wants_report,
    wants_substitute,
)
from marac.attendance import SayWhichCases
from marac.decide import Why
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.representation import GiveApologies, NameRepresentative, absence_of
from tests.marac.builders import ADMIN, FIRST_DAY, a_meeting, a_protocol, after, outcome, refusal

AHEAD = FIRST_DAY - timedelta(days=5)
DECLINES = GiveApologies(person="police-rep")


def area(**rule: Any) -> Protocol:
    """Testshire, where a substitute is asked for; `rule` are further entries of its absence rule."""
    return a_protocol(absence={"cite": "1", "substitute_asked": True, **rule})


def declined(protocol: Protocol) -> Meeting:
    """The police's representative cannot come."""
    return after(a_meeting(open_sitting=False), DECLINES, by="police-rep", at=AHEAD, protocol=protocol)


def test_without_a_rule_nobody_is_away_and_nothing_is_asked() -> None:
    meeting = declined(a_protocol())
    assert agencies_away(meeting, a_protocol()) == ()
    assert not wants_substitute(meeting, a_protocol(), "police")
    assert outcome(meeting, ChaseAbsences(), by=SYSTEM, at=AHEAD, protocol=a_protocol()).entries == ()


def test_an_agency_is_asked_until_somebody_is_named_or_the_representative_comes_after_all() -> None:
    protocol = area()
    meeting = declined(protocol)
    assert agencies_away(meeting, protocol) == ("police",)
    assert wants_substitute(meeting, protocol, "police")
    named = NameSubstitute(agency="police", person="police-deputy", takes_actions=True)
    back = GiveApologies(person="police-rep", comes=True)
    for command, by in ((named, "police-deputy"), (back, "police-rep")):
        settled = after(meeting, command, by=by, at=AHEAD, protocol=protocol)
        assert agencies_away(settled, protocol) == ()
    settled = after(meeting, named, by="police-deputy", at=AHEAD, protocol=protocol)
    assert settled.representatives == {"police": "police-deputy"}
    assert settled.roll["police-deputy"].authority is True
    assert outcome(settled, named, by="police-deputy", at=AHEAD, protocol=protocol).entries == ()


def test_a_deputy_who_declines_makes_nobody_away() -> None:
    meeting = a_meeting(open_sitting=False)
    meeting = after(meeting, GiveApologies(person="police-deputy"), by=ADMIN, at=AHEAD, protocol=area())
    assert agencies_away(meeting, area()) == ()


def test_a_named_substitute_who_declines_leaves_the_agency_without_anybody() -> None:
    protocol = area()
    meeting = after(
        declined(protocol),
        NameRepresentative(agency="police", person="police-deputy"),
        GiveApologies(person="police-deputy"),
        by=ADMIN,
        at=AHEAD,
        protocol=protocol,
    )
    assert wants_substitute(meeting, protocol, "police")


@pytest.mark.parametrize(
    ("command", "by", "why"),
    [
        (SayNobodyComes(agency="police"), "housing-rep", Why.OWN_AGENCY_ONLY),
        (SayNobodyComes(agency="police"), "observer", Why.NOT_ALLOWED),
        (NameSubstitute(agency="police", person="police-deputy"), "housing-rep", Why.OWN_AGENCY_ONLY),
        (NameSubstitute(agency="police", person="housing-rep"), "police-rep", Why.NOT_VALID),
        (ReceiveReport(agency="police"), "police-rep", Why.NOT_ALLOWED),
        (SayNobodyComes(agency="police"), "police-rep", None),
        (SayNobodyComes(agency="police"), ADMIN, None),
    ],
)
def test_an_agency_speaks_for_itself_and_administrators_for_any(
    command: Any, by: str, why: Why | None
) -> None:
    protocol = area(written_report="accepted")
    assert refusal(declined(protocol), command, by, AHEAD, protocol) is why


def test_nobody_can_come_takes_every_member_off_the_expected_and_is_taken_back_by_a_name() -> None:
    protocol = area(written_report="accepted")
    result = outcome(
        a_meeting(open_sitting=False), SayNobodyComes(agency="police"), by=ADMIN, at=AHEAD, protocol=protocol
    )
    assert [e.event for e in result.entries] == [NobodyComes(agency="police")]
    meeting = result.meeting
    assert all(a.apologies for a in meeting.members_of("police"))
    assert not wants_substitute(meeting, protocol, "police")
    assert wants_report(meeting, protocol, "police")
    again = outcome(meeting, SayNobodyComes(agency="police"), by=ADMIN, at=AHEAD, protocol=protocol)
    assert again.entries == ()

    named = NameSubstitute(agency="police", person="police-deputy")
    meeting = after(meeting, named, by=ADMIN, at=AHEAD, protocol=protocol)
    assert not absence_of(meeting, "police").nobody
    assert not wants_report(meeting, protocol, "police")


@pytest.mark.parametrize(
    ("rule", "nobody", "why"),
    [
        ("none", True, Why.NO_REPORTS),
        ("accepted", False, None),
        ("last-resort", False, Why.SUBSTITUTE_FIRST),
        ("last-resort", True, None),
    ],
)
def test_a_report_counts_as_the_area_says(rule: str, nobody: bool, why: Why | None) -> None:
    protocol = area(written_report=rule)
    meeting = declined(protocol)
    if nobody:
        meeting = after(meeting, SayNobodyComes(agency="police"), by=ADMIN, at=AHEAD, protocol=protocol)
    assert refusal(meeting, ReceiveReport(agency="police"), ADMIN, AHEAD, protocol) is why


@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (1, True)])
def test_a_report_is_late_after_the_areas_time_and_can_be_taken_back(minutes: int, late: bool) -> None:
    protocol = area(written_report="accepted", report_by="-24 hours")
    deadline = report_by(declined(protocol), protocol)
    assert deadline == FIRST_DAY - timedelta(hours=24)
    at = FIRST_DAY - timedelta(hours=24) + timedelta(minutes=minutes)
    received = ReceiveReport(agency="police")
    meeting = after(declined(protocol), received, by=ADMIN, at=at, protocol=protocol)
    assert (absence_of(meeting, "police").report_at, absence_of(meeting, "police").late) == (at, late)
    assert outcome(meeting, received, by=ADMIN, at=at, protocol=protocol).entries == ()
    back = ReceiveReport(agency="police", received=False)
    assert absence_of(after(meeting, back, by=ADMIN, at=at, protocol=protocol), "police").report_at is None


def chased(meeting: Meeting, protocol: Protocol, at: datetime) -> tuple[str, ...]:
    made = outcome(meeting, ChaseAbsences(), by=SYSTEM, at=at, protocol=protocol)
    return tuple(agency for e in made.entries for agency in e.event.agencies)  # type: ignore[attr-defined]


def test_agencies_are_chased_once_from_the_areas_time_until_the_start() -> None:
    protocol = area(told_without="-1 working day")
    meeting = declined(protocol)
    on_the_day = datetime.combine(
        (FIRST_DAY - timedelta(days=1)).date(), protocol.nudge_at, tzinfo=FIRST_DAY.tzinfo
    )
    assert chased(meeting, protocol, on_the_day - timedelta(minutes=1)) == ()
    assert chased(meeting, protocol, on_the_day) == ("police",)
    assert chased(meeting, protocol, FIRST_DAY) == ()

    once = after(meeting, ChaseAbsences(), by=SYSTEM, at=on_the_day, protocol=protocol)
    assert chased(once, protocol, on_the_day + timedelta(hours=1)) == ()
    declines = GiveApologies(person="housing-rep")
    later = after(once, declines, by="housing-rep", at=on_the_day, protocol=protocol)
    assert chased(later, protocol, on_the_day + timedelta(hours=1)) == ("housing",)


@pytest.mark.parametrize("says", [GiveApologies(person="housing-rep"), SayNobodyComes(agency="housing")])
def test_an_agency_that_was_asked_a_moment_ago_is_given_time_to_answer(says: Any) -> None:
    protocol = area(told_without="-1 working day", written_report="accepted")
    asked = FIRST_DAY - timedelta(hours=3)
    meeting = after(a_meeting(open_sitting=False), says, by="housing-rep", at=asked, protocol=protocol)
    assert chased(meeting, protocol, asked + timedelta(minutes=59)) == ()
    assert chased(meeting, protocol, asked + timedelta(hours=1)) == ("housing",)
    at_the_door = FIRST_DAY - timedelta(minutes=30)
    meeting = after(a_meeting(open_sitting=False), says, by="housing-rep", at=at_the_door, protocol=protocol)
    assert chased(meeting, protocol, FIRST_DAY - timedelta(seconds=1)) == ()


def test_a_report_that_is_held_or_that_nobody_wants_settles_an_absence() -> None:
    without, takes = area(), area(written_report="accepted")
    nobody = SayNobodyComes(agency="police")
    said = after(declined(without), nobody, by=ADMIN, at=AHEAD, protocol=without)
    assert agencies_unsettled(said, without) == ()
    assert agencies_unsettled(said, takes) == ("police",)
    held = after(said, ReceiveReport(agency="police"), by=ADMIN, at=AHEAD, protocol=takes)
    assert agencies_unsettled(held, takes) == ()


def test_an_agency_that_comes_for_some_cases_alone_is_away_only_if_it_named_one() -> None:
    types = [{**t.model_dump(), "asked_which_cases": t.key == "housing"} for t in a_protocol().agency_types]
    protocol = a_protocol(absence={"cite": "1", "substitute_asked": True}, agency_types=types)
    declines = GiveApologies(person="housing-rep")
    meeting = after(a_meeting(open_sitting=False), declines, by="housing-rep", at=AHEAD, protocol=protocol)
    assert agencies_away(meeting, protocol) == ()
    named = SayWhichCases(agency="housing", cases=("1004",))
    meeting = after(meeting, named, by="housing-rep", at=AHEAD, protocol=protocol)
    assert agencies_away(meeting, protocol) == ("housing",)
