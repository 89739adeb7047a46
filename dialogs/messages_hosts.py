"""The words of messages to the agency of somebody with whom a case is connected; never who that is."""

from __future__ import annotations

from dialogs.messages import Facts, message
from usecases import telling_hosts
from usecases.rooms import Room

CHECKED = telling_hosts
"""Imported so that these messages are checked again before they go out."""


@message(
    "host-statement-wanted",
    title="A case that concerns your agency",
    acts=("host-statement",),
    carry=("case", "agency"),
    leads=True,
)
def _wanted(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} concerns somebody who works for {room.names.agency(facts['agency'])}. "
        "Before it is heard, please agree who attends for it and takes on actions, and how its papers are "
        "locked away, and say so here. Only the chair and the administrators see it. Speak of it to nobody "
        "else."
    ]


@message("host-statement-given", title="A statement was given", acts=("case",), carry=("case",))
def _given(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.agency(facts['agency'])} has said who attends for case {facts['case']} and how its "
        "papers are kept. The case's card has it."
    ]
