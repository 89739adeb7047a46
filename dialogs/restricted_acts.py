"""The rows for restricted cases: whom administrators admit, whom they rang, and that the room is clear.

All of them are private. A call is logged and never what was said in it; the employer agency is never named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs import hearing_options as choices
from dialogs import options
from dialogs.acts import Act, Field, Kind
from marac.restricted import Admit, ConfirmRoomClear, LogCall, TickEmployerTold, Unadmit
from marac.words import EmployerAnswer, PersonId
from usecases.requests import Wanted
from usecases.rooms import Room

CASE = Field("case", "Case", Kind.CHOICE, options=choices.restricted, default=choices.only_restricted)
WHOM = Field("person", "Person", Kind.CHOICE, options=options.people)
WHY_CLEAR = Field(
    "note",
    "If somebody is still listed as here: why the room is clear",
    Kind.LONG_TEXT,
    required=False,
    hint="For example: the list is behind, they have left.",
)


def _admit(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return Admit(case=values["case"], person=values["person"])


def _employer(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return TickEmployerTold(case=values["case"], answer=EmployerAnswer(values["answer"]))


ACTS = (
    Act(
        "admit",
        "Admit somebody",
        "Admit a person to a restricted case.",
        ("admit",),
        Admit,
        (WHOM, CASE),
        make=_admit,
        private=True,
    ),
    Act(
        "unadmit",
        "Take an admission back",
        "Take back a person's admission to a restricted case.",
        ("unadmit", "take admission back"),
        Unadmit,
        (WHOM, CASE),
        private=True,
    ),
    Act(
        "call-made",
        "Call made",
        "Note that you have telephoned somebody about a restricted case. Never what was said.",
        ("call made", "telephoned"),
        LogCall,
        (WHOM, CASE),
        private=True,
    ),
    Act(
        "employer-told",
        "Employer agency told",
        "Say whether the employer agency has been told, before the case is listed.",
        ("employer told",),
        TickEmployerTold,
        (
            Field("answer", "Answer", Kind.CHOICE, options=choices.employer_answers),
            Field(
                "case",
                "Case",
                Kind.CHOICE,
                options=choices.employee_sensitive,
                default=choices.only_employee_sensitive,
            ),
        ),
        make=_employer,
        private=True,
    ),
    Act(
        "room-clear",
        "The room is clear",
        "Say that nobody but those admitted is in the room for a restricted case.",
        ("room clear", "room is clear"),
        ConfirmRoomClear,
        (WHY_CLEAR, replace(CASE, carried=True)),
        private=True,
    ),
)
