"""What goes with the minutes: who hears that they are out, what agencies are asked then, and what may be sent
while they are held up.

The bot keeps no minutes and takes no corrections: it knows when they were said to be out, and who has checked
them. What it hands over itself is a working record, with the chair's word on how far it can be relied on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.actions import check_words
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.duties import DutyDue, all_duties, duties_of, further_duties
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.protocol import Duty, MinutesQuestion, Protocol
from marac.records import agencies_that_attended, minutes_duty, minutes_out_at, of_agencies, owed
from marac.subjects import Subject, over_since
from marac.words import FreeText

SEND_LISTS = "action-lists-sent"


class MinutesHeldUp(Event, frozen=True):
    """The minutes will be late."""


class HoldUpMinutes(Command, frozen=True):
    """Say that the minutes are held up."""


class SendActionLists(Command, frozen=True):
    """Send every agency that took part its own list of actions, ahead of the minutes."""


class ActionListsSent(Event, frozen=True):
    """Every agency that took part was sent its own list."""


class RemarkOnRecord(Command, frozen=True):
    """Say how far the record of this meeting can be relied on; no words take the remark back."""

    remark: str = ""


class RecordRemarked(Event, frozen=True):
    """The chair said how far the record can be relied on."""

    remark: FreeText


@decides(HoldUpMinutes, Who.ADMINISTRATOR)
def hold_up_minutes(command: HoldUpMinutes, setting: Setting) -> Iterator[Event]:
    """Take it once, after the meeting and before they are out (KEN-48)."""
    _check_area_sends(setting)
    meeting, protocol = setting.meeting, setting.protocol
    if over_since(meeting) is None:
        raise Refused(Why.NOT_VALID, field="meeting", wanted="meeting that is over")
    if meeting.minutes_held_up_at is None and minutes_out_at(meeting, protocol) is None:
        yield MinutesHeldUp()


@decides(SendActionLists, Who.ADMINISTRATOR)
def send_action_lists(command: SendActionLists, setting: Setting) -> Iterator[Event]:
    """Send them, once the meeting is over; asked again they go again, as more may have been agreed."""
    _check_area_sends(setting)
    if over_since(setting.meeting) is None:
        raise Refused(Why.NOT_VALID, field="meeting", wanted="meeting that is over")
    yield ActionListsSent()


def _check_area_sends(setting: Setting) -> None:
    if setting.protocol.minutes is None or not setting.protocol.minutes.list_if_late:
        raise Refused(Why.NOT_IN_THIS_AREA)


@decides(RemarkOnRecord, Who.CHAIR, Who.ANY_CHAIR)
def remark_on_record(command: RemarkOnRecord, setting: Setting) -> Iterator[Event]:
    """The chair alone says so, of the record and never of a person (FJC-09)."""
    remark = command.remark.strip()
    if remark:
        check_words(remark)
    if remark != setting.meeting.record_remark:
        yield RecordRemarked(remark=remark)


@evolves(MinutesHeldUp)
def minutes_held_up(meeting: Meeting, event: MinutesHeldUp, entry: Entry) -> Meeting:
    """Since then they are known to be late."""
    return msgspec.structs.replace(meeting, minutes_held_up_at=entry.at)


@evolves(ActionListsSent)
def action_lists_sent(meeting: Meeting, event: ActionListsSent, entry: Entry) -> Meeting:
    """Every agency has its list."""
    return msgspec.structs.replace(meeting, lists_sent_at=entry.at)


@evolves(RecordRemarked)
def record_remarked(meeting: Meeting, event: RecordRemarked, entry: Entry) -> Meeting:
    """The remark goes with every file."""
    return msgspec.structs.replace(meeting, record_remark=event.remark)


def are_late_since(meeting: Meeting, protocol: Protocol) -> datetime | None:
    """From when the minutes count as late: said to be held up, else their own limit; None where the area has
    none, or while it is not known."""
    if meeting.minutes_held_up_at is not None:
        return meeting.minutes_held_up_at
    duty = minutes_duty(protocol)
    found = (d for d in _own_duties(meeting, protocol) if duty is not None and d.duty.key == duty.key)
    return next((d.due for d in found), None)


def _own_duties(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    duty = minutes_duty(protocol)
    return duties_of(duty, meeting, protocol) if duty is not None else iter(())


@further_duties
def after_the_minutes(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """What agencies are asked once the minutes are out, and the lists that may go before them."""
    rule = protocol.minutes
    if rule is None:
        return
    out_at, late = minutes_out_at(meeting, protocol), are_late_since(meeting, protocol)
    if rule.list_if_late and late is not None:
        sent = meeting.lists_sent_at is not None
        about = Subject(key="meeting")
        duty = _send_lists(rule.cite)
        yield owed(duty, about, late, meeting, protocol, is_done=sent, is_void=out_at is not None)
    for question in rule.asks if out_at is not None else ():
        asked = agencies_that_attended(meeting) if question.asked == "attended" else tuple(meeting.agencies)
        if out_at is not None:
            yield from of_agencies(_question(question), asked, out_at, meeting, protocol)


def _send_lists(cite: str) -> Duty:
    return Duty(
        key=SEND_LISTS,
        label="The minutes are late: send every agency its list of actions now",
        owed_by="administrators",
        subject="meeting",
        anchor="closing",
        due="+0 hours",
        remind=("+0 hours",),
        discharged_by="action-lists-sent",
        cite=cite,
    )


def _question(question: MinutesQuestion) -> Duty:
    return Duty(
        key=question.key,
        label=question.label,
        owed_by="agencies",
        subject="agency",
        anchor="closing",
        due=question.due,
        remind=question.remind,
        answers=question.answers,
        cite=question.cite,
    )


def answers_given(meeting: Meeting, protocol: Protocol) -> tuple[DutyDue, ...]:
    """What agencies were asked after the meeting, each with what it said (HAC-43, HAC-44)."""
    asked = (d for d in all_duties(meeting, protocol) if d.subject.agency is not None and not d.is_void)
    return tuple(d for d in asked if d.duty.owed_by == "agencies" and d.duty.anchor in ("closing", "agreed"))
