"""The running order as one person may see it, and what administrators should know about it.

A guest sees the slot of the case they were invited for and nothing else (LIN-04). A restricted case stands
here for those admitted alone; to all others an HBA slot bears its label and no more, and any other restricted
case is not there (LIN-115, LIN-119, LIN-120). In the chat it stands as anybody may see it. What has moved is
told by number and time alone (LIN-48).
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from marac.admission import is_restricted, may_know_of, may_see
from marac.caselist import common_with
from marac.chat_naming import are_numbers_named, place_of
from marac.matters import open_matters
from marac.meeting import Attendee, Case, Meeting, Sitting, Slot
from marac.next_meeting import unanswered
from marac.order_warnings import OrderWarning, warnings_for
from marac.presenters import cases_without_presenter
from marac.presenting import presenter_of
from marac.progress import planned_end
from marac.restricted import bare_label, has_bare_slot
from marac.running_order import is_locked
from marac.sections import is_unminuted, section_of, visited_cases
from marac.waiting import days_waited
from marac.words import AgencyId, CaseNumber, CaseState, Consent, PersonId
from usecases.office import Office
from usecases.requests import ShowOrder, View, answers
from usecases.rooms import Place, Room
from usecases.views.case_ticks import CaseTicks, case_ticks
from usecases.views.meeting import NoMeetingYet


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the order: a break, a bare label, or a case, in the chat by its `place` where its number is
    not named. What follows `state` is for those who run the meeting or answer for the case. `waited`: how
    many days it is since the referral, where the area keeps a limit, for those who run it."""

    starts_at: datetime
    minutes: int
    case: CaseNumber | None = None
    place: int | None = None
    bare: str | None = None
    district: str | None = None
    state: CaseState | None = None
    is_open: bool = False
    restricted: bool = False
    mine: bool = False
    referring_agency: AgencyId | None = None
    presenter: AgencyId | None = None
    presenter_person: PersonId | None = None
    consent: Consent | None = None
    for_closure: bool = False
    common: tuple[tuple[AgencyId, AgencyId], ...] = ()
    shows_handling: bool = False
    additional: bool = False
    fixed: bool = False
    section: str | None = None
    waited: int | None = None

    @property
    def is_break(self) -> bool:
        """No case is heard in it."""
        return self.case is None and self.bare is None and self.place is None


class SittingOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One day of the order."""

    number: int
    starts_at: datetime
    ends_at: datetime
    lines: tuple[OrderLine, ...]


class OrderView(View, frozen=True, kw_only=True):
    """The view itself. `said` is why it comes unasked: `told`, `lengthened` or `moved`; None when it was
    asked for. `for_next`: the cases that came too late, each with the day of the meeting that they are for;
    `may_be_late`: those that are for it unless everybody who is asked says yes."""

    meeting: str
    area_name: str
    sittings: tuple[SittingOrder, ...]
    runs_it: bool = False
    administers: bool = False
    told: bool = False
    warnings: tuple[OrderWarning, ...] = ()
    without_presenter: tuple[CaseNumber, ...] = ()
    without_consent: tuple[CaseNumber, ...] = ()
    ticks: tuple[CaseTicks, ...] = ()
    may_change: bool = True
    copies: tuple[AgencyId, ...] = ()
    said: str | None = None
    for_next: tuple[tuple[CaseNumber, date], ...] = ()
    may_be_late: tuple[CaseNumber, ...] = ()
    to_review: tuple[CaseNumber, ...] = ()


def order_for(room: Room, meeting: Meeting, said: str | None = None) -> OrderView:
    """The order as the room's person may see it; in the chat, as everybody may."""
    attendee = meeting.roll.get(room.person) if room.place is Place.PERSONAL else None
    sees_all = attendee is not None and attendee.is_administrator
    return OrderView(
        meeting=meeting.key,
        area_name=room.protocol.name,
        sittings=tuple(
            s
            for s in (_sitting(room, meeting, one, asked=said is None) for one in meeting.sittings)
            if s.lines
        ),
        runs_it=(runs_it := attendee is not None and (sees_all or attendee.is_chair)),
        administers=sees_all,
        told=meeting.order_told_at is not None,
        warnings=warnings_for(meeting, room.protocol, room.person) if runs_it else (),
        ticks=case_ticks(meeting, room.protocol, room.person) if sees_all else (),
        may_change=sees_all or not is_locked(meeting, room.protocol),
        copies=_copies(room, meeting) if sees_all else (),
        without_presenter=_unsaid(room, meeting, presenter=True) if sees_all else (),
        without_consent=_unsaid(room, meeting, presenter=False) if sees_all else (),
        said=said,
        for_next=_for_next(room, meeting) if runs_it else (),
        may_be_late=_may_be_late(room, meeting) if runs_it else (),
        to_review=_to_review(room, meeting, attendee),
    )


