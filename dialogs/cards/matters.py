"""What was reported privately: taken, and as a list with the stages to tick."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from dialogs.wording_matters import upkeep_words
from usecases.rooms import Room
from usecases.views.matters import MatterLine, Matters, MatterTaken, StageLine

MOST_ANSWERS = 4
NONE_OPEN = "Nothing that was reported privately waits for you."


@renders(MatterTaken)
def taken(view: MatterTaken, room: Room, table: Table) -> Element:
    """That it was taken, where its content belongs, and who knows."""
    told = f"I have told {wording.count(view.told, 'person', 'people')}, privately, and nobody else."
    return elements.card(
        elements.title("Taken"),
        elements.text(f"{view.label}."),
        elements.text(told) if view.told else None,
        elements.notice(view.guide, "accent") if view.guide else None,
        elements.buttons([elements.in_dialog(table.by_verb["matters"], view.meeting)]),
    )


@renders(Matters)
def matters(view: Matters, room: Room, table: Table) -> Element:
    """Each with what is known and its stages."""
    report = table.by_verb["report"]
    return elements.card(
        elements.title("Reported privately"),
        elements.text(NONE_OPEN) if not view.lines else None,
        [_matter(one, room, table) for one in view.lines],
        elements.subtle(f"And {view.more} more.") if view.more else None,
        elements.buttons([elements.press(report, view.meeting) if report.is_for(room) else None]),
    )


def _matter(one: MatterLine, room: Room, table: Table) -> Element:
    about = [
        f"case {one.number}" if one.number else "",
        room.names.agency(one.agency) if one.agency else "",
        f"with {wording.listed(room.names.agency(a) for a in one.agencies)}" if one.agencies else "",
        f"lead {room.names.person(one.lead)}" if one.lead else "",
        f"of {day(one.incident)}" if one.incident else "",
        f"meeting of {day(room.protocol.calendar.day_of(one.meets_at))}" if one.meets_at else "",
        "short notice" if one.is_short else "",
        f"reported {day(room.protocol.calendar.day_of(one.reported_at))}",
        "by you" if one.mine else "",
    ]
    settle = elements.press(table.by_verb["settle-matter"], one.meeting, matter=one.key)
    return elements.section(
        elements.heading(one.label, spacing="None"),
        elements.subtle(" · ".join(part for part in about if part)),
        elements.notice(one.meanwhile, "warning") if one.meanwhile else None,
        elements.text(upkeep_words(one.upkeep), spacing="Small") if one.upkeep else None,
        *([] if one.deals else [elements.text("It was passed on. Whoever deals with it will see to it.")]),
        *(part for stage in one.stages for part in _stage(stage, one, room, table)),
        *(elements.buttons([settle]) if one.deals else []),
    )


def _stage(stage: StageLine, one: MatterLine, room: Room, table: Table) -> list[Element]:
    calendar = room.protocol.calendar
    who = f"{room.names.agency(stage.agency)}: " if stage.agency else ""
    if stage.done_at is not None:
        said = f" – {stage.answer}" if stage.answer else ""
        return [elements.subtle(f"✓ {who}{stage.label}{said} ({day(calendar.day_of(stage.done_at))})")]
    when = ""
    if stage.due is not None:
        when = f"{'late, was due' if stage.is_late else 'by'} {day(calendar.day_of(stage.due))}"
    return [
        elements.text(f"{who}{stage.label}", spacing="Small"),
        *([elements.subtle(when)] if when else []),
        *elements.buttons(_ticks(stage, one, table)),
    ]


def _ticks(stage: StageLine, one: MatterLine, table: Table) -> list[Element | None]:
    act = table.by_verb["stage-done"]
    if not stage.may_tick:
        return []
    if stage.dated:
        return [elements.in_dialog(act, one.meeting, "Say the day", stage=stage.duty)]
    if stage.answers:
        return [
            elements.execute(
                act.verb, label, {"meeting": one.meeting, "stage": stage.duty, "answer": key}, "default"
            )
            for key, label in stage.answers[:MOST_ANSWERS]
        ]
    data = {"meeting": one.meeting, "stage": stage.duty}
    return [elements.execute(act.verb, act.title, data, "default")]
