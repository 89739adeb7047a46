"""Finding the agency that a file means by the name in a cell.

A name that two agencies go by finds neither: to guess would invite the wrong agency to a case.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Protocol

from marac.words import AgencyId
from usecases.table_shape import same_heading


class Named(Protocol):
    """An agency as far as names go; the register's records are such."""

    @property
    def key(self) -> AgencyId:
        """Its key."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """What else it is called."""


def same_name(name: str) -> str:
    """What two spellings of one agency's name have in common."""
    return same_heading(name.replace("&", " and "))


class AgencyNames:
    """The names, aliases and keys of an area's agencies."""

    def __init__(self, agencies: Iterable[Named]) -> None:
        self._by_name: dict[str, set[AgencyId]] = {}
        self._spelled: dict[str, str] = {}
        for agency in agencies:
            for name in (agency.name, agency.key, *agency.aliases):
                self._by_name.setdefault(same_name(name), set()).add(agency.key)
                self._spelled.setdefault(same_name(name), agency.name)

    def key_of(self, name: str) -> AgencyId | None:
        """The key of the agency that goes by this name, its key or an alias; None when none or two do."""
        keys = self._by_name.get(same_name(name), set())
        return next(iter(keys)) if len(keys) == 1 else None

    def near(self, name: str) -> tuple[str, ...]:
        """The names of up to three agencies spelled much like this one, for a person to choose from."""
        close = get_close_matches(same_name(name), self._by_name, n=3, cutoff=0.7)
        return tuple(dict.fromkeys(self._spelled[found] for found in close))
