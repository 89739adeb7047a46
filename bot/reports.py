"""What the command line prints for an auditor, in plain lines."""

from __future__ import annotations

from datetime import UTC, datetime

from dialogs.cards.desk import SOURCES
from dialogs.wording import listed
from dialogs.wording import verdict as said
from marac.journal import SYSTEM
from usecases.office import Office
from usecases.rooms import Place, Room
from usecases.views.quoracy import QuoracyAt, attendances, quoracy_at


async def quoracy_report(office: Office, key: str, moment: str | None, case: str | None) -> list[str]:
    """How quoracy stood, as lines. Raises NoMeeting, or ValueError for a moment or case that cannot be
    read."""
    now = await office.ledger.load(key, fresh=True)
    protocol = office.protocol(now.area)
    at = _moment(office, now.area, moment) if moment else None
    if case is not None:
        if case not in now.cases:
            raise ValueError(f"The meeting has no case {case}.")
        hearing = now.cases[case].hearing
        at = at or (hearing.opened_at if hearing else None)
    meeting = now if at is None else await office.ledger.load_at(key, at)
    names = await office.names(now.area)
    room = Room(SYSTEM, Place.PERSONAL, office.now(), now.area, protocol, names, meeting)
    view = quoracy_at(room, meeting, at, case)
    lines = [_head(view, room)]
    for one in view.requirements:
        who = f": {listed(names.agency(a) for a in one.agencies)}" if one.agencies else ""
        lines.append(f"  {'met    ' if one.is_met else 'missing'} {one.label}, {one.has} of {one.needs}{who}")
    there = attendances(meeting)
    lines.append("  There:" if there else "  Nobody was there.")
    for person in there:
        agency = f" ({names.agency(person.agency)})" if person.agency else ""
        since = f"{protocol.calendar.local(person.since):%H:%M:%S}"
        how = listed(SOURCES[s] for s in person.sources)
        lines.append(f"    {names.person(person.person)}{agency}, since {since}, {how}")
    return lines


def _head(view: QuoracyAt, room: Room) -> str:
    local = room.protocol.calendar.local(view.at)
    about = f", case {view.case}" if view.case else ""
    verdict = said(view.binding, view.is_quorate).lower()
    return f"{view.meeting}{about}, {local:%Y-%m-%d %H:%M:%S}, journal line {view.sequence}: {verdict}"


def _moment(office: Office, area: str, text: str) -> datetime:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("Write the moment like 2026-11-25 10:32.") from None
    if wall.tzinfo is None:
        return office.protocol(area).calendar.moment(wall.date(), wall.time()).astimezone(UTC)
    return wall.astimezone(UTC)
