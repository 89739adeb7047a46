"""From a view to its card: one function a view, registered here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dialogs.acts import Table
from dialogs.elements import Element
from usecases.requests import View
from usecases.rooms import Room

V = TypeVar("V", bound=View)
Renderer = Callable[[V, Room, Table], Element]
_RENDERERS: dict[type[View], Callable[[Any, Room, Table], Element]] = {}


def renders(view: type[V]) -> Callable[[Renderer[V]], Renderer[V]]:
    """Register the one function that makes the card of a view."""

    def register(function: Renderer[V]) -> Renderer[V]:
        _RENDERERS[view] = function
        return function

    return register


def render(view: View, room: Room, table: Table) -> Element:
    """The card of `view` for the person in `room`."""
    return _RENDERERS[type(view)](view, room, table)


def rendered_views() -> frozenset[type[View]]:
    """Every view that has a card."""
    return frozenset(_RENDERERS)
