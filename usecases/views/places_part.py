"""What whoever runs a case sees of its speaking order beyond the agencies: turns to mark, who gives the
victim's views, who is missing for the victim, who has not spoken, other panels, and who presents by name.

Marks, keys and counts alone. Built for somebody who runs the case, and put nowhere else.
"""

from __future__ import annotations

import msgspec

from marac.actions import proposals, tailored_for
from marac.meeting import Case, Meeting
from marac.places import (
    is_due,
    mark_of,
    marked_places,
    nobody_of,
    place_of,
    presenters_by_name,
    unspoken,
)
from marac.points import victim_voice_fell_to
from marac.postponing import last_after
from marac.presenting import is_presenter_here
from marac.protocol import Protocol
from marac.words import AgencyId, PersonId, TurnMark


class MarkLine(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that is marked: its place and the area's words for it, whether it has come, and its mark."""

    place: str
    label: str
    is_due: bool
    mark: TurnMark | None = None


class PanelLine(msgspec.Struct, frozen=True, kw_only=True):
    """Another panel, and whether the case is before it; None while nobody has said."""

    label: str
    involved: bool | None = None


class PlacesPart(msgspec.Struct, frozen=True, kw_only=True):
    """All of it for one case. `label` is the area's words for the turn that is on; `nobody_of` are agency
    types of which somebody is wanted; `unspoken` are those to hear before actions, and `begun` that there are
    some already; `later` that the case can be heard later."""

    label: str = ""
    marks: tuple[MarkLine, ...] = ()
    panels: tuple[PanelLine, ...] = ()
    nobody_of: tuple[str, ...] = ()
    voice_fell_to: AgencyId | None = None
    unspoken: tuple[AgencyId, ...] = ()
    begun: bool = False
    presenters: tuple[PersonId, ...] = ()
    later: bool = False


def places_now(meeting: Meeting, protocol: Protocol, case: Case) -> PlacesPart:
    """The open case's; empty where the area asks for nothing of the kind."""
    hearing, waiting = case.hearing, unspoken(meeting, protocol, case)
    noted = hearing.panels if hearing else {}
    turn = hearing.turn if hearing else None
    place = place_of(meeting, protocol, case, turn.agency) if turn else None
    return PlacesPart(
        label=place.label if place else "",
        marks=tuple(
            MarkLine(
                place=one.who,
                label=one.label,
                is_due=is_due(meeting, protocol, case, one),
                mark=mark_of(protocol, case, one),
            )
            for one in marked_places(protocol, case)
        ),
        panels=tuple(
            PanelLine(label=panel.label, involved=noted.get(panel.key))
            for panel in protocol.hearing.other_panels
        ),
        nobody_of=nobody_of(meeting, protocol, case),
        voice_fell_to=victim_voice_fell_to(meeting, protocol, case),
        unspoken=waiting,
        begun=bool(waiting and (tailored_for(meeting, case.number) or proposals(meeting, case.number))),
        presenters=presenters_by_name(meeting, protocol, case),
    )


def places_next(meeting: Meeting, protocol: Protocol, case: Case, person: PersonId) -> PlacesPart:
    """What of it is seen before the case opens."""
    moved = protocol.hearing.moved_later and not is_presenter_here(meeting, case)
    return PlacesPart(
        nobody_of=nobody_of(meeting, protocol, case) if meeting.sitting is not None else (),
        voice_fell_to=victim_voice_fell_to(meeting, protocol, case),
        presenters=presenters_by_name(meeting, protocol, case),
        later=moved and last_after(meeting, person, case.number) is not None,
    )