def _to_review(room: Room, meeting: Meeting, attendee: Attendee | None) -> tuple[CaseNumber, ...]:
    """The cases with an item of their own because of what was reported, by number alone: for chairs,
    administrators and members in their own chat (WOL-51)."""
    kinds = {m.key for m in room.protocol.matters if m.on_next_agenda}
    if attendee is None or not (attendee.is_member or attendee.is_chair or attendee.is_administrator):
        return ()
    numbers = dict.fromkeys(m.number for m in open_matters(meeting) if m.kind in kinds and m.number)
    return tuple(n for n in numbers if n not in meeting.cases or may_see(meeting, room.person, n))


def _for_next(room: Room, meeting: Meeting) -> tuple[tuple[CaseNumber, date], ...]:
    """The cases that came too late, each with the day of the meeting that they are for (HAC-11, LUT-14)."""
    seen = (c for c in meeting.cases.values() if may_see(meeting, room.person, c.number))
    return tuple((c.number, c.for_next) for c in seen if c.for_next is not None)


def _may_be_late(room: Room, meeting: Meeting) -> tuple[CaseNumber, ...]:
    """Those of which nobody has said yet whether they are heard at this one after all."""
    return tuple(c.number for c in unanswered(meeting) if may_see(meeting, room.person, c.number))


def _unsaid(room: Room, meeting: Meeting, *, presenter: bool) -> tuple[CaseNumber, ...]:
    """The cases without a confirmed presenter (LIN-16), or without a mark on consent (LIN-52)."""
    if presenter:
        cases = cases_without_presenter(meeting)
    else:
        cases = tuple(c for c in meeting.cases.values() if c.consent is None and c.state is CaseState.LISTED)
    return tuple(c.number for c in cases if may_see(meeting, room.person, c.number))


def _copies(room: Room, meeting: Meeting) -> tuple[AgencyId, ...]:
    """The agencies with somebody coming that cannot read the order in the case system (LUT-29)."""
    if not room.protocol.order.copies:
        return ()
    known = room.names.agencies
    return tuple(
        key
        for key in meeting.agencies
        if key in known and not known[key].in_case_system and meeting.members_of(key)
    )


def _sitting(room: Room, meeting: Meeting, sitting: Sitting, *, asked: bool) -> SittingOrder:
    """The sitting's part. What is sent unasked has numbers and times alone; how a case is handled, and the
    victim's answer above all, waits until somebody asks to see it (LIN-63)."""
    lines = (line_for(room, meeting, slot) for slot in meeting.order if slot.sitting == sitting.number)
    shown = tuple(
        line if asked else msgspec.structs.replace(line, shows_handling=False, consent=None, common=())
        for line in lines
        if line is not None
    )
    return SittingOrder(
        number=sitting.number,
        starts_at=sitting.starts_at,
        ends_at=planned_end(sitting, room.protocol),
        lines=() if all(line.is_break for line in shown) else shown,
    )


