"""One tick for the same thing about several cases, as an agency's research is, so that nobody answers a long
list line by line. The journal has a line for each, as if they had been ticked one by one."""

from __future__ import annotations

from collections.abc import Iterator

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.duties import DutyDue, TickDuty, all_duties, tick_duty
from marac.journal import Event
from marac.subjects import may_hear_of


class TickDuties(Command, frozen=True):
    """Tick a duty for several of its subjects at once, with the same answer; for all that one owes oneself
    where none is named."""

    duty: str
    subjects: tuple[str, ...] = ()
    answer: str | None = None


@decides(TickDuties, Who.ANYONE)
def tick_duties(command: TickDuties, setting: Setting) -> Iterator[Event]:
    """Tick each as it would be ticked alone. What has been seen to meanwhile, or fell away, is left out;
    where nothing is left it is refused."""
    waiting = [
        due for due in all_duties(setting.meeting, setting.protocol) if _is_meant(due, command, setting)
    ]
    if not waiting:
        raise Refused(Why.NO_SUCH_DUTY, duty=command.duty)
    for due in waiting:
        one = TickDuty(duty=command.duty, subject=due.subject.key, answer=command.answer)
        yield from tick_duty(one, setting)


def _is_meant(due: DutyDue, command: TickDuties, setting: Setting) -> bool:
    if due.duty.key != command.duty or not due.is_owed:
        return False
    if not may_hear_of(setting.meeting, setting.by, due.subject):
        return False
    return due.subject.key in command.subjects if command.subjects else setting.by in due.people
