"""The rows for what becomes of an action: done, in hand, cannot be done, another date, escalated; and
one's own list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs import action_options as given
from dialogs.action_acts import ANY, MINE
from dialogs.acts import PRIVATE, Act, Field, Kind
from marac.chasing import Chase, NoticeSent
from marac.escalation import Escalate, GiveRationale
from marac.followup import (
    AgreeNewDate,
    AskNewDate,
    DeclineNewDate,
    ReportDone,
    ReportImpossible,
    ReportInHand,
    TickAction,
)
from marac.going_through import ExplainOverdue, RecordOutstanding, ReplaceAction
from marac.words import PersonId
from usecases.requests import ShowActions, ShowOutstanding, ShowToConfirm, Wanted
from usecases.rooms import Room

DONE_ON = Field("completed_on", "Done on", Kind.DATE, required=False, default=given.today)
CASE_SYSTEM = Field(
    "modus_updated", "Case system", Kind.TICK, required=False, hint="The case system (MODUS) is updated"
)
NEW_DATE = Field("on", "New date", Kind.DATE)
REASON = Field(
    "reason",
    "Reason",
    Kind.LONG_TEXT,
    hint="In a few words; no names and no details of anybody.",
    when=given.wants_a_reason,
)
WHY_LATER = replace(REASON, required=False)
"""Not asked for an action that has had no date yet; for any other the answer says that it is needed."""


def _feedback_reminder(room: Room) -> str:
    return room.protocol.feedback_reminder


def _done(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    """The day that was given before stays, unless another than the usual one is given now."""
    action = room.meeting.actions.get(values["action"]) if room.meeting else None
    given_before = action is not None and action.completed_on is not None
    kept = given_before and values.get("completed_on") == date.fromisoformat(given.today(room))
    return ReportDone(**{k: v for k, v in values.items() if not (kept and k == "completed_on")})


def _not_needed(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ReportImpossible(**values, changed=True)


ACTS = (
    Act(
        "my-actions",
        "My actions",
        "See your own and your agency's open actions, from every meeting.",
        ("my actions", "actions"),
        ShowActions,
        (Field("start", "From", Kind.NUMBER, required=False, carried=True),),
        private=True,
        as_form=True,
    ),
    Act(
        "outstanding",
        "Outstanding actions",
        "What is outstanding from earlier meetings.",
        ("outstanding", "outstanding actions"),
        ShowOutstanding,
    ),
    Act(
        "to-confirm",
        "Actions to confirm",
        "See what waits for your agency to confirm it in a case.",
        ("to confirm", "actions to confirm"),
        ShowToConfirm,
        (Field("case", "Case", Kind.CHOICE, options=given.cases, default=given.open_case, settled=True),),
        where=PRIVATE,
    ),
    Act(
        "done",
        "Done",
        "Say when it was done, and that the case system is updated. It is closed once both are so.",
        ("done", "action done"),
        ReportDone,
        (MINE, DONE_ON, CASE_SYSTEM),
        make=_done,
        as_form=True,
        reminder=given.details_to,
    ),
    Act(
        "fed-back",
        "Feedback given",
        "Say when feedback was given, that it was safe to give, and that the case system is updated.",
        ("fed back", "feedback given"),
        ReportDone,
        (
            MINE,
            DONE_ON,
            Field(
                "safe_to_feed_back",
                "Safe to feed back",
                Kind.TICK,
                required=False,
                hint="It was safe to feed back",
            ),
            CASE_SYSTEM,
        ),
        make=_done,
        as_form=True,
        reminder=_feedback_reminder,
    ),
    Act(
        "tick-action",
        "Tick",
        "Tick an action of which nothing but a tick is asked.",
        ("tick action",),
        TickAction,
        (MINE,),
    ),
    Act("in-hand", "In hand", "Say that an action is being worked on.", ("in hand",), ReportInHand, (MINE,)),
    Act(
        "impossible",
        "Cannot be done",
        "Say that an action cannot be done, and what was done instead or why, as the area asks.",
        ("cannot be done", "cannot", "impossible"),
        ReportImpossible,
        (
            MINE,
            Field(
                "instead",
                "What was done instead",
                Kind.LONG_TEXT,
                hint="No names and no details of anybody.",
                when=given.wants_what_instead,
            ),
            REASON,
        ),
        private=True,
        reminder=given.details_to,
    ),
    Act(
        "not-needed",
        "No longer needed",
        "Say that an action is no longer needed, because circumstances changed. It counts apart from what "
        "was not done.",
        ("no longer needed", "circumstances changed"),
        ReportImpossible,
        (MINE, replace(REASON, label="What changed", when=None)),
        make=_not_needed,
        private=True,
        reminder=given.details_to,
    ),
    Act(
        "new-date",
        "Ask for a new date",
        "Ask for another date; the old one stands until it is agreed.",
        ("new date", "ask new date"),
        AskNewDate,
        (MINE, NEW_DATE, WHY_LATER),
    ),
    Act(
        "agree-date",
        "Agree",
        "Agree the date that an owner asked for, or another one.",
        ("agree date", "agree new date"),
        AgreeNewDate,
        (ANY, Field("on", "Another date instead", Kind.DATE, required=False)),
        where=PRIVATE,
    ),
    Act(
        "keep-date",
        "Keep the date",
        "Leave an action's date as it is.",
        ("keep date", "decline date"),
        DeclineNewDate,
        (ANY,),
        where=PRIVATE,
    ),
    Act(
        "outstanding-answer",
        "Record",
        "Record how an action of an earlier meeting stands.",
        ("outstanding answer",),
        RecordOutstanding,
        (ANY, Field("answer", "How it stands", Kind.CHOICE, options=given.outstanding_answers)),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "settle-date",
        "Set a new date",
        "Set a new date for an action of an earlier meeting; the old one is kept.",
        ("set new date",),
        AgreeNewDate,
        (ANY, NEW_DATE),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "replace-action",
        "Replace",
        "Settle another action in place of one that is still open; its dates are kept.",
        ("replace action",),
        ReplaceAction,
        (
            ANY,
            Field("due", "Due", Kind.DATE, required=False),
            Field("what", "What is to be done", Kind.LONG_TEXT, hint="No names and no details of anybody."),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "explain-overdue",
        "Why it is late",
        "Give the reason why an action is overdue.",
        ("late because", "overdue because"),
        ExplainOverdue,
        (
            MINE,
            Field("reason", "Reason", Kind.LONG_TEXT, hint="In a few words; no details of anybody."),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "chase",
        "Chase",
        "Remind whoever answers for an overdue action, now; once a day and in office hours.",
        ("chase",),
        Chase,
        (ANY,),
        where=PRIVATE,
    ),
    Act(
        "notice-sent",
        "It has gone",
        "Say that a prepared notice has gone to those outside the meeting.",
        ("notice sent",),
        NoticeSent,
        (ANY, Field("step", "Step", Kind.NUMBER, default=lambda room: "1", carried=True)),
        where=PRIVATE,
    ),
    Act(
        "escalate",
        "Escalate",
        "Put a long overdue action before its owner and their line manager.",
        ("escalate",),
        Escalate,
        (ANY,),
        where=PRIVATE,
    ),
    Act(
        "rationale",
        "Reason given",
        "Tick that your agency has said, in the case system, why an action got that far.",
        ("rationale given", "reason given"),
        GiveRationale,
        (MINE,),
    ),
)
