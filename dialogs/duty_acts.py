"""The rows for duties: what there is to see to, and the tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import wording
from dialogs.acts import Act, Field, Kind, Option
from marac.area_dates import dates_owed
from marac.duties import DutyDue, TickDuty, all_duties
from marac.mistaken_ticks import UntickDuty, ticked_lately
from marac.several_ticks import TickDuties
from marac.subjects import may_hear_of
from marac.words import PersonId
from usecases.requests import ShowDuties, Wanted
from usecases.rooms import Room


def duties(room: Room) -> list[Option]:
    """The duties that the person may hear of: their names and what they are about."""
    meeting = room.meeting
    if meeting is None:
        return []
    today = room.protocol.calendar.day_of(room.now)
    return [
        _option(due)
        for due in (*all_duties(meeting, room.protocol), *dates_owed((meeting,), room.protocol, today))
        if may_hear_of(meeting, room.person, due.subject) and _concerns(room, due.people)
    ]


def kinds(room: Room) -> list[Option]:
    """What the person has to see to, without what each is about."""
    found = {option.value.partition(":")[0]: option.also[0] for option in duties(room)}
    return [Option(key, label) for key, label in found.items()]


def subjects(room: Room) -> list[Option]:
    """What they are about."""
    return [Option(key, key) for key in dict.fromkeys(o.value.partition(":")[2] for o in duties(room))]


def ticked(room: Room) -> list[Option]:
    """What the person has ticked and can take back, the latest first."""
    meeting = room.meeting
    return [_option(due) for due in ticked_lately(meeting, room.protocol, room.person)] if meeting else []


def _option(due: DutyDue) -> Option:
    return Option(due.key, f"{due.duty.label} ({due.subject.key})", (due.duty.label,))


def _concerns(room: Room, people: tuple[PersonId, ...]) -> bool:
    return room.person in people or (room.attendee is not None and room.attendee.is_administrator)


def said(room: Room) -> list[Option]:
    """What duties can be answered with."""
    found = all_duties(room.meeting, room.protocol) if room.meeting is not None else ()
    known = (*room.protocol.duties, *(due.duty for due in found))
    keys = dict.fromkeys(answer for duty in known for answer in duty.answers)
    return [Option(key, wording.answer(key)) for key in keys]


def _tick(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    duty, _, about = values["duty"].partition(":")
    return TickDuty(duty=duty, subject=about, answer=values.get("answer"))


def _untick(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    duty, _, about = values["duty"].partition(":")
    return UntickDuty(duty=duty, subject=about)


ACTS = (
    Act(
        "duties",
        "To see to",
        "See what you have to tick, send or confirm, and by when.",
        ("duties", "to see to"),
        ShowDuties,
        (Field("duty", "Which", Kind.CHOICE, required=False, options=kinds, carried=True),),
        private=True,
        as_form=True,
    ),
    Act(
        "tick-duty",
        "Done",
        "Tick something that you had to see to.",
        ("duty done", "tick duty"),
        TickDuty,
        (
            Field("duty", "Which", Kind.CHOICE, options=duties, settled=True),
            Field("answer", "Answer", Kind.CHOICE, required=False, options=said, carried=True),
        ),
        make=_tick,
        private=True,
    ),
    Act(
        "tick-duties",
        "Done for all",
        "Tick something that you had to see to for several cases, for all of them at once.",
        ("all done", "tick all"),
        TickDuties,
        (
            Field("duty", "Which", Kind.CHOICE, options=kinds, settled=True),
            Field("answer", "Answer", Kind.CHOICE, required=False, options=said, carried=True),
            Field("subjects", "For which", Kind.CHOICES, required=False, options=subjects, carried=True),
        ),
        private=True,
    ),
    Act(
        "untick-duty",
        "Not done after all",
        "Take back a tick that was a mistake.",
        ("not done after all", "untick", "duty not done"),
        UntickDuty,
        (Field("duty", "Which", Kind.CHOICE, options=ticked, settled=True),),
        make=_untick,
        private=True,
    ),
)
