"""The plan of the open case on the desk of whoever runs it, in a line for each thing that there is to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs import elements, wording
from dialogs.elements import Element
from dialogs.wording_actions import PROTECTS
from marac.protocol import Protocol
from marac.words import AgencyId
from usecases.rooms import Room
from usecases.views.plan_part import PlanPart


def plan_lines(plan: PlanPart, room: Room) -> list[Element | None]:
    """What the chair looks at before the case closes; nothing where the area asks for none of it."""
    uncovered = wording.listed((PROTECTS[group].lower() for group in plan.uncovered), "or")
    lines = [
        f"Proposed, not accepted by {_agencies(plan.proposed, room)}" if plan.proposed else "",
        f"No action yet for: {uncovered}" if uncovered else "",
        kinds_line(plan.kinds, room.protocol),
        f"{wording.count(plan.searches, 'action')} to look through own records, after a repeat incident"
        if plan.searches
        else "",
        f"{wording.count(plan.notes, 'note')} for the administrators" if plan.notes else "",
        f"{wording.count(plan.standard, 'standard action')}, as in every case" if plan.standard else "",
    ]
    return [elements.subtle(line) for line in lines if line]


def kinds_line(kinds: Mapping[str, int], protocol: Protocol) -> str:
    """How many actions there are of each of the area's kinds; empty where there are none at all."""
    if not any(kinds.values()):
        return ""
    labels = {choice.key: choice.label for choice in protocol.actions.categories}
    return " · ".join(f"{labels[key]}: {number}" for key, number in kinds.items())


def feedback_choice(plan: PlanPart, room: Room) -> str:
    """Whom to ask first about feedback, and whom then."""
    said = [_choice(who, agency, room) for who, agency in plan.feedback_order]
    return ", else ".join(part for part in said if part)


def _choice(who: str, agency: AgencyId | None, room: Room) -> str:
    if who == "volunteer":
        return "an agency that comes forward"
    if agency is None:
        return ""
    return f"{room.names.agency(agency)} (who referred)" if who == "referring" else room.names.agency(agency)


def _agencies(keys: Iterable[AgencyId], room: Room) -> str:
    return wording.listed(room.names.agency(key) for key in keys)
