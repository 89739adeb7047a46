"""Hearing a case later in its sitting, such as when nobody of the agency that referred it is here to explain
why (KEN-08).

The case is put behind what is still to come and never taken off; nothing is asked or kept of why.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import may_know_of
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Event
from marac.meeting import Meeting
from marac.progress import remaining
from marac.running_order import MoveCase, move_case
from marac.words import CaseNumber, PersonId


class HearLater(Command, frozen=True):
    """Put a case behind all that is still to come in its sitting."""

    case: CaseNumber


@decides(HearLater, Who.CHAIR, Who.ADMINISTRATOR)
def hear_later(command: HearLater, setting: Setting) -> Iterator[Event]:
    """Move it as by hand. Raises Refused where no case is behind it."""
    last = last_after(setting.meeting, setting.by, command.case)
    if last is None:
        raise Refused(Why.NOT_VALID, field="case", wanted="case with another one after it")
    yield from move_case(MoveCase(case=command.case, after=last), setting)


def last_after(meeting: Meeting, person: PersonId, number: CaseNumber) -> CaseNumber | None:
    """The last case still to come in the same sitting of which the person may know; None where none is behind
    this one."""
    sequence = next((cases for cases in remaining(meeting).values() if number in cases), ())
    behind = sequence[sequence.index(number) + 1 :] if number in sequence else ()
    return next((one for one in reversed(behind) if may_know_of(meeting, person, one)), None)
