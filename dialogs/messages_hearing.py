"""The words of the messages that go out while cases are heard and decided.

In the chat a case is a number and an agency, or its place in the order; a restricted one is not named at
all.
"""

from __future__ import annotations

from typing import Any

from dialogs import wording
from dialogs.hearing_options import OWN_VOICE
from dialogs.messages import MESSAGES, Facts, Message, message
from dialogs.wording_hearing import ASKED, QUESTIONS, decided_words
from usecases import telling_hearing
from usecases.rooms import Room

CHECKED = telling_hearing
"""Imported so that these messages are checked again before they go out."""


@message("case-opened", title="A case is open")
def _case_opened(facts: Facts, room: Room) -> list[str]:
    if not facts.get("agency"):
        return [f"{wording.case_in_chat(facts['case'], room)}."]
    how = "presented" if facts.get("presents") else "referred"
    return [f"{wording.case_in_chat(facts['case'], room)}, {how} by {room.names.agency(facts['agency'])}."]


@message("case-withdrawn", title="A case is not heard")
def _case_withdrawn(facts: Facts, room: Room) -> list[str]:
    return [f"{wording.case_in_chat(facts['case'], room)} will not be heard."]


@message("chat-closed", title="The chat is closed")
def _chat_closed(facts: Facts, room: Room) -> list[str]:
    return ["The chat is closed for the next slot."]


@message("chat-reopened", title="The chat is open again")
def _chat_reopened(facts: Facts, room: Room) -> list[str]:
    return ["The chat is open again."]


@message("restricted-open", title="A restricted case is open", acts=("desk",))
def _restricted_open(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} is being heard now. Please write nothing in the meeting chat until it "
        "is over. What has to be noted goes through the administrators, or to me here."
    ]


@message("room-entered", title="Somebody has come in", style="attention")
def _room_entered(facts: Facts, room: Room) -> list[str]:
    who = wording.listed(room.names.person(p) for p in facts["who"])
    return [f"{who} must not hear case {facts['case']} and is in the meeting now. Please ask them to leave."]


@message("please-call", title="Please call")
def _please_call(facts: Facts, room: Room) -> list[str]:
    return [room.protocol.restricted.phone_only]


@message("step-out-now", title="Please step out now", style="warning")
def _step_out_now(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} is being heard now. Please leave the call; I will tell you when it is over."
    ]


@message("come-back", title="You can come back", style="good")
def _come_back(facts: Facts, room: Room) -> list[str]:
    return [f"Case {facts['case']} is over. You can come back into the meeting."]


@message("guest-confirms", title="Before your case", acts=("declare", "private-setting"))
def _guest_confirms(facts: Facts, room: Room) -> list[str]:
    return [
        "Welcome. Please read and accept the confidentiality declaration, and say that you are somewhere "
        "private where nobody can overhear. Your case opens once you have."
    ]


@message("guest-case-open", title="Your case is being heard", style="good")
def _guest_case_open(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} is being heard now. Please join the meeting if you are waiting outside it."
    ]


@message("guest-case-over", title="Your case is over")
def _guest_case_over(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} is over. Thank you for coming; please leave the meeting now. What you heard "
        "stays confidential."
    ]


@message("presenter-absent", title="Nobody to present", acts=("stand-in",), carry=("case",), style="warning")
def _presenter_absent(facts: Facts, room: Room) -> list[str]:
    who = room.names.agency(facts["agency"]) if facts.get("agency") else "Whoever was to present"
    missing = f"{who} is not here to present case {facts['case']}."
    if facts.get("restricted") and facts.get("agency"):
        missing = f"Nobody of {who} who has been let into case {facts['case']} is here to present it."
    return [f"{missing} You can ask another agency to present it; the case can be heard either way."]


@message("stand-in-asked", title="Please present a case")
def _stand_in_asked(facts: Facts, room: Room) -> list[str]:
    headings = "; ".join(h.label for h in room.protocol.hearing.headings)
    cover = f" Please cover: {headings}." if headings else ""
    asked = f"The chair asks {room.names.agency(facts['agency'])} to present case {facts['case']}.{cover}"
    return [words for words in (asked, room.protocol.sharing_reminder) if words]


