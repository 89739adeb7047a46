"""Telling the members that a case which they were told of is withdrawn, and keeping who was told.

Where the area says that members hear of it, everybody who may know of the case is told its number and why,
in the words of whoever put it; before the order was told there is nothing to take back (HAC-13).
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import may_see
from marac.decide import Setting, follows
from marac.decisions import vote_key
from marac.floor import with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.words import CaseNumber, CaseState, PersonId, Question


class WithdrawalTold(Event, frozen=True):
    """These people were told that a case is withdrawn."""

    case: CaseNumber
    people: tuple[PersonId, ...]


@follows
def withdrawal_follows(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A case withdrawn after the order was told is told to the members, once."""
    rule = setting.protocol.decision(Question.WITHDRAW)
    if before.cases is after.cases or rule is None or rule.told != "members" or after.order_told_at is None:
        return
    for number, case in after.cases.items():
        earlier = before.cases.get(number)
        is_new = case.state is CaseState.WITHDRAWN and earlier and earlier.state is not CaseState.WITHDRAWN
        if is_new and case.kept_off is None and case.withdrawal_told is None:
            yield WithdrawalTold(case=number, people=members_who_may_know(after, number))


def members_who_may_know(meeting: Meeting, number: CaseNumber) -> tuple[PersonId, ...]:
    """Every representative, deputy, chair and administrator who is not kept out of the case."""
    return tuple(
        a.person
        for a in meeting.roll.values()
        if (a.is_member or a.is_chair or a.is_administrator) and may_see(meeting, a.person, number)
    )


@evolves(WithdrawalTold)
def withdrawal_told(meeting: Meeting, event: WithdrawalTold, entry: Entry) -> Meeting:
    """They know."""
    return with_case(meeting, event.case, withdrawal_told=entry.at)


def withdrawal_reason(meeting: Meeting, number: CaseNumber) -> str:
    """Why the case is withdrawn, in the words of whoever put it; empty where nobody said, or once erased."""
    vote = meeting.votes.get(vote_key(number, Question.WITHDRAW))
    return vote.reason if vote is not None else ""
