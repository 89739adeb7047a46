"""The rows for hearing a case: opening it, who speaks, what the chair sees to, and closing it.

A button carries its case, so that a press on an old card never moves the case after it. What is typed is
about the open case, or the next one where none is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import hearing_options as choices
from dialogs import options
from dialogs.acts import Act, Field, Kind
from dialogs.opening_acts import NOTE
from marac.hearing import CloseCase, OpenCase
from marac.listing import GiveClosingReason, MarkForClosure
from marac.points import (
    FeedbackNotSafe,
    HearViews,
    NobodyElseOffers,
    OfferNothing,
    SumUp,
    TickPoints,
)
from marac.presenting import AppointStandIn, ConfirmTransferPresenter
from marac.seats import NameCaseMinuteTaker, SeatChair
from marac.speaking import CallSpeaker, NextSpeaker
from marac.words import PersonId, Views
from usecases.requests import ShowCase, Wanted
from usecases.rooms import Room

NONE_OPEN = "No case is open in which you take part at the moment."
NONE_NEXT = "There is no case to open now. Type “meeting” to see the running order."


def _carried(default: Any, hint: str, *, required: bool = True) -> Field:
    return Field(
        "case",
        "Case",
        Kind.CHOICE,
        required=required,
        options=options.cases,
        default=default,
        hint=hint,
        carried=True,
    )


CASE_NOW = _carried(choices.case_now, NONE_OPEN)
CASE_NEXT = _carried(choices.case_next, NONE_NEXT)
CASE_AT_HAND = _carried(choices.case_at_hand, NONE_OPEN)


def _next(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    """The next speaker; between cases, the next case."""
    if room.meeting is not None and room.meeting.current_case is None and choices.case_next(room):
        return OpenCase(case=choices.case_next(room))
    return NextSpeaker(case=values["case"])


def _views(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return HearViews(case=values["case"], views=Views(values["views"]))


def _seat(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return SeatChair(person=values["person"], case=values.get("case"))


def _presenter(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    who = str(values["presenter"])
    if who.startswith("person:"):
        return ConfirmTransferPresenter(case=values["case"], person=who.removeprefix("person:"))
    return ConfirmTransferPresenter(case=values["case"], agency=who)


def _mark(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return MarkForClosure(case=values["case"], marked=values.get("marked", "yes") == "yes")


ACTS = (
    Act(
        "case",
        "Look at a case",
        "See how far a case has got, with what you may see of it.",
        ("case", "show case", "look at case"),
        ShowCase,
        (CASE_AT_HAND,),
        as_form=True,
    ),
    Act(
        "open-case",
        "Open the case",
        "Open the next case, or the one that you name.",
        ("next case", "open case", "hear case"),
        OpenCase,
        (Field("case", "Case", Kind.CHOICE, options=options.cases_to_hear, default=choices.case_next),),
    ),
    Act(
        "open-anyway",
        "Open it anyway",
        "Open the next case although something still waits, and say why.",
        ("open anyway", "open case anyway"),
        OpenCase,
        (NOTE, CASE_NEXT),
    ),
    Act(
        "next",
        "Next",
        "Give the floor to the next agency; between cases, open the next one.",
        ("next", "next speaker"),
        NextSpeaker,
        (_carried(choices.case_at_hand, NONE_NEXT),),
        make=_next,
    ),
    Act(
        "call",
        "Call somebody else",
        "Give the floor to an agency out of turn.",
        ("call", "call on"),
        CallSpeaker,
        (Field("agency", "Agency", Kind.CHOICE, options=choices.speakers), CASE_NOW),
    ),
    Act(
        "stand-in",
        "Ask a stand-in",
        "Ask another agency to present the case.",
        ("stand in", "stand-in", "ask to present"),
        AppointStandIn,
        (Field("agency", "Who presents instead", Kind.CHOICE, options=choices.stand_ins), CASE_AT_HAND),
    ),
    Act(
        "views",
        "Victim's views",
        "Say how the victim's views were heard. A tick only; what was said is not kept.",
        ("views", "victim's views"),
        HearViews,
        (Field("views", "How they were heard", Kind.CHOICE, options=choices.views), CASE_NOW),
        make=_views,
    ),
    Act(
        "checklist",
        "Checklist",
        "Tick what the meeting has seen to. Ticks only; nothing of the case is kept.",
        ("checklist", "tick"),
        TickPoints,
        (
            Field(
                "points",
                "Seen to",
                Kind.CHOICES,
                required=False,
                options=choices.points,
                default=choices.points_ticked,
            ),
            CASE_NOW,
        ),
    ),
    Act(
        "nothing-to-offer",
        "Nothing to offer",
        "Say that an agency has no action to offer in this case.",
        ("nothing to offer", "no offer"),
        OfferNothing,
        (
            Field("agency", "Agency", Kind.CHOICE, options=choices.silent, default=choices.own_silent),
            CASE_NOW,
        ),
    ),
    Act(
        "nobody-else",
        "Nobody else",
        "After asking round: whoever has not answered has nothing to offer.",
        ("nobody else", "no other offers"),
        NobodyElseOffers,
        (CASE_NOW,),
    ),
    Act(
        "feedback-not-safe",
        "Feedback not safe",
        "Say that giving the victim feedback is not safe.",
        ("feedback not safe", "feedback is not safe"),
        FeedbackNotSafe,
        (CASE_NOW,),
    ),
    Act(
        "nothing-further",
        "Nothing further",
        "Risks and actions are summed up, and nobody has anything to add.",
        ("nothing further", "summed up", "sum up"),
        SumUp,
        (CASE_NOW,),
    ),
    Act(
        "close-case",
        "Close the case",
        "Close the case that is open.",
        ("close case", "case closed", "close the case"),
        CloseCase,
        (CASE_NOW,),
    ),
    Act(
        "close-anyway",
        "Close it anyway",
        "Close the case although something is not seen to, and say why.",
        ("close anyway", "close case anyway"),
        CloseCase,
        (NOTE, CASE_NOW),
    ),
    Act(
        "seat-chair",
        "Another chair",
        "Put somebody else in the chair, for one case or for the rest of the sitting.",
        ("another chair", "seat chair"),
        SeatChair,
        (
            Field("person", "Who chairs", Kind.CHOICE, options=choices.chairs_at_hand),
            _carried(None, "", required=False),
        ),
        make=_seat,
        private=True,
    ),
    Act(
        "case-minutes",
        "Another minute taker",
        "Name somebody else to take the minutes of a case.",
        ("case minutes", "another minute taker"),
        NameCaseMinuteTaker,
        (Field("person", "Minute taker", Kind.CHOICE, options=choices.minute_takers), CASE_AT_HAND),
        private=True,
    ),
    Act(
        "transfer-presenter",
        "Who presents the transfer",
        "Say who presents a case that moves in from another area.",
        ("transfer presenter", "presenter"),
        ConfirmTransferPresenter,
        (
            Field("presenter", "Who presents", Kind.CHOICE, options=choices.presenters),
            Field("case", "Case", Kind.CHOICE, options=choices.transfers, default=choices.only_transfer),
        ),
        make=_presenter,
    ),
    Act(
        "mark-for-closure",
        "Mark for closure",
        "Mark a listed case as one to close at its slot. It stays on the list; the chair gives the reason "
        "there.",
        ("mark for closure",),
        MarkForClosure,
        (
            Field("case", "Case", Kind.CHOICE, options=choices.to_come),
            Field(
                "marked",
                "What to do",
                Kind.CHOICE,
                required=False,
                options=choices.marking,
                default=lambda room: "yes",
            ),
        ),
        make=_mark,
    ),
    Act(
        "closing-reason",
        "Closing reason",
        "Give the reason for which the open case is closed.",
        ("closing reason", "close because"),
        GiveClosingReason,
        (Field("reason", "Reason", Kind.CHOICE, options=choices.closing_reasons), CASE_NOW),
    ),
)
