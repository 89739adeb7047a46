"""Opening a case, closing it, and the chat that stays shut while a restricted slot lasts.

A case opens and closes at the chair's word alone, and the next one is offered, never opened (LIN-37). What
holds it is listed beside the door in `holds`; going on all the same takes a note, and the note is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.admission import has_conflict, may_know_of
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.floor import chair_for, check_part, minute_taker_for, open_case, with_case, with_hearing
from marac.holds import Hold, holds_on_closing, holds_on_opening
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.meeting import Case, Chairing, Hearing, Meeting
from marac.presenting import is_presenter_here, presenter_of
from marac.progress import waits_for_answer
from marac.quoracy import with_sitting
from marac.restricted import may_be_listed
from marac.seats import ChairSeated, handed_over
from marac.speaking import have_spoken
from marac.words import (
    AgencyId,
    CaseNumber,
    CaseState,
    FreeText,
    PersonId,
    ReviewRoute,
    SittingState,
)


class OpenCase(Command, frozen=True):
    """Open a case; the note lifts the holds that are not absolute."""

    case: CaseNumber
    note: str | None = None


class CloseCase(Command, frozen=True):
    """Close the open case; the note lifts what the chair has not seen to."""

    case: CaseNumber
    note: str | None = None


class HoldOverridden(Event, frozen=True):
    """The chair went on although something held the case; `codes` are what did."""

    case: CaseNumber
    codes: tuple[str, ...]
    note: FreeText


class CaseOpened(Event, frozen=True):
    """A case was opened, with this chair, minute taker and presenting agency."""

    case: CaseNumber
    chair: PersonId | None = None
    minute_taker: PersonId | None = None
    presenter: AgencyId | None = None
    stand_in: bool = False


class CaseClosed(Event, frozen=True):
    """A case was left, heard or closed for a reason."""

    case: CaseNumber


class ChatClosed(Event, frozen=True):
    """From now on nothing is posted to the meeting chat (LIN-57)."""


class ChatReopened(Event, frozen=True):
    """The meeting chat can be used again."""


@decides(OpenCase, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def open_the_case(command: OpenCase, setting: Setting) -> Iterator[Event]:
    """Open it under the chair whom it has. Raises Refused with the holds; opening the open case changes
    nothing."""
    meeting, number = setting.meeting, command.case
    check_part(setting, number)
    if meeting.current_case == number:
        return
    _check_in_the_chair(setting, number)
    found = holds_on_opening(meeting, setting.protocol, number)
    yield from _overridden(number, found, command.note)
    case = meeting.cases[number]
    here = is_presenter_here(meeting, case)
    chair = chair_for(meeting, number)
    if chair is None and meeting.sitting is not None and setting.asker is not None and setting.asker.is_chair:
        chair = setting.by
        yield ChairSeated(person=chair, sitting=meeting.sitting.number)
    yield CaseOpened(
        case=number,
        chair=chair,
        minute_taker=minute_taker_for(meeting, number),
        presenter=presenter_of(case) if here else None,
        stand_in=here and case.stand_in is not None,
    )


def _check_in_the_chair(setting: Setting, number: CaseNumber) -> None:
    """Whoever may chair takes an empty chair, but not for a case in which they have a conflict, nor a taken
    one."""
    asker, chair = setting.asker, chair_for(setting.meeting, number)
    if asker is None or (asker.is_administrator and not asker.is_chair):
        return
    if chair is None and has_conflict(setting.meeting, setting.by, number):
        raise Refused(Why.CHAIR_CONFLICTED, case=number)
    if chair not in (None, setting.by) and not asker.is_administrator:
        raise Refused(Why.NOT_ALLOWED, who=("CHAIR", "ADMINISTRATOR"))


def _overridden(number: CaseNumber, found: tuple[Hold, ...], note: str | None) -> Iterator[Event]:
    words = (note or "").strip()
    if any(hold.is_absolute for hold in found) or (found and not words):
        raise Refused(Why.HELD, case=number, holds=found)
    if found:
        yield HoldOverridden(case=number, codes=tuple(hold.code.value for hold in found), note=words)


@decides(CloseCase, Who.CHAIR, Who.ADMINISTRATOR)
def close_the_case(command: CloseCase, setting: Setting) -> Iterator[Event]:
    """Leave the open case. Raises Refused with what the chair has not seen to."""
    case = setting.meeting.cases[command.case]
    check_part(setting, command.case)
    if setting.meeting.current_case != command.case and case.state in (CaseState.HEARD, CaseState.CLOSED):
        return
    open_case(setting, command.case)
    found = holds_on_closing(setting.meeting, setting.protocol, command.case)
    yield from _overridden(command.case, found, command.note)
    yield CaseClosed(case=command.case)


@follows
def chat_follows(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """The chat is shut for as long as a case of a kind is open for which the area shuts it."""
    case = after.case_now
    shut = case is not None and case.kind in setting.protocol.restricted.chat_closed
    if shut and not after.chat_closed:
        yield ChatClosed()
    elif after.chat_closed and not shut:
        yield ChatReopened()


@evolves(HoldOverridden)
def hold_overridden(meeting: Meeting, event: HoldOverridden, entry: Entry) -> Meeting:
    """The journal has it; the meeting goes on as it is."""
    return meeting


@evolves(CaseOpened)
def case_opened(meeting: Meeting, event: CaseOpened, entry: Entry) -> Meeting:
    """The case is open; what an earlier hearing of it in this meeting collected stays."""
    earlier = meeting.cases[event.case].hearing or Hearing(opened_at=entry.at)
    chaired = earlier.chaired
    if event.chair is not None:
        chaired = (*chaired, Chairing(person=event.chair, start=entry.at))
    hearing = msgspec.structs.replace(
        earlier,
        opened_at=entry.at,
        chair=event.chair,
        chaired=chaired,
        minute_taker=event.minute_taker,
        presenter=event.presenter,
        stand_in=event.stand_in,
        summed_up=False,
        closed_at=None,
    )
    meeting = with_case(meeting, event.case, state=CaseState.OPEN, hearing=hearing)
    if meeting.sitting is not None:
        meeting = with_sitting(meeting, meeting.sitting.number, state=SittingState.HEARING)
    return msgspec.structs.replace(meeting, current_case=event.case)


@evolves(CaseClosed)
def case_closed(meeting: Meeting, event: CaseClosed, entry: Entry) -> Meeting:
    """The case is over."""
    given = meeting.cases[event.case].closing_reason
    return left(meeting, event.case, CaseState.CLOSED if given else CaseState.HEARD, entry)


def left(meeting: Meeting, number: CaseNumber, state: CaseState, entry: Entry) -> Meeting:
    """`meeting` with the case in `state` and no longer open; its room has to be cleared anew if it opens
    again."""
    hearing = meeting.cases[number].hearing
    if hearing is not None and meeting.current_case == number:
        meeting = with_hearing(
            meeting,
            number,
            turn=None,
            spoken=have_spoken(hearing),
            chaired=handed_over(hearing, None, entry.at),
            closed_at=entry.at,
        )
    meeting = with_case(meeting, number, state=state, room_clear=False)
    if meeting.current_case == number:
        meeting = msgspec.structs.replace(meeting, current_case=None)
    return meeting


@evolves(ChatClosed)
def chat_closed(meeting: Meeting, event: ChatClosed, entry: Entry) -> Meeting:
    """The chat is shut."""
    return msgspec.structs.replace(meeting, chat_closed=True)


@evolves(ChatReopened)
def chat_reopened(meeting: Meeting, event: ChatReopened, entry: Entry) -> Meeting:
    """The chat is open."""
    return msgspec.structs.replace(meeting, chat_closed=False)


def next_case(meeting: Meeting, person: PersonId = SYSTEM) -> Case | None:
    """The next case to offer: the first in the sitting's running order still to be heard that `person` may
    know of.

    It is offered and not opened. A case on no slot comes after those that have one; one that may not be
    listed yet, or that goes straight to a review, comes not at all.
    """
    if meeting.sitting is None:
        return None
    number = meeting.sitting.number
    slotted = [slot.case for slot in meeting.order if slot.case is not None]
    today = [slot.case for slot in meeting.order if slot.case is not None and slot.sitting == number]
    loose = [
        c.number for c in meeting.cases.values() if c.number not in slotted and c.sitting in (None, number)
    ]
    for key in (*today, *loose):
        case = meeting.cases.get(key)
        if case is not None and _is_offered(case) and may_know_of(meeting, person, key):
            return case
    return None


def _is_offered(case: Case) -> bool:
    return (
        case.state is CaseState.LISTED
        and may_be_listed(case)
        and case.route is not ReviewRoute.STRAIGHT_TO_REVIEW
        and not case.waits_for_request
        and not case.kept_back
        and not waits_for_answer(case)
    )
