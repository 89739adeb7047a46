"""Open actions across meetings and areas, read live from the journals that took them.

The projection says which meetings have any; everything else comes from the meetings themselves, so that
who may see an action is decided where it was taken and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marac.followup import asks_only_a_tick
from marac.meeting import Action, Meeting
from marac.outstanding import OutstandingAction, for_case, outstanding_of
from marac.words import ActionId, CaseNumber, PersonId
from usecases.office import Office
from usecases.ports import NoMeeting
from usecases.rooms import Room


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An open action, with the meeting that took it as it is now."""

    row: OutstandingAction
    meeting: Meeting

    @property
    def action(self) -> Action:
        """The action itself, wording included: for those who may see it alone."""
        return self.meeting.actions[self.row.action]


async def open_actions(office: Office, areas: Iterable[str]) -> tuple[OpenAction, ...]:
    """Every open action of these areas, by due date and case number; those without a date last."""
    keys: dict[str, None] = {}
    for area in areas:
        keys |= dict.fromkeys(row.meeting for row in await office.ledger.actions(area=area))
    found: list[OpenAction] = []
    for key in keys:
        try:
            meeting = await office.ledger.load(key)
        except NoMeeting:
            continue
        found.extend(OpenAction(row, meeting) for row in outstanding_of(meeting))
    return tuple(sorted(found, key=_when))


def _when(one: OpenAction) -> tuple[object, ...]:
    due = one.row.due
    return (due is None, due.isoformat() if due else "", one.row.case, one.row.meeting, len(one.row.action))


async def from_earlier(office: Office, room: Room) -> tuple[OpenAction, ...]:
    """What is still owed of the area's meetings before the room's (LIN-36).

    An action that is only ever ticked, months later, is not gone through until it is overdue: an agency and a
    far date would tell of what makes it stand.
    """
    meeting, today = room.meeting, office.today(room.area)
    if meeting is None:
        return ()
    found = await open_actions(office, (meeting.area,))
    return tuple(
        o
        for o in found
        if o.meeting.key != meeting.key
        and _is_before(o.meeting, meeting)
        and (o.row.is_overdue(today) or not asks_only_a_tick(o.action, room.protocol))
    )


def _is_before(one: Meeting, other: Meeting) -> bool:
    starts = [min((s.starts_at for s in m.sittings), default=None) for m in (one, other)]
    return starts[0] is not None and starts[1] is not None and starts[0] < starts[1]


def of_case(found: Sequence[OpenAction], case: CaseNumber, person: PersonId) -> tuple[OpenAction, ...]:
    """Those of one case that the person may see (LIN-102)."""
    return tuple(one for one in found if for_case((one.row,), case, person))


async def find_action(office: Office, room: Room, reference: str) -> tuple[str, ActionId] | None:
    """Which meeting and action a typed reference means: `a3`, `a3@2026-11-25`, or a case's number where
    only one action of it is the person's to report. None where it is not to be told."""
    action, _, day = reference.casefold().partition("@")
    meeting = room.meeting
    if not day and meeting is not None and action in meeting.actions:
        return meeting.key, action
    found = [o for o in await open_actions(office, room.areas) if room.person in o.row.seen_by]
    if day:
        found = [o for o in found if o.row.action == action and reference_day(o.meeting) == day]
    else:
        mine = [o for o in found if room.person in o.row.told]
        found = [o for o in mine if action in (o.row.action, o.row.case.casefold())]
    return (found[0].meeting.key, found[0].row.action) if len(found) == 1 else None


def reference_day(meeting: Meeting) -> str:
    """The meeting's first day, as it stands in a reference."""
    return min((s.starts_at.date().isoformat() for s in meeting.sittings), default="")


def reference(meeting: Meeting, action: ActionId) -> str:
    """What can be typed for the action wherever one is, such as `a3@2026-11-25`."""
    return f"{action}@{reference_day(meeting)}"
