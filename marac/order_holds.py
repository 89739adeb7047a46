"""What has to be answered before the running order goes out, where the area says so.

An area can keep the agenda back while it is not known of a case whether the victim was told, and if not, why
(WOL-25). Nobody is told of a case here that they may not see.
"""

from __future__ import annotations

from marac.decide import Command, Refused, Setting, Why, guards
from marac.duties import DutyDue, TickDuty, all_duties
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.running_order import TellOrder
from marac.subjects import may_hear_of
from marac.words import PersonId


def holding(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[DutyDue, ...]:
    """What keeps the order back, of what the person may hear of."""
    return tuple(
        due
        for due in all_duties(meeting, protocol)
        if due.duty.holds_order and due.is_owed and may_hear_of(meeting, person, due.subject)
    )


@guards
def order_is_ready(command: Command, setting: Setting) -> None:
    """Raise Refused, with the cases, where the order was to be told and something holds it."""
    if setting.meeting.order_told_at is not None or not _tells(command, setting.protocol):
        return
    held = holding(setting.meeting, setting.protocol, setting.by)
    if held:
        cases = tuple(dict.fromkeys(due.subject.case for due in held if due.subject.case))
        raise Refused(Why.ORDER_NOT_READY, duty=held[0].duty.label, cases=cases)


def _tells(command: Command, protocol: Protocol) -> bool:
    """The order goes out with it: told, or ticked as sent."""
    if isinstance(command, TickDuty):
        told = (duty.key for duty in protocol.duties if duty.discharged_by == "order-told")
        return command.duty in told
    return isinstance(command, TellOrder)
