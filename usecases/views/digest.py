"""One person's day: what is overdue or nearly due, and what they have to see to, across meetings and areas.

By case number, agency and date alone: it is pushed, so no wording of an action is in it (LIN-63).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from marac.calendar import DueRule
from marac.duties import Reminder
from marac.duty_notices import is_waiting
from marac.meeting import Meeting
from marac.outstanding import Count
from marac.protocol import Protocol
from marac.words import ActionId, AgencyId, CaseNumber, PersonId
from usecases.announce import QUIET
from usecases.announcements_actions import DIGEST
from usecases.heard_since import HOURS_OVER, SEEN_TO, has_come, heard_since
from usecases.material import Alert, Day, Material, Step, day_of, materials
from usecases.nudge import nudging_day
from usecases.office import Office
from usecases.outside import of_action, of_duty, why_not_by_mail
from usecases.ports import Notice
from usecases.requests import View
from usecases.rooms import Room
from usecases.still_owed import ON, still_owed
from usecases.telling import HoursOver, NoLongerRight, shows
from usecases.views.actions import ActionLine, lines_of
from usecases.views.duties_panel import DutyLine, gathered, line_of

MOST_ACTIONS = 6
MOST_DUTIES = 5


class DutyToSeeTo(msgspec.Struct, frozen=True, kw_only=True):
    """A duty, in the meeting that it is about. `says`: what a step of its ladder tells the reader; `theirs`:
    the reader owes it. With a `notice`, that step's is for an administrator to send on; `mails`: the bot
    could."""

    area: str
    meeting: str
    line: DutyLine
    theirs: bool = True
    says: str = ""
    notice: int | None = None
    mails: bool = False


class ToEscalate(msgspec.Struct, frozen=True, kw_only=True):
    """An action that is put forward for escalation."""

    area: str
    meeting: str
    action: ActionId
    case: CaseNumber
    agency: AgencyId
    due: date | None


class LadderLine(msgspec.Struct, frozen=True, kw_only=True):
    """A step that has come for an overdue action; `waits`: its notice is for an administrator to send on;
    `mails`: the bot could."""

    area: str
    meeting: str
    action: ActionId
    case: CaseNumber
    agency: AgencyId
    due: date | None
    step: int
    says: str
    waits: bool
    mails: bool = False


class News(msgspec.Struct, frozen=True, kw_only=True):
    """That there is news on a case, which its meeting's members look up."""

    area: str
    meeting: str
    case: CaseNumber


