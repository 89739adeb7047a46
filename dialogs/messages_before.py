"""The words of the messages that go out before a meeting, or when its people change.

Private, all of them. None gives a reason for anybody's absence, and none names a case to somebody who may not
see it.
"""

from __future__ import annotations

from datetime import datetime

from dialogs import wording
from dialogs.messages import Facts, message
from dialogs.wording_before import worry_words
from marac.order_warnings import OrderWarning, Worry
from usecases.rooms import Room


@message("order-warning", title="Please look at the running order", acts=("order",), style="warning")
def _order_warning(facts: Facts, room: Room) -> list[str]:
    return [worry_words(_warning(*worry), room) for worry in facts["worries"]]


def _warning(code: str, case: str | None, sitting: int | None, minutes: int, cases: int = 0) -> OrderWarning:
    return OrderWarning(worry=Worry(code), case=case, sitting=sitting, minutes=minutes, cases=cases)


@message("guest-late", title="A late invitation", acts=("people",), style="warning")
def _guest_late(facts: Facts, room: Room) -> list[str]:
    cases = wording.listed(f"case {c}" for c in facts["cases"])
    return [
        f"{room.names.person(facts['person'])} has been invited for {cases} with less notice than "
        f"{room.protocol.name} asks for. Please tell them their time and send them the declaration today."
    ]


@message("observer-unapproved", title="An observer without approval", acts=("people",), style="attention")
def _observer_unapproved(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.person(facts['person'])} is in the meeting as an observer and is not admitted for this "
        "sitting. Please ask them to leave, or record their approval and that the instructions were sent."
    ]


@message("induction-incomplete", title="Induction is not complete", acts=("people",), style="warning")
def _induction_incomplete(facts: Facts, room: Room) -> list[str]:
    return [f"{room.names.person(facts['person'])} has signed in, and their induction is not complete."]


@message("tell-lead-of-bar", title="Please tell the Operational Lead")
def _tell_lead_of_bar(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.person(facts['person'])} is barred from the meetings of {room.protocol.name} and hears "
        "nothing more of them. Please tell the Domestic Abuse Operational Lead. I keep no reason."
    ]


@message("successor-wanted", title="Who follows?", acts=("representative",))
def _successor_wanted(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    return [
        f"A colleague has been reported as having left. Please say who comes for {agency} from now on, and "
        "ask the administrators to add anybody who is new. Their open actions are back with the agency."
    ]


@message("leaver", title="Somebody has left", acts=("people",))
def _leaver(facts: Facts, room: Room) -> list[str]:
    of_agency = f" of {room.names.agency(facts['agency'])}" if facts.get("agency") else ""
    name = room.names.person(facts["person"])
    gone = f"{name}{of_agency} has been reported as having left and is off every roll."
    if facts.get("successor"):
        return [f"{gone} {room.names.person(facts['successor'])} follows."]
    return [f"{gone} The agency has been asked for a successor."]


@message("nobody-comes", title="Nobody comes for some agency types", acts=("people",), style="warning")
def _nobody_comes(facts: Facts, room: Room) -> list[str]:
    types = wording.listed(room.protocol.type_label(key) for key in facts["types"])
    return [f"Nobody is named for: {types}. Please ask these agencies who comes."]


@message("not-looked-after", title="Reminders stood still", style="attention")
def _not_looked_after(facts: Facts, room: Room) -> list[str]:
    since = room.protocol.calendar.local(datetime.fromisoformat(facts["since"]))
    return [
        f"Nothing had been looked after since {wording.clock(since)} on {wording.day(since)}: no reminder "
        "and no digest went out. What was due is said once when the work goes on, and what is out of date by "
        "then is left out.",
        "Please tell whoever runs the bot if you did not know of it.",
    ]
