"""The meeting as everybody in its chat may see it: times, numbers, agencies, counts and progress.

The chat is kept by the council and may be released, so nothing here depends on who looks: no wording, no
conflict, no person's name, and of a restricted case at most the bare slot (LIN-02, LIN-54, LIN-55, LIN-57,
LIN-119).
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from marac.admission import BARE_SLOT, is_restricted, may_know_of
from marac.chat_naming import are_numbers_named, knows_public_order, place_of
from marac.meeting import Case, Meeting, Sitting, Slot
from marac.protocol import Protocol
from marac.quoracy import agencies_counted, assess
from marac.restricted import bare_label
from marac.words import AgencyId, CaseState, PersonId, SittingState
from usecases.office import Office
from usecases.requests import ShowDesk, ShowMeeting, View, answer, answers
from usecases.rooms import Place, Room


class RequirementLine(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement of quoracy, without people: how many it needs and has, and the agencies that meet
    it."""

    label: str
    needs: int
    has: int
    agencies: tuple[AgencyId, ...] = ()

    @property
    def is_met(self) -> bool:
        """Enough meet it."""
        return self.has >= self.needs


class SlotLine(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the running order as it may be shown: a label instead of the case for a bare slot, and its
    place among the cases where its number is not named."""

    sitting: int
    starts_at: datetime
    minutes: int
    case: str | None = None
    place: int | None = None
    bare: str | None = None
    district: str | None = None
    referring_agency: AgencyId | None = None
    state: CaseState | None = None
    is_open: bool = False

    @property
    def is_break(self) -> bool:
        """No case is heard in it."""
        return self.case is None and self.bare is None and self.place is None


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """Where the person who looks stands themselves; on nobody else's card."""

    is_here: bool
    has_declared: bool
    has_answered: bool


class MeetingCard(View, frozen=True, kw_only=True):
    """The card in the meeting chat."""

    meeting: str
    area_name: str
    sitting: int | None
    starts_at: datetime | None
    state: SittingState | None
    quorate: bool | None
    requirements: tuple[RequirementLine, ...] = ()
    agencies_here: tuple[AgencyId, ...] = ()
    slots: tuple[SlotLine, ...] = ()
    heard: int = 0
    listed: int = 0
    declared: int = 0
    here: int = 0
    chat_closed: bool = False
    people: tuple[str, ...] = ()
    binding: bool = True
    own: Own | None = None


def requirement_lines(meeting: Meeting, protocol: Protocol) -> tuple[RequirementLine, ...]:
    """How the sitting stands, requirement by requirement."""
    return tuple(
        RequirementLine(label=r.label, needs=r.needs, has=r.has, agencies=r.agencies)
        for r in assess(meeting, protocol, _public_case(meeting)).requirements
    )


def public_slots(
    meeting: Meeting, protocol: Protocol, person: PersonId | None = None
) -> tuple[SlotLine, ...]:
    """The running order that anybody may see: no trace of an employee-sensitive case, HBA as a bare slot. A
    number is named where everybody may know it, or on `person`'s own view where they may."""
    named = are_numbers_named(meeting, protocol)
    lines = (_public_slot(meeting, protocol, slot, person, named) for slot in meeting.order)
    return tuple(line for line in lines if line is not None)


def _public_slot(
    meeting: Meeting, protocol: Protocol, slot: Slot, person: PersonId | None, named: bool
) -> SlotLine | None:
    case = meeting.cases.get(slot.case) if slot.case else None
    if case is None:
        return slot_line(meeting, slot)
    if is_restricted(case):
        if case.kind not in BARE_SLOT:
            return None
        knows = named or (person is not None and knows_public_order(meeting, person))
        label = bare_label(case, protocol, numbered=knows)
        return SlotLine(sitting=slot.sitting, starts_at=slot.starts_at, minutes=slot.minutes, bare=label)
    line = slot_line(meeting, slot)
    if named or (person is not None and may_know_of(meeting, person, case.number)):
        return line
    place = place_of(meeting, case.number)
    return msgspec.structs.replace(line, case=None, referring_agency=None, place=place[0] if place else None)


def slot_line(meeting: Meeting, slot: Slot) -> SlotLine:
    """A slot with its case, for those who may know of it."""
    case = meeting.cases.get(slot.case) if slot.case else None
    return SlotLine(
        sitting=slot.sitting,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        case=slot.case,
        district=case.district if case else None,
        referring_agency=case.referring_agency if case else None,
        state=case.state if case else None,
        is_open=slot.case is not None and slot.case == meeting.current_case,
    )


def _public_case(meeting: Meeting) -> Case | None:
    case = meeting.case_now
    return case if case is not None and not is_restricted(case) else None


def sitting_in_question(meeting: Meeting) -> Sitting | None:
    """The sitting under way, else the next, else the last that was held."""
    held = [s for s in meeting.sittings if s.was_held] or list(meeting.sittings)
    return meeting.sitting or meeting.next_sitting or (held[-1] if held else None)


def meeting_card(
    meeting: Meeting,
    protocol: Protocol,
    people: tuple[str, ...] = (),
    person: PersonId | None = None,
) -> MeetingCard:
    """The chat's card; `people` are the Teams ids of those for whom it may be refreshed with a view of
    their own, such as that of `person`."""
    sitting = sitting_in_question(meeting)
    slots = public_slots(meeting, protocol, person)
    cases = [s for s in slots if s.case is not None or s.place is not None]
    here = list(meeting.present())
    wanted = protocol.declaration.version
    return MeetingCard(
        meeting=meeting.key,
        area_name=protocol.name,
        sitting=sitting.number if sitting else None,
        starts_at=sitting.starts_at if sitting else None,
        state=sitting.state if sitting else None,
        quorate=sitting.quorate if sitting else None,
        binding=protocol.quoracy.binding,
        requirements=requirement_lines(meeting, protocol),
        agencies_here=agencies_counted(meeting),
        slots=slots,
        heard=sum(1 for s in cases if s.state is not CaseState.LISTED and not s.is_open),
        listed=len(cases),
        declared=sum(1 for a in here if meeting.declarations.get(a.person) == wanted),
        here=len(here),
        chat_closed=meeting.chat_closed,
        people=people,
    )


def own_meeting_card(room: Room, meeting: Meeting) -> MeetingCard:
    """The card as the person in the room is shown it: the same, and where they stand themselves."""
    own = Own(
        is_here=meeting.is_present(room.person),
        has_declared=meeting.declarations.get(room.person) == room.protocol.declaration.version,
        has_answered=room.person in meeting.conflicts,
    )
    return msgspec.structs.replace(meeting_card(meeting, room.protocol, person=room.person), own=own)


@answers(ShowMeeting)
async def show_meeting(request: ShowMeeting, room: Room, office: Office) -> View:
    """The meeting's card, with where the asker stands where only they see it. In their own chat, whoever came
    for named cases is shown their own part instead (LIN-04)."""
    if room.meeting is None:
        return NoMeetingYet(area_name=room.protocol.name)
    asker = room.attendee
    if room.place is Place.PERSONAL and asker is not None and (asker.is_guest or not asker.is_admitted):
        return await answer(office, room, ShowDesk())
    if request.mine and room.attendee is not None:
        return own_meeting_card(room, room.meeting)
    reader = room.person if room.place is Place.PERSONAL else None
    return meeting_card(room.meeting, room.protocol, person=reader)


class NoMeetingYet(View, frozen=True, kw_only=True):
    """There is no meeting of the area to speak of."""

    area_name: str
