"""What is said of a list that has closed, cases that wait for an answer, set times, and the order's sections.

All of it privately, to those who are asked or whom it concerns, by number alone: never a reason, nor whose
answer it was. Of a case that somebody may not see nothing is said to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from marac.admission import may_see
from marac.caselist import CaseListed
from marac.fixed_times import TimeAskedFor, TimeDeclined, TimeFixed
from marac.hearing import CaseClosed
from marac.list_questions import LATE, CaseKeptOff, ListingAnswered, ListingAsked, asked_people
from marac.meeting import Meeting
from marac.next_meeting import CaseCarriedOver, CaseForNextMeeting, CasePutOnNext
from marac.ownership import agencies_of_type
from marac.presenting import presenter_of
from marac.progress import to_be_heard
from marac.protocol import Protocol, Section
from marac.running_order import OrderSet, OrderTold
from marac.sections import section_of, visited_cases
from marac.withdrawals import WithdrawalTold
from marac.words import AgencyId, CaseNumber, PersonId
from usecases.announce import Scene, announces
from usecases.announcements_before import agenda_readers
from usecases.ports import Notice


@announces(ListingAsked)
def asked_whether_it_is_heard(event: ListingAsked, scene: Scene) -> Iterator[Notice]:
    """Whoever is to answer is asked; of a late case at once, for there may be little time."""
    people = asked_people(scene.after, event.case, event.question)
    urgent = event.question == LATE
    facts = {"case": event.case, "question": event.question}
    yield from scene.say_to(people, "list-question", urgent=urgent, **facts)


@announces(ListingAnswered)
def answered_whether_it_is_heard(event: ListingAnswered, scene: Scene) -> Iterator[Notice]:
    """Once a case is heard after all, administrators know, and whoever asked for a late one."""
    if scene.after.cases[event.case].asked[event.question].outcome is not True:
        return
    told = [p for p in scene.administrators(event.case) if p != scene.entry.by]
    yield from scene.say_to(told, "list-heard", urgent=False, case=event.case)
    if event.question == LATE:
        asked = [p for p in _referrers(scene.after, event.case) if p != scene.entry.by]
        yield from scene.say_to(asked, "late-added", case=event.case)


@announces(CaseKeptOff)
def kept_off(event: CaseKeptOff, scene: Scene) -> Iterator[Notice]:
    """Administrators hear that a case is off the list; agencies too where the area says so, by its number."""
    meeting, number = scene.after, event.case
    told = [p for p in scene.administrators(number) if p != scene.entry.by]
    yield from scene.say_to(told, "case-kept-off", urgent=False, case=number)
    if event.question == LATE:
        return
    rule = scene.protocol.listing
    question = next((q for q in rule.questions if q.key == event.question), None) if rule else None
    if question is not None and question.told_when_off:
        readers = (p for p in agenda_readers(meeting) if p not in told and may_see(meeting, p, number))
        yield from scene.say_to(readers, "case-off-list", urgent=False, case=number)


def _referrers(meeting: Meeting, number: CaseNumber) -> tuple[PersonId, ...]:
    """The members of the agency that referred the case."""
    agency = meeting.cases[number].referring_agency
    members = meeting.members_of(agency) if agency else ()
    return tuple(a.person for a in members if may_see(meeting, a.person, number))


@announces(CaseForNextMeeting)
def for_the_next_meeting(event: CaseForNextMeeting, scene: Scene) -> Iterator[Notice]:
    """The agency that referred a late case hears on what day it is heard instead, with the way for one that
    cannot wait; administrators see it on the order (HAC-11, WOL-19, LUT-14)."""
    people = [p for p in _referrers(scene.after, event.case) if p != scene.entry.by]
    for person in people:
        notice = scene.say(person, "for-next-meeting", case=event.case, on=event.day)
        yield msgspec.structs.replace(notice, key=f"{notice.key}:{event.case}")


@announces(CaseCarriedOver)
def carried_over(event: CaseCarriedOver, scene: Scene) -> Iterator[Notice]:
    """The agency that referred a case that was not heard hears on what day it is to be; administrators see it
    on the order."""
    for person in _referrers(scene.after, event.case):
        notice = scene.say(person, "carried-over", urgent=False, case=event.case, on=event.day)
        yield msgspec.structs.replace(notice, key=f"{notice.key}:{event.case}")


@announces(CasePutOnNext)
def put_on_the_next(event: CasePutOnNext, scene: Scene) -> Iterator[Notice]:
    """They hear of the day again where it is another one than they were told."""
    if scene.before.cases[event.case].for_next != event.day:
        people = _referrers(scene.after, event.case)
        yield from scene.say_to(people, "on-next-meeting", urgent=False, case=event.case, on=event.day)


@announces(TimeAskedFor)
def time_asked(event: TimeAskedFor, scene: Scene) -> Iterator[Notice]:
    """Administrators are asked, unless one of them asked and so agreed."""
    asked = scene.after.cases[event.case].time_asked
    if asked is not None and asked.agreed is None:
        yield from scene.say_to(scene.administrators(event.case), "time-asked", urgent=False, case=event.case)


@announces(TimeFixed)
def time_fixed(event: TimeFixed, scene: Scene) -> Iterator[Notice]:
    """The agency that asked knows that the time stands."""
    yield from scene.say_to(_askers(scene, event.case), "time-fixed", urgent=False, case=event.case)


@announces(TimeDeclined)
def time_declined(event: TimeDeclined, scene: Scene) -> Iterator[Notice]:
    """The agency that asked knows that it cannot be had."""
    yield from scene.say_to(_askers(scene, event.case), "time-declined", urgent=False, case=event.case)


def _askers(scene: Scene, number: CaseNumber) -> Iterator[PersonId]:
    asked = scene.after.cases[number].time_asked
    for member in scene.after.members_of(asked.agency) if asked is not None else ():
        if member.person != scene.entry.by and may_see(scene.after, member.person, number):
            yield member.person


@announces(WithdrawalTold)
def withdrawal_told(event: WithdrawalTold, scene: Scene) -> Iterator[Notice]:
    """Everybody whom the journal has as told (HAC-13)."""
    yield from scene.say_to(event.people, "withdrawal-told", urgent=False, case=event.case)


@announces(CaseListed)
def case_listed(event: CaseListed, scene: Scene) -> Iterator[Notice]:
    """The referring agency gets the area's notice about its cases, once for all that a list brings."""
    number, rule = event.listing.number, scene.protocol.listing
    agency = event.listing.referring_agency
    if rule is None or not rule.notice or agency is None:
        return
    own = [c for c in scene.after.cases.values() if c.referring_agency == agency]
    new = [c.number for c in own if c.number not in scene.before.cases and c.for_next is None]
    if not new or new[0] != number:
        return
    for member in scene.after.members_of(agency):
        seen = [n for n in new if may_see(scene.after, member.person, n)]
        if seen:
            yield scene.say(member.person, "cases-listed", urgent=False, cases=seen)


