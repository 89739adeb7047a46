"""Requests of which nothing is kept but their number, and that each was dealt with.

An area may hear requests under the disclosure scheme in a section without minutes. Whatever would leave a
trace of what was said there is refused before it is decided, for everybody: actions, turns, ticks, views,
answers, reasons (WOL-34, WOL-35).
"""

from __future__ import annotations

from typing import Final

from marac.case_marks import SetMark
from marac.caselist import ChangeKind, ListCases
from marac.conflicts import AskToStay, DeclareConflicts
from marac.decide import Command, Refused, Setting, Why, guards
from marac.fixed_times import AskForTime, SettleTime, TakeTimeBack
from marac.guests import InviteGuest, WithdrawInvitation
from marac.hearing import CloseCase, OpenCase
from marac.list_questions import AnswerListing
from marac.running_order import MoveCase
from marac.sections import is_unminuted

PERMITTED: Final[frozenset[type[Command]]] = frozenset(
    {
        OpenCase,
        CloseCase,
        MoveCase,
        ListCases,
        ChangeKind,
        SetMark,
        AnswerListing,
        AskForTime,
        SettleTime,
        TakeTimeBack,
        DeclareConflicts,
        AskToStay,
        InviteGuest,
        WithdrawInvitation,
    }
)
"""What can be said of such a case: where it stands in the order, who is in the room, that it begins and
ends."""


@guards
def nothing_is_captured(command: Command, setting: Setting) -> None:
    """Refuse every other command about such a case."""
    if type(command) in PERMITTED:
        return
    numbers = [*getattr(command, "cases", ()), getattr(command, "case", None)]
    for number in numbers:
        case = setting.meeting.cases.get(number) if number else None
        if case is not None and is_unminuted(setting.meeting, setting.protocol, case):
            raise Refused(Why.NOT_MINUTED, case=number)
