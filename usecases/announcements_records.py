"""What is said of a meeting's records: that the minutes are out, where to read them and nothing of what they
say; and each agency's own list where it goes ahead of them."""

from __future__ import annotations

from collections.abc import Iterator

from marac.closures import ClosuresApproved
from marac.duties import DutyTicked
from marac.meeting import Meeting
from marac.minutes import ActionListsSent
from marac.records import minutes_duty
from marac.running_order import OrderTold
from marac.words import PersonId
from usecases.announce import Scene, announces
from usecases.ports import Notice

MINUTES_OUT = "minutes-out"
CLOSURES_APPROVED = "closures-approved"
PAPERS_FOUND = "papers-found"


@announces(DutyTicked)
def minutes_out(event: DutyTicked, scene: Scene) -> Iterator[Notice]:
    """Everybody who took part hears once that they can be read (LIN-30)."""
    duty, rule = minutes_duty(scene.protocol), scene.protocol.minutes
    if duty is None or rule is None or not rule.tells_attendees or event.duty != duty.key:
        return
    told = (p for p in took_part(scene.after) if p != scene.entry.by)
    yield from scene.say_to(told, MINUTES_OUT, urgent=False)


@announces(ActionListsSent)
def lists_sent(event: ActionListsSent, scene: Scene) -> Iterator[Notice]:
    """Each agency that took part gets its own list, and no other's (KEN-48)."""
    yield from scene.say_to(took_part(scene.after), "own-list")


@announces(ClosuresApproved)
def closures_approved(event: ClosuresApproved, scene: Scene) -> Iterator[Notice]:
    """Representatives hear that the closure list can be read, without a number on it (LIN-31)."""
    rule = scene.protocol.flags
    if not event.numbers or rule is None or not rule.removal_asked:
        return
    told = (
        a.person
        for key, agency in scene.after.agencies.items()
        if agency.type not in rule.kept_by
        for a in scene.after.members_of(key)
    )
    yield from scene.say_to(told, CLOSURES_APPROVED, urgent=False)


def took_part(meeting: Meeting) -> tuple[PersonId, ...]:
    """Everybody who was there and speaks for an agency."""
    people = (meeting.roll.get(person) for person, times in meeting.presence.items() if times)
    return tuple(a.person for a in people if a is not None and a.is_member)


@announces(OrderTold)
def papers_found(event: OrderTold, scene: Scene) -> Iterator[Notice]:
    """With the order the chat hears once where blank forms are found (LIN-28)."""
    rule = scene.protocol.papers
    if rule is not None and rule.found and scene.before.order_told_at is None:
        yield from scene.say_in_chat(PAPERS_FOUND, urgent=False)
