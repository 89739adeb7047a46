"""The rows for what keeps a case off the list, late cases, set times, and the marks that cases carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dialogs import options
from dialogs import order_options as choices
from dialogs.acts import PRIVATE, Act, Field, Kind
from marac.case_marks import YES, ConfirmMark, SetMark
from marac.decide import Refused, Why
from marac.fixed_times import AskForTime, SettleTime, TakeTimeBack
from marac.late_cases import AskForLateCase
from marac.list_questions import AnswerListing
from marac.words import PersonId, SittingState
from usecases.requests import Wanted
from usecases.rooms import Room


def _answer(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    """The question need not be said where the case waits for one alone."""
    case = room.meeting.cases.get(values["case"]) if room.meeting else None
    waiting = [q for q, asked in case.asked.items() if asked.outcome is None] if case else []
    question = values.get("question") or (waiting[0] if len(waiting) == 1 else "")
    if not question and len(waiting) > 1:
        raise Refused(Why.MISSING, what=("question",))
    return AnswerListing(
        case=values["case"], question=question, yes=values["heard"] == "yes", role=values.get("role")
    )


def _late(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AskForLateCase(
        number=str(values["number"]).strip(),
        children=values["children"] == "yes",
        pregnancy=values.get("pregnancy") == "yes",
        district=values.get("district"),
        referred_by=values.get("agency"),
    )


def _time(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    """A clock time alone is meant on the day of the next sitting."""
    at, calendar = values["at"], room.protocol.calendar
    sittings = room.meeting.sittings if room.meeting else ()
    left = [s.starts_at for s in sittings if s.state is not SittingState.ENDED]
    if left and not any(calendar.day_of(start) == calendar.day_of(at) for start in left):
        is_today = abs(at - room.now) < timedelta(days=1) and calendar.day_of(at) == calendar.day_of(room.now)
        if is_today:
            at = calendar.moment(calendar.day_of(left[0]), calendar.local(at).time())
    return AskForTime(case=values["case"], at=at, role=values["role"], agency=values.get("agency"))


def _settle(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return SettleTime(case=values["case"], agreed=values["agreed"] == "yes")


def _mark(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return SetMark(case=values["case"], mark=values["mark"], answer=values.get("answer") or YES)


ACTS = (
    Act(
        "list-answer",
        "Is it heard?",
        "Say whether a case that waits for your answer is heard at this meeting. Nobody else hears why.",
        ("list answer", "is it heard"),
        AnswerListing,
        (
            Field("case", "Case", Kind.CHOICE, options=choices.cases_asked, default=choices.only_case_asked),
            Field("heard", "Answer", Kind.CHOICE, options=choices.heard_or_not),
            Field("question", "Question", required=False, carried=True),
            Field("role", "Answers for", Kind.CHOICE, required=False, options=choices.roles, carried=True),
        ),
        make=_answer,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "late-case",
        "Ask for a late case",
        "Ask that a case be heard although the list has closed. Those who decide are asked at once.",
        ("late case", "ask for late case"),
        AskForLateCase,
        (
            Field("children", "Children, wherever they live", Kind.CHOICE, options=options.yes_no),
            Field("number", "Case number", hint="the case system's number, and nothing else"),
            Field("pregnancy", "Pregnant victim", Kind.CHOICE, required=False, options=options.yes_no),
            Field("district", "District", Kind.CHOICE, required=False, options=choices.districts),
            Field("agency", "Referring agency", Kind.CHOICE, required=False, options=choices.own_agency),
        ),
        make=_late,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "set-time",
        "Ask for a set time",
        "Ask that a case be heard at a set time, because a professional is needed for it. Give the role, no "
        "name.",
        ("set time", "ask for a set time"),
        AskForTime,
        (
            Field("case", "Case", Kind.CHOICE, options=choices.cases_to_come),
            Field("at", "Time", Kind.TIME, hint="11:30"),
            Field("role", "The professional's role", hint="such as: health visitor", max_length=80),
            Field("agency", "Agency", Kind.CHOICE, required=False, options=choices.own_agency),
        ),
        make=_time,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "settle-time",
        "Settle a set time",
        "Agree to the time that an agency asked for, or say that it cannot be had.",
        ("settle time",),
        SettleTime,
        (
            Field("case", "Case", Kind.CHOICE, options=choices.cases_with_time_asked),
            Field("agreed", "Agreed", Kind.CHOICE, options=options.yes_no),
        ),
        make=_settle,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "free-time",
        "Take a set time back",
        "Let a case with a set time be placed like any other again.",
        ("take time back",),
        TakeTimeBack,
        (Field("case", "Case", Kind.CHOICE, options=choices.cases_with_set_time),),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "mark-case",
        "Mark a case",
        "Set one of the area's marks on a case, or take it back.",
        ("mark case",),
        SetMark,
        (
            Field("case", "Case", Kind.CHOICE, options=options.cases_taking_part),
            Field("mark", "Mark", Kind.CHOICE, options=choices.marks),
            Field("answer", "Answer", Kind.CHOICE, required=False, options=choices.mark_answers),
        ),
        make=_mark,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "confirm-mark",
        "Confirm",
        "Answer what the area asks the chair about a marked case.",
        ("confirm mark",),
        ConfirmMark,
        (
            Field("case", "Case", Kind.CHOICE, options=options.cases_taking_part),
            Field("mark", "Mark", Kind.CHOICE, options=choices.marks_to_confirm),
            Field("answer", "Answer", Kind.CHOICE, options=choices.mark_answers),
        ),
        where=PRIVATE,
        private=True,
    ),
)
