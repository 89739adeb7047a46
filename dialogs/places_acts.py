"""The rows for the places in the speaking order that the chair marks, for other panels, and for hearing a
case later because nobody is here to present it.

Marks and yes or no alone: what was said is neither asked for nor kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import places_options as choices
from dialogs.acts import Act, Field, Kind
from dialogs.hearing_acts import CASE_NEXT, CASE_NOW
from marac.places import MarkTurn, NotePanels
from marac.postponing import HearLater
from marac.words import PersonId, TurnMark
from usecases.requests import Wanted
from usecases.rooms import Room


def _mark(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return MarkTurn(case=values["case"], place=values["place"], mark=TurnMark(values["mark"]))


def _panels(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    named = tuple(key for key in values.get("panels") or () if key != choices.NO_PANEL)
    return NotePanels(case=values["case"], panels=named)


ACTS = (
    Act(
        "mark-turn",
        "Mark a turn",
        "Say whether a turn in the speaking order was taken or is missing. A tick only; what was said is not "
        "kept.",
        ("turn", "mark turn"),
        MarkTurn,
        (
            Field("place", "Whose turn", Kind.CHOICE, options=choices.places),
            Field("mark", "Taken or missing", Kind.CHOICE, options=choices.marks),
            CASE_NOW,
        ),
        make=_mark,
        private=True,
    ),
    Act(
        "panels",
        "Other panels",
        "Say which other panels the open case is before. Yes or no only; nothing else is kept.",
        ("panels", "other panels"),
        NotePanels,
        (
            Field(
                "panels",
                "It is before these, and no others",
                Kind.CHOICES,
                required=False,
                options=choices.panels,
                default=choices.panels_noted,
                stated=True,
            ),
            CASE_NOW,
        ),
        make=_panels,
        private=True,
    ),
    Act(
        "hear-later",
        "Hear it later",
        "Put the next case behind the others of its sitting, because nobody is here to present it.",
        ("hear later", "later"),
        HearLater,
        (CASE_NEXT,),
        private=True,
    ),
)
