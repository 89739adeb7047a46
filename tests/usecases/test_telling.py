"""What was right when it was queued is looked at again when it is sent; refreshes go to those concerned."""

from __future__ import annotations

import msgspec
import pytest

from marac.conflicts import DeclareConflicts
from marac.decide import Command
from marac.declarations import Declare
from marac.hearing import OpenCase
from marac.meeting import Meeting
from marac.opening import Resume, Suspend
from marac.presence import Arrive
from marac.words import CaseKind
from tests.dialogs.rooms import a_room
from tests.marac.builders import ADMIN, CHAIR, OTHER_ADMIN, after, outcome, with_case
from tests.marac.test_case_sequences import IN_THE_SLOT, PROTOCOL, STARTED
from usecases.announce import CHAT, DESK, MEETING_CARD, notices_for
from usecases.ports import Notice
from usecases.rooms import Place
from usecases.telling import NoLongerRight, _check


def a_notice(kind: str, to: str, **facts: object) -> Notice:
    return Notice(key=f"m1:{kind}:{to}", to=to, kind=kind, area="testshire", meeting="m1", facts=facts)


def why_not(notice: Notice, meeting: Meeting) -> str | None:
    """Why it is not sent any more; None where it is."""
    chat = notice.to == CHAT
    room = a_room("" if chat else notice.to, meeting, Place.CHAT if chat else Place.PERSONAL)
    try:
        _check(notice, room, meeting)
    except NoLongerRight as reason:
        return str(reason)
    return None


def said(meeting: Meeting, command: Command, by: str) -> tuple[Notice, ...]:
    made = outcome(meeting, command, by=by)
    return notices_for(meeting, made.meeting, made.entries, PROTOCOL)


def test_a_post_about_a_case_that_has_become_restricted_is_not_sent() -> None:
    post = a_notice("case-opened", CHAT, case="1001", agency="police")
    assert why_not(post, STARTED) != "the case is restricted"
    assert why_not(post, with_case(STARTED, "1001", kind=CaseKind.HBA)) == "the case is restricted"


@pytest.mark.rule("LIN-57")
def test_nothing_waiting_for_the_chat_is_sent_while_it_is_closed() -> None:
    for kind in ("resumed", "suspended", "break", "sitting-opened"):
        assert why_not(a_notice(kind, CHAT), IN_THE_SLOT) == "the chat is closed"
        assert why_not(a_notice(kind, CHAT), STARTED) != "the chat is closed"
    assert why_not(a_notice("chat-closed", CHAT), IN_THE_SLOT) is None


@pytest.mark.parametrize("facts", [{"case": "1001"}, {"cases": ["1004", "1001"]}])
def test_whoever_gave_notice_of_a_conflict_meanwhile_is_told_no_more_of_the_case(
    facts: dict[str, object],
) -> None:
    letter = a_notice("multiple-repeats", OTHER_ADMIN, **facts)
    assert why_not(letter, STARTED) is None
    out = after(STARTED, DeclareConflicts(person=OTHER_ADMIN, cases=("1001",)), by=OTHER_ADMIN)
    assert why_not(letter, out) == "kept out of the case"
    assert why_not(a_notice("please-leave", OTHER_ADMIN, case="1001"), out) is None


def test_whoever_has_declared_meanwhile_is_not_asked_to() -> None:
    letter = a_notice("please-declare", "probation-rep")
    undeclared = after(STARTED, Arrive(person="probation-rep"), by="probation-rep")
    undeclared = with_declarations_but("probation-rep", undeclared)
    assert why_not(letter, undeclared) is None
    version = PROTOCOL.declaration.version
    declared = after(undeclared, Declare(person="probation-rep", version=version), by="probation-rep")
    assert why_not(letter, declared) == "no longer so"


def with_declarations_but(person: str, meeting: Meeting) -> Meeting:
    left = {who: version for who, version in meeting.declarations.items() if who != person}
    return msgspec.structs.replace(meeting, declarations=left)


def test_nobody_is_told_to_resume_what_goes_on_already() -> None:
    letter = a_notice("can-resume", CHAIR, agencies=["police"])
    suspended = after(STARTED, Suspend(note="Late."), by=CHAIR)
    assert why_not(letter, suspended) is None
    assert why_not(letter, after(suspended, Resume(), by=CHAIR)) == "no longer so"


def test_somebody_taken_off_the_roll_is_told_nothing() -> None:
    assert why_not(a_notice("resumed", "nobody"), STARTED) == "no longer on the roll"


def test_a_turn_refreshes_the_desks_of_those_who_run_it_and_of_whoever_took_it() -> None:
    notices = said(STARTED, Arrive(person="probation-rep"), "probation-rep")
    desks = {notice.to for notice in notices if notice.kind == DESK}
    assert {CHAIR, ADMIN, OTHER_ADMIN, "probation-rep"} <= desks
    assert not desks & {"police-rep", "observer", "guest", "idva-rep"}
    assert [n.to for n in notices if n.kind == MEETING_CARD] == [CHAT]


def test_no_card_moves_in_the_chat_while_a_restricted_case_is_open() -> None:
    notices = said(IN_THE_SLOT, Arrive(person="probation-rep"), "probation-rep")
    assert not any(notice.to == CHAT for notice in notices)
    assert any(notice.kind == DESK for notice in notices)


def test_a_turn_says_a_thing_once_to_each_person() -> None:
    notices = said(STARTED, OpenCase(case="1001", note="Go on."), CHAIR)
    keys = [notice.key for notice in notices]
    assert len(keys) == len(set(keys))
    assert any(notice.kind == "case-opened" for notice in notices)
