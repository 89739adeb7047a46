"""The words of the messages about a list that has closed, cases that wait, set times and the order's
sections.

All of them private. Each names cases by number alone, and a reason stands only where the area sends one to
its members.
"""

from __future__ import annotations

from dialogs import wording
from dialogs.messages import MESSAGES, Facts, Message, message
from dialogs.wording_actions import day
from marac.list_questions import LATE, question_label
from marac.protocol import Section
from marac.withdrawals import withdrawal_reason
from usecases.rooms import Room


def question_words(question: str, room: Room) -> str:
    """What is asked about a case that waits."""
    if question == LATE:
        return "It came after the list had closed. Is it added to this meeting, at the end?"
    return question_label(room.protocol, question)


def _list_question(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} waits for your answer. {question_words(facts['question'], room)}",
        "Until you answer it has no place in the running order. Why you decide as you do is not kept.",
    ]


MESSAGES["list-question"] = Message(
    title=lambda facts, room: "Is this case heard?",
    words=_list_question,
    acts=lambda facts, room: [("list-answer", {"case": facts["case"], "question": facts["question"]})],
    style="warning",
    leads=True,
)


@message("list-heard", title="A case is heard after all", acts=("order",), style="good")
def _list_heard(facts: Facts, room: Room) -> list[str]:
    return [f"Everybody who was asked has said yes: case {facts['case']} is in the running order."]


@message("late-added", title="Your late case is added", acts=("order",), style="good")
def _late_added(facts: Facts, room: Room) -> list[str]:
    return [f"Case {facts['case']} is heard at this meeting, at the end, as an additional case."]


@message("for-next-meeting", title="A case is for the next meeting", style="attention")
def _for_next_meeting(facts: Facts, room: Room) -> list[str]:
    emergency = room.protocol.listing.emergency if room.protocol.listing else ""
    if room.meeting is not None and room.meeting.cancelled_at is not None:
        kept = f"Case {facts['case']} is kept for the next one, on {day(facts['on'])}."
        return [f"The meeting is cancelled. {kept}", emergency]
    return [
        f"Case {facts['case']} is not added to this meeting, for its list has closed. It is kept for the "
        f"next one, on {day(facts['on'])}; you need not refer it again.",
        emergency,
    ]


@message("carried-over", title="A case was not heard", style="attention")
def _carried_over(facts: Facts, room: Room) -> list[str]:
    emergency = room.protocol.listing.emergency if room.protocol.listing else ""
    return [
        f"Case {facts['case']} was not heard at this meeting. It goes on the list of the next one, on "
        f"{day(facts['on'])}; you need not refer it again.",
        emergency,
    ]


@message("on-next-meeting", title="Your case has its meeting")
def _on_next_meeting(facts: Facts, room: Room) -> list[str]:
    return [f"Case {facts['case']} is on the list of the meeting on {day(facts['on'])}."]


@message("case-kept-off", title="A case is off the list", acts=("order",))
def _case_kept_off(facts: Facts, room: Room) -> list[str]:
    case = room.meeting.cases.get(facts["case"]) if room.meeting else None
    later = "It is kept for the next one." if case is not None and case.for_next else "It has no slot."
    return [f"Case {facts['case']} is not heard at this meeting: the answer was no. {later}"]


@message("case-off-list", title="A case is off the list")
def _case_off_list(facts: Facts, room: Room) -> list[str]:
    return [f"Case {facts['case']} is off the list of this meeting and will not be discussed."]


@message("time-asked", title="A set time is asked for", acts=("settle-time",), carry=("case",))
def _time_asked(facts: Facts, room: Room) -> list[str]:
    case = room.meeting.cases[facts["case"]] if room.meeting else None
    asked = case.time_asked if case else None
    if asked is None:
        return [f"A set time is asked for case {facts['case']}."]
    when = room.protocol.calendar.local(asked.at)
    who = f", {asked.role}" if asked.role else ""
    return [
        f"{room.names.agency(asked.agency)} asks that case {facts['case']} be heard at "
        f"{wording.clock(when)} on {wording.day(when)}, because a professional is needed for it{who}."
    ]


@message("time-fixed", title="The set time stands", acts=("order",), style="good")
def _time_fixed(facts: Facts, room: Room) -> list[str]:
    case = room.meeting.cases[facts["case"]] if room.meeting else None
    if case is None or case.fixed_at is None:
        return [f"Case {facts['case']} has its set time."]
    when = room.protocol.calendar.local(case.fixed_at)
    return [f"Case {facts['case']} is heard at {wording.clock(when)} on {wording.day(when)}."]


@message("time-declined", title="No set time", acts=("order",))
def _time_declined(facts: Facts, room: Room) -> list[str]:
    return [
        f"The time that you asked for case {facts['case']} cannot be had. Please speak with the "
        "administrators if the professional cannot come otherwise."
    ]


@message("withdrawal-told", title="A case is withdrawn", acts=("order",))
def _case_withdrawn(facts: Facts, room: Room) -> list[str]:
    reason = withdrawal_reason(room.meeting, facts["case"]) if room.meeting else ""
    return [
        f"Case {facts['case']} is withdrawn from this meeting and no longer in the running order.",
        f"Why: {reason}" if reason else "",
    ]


@message("cases-listed", title="Your case is listed", acts=("already-taken",))
def _cases_listed(facts: Facts, room: Room) -> list[str]:
    notice = room.protocol.listing.notice if room.protocol.listing else ""
    numbers = wording.listed(f"case {n}" for n in facts["cases"])
    starts = room.meeting.sittings[0].starts_at if room.meeting and room.meeting.sittings else None
    when = f"the meeting on {wording.day(room.protocol.calendar.local(starts))}" if starts else "the meeting"
    return [
        f"Listed for {when}: {numbers}.",
        notice,
        "If your agency has already taken steps, note them here: they are shown when the case opens.",
    ]


def _section(key: str, room: Room) -> Section | None:
    return next((s for s in room.protocol.order.sections if s.key == key), None)


@message("stay-for-section", title="Please stay for these", acts=("order",))
def _stay_for_section(facts: Facts, room: Room) -> list[str]:
    numbers = wording.listed(f"case {n}" for n in facts["cases"])
    section = _section(facts["section"], room)
    about = f" ({section.label})" if section else ""
    return [f"Your agency is needed for {numbers}{about}. Please be there for them, and stay until the end."]


@message("may-leave", title="You may leave", style="good")
def _may_leave(facts: Facts, room: Room) -> list[str]:
    section = _section(facts["section"], room)
    over = f"“{section.label}” is over" if section else "That part of the meeting is over"
    return [f"{over}. If nothing else keeps you, you may leave now. Thank you."]


@message("rests-with-you", title="This rests with your agency")
def _rests_with_you(facts: Facts, room: Room) -> list[str]:
    return [
        f"Case {facts['case']} was dealt with. What follows is your agency's alone: it carries the decision "
        "out, and the applicant hears from it. Nothing of it is kept here, and nobody else is asked anything."
    ]
