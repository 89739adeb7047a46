"""The rows for what the meeting decides about a case: a question, each agency's answer, the chair's word, a
review.

Answers are private until the chair confirms: typed in the chat they are taken, and the writer is asked to
delete the post.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dialogs import hearing_options as choices
from dialogs import options
from dialogs.acts import Act, Field, Kind
from marac.decisions import CallQuestion, ConfirmResult, GiveAnswer
from marac.reviews import ListReviewed, SetReviewDate
from marac.words import PersonId, Question, ReviewRoute
from usecases.requests import Wanted
from usecases.rooms import Room

NONE_WAITS = "No question waits for an answer at the moment."
ASKED_CASE = Field(
    "case",
    "Case",
    Kind.CHOICE,
    options=options.cases,
    default=choices.case_asked,
    hint=NONE_WAITS,
    carried=True,
)
ASKED_QUESTION = Field(
    "question", "Question", Kind.CHOICE, options=choices.open_questions, default=choices.question_asked
)
ASKED_AGENCY = Field(
    "agency", "For which agency", Kind.CHOICE, options=choices.voices, default=choices.agency_asked
)


def _question(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return CallQuestion(
        case=values["case"], question=Question(values["question"]), reason=values.get("reason", "")
    )


def _answer(agree: bool) -> Callable[[Room, PersonId, Mapping[str, Any]], Wanted]:
    def make(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
        own = values["agency"] == choices.OWN_VOICE
        return GiveAnswer(
            case=values["case"],
            question=Question(values["question"]),
            agency=None if own else values["agency"],
            person=subject if own else None,
            agree=agree,
        )

    return make


def _result(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ConfirmResult(case=values["case"], question=Question(values["question"]))


def _route(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ListReviewed(case=values["case"], route=ReviewRoute(values["route"]))


ACTS = (
    Act(
        "question",
        "Ask the agencies",
        "Put a question about a case to the agencies or people here; each gives one answer.",
        ("question", "ask the agencies"),
        CallQuestion,
        (
            Field("question", "Question", Kind.CHOICE, options=choices.questions),
            Field("case", "Case", Kind.CHOICE, options=choices.to_come, default=choices.case_at_hand),
            Field(
                "reason",
                "Why",
                Kind.LONG_TEXT,
                required=False,
                hint="In a few words; no details of anybody in a case.",
                when=choices.wants_reason,
            ),
        ),
        make=_question,
        private=True,
    ),
    Act(
        "agree",
        "We agree",
        "Answer a question about a case: your agency agrees.",
        ("agree", "we agree"),
        GiveAnswer,
        (ASKED_QUESTION, ASKED_AGENCY, ASKED_CASE),
        make=_answer(True),
        private=True,
    ),
    Act(
        "disagree",
        "We do not agree",
        "Answer a question about a case: your agency does not agree, or wants it heard.",
        ("do not agree", "disagree", "hear it"),
        GiveAnswer,
        (ASKED_QUESTION, ASKED_AGENCY, ASKED_CASE),
        make=_answer(False),
        private=True,
    ),
    Act(
        "confirm-result",
        "Confirm the result",
        "Confirm what the answers to a question come to.",
        ("confirm result", "result"),
        ConfirmResult,
        (ASKED_QUESTION, ASKED_CASE),
        make=_result,
        private=True,
    ),
    Act(
        "review-date",
        "Date of the review",
        "Set the day of a review that was agreed.",
        ("review date",),
        SetReviewDate,
        (
            Field("on", "Day", Kind.DATE, default=choices.review_day),
            Field("case", "Case", Kind.CHOICE, options=choices.to_review, default=choices.only_review),
        ),
        private=True,
    ),
    Act(
        "reviewed-case",
        "How a reviewed case comes back",
        "Say whether a case that was reviewed before is heard first or goes straight to the review.",
        ("reviewed case",),
        ListReviewed,
        (
            Field("case", "Case", Kind.CHOICE, options=choices.reviewed),
            Field("route", "How it comes back", Kind.CHOICE, options=choices.routes),
        ),
        make=_route,
        private=True,
    ),
)
