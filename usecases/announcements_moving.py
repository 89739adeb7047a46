"""Who hears when a meeting is moved or cancelled: everybody who is to come; and before that the chairs, where
they have to agree (HAC-10, HAC-27)."""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import ONLY_ANSWERABLE
from marac.meeting import Meeting
from marac.moving import MeetingCancelled, MeetingMoved, MoveAsked, MoveDeclined
from marac.words import PersonId
from usecases.announce import Scene, announces
from usecases.ports import Notice


@announces(MoveAsked)
def move_asked(event: MoveAsked, scene: Scene) -> Iterator[Notice]:
    """Every chair is asked; the first answer counts."""
    chairs = [p for p in scene.after.chairs() if p != scene.entry.by]
    yield from scene.say_to(chairs, "move-asked", urgent=False)


@announces(MoveDeclined)
def move_declined(event: MoveDeclined, scene: Scene) -> Iterator[Notice]:
    """Administrators hear that it stays as it is."""
    told = [p for p in scene.administrators() if p != scene.entry.by]
    yield from scene.say_to(told, "move-declined", urgent=False)


@announces(MeetingMoved)
def meeting_moved(event: MeetingMoved, scene: Scene) -> Iterator[Notice]:
    """Everybody who is to come, where a start is another one than before; of a meeting that has no list yet
    nobody has heard."""
    was = {sitting.number: sitting.starts_at for sitting in scene.before.sittings}
    if scene.before.cases and any(was[number] != at for number, at in event.starts):
        yield from scene.say_to(all_who_come(scene.after), "meeting-moved", urgent=False)


@announces(MeetingCancelled)
def meeting_cancelled(event: MeetingCancelled, scene: Scene) -> Iterator[Notice]:
    """Everybody who was to come."""
    yield from scene.say_to(all_who_come(scene.after), "meeting-cancelled", urgent=False)


def all_who_come(meeting: Meeting) -> tuple[PersonId, ...]:
    """Everybody on the roll who is expected at the meeting: not those who only answer for others, nor an
    observer who is not admitted, nor a guest who is invited for no case."""
    return tuple(
        a.person
        for a in meeting.roll.values()
        if a.is_welcome and a.is_admitted and a.capacities != ONLY_ANSWERABLE and (a.cases or not a.is_guest)
    )
