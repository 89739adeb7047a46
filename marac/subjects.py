"""What an area's duties are about, who owes each, and the moment from which it is counted.

One duty of the area's file holds for each of its subjects: the meeting, a sitting, a case, an agency or a
person. Nobody is asked for a duty about a case that they may not see, so a duty never tells of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from marac.admission import BARE_SLOT, may_know_of, may_see
from marac.case_marks import has_marks_condition
from marac.guests import guests_of
from marac.meeting import Attendee, Case, Meeting
from marac.ownership import agencies_of_type
from marac.presenting import was_presenter_absent
from marac.protocol import Duty
from marac.protocol_faults import DEBTORS
from marac.words import (
    AgencyId,
    Capacity,
    CaseKind,
    CaseNumber,
    CaseState,
    PersonId,
    SittingState,
)


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What one duty is about. `key` tells it from the duty's other subjects. With an `audience` nobody else
    knows of it."""

    key: str
    sitting: int | None = None
    case: CaseNumber | None = None
    agency: AgencyId | None = None
    person: PersonId | None = None
    matter: str | None = None
    audience: frozenset[PersonId] | None = None


def subjects_of(duty: Duty, meeting: Meeting) -> Iterator[Subject]:
    """Everything that the duty is about in this meeting; nothing where the area has nobody of the type that
    owes it."""
    if duty.owed_by not in DEBTORS and not agencies_owing(duty, meeting):
        return iter(())
    return _SUBJECTS[duty.subject](duty, meeting)


def _of_meeting(duty: Duty, meeting: Meeting) -> Iterator[Subject]:
    if duty.when == "always" or any(_holds_for(duty, case) for case in meeting.cases.values()):
        yield Subject(key="meeting")


def _of_sittings(duty: Duty, meeting: Meeting) -> Iterator[Subject]:
    """Of a sitting that never took place nothing is asked."""
    counted = (s for s in meeting.sittings if s.was_held or s.state is not SittingState.ENDED)
    return (Subject(key=str(s.number), sitting=s.number) for s in counted)


def _of_agencies(duty: Duty, meeting: Meeting) -> Iterator[Subject]:
    return (Subject(key=agency, agency=agency) for agency in agencies_owing(duty, meeting))


def _of_people(duty: Duty, meeting: Meeting) -> Iterator[Subject]:
    return (Subject(key=a.person, person=a.person, agency=a.agency) for a in _people_concerned(duty, meeting))


def _of_cases(duty: Duty, meeting: Meeting) -> Iterator[Subject]:
    for case in meeting.cases.values():
        if _holds_for(duty, case):
            yield from _of_case(duty, case, meeting)


_SUBJECTS: Final[Mapping[str, Callable[[Duty, Meeting], Iterator[Subject]]]] = {
    "meeting": _of_meeting,
    "sitting": _of_sittings,
    "case": _of_cases,
    "agency": _of_agencies,
    "person": _of_people,
}


def _of_case(duty: Duty, case: Case, meeting: Meeting) -> Iterator[Subject]:
    """The case once; once for each agency where the agencies owe it, each of which answers for itself."""
    if duty.owed_by != "agencies":
        yield Subject(key=case.number, case=case.number, sitting=case.sitting)
        return
    for agency in agencies_owing(duty, meeting):
        if any(may_see(meeting, a.person, case.number) for a in meeting.members_of(agency)):
            yield Subject(
                key=f"{case.number}/{agency}", case=case.number, agency=agency, sitting=case.sitting
            )


def _holds_for(duty: Duty, case: Case) -> bool:
    """The case is of the kind for which the duty holds. Of a disclosure request nothing is ticked."""
    if case.kind is CaseKind.DISCLOSURE:
        return False
    if duty.when == "always":
        return True
    if duty.when.startswith("mark:"):
        return has_marks_condition(duty.when, case)
    return {
        "guest": bool(case.guests),
        "not-high-risk": case.not_high_risk,
        "presenter-absent": was_presenter_absent(case),
        "hba": case.kind in BARE_SLOT,
        "review": case.review_agreed_on is not None,
        "employee-sensitive": case.kind is CaseKind.EMPLOYEE_SENSITIVE,
        "transfer-in": case.kind is CaseKind.TRANSFER_IN,
        "consent-blank": case.consent is None,
    }[duty.when]


