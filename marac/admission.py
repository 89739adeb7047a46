"""Who may know of a case, see it, and act in it. Every view, post, export and command asks here.

A case that somebody may not know of is not refused but absent: no slot, number, count or notice of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marac.journal import SYSTEM
from marac.meeting import Case, Meeting
from marac.words import Capacity, CaseKind, CaseNumber, PersonId

RESTRICTED = frozenset({CaseKind.HBA, CaseKind.FORCED_MARRIAGE, CaseKind.FGM, CaseKind.EMPLOYEE_SENSITIVE})
"""The kinds shown to nobody but administrators until they admit people one by one (LIN-115, LIN-119)."""

BARE_SLOT = frozenset({CaseKind.HBA, CaseKind.FORCED_MARRIAGE, CaseKind.FGM})
"""The kinds whose bare slot stands in everybody's running order, with the chat closed meanwhile (LIN-57,
LIN-119)."""


ONLY_ANSWERABLE = frozenset({Capacity.MANAGER})
"""On the roll to be told of overdue actions, and for nothing that is said in the meeting."""


def is_restricted(case: Case) -> bool:
    """The case is for administrators and those admitted alone."""
    return case.kind in RESTRICTED


def has_conflict(meeting: Meeting, person: PersonId, case: CaseNumber) -> bool:
    """The person gave notice of a conflict in the case (LIN-59), or is connected with it (HAC-19)."""
    known = meeting.cases.get(case)
    connected = known is not None and person in known.connected
    return connected or case in meeting.conflicts.get(person, frozenset())


def is_out(meeting: Meeting, person: PersonId, case: CaseNumber) -> bool:
    """The person has a conflict in the case and the chair has not asked them to stay.

    An administrator with a conflict takes no part in the case whatever the chair says (LIN-61).
    """
    if not has_conflict(meeting, person, case):
        return False
    if meeting.roll[person].is_administrator:
        return True
    return not meeting.stays.get(case, {}).get(person, False)


def may_know_of(meeting: Meeting, person: PersonId, number: CaseNumber) -> bool:
    """The case may be named to the person at all (a bare slot is not naming it).

    A conflict does not hide a case's number from the person who gave notice of it; being restricted does,
    and being a guest or observer invited for other cases. Somebody who is on the roll as a line manager alone
    hears of their people's overdue actions and of no case.
    """
    if person == SYSTEM:
        return True
    attendee, case = meeting.roll.get(person), meeting.cases.get(number)
    if attendee is None or case is None or not attendee.is_welcome or person in case.connected:
        return False
    if attendee.is_administrator:
        return not (is_restricted(case) and has_conflict(meeting, person, number))
    if is_restricted(case):
        return person in case.admitted
    if attendee.is_guest or attendee.cases:
        return number in attendee.cases
    return attendee.is_admitted and attendee.capacities != ONLY_ANSWERABLE


def may_see(meeting: Meeting, person: PersonId, number: CaseNumber) -> bool:
    """The case's actions, posts and progress may be shown to the person: known of, and no conflict keeps
    them out."""
    return may_know_of(meeting, person, number) and not is_out(meeting, person, number)


def who_may_see(meeting: Meeting, numbers: Iterable[CaseNumber]) -> Mapping[CaseNumber, frozenset[PersonId]]:
    """Everybody on the roll who may see each of the cases (`may_see`): asked once for those to whom every
    ordinary case is alike, and for each case of the others."""
    alike = frozenset(person for person in meeting.roll if _sees_all_ordinary(meeting, person))
    others = [person for person in meeting.roll if person not in alike]
    found: dict[CaseNumber, frozenset[PersonId]] = {}
    for number in numbers:
        case = meeting.cases.get(number)
        is_ordinary = case is not None and not is_restricted(case) and not case.connected
        asked = others if is_ordinary else meeting.roll
        seeing = frozenset(person for person in asked if may_see(meeting, person, number))
        found[number] = alike | seeing if is_ordinary else seeing
    return found


def _sees_all_ordinary(meeting: Meeting, person: PersonId) -> bool:
    """Nothing of a case that is neither restricted nor has people connected with it keeps the person out."""
    attendee = meeting.roll[person]
    if not attendee.is_welcome or meeting.conflicts.get(person):
        return False
    if attendee.is_administrator:
        return True
    invited_for_some = attendee.is_guest or bool(attendee.cases)
    return not invited_for_some and attendee.is_admitted and attendee.capacities != ONLY_ANSWERABLE


def cases_known(meeting: Meeting, person: PersonId) -> tuple[Case, ...]:
    """The cases that the person may know of, in the order in which they are to be heard."""
    slots = {slot.case: place for place, slot in enumerate(meeting.order) if slot.case}
    known = (case for number, case in meeting.cases.items() if may_know_of(meeting, person, number))
    return tuple(sorted(known, key=lambda case: slots.get(case.number, len(slots))))
