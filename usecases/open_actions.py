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
from marac.ownership import may_report
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


async def meeting_before(office: Office, meeting: Meeting) -> Meeting | None:
    """The area's last meeting before this one that was held; None for the first of which anything is
    known."""
    for key in reversed(await office.ledger.meetings(meeting.area)):
        try:
            earlier = await office.ledger.load(key)
        except NoMeeting:
            continue
        if _is_before(earlier, meeting) and any(s.was_held for s in earlier.sittings):
            return earlier
    return None


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
    if not day and _is_of(room.meeting, action, room.person):
        return _key_of(room.meeting), action
    found = [o for o in await open_actions(office, room.areas) if room.person in o.row.seen_by]
    if day:
        found = [o for o in found if o.row.action == action and reference_day(o.meeting) == day]
    else:
        mine = [o for o in found if room.person in o.row.told]
        found = [o for o in mine if action in (o.row.action, o.row.case.casefold())]
    if len(found) == 1:
        return found[0].meeting.key, found[0].row.action
    here = not day and room.meeting is not None and action in room.meeting.actions
    return (_key_of(room.meeting), action) if here else None


def _key_of(meeting: Meeting | None) -> str:
    return meeting.key if meeting is not None else ""


def _is_of(meeting: Meeting | None, action: ActionId, person: PersonId) -> bool:
    """The meeting has such an action, and the person may say how it stands."""
    return (
        meeting is not None
        and action in meeting.actions
        and may_report(meeting, person, meeting.actions[action])
    )


def reference_day(meeting: Meeting) -> str:
    """The meeting's first day, as it stands in a reference."""
    return min((s.starts_at.date().isoformat() for s in meeting.sittings), default="")


def reference(meeting: Meeting, action: ActionId) -> str:
    """What can be typed for the action wherever one is, such as `a3@2026-11-25`."""
    return f"{action}@{reference_day(meeting)}"


def short_reference(
    one: OpenAction, mine: Sequence[OpenAction], person: PersonId, now: Meeting | None
) -> str:
    """What the person can type for the action: its own key as long as no other of theirs has the same.

    `mine` are all that are the person's, `now` is the meeting that they mean where they name none
    (`find_action`).
    """
    key, told = one.row.action, [o for o in mine if person in o.row.told]
    is_here = now is not None and now.key == one.meeting.key
    alone = one in told and sum(o.row.action == key for o in told) == 1
    if is_here or (alone and not _is_of(now, key, person)):
        return key
    return reference(one.meeting, key)