def agencies_owing(duty: Duty, meeting: Meeting) -> tuple[AgencyId, ...]:
    """The agencies with a member here that owe the duty, where agencies do."""
    if duty.owed_by == "agencies":
        found = tuple(meeting.agencies)
    elif duty.owed_by == "referring":
        found = tuple(dict.fromkeys(c.referring_agency for c in meeting.cases.values() if c.referring_agency))
    else:
        found = tuple(agencies_of_type(meeting, duty.owed_by))
    with_members = {a.agency for a in meeting.roll.values() if a.is_member}
    return tuple(agency for agency in found if agency in with_members)


def _people_concerned(duty: Duty, meeting: Meeting) -> Iterator[Attendee]:
    owing = frozenset(agencies_owing(duty, meeting))
    for attendee in meeting.roll.values():
        if not attendee.is_welcome:
            continue
        if duty.when == "guest" or duty.owed_by == "guests":
            concerned = attendee.is_guest
        elif duty.owed_by == "administrators":
            concerned = attendee.is_administrator
        elif duty.owed_by == "chair":
            concerned = attendee.is_chair
        else:
            concerned = attendee.is_member and attendee.agency in owing
        if concerned:
            yield attendee


def people_owing(duty: Duty, subject: Subject, meeting: Meeting) -> tuple[PersonId, ...]:
    """Those who are asked: by role, agency or for themselves, without anyone who may not see what it is
    about."""
    return tuple(p for p in _asked(duty, subject, meeting) if may_hear_of(meeting, p, subject))


def _asked(duty: Duty, subject: Subject, meeting: Meeting) -> tuple[PersonId, ...]:
    if duty.owed_by == "administrators":
        return meeting.administrators()
    if duty.owed_by == "chair":
        return _chairs(subject, meeting)
    if subject.person is not None:
        return (subject.person,)
    if duty.owed_by == "guests":
        return tuple(a.person for a in meeting.roll.values() if a.is_guest and a.is_welcome)
    if duty.owed_by == "referring" and subject.case is not None:
        agency = meeting.cases[subject.case].referring_agency
        return _members(meeting, (agency,) if agency else ())
    return _members(meeting, (subject.agency,) if subject.agency else agencies_owing(duty, meeting))


def told_of(
    tells: tuple[str, ...], subject: Subject, owed: tuple[PersonId, ...], meeting: Meeting
) -> tuple[PersonId, ...]:
    """The people on the roll whom a step of a ladder tells, without anyone who may not see what it is
    about."""
    found: dict[PersonId, None] = {}
    for who in tells:
        found |= dict.fromkeys(_told(who, subject, owed, meeting))
    return tuple(person for person in found if may_hear_of(meeting, person, subject))


def _told(who: str, subject: Subject, owed: tuple[PersonId, ...], meeting: Meeting) -> tuple[PersonId, ...]:
    if who == "owed":
        return owed
    if who == "administrators":
        return meeting.administrators()
    if who == "chair":
        return _chairs(subject, meeting)
    if who == "operational-lead":
        leads = (a for a in meeting.roll.values() if Capacity.LEAD in a.capacities)
        return tuple(a.person for a in leads if a.is_welcome)
    return _members(meeting, tuple(agencies_of_type(meeting, who)))


def _members(meeting: Meeting, agencies: tuple[AgencyId, ...]) -> tuple[PersonId, ...]:
    return tuple(a.person for agency in agencies for a in meeting.members_of(agency))


def _chairs(subject: Subject, meeting: Meeting) -> tuple[PersonId, ...]:
    """Whoever chaired what it is about; before that, everybody who may."""
    if subject.case is not None:
        hearing = meeting.cases[subject.case].hearing
        chaired = tuple(dict.fromkeys(c.person for c in hearing.chaired)) if hearing is not None else ()
        if chaired:
            return chaired
    sittings = [s for s in meeting.sittings if subject.sitting in (None, s.number)]
    return tuple(dict.fromkeys(s.chair for s in sittings if s.chair)) or meeting.chairs()


