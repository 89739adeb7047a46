"""The open case's plan for whoever runs it: what was proposed and not accepted, whom no action covers yet,
what waits for the chair's word or for an owner's, and what is left with the administrators.

Counts, groups and agencies; the wording of actions is on the case's own card.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from marac.actions import proposals, tailored_for
from marac.meeting import Case, Meeting
from marac.ownership import feedback_order
from marac.plan import counted_by_category, groups_without_action, searches_after_a_repeat
from marac.protocol import Protocol
from marac.standard import standard_of
from marac.understanding import agencies_not_understood, not_agreed
from marac.words import AgencyId, Protects


class PlanPart(msgspec.Struct, frozen=True, kw_only=True):
    """The plan as far as it has got. `feedback_order` is whom to name for feedback, each with the agency that
    it comes to; `standard` counts what every case has and this one too."""

    volunteered: bool = False
    proposed: tuple[AgencyId, ...] = ()
    uncovered: tuple[Protects, ...] = ()
    kinds: Mapping[str, int] = {}
    not_agreed: int = 0
    not_understood: tuple[AgencyId, ...] = ()
    searches: int = 0
    notes: int = 0
    standard: int = 0
    feedback_order: tuple[tuple[str, AgencyId | None], ...] = ()


def plan_part(meeting: Meeting, protocol: Protocol, case: Case) -> PlanPart:
    """The case's plan; empty where the area asks for nothing of the kind."""
    number = case.number
    return PlanPart(
        volunteered=protocol.actions.volunteered,
        proposed=tuple(dict.fromkeys(a.agency for a in proposals(meeting, number))),
        uncovered=groups_without_action(meeting, protocol, number),
        kinds=counted_by_category(tailored_for(meeting, number), protocol),
        not_agreed=len(not_agreed(meeting, protocol, number)),
        not_understood=agencies_not_understood(meeting, protocol, number),
        searches=len(searches_after_a_repeat(meeting, number)),
        notes=len(case.notes),
        standard=sum(not struck for _, _, struck in standard_of(meeting, case)),
        feedback_order=feedback_order(meeting, protocol, number),
    )
