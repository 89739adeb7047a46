"""How the help is ordered, and what of it makes sense at this moment.

Where an act belongs follows from who may give its command, so nothing has to be kept up by hand. Nothing here
decides who may do what: an act left out of the help is still taken when it is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Final

from dialogs.action_options import enters_actions
from dialogs.acts import Act, Kind
from marac.admission import is_restricted, may_see
from marac.decide import Command, Who, commands
from marac.hosts import asks_for_statements
from marac.list_closing import has_passed, is_closed
from marac.meeting import Meeting
from marac.moving import has_not_begun
from marac.words import SittingState
from usecases.requests import Request
from usecases.rooms import Place, Room
from usecases.views.professionals import led_by

OF_ACTIONS: Final = (
    *("actions", "chasing", "confirmation", "escalation", "followup", "going_through", "standing"),
    *("administrators_notes", "feedback", "standard", "understanding"),
)
"""The modules of `marac` whose commands are about actions."""
OF_A_CASE: Final = (
    *("hearing", "listing", "points", "presenting", "speaking", "seats", "places", "postponing"),
    *("decisions", "professionals", "restricted", "reviews"),
)
"""Those whose commands are about the case that is heard."""


class Group(StrEnum):
    """A part of the help, by the heading that people see."""

    CASE = "The case"
    RUNNING = "The meeting"
    MINE = "Your part"
    ACTIONS = "Actions"
    SEE = "To look at"
    ADMINISTRATION = "Administration"


def group_of(act: Act) -> Group:
    """Where the help lists the act. What is asked to be shown or handed over is called so (`ShowDesk`,
    `OfferActionList`); any other request is an administrator's."""
    if act.verb in ("declare", "desk", "digest-hour", "my-settings"):
        return Group.MINE
    if issubclass(act.wanted, Request):
        shows = act.wanted.__name__.startswith(("Show", "Offer")) or not act.fields
        return Group.SEE if shows else Group.ADMINISTRATION
    return _by_command(act.wanted)


def _by_command(command: type[Command]) -> Group:
    module, who = command.__module__.rpartition(".")[2], commands()[command].who
    if module in OF_ACTIONS:
        return Group.ACTIONS
    if who & {Who.SELF, Who.MEMBER, Who.ANYONE}:
        return Group.MINE
    if module in OF_A_CASE:
        return Group.CASE
    return Group.RUNNING if who & {Who.CHAIR, Who.ANY_CHAIR} else Group.ADMINISTRATION


def groups_in_order(found: Collection[Group], room: Room) -> list[Group]:
    """The groups as the help shows them: while a case is open that comes first, else the meeting."""
    meeting = room.meeting
    is_hearing = meeting is not None and _hears(room, meeting)
    first = Group.CASE if is_hearing else Group.RUNNING
    return sorted(found, key=lambda group: (group is not first, list(Group).index(group)))


def is_timely(act: Act, room: Room) -> bool:
    """Whether the act makes sense now: its moment has come, and there is something to choose.

    What is listed in the chat is seen by all, so there it depends on nothing that the asker alone may know.
    """
    moment = MOMENTS.get(act.verb)
    if moment is not None and room.meeting is not None and not moment(room, room.meeting):
        return False
    return room.place is Place.CHAT or _has_choices(act, room)


def _has_choices(act: Act, room: Room) -> bool:
    return all(
        bool(one.options(room)) if one.default is None else bool(one.default(room) or one.options(room))
        for one in act.fields
        if one.kind in (Kind.CHOICE, Kind.CHOICES) and one.required and one.options is not None
    ) and all(one.default(room) for one in act.fields if one.carried and one.required and one.default)


def _hears(room: Room, meeting: Meeting) -> bool:
    """A case is open that may be spoken of here."""
    case = meeting.case_now
    if case is None:
        return False
    if room.place is Place.CHAT:
        return not is_restricted(case)
    return may_see(meeting, room.person, case.number)


Moment = Callable[[Room, Meeting], bool]


def _in(*states: SittingState) -> Moment:
    return lambda room, meeting: meeting.sitting is not None and meeting.sitting.state in states


def _under_way(room: Room, meeting: Meeting) -> bool:
    return meeting.sitting is not None


def _may_open(room: Room, meeting: Meeting) -> bool:
    return meeting.sitting is None and meeting.next_sitting is not None


def _is_short(room: Room, meeting: Meeting) -> bool:
    return meeting.sitting is not None and meeting.sitting.quorate is False


def _takes_part(room: Room, meeting: Meeting) -> bool:
    """Whoever can own an action, or sees to those of others."""
    who = meeting.roll.get(room.person)
    return who is not None and (who.is_member or who.is_guest or who.is_administrator or who.is_chair)


def _runs_it(room: Room, meeting: Meeting) -> bool:
    who = meeting.roll.get(room.person)
    return who is not None and (who.is_administrator or who.is_chair)


