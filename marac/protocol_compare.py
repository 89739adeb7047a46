"""The areas side by side: what each one's file says of the things that people ask first.

Read off the files alone. Whoever writes a new area's file, or audits several, sees in one table how they
differ in rhythm, quoracy, declaration, order, actions and reminders, and where an area says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from textwrap import wrap
from typing import Final

import msgspec

from marac.calendar import DueRule, DueUnit
from marac.protocol import Duty, OrderRule, Protocol, Requirement

SILENT: Final = "not said"


class Row(msgspec.Struct, frozen=True):
    """One thing, and what each area has for it, in the order of the areas."""

    topic: str
    cells: tuple[str, ...]


def compared(protocols: Iterable[Protocol]) -> tuple[Row, ...]:
    """The rows of the comparison, for these areas in this order."""
    areas = tuple(protocols)
    return tuple(Row(topic, tuple(say(area) for area in areas)) for topic, say in _TOPICS.items())


def as_text(protocols: Iterable[Protocol], width: int = 100) -> str:
    """The comparison for a terminal of so many columns: under each topic, the areas one below the other."""
    areas = tuple(protocols)
    gap = max(len(area.area) for area in areas) + 2
    lines: list[str] = []
    for row in compared(areas):
        lines.append(row.topic.upper())
        for area, cell in zip(areas, row.cells, strict=True):
            first, *more = wrap(cell, width - gap) or [""]
            lines.append(f"{area.area:<{gap}}{first}")
            lines += [" " * gap + line for line in more]
        lines.append("")
    return "\n".join(lines)


def as_page(protocols: Iterable[Protocol]) -> str:
    """The comparison as a page in Markdown: a row a topic, a column an area."""
    areas = tuple(protocols)
    names = " | ".join(area.name for area in areas)
    lines = [
        "# The areas side by side",
        "",
        "Read off the areas' files by `marac-bot protocol compare --page`; a test fails where the two "
        "differ.",
        "",
        f"| | {names} |",
        "| --- |" + " --- |" * len(areas),
    ]
    lines += [f"| **{row.topic}** | {' | '.join(row.cells)} |" for row in compared(areas)]
    return "\n".join(lines) + "\n"


def _frequency(area: Protocol) -> str:
    days = [s.weekday for s in sorted(area.sittings, key=lambda s: s.number)]
    on = " and ".join(f"{day}s" for day in days if day) or "on days chosen for each meeting"
    starts = " or ".join(f"{at:%H:%M}" for at in (area.sittings[0].starts, *area.sittings[0].may_start))
    several = len(area.rhythms) > 1
    rhythms = "; ".join(_every(r.every) + (f" ({r.label})" if several else "") for r in area.rhythms)
    return f"{rhythms or SILENT}, {on}, from {starts}"


def _every(expression: str) -> str:
    rule = DueRule.parse(expression)
    if rule.unit is DueUnit.DAY and rule.amount % 7 == 0:
        rule = DueRule(DueUnit.WEEK, rule.amount // 7)
    return f"every {rule.unit}" if rule.amount == 1 else f"every {rule.amount} {rule.unit}s"


def _of_topic(topic: str) -> Callable[[Protocol], str]:
    def say(area: Protocol) -> str:
        return "; ".join(_due(duty) for duty in area.duties if duty.topic == topic) or SILENT

    return say


def _due(duty: Duty) -> str:
    anchor = {"closing": "the meeting's end", "publication": "the agenda"}.get(
        duty.anchor, f"the {duty.anchor}"
    )
    only = f" ({duty.rhythm})" if duty.rhythm else ""
    return f"{_when(duty.due)} {anchor}{only}"


def _when(expression: str) -> str:
    """An expression as people say it, ending so that its anchor can follow."""
    rule = DueRule.parse(expression)
    at = f" {rule.at:%H:%M}" if rule.at else ""
    if rule.unit is DueUnit.WEEKDAY:
        return str(rule).replace(" before", "") + (" before" if rule.amount < 0 else " after")
    if rule.amount == 0:
        return f"on the day{at} of"
    unit = str(rule.unit) + ("" if abs(rule.amount) == 1 else "s")
    return f"{abs(rule.amount)} {unit}{at} {'before' if rule.amount < 0 else 'after'}"


def _quoracy(area: Protocol) -> str:
    needs = "; ".join(_need(r) for r in area.quoracy.requirements)
    how = "binding" if area.quoracy.binding else "informs the chair, never blocks"
    return f"{needs} ({how})"


def _need(requirement: Requirement) -> str:
    when = "" if requirement.when == "always" else f" for {requirement.when}"
    by = f" while {' or '.join(requirement.when_chaired_by)} chairs" if requirement.when_chaired_by else ""
    return f"{requirement.label}{when}{by}"


def _declaration(area: Protocol) -> str:
    rule = area.declaration
    how = ["with the invitation" if rule.with_invitation else "afresh at each meeting"]
    if rule.chair_statement:
        how.append("the chair speaks to it at the opening")
    if rule.presence_counts:
        how.append("being present counts as agreement")
    return "; ".join(how)


def _observers(area: Protocol) -> str:
    rule = area.observers
    limit = "no limit" if rule.limit is None else f"at most {rule.limit} at a meeting"
    return f"{limit}; agreed by {' and '.join(rule.agreed_by)}"


def _action_dates(area: Protocol) -> str:
    rule = area.actions
    if rule.default_due:
        return f"{_when(rule.default_due)} the meeting unless another is agreed"
    return "may go without a date" if rule.undated else "chosen for each action"


def _reminders(area: Protocol) -> str:
    rule = area.actions
    if rule.nudged == "nobody":
        return "nobody is chased; listed at the next meeting"
    on = ", ".join(_when(r) for r in rule.remind)
    return f"owners, {on} the due date" if on else "owners of overdue actions, in one digest a day"


def _escalation(area: Protocol) -> str:
    rule, steps = area.actions, []
    if rule.escalate_after:
        steps.append(f"put forward {_when(rule.escalate_after)} the due date")
    if rule.rationale_within:
        steps.append(f"reasons within {_when(rule.rationale_within).removesuffix(' after')}")
    steps += [f"{', '.join(step.tells)} {_when(step.at)} the due date" for step in rule.ladder]
    return "; ".join(steps) or SILENT


def _order(area: Protocol) -> str:
    parts = [section.label for section in area.order.sections] or ["no sections"]
    return f"{', then '.join(parts)}; {_slots(area.order)}"


def _slots(order: OrderRule) -> str:
    many = f" in {order.capacity} slots" if order.capacity else ""
    by = " and ".join(order.sort)
    return f"{order.slot_minutes} minutes a case{many}, by {by}"


def _allocates(area: Protocol) -> str:
    rule = area.actions
    who = "agencies volunteer; nobody is given an action" if rule.volunteered else "agreed at the meeting"
    return f"{who}; none to an absent agency" if rule.present_only else who


_TOPICS: Final[dict[str, Callable[[Protocol], str]]] = {
    "Frequency": _frequency,
    "Agenda out": _of_topic("agenda"),
    "Research done": _of_topic("research"),
    "Quoracy": _quoracy,
    "Declaration": _declaration,
    "Observers": _observers,
    "Order": _order,
    "Who allocates actions": _allocates,
    "Action dates": _action_dates,
    "Reminders": _reminders,
    "Escalation": _escalation,
    "Action list": _of_topic("action-list"),
    "Minutes": _of_topic("minutes"),
}


def topics() -> Iterator[str]:
    """What is compared, in its order."""
    return iter(_TOPICS)
