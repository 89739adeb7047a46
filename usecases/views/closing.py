"""What is left at the close: each agency's own list for its members, and for chair and administrators what
still has to be seen to.

Nobody is shown another agency's actions here, or a case that they may not see (LIN-86, LIN-91, LIN-114).
"""

from __future__ import annotations

from datetime import date

import msgspec

from marac.admission import may_know_of, may_see
from marac.closing import actions_of_agency, full_list, standing_for, unheard
from marac.followup import asks_only_a_tick
from marac.meeting import Action, Meeting
from marac.posts import flagged_left, posts_left
from marac.standard import stands_for_all_in
from marac.standing import cases_that_stay, standing_without_owner
from marac.words import ActionState, AgencyId, CaseNumber, PersonId
from usecases.action_list import standing_words
from usecases.requests import View
from usecases.rooms import Room

MOST_LINES = 15
MOST_PAIRS = 40


class ClosingLine(msgspec.Struct, frozen=True, kw_only=True):
    """An action on the agency's own list."""

    case: CaseNumber
    what: str
    owner: PersonId | None
    due: date | None
    state: ActionState


class StandsForAll(msgspec.Struct, frozen=True, kw_only=True):
    """What falls to every agency in every case, and the cases that go without it."""

    what: str
    without: tuple[CaseNumber, ...]


class OwnList(View, frozen=True, kw_only=True):
    """The agency's own list: what it took, what stands for every case heard, and until when they stay
    flagged."""

    meeting: str
    agency: AgencyId
    lines: tuple[ClosingLine, ...]
    more: int
    standing: tuple[str, ...]
    flagged_until: date | None
    standard: tuple[StandsForAll, ...] = ()


class PostsLeft(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's posts that still stand in the chat: how many, and how many of them are flagged."""

    person: PersonId
    count: int
    flagged: int


class ClosingList(View, frozen=True, kw_only=True):
    """For chair and administrators: what still has to be seen to after the close."""

    meeting: str
    is_administrator: bool
    actions: int
    unconfirmed: tuple[tuple[CaseNumber, AgencyId], ...]
    without_owner: tuple[tuple[str, CaseNumber | None], ...]
    carried_over: tuple[CaseNumber, ...]
    posts: tuple[PostsLeft, ...]
    flagged_until: date | None
    proposed: tuple[tuple[CaseNumber, AgencyId], ...] = ()


def what_ends(meeting: Meeting) -> str | None:
    """What may be ended now, between cases: the `sitting` with another to come, else the `meeting`."""
    begun = any(s.was_held for s in meeting.sittings)
    if not begun or meeting.closed_at is not None or meeting.current_case is not None:
        return None
    if meeting.next_sitting is None:
        return "meeting"
    return "sitting" if meeting.sitting is not None else None


def flagged_until(meeting: Meeting, person: PersonId | None = None) -> date | None:
    """Until when the cases heard stay flagged, if any that the person may know of do (LIN-87)."""
    days = [
        case.flagged_until
        for case in cases_that_stay(meeting)
        if case.flagged_until and (person is None or may_know_of(meeting, person, case.number))
    ]
    return max(days, default=None)


def own_list(room: Room, meeting: Meeting) -> OwnList | None:
    """The list of the person's agency; None for somebody who speaks for none."""
    attendee = meeting.roll.get(room.person)
    if attendee is None or attendee.agency is None or not (attendee.is_member or attendee.is_guest):
        return None
    actions = actions_of_agency(meeting, attendee.agency, room.person)
    return OwnList(
        meeting=meeting.key,
        agency=attendee.agency,
        lines=tuple(_line(a) for a in actions[:MOST_LINES]),
        more=max(0, len(actions) - MOST_LINES),
        standing=tuple(standing_words(room.protocol, key) for key in standing_for(meeting, attendee.agency))
        if attendee.is_member
        else (),
        flagged_until=flagged_until(meeting, room.person) if attendee.is_member else None,
        standard=_for_all(room, meeting, attendee.agency) if attendee.is_member else (),
    )


def _for_all(room: Room, meeting: Meeting, agency: AgencyId) -> tuple[StandsForAll, ...]:
    """Of the cases heard that the person may see."""
    heard = [c for c in cases_that_stay(meeting) if may_see(meeting, room.person, c.number)]
    return tuple(
        StandsForAll(what=standing_words(room.protocol, key), without=without)
        for key, without in stands_for_all_in(meeting, agency, heard).items()
    )


def _line(action: Action) -> ClosingLine:
    return ClosingLine(
        case=action.case, what=action.what, owner=action.owner, due=action.due, state=action.state
    )


def closing_list(room: Room, meeting: Meeting) -> ClosingList:
    """What is left for chair and administrators; the caller has made sure that the person is one of them."""
    person = room.person
    attendee = meeting.roll[person]
    offered = [
        a
        for a in meeting.actions.values()
        if a.state is ActionState.OFFERED
        and not asks_only_a_tick(a, room.protocol)
        and may_see(meeting, person, a.case)
    ]
    lost = standing_without_owner(meeting, room.protocol) if attendee.is_administrator else ()
    return ClosingList(
        meeting=meeting.key,
        is_administrator=attendee.is_administrator,
        actions=len(full_list(meeting, person)),
        unconfirmed=tuple(dict.fromkeys((a.case, a.agency) for a in offered))[:MOST_PAIRS],
        without_owner=tuple(
            (standing_words(room.protocol, key), case)
            for key, case in lost
            if case is None or may_see(meeting, person, case)
        ),
        carried_over=tuple(c.number for c in unheard(meeting) if may_know_of(meeting, person, c.number)),
        posts=_posts(meeting),
        flagged_until=flagged_until(meeting, person),
        proposed=tuple(
            dict.fromkeys(
                (a.case, a.agency)
                for a in meeting.actions.values()
                if a.state is ActionState.PROPOSED and may_see(meeting, person, a.case)
            )
        )[:MOST_PAIRS],
    )


def _posts(meeting: Meeting) -> tuple[PostsLeft, ...]:
    flagged = flagged_left(meeting)
    return tuple(
        PostsLeft(person=person, count=len(keys), flagged=len(flagged.get(person, ())))
        for person, keys in posts_left(meeting).items()
    )
