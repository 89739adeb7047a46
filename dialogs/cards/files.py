"""What came of a dropped file: taken in with its counts and warnings, or refused with everything that is
wrong."""

from __future__ import annotations

from dialogs import elements, wording_files
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.receive import FileNotTaken, FileTaken
from usecases.rooms import Room

MOST_SHOWN = 25


@renders(FileTaken)
def file_taken(view: FileTaken, room: Room, table: Table) -> Element:
    """Counts, and what to look at."""
    return elements.card(
        elements.notice(wording_files.taken(view), "good"),
        [elements.text(f"• {line}", spacing="Small") for line in wording_files.for_next(view)],
        [elements.text(f"• {wording_files.WARNINGS[w]}", spacing="Small") for w in view.warnings],
    )


@renders(FileNotTaken)
def file_not_taken(view: FileNotTaken, room: Room, table: Table) -> Element:
    """Every reason, and that nothing of it was kept."""
    reasons = [wording_files.table_fault(view.fault)] if view.fault else []
    reasons += [wording_files.problem(p) for p in view.problems[:MOST_SHOWN]]
    left = len(view.problems) - MOST_SHOWN
    return elements.card(
        elements.notice("I have not taken that file, and nothing of it is kept.", "attention"),
        [elements.text(f"• {reason}", spacing="Small") for reason in reasons],
        elements.subtle(f"… and {left} more.") if left > 0 else None,
        elements.text("Please put it right and drop it again."),
    )
