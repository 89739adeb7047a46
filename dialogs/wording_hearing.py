"""The sentences of the hearing: marks, what holds a case, questions and how far back to look.

For chair and administrators a hold names people and agencies, because they have to settle it; none of these
sentences is ever put into the meeting chat. Short, and each says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dialogs import wording
from marac.holds import Hold, HoldCode
from marac.protocol import DecisionRule
from marac.speaking import Window
from marac.words import CaseKind, Consent, EmployerAnswer, HeardAgain, Question, ReviewRoute, Views
from usecases.rooms import Room

VIEWS = {
    Views.GIVEN: "Views given",
    Views.STATEMENT: "Statement read",
    Views.NOT_REACHED: "Not reached",
}
QUESTIONS: Mapping[str, str] = {
    Question.WITHDRAW: "Withdraw the case as not high risk",
    Question.NOT_HIGH_RISK: "Class the case as not high risk",
    Question.REVIEW: "Hold a complex or multiple repeat review",
    Question.PROFESSIONALS: "Hold a professionals' meeting",
    Question.NO_MORE_PROFESSIONALS: "Hold no more professionals' meetings",
}
ASKED: Mapping[str, str] = {
    Question.WITHDRAW: "May it be withdrawn as not high risk, or should it be heard?",
    Question.NOT_HIGH_RISK: "Do you agree that it is not high risk?",
    Question.REVIEW: "Do you agree that it goes to a complex or multiple repeat review? Earlier actions "
    "should be finished and no other way left.",
    Question.PROFESSIONALS: "Do you agree that it goes to a professionals' meeting?",
    Question.NO_MORE_PROFESSIONALS: "Do you agree that it needs no more professionals' meetings? It would "
    "then be heard again only on new information, or when an agency asks for a full hearing.",
}
AGREED: Mapping[tuple[str, bool], str] = {
    (Question.WITHDRAW, True): "Everybody agreed: it is withdrawn and is not heard.",
    (Question.WITHDRAW, False): "Not everybody agreed, so it is heard as usual.",
    (Question.NOT_HIGH_RISK, True): "Everybody agreed that it is not high risk. Actions can still be taken.",
    (Question.NOT_HIGH_RISK, False): "Not everybody agreed, so it stays high risk.",
    (Question.REVIEW, True): "Everybody agreed on a review.",
    (Question.REVIEW, False): "Not everybody agreed, so there is no review.",
    (Question.PROFESSIONALS, True): "Everybody agreed on a professionals' meeting.",
    (Question.PROFESSIONALS, False): "Not everybody agreed, so there is no professionals' meeting.",
    (Question.NO_MORE_PROFESSIONALS, True): "Everybody agreed that it needs no more professionals' meetings.",
    (
        Question.NO_MORE_PROFESSIONALS,
        False,
    ): "Not everybody agreed, so there can be more of them.",
}
_WHO_AGREED = {
    "majority": ("A majority", "No majority"),
    "referring-agency": ("The agency that referred it", "The agency that referred it has not"),
}


def decided_words(question: str, agreed: bool, rule: DecisionRule | None) -> str:
    """What a question came to, and who had to agree by the area's file."""
    words = AGREED[Question(question), agreed]
    yes, no = _WHO_AGREED.get(rule.by if rule else "", ("Everybody", "Not everybody"))
    return words.replace("Not everybody", no, 1) if not agreed else words.replace("Everybody", yes, 1)


HEARD_AGAIN = {
    HeardAgain.NEW_INFORMATION: "There is new information",
    HeardAgain.FULL_HEARING: "An agency asks for a full hearing",
}
ROUTES = {
    ReviewRoute.HEARD_FIRST: "A new perpetrator: heard here first",
    ReviewRoute.STRAIGHT_TO_REVIEW: "The same pair as before: straight to the review",
}
EMPLOYER = {
    EmployerAnswer.TOLD: "The employer agency has been told",
    EmployerAnswer.NOT_POSSIBLE: "Telling it is not possible",
}
CLOSURE = {"yes": "Mark it for closure", "no": "Take the mark back"}
KINDS = {
    CaseKind.HBA: "HBA",
    CaseKind.FORCED_MARRIAGE: "Forced marriage",
    CaseKind.FGM: "FGM",
    CaseKind.EMPLOYEE_SENSITIVE: "EMPLOYEE - SENSITIVE",
    CaseKind.TRANSFER_IN: "Transfer in",
    CaseKind.EMERGENCY: "Emergency",
    CaseKind.DISCLOSURE: "Disclosure request",
}
CONSENT = {
    Consent.YES: "IDVA support: yes",
    Consent.REFUSED: "IDVA support: refused",
    Consent.NOT_REACHED: "IDVA support: not reached",
    None: "IDVA support: not said yet",
}


