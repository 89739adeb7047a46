"""What can be chosen before a meeting: places in the order, people of an agency, observers, guests, kinds.

Cases are only ever those that the person may know of.
"""

from __future__ import annotations

from collections.abc import Callable

from dialogs.acts import Option
from dialogs.options import agency_options, cases, cases_to_hear
from dialogs.wording_before import ALL_KINDS, OUTSIDE_THE_LIST
from dialogs.wording_hearing import CONSENT
from marac.admission import may_see
from marac.meeting import Attendee
from marac.observers import OUTSIDE
from marac.presenters import cases_without_presenter
from marac.presenting import presenting_agency
from marac.words import Capacity, CaseNumber, CaseState, SittingState
from usecases.rooms import Room

SITTING = "sitting-"
"""What the value of a sitting begins with where it is offered beside cases."""


def sittings(room: Room) -> list[Option]:
    """The meeting's sittings that have not ended."""
    if room.meeting is None:
        return []
    left = (s for s in room.meeting.sittings if s.state is not SittingState.ENDED)
    return [Option(str(s.number), f"Sitting {s.number}") for s in left]


def next_sitting(room: Room) -> str:
    """The number of the first sitting that has not ended."""
    found = sittings(room)
    return found[0].value if found else ""


def places(room: Room) -> list[Option]:
    """Where a case can be put: beside another that is still to come, or into a sitting."""
    return [
        *cases_to_hear(room),
        *(Option(f"{SITTING}{o.value}", o.label) for o in sittings(room)),
    ]


def where(room: Room) -> list[Option]:
    """On which side of that place."""
    return [Option("before", "Before"), Option("after", "After"), Option("to", "To")]


def kinds(room: Room) -> list[Option]:
    """The kinds of case."""
    return [Option(kind.value, label) for kind, label in ALL_KINDS.items()]


def consents(room: Room) -> list[Option]:
    """What can be said of the victim's consent to the IDVA's support."""
    words = {c: label.partition(": ")[2].capitalize() for c, label in CONSENT.items() if c}
    return [Option(consent.value, label) for consent, label in words.items()]


def cases_answered_for(room: Room) -> list[Option]:
    """The listed cases for which the person answers: those of their own agency, or for administrators all."""
    meeting, who = room.meeting, room.attendee
    if meeting is None or who is None:
        return []
    return [
        o
        for o in cases(room)
        if (case := meeting.cases[o.value]).state is CaseState.LISTED
        and may_see(meeting, room.person, case.number)
        and (who.is_administrator or who.agency in (case.referring_agency, presenting_agency(case)))
    ]


def only_case_answered_for(room: Room) -> str:
    """Its number, where there is one alone; else the only one that still lacks a presenter."""
    mine = [o.value for o in cases_answered_for(room)]
    if len(mine) > 1 and room.meeting is not None:
        waiting = {c.number for c in cases_without_presenter(room.meeting)}
        mine = [number for number in mine if number in waiting]
    return _only(mine)


def _only(numbers: list[CaseNumber]) -> str:
    return numbers[0] if len(numbers) == 1 else ""


def colleagues(room: Room) -> list[Option]:
    """The people of the person's own agency who can come for it; for administrators and
    the Lead, of every agency."""
    who = room.attendee
    everybody = who is not None and (who.is_administrator or Capacity.LEAD in who.capacities)
    return _people(
        room,
        lambda a: (
            a.is_welcome
            and a.agency is not None
            and not (a.is_observer or a.is_guest)
            and (everybody or (who is not None and a.agency == who.agency))
        ),
    )


def presenters(room: Room) -> list[Option]:
    """The members and guests who can present: of the person's own agency, or for administrators of any."""
    who = room.attendee
    everybody = who is not None and who.is_administrator
    return _people(
        room,
        lambda a: (
            (a.is_member or (a.is_guest and a.is_welcome))
            and (everybody or (who is not None and a.agency == who.agency))
        ),
    )


def observers(room: Room) -> list[Option]:
    """The observers on the roll."""
    return _people(room, lambda a: a.is_observer and a.is_welcome)


def guests(room: Room) -> list[Option]:
    """The guests on the roll with a case."""
    return _people(room, lambda a: a.is_guest and a.is_welcome and bool(a.cases))


def barred(room: Room) -> list[Option]:
    """Those who are barred; for administrators alone."""
    who = room.attendee
    return _people(room, lambda a: a.barred) if who is not None and who.is_administrator else []


def left(room: Room) -> list[Option]:
    """Those reported as having left."""
    return _people(room, lambda a: a.removed)


def _people(room: Room, wanted: Callable[[Attendee], bool]) -> list[Option]:
    roll = room.meeting.roll.values() if room.meeting else ()
    return [Option(a.person, room.names.person(a.person)) for a in roll if wanted(a)]


def categories(room: Room) -> list[Option]:
    """The permitted reasons to observe, and any other."""
    listed = [Option(c.key, c.label) for c in room.protocol.observers.categories]
    if room.protocol.observers.outside == "refused":
        return listed
    return [*listed, Option(OUTSIDE, OUTSIDE_THE_LIST)]


def known_agencies(room: Room) -> list[Option]:
    """Every agency of the area's register."""
    return agency_options(room, room.names.agencies)


def agency_types(room: Room) -> list[Option]:
    """The area's agency types."""
    return [Option(kind.key, kind.label) for kind in room.protocol.agency_types]
