"""The words of messages about actions: case numbers, agencies and dates, never what is to be done."""

from __future__ import annotations

from dialogs import wording
from dialogs.messages import Facts, message
from dialogs.wording_actions import day
from usecases.rooms import Room


@message("case-actions", title="Actions")
def _case_actions(facts: Facts, room: Room) -> list[str]:
    said = f"{wording.case_in_chat(facts['case'], room)}: {wording.count(facts['count'], 'action')} recorded"
    if not facts["waiting"]:
        return [f"{said}, all confirmed."]
    by = wording.listed(room.names.agency(key) for key in facts["agencies"])
    return [f"{said}, {facts['waiting']} still to be confirmed ({by})."]


@message(
    "action-corrected",
    title="An action is to be corrected",
    acts=("case-actions", "change"),
    carry=("case", "action"),
)
def _corrected(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.agency(facts['agency'])} says that one of its actions in case {facts['case']} is "
        "not recorded "
        "as it was agreed. “Actions” shows what is wrong; change it, and they are asked again."
    ]


@message(
    "new-date-asked", title="A new date is asked for", acts=("agree-date", "keep-date"), carry=("action",)
)
def _new_date_asked(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.agency(facts['agency'])} asks for {day(facts['on'])} instead of {day(facts['due'])} "
        "for an "
        f"action in case {facts['case']}. Until you agree, the date stands."
    ]


@message("new-date-agreed", title="New date agreed", style="good")
def _new_date_agreed(facts: Facts, room: Room) -> list[str]:
    return [f"An action of yours in case {facts['case']} is now due {day(facts['due'])}."]


@message("new-date-declined", title="The date stays")
def _new_date_declined(facts: Facts, room: Room) -> list[str]:
    return [f"An action of yours in case {facts['case']} stays due {day(facts['due'])}."]


@message("action-handed-back", title="An action needs an owner", acts=("change",), carry=("action",))
def _handed_back(facts: Facts, room: Room) -> list[str]:
    due = f", due {day(facts['due'])}" if facts["due"] else ""
    return [
        f"Nobody is named any longer for an action of {room.names.agency(facts['agency'])} in case "
        f"{facts['case']}{due}. It is still the agency's; please agree who takes it on."
    ]


@message("action-escalated", title="An action was escalated", acts=("my-actions",), style="attention")
def _escalated(facts: Facts, room: Room) -> list[str]:
    hours = room.protocol.actions.rationale_within or ""
    within = f" within {hours.removeprefix('+')}" if hours else " now"
    return [
        f"An action of your agency in case {facts['case']}, due {day(facts['due'])}, has been escalated. "
        "Please "
        f"complete it{within}, and say in {room.protocol.case_system} why it got that far."
    ]


@message("action-chased", title="An action is overdue", acts=("my-actions",), leads=True)
def _chased(facts: Facts, room: Room) -> list[str]:
    return [
        f"An action of yours in case {facts['case']} was due {day(facts['due'])}. Please say how it stands: "
        "done, in hand, a new date, or that it cannot be done."
    ]


@message(
    "transfer-out",
    title="A case moves out of the area",
    acts=("case-actions",),
    carry=("case",),
    style="attention",
)
def _transfer_out(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} moves out of the area. The transfer is yours to make; every agency that "
        "works with "
        "it has an action to tell its own counterpart."
    ]


@message("duty-reopened", title="To be done again", acts=("duties",))
def _duty_reopened(facts: Facts, room: Room) -> list[str]:
    label = next((d.label for d in room.protocol.duties if d.key == facts["duty"]), "Something")
    return [f"The running order has changed, so this is asked for again: {label}."]
