"""What comes round by the calendar and who has ticked, for chairs and
administrators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from marac.words import AgencyId
from usecases.rooms import Room
from usecases.views.area_dates import AreaDates, DateRound
from usecases.views.ticks import Ticked, TickList, Ticks


@renders(AreaDates)
def area_dates(view: AreaDates, room: Room, table: Table) -> Element:
    """The rules' versions, then each date with its next day."""
    return elements.card(
        elements.title("What comes round"),
        elements.facts(
            [
                ("Rules", f"version {view.version}, from: {view.source}"),
                ("Declaration", f"version {view.declaration}"),
            ]
        ),
        [_round(one) for one in view.rounds],
        elements.subtle("Nothing comes round by the calendar here.") if not view.rounds else None,
    )


def _round(one: DateRound) -> Element:
    done = ", done already" if one.is_done else ""
    missed = elements.text(f"not done: {day(one.missed)}", spacing="None", color="Attention")
    return elements.section(
        elements.text(one.label),
        missed if one.missed else None,
        elements.subtle(f"next: {day(one.next)}{done}"),
    )


@renders(Ticks)
def ticks(view: Ticks, room: Room, table: Table) -> Element:
    """Each thing that is ticked, by case number; cases for which the same is so stand together."""
    return elements.card(
        elements.title("Who has ticked"),
        [_list(one, room) for one in view.lists],
        elements.subtle("Nothing is asked of agencies before this meeting.") if not view.lists else None,
    )


def _list(one: TickList, room: Room) -> Element:
    due = room.protocol.calendar.local(one.due)
    state = "the time is over since" if one.is_over else "by"
    return elements.section(
        elements.heading(one.label),
        elements.subtle(f"{state} {day(due.date())}, {wording.clock(due)}"),
        *_by_case(one.lines, room),
    )


def _by_case(lines: Iterable[Ticked], room: Room) -> Iterator[Element]:
    def same(line: Ticked) -> tuple[tuple[tuple[AgencyId, str], ...], tuple[AgencyId, ...]]:
        return line.said, line.silent

    for (said, silent), alike in groupby(sorted(lines, key=same), key=same):
        cases = wording.listed(f"case {line.case}" for line in alike if line.case)
        done = wording.listed(_said(agency, answer, room) for agency, answer in said)
        left = wording.listed(room.names.agency(agency) for agency in silent)
        yield (
            elements.text(f"{cases[:1].upper()}{cases[1:]}", weight="Bolder")
            if cases
            else elements.subtle("For the meeting")
        )
        yield elements.text(f"✓ {done or 'nobody yet'}", spacing="None")
        if left:
            yield elements.text(f"Not answered: {left}", spacing="None", color="Attention")


def _said(agency: AgencyId, answer: str, room: Room) -> str:
    name = room.names.agency(agency)
    return f"{name} ({wording.answer(answer).lower()})" if answer else name
