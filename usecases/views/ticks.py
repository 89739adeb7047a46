"""Which agencies have ticked what is asked of them before the meeting, by case number: for chairs and
administrators, of the cases that they may see.

A tick for the whole list holds for the cases that stood on it by then: of one that came later the agency has
said nothing yet. No answer is shown as that, never as a no.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.admission import may_see
from marac.duties import DutyDue, all_duties
from marac.meeting import Case, Meeting
from marac.protocol import Duty, Protocol
from marac.subjects import agencies_owing
from marac.words import AgencyId, CaseNumber, CaseState, PersonId
from usecases.office import Office
from usecases.requests import ShowTicks, View, answers
from usecases.rooms import Room
from usecases.views.meeting import NoMeetingYet

_BEFORE = frozenset({"meeting", "sitting", "listing", "publication"})
_OF_OTHERS = frozenset({"administrators", "chair", "guests"})


class Ticked(msgspec.Struct, frozen=True, kw_only=True):
    """What stands for a case, or with None for the meeting: who has ticked with what answer (empty: a plain
    tick), and who has not."""

    case: CaseNumber | None
    said: tuple[tuple[AgencyId, str], ...]
    silent: tuple[AgencyId, ...]


class TickList(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that agencies tick; `is_over`: its time has gone by."""

    label: str
    due: datetime
    is_over: bool
    lines: tuple[Ticked, ...]


class Ticks(View, frozen=True, kw_only=True):
    """All that is asked of agencies before the meeting."""

    lists: tuple[TickList, ...]


@answers(ShowTicks)
async def show_ticks(request: ShowTicks, room: Room, office: Office) -> View:
    """Of the meeting in question."""
    if room.meeting is None:
        return NoMeetingYet(area_name=room.protocol.name)
    return Ticks(lists=tick_lists(room.meeting, room.protocol, room.person, room.now))


def tick_lists(meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime) -> tuple[TickList, ...]:
    """Everything that agencies tick before this meeting, as the person may see it."""
    found = []
    for duty in protocol.duties:
        due = [d for d in all_duties(meeting, protocol) if d.duty is duty and not d.is_void]
        if due and _is_asked_of_agencies(duty):
            lines = tuple(_lines(duty, due, meeting, person))
            latest = max(d.due for d in due)
            found.append(TickList(label=duty.label, due=latest, is_over=latest < now, lines=lines))
    return tuple(found)


def _is_asked_of_agencies(duty: Duty) -> bool:
    return duty.anchor in _BEFORE and duty.owed_by not in _OF_OTHERS and duty.discharged_by == "tick"


def _lines(duty: Duty, due: list[DutyDue], meeting: Meeting, person: PersonId) -> Iterator[Ticked]:
    if duty.subject == "meeting":
        done = due[0]
        owing = agencies_owing(duty, meeting)
        said = tuple((agency, done.answer or "") for agency in owing) if done.is_done else ()
        yield Ticked(case=None, said=said, silent=() if done.is_done else owing)
        return
    for case in meeting.cases.values():
        if case.state is CaseState.LISTED and may_see(meeting, person, case.number):
            about = [d for d in due if _is_about(d, case, meeting)]
            if about:
                yield _of_case(case, about)


def _is_about(due: DutyDue, case: Case, meeting: Meeting) -> bool:
    """The duty is about this case: by its number, or as part of the list of an agency that may see it."""
    if due.subject.case is not None:
        return due.subject.case == case.number
    return any(may_see(meeting, a.person, case.number) for a in meeting.members_of(due.subject.agency or ""))


def _of_case(case: Case, due: list[DutyDue]) -> Ticked:
    covered = {d.key for d in due if d.is_done and _was_listed(case, d)}
    return Ticked(
        case=case.number,
        said=tuple((_agency(d, case), d.answer or "") for d in due if d.key in covered),
        silent=tuple(_agency(d, case) for d in due if d.key not in covered),
    )


def _was_listed(case: Case, due: DutyDue) -> bool:
    is_for_the_list = due.subject.case is None
    later = case.listed_at is not None and due.done_at is not None and case.listed_at > due.done_at
    return not (is_for_the_list and later)


def _agency(due: DutyDue, case: Case) -> AgencyId:
    return due.subject.agency or case.referring_agency or ""
