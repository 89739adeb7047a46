"""The year's meetings as a card: each day, what it falls on or beside, and a way to take them up."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from usecases.meeting_dates import DateLine, MeetingDates
from usecases.rooms import Room


@renders(MeetingDates)
def meeting_dates(view: MeetingDates, room: Room, table: Table) -> Element:
    """The days, those to look at set off, then what can be done with them."""
    meeting, act = room.meeting.key if room.meeting else "", table.by_verb
    others = [
        elements.press(act["meeting-dates"], meeting, label, rhythm=key)
        for key, label in view.rhythms
        if key != view.rhythm
    ]
    first = view.lines[0].days[0].isoformat() if view.lines else ""
    about = {"rhythm": view.rhythm, "first": first}
    return elements.card(
        elements.title("Meeting dates"),
        elements.subtle(f"{view.area_name}: {view.label}"),
        [part for line in view.lines for part in _line(line)],
        elements.buttons(
            [
                elements.press(act["call-meetings"], meeting, style="positive", **about),
                elements.press(act["dates-file"], meeting, format="xlsx", **about),
                elements.press(act["dates-file"], meeting, "For a calendar", format="ics", **about),
                *others,
            ]
        ),
    )


def _line(line: DateLine) -> list[Element]:
    called = "✓ " if line.called else ""
    days = wording.listed(day(one) for one in line.days)
    color = "Attention" if line.clashes else "Default"
    found = [elements.text(f"{called}{days}", spacing="None", color=color)]
    found += [elements.subtle(words, size="Small") for words in _remarks(line)]
    return found


def line_words(line: DateLine) -> str:
    """A proposed meeting in one line, for where there are no cards."""
    called = " (called)" if line.called else ""
    return " – ".join([f"{wording.listed(day(one) for one in line.days)}{called}", *_remarks(line)])


def _remarks(line: DateLine) -> list[str]:
    """What to look at, in words."""
    said = [f"{day(clash.day)}: {_why(clash.why)}." for clash in line.clashes]
    if line.clashes:
        said.append(f"{day(line.instead)} would do." if line.instead else "No day within a week would do.")
    said += [f"Beside {day(clash.day)}, {_why(clash.why)}." for clash in line.beside]
    if line.gap is not None:
        said.append(f"{wording.count(line.gap, 'day')} after the last meeting.")
    return [" ".join(said)] if said else []


def _why(why: str) -> str:
    return "the area is closed" if why == "closed" else why
