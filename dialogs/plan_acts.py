"""The rows for what some areas want of a case's plan: proposals accepted, actions agreed and understood, who
tells the victim and what, notes for the administrators.

A row is asked for, and stands in the help, where the area's file wants it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import action_options as given
from dialogs.action_acts import CASE, COLLECTOR, DUE, MINE
from dialogs.acts import Act, Field, Kind, Option
from marac.administrators_notes import MARKS, NoteForAdministrators
from marac.confirmation import DeclineAction
from marac.feedback import SettleFeedback
from marac.standard import StrikeStandard
from marac.understanding import AgreeActions, SayAllUnderstood, SayUnderstood
from marac.words import PersonId
from usecases.requests import Wanted
from usecases.rooms import Room


def _marks(room: Room) -> list[Option]:
    """As what a note may stand."""
    return [Option(key, f"{'An' if key == 'opinion' else 'A'} {key}", (key,)) for key in MARKS]


def _tells_apart(room: Room) -> bool:
    """The area tells fact from opinion (KEN-49)."""
    return room.protocol.minutes is not None and room.protocol.minutes.fact_or_opinion


NO_CASE = "No case is open in which you take part; please say which case you mean."
ABOUT = Field(
    "case",
    "Case",
    Kind.CHOICE,
    options=given.cases_with_actions,
    default=given.open_case,
    hint=NO_CASE,
    carried=True,
)


def _feedback(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return SettleFeedback(**{k: v for k, v in values.items() if v is not None})


ACTS = (
    Act(
        "not-ours",
        "Not ours",
        "Say that your agency does not take on what was proposed for it.",
        ("not ours", "decline action"),
        DeclineAction,
        (MINE,),
    ),
    Act(
        "understood",
        "Understood",
        "Say that you know what your agency is asked to do in a case.",
        ("understood", "we understand"),
        SayUnderstood,
        (ABOUT,),
    ),
    Act(
        "all-understood",
        "They all understand",
        "Say for the others that they know what is asked of them, once you have made sure.",
        ("all understood", "they understand", "they all understand"),
        SayAllUnderstood,
        (ABOUT,),
    ),
    Act(
        "agree-actions",
        "Agree the actions",
        "Agree as chair to a case's actions, or to the one that you name.",
        ("actions agreed", "agree the actions"),
        AgreeActions,
        (
            ABOUT,
            Field("action", "Action", Kind.CHOICE, required=False, options=given.seen, carried=True),
        ),
    ),
    Act(
        "feedback",
        "Who tells the victim",
        "Settle who tells the victim the outcome, and what goes with it.",
        ("feedback", "who tells"),
        SettleFeedback,
        (
            CASE,
            Field(
                "agency",
                "Who tells the victim",
                Kind.CHOICE,
                required=False,
                options=given.feedback_givers,
                default=given.feedback_giver,
            ),
            Field(
                "may_tell",
                "What may be told",
                Kind.LONG_TEXT,
                required=False,
                hint="No names and no details of anybody.",
                when=given.what_may_be_told,
            ),
            Field(
                "others_told",
                "Anybody else to be told",
                Kind.TEXT,
                required=False,
                hint="Such as a parent or carer, without names; or “nobody”.",
                when=given.others_are_asked,
            ),
            Field(
                "by_letter",
                "By letter",
                Kind.TICK,
                required=False,
                hint="By letter, because there is no other way",
                when=given.letters,
            ),
            Field(
                "safe_to_post",
                "Safe to post",
                Kind.TICK,
                required=False,
                hint="It is safe to post a letter there",
                when=given.letters,
            ),
            DUE,
            COLLECTOR,
        ),
        make=_feedback,
        private=True,
        as_form=True,
    ),
    Act(
        "note",
        "Note for the administrators",
        "Leave a note with the administrators about a case, such as what an absent agency is to be asked.",
        ("note", "note for administrators", "note for the administrators"),
        NoteForAdministrators,
        (
            CASE,
            Field("note", "What to see to", Kind.LONG_TEXT, hint="No names and no details of anybody."),
            Field("agency", "About which agency", Kind.CHOICE, required=False, options=given.all_agencies),
            Field("stands", "This is", Kind.CHOICE, required=False, options=_marks, when=_tells_apart),
        ),
        private=True,
    ),
    Act(
        "strike-standard",
        "Strike",
        "Strike an action that every case has from this one, and say why.",
        ("strike standard",),
        StrikeStandard,
        (
            CASE,
            Field("ready", "Which", Kind.CHOICE, options=given.standard, settled=True),
            Field("note", "Why", Kind.LONG_TEXT, hint="In a few words; no details of anybody."),
        ),
        private=True,
    ),
)
