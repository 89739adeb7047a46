"""The words of the messages about who chairs, what people lack, and who leaves.

Private, all of them. None gives a reason for anybody's leaving.
"""

from __future__ import annotations

from dialogs import wording
from dialogs.cards import ringing
from dialogs.messages import Facts, message
from dialogs.wording_people import chair_worry_words, lack_words
from marac.chairing import ChairWorry
from usecases import telling_people
from usecases.rooms import Room

CHECKED = telling_people
"""Imported for its checks."""
CARDS = (ringing,)
"""Imported for the card of people to ring."""


@message("chair-unexpected", title="Who is in the chair?", acts=("who-chairs",), style="warning")
def _chair_unexpected(facts: Facts, room: Room) -> list[str]:
    return [
        chair_worry_words(ChairWorry(facts["worry"]), facts["person"], room),
        "The meeting can go on. Please confirm who chairs.",
    ]


@message("checks-missing", title="Not everything is there", acts=("person-check", "people"), style="warning")
def _checks_missing(facts: Facts, room: Room) -> list[str]:
    return [
        "The register lacks something of these people:",
        *(f"{room.names.person(person)}: {lack_words(keys, room)}" for person, keys in facts["lacks"]),
    ]


@message("deputies-missing", title="Representative and deputy", acts=("people",), style="warning")
def _deputies_missing(facts: Facts, room: Room) -> list[str]:
    agencies = wording.listed(room.names.agency(key) for key in facts["agencies"])
    return [f"The register does not hold both a representative and a deputy for: {agencies}."]


@message("entry-to-close", title="Somebody leaves", acts=("leaver",), carry=("person",), leads=True)
def _entry_to_close(facts: Facts, room: Room) -> list[str]:
    of_agency = f" of {room.names.agency(facts['agency'])}" if facts.get("agency") else ""
    return [
        f"{room.names.person(facts['person'])}{of_agency} is leaving. The entry is closed once you have "
        "noted the written notice and who follows."
    ]


@message("agency-with-nobody", title="An agency with nobody", acts=("people",), style="warning")
def _agency_with_nobody(facts: Facts, room: Room) -> list[str]:
    return [
        f"Nobody is named for {room.names.agency(facts['agency'])} any longer. Please ask it who follows."
    ]


@message("return-or-destroy", title="Your agency has left the MARAC")
def _return_or_destroy(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    reminder = room.protocol.leaving.reminder if room.protocol.leaving else ""
    return [f"{agency} has been entered as leaving. This is the last message that I send you.", reminder]


@message("agency-left", title="An agency has left", acts=("people",))
def _agency_left(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.agency(facts['agency'])} has been entered as leaving the MARAC. Its people are off "
        "every roll and hear nothing more."
    ]