def held(facts: Mapping[str, Any], room: Room | None) -> str:
    """What a case waits for, as one paragraph with the way on."""
    holds: tuple[Hold, ...] = tuple(facts.get("holds", ()))
    if room is None or not holds:
        return "This is waiting for something. Type “desk” to see what."
    lines = " ".join(hold_words(hold, room) for hold in holds)
    if any(hold.is_absolute for hold in holds):
        return f"Not yet. {lines}"
    return f"Not yet. {lines} To go on all the same, type “open anyway” or “close anyway” and why."


def not_clear(facts: Mapping[str, Any], room: Room) -> str:
    """Who is still listed as here and has to leave, for whoever says that the room is clear (LIN-122)."""
    return (
        f"Still listed as here: {_people(facts['people'], room)}. Ask them to leave, or say in a note why "
        "the room is clear all the same."
    )


def hold_words(hold: Hold, room: Room) -> str:
    """The sentence for what holds a case."""
    return _HOLDS[hold.code](hold.facts, room)


def _people(keys: Iterable[str], room: Room) -> str:
    return wording.listed(room.names.person(k) for k in keys)


def _agencies(keys: Iterable[str], room: Room) -> str:
    return wording.listed(room.names.agency(k) for k in keys)


def _requirements(keys: Iterable[str], room: Room) -> str:
    labels = {r.key: _within(r.label) for r in room.protocol.quoracy.requirements}
    return wording.listed(labels.get(k, k) for k in keys)


