"""Where the area says so, administrators hear of each action that is reported on: on one card a day, kept up
to date, so that twenty reports are no twenty messages (HAC-46, KEN-33)."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from marac.admission import may_see
from marac.words import ActionState, AgencyId, CaseNumber
from usecases.announcements_actions import CHANGES
from usecases.material import LOOKED_AFTER
from usecases.office import Office
from usecases.ports import Notice
from usecases.requests import View
from usecases.rooms import Room
from usecases.telling import NoLongerRight, shows

MOST_SHOWN = 20


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """How an action stands since it was reported on, and when that was: identifiers and times alone."""

    at: datetime
    case: CaseNumber
    agency: AgencyId
    state: ActionState
    changed: bool
    due: date | None
    asked_for: date | None


class ActionChanges(View, frozen=True, kw_only=True):
    """The day's reports, the latest first; `more` did not fit."""

    meeting: str
    day: date
    lines: tuple[Change, ...]
    more: int


@shows(CHANGES)
async def changes(notice: Notice, room: Room, office: Office) -> View:
    """The day's card as it is now; dropped when there is nothing on it for the person."""
    view = await changes_on(office, room, date.fromisoformat(notice.facts["day"]))
    if not view.lines:
        raise NoLongerRight("nothing was reported on")
    return view


async def changes_on(office: Office, room: Room, day: date) -> ActionChanges:
    """What was reported on that day, of the cases that the person may see."""
    calendar = room.protocol.calendar
    keys = dict.fromkeys(await office.ledger.standing(room.area, since=day - LOOKED_AFTER))
    if room.meeting is not None:
        keys[room.meeting.key] = None
    meetings = [await office.ledger.load(key) for key in keys]
    found = [
        Change(
            at=action.reported_at,
            case=action.case,
            agency=action.agency,
            state=action.state,
            changed=action.changed,
            due=action.due,
            asked_for=action.asked_for,
        )
        for meeting in meetings
        for action in meeting.actions.values()
        if action.reported_at is not None
        and calendar.day_of(action.reported_at) == day
        and may_see(meeting, room.person, action.case)
    ]
    found.sort(key=lambda one: one.at, reverse=True)
    return ActionChanges(
        meeting=room.meeting.key if room.meeting else "",
        day=day,
        lines=tuple(found[:MOST_SHOWN]),
        more=max(0, len(found) - MOST_SHOWN),
    )
