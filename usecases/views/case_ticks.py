"""What administrators tick for each case before it is heard, with the cases that still lack it: that an IDVA
was allocated, who speaks with the victim, that a specialist was invited.

Of a case that an administrator may not see nothing is counted here.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from marac.duties import DutyDue, all_duties
from marac.meeting import Meeting
from marac.protocol import Duty, Protocol
from marac.subjects import may_hear_of
from marac.words import CaseNumber, CaseState, PersonId

_BEFORE = frozenset({"meeting", "sitting", "listing"})
_SETTLED_HERE = frozenset({"tick", "guest-invited"})


class CaseTicks(msgspec.Struct, frozen=True, kw_only=True):
    """One such tick: the cases without it, each with the time by which it is due, and what was said of the
    others (empty for a plain tick)."""

    duty: str
    label: str
    answers: tuple[str, ...]
    lacking: tuple[tuple[CaseNumber, datetime], ...]
    said: tuple[tuple[CaseNumber, str], ...]


def case_ticks(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[CaseTicks, ...]:
    """The ticks of the cases still to be heard that the person may see."""
    due = [d for d in all_duties(meeting, protocol) if _is_shown(d, meeting, person)]
    return tuple(
        _ticks(duty, [d for d in due if d.duty is duty])
        for duty in protocol.duties
        if any(d.duty is duty for d in due)
    )


def is_for_each_case(duty: Duty) -> bool:
    """The duty is ticked once for a case before it is heard, whoever owes it."""
    for_some = duty.when in ("always", "transfer-in") or duty.when.startswith("mark:")
    return (
        duty.subject == "case"
        and duty.anchor in _BEFORE
        and duty.owed_by != "agencies"
        and duty.discharged_by in _SETTLED_HERE
        and for_some
    )


def _is_shown(due: DutyDue, meeting: Meeting, person: PersonId) -> bool:
    case = meeting.cases.get(due.subject.case or "")
    if case is None or case.state is not CaseState.LISTED or due.is_void:
        return False
    return is_for_each_case(due.duty) and may_hear_of(meeting, person, due.subject)


def _ticks(duty: Duty, due: list[DutyDue]) -> CaseTicks:
    return CaseTicks(
        duty=duty.key,
        label=duty.label,
        answers=duty.answers,
        lacking=tuple((d.subject.case or "", d.due) for d in due if not d.is_done),
        said=tuple((d.subject.case or "", d.answer or "") for d in due if d.is_done),
    )