def may_hear_of(meeting: Meeting, person: PersonId, subject: Subject) -> bool:
    """The person may be told that there is such a duty: they may see its case, or know of one of its
    guest's."""
    if subject.audience is not None and person not in subject.audience:
        return False
    if subject.case is not None:
        return may_see(meeting, person, subject.case)
    about = meeting.roll.get(subject.person) if subject.person else None
    if about is None or not about.is_guest or not about.cases or about.person == person:
        return True
    return any(may_know_of(meeting, person, number) for number in about.cases)


def anchor_of(duty: Duty, subject: Subject, meeting: Meeting) -> date | datetime | None:
    """From when the duty is counted; None while that has not happened."""
    case = meeting.cases.get(subject.case) if subject.case else None
    if duty.anchor == "closing":
        return over_since(meeting)
    if duty.anchor == "publication":
        return meeting.order_told_at
    if duty.anchor == "agreed":
        return _agreed(duty, case)
    if duty.anchor == "review":
        return case.review_on if case is not None else None
    if duty.anchor == "listing" and case is not None and case.listed_at is not None:
        return case.listed_at
    wanted = subject.sitting if duty.anchor == "sitting" else None
    starts = [s.starts_at for s in meeting.sittings if wanted in (None, s.number)]
    return min(starts, default=None)


def _agreed(duty: Duty, case: Case | None) -> date | datetime | None:
    if case is None:
        return None
    if duty.when == "review":
        return case.review_agreed_on
    return case.hearing.opened_at if case.hearing is not None else None


def over_since(meeting: Meeting) -> datetime | None:
    """When the meeting was over: its last sitting's end, whether or not anybody closed it afterwards.

    So a clock that is counted from the meeting starts even where the close is forgotten or comes a day late.
    """
    if meeting.cancelled_at is not None:
        return None
    ends = [s.ended_at for s in meeting.sittings if s.ended_at is not None]
    to_come = any(s.state is not SittingState.ENDED for s in meeting.sittings)
    if meeting.closed_at is None and to_come:
        return None
    return max(ends, default=meeting.closed_at)


def is_void(duty: Duty, subject: Subject, meeting: Meeting) -> bool:
    """The duty fell away: its case is withdrawn or was carried over, or the area says that this ends it."""
    if subject.case is None:
        return False
    case = meeting.cases[subject.case]
    if case.state is CaseState.WITHDRAWN and duty.when != "not-high-risk":
        return True
    if duty.anchor == "closing" and case.state is CaseState.LISTED:
        return True
    return duty.unless == "not-high-risk" and case.not_high_risk


def is_discharged(duty: Duty, subject: Subject, meeting: Meeting) -> bool:
    """A fact that the meeting already holds discharges the duty without a tick."""
    if duty.discharged_by == "tick":
        return False
    if duty.discharged_by == "order-told":
        return meeting.order_told_at is not None
    if duty.discharged_by == "invitation-checked":
        return meeting.invitation_checked_at is not None
    if subject.person is not None:
        return _PERSONAL[duty.discharged_by](meeting, subject.person)
    if subject.case is not None:
        if duty.discharged_by == "guest-invited":
            return bool(meeting.cases[subject.case].guests or guests_of(meeting, subject.case))
        return _OF_CASES[duty.discharged_by](meeting.cases[subject.case])
    if subject.agency is not None:
        said = meeting.absences.get(subject.agency)
        return subject.agency in meeting.representatives or (said is not None and said.nobody)
    return any(s.number == subject.sitting and s.minute_taker is not None for s in meeting.sittings)


def _called_everybody(case: Case) -> bool:
    return bool(case.admitted) and all(person in case.calls for person in case.admitted)


_PERSONAL: Final[Mapping[str, Callable[[Meeting, PersonId], bool]]] = {
    "declaration-sent": lambda meeting, person: meeting.roll[person].declaration_sent,
    "conflicts-answered": lambda meeting, person: person in meeting.conflicts,
}
_OF_CASES: Final[Mapping[str, Callable[[Case], bool]]] = {
    "presenter-named": lambda case: any((case.presenter, case.presenter_person, case.stand_in)),
    "employer-told": lambda case: case.employer is not None,
    "attendees-called": _called_everybody,
    "review-dated": lambda case: case.review_on is not None,
    "wait-reason": lambda case: bool(case.wait_reason),
}
