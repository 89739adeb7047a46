"""The words and buttons of every message that the bot sends of its own accord, by kind.

In the chat they hold numbers, agencies and times. In 1:1 they are cards, so that a lock screen shows the
neutral summary and not the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.rooms import Place, Room
from usecases.telling import Told

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """How a kind of notice reads: its heading, its paragraphs, and the acts that it offers with their
    data, with another label where `labels` has one. `leads`: the first of them is what the person should do,
    and stands out."""

    title: Callable[[Facts, Room], str]
    words: Callable[[Facts, Room], list[str]]
    acts: Callable[[Facts, Room], list[tuple[str, dict[str, Any]]]] = lambda facts, room: []
    labels: Callable[[str, dict[str, Any]], str | None] = lambda verb, data: None
    style: str = "accent"
    leads: bool = False


MESSAGES: dict[str, Message] = {}


def message(
    kind: str,
    *,
    title: str,
    acts: tuple[str, ...] = (),
    carry: tuple[str, ...] = (),
    style: str = "accent",
    leads: bool = False,
) -> Callable[[Callable[[Facts, Room], list[str]]], Callable[..., list[str]]]:
    """Register the words of a kind of notice; its buttons carry the facts named in `carry`."""

    def register(words: Callable[[Facts, Room], list[str]]) -> Callable[[Facts, Room], list[str]]:
        MESSAGES[kind] = Message(
            title=lambda facts, room: title,
            words=words,
            acts=lambda facts, room: [(verb, {name: facts[name] for name in carry}) for verb in acts],
            style=style,
            leads=leads,
        )
        return words

    return register


@renders(Told)
def told(view: Told, room: Room, table: Table) -> Element:
    """The card of a message."""
    one = MESSAGES[view.kind]
    offered = [
        elements.press(table.by_verb[verb], view.meeting or "", one.labels(verb, data), **data)
        for verb, data in one.acts(view.facts, room)
        if table.by_verb[verb].is_for(room) or room.place is Place.CHAT
    ]
    if one.leads and offered:
        offered[0] = {**offered[0], "style": "positive"}
    return elements.card(
        elements.notice(one.title(view.facts, room), one.style),
        [elements.text(words) for words in one.words(view.facts, room) if words],
        elements.buttons(offered),
    )


def chat_text(view: Told, room: Room) -> str:
    """A message in the meeting chat, as plain text."""
    return " ".join(filter(None, MESSAGES[view.kind].words(view.facts, room)))


def _agency(room: Room, key: str) -> str:
    return room.names.agency(key)


@message("sitting-opened", title="The sitting is open")
def _sitting_opened(facts: Facts, room: Room) -> list[str]:
    return [room.protocol.chat_warning, room.protocol.opening_note]


@message(
    "please-declare", title="Before you take part", acts=("declare", "conflicts", "authority"), leads=True
)
def _please_declare(facts: Facts, room: Room) -> list[str]:
    return [
        f"You are in the {room.protocol.name} meeting. Please read and accept the confidentiality "
        f"declaration "
        f"(version {room.protocol.declaration.version}), and say whether you have a conflict of interest "
        f"in any "
        "case.",
        room.protocol.declaration.warning,
        wording.PRESENCE_COUNTS if room.protocol.declaration.presence_counts else "",
    ]


@message("quoracy-lost", title="Not quorate", acts=("go-ahead", "suspend", "rung"), style="attention")
def _quoracy_lost(facts: Facts, room: Room) -> list[str]:
    labels = {r.key: r.label for r in room.protocol.quoracy.requirements}
    missing = wording.listed(labels.get(key, key) for key in facts["missing"])
    about = f" for case {facts['case']}" if facts.get("case") else ""
    lines = [f"The meeting is not quorate{about}. Missing: {missing}."]
    lines += [f"Ring {wording.contact(room.names, key)}." for key in facts["ring"]]
    return lines


@message("agencies-missing", title="Not here yet", acts=("rung",))
def _agencies_missing(facts: Facts, room: Room) -> list[str]:
    labels = {r.key: r.label for r in room.protocol.quoracy.requirements}
    missing = wording.listed(labels.get(key, key) for key in facts["missing"])
    about = f" for case {facts['case']}" if facts.get("case") else ""
    lines = [f"Not here{about}: {missing}. The meeting can go on without; that is for the chair to decide."]
    lines += [f"Ring {wording.contact(room.names, key)}." for key in facts["ring"]]
    return lines


@message("quoracy-gained", title="Quorate again", style="good")
def _quoracy_gained(facts: Facts, room: Room) -> list[str]:
    return ["The meeting is quorate again."]


@message("missing-at-start", title="Missing at the start", acts=("rung",), style="attention")
def _missing_at_start(facts: Facts, room: Room) -> list[str]:
    return [
        "It is time to start, and these agencies are not here yet.",
        *(f"Ring {wording.contact(room.names, key)}." for key in facts["missing"]),
    ]


@message("can-resume", title="Somebody has arrived", acts=("resume",), style="good", leads=True)
def _can_resume(facts: Facts, room: Room) -> list[str]:
    return [
        f"{wording.listed(_agency(room, a) for a in facts['agencies'])} is here now. "
        "The sitting is still suspended; you can resume it."
    ]


@message("who-replaces-you", title="Before you go", acts=("delegate",), carry=("agency",), leads=True)
def _who_replaces_you(facts: Facts, room: Room) -> list[str]:
    return [
        f"Nobody is here for {_agency(room, facts['agency'])} now. Please send a colleague, or hand over to "
        "somebody of another agency who is here and can decide for you."
    ]


@message("stranger-joined", title="Not on the roll", style="attention")
def _stranger_joined(facts: Facts, room: Room) -> list[str]:
    return [
        "Somebody who is not on the roll is in the meeting. Please look at the list of people in Teams, "
        "and ask them to leave unless you put them on the roll."
    ]


@message("conflict", title="Conflict of interest", acts=("leave-case", "stay"), carry=("case", "person"))
def _conflict(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.person(facts['person'])} has given notice of a conflict of interest in case "
        f"{facts['case']}. "
        "No reason is asked. Until you decide, they are kept out of that case."
    ]


@message("stay", title="Please stay")
def _stay(facts: Facts, room: Room) -> list[str]:
    return [f"Thank you for giving notice. The chair asks you to stay for case {facts['case']}."]


@message("please-leave", title="Please step out")
def _please_leave(facts: Facts, room: Room) -> list[str]:
    return [
        f"Thank you for giving notice. Please step out when case {facts['case']} is called; I will tell "
        f"you when "
        "it is over."
    ]


@message(
    "delegation-asked", title="Can you act for another agency?", acts=("accept", "decline"), carry=("agency",)
)
def _delegation_asked(facts: Facts, room: Room) -> list[str]:
    return [
        f"{_agency(room, facts['agency'])} has to leave and asks you to act for it. Please accept only if "
        f"you are "
        "able to decide for it."
    ]


@message("delegation-accepted", title="Handed over", style="good")
def _delegation_accepted(facts: Facts, room: Room) -> list[str]:
    return [f"{room.names.person(facts['person'])} now acts for {_agency(room, facts['agency'])}."]


@message("delegation-ended", title="No longer handed over")
def _delegation_ended(facts: Facts, room: Room) -> list[str]:
    return [f"Nobody acts for {_agency(room, facts['agency'])} any longer."]


@message("suspended", title="Suspended")
def _suspended(facts: Facts, room: Room) -> list[str]:
    return ["The sitting is suspended. Please stay nearby; I will say here when it goes on."]


@message("resumed", title="Going on")
def _resumed(facts: Facts, room: Room) -> list[str]:
    return ["The sitting goes on."]


@message("break", title="Break")
def _break(facts: Facts, room: Room) -> list[str]:
    return ["There is a break now. I will say here when the sitting goes on."]
