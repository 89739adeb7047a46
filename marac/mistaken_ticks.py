"""A duty that was ticked by mistake: whoever ticked it takes that back, and it is owed as if nothing had been
said. The tick and its taking back both stay in the journal.

What a tick has brought about, such as that representatives were told, is not undone with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.duties import DutyDue, all_duties, find_duty, tick_key, without
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.subjects import is_discharged, may_hear_of
from marac.words import PersonId


class UntickDuty(Command, frozen=True):
    """Take back a tick: that of one's own, or as an administrator anybody's."""

    duty: str
    subject: str


class DutyUnticked(Event, frozen=True):
    """A tick was a mistake: the duty is owed as before it."""

    duty: str
    subject: str


@decides(UntickDuty, Who.ANYONE)
def untick_duty(command: UntickDuty, setting: Setting) -> Iterator[Event]:
    """Take it from whoever ticked it last, or from an administrator; what is not ticked stays as it is."""
    due = find_duty(command.duty, command.subject, setting)
    if due.done_at is None:
        return
    asker = setting.asker
    if (
        asker is not None
        and not asker.is_administrator
        and setting.meeting.ticked_by.get(due.key) != setting.by
    ):
        raise Refused(Why.NOT_ALLOWED)
    yield DutyUnticked(duty=command.duty, subject=command.subject)


def ticked_lately(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[DutyDue, ...]:
    """What the person ticked and could take back, the latest first: what is done for another reason as well
    would stay done."""
    mine = (
        due
        for due in all_duties(meeting, protocol)
        if due.done_at is not None
        and meeting.ticked_by.get(due.key) == person
        and may_hear_of(meeting, person, due.subject)
        and not is_discharged(due.duty, due.subject, meeting)
    )
    return tuple(sorted(mine, key=lambda due: meeting.duties[due.key], reverse=True))


@evolves(DutyUnticked)
def duty_unticked(meeting: Meeting, event: DutyUnticked, entry: Entry) -> Meeting:
    """It is owed again, at its own times."""
    return without(meeting, tick_key(event.duty, event.subject))
