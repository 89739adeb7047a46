"""The register as a meeting needs it at every turn: names of people and agencies, kept for a moment.

A card needs names within a second of a press, and a register changes a few times a month; so what was read
is used for half a minute, and at once forgotten by whoever changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from marac.words import AgencyId, PersonId
from usecases.ports import AgencyRecord, PersonRecord

UNKNOWN = "somebody not in the register"


@dataclass(frozen=True, slots=True)
class Names:
    """One area's people and agencies by key."""

    people: Mapping[PersonId, PersonRecord] = field(default_factory=dict)
    agencies: Mapping[AgencyId, AgencyRecord] = field(default_factory=dict)

    def person(self, key: PersonId) -> str:
        """The person's name."""
        return self.people[key].name if key in self.people else UNKNOWN

    def agency(self, key: AgencyId) -> str:
        """The agency's name."""
        return self.agencies[key].name if key in self.agencies else key
