"""The card of professionals' meetings: what was agreed, who came, and what is still to be said."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.rooms import Room
from usecases.views.professionals import ProfessionalsLine, ProfessionalsList

NONE_YET = "No professionals' meeting has been agreed."


@renders(ProfessionalsList)
def professionals(view: ProfessionalsList, room: Room, table: Table) -> Element:
    """Each with what is known and the button for what comes next."""
    return elements.card(
        elements.title("Professionals' meetings"),
        elements.text(NONE_YET) if not view.lines else None,
        [_line(one, room, table) for one in view.lines],
        elements.subtle(f"And {view.more} more.") if view.more else None,
    )


def _line(one: ProfessionalsLine, room: Room, table: Table) -> Element:
    names = room.names
    rule = room.protocol.professionals
    labels = {y.key: y.label for y in (rule.yields if rule else ())}
    said = [f"{'Due since' if one.of_itself else 'Agreed on'} {wording.day(one.agreed_on)}"]
    if one.incident:
        said.append(f"the incident was on {wording.day(one.incident)}")
    if one.lead:
        said.append(f"lead {names.person(one.lead)}")
    if one.agencies:
        said.append(f"with {wording.listed(names.agency(a) for a in one.agencies)}")
    lines = [elements.heading(f"Case {one.case}", spacing="None"), elements.subtle(" · ".join(said))]
    if one.met_on:
        state = "Held on" if one.is_held else "Not complete yet; it was on"
        came = wording.listed(names.agency(a) for a in one.present)
        lines.append(elements.text(f"{state} {wording.day(one.met_on)}. There: {came}.", spacing="Small"))
    for kind, reason in one.absent.items():
        lines.append(
            elements.text(f"✗ {room.protocol.type_label(kind)}: {reason or 'no reason yet'}", spacing="None")
        )
    left = wording.listed(labels.get(key, key) for key in one.yields_left)
    if one.met_on and left:
        lines.append(elements.subtle(f"Still to come of it: {left}"))
    if one.is_minuted:
        lines.append(elements.subtle("✓ In the MARAC's minutes"))
    return elements.section(*lines, *elements.buttons(_buttons(one, table)))


def _buttons(one: ProfessionalsLine, table: Table) -> list[Element | None]:
    """What comes next first: naming and the day of the incident, then the record, then the reasons, then the
    minutes. Whoever leads it has the record alone."""
    act, data = table.by_verb, {"case": one.case}
    held = elements.press(act["professionals-held"], one.meeting, **data)
    if not one.runs_it:
        return [held] if not one.is_held else []
    unexplained = [kind for kind, reason in one.absent.items() if not reason]
    name = elements.press(act["name-professionals"], one.meeting, **data) if one.unnamed else None
    record = held if not one.is_held else None
    asked = one.wants_incident and not one.is_held
    incident = elements.press(act["professionals-incident"], one.meeting, **data) if asked else None
    explain = (
        elements.press(act["professionals-absence"], one.meeting, **data, type=unexplained[0])
        if unexplained
        else None
    )
    minuted = (
        elements.press(act["professionals-minuted"], one.meeting, **data)
        if one.is_held and not one.is_minuted
        else None
    )
    return [name, incident, record, explain, minuted]