def line_for(room: Room, meeting: Meeting, slot: Slot) -> OrderLine | None:
    """The slot as the person may see it (in the chat, as anybody may); None where they may not at all."""
    if room.place is Place.CHAT:
        return _public_line(room, meeting, slot)
    attendee = meeting.roll.get(room.person)
    if attendee is None or not attendee.is_welcome or not attendee.is_admitted:
        return None
    place = OrderLine(starts_at=slot.starts_at, minutes=slot.minutes)
    if slot.case is None:
        return None if _only_for_cases(attendee) else place
    case = meeting.cases[slot.case]
    if not may_know_of(meeting, room.person, case.number):
        if not has_bare_slot(case) or _only_for_cases(attendee):
            return None
        return msgspec.structs.replace(place, bare=bare_label(case, room.protocol))
    return _with_case(room, meeting, attendee, case, place)


def _public_line(room: Room, meeting: Meeting, slot: Slot) -> OrderLine | None:
    """The slot as it may stand in the chat: a time and a number, the bare label, or nothing."""
    place = OrderLine(starts_at=slot.starts_at, minutes=slot.minutes)
    if slot.case is None:
        return place
    case, named = meeting.cases[slot.case], are_numbers_named(meeting, room.protocol)
    if not is_restricted(case):
        now, among = case.number == meeting.current_case, place_of(meeting, case.number)
        return msgspec.structs.replace(
            place,
            case=case.number if named else None,
            place=among[0] if among and not named else None,
            district=case.district,
            state=case.state,
            is_open=now,
            additional=case.additional,
        )
    if not has_bare_slot(case):
        return None
    return msgspec.structs.replace(place, bare=bare_label(case, room.protocol, numbered=named))


def _only_for_cases(attendee: Attendee) -> bool:
    """Was invited for named cases and nothing else."""
    return attendee.is_guest or bool(attendee.cases)


def _with_case(room: Room, meeting: Meeting, attendee: Attendee, case: Case, place: OrderLine) -> OrderLine:
    agencies = {case.referring_agency, presenter_of(case)}
    mine = attendee.agency is not None and attendee.is_member and attendee.agency in agencies
    line = msgspec.structs.replace(
        place,
        case=case.number,
        district=None if is_restricted(case) else case.district,
        state=case.state,
        is_open=case.number == meeting.current_case,
        restricted=is_restricted(case),
        mine=mine or case.number in attendee.cases,
        additional=case.additional,
    )
    runs_it = attendee.is_administrator or attendee.is_chair
    if not (runs_it or mine) or not may_see(meeting, room.person, case.number):
        return line
    section = section_of(case, room.protocol, visited_cases(meeting)) if runs_it else None
    line = msgspec.structs.replace(
        line,
        fixed=case.fixed_at is not None,
        section=section.label if section else None,
        waited=days_waited(case, meeting, room.protocol, room.now) if runs_it else None,
    )
    if is_unminuted(meeting, room.protocol, case):  # listed by its number alone (WOL-33)
        return line
    return msgspec.structs.replace(
        line,
        referring_agency=case.referring_agency,
        presenter=case.presenter,
        presenter_person=case.presenter_person,
        consent=case.consent,
        for_closure=case.for_closure,
        common=tuple(common_with(case).items()) if runs_it else (),
        shows_handling=True,
    )


class Moved(View, frozen=True, kw_only=True):
    """What has a new time, for one person whom it touches: numbers and times."""

    meeting: str
    area_name: str
    lines: tuple[tuple[int, OrderLine], ...]


def moved_for(room: Room, meeting: Meeting, cases: tuple[CaseNumber, ...]) -> Moved:
    """The slots of those of `cases` that the person may see and that are still to be heard."""
    lines = tuple(
        (slot.sitting, line)
        for slot in meeting.order
        if slot.case in cases
        and meeting.cases[slot.case].state is CaseState.LISTED
        and may_see(meeting, room.person, slot.case)
        and (line := line_for(room, meeting, slot)) is not None
    )
    return Moved(meeting=meeting.key, area_name=room.protocol.name, lines=lines)


@answers(ShowOrder)
async def show_order(request: ShowOrder, room: Room, office: Office) -> View:
    """The running order, or that there is no meeting."""
    if room.meeting is None or room.attendee is None:
        return NoMeetingYet(area_name=room.protocol.name)
    return order_for(room, room.meeting)
