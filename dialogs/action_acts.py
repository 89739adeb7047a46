"""The rows for taking actions: entering, offering, confirming, correcting, changing and striking them.

What is said in them goes into a form or a 1:1 chat and never becomes a post: typed in the meeting chat it
is taken, and its writer asked to delete it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import action_options as given
from dialogs.acts import Act, Field, Kind
from marac.actions import LogAlreadyTaken, RecordAction
from marac.confirmation import ChangeAction, ConfirmAction, CorrectAction, StrikeAction
from marac.standing import OfferReady, TransferOut
from marac.words import PersonId, Protects
from usecases.requests import ShowCaseActions, Wanted
from usecases.rooms import Room

CASE = Field(
    "case", "Case", Kind.CHOICE, options=given.cases_with_actions, default=given.open_case, settled=True
)
WHAT = Field(
    "what",
    "What is to be done",
    Kind.LONG_TEXT,
    hint="One step, tied to the risk now. No names and no details of anybody.",
    max_length=600,
)
DUE = Field("due", "By when", Kind.DATE, required=False, default=given.due)
PROTECTS = Field("protects", "Whom it protects", Kind.CHOICE, required=False, options=given.protects)
CATEGORY = Field(
    "category",
    "What kind of action",
    Kind.CHOICE,
    required=False,
    options=given.categories,
    when=given.has_categories,
)
AFTER_REPEAT = Field(
    "after_repeat",
    "Own records",
    Kind.TICK,
    required=False,
    hint="It looks through the agency's own records, after a repeat incident",
    when=given.warns_of_own_search,
)
COLLECTOR = Field(
    "collector",
    "Who collects the update (for an agency that is not here, or a guest)",
    Kind.CHOICE,
    required=False,
    options=given.collectors,
)
FEEDBACK = Field(
    "feedback",
    "Feedback",
    Kind.TICK,
    required=False,
    hint="This action is the feedback to the victim",
    when=given.has_plain_feedback,
)
MINE = Field("action", "Action", Kind.CHOICE, options=given.mine_to_report, settled=True)
ANY = Field("action", "Action", Kind.CHOICE, options=given.seen, settled=True)


def _protects(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in values.items() if k != "protects"}
    return kept | ({"protects": Protects(values["protects"])} if values.get("protects") else {})


def _record(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return RecordAction(**_protects(values))


def _offer(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    agency = given.own_agency(room)
    return RecordAction(**_protects(values), agencies=(agency,) if agency else ())


def _already(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return LogAlreadyTaken(
        case=values["case"], agency=values.get("agency") or given.own_agency(room), what=values["what"]
    )


def _ready(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return OfferReady(**_protects(values))


def _change(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ChangeAction(**_protects(values))


ACTS = (
    Act(
        "action",
        "Record an action",
        "Record an action of a case: what, who takes it, by when, and whom it protects.",
        ("action", "record action"),
        RecordAction,
        (
            CASE,
            Field(
                "agencies",
                "Who takes it (several: a linked action each)",
                Kind.CHOICES,
                required=False,
                options=given.owners,
                default=given.owner_unless_running,
            ),
            WHAT,
            PROTECTS,
            DUE,
            CATEGORY,
            FEEDBACK,
            AFTER_REPEAT,
            Field("owner", "By name, if agreed", Kind.CHOICE, required=False, options=given.members),
            COLLECTOR,
        ),
        make=_record,
        private=True,
    ),
    Act(
        "offer",
        "Offer an action",
        "Offer an action for your own agency.",
        ("offer", "i offer", "we offer"),
        RecordAction,
        (CASE, WHAT, PROTECTS, DUE, CATEGORY, FEEDBACK, AFTER_REPEAT),
        make=_offer,
        private=True,
    ),
    Act(
        "ready",
        "Ready-made action",
        "Take one of the area's ready-made actions for a case.",
        ("ready", "ready action"),
        OfferReady,
        (
            CASE,
            Field("ready", "Which", Kind.CHOICE, options=given.ready, settled=True),
            Field(
                "agency", "Who takes it, if not as usual", Kind.CHOICE, required=False, options=given.owners
            ),
            PROTECTS,
            Field("due", "By when", Kind.DATE, required=False, when=given.has_no_usual_date),
            CATEGORY,
            Field(
                "weighed",
                "Agreed",
                Kind.TICK,
                required=False,
                hint="Agreed after weighing this up",
                when=given.has_prompts,
            ),
            COLLECTOR,
        ),
        make=_ready,
        private=True,
        as_form=True,
        prompt=given.prompt_of,
    ),
    Act(
        "already-taken",
        "Done already",
        "Log a step that your agency took before the meeting.",
        ("already taken", "taken already"),
        LogAlreadyTaken,
        (
            Field("case", "Case", Kind.CHOICE, options=given.cases, default=given.open_case, settled=True),
            Field("what", "What has been done", Kind.LONG_TEXT, hint="No names and no details of anybody."),
            Field("agency", "Agency, if not your own", Kind.CHOICE, required=False, options=given.owners),
        ),
        make=_already,
        private=True,
    ),
    Act(
        "case-actions",
        "Actions",
        "See a case's actions.",
        ("case actions", "actions of"),
        ShowCaseActions,
        (
            Field(
                "case",
                "Case",
                Kind.CHOICE,
                required=False,
                options=given.cases,
                default=given.open_case,
                carried=True,
            ),
        ),
        private=True,
        as_form=True,
    ),
    Act(
        "confirm",
        "Confirm",
        "Confirm that an action of yours is recorded as it was agreed.",
        ("confirm", "confirm action"),
        ConfirmAction,
        (MINE,),
    ),
    Act(
        "correct",
        "Correct",
        "Say what is wrong with an action as it is recorded; the administrators change it.",
        ("correct", "correct action"),
        CorrectAction,
        (
            MINE,
            Field("correction", "What is wrong", Kind.LONG_TEXT, hint="No names and no details of anybody."),
        ),
        private=True,
    ),
    Act(
        "change",
        "Change",
        "Change an action; what is left empty stays. Its agency confirms it anew.",
        ("change", "change action"),
        ChangeAction,
        (
            ANY,
            Field("what", "What is to be done", Kind.LONG_TEXT, required=False, max_length=600),
            Field("agency", "Who takes it", Kind.CHOICE, required=False, options=given.owners),
            Field("owner", "By name", Kind.CHOICE, required=False, options=given.members),
            Field("due", "By when", Kind.DATE, required=False),
            PROTECTS,
            CATEGORY,
            COLLECTOR,
        ),
        make=_change,
        private=True,
        as_form=True,
    ),
    Act(
        "strike",
        "Strike",
        "Strike an action that was recorded by mistake, and say why.",
        ("strike", "strike action"),
        StrikeAction,
        (ANY, Field("note", "Why", Kind.LONG_TEXT, hint="In a few words; no details of anybody.")),
        private=True,
    ),
    Act(
        "transfer-out",
        "Moves out of the area",
        "Say that a case moves out of the area.",
        ("transfer out", "moves away"),
        TransferOut,
        (Field("case", "Case", Kind.CHOICE, options=given.cases, default=given.open_case, settled=True),),
    ),
)
