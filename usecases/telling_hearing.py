"""What is checked again before a message of the hearing goes out: whether it still says what is so."""

from __future__ import annotations

from marac.declarations import has_declared
from marac.meeting import Meeting
from marac.presenting import is_presenter_here, presenter_of
from usecases.announcements_hearing import speakers_for
from usecases.ports import Notice
from usecases.rooms import Room
from usecases.telling import for_those_out, still_right

for_those_out("step-out-now", "come-back")


@still_right("chat-closed")
def _is_closed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.chat_closed


@still_right("case-opened")
def _is_open(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(meeting.current_case == notice.facts["case"])


still_right("restricted-open")(_is_open)
still_right("step-out-now")(_is_open)
still_right("guest-case-open")(_is_open)


@still_right("come-back")
def _is_over(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(meeting.current_case != notice.facts["case"])


@still_right("time-up")
def _has_the_floor(notice: Notice, room: Room, meeting: Meeting) -> bool:
    case = meeting.case_now
    turn = case.hearing.turn if case and case.hearing else None
    same = case is not None and case.number == notice.facts["case"]
    return same and turn is not None and turn.agency == notice.facts["agency"]


still_right("time-up-chair")(_has_the_floor)


@still_right("question")
def _waits(notice: Notice, room: Room, meeting: Meeting) -> bool:
    facts = notice.facts
    return facts["agency"] in {
        agency
        for vote in meeting.votes.values()
        if vote.case == facts["case"] and vote.question == facts["question"] and not vote.confirmed
        for agency in vote.voices
        if agency not in vote.answers and notice.to in speakers_for(meeting, agency, vote.case)
    }


@still_right("presenter-absent")
def _is_missing(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return not is_presenter_here(meeting, meeting.cases[notice.facts["case"]])


@still_right("stand-in-asked")
def _presents(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(presenter_of(meeting.cases[notice.facts["case"]]) == notice.facts["agency"])


@still_right("please-call")
def _is_to_call(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return any(notice.to in case.admitted and notice.to not in case.calls for case in meeting.cases.values())


@still_right("guest-confirms")
def _is_unconfirmed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    attendee = meeting.roll[notice.to]
    return not (attendee.private_setting and has_declared(meeting, room.protocol, notice.to))


@still_right("reviewed-again")
def _has_no_route(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.cases[notice.facts["case"]].route is None


@still_right("review-agreed")
def _has_no_date(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.cases[notice.facts["case"]].review_on is None
