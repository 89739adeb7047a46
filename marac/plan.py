"""A case's plan as a whole: for whom there is no action yet, how many there are of each kind, and what an
action has that was entered with a mark.

Facts for the chair and nothing that holds a case: a plan may leave a group out on purpose (WOL-15, KEN-42,
LUT-34).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marac.actions import agreed_for, tailored_for
from marac.meeting import Action, Meeting
from marac.protocol import Protocol
from marac.words import ActionState, CaseNumber, Protects


def groups_without_action(meeting: Meeting, protocol: Protocol, number: CaseNumber) -> tuple[Protects, ...]:
    """The groups that a plan covers in this area and that no action of the case protects or concerns.

    Children are left out of a case without any. A proposal that nobody accepted covers nobody.
    """
    covered = {action.protects for action in agreed_for(meeting, number)}
    children = meeting.cases[number].children
    wanted = (Protects(group) for group in protocol.actions.covers)
    return tuple(g for g in wanted if g not in covered and (g is not Protects.CHILD or children))


def counted_by_category(actions: Iterable[Action], protocol: Protocol) -> Mapping[str, int]:
    """How many of these actions are of each of the area's kinds, in the file's order; empty where the area
    has none (WOL-37, KEN-43)."""
    kinds = [action.category for action in actions if action.state is not ActionState.PROPOSED]
    return {choice.key: kinds.count(choice.key) for choice in protocol.actions.categories}


def searches_after_a_repeat(meeting: Meeting, number: CaseNumber) -> tuple[Action, ...]:
    """The case's actions that let an agency look through its own records after a repeat incident (KEN-17)."""
    return tuple(a for a in tailored_for(meeting, number) if a.after_repeat)
