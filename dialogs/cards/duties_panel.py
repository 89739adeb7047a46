"""Duties on a desk, folded away while cases are heard, and the card that lists them all."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.case_words import in_words_of
from dialogs.elements import Element
from dialogs.wording_actions import day
from marac.matter_stages import is_stage
from usecases.rooms import Room
from usecases.views.duties_panel import DateLine, Duties, DutiesPanel, DutyLine

_SETTLED_BY = {
    "conflicts-answered": "conflicts",
    "minute-taker-named": "minute-taker",
    "representative-named": "representative",
    "presenter-named": "presents",
    "review-dated": "review-date",
    "employer-told": "employer-told",
    "attendees-called": "call-made",
    "declaration-sent": "declaration-sent",
    "closures-approved": "closures",
    "action-lists-sent": "send-lists",
    "wait-reason": "wait-reason",
    "professionals-named": "name-professionals",
    "professionals-incident": "professionals-incident",
    "professionals-held": "professionals-held",
    "professionals-minuted": "professionals-minuted",
}
"""The act by which a duty is done where doing it is better than ticking it."""


def duties_part(panel: DutiesPanel, meeting: str, room: Room, table: Table, *, fold: bool) -> list[Element]:
    """The nearest duties with their ticks."""
    late = sum(line.is_late for line in panel.lines)
    label = f"To see to: {panel.total or 'nothing more'}" + (f", {late} late" if late else "")
    shown = [part for line in panel.lines for part in duty_line(line, meeting, room, table)]
    if panel.total > len(panel.lines):
        shown += elements.buttons([elements.in_dialog(table.by_verb["duties"], meeting)])
    if panel.ticked is not None:
        shown.append(_ticked(panel.ticked, meeting, room, table))
    if fold:
        return elements.folded("duties", label, *shown)
    return [elements.section(elements.heading(label), *shown)]


def duty_line(line: DutyLine, meeting: str, room: Room, table: Table) -> list[Element]:
    """A duty in two lines, with its tick or its answers."""
    local = room.protocol.calendar.local(line.due)
    when = f"late, was due {day(local.date())}" if line.is_late else f"by {day(local.date())}"
    lines: list[Element] = [
        elements.text(line.label),
        elements.text(
            " · ".join([*_about(line, room), when]),
            spacing="None",
            isSubtle=not line.is_late,
            color="Attention" if line.is_late else "Default",
        ),
        *elements.buttons(_ticks(line, meeting, table)),
    ]
    about = next((one.case for one in (line, *line.several) if one.case), None)
    return in_words_of([{"type": "Container", "spacing": "Medium", "items": lines}], room, about)


def _about(line: DutyLine, room: Room) -> list[str]:
    cases = [one.case for one in line.several if one.case]
    sitting = room.protocol.calendar.local(line.sitting_at).date() if line.sitting_at else None
    about = [
        f"sitting of {day(sitting)}" if sitting else "",
        f"case {line.case}" if line.case else "",
        f"{wording.count(len(cases), 'case')}: {wording.listed(cases)}" if cases else "",
        wording.count(line.listed, "case") if line.listed else "",
        room.names.agency(line.agency) if line.agency else "",
        room.names.person(line.person) if line.person else "",
    ]
    return [one for one in about if one]


def _ticked(line: DutyLine, meeting: str, room: Room, table: Table) -> Element:
    """What was ticked, for whoever did it by mistake."""
    words = " · ".join([f"✓ You ticked: {line.label}", *_about(line, room)])
    back = elements.press(table.by_verb["untick-duty"], meeting, "Not done after all", duty=line.key)
    items = [elements.subtle(words), *elements.buttons([back])]
    return {"type": "Container", "spacing": "Medium", "items": items}


def _ticks(line: DutyLine, meeting: str, table: Table) -> list[Element | None]:
    if line.discharged_by in _SETTLED_BY and line.several:
        return [elements.in_dialog(table.by_verb[_SETTLED_BY[line.discharged_by]], meeting)]
    if line.discharged_by in _SETTLED_BY:
        about = {"case": line.case} if line.case else {}
        return [elements.press(table.by_verb[_SETTLED_BY[line.discharged_by]], meeting, **about)]
    if is_stage(line.key):
        return [elements.in_dialog(table.by_verb["matters"], meeting)]
    if not line.may_tick:
        return []
    if line.several:
        return _ticks_for_all(line, meeting, table)
    act = table.by_verb["tick-duty"]
    if not line.answers:
        return [elements.press(act, meeting, duty=line.key)]
    return [
        elements.press(act, meeting, wording.answer(answer), duty=line.key, answer=answer)
        for answer in line.answers
    ]


def _ticks_for_all(line: DutyLine, meeting: str, table: Table) -> list[Element | None]:
    """An answer for all cases of the line at once, and the way to answer for each."""
    act = table.by_verb["tick-duties"]
    subjects = ",".join(one.key.partition(":")[2] for one in line.several)
    given = [(wording.answer(answer), {"answer": answer}) for answer in line.answers] or [("Done", {})]
    return [
        *(
            elements.press(act, meeting, f"{label}: all", duty=line.duty, subjects=subjects, **answer)
            for label, answer in given
        ),
        elements.in_dialog(table.by_verb["duties"], meeting, "One by one", duty=line.duty),
    ]


@renders(Duties)
def duties(view: Duties, room: Room, table: Table) -> Element:
    """Everything, the earliest first; of one duty every case, in few words."""
    if view.is_of_one:
        return _one_by_one(view, room, table)
    return elements.card(
        elements.title("To see to"),
        elements.text("Nothing waits for you. Thank you.") if not (view.lines or view.dates) else None,
        [part for line in view.lines for part in duty_line(line, view.meeting, room, table)],
        elements.subtle(f"And {view.more} more, due later.") if view.more else None,
        [part for one in view.dates for part in _date(one, view.meeting, room, table)],
        [_ticked(line, view.meeting, room, table) for line in view.ticked],
    )


def _date(one: DateLine, meeting: str, room: Room, table: Table) -> list[Element]:
    """Something that comes round by the calendar, with its list."""
    verbs = {"open-actions": "outstanding", "updates": "matters"}
    lists = [elements.press(table.by_verb[v], meeting) for k, v in verbs.items() if k == one.offers]
    cases = wording.listed(f"case {number}" for number in one.cases)
    return [
        *duty_line(one.line, meeting, room, table),
        *([elements.subtle(f"Drawn by chance, to look into: {cases}.")] if cases else []),
        *elements.buttons(lists),
    ]


def _one_by_one(view: Duties, room: Room, table: Table) -> Element:
    """One duty, with the answers beside each of its cases."""
    if not view.lines:
        return elements.card(elements.title("To see to"), elements.text("Nothing more waits. Thank you."))
    first = view.lines[0]
    return elements.card(
        elements.title(first.label),
        [part for line in view.lines for part in _one(line, view.meeting, room, table)],
        elements.subtle(f"And {view.more} more, once these are answered.") if view.more else None,
    )


def _one(line: DutyLine, meeting: str, room: Room, table: Table) -> list[Element]:
    about = wording.listed(_about(line, room)).capitalize() or line.label
    return [elements.text(about, weight="Bolder"), *elements.buttons(_ticks(line, meeting, table))]
