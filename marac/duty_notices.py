"""The steps of a duty's ladder that are for people outside the meeting, or that an administrator has to
approve: each waits as a prepared notice until it has gone.

Whether a notice goes is recorded, by whom and how; a step gives way once a later one has gone. What it
says is not decided here, and is never more than a case's number, an agency and a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.duties import DutyDue, Rung, find_duty, tick_key
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting, put


class DutyNoticeSent(Command, frozen=True):
    """Say that the notice of one step of a duty's ladder has gone; `mailed`: by the bot's own e-mail."""

    duty: str
    subject: str
    step: int
    mailed: bool = False


class DutySentOn(Event, frozen=True):
    """The notice of one step of a duty's ladder has gone out, by hand or `mailed`."""

    duty: str
    subject: str
    step: int
    mailed: bool = False


@decides(DutyNoticeSent, Who.ADMINISTRATOR, Who.SYSTEM)
def duty_notice_sent(command: DutyNoticeSent, setting: Setting) -> Iterator[Event]:
    """It is asked about no longer."""
    due = find_duty(command.duty, command.subject, setting)
    if command.step in setting.meeting.duty_notices.get(due.key, ()):
        return
    if not any(rung.step == command.step for rung in rungs_waiting(due, setting.meeting, setting.now)):
        raise Refused(Why.NOT_ASKED, duty=due.key)
    yield DutySentOn(duty=command.duty, subject=command.subject, step=command.step, mailed=command.mailed)


@evolves(DutySentOn)
def duty_sent_on(meeting: Meeting, event: DutySentOn, entry: Entry) -> Meeting:
    """That step has been seen to."""
    key = tick_key(event.duty, event.subject)
    steps = (*meeting.duty_notices.get(key, ()), event.step)
    return msgspec.structs.replace(meeting, duty_notices=put(meeting.duty_notices, key, steps))


def is_prepared(rung: Rung) -> bool:
    """What the rung says goes through administrators, or past the meeting's roll."""
    return bool(rung.outside) or rung.approved


def is_waiting(due: DutyDue, rung: Rung, meeting: Meeting) -> bool:
    """The rung is of a prepared notice that has not gone, nor one after it."""
    return is_prepared(rung) and rung.step > max(meeting.duty_notices.get(due.key, ()), default=0)


def rungs_waiting(due: DutyDue, meeting: Meeting, now: datetime) -> tuple[Rung, ...]:
    """The duty's steps that have come and whose notice has not gone, while somebody owes it."""
    if not due.is_owed:
        return ()
    return tuple(r for r in due.rungs if r.at <= now and is_waiting(due, r, meeting))
