"""Who takes part in a year: the register of each area's own practice, and case lists that look like its own.

Everybody is invented, and comes from the rehearsal room's files. One agency in each area never answers, a few
people have no Teams, and somebody leaves in the course of the year.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bench.year.chance import Chance
from bench.year.world import World
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import Capacity
from usecases.import_register import import_register
from usecases.ports import Chat, PersonRecord, Reach
from usecases.tables import write_csv

FILES: Final = Path(__file__).parents[2] / "rehearsal" / "scenarios"
TENANT: Final = "year-tenant"
SERVICE: Final = "https://teams.example/"
WITHOUT_TEAMS: Final = 0.08
"""The share of members who have never been seen in Teams and are reached by mail."""
REPEATS: Final = 0.4
"""The share of meetings with a case that was heard before, where there are any."""
HEADINGS: Final = (
    "Case number", "District", "Referring agency", "Children", "Pregnancy", "Repeat", "Kind", "Guests",
    "Consent", "Previous hearings", "Last heard",
)  # fmt: skip
KINDS: Final = (("ordinary", 0.9), ("employee-sensitive", 0.93), ("transfer in", 0.97), ("HBA", 1.0))


@dataclass
class Cast:
    """An area's people as the year knows them."""

    area: str
    silent: str
    """The agency that never answers."""
    heard: dict[str, date] = field(default_factory=dict)
    """The cases heard so far, each with the day."""
    listed: int = 0


def scenario_rows(area: str, name: str) -> list[dict[str, str]]:
    """The rows of one of the area's practice files."""
    with (FILES / area / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def enter(world: World, area: str) -> Cast:
    """Fill the area's register, have its people seen in Teams, and bind its chat."""
    people = scenario_rows(area, "people")
    # Keys are drawn by lot for newcomers; those of a year are the same at every run.
    known = [
        PersonRecord(area=area, key=row["E-mail"].split("@")[0], name=row["Name"], email=row["E-mail"])
        for row in people
    ]
    await world.office.register.save([], known)
    for name in ("agencies", "people"):
        data = (FILES / area / f"{name}.csv").read_bytes()
        await import_register(world.office, area, data, f"{name}.csv")
    await _seen_in_teams(world, area)
    await world.office.register.bind_chat(
        Chat(conversation=f"19:{area}", area=area, service_url=SERVICE, tenant=TENANT, bot_id="28:year")
    )
    return Cast(area, silent=await _silent(world, area))


async def _seen_in_teams(world: World, area: str) -> None:
    for key, record in (await world.office.register.people(area)).items():
        runs_it = record.capacities & {Capacity.CHAIR, Capacity.ADMINISTRATOR}
        if runs_it or world.chance.of("without Teams", key) >= WITHOUT_TEAMS:
            await see(world, key)


async def see(world: World, person: str) -> None:
    """Somebody has the bot in Teams."""
    await world.office.register.saw(
        Reach(
            person=person,
            teams_id=f"29:{person}",
            aad_id=f"aad-{person}",
            tenant=TENANT,
            service_url=SERVICE,
            conversation=f"a:{person}",
        )
    )


async def _silent(world: World, area: str) -> str:
    """An agency with members, and not the police, the IDVA or whoever runs the meeting."""
    people = (await world.office.register.people(area)).values()
    runs_it = {p.agency for p in people if p.capacities & {Capacity.CHAIR, Capacity.ADMINISTRATOR}}
    members = {p.agency for p in people if p.capacities == {Capacity.REPRESENTATIVE}} - runs_it
    return world.chance.one(sorted(filter(None, members)), "silent", area)


def case_list(cast: Cast, meeting: Meeting, protocol: Protocol, chance: Chance) -> bytes:
    """The list of cases for a meeting, as the case system gives it out."""
    count = chance.between(3, 6, "cases", meeting.key)
    return write_csv(HEADINGS, [_row(cast, meeting, protocol, chance, place) for place in range(count)])


def _row(cast: Cast, meeting: Meeting, protocol: Protocol, chance: Chance, place: int) -> Sequence[str]:
    about = (meeting.key, place)
    before = _heard_before(cast, meeting, chance, about) if place == 0 else None
    cast.listed += 0 if before else 1
    number = before or str(10_000 + cast.listed)
    referring = sorted({a.agency for a in meeting.roll.values() if a.is_member and a.agency} - {cast.silent})
    values: Mapping[str, str] = {
        "Case number": number,
        "District": chance.one(protocol.order.districts or ("",), "district", *about),
        "Referring agency": chance.one(referring, "referring", *about),
        "Children": "yes" if chance.of("children", *about) < 0.5 else "no",
        "Pregnancy": "yes" if chance.of("pregnancy", *about) < 0.05 else "no",
        "Repeat": "yes" if before else "no",
        "Kind": _kind(chance.of("kind", *about)) if before is None else "ordinary",
        "Guests": "",
        "Consent": chance.one(("yes", "yes", "refused", "not reached", ""), "consent", *about),
        "Previous hearings": "1" if before else "0",
        "Last heard": cast.heard[before].isoformat() if before else "",
    }
    return [values[heading] for heading in HEADINGS]


def _heard_before(cast: Cast, meeting: Meeting, chance: Chance, about: tuple[object, ...]) -> str | None:
    """A case that comes back after eight weeks or more."""
    until = min(s.starts_at for s in meeting.sittings).date() - timedelta(weeks=8)
    known = [number for number, on in cast.heard.items() if on <= until]
    return chance.one(known, "which", *about) if known and chance.of("repeat", *about) < REPEATS else None


def _kind(drawn: float) -> str:
    return next(kind for kind, until in KINDS if drawn < until)
