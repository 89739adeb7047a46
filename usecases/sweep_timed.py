"""What is due at an hour, and would be late by the next digest: said at its hour, once, in office hours.

A list that is out by noon, or an agenda that goes out after the list has closed, cannot wait for the next
morning (HAC-22, LUT-16, LUT-19). One message for all the cases of a duty, and nothing of what is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from marac.calendar import DueRule, DueUnit
from marac.duties import DutyDue, Rung, all_duties
from marac.meeting import Meeting
from marac.protocol import Protocol
from usecases.office import Office
from usecases.ports import Notice, Work
from usecases.sweepers import sweeps

TIMED = "duty-now"


@sweeps
async def timed_reminders(office: Office, meeting: Meeting) -> None:
    """Put what came up since this morning's digests into the outbox; the same again adds nothing."""
    protocol, now = office.protocol(meeting.area), office.now()
    if meeting.closed_at is not None or not protocol.calendar.is_open(now):
        return
    notices = {notice.key: notice for notice in _notices(meeting, protocol, now)}
    if notices:
        await office.ledger.commit(Work(meeting=meeting, notices=list(notices.values())))


def _notices(meeting: Meeting, protocol: Protocol, now: datetime) -> Iterator[Notice]:
    for due in all_duties(meeting, protocol):
        if not due.is_owed or not _is_timed(due):
            continue
        for rung in due.rungs:
            if _is_for_now(due, rung, protocol, now):
                for person in rung.people:
                    yield Notice(
                        key=f"{TIMED}:{meeting.key}:{due.duty.key}:{rung.at.isoformat()}:{rung.step}:{person}",
                        to=person,
                        kind=TIMED,
                        area=meeting.area,
                        meeting=meeting.key,
                        facts={
                            "duty": due.duty.key,
                            "step": rung.step,
                            "due": protocol.calendar.day_of(due.due).isoformat(),
                            "hour": f"{protocol.calendar.local(due.due):%H:%M}",
                        },
                    )


def _is_timed(due: DutyDue) -> bool:
    rule = DueRule.parse(due.duty.due)
    return rule.at is not None and rule.unit is not DueUnit.HOUR


def _is_for_now(due: DutyDue, rung: Rung, protocol: Protocol, now: datetime) -> bool:
    """It came up today after the digest, and the next digest is too late for it; or it is for those who hear
    that the time is over."""
    calendar = protocol.calendar
    today = calendar.day_of(now)
    if rung.step:
        return calendar.day_of(rung.at) == today and rung.at <= now
    morning = calendar.moment(today, protocol.nudge_at)
    next_digest = calendar.moment(calendar.next_working_day(today), protocol.nudge_at)
    return morning < rung.at <= now and due.due < next_digest
