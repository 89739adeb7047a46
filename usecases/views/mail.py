"""What of a notice may leave by e-mail: case number, agency and date, and where to read the rest.

A mail passes servers that are nobody's here. So it holds no wording, no name of a person and no kind of
matter, and of a restricted case not even its number: only the words that the area allows for such a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec

from marac.admission import is_restricted
from marac.meeting import Meeting
from marac.words import AgencyId, CaseNumber
from usecases.announce import CHAT, QUIET
from usecases.office import Office
from usecases.ports import NoMeeting, Notice
from usecases.requests import View
from usecases.rooms import Room
from usecases.views.digest import Digest


class MailLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits for somebody, by identifiers alone."""

    case: CaseNumber | None = None
    agency: AgencyId | None = None
    on: date | None = None


class Mailed(View, frozen=True, kw_only=True):
    """What a mail says: its lines, and how many more did not fit; `phone_only`: the areas' words where
    something is about a restricted case; the areas' case systems, where the rest is."""

    lines: tuple[MailLine, ...]
    more: int
    phone_only: tuple[str, ...]
    case_systems: tuple[str, ...]


def may_go_otherwise(notice: Notice, room: Room) -> bool:
    """The notice is for one person and of use outside of Teams: not a card that is only brought up to date,
    and nothing of a meeting that is under way, where whoever is there is seen."""
    if notice.to == CHAT or notice.surface or notice.facts.get(QUIET):
        return False
    return notice.meeting is None or room.meeting is None or room.meeting.sitting is None


async def mailed(notice: Notice, view: View, room: Room, office: Office) -> Mailed:
    """What of `view` a mail may say."""
    if isinstance(view, Digest):
        more = view.more_actions + view.more_duties
        return await _allowed(list(_of_digest(view, office)), more, office)
    return await _allowed(list(_of_notice(notice, room)), 0, office)


_Found = tuple[str, str | None, MailLine]
"""An area, a meeting of its, and a line about it."""


def _of_digest(view: Digest, office: Office) -> Iterator[_Found]:
    for line in view.actions:
        yield line.area, line.meeting, MailLine(case=line.case, agency=line.agency, on=line.due)
    for duty in (*view.duties, *view.also):
        day = office.protocol(duty.area).calendar.day_of(duty.line.due)
        yield duty.area, duty.meeting, MailLine(case=duty.line.case, agency=duty.line.agency, on=day)
    for late in view.escalations:
        yield late.area, late.meeting, MailLine(case=late.case, agency=late.agency, on=late.due)
    for step in view.steps:
        yield step.area, step.meeting, MailLine(case=step.case, agency=step.agency, on=step.due)
    for news in view.news:
        yield news.area, news.meeting, MailLine(case=news.case)
    for area, count in view.counts:
        yield area, None, MailLine(agency=count.agency)
    for area, alert in view.alerts:
        yield area, None, MailLine(agency=alert.agency)


def _of_notice(notice: Notice, room: Room) -> Iterator[_Found]:
    facts = notice.facts
    agency = facts.get("agency") or (room.attendee.agency if room.attendee else None)
    cases: Sequence[CaseNumber | None] = [*filter(None, (facts.get("case"),)), *facts.get("cases", ())]
    for case in dict.fromkeys(cases or [None]):
        line = MailLine(case=case, agency=agency, on=_day(notice, room))
        yield notice.area, notice.meeting, line


def _day(notice: Notice, room: Room) -> date:
    """The day that the notice names, else the meeting's, else today's."""
    for name in ("due", "day", "on"):
        told = notice.facts.get(name)
        if isinstance(told, str):
            return datetime.fromisoformat(told).date()
    day_of = room.protocol.calendar.day_of
    if notice.meeting is not None and room.meeting is not None and room.meeting.sittings:
        return day_of(room.meeting.sittings[0].starts_at)
    return day_of(room.now)


async def _allowed(found: Sequence[_Found], more: int, office: Office) -> Mailed:
    """The lines, those about restricted cases replaced by the area's words for these."""
    lines, words = list[MailLine](), list[str]()
    for area, meeting, line in found:
        if line.case is None or not await _is_restricted(meeting, line.case, office):
            lines.append(line)
        else:
            words.append(office.protocol(area).restricted.phone_only)
    systems = (office.protocol(area).case_system for area, _, _ in found)
    return Mailed(
        lines=tuple(dict.fromkeys(lines)),
        more=more,
        phone_only=tuple(dict.fromkeys(words)),
        case_systems=tuple(dict.fromkeys(systems)),
    )


async def _is_restricted(key: str | None, number: CaseNumber, office: Office) -> bool:
    """So it is, or it cannot be said: a case that is not in its meeting is treated alike."""
    if key is None:
        return True
    try:
        meeting: Meeting = await office.ledger.load(key)
    except NoMeeting:
        return True
    case = meeting.cases.get(number)
    return case is None or is_restricted(case)