def _is_member(room: Room, meeting: Meeting) -> bool:
    return room.attendee is not None and room.attendee.is_member


def _sent_apologies(room: Room) -> bool:
    return room.attendee is not None and room.attendee.apologies


def _is_guest(room: Room, meeting: Meeting) -> bool:
    return room.attendee is not None and room.attendee.is_guest


def _is_asked(room: Room, meeting: Meeting) -> bool:
    return any(
        d.to_person == room.person and d.accepted_at is None and d.ended_at is None
        for d in meeting.delegations
    )


def _has_professionals(room: Room, meeting: Meeting) -> bool:
    put = room.protocol.decision("professionals-meeting") is not None
    return put or room.protocol.professionals is not None


def _counts_from_incident(room: Room, meeting: Meeting) -> bool:
    rule = room.protocol.professionals
    return rule is not None and rule.counted_from == "incident"


def _sees_to_professionals(room: Room, meeting: Meeting) -> bool:
    """There are such meetings, and it is for the person to say something of one."""
    mine = room.is_of_the_team or bool(led_by(room.person, meeting))
    return room.protocol.professionals is not None and mine


def _takes_late_cases(room: Room, meeting: Meeting) -> bool:
    """The list has closed, and a late case can still be asked for."""
    rule = room.protocol.listing
    if rule is None or rule.late != "asked" or not is_closed(meeting, room.protocol, room.now):
        return False
    return not has_passed(rule.late_until, meeting, room.protocol, room.now)


MOMENTS: Final[Mapping[str, Moment]] = {
    "late-case": _takes_late_cases,
    "move-meeting": lambda room, meeting: has_not_begun(meeting),
    "cancel-meeting": lambda room, meeting: has_not_begun(meeting),
    "set-time": lambda room, meeting: room.protocol.order.fixed_times,
    "check-in": lambda room, meeting: not meeting.is_present(room.person),
    "leave": lambda room, meeting: meeting.is_present(room.person),
    "apologies": lambda room, meeting: not (_sent_apologies(room) or meeting.is_present(room.person)),
    "coming": lambda room, meeting: _sent_apologies(room),
    "substitute": lambda room, meeting: (
        room.protocol.absence is not None and room.protocol.absence.substitute_asked
    ),
    "connected": lambda room, meeting: asks_for_statements(room.protocol),
    "invitation-checked": lambda room, meeting: room.protocol.declaration.with_invitation,
    "accept-declaration": lambda room, meeting: (
        meeting.declarations.get(room.person) != room.protocol.declaration.version
    ),
    "authority": _is_member,
    "private-setting": _is_guest,
    "my-actions": _takes_part,
    "my-list": _takes_part,
    "case-actions": _takes_part,
    "to-confirm": _takes_part,
    "action-list": _runs_it,
    "delegate": _under_way,
    "accept": _is_asked,
    "decline": _is_asked,
    "open": _may_open,
    "step": _under_way,
    "skip": _under_way,
    "go-ahead": lambda room, meeting: room.protocol.quoracy.binding and _is_short(room, meeting),
    "suspend": _in(SittingState.OPENING, SittingState.HEARING, SittingState.BREAK),
    "resume": _in(SittingState.BREAK, SittingState.SUSPENDED),
    "break": _in(SittingState.HEARING),
    "minute-taker": _under_way,
    "rung": _is_short,
    "who-chairs": lambda room, meeting: meeting.sitting is not None and room.protocol.chair is not None,
    "open-case": lambda room, meeting: meeting.sitting is not None and not _hears(room, meeting),
    "open-anyway": lambda room, meeting: meeting.sitting is not None and not _hears(room, meeting),
    "end-sitting": _under_way,
    "action": lambda room, meeting: enters_actions(room),
    "offer": lambda room, meeting: enters_actions(room),
    "ready": lambda room, meeting: enters_actions(room),
    "not-ours": lambda room, meeting: room.protocol.actions.volunteered,
    "understood": lambda room, meeting: room.protocol.actions.understood,
    "all-understood": lambda room, meeting: room.protocol.actions.understood,
    "agree-actions": lambda room, meeting: room.protocol.actions.chair_confirms,
    "feedback": lambda room, meeting: room.protocol.actions.feedback is not None and enters_actions(room),
    "note": lambda room, meeting: room.protocol.actions.volunteered or room.protocol.actions.present_only,
    "panels": lambda room, meeting: bool(room.protocol.hearing.other_panels),
    "hear-later": lambda room, meeting: room.protocol.hearing.moved_later,
    "professionals": _has_professionals,
    "name-professionals": _has_professionals,
    "professionals-incident": _counts_from_incident,
    "professionals-held": _sees_to_professionals,
    "professionals-absence": lambda room, meeting: room.protocol.professionals is not None,
    "professionals-minuted": lambda room, meeting: room.protocol.professionals is not None,
}
"""When an act makes sense, where the choices in its fields do not say so."""
