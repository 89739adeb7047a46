"""How an action stands, in the words that people read on cards and in files alike."""

from __future__ import annotations

from typing import Final

from marac.words import ActionState

STATES: Final = {
    ActionState.PROPOSED: "proposed, not accepted yet",
    ActionState.OFFERED: "not confirmed yet",
    ActionState.CONFIRMED: "confirmed",
    ActionState.IN_HAND: "in hand",
    ActionState.DONE: "done",
    ActionState.IMPOSSIBLE: "cannot be done",
    ActionState.STRUCK: "struck",
}
NOT_NEEDED: Final = "no longer needed, circumstances changed"


def status(state: ActionState, changed: bool = False) -> str:
    """The state in words; `changed`: circumstances have overtaken it, which is apart from not done."""
    return NOT_NEEDED if changed else STATES[state]
