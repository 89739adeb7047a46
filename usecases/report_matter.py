"""Reporting something privately, ticking how far it has got, and settling it.

It goes into the journal of the area's meeting that is under way or next. Of a case that the area takes such
reports of only for some months after its hearing, a hearing counts only where the reporter could know of it,
so that nobody learns here which cases were heard.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from marac.admission import is_restricted, may_know_of, may_see
from marac.decide import Refused, Why
from marac.duties import TickDuty
from marac.lateness import months_before
from marac.matter_stages import matter_of
from marac.matters import ReportMatter, SettleMatter
from marac.meeting import Meeting
from marac.protocol import Matter
from marac.words import AgencyId, CaseNumber, PersonId
from usecases.new_people import the_meeting
from usecases.office import Office
from usecases.ports import NoMeeting
from usecases.requests import Request, View, answers
from usecases.rooms import Room, meeting_of
from usecases.take import SETTLED, take
from usecases.views.matters import ShowMatters, matters_for, taken_view

AFTER_REPORTS: list[Callable[[Office, str, str], Awaitable[None]]] = []
"""What is seen to at once after a report or a step, by area and kind; the sweep sees to it as well."""


class RaiseMatter(Request, frozen=True):
    """Report something privately: of what kind, and as far as the area asks for them a case's number, an
    agency, the day of the incident, who leads, which agencies take part, and on which day the meeting is that
    it is about (None: the next one)."""

    kind: str
    meets_on: date | None = None
    number: CaseNumber | None = None
    about_agency: AgencyId | None = None
    incident: date | None = None
    lead: PersonId | None = None
    agencies: tuple[AgencyId, ...] = ()

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For those who may report at least one of the area's matters."""
        return ShowMatters.is_open_to(room) and bool(kinds_for(room))


class TickStage(ShowMatters, frozen=True):
    """Tick a stage of what was reported, with an answer or a day where one is wanted."""

    duty: str
    subject: str
    answer: str | None = None


class SettleReported(ShowMatters, frozen=True):
    """Say that nothing more is to be done about what was reported."""

    matter: str


def kinds_for(room: Room) -> tuple[Matter, ...]:
    """What the person may report."""
    who = room.attendee
    if who is None or not who.is_welcome or who.is_observer:
        return ()
    ways = {"anybody": True, "administrators": who.is_administrator, "chair": who.is_chair}
    return tuple(m for m in room.protocol.matters if any(ways[by] for by in m.reported_by))


@answers(RaiseMatter)
async def raise_matter(request: RaiseMatter, room: Room, office: Office) -> View:
    """Take it, in the meeting under way or next."""
    matter = matter_of(room.protocol, request.kind)
    if matter is not None and matter.news is not None and request.number:
        meeting: Meeting | None = await hearing_of(office, room, request.number)
    else:
        meeting = await _meeting_for(office, room.area, matter, request)
    if meeting is None:
        raise Refused(Why.NO_SITTING)
    if matter is not None and matter.within_months is not None and request.number:
        await _check_lately(office, room, request.number, matter.within_months)
    command = ReportMatter(**{name: getattr(request, name) for name in ReportMatter.__struct_fields__})
    taken = await take(office, meeting.key, command, room.person)
    await _see_to_the_rest(office, room.area, request.kind)
    raised = [
        m for m in taken.after.matters.values() if m.kind == request.kind and m.number == request.number
    ]
    return taken_view(taken.after, room.protocol, raised[-1])


async def _see_to_the_rest(office: Office, area: str, kind: str) -> None:
    for follow in AFTER_REPORTS:
        await follow(office, area, kind)


async def _meeting_for(
    office: Office, area: str, matter: Matter | None, request: RaiseMatter
) -> Meeting | None:
    """The meeting under way or next; for an item on the next agenda the first that has yet to start, if one
    is planned; for what is shown with its case the first that has it on its list; for what is about a meeting
    that of the day named."""
    coming = [
        await office.ledger.load(key) for key in await office.ledger.meetings(area, on=office.today(area))
    ]
    if matter is not None and matter.about == "meeting" and request.meets_on is not None:
        return _on_day(coming, request.meets_on, office)
    fits = _fitting(matter, request, office)
    return next((m for m in coming if fits(m)), None) or await meeting_of(office, area)


def _on_day(coming: list[Meeting], day: date, office: Office) -> Meeting:
    """The meeting with a sitting on that day. Raises Refused where there is none."""
    for meeting in coming:
        day_of = office.protocol(meeting.area).calendar.day_of
        if any(day_of(s.starts_at) == day for s in meeting.sittings):
            return meeting
    raise Refused(Why.NO_MEETING_THEN, on=day)


def _fitting(matter: Matter | None, request: RaiseMatter, office: Office) -> Callable[[Meeting], bool]:
    """Which meeting it is for, where it is not simply the one under way or next."""
    if matter is not None and matter.on_next_agenda:
        return lambda m: bool(m.sittings) and min(s.starts_at for s in m.sittings) > office.now()
    if matter is not None and matter.shown_with_case:
        return lambda m: m.closed_at is None and request.number in m.cases
    return lambda m: False


async def _check_lately(office: Office, room: Room, number: CaseNumber, months: int) -> None:
    """Raise Refused unless the case was heard within so many months, as far as the person could know."""
    since = months_before(office.today(room.area), months, room.protocol)
    for row in await office.ledger.heard(room.area, case=number, since=since):
        try:
            meeting = await office.ledger.load(row.meeting)
        except NoMeeting:
            continue
        if _could_know(meeting, room.person, number):
            return
    raise Refused(Why.NOT_HEARD_LATELY, case=number, months=months)


async def hearing_of(office: Office, room: Room, number: CaseNumber) -> Meeting:
    """The meeting that heard the case last, for a member or administrator of it. Raises Refused where the
    case is closed, or was never heard as far as the person may see it."""
    rows, months = await office.ledger.heard(room.area, case=number), room.protocol.flags
    refused = Refused(Why.NOT_HEARD_LATELY, case=number, months=months.months if months else 12)
    if not rows or rows[-1].state in SETTLED:
        raise refused
    try:
        meeting = await office.ledger.load(rows[-1].meeting)
    except NoMeeting:
        raise refused from None
    who = meeting.roll.get(room.person)
    takes_part = who is not None and (who.is_member or who.is_administrator)
    if not takes_part or not may_see(meeting, room.person, number):
        raise refused
    return meeting


def _could_know(meeting: Meeting, person: PersonId, number: CaseNumber) -> bool:
    case = meeting.cases.get(number)
    if case is None:
        return False
    if person not in meeting.roll:
        return not is_restricted(case)
    return may_know_of(meeting, person, number)


@answers(TickStage)
async def tick_stage(request: TickStage, room: Room, office: Office) -> View:
    """Tick it in the meeting that has it, and show the list."""
    command = TickDuty(duty=request.duty, subject=request.subject, answer=request.answer)
    await take(office, the_meeting(room).key, command, room.person)
    await _see_to_the_rest(office, room.area, request.duty.partition(".")[0])
    return await matters_for(room, office)


@answers(SettleReported)
async def settle_reported(request: SettleReported, room: Room, office: Office) -> View:
    """Settle it in the meeting that has it, and show the list."""
    taken = await take(office, the_meeting(room).key, SettleMatter(matter=request.matter), room.person)
    await _see_to_the_rest(office, room.area, taken.after.matters[request.matter].kind)
    return await matters_for(room, office)
