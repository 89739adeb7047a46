"""What was reported privately, for those who deal with it and for whoever reported it: its kind, numbers and
dates, and how far it has got.

Looked up across the area's meetings, for a matter outlives the one in whose journal it stands. Whoever only
reported it sees that it was passed on and whether it is settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from marac.duties import DutyDue, all_duties
from marac.facts import RaisedMatter
from marac.matter_stages import (
    duty_key,
    is_concerned,
    is_short_notice,
    matter_of,
    may_hear_of_matter,
    starts_at,
    told_of_matter,
)
from marac.matters import open_matters
from marac.meeting import Meeting
from marac.protocol import Protocol, Stage
from marac.words import AgencyId, CaseNumber, PersonId
from usecases.office import Office
from usecases.ports import NoMeeting
from usecases.requests import Request, View, answers
from usecases.rooms import Room
from usecases.upkeep import LATE_OR_ABSENT, Upkeep, upkeep_of

MOST_SHOWN = 8


class ShowMatters(Request, frozen=True):
    """What was reported privately and is not settled, as far as it is mine to see."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For everybody on the roll of an area that has such matters, observers apart."""
        who = room.attendee
        return bool(room.protocol.matters) and who is not None and who.is_welcome and not who.is_observer


class StageLine(msgspec.Struct, frozen=True, kw_only=True):
    """A stage that has begun: by when (None: no clock), and what was said of it. `duty` is what it is ticked
    by."""

    duty: str
    label: str
    due: datetime | None
    is_late: bool
    agency: AgencyId | None
    done_at: datetime | None
    answer: str
    answers: tuple[tuple[str, str], ...]
    dated: bool
    may_tick: bool


class MatterLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something reported. Without `stages` for whoever reported it and does not deal with it. `meanwhile`:
    what stands until it is settled; of what is about a meeting, when that begins, and whether notice
    `is_short`; of one that arose from how an agency keeps up, how that stands now."""

    meeting: str
    key: str
    kind: str
    label: str
    number: CaseNumber | None
    agency: AgencyId | None
    agencies: tuple[AgencyId, ...]
    lead: PersonId | None
    incident: date | None
    reported_at: datetime
    mine: bool
    deals: bool
    stages: tuple[StageLine, ...] = ()
    meanwhile: str = ""
    is_short: bool = False
    meets_at: datetime | None = None
    upkeep: Upkeep | None = None


class Matters(View, frozen=True, kw_only=True):
    """All that is open; `more` did not fit."""

    meeting: str
    lines: tuple[MatterLine, ...]
    more: int = 0


class MatterTaken(View, frozen=True, kw_only=True):
    """It was taken: what it is called, where its content belongs, and how many people were told."""

    meeting: str
    label: str
    guide: str
    told: int


@answers(ShowMatters)
async def show_matters(request: ShowMatters, room: Room, office: Office) -> View:
    """Of every meeting of the area that has open ones."""
    return await matters_for(room, office)


async def matters_for(room: Room, office: Office) -> Matters:
    """The list as the room's person may see it."""
    keys = dict.fromkeys(row.meeting for row in await office.ledger.matters(room.area))
    lines: list[MatterLine] = []
    for key in keys:
        try:
            meeting = await office.ledger.load(key)
        except NoMeeting:
            continue
        lines += matter_lines(meeting, room.protocol, room.person, room.now)
    here = room.meeting.key if room.meeting else ""
    shown = await _with_upkeep(lines[:MOST_SHOWN], room, office)
    return Matters(meeting=here, lines=tuple(shown), more=max(0, len(lines) - MOST_SHOWN))


async def _with_upkeep(lines: list[MatterLine], room: Room, office: Office) -> list[MatterLine]:
    """With how the agencies keep up, for those who deal with what arose from that (HAC-57)."""
    kinds = {m.key for m in room.protocol.matters if m.arises_from == LATE_OR_ABSENT}
    if not any(line.deals and line.kind in kinds for line in lines):
        return lines
    known = await upkeep_of(office, room.area)
    return [
        msgspec.structs.replace(line, upkeep=known.get(line.agency or ""))
        if line.deals and line.kind in kinds
        else line
        for line in lines
    ]


def matter_lines(
    meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime
) -> Iterator[MatterLine]:
    """The meeting's open matters that the person may hear of."""
    for raised in open_matters(meeting):
        if may_hear_of_matter(meeting, protocol, person, raised):
            yield _line(raised, meeting, protocol, person, now)


def _line(
    raised: RaisedMatter, meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime
) -> MatterLine:
    matter = matter_of(protocol, raised.kind)
    deals = is_concerned(meeting, protocol, person, raised)
    stages = {duty_key(raised.kind, s.key): s for s in (matter.stages if matter else ())}
    owed = [d for d in all_duties(meeting, protocol) if d.subject.matter == raised.key]
    return MatterLine(
        meeting=meeting.key,
        key=raised.key,
        kind=raised.kind,
        label=matter.label if matter else raised.kind,
        number=raised.number,
        agency=raised.agency,
        agencies=raised.agencies,
        lead=raised.lead,
        incident=raised.incident,
        reported_at=raised.reported_at,
        mine=raised.reported_by == person,
        deals=deals,
        stages=tuple(_stage(d, stages[d.duty.key], meeting, person, now) for d in owed) if deals else (),
        meanwhile=matter.meanwhile if matter and deals else "",
        is_short=is_short_notice(meeting, protocol, raised),
        meets_at=starts_at(meeting) if matter and matter.about == "meeting" else None,
    )


def _stage(due: DutyDue, stage: Stage, meeting: Meeting, person: PersonId, now: datetime) -> StageLine:
    labels = {answer.key: answer.label for answer in stage.answers}
    return StageLine(
        duty=due.key,
        label=stage.label,
        due=due.due if due.is_timed else None,
        is_late=due.is_late(now),
        agency=due.subject.agency if stage.owed_by == "agencies" else None,
        done_at=due.done_at,
        answer=labels.get(due.answer or "", due.answer or ""),
        answers=tuple(labels.items()),
        dated=stage.dated,
        may_tick=due.is_owed and (person in due.people or meeting.roll[person].is_administrator),
    )


def taken_view(meeting: Meeting, protocol: Protocol, raised: RaisedMatter) -> MatterTaken:
    """What the reporter is shown at once."""
    matter = matter_of(protocol, raised.kind)
    told = set(told_of_matter(meeting, protocol, raised)) - {raised.reported_by}
    return MatterTaken(
        meeting=meeting.key,
        label=matter.label if matter else raised.kind,
        guide=matter.guide if matter else "",
        told=len(told),
    )
