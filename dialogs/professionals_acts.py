"""The rows for meetings of professionals about one case, and for hearing a settled case again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import hearing_options as choices
from dialogs import options
from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from marac.professionals import (
    ExplainAbsence,
    HearAgain,
    NameProfessionals,
    RecordProfessionals,
    SayIncident,
    TakeIntoMinutes,
)
from marac.words import HeardAgain, PersonId
from usecases.requests import Wanted
from usecases.rooms import Room
from usecases.views.professionals import ShowProfessionals, led_by


def _agreed(room: Room) -> list[Option]:
    """The cases with a professionals' meeting, for others than the team those that they lead; where nothing
    is put to the vote about them, any case for the team."""
    meeting = room.meeting
    if meeting is None:
        return []
    free = room.protocol.decision("professionals-meeting") is None and room.is_of_the_team
    led = led_by(room.person, meeting)
    return [
        o
        for o in options.cases_taking_part(room)
        if free or (meeting.cases[o.value].professionals and (room.is_of_the_team or o.value in led))
    ]


def _only(room: Room) -> str:
    found = [
        o for o in _agreed(room) if room.meeting is not None and room.meeting.cases[o.value].professionals
    ]
    return found[0].value if len(found) == 1 else ""


def _yields(room: Room) -> list[Option]:
    rule = room.protocol.professionals
    return [Option(one.key, one.label) for one in (rule.yields if rule else ())]


def _types(room: Room) -> list[Option]:
    rule = room.protocol.professionals
    return [Option(key, room.protocol.type_label(key)) for key in (rule.types if rule else ())]


def _has_yields(room: Room) -> bool:
    return bool(_yields(room))


def _hear_again(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return HearAgain(case=values["case"], because=HeardAgain(values["because"]))


CASE = Field("case", "Case", Kind.CHOICE, options=_agreed, default=_only)

ACTS = (
    Act(
        "professionals",
        "Professionals' meetings",
        "See the professionals' meetings, and what is still to be said of each.",
        ("professionals", "professionals meetings", "professionals' meetings"),
        ShowProfessionals,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "name-professionals",
        "Name lead and agencies",
        "Name who leads a professionals' meeting and the agencies that take part.",
        ("name professionals",),
        NameProfessionals,
        (
            Field("lead", "Lead practitioner", Kind.CHOICE, options=options.people),
            Field("agencies", "Agencies that take part", Kind.CHOICES, options=options.agencies),
            CASE,
        ),
        private=True,
    ),
    Act(
        "professionals-incident",
        "Day of the incident",
        "Say on which day the incident was: the day alone.",
        ("professionals incident", "incident"),
        SayIncident,
        (Field("on", "Day of the incident", Kind.DATE), CASE),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "professionals-held",
        "Professionals' meeting held",
        "Say when a professionals' meeting was, which agencies came, and what came of it.",
        ("professionals held",),
        RecordProfessionals,
        (
            Field("on", "Held on", Kind.DATE),
            Field("present", "Agencies that came", Kind.CHOICES, options=options.agencies),
            Field(
                "yields", "What came of it", Kind.CHOICES, required=False, options=_yields, when=_has_yields
            ),
            CASE,
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "professionals-absence",
        "Why they did not come",
        "Give the agreed reason why an expected agency type was not at a professionals' meeting.",
        ("professionals absence",),
        ExplainAbsence,
        (
            Field("type", "Agency type", Kind.CHOICE, options=_types),
            CASE,
            Field("reason", "Reason", Kind.LONG_TEXT, hint="In a few words; no details of anybody."),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "professionals-minuted",
        "Now in the minutes",
        "Tick that its record is in the MARAC's minutes.",
        ("professionals minuted",),
        TakeIntoMinutes,
        (CASE,),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "hear-again",
        "Why it is heard again",
        "Say why a case that needed no more professionals' meetings is heard in full.",
        ("hear again",),
        HearAgain,
        (
            Field("because", "Why", Kind.CHOICE, options=choices.heard_again),
            Field("case", "Case", Kind.CHOICE, options=choices.settled, default=choices.only_settled),
        ),
        make=_hear_again,
        where=PRIVATE,
        private=True,
    ),
)
