"""What is said of what was reported privately: that it was, of what kind, and its case's number; to those who
deal with it and to nobody else, and never in the chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from marac.duties import DutyTicked
from marac.facts import RaisedMatter
from marac.matter_stages import (
    concerned,
    is_short_notice,
    matter_of,
    stage_ticked,
    starts_at,
    told_of_done,
    told_of_matter,
)
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
    facts: dict[str, Any] = {"matter": event.key, "matter_kind": event.kind, "number": event.number}
    yield from scene.say_to(told, "matter-reported", **facts, **_of_meeting(raised, scene))


@announces(DutyTicked)
def stage_done(event: DutyTicked, scene: Scene) -> Iterator[Notice]:
    """Those whom the area says hear that it is done, such as a chair that somebody else takes the chair
    (LIN-45); whoever did it knows."""
    ticked = stage_ticked(scene.after, scene.protocol, event.duty, event.subject)
    if ticked is None:
        return
    told = [p for p in told_of_done(scene.after, ticked) if p != scene.entry.by]
    facts: dict[str, Any] = {"matter": ticked.raised.key, "duty": event.duty, "subject": event.subject}
    facts |= {"by": scene.entry.by, "answer": event.answer, "number": ticked.raised.number}
    yield from scene.say_to(told, "stage-done", **facts, **_of_meeting(ticked.raised, scene))


def _of_meeting(raised: RaisedMatter, scene: Scene) -> dict[str, Any]:
    """Of what is about a meeting its day, and whether notice is short (LIN-45)."""
    matter, starts = matter_of(scene.protocol, raised.kind), starts_at(scene.after)
    if matter is None or matter.about != "meeting" or starts is None:
        return {}
    day = scene.protocol.calendar.day_of(starts)
    return {"meets_on": day.isoformat(), "short": is_short_notice(scene.after, scene.protocol, raised)}


@changes_desks
def those_concerned(before: Meeting, after: Meeting, protocol: Protocol, now: datetime) -> Iterable[PersonId]:
    """Whoever deals with something that was reported or settled."""
    for key, raised in after.matters.items():
        if before.matters.get(key) != raised:
            yield from sorted(concerned(after, protocol, raised))
