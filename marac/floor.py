"""Who takes part in a case: the chair it has, the agencies here for it, and who may speak for each.

Everything that is done in a case asks here first, so that nobody who is out of it, and no chair with a
conflict in it, can move it by accident. Nothing here says why somebody is out.
"""

from __future__ import annotations

import msgspec

from marac.admission import has_conflict, is_out, may_see
from marac.decide import Refused, Setting, Why
from marac.delegation import delegate_of
from marac.journal import SYSTEM
from marac.meeting import Attendee, Case, Hearing, Meeting, put
from marac.quoracy import agencies_counted
from marac.words import AgencyId, CaseNumber, CaseState, PersonId, Source


def with_case(meeting: Meeting, number: CaseNumber, **changes: object) -> Meeting:
    """`meeting` with that case changed."""
    case = msgspec.structs.replace(meeting.cases[number], **changes)
    return msgspec.structs.replace(meeting, cases=put(meeting.cases, number, case))


def with_hearing(meeting: Meeting, number: CaseNumber, **changes: object) -> Meeting:
    """`meeting` with the hearing of that case changed. Raises ValueError where the case was never opened."""
    hearing = meeting.cases[number].hearing
    if hearing is None:
        raise ValueError("This case has not been opened.")
    return with_case(meeting, number, hearing=msgspec.structs.replace(hearing, **changes))


def chair_for(meeting: Meeting, number: CaseNumber) -> PersonId | None:
    """Who chairs the case: whoever is in the chair while it is open, else its substitute, else the
    sitting's chair."""
    case = meeting.cases[number]
    if meeting.current_case == number and case.hearing is not None and case.hearing.chair:
        return case.hearing.chair
    return case.chair or (meeting.sitting.chair if meeting.sitting else None)


def minute_taker_for(meeting: Meeting, number: CaseNumber) -> PersonId | None:
    """Who takes the minutes of the case: somebody named for it alone, else the sitting's minute taker
    (LIN-61)."""
    case = meeting.cases[number]
    return case.minute_taker or (meeting.sitting.minute_taker if meeting.sitting else None)


def guests_here(meeting: Meeting, case: Case) -> tuple[Attendee, ...]:
    """The guests invited for this case who are here and may be in it."""
    return tuple(
        a
        for a in meeting.present()
        if a.is_guest and case.number in a.cases and may_see(meeting, a.person, case.number)
    )


def not_to_hear(meeting: Meeting, case: Case) -> tuple[PersonId, ...]:
    """Everybody in the room who is not to hear this case: kept out of it, or here for another one (LIN-04).

    A guest who has only checked in may be waiting outside.
    """
    return tuple(
        a.person
        for a in meeting.present()
        if not may_see(meeting, a.person, case.number) and not waits_outside(meeting, a)
    )


def guests_of_others_here(meeting: Meeting, case: Case) -> tuple[PersonId, ...]:
    """The guests of other cases among them, such as that of the case before."""
    return tuple(p for p in not_to_hear(meeting, case) if meeting.roll[p].is_guest)


def waits_outside(meeting: Meeting, attendee: Attendee) -> bool:
    """A guest who is here and has done no more than check in."""
    return attendee.is_guest and set(meeting.presence[attendee.person][-1].came) <= {Source.CHECKED_IN}


def agencies_here(meeting: Meeting, case: Case) -> tuple[AgencyId, ...]:
    """The agencies that can speak in the case: members, accepted delegates and the case's guests; in the
    roll's order.

    People who are out of the case do not count, and in a restricted case only those admitted do.
    """
    here = {*agencies_counted(meeting, case), *(g.agency for g in guests_here(meeting, case))}
    return tuple(key for key in meeting.agencies if key in here)


def speaks_for(meeting: Meeting, person: PersonId, agency: AgencyId, number: CaseNumber) -> bool:
    """Whether the person can speak for that agency in the case: as member, accepted delegate, or the case's
    guest."""
    attendee = meeting.roll.get(person)
    if attendee is None or not may_see(meeting, person, number):
        return False
    own = attendee.agency == agency and (
        attendee.is_member or (attendee.is_guest and number in attendee.cases)
    )
    return own or delegate_of(meeting, agency) == person


def check_part(setting: Setting, number: CaseNumber) -> None:
    """Raise Refused where the asker takes no part in the case: a chair in it with a conflict, or somebody
    stepped out.

    A conflict bars the chair from the chair even when asked to stay (LIN-62).
    """
    meeting, by = setting.meeting, setting.by
    if by == SYSTEM:
        return
    if has_conflict(meeting, by, number) and by == chair_for(meeting, number):
        raise Refused(Why.CHAIR_CONFLICTED, case=number)
    if is_out(meeting, by, number):
        raise Refused(Why.STEPPED_OUT, case=number)


def open_case(setting: Setting, number: CaseNumber) -> tuple[Case, Hearing]:
    """The case and its hearing, for an asker who takes part in it. Raises Refused where it is not the open
    case."""
    check_part(setting, number)
    case = setting.meeting.cases[number]
    if setting.meeting.current_case != number or case.hearing is None or case.state is not CaseState.OPEN:
        raise Refused(Why.NO_OPEN_CASE, case=number)
    return case, case.hearing


def check_speaks_for(setting: Setting, agency: AgencyId, number: CaseNumber) -> None:
    """Raise Refused unless the asker speaks for the agency in the case, or is its chair or an
    administrator."""
    asker = setting.asker
    runs_it = asker is not None and (
        asker.is_administrator or chair_for(setting.meeting, number) == setting.by
    )
    if not runs_it and not speaks_for(setting.meeting, setting.by, agency, number):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=agency)
