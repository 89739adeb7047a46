"""What is said of what was reported privately: that it was, of what kind, and its case's number; to those who
deal with it and to nobody else, and never in the chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from marac.matter_stages import concerned, told_of_matter
from marac.matters import MatterReported
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import PersonId
from usecases.announce import Scene, announces, changes_desks
from usecases.ports import Notice


@announces(MatterReported)
def matter_reported(event: MatterReported, scene: Scene) -> Iterator[Notice]:
    """Those whom the area says hear at once; whoever reported it knows."""
    raised = scene.after.matters[event.key]
    told = [p for p in told_of_matter(scene.after, scene.protocol, raised) if p != raised.reported_by]
    yield from scene.say_to(
        told, "matter-reported", matter=event.key, matter_kind=event.kind, number=event.number
    )


@changes_desks
def those_concerned(before: Meeting, after: Meeting, protocol: Protocol, now: datetime) -> Iterable[PersonId]:
    """Whoever deals with something that was reported or settled."""
    for key, raised in after.matters.items():
        if before.matters.get(key) != raised:
            yield from sorted(concerned(after, protocol, raised))
