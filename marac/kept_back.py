"""Cases that keep off the running order because of something that was reported of them and is not seen to,
such as a referral that is incomplete.

What was reported may stand in another meeting's journal, so that it is looked up and said here by kind alone.
Nothing is asked of anybody, and a case that is being heard, or has been, is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.decide import Command, Setting, Who, decides
from marac.floor import with_case
from marac.journal import Entry, Event, evolves
from marac.matter_stages import is_stage_done, matter_of
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import CaseNumber, CaseState


class KeepBack(Command, frozen=True):
    """Say for which kinds of what was reported a case keeps off the running order; none: it has a place
    again."""

    case: CaseNumber
    kinds: tuple[str, ...]


class CaseKeptBack(Event, frozen=True):
    """For these kinds of what was reported the case keeps off the running order."""

    case: CaseNumber
    kinds: tuple[str, ...]


@decides(KeepBack, Who.SYSTEM)
def keep_back(command: KeepBack, setting: Setting) -> Iterator[Event]:
    """Say it of a case that is still to be heard, where it is not so already (LIN-49)."""
    case = setting.meeting.cases[command.case]
    if case.state is CaseState.LISTED and case.kept_back != frozenset(command.kinds):
        yield CaseKeptBack(case=command.case, kinds=tuple(sorted(command.kinds)))


@evolves(CaseKeptBack)
def case_kept_back(meeting: Meeting, event: CaseKeptBack, entry: Entry) -> Meeting:
    """It has no place in the order, or has one again."""
    return with_case(meeting, event.case, kept_back=frozenset(event.kinds))


def keeping_back(meeting: Meeting, protocol: Protocol) -> Iterator[tuple[CaseNumber, str]]:
    """The cases that what was reported in this meeting's journal keeps off any running order, each with its
    kind: while it is open and the stage is not done that the area's file names."""
    for raised in meeting.matters.values():
        matter = matter_of(protocol, raised.kind)
        if matter is None or raised.number is None or raised.settled_at is not None:
            continue
        stage = next((s for s in matter.stages if s.key == matter.holds_until), None)
        if stage is not None and not is_stage_done(raised, stage, meeting):
            yield raised.number, raised.kind
