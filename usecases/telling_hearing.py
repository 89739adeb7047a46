"""What is checked again before a message of the hearing goes out: whether it still says what is so."""

from __future__ import annotations

from marac.decisions import vote_key
from marac.declarations import has_declared
from marac.facts import Vote
from marac.floor import not_to_hear
from marac.meeting import Meeting
from marac.presenting import is_presenter_here, presenter_of
from marac.words import Question
from usecases.announcements_hearing import speakers_for
from usecases.office import Office
from usecases.ports import Notice
from usecases.requests import View
from usecases.rooms import Room
from usecases.telling import Told, for_those_out, shows, still_right

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
    vote = _vote(notice, meeting)
    voice = notice.facts.get("agency", notice.to)
    if vote is None or vote.confirmed or voice not in vote.voices or voice in vote.answers:
        return False
    return vote.by_person or notice.to in speakers_for(meeting, voice, vote.case)


def _vote(notice: Notice, meeting: Meeting) -> Vote | None:
    key = vote_key(notice.facts["case"], Question(notice.facts["question"]))
    return meeting.votes.get(key)


@shows("question")
async def question(notice: Notice, room: Room, office: Office) -> View:
    """The question, with the reason for it where the area has one given: never kept in the outbox."""
    vote = _vote(notice, room.meeting) if room.meeting else None
    reason = {"reason": vote.reason} if vote is not None and vote.reason else {}
    return Told(kind=notice.kind, facts={**notice.facts, **reason}, meeting=notice.meeting)


@shows("result")
async def result(notice: Notice, room: Room, office: Office) -> View:
    """What it came to, with the totals of people's answers and the reason that was given."""
    vote = _vote(notice, room.meeting) if room.meeting else None
    known: dict[str, object] = {}
    if vote is not None and vote.by_person:
        known = {"yes": vote.yes, "no": vote.no}
    if vote is not None and vote.reason:
        known["reason"] = vote.reason
    return Told(kind=notice.kind, facts={**notice.facts, **known}, meeting=notice.meeting)


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


@still_right("room-entered")
def _is_in_the_room(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """While somebody of them is in the room, and has not been let in meanwhile."""
    case = meeting.cases.get(notice.facts["case"])
    return case is not None and bool(set(notice.facts["who"]) & set(not_to_hear(meeting, case)))
