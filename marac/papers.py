"""The documents that each meeting needs: administrators have them ready by a day, each with a tick of its
own, and hear of those that are missing. No document comes here; where the blank ones are found is the area's
word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from marac.duties import DutyDue, further_duties, tick_key
from marac.meeting import Meeting
from marac.protocol import Duty, Paper, PaperRule, Protocol
from marac.records import owed
from marac.subjects import Subject

OF_THE_MEETING = Subject(key="meeting")


@further_duties
def papers_to_have_ready(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """Each document is owed by administrators, from the meeting's first day (LIN-28)."""
    rule, starts = protocol.papers, _starts(meeting)
    if rule is None or starts is None:
        return
    for paper in rule.listed:
        yield owed(_have_ready(paper, rule), OF_THE_MEETING, starts, meeting, protocol)


def missing_papers(meeting: Meeting, protocol: Protocol) -> tuple[Paper, ...]:
    """The documents that nobody has ticked, in the file's order."""
    listed = protocol.papers.listed if protocol.papers is not None else ()
    return tuple(p for p in listed if tick_key(_key(p), OF_THE_MEETING.key) not in meeting.duties)


def _starts(meeting: Meeting) -> datetime | None:
    return min((s.starts_at for s in meeting.sittings), default=None)


def _key(paper: Paper) -> str:
    return f"paper-{paper.key}"


def _have_ready(paper: Paper, rule: PaperRule) -> Duty:
    return Duty(
        key=_key(paper),
        label=f"Have ready for the meeting: {paper.label}",
        owed_by="administrators",
        subject="meeting",
        anchor="meeting",
        due=rule.ready,
        remind=rule.remind,
        cite=rule.cite,
    )
