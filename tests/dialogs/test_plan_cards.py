"""The cards of a case's plan at their fullest: valid, within Teams' limits, and for their readers alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import msgspec
import pytest

from dialogs.render import card_of
from marac.facts import AdministratorsNote
from marac.meeting import Action, Hearing, Meeting
from marac.protocol import Protocol
from marac.words import ActionState, Protects
from tests.dialogs.cards import faults, texts
from tests.dialogs.rooms import a_room
from tests.marac.builders import ADMIN, CHAIR, FIRST_DAY, a_meeting, a_protocol, with_case
from usecases.office import Office
from usecases.requests import ShowCaseActions
from usecases.views.case_actions import CaseActions, show_case_actions, to_confirm
from usecases.views.desk import desk_for

CASE = "1001"
LONG = "Long wording " * 46
"""Nearly as long as a form takes."""
STANDARD = {f"every-{n}": ("police",) for n in range(6)}


def _protocol() -> Protocol:
    ready = [
        {"cite": "1", "key": key, "what": LONG[:120], "owner": "police", "scope": "every-case"}
        for key in STANDARD
    ]
    return a_protocol(
        actions={
            "cite": "1",
            "volunteered": True,
            "understood": True,
            "chair_confirms": True,
            "covers": ["adult", "child", "perpetrator", "staff", "others"],
            "categories": [{"cite": "1", "key": f"kind-{n}", "label": f"The kind {n}"} for n in range(8)],
            "feedback": {"cite": "1", "order": ["idva", "volunteer", "referring"], "reminder": "Be careful."},
        },
        ready_actions=ready,
    )


PROTOCOL = _protocol()


def _action(number: int, state: ActionState) -> Action:
    return Action(
        key=f"a{number}",
        case=CASE,
        what=LONG,
        agency="police",
        state=state,
        owner="police-rep",
        protects=Protects.ADULT,
        category="kind-1",
        may_tell=LONG if number == 1 else "",
        feedback=number == 1,
    )


def crowded() -> Meeting:
    """A case with more of everything than a card can hold."""
    meeting = a_meeting(open_case=CASE)
    hearing = Hearing(opened_at=FIRST_DAY + timedelta(minutes=20), summed_up=True)
    notes = tuple(AdministratorsNote(words=f"{LONG} {n}", agency="police") for n in range(20))
    states = [ActionState.CONFIRMED] * 20 + [ActionState.PROPOSED] * 20
    actions = {f"a{n}": _action(n, state) for n, state in enumerate(states, 1)}
    meeting = with_case(meeting, CASE, hearing=hearing, notes=notes, standard=STANDARD)
    return msgspec.structs.replace(meeting, actions=actions)


class NoActions:
    """A ledger with no actions in it."""

    async def actions(self, **wanted: Any) -> tuple[Any, ...]:
        """None."""
        return ()


class NoEarlier:
    """An office that knows of no other meeting."""

    ledger = NoActions()

    def today(self, area: str) -> Any:
        """The first day."""
        return FIRST_DAY.date()

    def protocol(self, area: str) -> Protocol:
        """The one there is."""
        return PROTOCOL


async def _case_actions(person: str) -> CaseActions:
    room = a_room(person, crowded(), protocol=PROTOCOL)
    view = await show_case_actions(ShowCaseActions(case=CASE), room, cast(Office, NoEarlier()))
    assert isinstance(view, CaseActions)
    return view


@pytest.mark.parametrize("person", [CHAIR, ADMIN, "police-rep"])
async def test_the_fullest_card_of_a_cases_actions_keeps_to_teams_limits(person: str) -> None:
    card = card_of(await _case_actions(person), a_room(person, crowded(), protocol=PROTOCOL))
    assert faults(card) == []
    words = "\n".join(texts(card))
    assert "Proposed, not accepted yet" in words
    assert "In every case" in words
    assert ("For the administrators" in words) is (person != "police-rep")


def test_the_fullest_card_of_what_waits_for_an_agency_does_too() -> None:
    view = to_confirm(crowded(), PROTOCOL, CASE, "police-rep")
    assert view.lines
    assert view.to_understand
    card = card_of(view, a_room("police-rep", crowded(), protocol=PROTOCOL))
    assert faults(card) == []
    assert to_confirm(crowded(), PROTOCOL, CASE, "idva-rep").lines == ()
    assert to_confirm(crowded(), PROTOCOL, CASE, "idva-rep").to_understand == ()


@pytest.mark.parametrize("person", [CHAIR, ADMIN])
def test_the_desk_shows_the_plan_without_a_word_of_any_action(person: str) -> None:
    room = a_room(person, crowded(), protocol=PROTOCOL)
    card = card_of(desk_for(room, crowded()), room)
    assert faults(card) == []
    words = "\n".join(texts(card))
    assert "No action yet for: child, perpetrator, staff or others at risk" in words
    assert "20 notes for the administrators" in words
    assert "Long wording" not in words
