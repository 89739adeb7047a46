"""The parts of a sitting's running order: which case belongs to which, and what comes before what.

Children first, visitors first, requests under the disclosure scheme last: the area's file says which parts
there are, and a case goes to the first that takes it. Where the area has none, a sitting is one part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from marac.meeting import Case, Meeting
from marac.protocol import Protocol, Section
from marac.words import CaseKind, CaseNumber

AT_THE_END: Final = (CaseKind.EMERGENCY, CaseKind.EMPLOYEE_SENSITIVE)
"""The kinds heard last in their sitting. The slot of an employee-sensitive case would otherwise be a gap in
the times that everybody sees, in the middle of its district (LIN-115)."""

Place = tuple[int, int, tuple[tuple[int, ...], ...]]
"""What puts cases in order: the section, whether it comes at the end of the others, and the area's
sorting."""

_TAKES: Final[Mapping[str, Callable[[Case, bool], bool]]] = {
    "children": lambda case, visited: case.children,
    "pregnancy": lambda case, visited: case.pregnancy,
    "one-case-visitor": lambda case, visited: visited,
    "disclosure-request": lambda case, visited: case.kind is CaseKind.DISCLOSURE,
    "additional": lambda case, visited: case.additional,
    "others": lambda case, visited: True,
}


def section_number(case: Case, protocol: Protocol, visited: Collection[CaseNumber] = ()) -> int | None:
    """In which of the area's sections the case is heard, counted from 0; None where none takes it.

    A disclosure request, or a late case, goes nowhere else where the area has a section for it: no other
    mark brings it forward.
    """
    sections = protocol.order.sections
    for own, is_such in (
        ("disclosure-request", case.kind is CaseKind.DISCLOSURE),
        ("additional", case.additional),
    ):
        place = next((n for n, section in enumerate(sections) if own in section.takes), None)
        if is_such and place is not None:
            return place
    if case.additional or case.kind in AT_THE_END:
        return None
    here = case.number in visited
    return next((n for n, s in enumerate(sections) if any(_TAKES[t](case, here) for t in s.takes)), None)


def section_of(case: Case, protocol: Protocol, visited: Collection[CaseNumber] = ()) -> Section | None:
    """The section in which the case is heard."""
    number = section_number(case, protocol, visited)
    return None if number is None else protocol.order.sections[number]


def visited_cases(meeting: Meeting) -> frozenset[CaseNumber]:
    """The cases for which somebody comes who is here for that case alone."""
    invited = (a.cases for a in meeting.roll.values() if a.is_guest and a.is_welcome)
    alone = {cases[0] for cases in invited if len(cases) == 1}
    agencies: dict[str, set[CaseNumber]] = {}
    for case in meeting.cases.values():
        for agency in case.guests:
            agencies.setdefault(agency, set()).add(case.number)
    members = {a.agency for a in meeting.roll.values() if a.is_member}
    return frozenset(alone).union(
        *(cases for agency, cases in agencies.items() if len(cases) == 1 and agency not in members)
    )


def place_in_order(case: Case, protocol: Protocol, visited: Collection[CaseNumber] = ()) -> Place:
    """By what cases are put in order: the area's sections, then late cases and those of `AT_THE_END` behind,
    then the area's sorting."""
    number = section_number(case, protocol, visited)
    if number is None:
        return _last_shared(protocol), _tail(case), _sorted_by(case, protocol)
    return number, 0, _sorted_by(case, protocol)


def _last_shared(protocol: Protocol) -> int:
    """The last section that is not for disclosure requests alone: whatever is added comes behind it."""
    sections = protocol.order.sections
    shared = [n for n, section in enumerate(sections) if section.takes != ("disclosure-request",)]
    return max(shared, default=0)


def _tail(case: Case) -> int:
    """How far behind the others: late cases, emergencies, and what leaves no gap only at the very end."""
    if case.kind in AT_THE_END:
        return AT_THE_END.index(case.kind) + 2
    return int(case.additional)


def _sorted_by(case: Case, protocol: Protocol) -> tuple[tuple[int, ...], ...]:
    keys = {
        "district": (district_place(case.district, protocol),),
        "number": number_key(case.number),
        "referred": (_day_of_referral(case),),
    }
    # The number last of all, so that the same list is always laid out alike.
    return (*(keys[name] for name in protocol.order.sort), number_key(case.number))


def _day_of_referral(case: Case) -> int:
    """The earliest first; a case without a date stands with those that came when it was listed."""
    day = case.referred_on or (case.listed_at.date() if case.listed_at else None)
    return day.toordinal() if day else 0


def district_place(district: str | None, protocol: Protocol) -> int:
    """A district's place in the area's order; after all of them for one that is not in it."""
    known = protocol.order.districts
    return known.index(district) if district in known else len(known)


def number_key(number: CaseNumber) -> tuple[int, ...]:
    """What puts case numbers in order: 9 before 10, and 2025/7 before 2025/12."""
    return tuple(int(part) for part in re.findall(r"[0-9]+", number))


def is_unminuted(meeting: Meeting, protocol: Protocol, case: Case) -> bool:
    """Nothing is kept of the case but its number, and that it was dealt with."""
    if all(section.minuted for section in protocol.order.sections):
        return False
    section = section_of(case, protocol, visited_cases(meeting))
    return section is not None and not section.minuted