class Digest(View, frozen=True, kw_only=True):
    """The day's digest; `more_actions` and `more_duties` did not fit. `also`: what a step of a ladder says of
    further duties, which is said on its day alone and so is not left out. `still_owed`: of how much of
    earlier meetings nobody is reminded any more, by area, once a week."""

    person: PersonId
    day: date
    actions: tuple[ActionLine, ...]
    overdue: int
    due_soon: int
    more_actions: int
    duties: tuple[DutyToSeeTo, ...]
    more_duties: int
    also: tuple[DutyToSeeTo, ...] = ()
    escalations: tuple[ToEscalate, ...] = ()
    steps: tuple[LadderLine, ...] = ()
    counts: tuple[tuple[str, Count], ...] = ()
    alerts: tuple[tuple[str, Alert], ...] = ()
    news: tuple[News, ...] = ()
    still_owed: tuple[tuple[str, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to say."""
        said = (self.actions, self.duties, self.escalations, self.steps, self.counts, self.alerts)
        return not any((*said, self.news, self.still_owed))


async def digest_of(office: Office, room: Room, day: date) -> Digest:
    """What the person hears on that day, of all their areas."""
    known = {area: await _known(office, area, room.person, day) for area in room.areas}
    days = [day_of(room.person, of_area) for of_area in known.values()]
    lines = lines_of((a for one in days for a in one.actions), office, worded=False)
    explained = {(o.meeting.key, o.row.action) for d in days for o in d.actions if o.action.overdue_because}
    asked = {area for area, of in known.items() if _asks_reasons(of, office.protocol(area), day)}
    lines = tuple(_with_reason(line, asked, explained) for line in lines)
    duties = [d for one in days for d in _duties(one, room, office)]
    duties.sort(key=lambda one: not (one.line.is_late or one.says))
    return Digest(
        person=room.person,
        day=day,
        actions=lines[:MOST_ACTIONS],
        overdue=sum(line.is_overdue for line in lines),
        due_soon=sum(not line.is_overdue for line in lines),
        more_actions=max(0, len(lines) - MOST_ACTIONS),
        duties=tuple(duties[:MOST_DUTIES]),
        more_duties=sum(one.theirs for one in duties[MOST_DUTIES:]),
        also=tuple(one for one in duties[MOST_DUTIES:] if one.says),
        escalations=tuple(
            ToEscalate(area=m.area, meeting=m.key, action=a.key, case=a.case, agency=a.agency, due=a.due)
            for one in days
            for m, a in one.escalations
        ),
        steps=tuple(_ladder_line(step, room, office) for one in days for step in one.steps),
        counts=tuple((area, c) for area, one in zip(room.areas, days, strict=True) for c in one.counts),
        alerts=tuple((area, a) for area, one in zip(room.areas, days, strict=True) for a in one.alerts),
        news=tuple(
            dict.fromkeys(News(area=m.area, meeting=m.key, case=n) for one in days for m, n in one.news)
        ),
        still_owed=tuple(
            [owed for area in room.areas for owed in await _still_owed(office, area, room, day)]
        ),
    )


async def _still_owed(office: Office, area: str, room: Room, day: date) -> list[tuple[str, int]]:
    within = ((await heard_since(office, area, day)).of(room.person), day)
    if not (has_come(ON, within) and room.in_area(area).administers):
        return []
    lines = await still_owed(office, area, room.person)
    return [(area, len(lines))] if lines else []


async def _known(office: Office, area: str, person: PersonId, day: date) -> tuple[Material, ...]:
    """What can be said in the area on that day, of all that has come since the person's last digest."""
    return await materials(office, area, day, (await heard_since(office, area, day)).of(person))


def _ladder_line(step: Step, room: Room, office: Office) -> LadderLine:
    action = step.action
    names = room.in_area(step.meeting.area).names
    ladder = office.protocol(step.meeting.area).actions.ladder
    waiting = of_action(action, step.number, ladder[step.number - 1], step.meeting)
    return LadderLine(
        area=step.meeting.area,
        meeting=step.meeting.key,
        action=action.key,
        case=action.case,
        agency=action.agency,
        due=action.due,
        step=step.number,
        says=step.says,
        waits=step.waits,
        mails=step.waits and not why_not_by_mail(waiting, names, mails=office.mails),
    )


def _with_reason(line: ActionLine, asked: set[str], explained: set[tuple[str, ActionId]]) -> ActionLine:
    """Before the next meeting the owner of an overdue action is asked why it is late (KEN-45)."""
    is_asked = line.is_overdue and line.area in asked and (line.meeting, line.action) not in explained
    return msgspec.structs.replace(line, may_explain=True) if is_asked else line


def _asks_reasons(known: tuple[Material, ...], protocol: Protocol, day: date) -> bool:
    """The day has come, counted from the area's next meeting, on which reasons are asked."""
    rule = protocol.actions.reason_before_meeting
    starts = (m.meeting.sittings[0].starts_at for m in known if m.meeting.sittings)
    coming = min((at for at in starts if protocol.calendar.day_of(at) >= day), default=None)
    if rule is None or coming is None:
        return False
    asked = DueRule.parse(rule).apply(protocol.calendar.day_of(coming), protocol.calendar)
    return protocol.calendar.day_of(asked) <= day


def _duties(one: Day, room: Room, office: Office) -> list[DutyToSeeTo]:
    """Each duty once, with what the last step of its ladder says to the reader."""
    found: dict[tuple[str, str], DutyToSeeTo] = {}
    for meeting, reminder in one.duties:
        line = _duty(meeting, reminder, room, office)
        before = found.get((meeting.key, line.line.key))
        if before is not None:
            line = msgspec.structs.replace(line, theirs=line.theirs or before.theirs)
        found[meeting.key, line.line.key] = line
    return _gathered(found.values())


def _duty(meeting: Meeting, reminder: Reminder, room: Room, office: Office) -> DutyToSeeTo:
    due, rung, protocol = reminder.due, reminder.rung, office.protocol(meeting.area)
    waits = is_waiting(due, rung, meeting) and room.person in meeting.administrators()
    names = room.in_area(meeting.area).names
    mails = waits and not why_not_by_mail(of_duty(due, rung, meeting, protocol), names, mails=office.mails)
    return DutyToSeeTo(
        area=meeting.area,
        meeting=meeting.key,
        line=line_of(due, meeting, room.person, office.now()),
        theirs=room.person in due.people,
        says=rung.says,
        notice=rung.step if waits else None,
        mails=mails,
    )


def _gathered(found: Iterable[DutyToSeeTo]) -> list[DutyToSeeTo]:
    """One for each thing that is to be seen to for several cases of a meeting; not while a notice waits."""
    groups: dict[object, dict[str, DutyToSeeTo]] = {}
    for one in found:
        alike = (
            (one.meeting, one.theirs, one.says, one.mails)
            if one.notice is None
            else (one.meeting, one.line.key)
        )
        groups.setdefault(alike, {})[one.line.key] = one
    return [
        msgspec.structs.replace(group[line.key], line=line)
        for group in groups.values()
        for line in gathered(one.line for one in group.values())
    ]


@shows(DIGEST)
async def digest(notice: Notice, room: Room, office: Office) -> View:
    """The digest as it is now; dropped out of hours, on another day, or when all has been seen to meanwhile.

    A card that is there already is brought up to date at any hour: nobody is disturbed by that.
    """
    if notice.facts.get(QUIET):
        return await digest_of(office, room, office.today(room.area))
    day = nudging_day(room.protocol, room.now)
    if day is None or day.isoformat() != notice.facts["day"]:
        raise HoursOver(HOURS_OVER)
    view = await digest_of(office, room, day)
    if view.is_empty:
        raise NoLongerRight(SEEN_TO)
    return view
