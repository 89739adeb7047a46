"""Whether what is said of a list, a set time or a section is still so when it is sent, and what whoever
changes one of them is shown."""

from __future__ import annotations

from marac.case_marks import SetMark
from marac.decide import Command
from marac.fixed_times import AskForTime, SettleTime, TakeTimeBack
from marac.late_cases import AskForLateCase
from marac.list_questions import asked_people
from marac.meeting import Meeting
from marac.words import CaseState
from usecases.announcements_order import cases_by_section
from usecases.perform import leads_to
from usecases.ports import Notice
from usecases.requests import Request, ShowCase, ShowOrder
from usecases.rooms import Room
from usecases.telling import still_right


@still_right("list-question")
def _is_still_asked(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return notice.to in asked_people(meeting, notice.facts["case"], notice.facts["question"])


@still_right("time-asked")
def _is_time_still_asked(notice: Notice, room: Room, meeting: Meeting) -> bool:
    case = meeting.cases[notice.facts["case"]]
    return case.time_asked is not None and case.time_asked.agreed is None


@still_right("time-fixed")
def _is_time_fixed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.cases[notice.facts["case"]].fixed_at is not None


@still_right("list-heard")
def _is_listed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.cases[notice.facts["case"]].state is CaseState.LISTED


@still_right("stay-for-section")
def _is_still_to_come(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(cases_by_section(meeting, room.protocol).get(notice.facts["section"]))


@still_right("may-leave")
def _is_here(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.is_present(notice.to)


@leads_to(AskForTime, SettleTime, TakeTimeBack)
def _to_the_order(command: Command, room: Room) -> Request:
    """Whoever asked for a time, or settled one, sees the order."""
    return ShowOrder()


@leads_to(AskForLateCase)
def _to_what_is_known(command: Command, room: Room) -> Request:
    """Whoever asked sees the order: the case is in it once all have said yes."""
    return ShowOrder()


@leads_to(SetMark)
def _to_the_case(command: SetMark, room: Room) -> Request:
    """Whoever marked a case sees it."""
    return ShowCase(case=command.case)
