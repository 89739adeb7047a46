"""The declaration: each for themselves, against the version in force, observers and late arrivals too."""

from __future__ import annotations

import pytest

from marac.decide import Why
from marac.declarations import (
    ConfirmAuthority,
    ConfirmPrivateSetting,
    Declare,
    Declared,
    has_declared,
    undeclared,
    without_authority,
)
from marac.presence import Arrive
from tests.marac.builders import ADMIN, CHAIR, IN_THE_ROOM, a_meeting, a_protocol, after, outcome, refusal

PROTOCOL = a_protocol()
VERSION = PROTOCOL.declaration.version
REP = "police-rep"


def newer() -> object:
    return PROTOCOL.declaration.model_copy(update={"version": "2"})


@pytest.mark.parametrize(("by", "on_behalf"), [(REP, False), (ADMIN, True)])
def test_a_declaration_is_recorded_with_its_version_and_who_recorded_it(by: str, on_behalf: bool) -> None:
    done = outcome(a_meeting(), Declare(person=REP, version=VERSION), by=by)

    event = done.entries[0].event
    assert event == Declared(person=REP, version=VERSION, on_behalf=on_behalf)
    assert done.entries[0].by == by
    assert has_declared(done.meeting, PROTOCOL, REP)
    assert outcome(done.meeting, Declare(person=REP, version=VERSION), by=by).entries == ()


def test_a_declaration_against_another_version_is_refused_and_an_old_one_no_longer_counts() -> None:
    declared = after(a_meeting(), Declare(person=REP, version=VERSION), by=REP)
    changed = a_protocol(declaration=newer())

    assert refusal(a_meeting(), Declare(person=REP, version="0"), by=REP) is Why.OLD_DECLARATION
    assert not has_declared(declared, changed, REP)
    assert refusal(declared, Declare(person=REP, version=VERSION), by=REP, protocol=changed) is (
        Why.OLD_DECLARATION
    )
    again = after(declared, Declare(person=REP, version="2"), by=REP, protocol=changed)
    assert has_declared(again, changed, REP)


def test_nobody_declares_for_somebody_else_but_an_administrator() -> None:
    wanted = Declare(person=REP, version=VERSION)

    assert refusal(a_meeting(), wanted, by="idva-rep") is Why.NOT_ALLOWED
    assert refusal(a_meeting(), wanted, by=CHAIR) is Why.NOT_ALLOWED
    assert refusal(a_meeting(), Declare(person="nobody", version=VERSION), by=ADMIN) is Why.NO_SUCH_PERSON


def test_everybody_here_is_asked_observers_and_guests_and_late_arrivals_too() -> None:
    meeting = a_meeting(present=(*IN_THE_ROOM, "observer", "guest"))
    for person in IN_THE_ROOM:
        meeting = after(meeting, Declare(person=person, version=VERSION), by=person)
    late = after(meeting, Arrive(person="adults-rep"), by="adults-rep")

    assert {a.person for a in undeclared(meeting, PROTOCOL)} == {"observer", "guest"}
    assert {a.person for a in undeclared(late, PROTOCOL)} == {"observer", "guest", "adults-rep"}


def test_members_who_cannot_commit_their_agency_are_told_apart_and_the_last_answer_counts() -> None:
    no = after(a_meeting(), ConfirmAuthority(person=REP, has_authority=False), by=REP)
    yes = after(no, ConfirmAuthority(person=REP, has_authority=True), by=ADMIN)

    assert [a.person for a in without_authority(no)] == [REP]
    assert without_authority(yes) == ()
    assert outcome(yes, ConfirmAuthority(person=REP, has_authority=True), by=REP).entries == ()


def test_a_private_setting_is_ticked_once() -> None:
    ticked = after(a_meeting(), ConfirmPrivateSetting(person="guest"), by="guest")

    assert ticked.roll["guest"].private_setting
    assert outcome(ticked, ConfirmPrivateSetting(person="guest"), by="guest").entries == ()
    assert refusal(a_meeting(), ConfirmPrivateSetting(person="guest"), by=REP) is Why.NOT_ALLOWED
