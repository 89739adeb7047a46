"""What comes up in a year beside the meetings: something is reported privately, and people come and go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from bench.year.cast import Cast, see
from bench.year.world import World
from marac.meeting import Meeting
from marac.protocol import Matter
from marac.words import Capacity
from usecases.import_register import import_register
from usecases.ports import PersonRecord
from usecases.put_out import Leaver
from usecases.report_matter import RaiseMatter
from usecases.rooms import meeting_of
from usecases.tables import write_csv

EVERY_WEEKS: Final = 9
"""About how often something of each kind is reported."""
LEAVES_IN_WEEK: Final = 5
"""In this week, and as often again, somebody leaves."""


async def come_up(world: World, cast: Cast, week: int) -> None:
    """What comes up in the area in that week."""
    meeting = await meeting_of(world.office, cast.area)
    if meeting is None or not cast.heard:
        return
    for matter in world.office.protocol(cast.area).matters:
        if world.chance.of("matter", cast.area, matter.key, week) < 1 / EVERY_WEEKS:
            await _report(world, cast, meeting, matter, week)


async def _report(world: World, cast: Cast, meeting: Meeting, matter: Matter, week: int) -> None:
    about = (cast.area, matter.key, week)
    reporter = _reporter(world, meeting, matter, about)
    agencies = sorted({a.agency for a in meeting.roll.values() if a.is_member and a.agency})
    if reporter is None:
        return
    given: dict[str, Any] = {"kind": matter.key}
    if matter.about == "case":
        given["number"] = world.chance.one(sorted(cast.heard)[-12:], "number", *about)
    if matter.about == "agency":
        given["about_agency"] = world.chance.one(agencies, "agency", *about)
    if "incident-date" in matter.asks:
        given["incident"] = world.office.today(cast.area) - timedelta(days=2)
    if "lead" in matter.asks:
        given["lead"] = min(meeting.administrators())
    if "agencies" in matter.asks:
        given["agencies"] = tuple(agencies[:2])
    await world.ask(reporter, RaiseMatter(**given), meeting.key)


def _reporter(world: World, meeting: Meeting, matter: Matter, about: tuple[object, ...]) -> str | None:
    if "anybody" in matter.reported_by:
        people = [a.person for a in meeting.roll.values() if a.is_member]
    elif "administrators" in matter.reported_by:
        people = list(meeting.administrators())
    else:
        people = list(meeting.chairs())
    return world.chance.one(sorted(people), "reporter", *about) if people else None


async def somebody_leaves(world: World, cast: Cast, week: int) -> str | None:
    """A representative leaves the work, and somebody new comes; who left. Nobody, where no agency has only
    the one."""
    meeting = await meeting_of(world.office, cast.area)
    if meeting is None:
        return None
    people = await world.office.register.people(cast.area)
    leads = [
        record
        for record in people.values()
        if record.capacities == {Capacity.REPRESENTATIVE}
        and not (record.left or record.barred)
        and record.agency not in (None, cast.silent)
        and record.key in meeting.roll
    ]
    leaver = world.chance.one(sorted(leads, key=lambda r: r.key), "leaves", cast.area, week)
    successor = await _successor(world, cast, leaver, week)
    administrator = min(meeting.administrators())
    request = Leaver(person=leaver.key, notice=True, successor=successor)
    return leaver.key if await world.ask(administrator, request, meeting.key) else None


async def _successor(world: World, cast: Cast, leaver: PersonRecord, week: int) -> str:
    key = f"successor-{week}.{cast.area}"
    name, email = f"Successor Number-{week}", f"{key}@council.example"
    newcomer = PersonRecord(area=cast.area, key=key, name=name, email=email, agency=leaver.agency)
    await world.office.register.save([], [newcomer])
    headings = ("Name", "E-mail", "Agency", "Role", "Authority", "Induction complete")
    row = (name, email, leaver.agency or "", "Representative", "yes", "yes")
    await import_register(world.office, cast.area, write_csv(headings, [row]), "people.csv")
    await see(world, key)
    return key
