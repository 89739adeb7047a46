"""The words of the messages about agencies that cannot come, and observers who wait for a word.

Private, all of them. None gives a reason for anybody's absence, and none takes a report.
"""

from __future__ import annotations

from dialogs import wording
from dialogs.messages import Facts, message
from marac.absence import report_by
from usecases import telling_attendance
from usecases.rooms import Room

CHECKED = telling_attendance
"""Imported so that these messages are checked again before they go out."""
INSTEAD = ("substitute", "nobody-comes")


def report_words(room: Room, *, last: bool = False) -> str:
    """How a written report gets to the administrators, and by when; nothing where none stands for
    attending."""
    rule = room.protocol.absence
    if rule is None or rule.written_report == "none" or room.meeting is None:
        return ""
    by = report_by(room.meeting, room.protocol)
    until = ""
    if by is not None:
        local = room.protocol.calendar.local(by)
        until = f" by {wording.day(local)}, {wording.clock(local)}"
    how = f"get a written report to the administrators{until}, by the secure way that your agency uses"
    if last:
        return f"Please {how}. Do not put any of it here: I only note that they hold it."
    if rule.written_report == "accepted":
        return f"Or {how}. Do not put any of it here: I only note that they hold it."
    return "A written report is the last resort: say first that nobody can come."


@message("substitute-wanted", title="Who comes instead?", acts=INSTEAD, leads=True)
def _substitute_wanted(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    return [
        f"Your colleague cannot come to the {room.protocol.name} meeting. Please say by name who comes for "
        f"{agency} instead. No reason is asked.",
        report_words(room),
    ]


@message("absence-chased", title="Nobody comes for your agency yet", acts=INSTEAD, leads=True)
def _absence_chased(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    known = room.meeting.absences.get(facts["agency"]) if room.meeting else None
    if known is not None and known.nobody:
        return [f"Nobody can come for {agency}.", report_words(room, last=True)]
    return [
        f"The {room.protocol.name} meeting is near, and nobody is named for {agency}. Please say who comes, "
        "or that nobody can.",
        report_words(room),
    ]


@message("report-wanted", title="Your agency's report")
def _report_wanted(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    return [f"Thank you for saying that nobody can come for {agency}.", report_words(room, last=True)]


@message("substitute-named", title="You come for your agency", acts=("authority",))
def _substitute_named(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    rule = room.protocol.absence
    asks = rule is not None and rule.substitute_accepts_actions
    return [
        f"You have been named to come for {agency} to the {room.protocol.name} meeting, because your "
        "colleague cannot.",
        "Please say whether you can take actions on for your agency." if asks else "",
    ]


@message("substitute-cannot", title="A substitute without authority", acts=("people",), style="warning")
def _substitute_cannot(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.person(facts['person'])} comes for {room.names.agency(facts['agency'])} and cannot "
        "take actions on for it. Please ask the agency for somebody who can."
    ]


@message("agency-away", title="An agency cannot come as planned", acts=("people",))
def _agency_away(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    rule = room.protocol.absence
    asked = " It has been asked by name for somebody else." if rule and rule.substitute_asked else ""
    return [f"{agency} cannot come with its representative.{asked}"]


@message("agency-stays-away", title="Nobody comes for an agency", acts=("people",), style="warning")
def _agency_stays_away(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    takes = room.protocol.absence is not None and room.protocol.absence.written_report != "none"
    report = " It has been asked to get its written report to you." if takes else ""
    return [f"{agency} says that nobody can come.{report}"]


@message("nobody-named", title="Nobody is named for some agencies", acts=("people",), style="warning")
def _nobody_named(facts: Facts, room: Room) -> list[str]:
    agencies = wording.listed(room.names.agency(a) for a in facts["agencies"])
    takes = room.protocol.absence is not None and room.protocol.absence.written_report != "none"
    nor = ", nor has a report come" if takes else ""
    return [f"These agencies cannot come and have named nobody{nor}: {agencies}. I have asked them again."]


@message("which-cases", title="Which cases concern your agency?", acts=("which-cases",), leads=True)
def _which_cases(facts: Facts, room: Room) -> list[str]:
    agency = room.names.agency(facts["agency"])
    return [
        f"The case list of {room.protocol.name} is out. Please say which of its cases concern {agency}. You "
        "are expected for those alone; if none does, nobody misses you."
    ]


@message(
    "observer-request",
    title="Somebody asks to observe",
    acts=("allow-observer", "refuse-observer"),
    carry=("person",),
)
def _observer_request(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.person(facts['person'])} asks to observe the {room.protocol.name} meeting, and the "
        "administrators agree. They are admitted to nothing before you agree as well."
    ]


@message("observer-agreed", title="The chair agrees", acts=("people",), style="good")
def _observer_agreed(facts: Facts, room: Room) -> list[str]:
    return [f"Chair and administrators now agree that {room.names.person(facts['person'])} observes."]


@message("observer-refused", title="The chair does not agree", acts=("people",))
def _observer_refused(facts: Facts, room: Room) -> list[str]:
    return [f"The chair does not agree that {room.names.person(facts['person'])} observes. Please tell them."]


@message("observer-briefing", title="Please brief your observer", acts=("briefed",), carry=("person",))
def _observer_briefing(facts: Facts, room: Room) -> list[str]:
    return [
        f"{room.names.agency(facts['agency'])} brings {room.names.person(facts['person'])} to observe, and "
        "answers for them. Please brief them on confidentiality before the meeting, and then say so here."
    ]
