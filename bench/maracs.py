"""The made-up MARACs after whose meetings actions are owed: who comes, when they met, what was taken.

The same at every run. Each has people of its own, five meetings behind it and five hundred open actions, so
that ten times as many MARACs are ten times as much of everything. Nobody in it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from marac.meeting import Agency, Attendee
from marac.protocol import Protocol, areas, protocol_for
from marac.words import Capacity

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
"""The moment of the sweep: a Wednesday, when every area's digests may go out."""
AGENCIES = 9
OWNERS = 45
"""Representatives of a MARAC, five of each agency."""
MEETINGS = 5
OPEN_EACH = 100
OVERDUE_EACH = 30
"""Of each meeting's actions so many are still open, and of these so many overdue."""
CASES = (20, 30, 40, 60, 100)
"""How many cases its meetings heard."""
OPEN_A_MARAC = MEETINGS * OPEN_EACH
OVERDUE_A_MARAC = MEETINGS * OVERDUE_EACH
_NOT_INVITED = ("invited", "other-marac", "marac-team", "cafcass", "school", "immigration")
_EVERY = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Marac:
    """One of an area's MARACs; the area's are numbered from 0."""

    area: str
    number: int

    @property
    def owners(self) -> tuple[str, ...]:
        """The keys of those who own its actions."""
        return tuple(f"{self.area}-{self.number:03}-{place:02}" for place in range(OWNERS))

    @property
    def chair(self) -> str:
        """The key of its chair."""
        return f"{self.area}-{self.number:03}-chair"

    @property
    def administrator(self) -> str:
        """The key of its administrator."""
        return f"{self.area}-{self.number:03}-administrator"

    def agency_of(self, owner: str) -> str:
        """The agency for which somebody comes."""
        return agencies_of(self.area)[self.owners.index(owner) % AGENCIES].key

    def roll(self) -> tuple[Attendee, ...]:
        """Everybody who comes."""
        chair, team = frozenset({Capacity.CHAIR}), frozenset({Capacity.ADMINISTRATOR})
        representative = frozenset({Capacity.REPRESENTATIVE})
        return (
            Attendee(person=self.chair, agency="police", capacities=chair),
            Attendee(person=self.administrator, agency="marac-team", capacities=team),
            *(
                Attendee(person=o, agency=self.agency_of(o), capacities=representative, authority=True)
                for o in self.owners
            ),
        )

    def meetings(self) -> tuple[Past, ...]:
        """Its meetings, the latest first."""
        return tuple(Past(self, place) for place in range(MEETINGS))


@dataclass(frozen=True, slots=True)
class Past:
    """A meeting of a MARAC's that is over; `place` 0 is the latest."""

    marac: Marac
    place: int

    @property
    def key(self) -> str:
        """Its key."""
        return f"{self.marac.area}-{self.day}-{self.marac.number:03}"

    @property
    def protocol(self) -> Protocol:
        """The area's protocol."""
        return protocol_for(self.marac.area)

    def now(self) -> datetime:
        """The time at which its journal is written, as a clock tells it."""
        return self.starts_at

    @property
    def day(self) -> date:
        """When it met: every four weeks, on a working day of its own."""
        back = timedelta(days=7 + self.marac.number % 20) + self.place * _EVERY
        day = NOW.date() - back
        return day - timedelta(days=max(0, day.weekday() - 4))

    @property
    def starts_at(self) -> datetime:
        """When it began."""
        return datetime.combine(self.day, time(9), tzinfo=UTC)

    @property
    def cases(self) -> tuple[str, ...]:
        """The numbers of the cases that it heard."""
        many = CASES[(self.place + self.marac.number) % len(CASES)]
        first = (areas().index(self.marac.area) * 1000 + self.marac.number) * 1000 + self.place * 100
        return tuple(str(first + place) for place in range(100, 100 + many))

    def taken(self) -> tuple[Taken, ...]:
        """The actions that were taken, case by case."""
        cases, owners = self.cases, self.marac.owners
        many = max(OPEN_EACH, 2 * len(cases))
        return tuple(
            Taken(
                place=place,
                case=cases[place * len(cases) // many],
                owner=owners[(self.place * OVERDUE_EACH + place) % OWNERS],
                due=_due(place),
                is_done=place >= OPEN_EACH,
            )
            for place in range(many)
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A meeting's action, numbered from 0: of which case, whose, when due, whether it was reported done."""

    place: int
    case: str
    owner: str
    due: date
    is_done: bool

    @property
    def key(self) -> str:
        """Its key in the meeting, which counts from 1."""
        return f"a{self.place + 1}"


def _due(place: int) -> date:
    today = NOW.date()
    if place < OVERDUE_EACH:
        return today - timedelta(days=1 + place % 6)
    return today + timedelta(days=1 + place % 40)


def agencies_of(area: str) -> tuple[Agency, ...]:
    """The agencies that come to the area's MARACs, and the team that runs them at the end."""
    types = [t for t in protocol_for(area).agency_types if t.key not in _NOT_INVITED][:AGENCIES]
    invited = [Agency(key=t.key, name=f"Agency {t.key}", type=t.key, statutory=t.statutory) for t in types]
    return (*invited, Agency(key="marac-team", name="MARAC team", type="marac-team"))


def chases(protocol: Protocol) -> bool:
    """Owners hear in the area of what is overdue."""
    return protocol.actions.nudged == "owner"


def maracs(actions: int) -> list[Marac]:
    """As many MARACs as have so many open actions, spread over the areas in which owners are chased."""
    where = [area for area in areas() if chases(protocol_for(area))]
    many, over = divmod(actions, OPEN_A_MARAC)
    if over:
        raise ValueError(f"Open actions come by {OPEN_A_MARAC}.")
    return [Marac(where[n % len(where)], n // len(where)) for n in range(many)]