def _within(label: str) -> str:
    """A label inside a sentence: small at its beginning, unless it begins with an abbreviation."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _steps(facts: Mapping[str, Any], room: Room) -> str:
    labels = {s.key: s.label for s in room.protocol.opening}
    return f"The opening is not done: {wording.listed(labels.get(k, k) for k in facts['steps'])}."


def _not_here(facts: Mapping[str, Any], room: Room) -> str:
    who = room.names.agency(facts["agency"]) if facts.get("agency") else "Whoever was to present"
    return f"{who} is not here to present. Ask another agency to."


def _points(facts: Mapping[str, Any], room: Room) -> str:
    labels = {c.key: c.label for c in room.protocol.hearing.checklist}
    return f"Checklist: {wording.listed(labels.get(k, k) for k in facts['points'])}."


def _questions(facts: Mapping[str, Any], room: Room) -> str:
    labels = wording.listed(QUESTIONS[q].lower() for q in facts["questions"])
    return f"A question waits for its result: {labels}."


def _another_chair(facts: Mapping[str, Any], room: Room) -> str:
    able = _people(facts.get("substitutes", ()), room)
    can = f" {able} can." if able else ""
    return f"The chair has a conflict in it, so somebody else has to chair it.{can}"


def _to_leave(facts: Mapping[str, Any], room: Room) -> str:
    people = facts.get("people", ())
    if not people:
        return "Please look round and say that the room is clear."
    return f"Please clear the room: {_people(people, room)} must leave."


_NAMED = {"lead": "its lead", "agencies": "the agencies that take part"}


def _ring(facts: Mapping[str, Any], room: Room) -> str:
    return "".join(f" Ring {wording.contact(room.names, key)}." for key in facts.get("ring", ()))


def _others(facts: Mapping[str, Any], room: Room) -> str:
    return (
        f"Here for another case: {_people(facts['people'], room)}. Ask them to leave; an administrator can "
        "mark who has left."
    )


_HOLDS: Mapping[HoldCode, Callable[[Mapping[str, Any], Room], str]] = {
    HoldCode.KEPT_BACK: lambda f, r: (
        "It is kept off the running order. The administrators know what has to be seen to first."
    ),
    HoldCode.AWAITS_ANSWER: lambda f, r: "Somebody has still to say whether it is heard at this meeting.",
    HoldCode.NO_SITTING: lambda f, r: "No sitting is open.",
    HoldCode.SUSPENDED: lambda f, r: "The sitting is suspended; resume it first.",
    HoldCode.ON_BREAK: lambda f, r: "There is a break; resume first.",
    HoldCode.OTHER_CASE_OPEN: lambda f, r: "Another case is open; close it first.",
    HoldCode.CHAIR_CONFLICTED: _another_chair,
    HoldCode.CHAIR_NOT_ADMITTED: lambda f, r: (
        f"{r.names.person(f['chair'])} is in the chair and has not been admitted to it."
    ),
    HoldCode.ROOM_NOT_CLEAR: _to_leave,
    HoldCode.EMPLOYER_NOT_TOLD: lambda f, r: "Say first whether the employer agency has been told.",
    HoldCode.OVER: lambda f, r: "This case is over for today.",
    HoldCode.STEPS_LEFT: _steps,
    HoldCode.NOT_QUORATE: lambda f, r: f"The meeting lacks {_requirements(f['missing'], r)}.",
    HoldCode.NOT_QUORATE_FOR_CASE: lambda f, r: (
        f"For this case you need {_requirements(f['missing'], r)}.{_ring(f, r)}"
    ),
    HoldCode.UNDECLARED: lambda f, r: f"Not declared: {_people(f['people'], r)}.",
    HoldCode.CONFLICTS_UNANSWERED: lambda f, r: f"Not answered on conflicts: {_people(f['people'], r)}.",
    HoldCode.STAY_UNDECIDED: lambda f, r: f"Decide whether {_people(f['people'], r)} may stay for it.",
    HoldCode.NO_MINUTE_TAKER: lambda f, r: "Nobody is named to take the minutes.",
    HoldCode.MINUTE_TAKER_CONFLICTED: lambda f, r: (
        f"{r.names.person(f['person'])} has a conflict in it; name somebody else for its minutes."
    ),
    HoldCode.PRESENTER_UNCONFIRMED: lambda f, r: "Nobody has confirmed who presents this transfer.",
    HoldCode.PRESENTER_ABSENT: _not_here,
    HoldCode.GUEST_NOT_READY: lambda f, r: (
        f"{_people(f['people'], r)} has yet to accept the declaration and say that nobody can overhear."
    ),
    HoldCode.GUEST_OF_ANOTHER: _others,
    HoldCode.ROUTE_NOT_CHOSEN: lambda f, r: (
        "It was reviewed before: say whether it is heard first or goes straight to the review."
    ),
    HoldCode.GOES_TO_REVIEW: lambda f, r: "It goes straight to a review.",
    HoldCode.HEARD_ON_REQUEST: lambda f, r: (
        "It was agreed that it is heard again only on request: say whether there is new information, or who "
        "asks for a full hearing."
    ),
    HoldCode.HOST_SILENT: lambda f, r: (
        f"It concerns somebody of {_agencies(f['agencies'], r)}, who have not said yet who attends for them "
        "and how their papers are kept."
    ),
    HoldCode.PROFESSIONALS_UNNAMED: lambda f, r: (
        "A professionals' meeting was agreed: name "
        + wording.listed(_NAMED[need] for need in f["needs"])
        + "."
    ),
    HoldCode.QUESTION_OPEN: _questions,
    HoldCode.POINTS_UNTICKED: _points,
    HoldCode.NO_OFFER: lambda f, r: f"No action and no answer yet: {_agencies(f['agencies'], r)}.",
    HoldCode.NO_FEEDBACK: lambda f, r: feedback_left(f),
    HoldCode.VIEWS_MISSING: lambda f, r: "It is not said how the victim's views were heard.",
    HoldCode.NO_CLOSING_REASON: lambda f, r: "It is marked for closure: give the reason.",
    HoldCode.NO_REVIEW_DATE: lambda f, r: "A review was agreed: set its date.",
    HoldCode.NOT_SUMMED_UP: lambda f, r: (
        "Sum up risks and actions, and ask whether there is anything further."
    ),
    HoldCode.NOT_AGREED: lambda f, r: f"You have yet to agree {wording.count(f['count'], 'action')}.",
    HoldCode.NOT_UNDERSTOOD: lambda f, r: (
        f"Not said to be understood: the actions of {_agencies(f['agencies'], r)}."
    ),
}


def feedback_left(facts: Mapping[str, Any]) -> str:
    """What is not settled about telling the victim."""
    needs = facts.get("needs") or ("owner",)
    if "owner" in needs:
        return "Nobody has been found to give the victim feedback."
    said = {"may_tell": "what may be told", "others_told": "whether anybody else is to be told"}
    return f"About feedback to the victim, say {wording.listed(said[n] for n in needs)}."


def look_back_words(window: Window | None) -> str:
    """How far back an agency looks, for the one whose turn it is (LIN-50)."""
    if window is None:
        return ""
    since = f"{window.since.day} {window.since:%B %Y}"
    if window.months is None:
        return f"only what is new since it was last heard, {since}"
    return f"the last {window.months} months, since {since}; older only where it bears on the risk now"