# --- the order's sections -----------------------------------------------------------------------------------


@announces(OrderTold)
def told_to_stay(event: OrderTold, scene: Scene) -> Iterator[Notice]:
    """Agencies that are needed for a section hear beforehand that they are to be there for it (WOL-33)."""
    held = cases_by_section(scene.after, scene.protocol)
    for section in scene.protocol.order.sections:
        yield from _stay(scene, section, held.get(section.key, ()))


@announces(OrderSet)
def told_to_stay_after_all(event: OrderSet, scene: Scene) -> Iterator[Notice]:
    """The same, where a section gets its first case once the order has been told."""
    if scene.before.order_told_at is None:
        return
    had = cases_by_section(scene.before, scene.protocol)
    held = cases_by_section(scene.after, scene.protocol)
    for section in scene.protocol.order.sections:
        if not had.get(section.key):
            yield from _stay(scene, section, held.get(section.key, ()))


def _stay(scene: Scene, section: Section, cases: Iterable[CaseNumber]) -> Iterator[Notice]:
    numbers = tuple(cases)
    for person in _members_of(scene.after, section.stays):
        seen = [n for n in numbers if may_see(scene.after, person, n)]
        if seen:
            notice = scene.say(person, "stay-for-section", urgent=False, section=section.key, cases=seen)
            yield msgspec.structs.replace(notice, key=f"{notice.key}:{section.key}")


def cases_by_section(meeting: Meeting, protocol: Protocol) -> dict[str, tuple[CaseNumber, ...]]:
    """The cases still to be heard of each of the area's sections, in the order of hearing."""
    visited, to_come = visited_cases(meeting), to_be_heard(meeting)
    held: dict[str, tuple[CaseNumber, ...]] = {}
    for number in (slot.case for slot in meeting.order if slot.case in to_come):
        section = section_of(to_come[number], protocol, visited) if number else None
        if section is not None and number:
            held[section.key] = (*held.get(section.key, ()), number)
    return held


def _members_of(meeting: Meeting, types: Iterable[str]) -> Iterator[PersonId]:
    for agency in _agencies(meeting, types):
        for member in meeting.members_of(agency):
            yield member.person


def _agencies(meeting: Meeting, types: Iterable[str]) -> tuple[AgencyId, ...]:
    return tuple(dict.fromkeys(key for kind in types for key in agencies_of_type(meeting, kind)))


@announces(CaseClosed)
def section_over(event: CaseClosed, scene: Scene) -> Iterator[Notice]:
    """Once the last case of a section is over, those whom the area then lets go hear it privately; an agency
    with a part in a later case does not."""
    meeting, number = scene.after, event.case
    section = section_of(meeting.cases[number], scene.protocol, visited_cases(meeting))
    if section is None:
        return
    yield from _rests_with(scene, section, number)
    left = cases_by_section(meeting, scene.protocol)
    if left.get(section.key):
        return
    needed = _needed_later(meeting, scene.protocol)
    for agency in _agencies(meeting, section.free_after):
        if agency not in needed:
            here = (m.person for m in meeting.members_of(agency) if meeting.is_present(m.person))
            yield from scene.say_to(here, "may-leave", section=section.key)


def _needed_later(meeting: Meeting, protocol: Protocol) -> frozenset[AgencyId | None]:
    """The agencies that present or referred a case still to be heard, have somebody admitted to one, or are
    to stay for a section that is still to come."""
    left = cases_by_section(meeting, protocol)
    to_come = (section for section in protocol.order.sections if left.get(section.key))
    needed: set[AgencyId | None] = {a for s in to_come for a in _agencies(meeting, s.stays)}
    for case in to_be_heard(meeting).values():
        needed |= {case.referring_agency, presenter_of(case)}
        needed |= {meeting.roll[p].agency for p in case.admitted if p in meeting.roll}
    return frozenset(needed)


def _rests_with(scene: Scene, section: Section, number: CaseNumber) -> Iterator[Notice]:
    """What follows of a request is theirs alone, and they hear that privately (WOL-35)."""
    for person in _members_of(scene.after, section.rests_with):
        if may_see(scene.after, person, number):
            yield scene.say(person, "rests-with-you", urgent=False, case=number)
