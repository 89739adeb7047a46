"""The end of a sitting and the close of a meeting, and the lists that are handed over then.

What has not been heard is carried over openly, with a note; nothing here waits for the next meeting to
notice. Each agency gets its own actions and no other's, and nobody gets those of a case that they may not
see (LIN-86, LIN-114).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.actions import agreed_for
from marac.admission import cases_known, may_know_of, may_see
from marac.decide import Command, Refused, Setting, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Case, Meeting, Sitting
from marac.opening import RUNS_IT, between_cases
from marac.presence import everybody_gone
from marac.presenting import presenting_agency, was_presenter_absent
from marac.quoracy import with_sitting
from marac.words import AgencyId, CaseNumber, CaseState, FreeText, PersonId, SittingState


class EndSitting(Command, frozen=True):
    """End the sitting under way; a note lets cases wait that were to be heard in it."""

    note: str = ""


class CloseMeeting(Command, frozen=True):
    """Close the meeting, and with it the sitting under way; a note carries over what has not been heard."""

    note: str = ""


class SittingEnded(Event, frozen=True):
    """A sitting ended with these of its cases unheard."""

    sitting: int
    waiting: tuple[CaseNumber, ...] = ()
    note: FreeText = ""


class MeetingClosed(Event, frozen=True):
    """The meeting was closed; these of its cases go to the next one."""

    carried_over: tuple[CaseNumber, ...] = ()
    note: FreeText = ""


@decides(EndSitting, *RUNS_IT)
def end_sitting(command: EndSitting, setting: Setting) -> Iterator[Event]:
    """End it between cases. Raises Refused while one is open, or held by those still to be heard in it."""
    sitting = setting.meeting.sitting
    if sitting is None:
        if setting.meeting.closed_at is None and not _has_ended(setting.meeting):
            raise Refused(Why.NO_SITTING)
        return
    between_cases(setting)
    waiting = tuple(c.number for c in unheard(setting.meeting) if _belongs_to(setting.meeting, c, sitting))
    _hold(setting, waiting, command.note)
    yield SittingEnded(sitting=sitting.number, waiting=waiting, note=command.note.strip())


def _has_ended(meeting: Meeting) -> bool:
    return any(s.state is SittingState.ENDED for s in meeting.sittings)


@decides(CloseMeeting, *RUNS_IT)
def close_meeting(command: CloseMeeting, setting: Setting) -> Iterator[Event]:
    """Close it once. What is still to come, sittings or cases, holds it until a note says why it does not."""
    meeting = setting.meeting
    if meeting.closed_at is not None:
        return
    if meeting.sitting is None and not _has_ended(meeting):
        raise Refused(Why.NO_SITTING)
    between_cases(setting)
    waiting = tuple(c.number for c in unheard(meeting))
    to_come = tuple(s.number for s in meeting.sittings if s.state is SittingState.PLANNED)
    _hold(setting, waiting, command.note, to_come)
    if meeting.sitting is not None:
        yield SittingEnded(sitting=meeting.sitting.number)
    yield MeetingClosed(carried_over=waiting, note=command.note.strip())


def _hold(
    setting: Setting, waiting: tuple[CaseNumber, ...], note: str, sittings: tuple[int, ...] = ()
) -> None:
    """Raise Refused without a note. A case that the asker may not know of holds nothing and is not told of;
    it is carried over all the same, on the administrators' list."""
    known = tuple(n for n in waiting if may_know_of(setting.meeting, setting.by, n))
    if (known or sittings) and not note.strip():
        raise Refused(Why.HELD, cases=known, sittings=sittings)


def _belongs_to(meeting: Meeting, case: Case, sitting: Sitting) -> bool:
    """The case's slot, or else its own mark, puts it into the sitting; without either it may wait for a
    later one."""
    slot = next((s for s in meeting.order if s.case == case.number), None)
    number = slot.sitting if slot is not None else case.sitting
    return number == sitting.number or (number is None and meeting.next_sitting is None)


@evolves(SittingEnded)
def sitting_ended(meeting: Meeting, event: SittingEnded, entry: Entry) -> Meeting:
    """The sitting is over and nobody is in it; presence is taken afresh at the next."""
    meeting = everybody_gone(meeting, entry.at)
    return with_sitting(meeting, event.sitting, state=SittingState.ENDED, ended_at=entry.at)


@evolves(MeetingClosed)
def meeting_closed(meeting: Meeting, event: MeetingClosed, entry: Entry) -> Meeting:
    """The meeting is over; what follows is counted from its last day. A sitting that was still to come never
    takes place, so nobody is waited for at it."""
    sittings = tuple(msgspec.structs.replace(s, state=SittingState.ENDED) for s in meeting.sittings)
    return msgspec.structs.replace(meeting, closed_at=entry.at, sittings=sittings)


def unheard(meeting: Meeting) -> tuple[Case, ...]:
    """The listed cases that have not been heard: to be carried over."""
    return tuple(c for c in meeting.cases.values() if c.state in (CaseState.LISTED, CaseState.OPEN))


def absent_presenters(meeting: Meeting, person: PersonId) -> tuple[tuple[CaseNumber, AgencyId | None], ...]:
    """The cases that `person` may see whose presenting agency was not there, with that agency (LIN-82)."""
    return tuple(
        (case.number, presenting_agency(case))
        for case in meeting.cases.values()
        if was_presenter_absent(case) and may_see(meeting, person, case.number)
    )


def actions_of_agency(meeting: Meeting, agency: AgencyId, person: PersonId) -> tuple[Action, ...]:
    """The agency's own list as `person` may have it, in the running order.

    Nothing for people of other agencies but administrators, nothing for those who only watch, and nothing of
    a case that the person may not see (LIN-86, LIN-114, LIN-119).
    """
    asker = meeting.roll.get(person)
    if asker is None:
        return ()
    theirs = asker.agency == agency and (asker.is_member or asker.is_guest)
    if not (theirs or asker.is_administrator):
        return ()
    return tuple(a for a in _visible(meeting, person) if a.agency == agency)


def full_list(meeting: Meeting, person: PersonId) -> tuple[Action, ...]:
    """Every action of the meeting for an administrator, in the running order, but for cases that they have
    nothing to do with; nothing for anybody else (LIN-29, LIN-61)."""
    asker = meeting.roll.get(person)
    return _visible(meeting, person) if asker is not None and asker.is_administrator else ()


def _visible(meeting: Meeting, person: PersonId) -> tuple[Action, ...]:
    seen = (c for c in cases_known(meeting, person) if may_see(meeting, person, c.number))
    return tuple(action for case in seen for action in agreed_for(meeting, case.number))


def standing_for(meeting: Meeting, agency: AgencyId) -> tuple[str, ...]:
    """The names of the actions that stand for the whole meeting and fall to the agency."""
    return tuple(key for key, agencies in meeting.standing.items() if agency in agencies)
