"""The rows with which administrators follow actions up: the area's list, as a card and as a file, and the
notices that stand ready."""

from __future__ import annotations

from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from dialogs.closing_acts import FORMAT
from usecases.requests import OfferOpenList, ShowNotice, ShowOpenList
from usecases.rooms import Room


def _ways(room: Room) -> list[Option]:
    """How the list can be counted."""
    return [Option("agency", "By agency"), Option("case", "By case"), Option("person", "By person")]


ACTS = (
    Act(
        "open-list",
        "Open actions",
        "What is open, overdue and finished in the area, by agency, case or person.",
        ("open actions", "what is outstanding"),
        ShowOpenList,
        (Field("by", "Counted", Kind.CHOICE, required=False, options=_ways, carried=True),),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "open-file",
        "Open actions as a file",
        "Have the area's open and finished actions as a file.",
        ("open actions file", "export open actions"),
        OfferOpenList,
        (
            FORMAT,
            Field(
                "unnamed",
                "For the board",
                Kind.TICK,
                required=False,
                hint="What is overdue, without case numbers and names",
                carried=True,
            ),
        ),
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "notice",
        "Notice",
        "See the notice that is ready about an overdue action, and whom it is for.",
        ("notice",),
        ShowNotice,
        (
            Field("action", "Action", carried=True),
            Field("step", "Step", Kind.NUMBER, carried=True),
        ),
        where=PRIVATE,
        listed=False,
    ),
)
"""What an administrator asks for."""