@message("time-up", title="Your time is up", style="warning")
def _time_up(facts: Facts, room: Room) -> list[str]:
    return ["Your time is up. Please come to an end when you can; nobody cuts you off."]


@message("time-up-chair", title="Time is up", acts=("next",), carry=("case",), style="warning")
def _time_up_chair(facts: Facts, room: Room) -> list[str]:
    return [f"{room.names.agency(facts['agency'])} has had {_minutes(room)}. Move on when you like."]


def _minutes(room: Room) -> str:
    return wording.count(room.protocol.hearing.turn_minutes or 0, "minute")


def _question(facts: Facts, room: Room) -> list[str]:
    of_agency = "agency" in facts
    whose = f", for {room.names.agency(facts['agency'])}" if of_agency else ""
    each = "One answer an agency." if of_agency else "Only the totals are kept."
    return [
        f"Case {facts['case']}{whose}: {ASKED[facts['question']]}",
        f"Why: {facts['reason']}" if facts.get("reason") else "",
        f"{each} No answer counts as no." if _silence_is_no(facts, room) else each,
    ]


def _answers(facts: Facts, room: Room) -> list[tuple[str, dict[str, Any]]]:
    data = {"case": facts["case"], "question": facts["question"], "agency": facts.get("agency", OWN_VOICE)}
    return [("agree", data), ("disagree", data)]


MESSAGES["question"] = Message(
    title=lambda facts, room: "A question to your agency" if "agency" in facts else "A question to you",
    words=_question,
    acts=_answers,
)


def _silence_is_no(facts: Facts, room: Room) -> bool:
    rule = room.protocol.decision(facts["question"])
    return rule is not None and rule.missing == "disagree"


@message("result", title="Decided")
def _result(facts: Facts, room: Room) -> list[str]:
    label, rule = QUESTIONS[facts["question"]], room.protocol.decision(facts["question"])
    said = decided_words(facts["question"], facts["agreed"], rule)
    counted = f"{facts['yes']} agreed, {facts['no']} did not." if facts.get("yes") or facts.get("no") else ""
    why = f"Why it was asked: {facts['reason']}" if facts.get("reason") else ""
    return [f"Case {facts['case']}, “{label}”: {said}", counted, why]


@message("review-agreed", title="A review was agreed", acts=("review-date",), carry=("case",))
def _review_agreed(facts: Facts, room: Room) -> list[str]:
    rule = room.protocol.decision("review")
    days = f" within {wording.count(rule.within_days, 'day')}" if rule and rule.within_days else ""
    return [f"Case {facts['case']} goes to a review. Please set a day{days}."]


@message("multiple-repeats", title="Heard many times before")
def _multiple_repeats(facts: Facts, room: Room) -> list[str]:
    times = room.protocol.alerts.multiple_repeat
    cases = wording.listed(f"case {c}" for c in facts["cases"])
    return [
        f"Heard at least {times} times before, and lately: {cases}. Any representative can ask for a "
        "multiple repeat review; nothing is referred of itself."
    ]


@message("reviewed-again", title="Reviewed before", acts=("reviewed-case",), carry=("case",))
def _reviewed_again(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} was reviewed before. With a new perpetrator it is heard here first; with the "
        "same pair it can go straight to the review. Please say which."
    ]


@message(
    "chair-needed", title="Another chair is needed", acts=("seat-chair",), carry=("case",), style="warning"
)
def _chair_needed(facts: Facts, room: Room) -> list[str]:
    return [f"The chair has a conflict in case {facts['case']}. Please say who chairs it instead."]


@message(
    "minutes-needed",
    title="Another minute taker is needed",
    acts=("case-minutes",),
    carry=("case",),
    style="warning",
)
def _minutes_needed(facts: Facts, room: Room) -> list[str]:
    return [f"The minute taker has a conflict in case {facts['case']}. Please say who takes its minutes."]
