"""The cards at the close: an agency's own list, and what is left for chair and administrators."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day, due
from usecases.rooms import Room
from usecases.status_words import STATES
from usecases.views.closing import ClosingLine, ClosingList, OwnList, PostsLeft, StandsForAll


@renders(OwnList)
def own_list(view: OwnList, room: Room, table: Table) -> Element:
    """Every action of the agency with its date, what stands for all cases, and until when they are
    flagged."""
    act = table.by_verb
    number = len(view.lines) + view.more
    return elements.card(
        elements.title(f"{room.names.agency(view.agency)}: your list"),
        elements.subtle(f"{wording.count(number, 'action')} from this meeting" if number else "No actions"),
        [_line(line, room) for line in view.lines],
        elements.subtle(f"And {view.more} more: see “My actions”.") if view.more else None,
        _standing(view),
        elements.buttons(
            [
                elements.in_dialog(act["my-actions"], view.meeting),
                elements.press(act["my-list"], view.meeting),
            ]
        ),
    )


def _line(line: ClosingLine, room: Room) -> Element:
    owner = f"{room.names.person(line.owner)} · " if line.owner else ""
    return elements.section(
        elements.text(f"Case {line.case} – {due(line.due)}", weight="Bolder"),
        elements.text(line.what, spacing="None"),
        elements.subtle(f"{owner}{STATES[line.state]}"),
    )


def _standing(view: OwnList) -> Element | None:
    if not (view.standing or view.standard):
        return None
    until = f"Every case heard stays flagged until {day(view.flagged_until)}." if view.flagged_until else None
    return elements.section(
        elements.heading("For every case heard"),
        *(elements.text(words, spacing="Small") for words in (*view.standing, *map(_for_all, view.standard))),
        elements.text(until, weight="Bolder", spacing="Small") if until else None,
    )


def _for_all(one: StandsForAll) -> str:
    if not one.without:
        return one.what
    return f"{one.what} Not in {wording.listed(f'case {number}' for number in one.without)}."


@renders(ClosingList)
def closing_list(view: ClosingList, room: Room, table: Table) -> Element:
    """The list as a file, and what is still to be seen to."""
    act = table.by_verb
    files = [
        elements.press(act["action-list"], view.meeting, "Action list (Excel)", "positive", format="xlsx"),
        elements.press(act["action-list"], view.meeting, "Action list (CSV)", format="csv"),
    ]
    return elements.card(
        elements.title("The meeting is closed"),
        elements.subtle(f"{wording.count(view.actions, 'action')} recorded")
        if view.is_administrator
        else None,
        elements.buttons(files if view.is_administrator else []),
        _left("Not confirmed", [f"Case {c}: {room.names.agency(a)}" for c, a in view.unconfirmed]),
        _left("Proposed, not accepted", [f"Case {c}: {room.names.agency(a)}" for c, a in view.proposed]),
        _left("Carried over", [f"Case {number}" for number in view.carried_over]),
        _left(
            "No agency on the roll to own it",
            [f"{f'Case {c}: ' if c else ''}{words}" for words, c in view.without_owner],
        ),
        _left("Still in the chat", [_post(one, room) for one in view.posts]),
        elements.buttons(
            [elements.press(act["post-gone"], view.meeting) if view.posts and view.is_administrator else None]
        ),
        elements.text(f"Cases heard stay flagged until {day(view.flagged_until)}.")
        if view.flagged_until
        else None,
    )


def _left(label: str, lines: list[str]) -> Element | None:
    if not lines:
        return None
    return elements.section(elements.heading(label), *(elements.text(line, spacing="None") for line in lines))


def _post(one: PostsLeft, room: Room) -> str:
    flagged = f", {one.flagged} flagged" if one.flagged else ""
    return f"{room.names.person(one.person)}: {wording.count(one.count, 'message')}{flagged}"
