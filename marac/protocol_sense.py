"""What an area's file asks for that can never be: a quorum nobody can make up, slots that overlap, a reminder
that never comes.

Such a file reads, and a meeting could be held by it, but one of its rules is dead. Told to whoever writes the
file, never to a meeting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from marac.calendar import DueRule
from marac.protocol import Break, Duty, Protocol, Requirement
from marac.protocol_lines import Step

Nonsense = tuple[tuple[Step, ...], str]
_COUNTED_FROM_THEN: Final = ("closing", "agreed", "publication", "listing")
_SAMPLE: Final = date(2026, 3, 4)
"""A day from which rules are tried out; any working day does."""


def nonsense(protocol: Protocol) -> Iterator[Nonsense]:
    """Everything in a file that reads and cannot come about: the entry's path, and what would be right."""
    for place, requirement in enumerate(protocol.quoracy.requirements):
        for says in _impossible(requirement, protocol):
            yield ("quoracy", "requirements", place), says
    yield from _breaks(protocol)
    yield from _grid(protocol)
    yield from _sittings(protocol)
    for place, duty in enumerate(protocol.duties):
        for entry, says in _never(duty, protocol):
            yield ("duties", place, entry), says
    yield from _recurring(protocol)
    yield from _listing(protocol)


def _impossible(requirement: Requirement, protocol: Protocol) -> Iterator[str]:
    """A requirement that no meeting of the area can meet."""
    if requirement.capacity is not None:
        return
    able = [
        t.key
        for t in protocol.agency_types
        if (not requirement.any_of or t.key in requirement.any_of)
        and (t.statutory or not requirement.statutory)
    ]
    if len(able) < requirement.minimum and (requirement.statutory or len(able) == 0):
        yield (
            f"This can never be met: it needs {requirement.minimum}, and only {len(able)} of the area's "
            f"agency types "
            f"count for it ({', '.join(able) or 'none'}). Lower `minimum`, or let more types count."
        )
    chairing = protocol.chair.from_types if protocol.chair else ()
    for kind in requirement.when_chaired_by:
        if chairing and kind not in chairing:
            yield (
                f'"{kind}" never takes the chair here: name one of {", ".join(chairing)} in '
                f"`when_chaired_by`."
            )


def _breaks(protocol: Protocol) -> Iterator[Nonsense]:
    """Breaks that overlap one another or fall outside of their sitting."""
    placed = list(enumerate(protocol.order.breaks))
    for sitting in protocol.sittings:
        mine = sorted((p for p in placed if p[1].sitting == sitting.number), key=lambda p: p[1].after)
        for place, pause in mine:
            if not sitting.starts < pause.after < sitting.ends:
                yield (
                    ("order", "breaks", place),
                    f"The break at {pause.after:%H:%M} is outside of sitting {sitting.number}, which "
                    f"lasts from "
                    f"{sitting.starts:%H:%M} to {sitting.ends:%H:%M}.",
                )
        for (_, first), (place, second) in pairwise(mine):
            if _end(first) > second.after:
                yield (
                    ("order", "breaks", place),
                    f"The break at {second.after:%H:%M} overlaps the one at {first.after:%H:%M}, which "
                    f"lasts until "
                    f"{_end(first):%H:%M}.",
                )


def _end(pause: Break) -> time:
    return _on(pause.after, pause.minutes)


def _on(at: time, minutes: int) -> time:
    return (datetime.combine(_SAMPLE, at) + timedelta(minutes=minutes)).time()


def _grid(protocol: Protocol) -> Iterator[Nonsense]:
    """More slots than fit between a sitting's start and end."""
    order = protocol.order
    if order.capacity is None:
        return
    for sitting in protocol.sittings:
        pauses = sum(b.minutes for b in order.breaks if b.sitting == sitting.number)
        needed = order.opening_minutes + pauses + order.capacity * order.slot_minutes
        there = (_minutes(sitting.ends) - _minutes(sitting.starts)) or 0
        if needed > there:
            fit = max(0, (there - order.opening_minutes - pauses) // order.slot_minutes)
            yield (
                ("order", "capacity"),
                f"{order.capacity} slots of {order.slot_minutes} minutes overlap the end of sitting "
                f"{sitting.number} at {sitting.ends:%H:%M}: with its opening and breaks there is room for "
                f"{fit}.",
            )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _sittings(protocol: Protocol) -> Iterator[Nonsense]:
    """Sittings of one day that overlap, and starts that may be chosen after the end."""
    for place, sitting in enumerate(protocol.sittings):
        for at in sitting.may_start:
            if at >= sitting.ends:
                yield (
                    ("sittings", place, "may_start"),
                    f"{at:%H:%M} is not before the end at {sitting.ends:%H:%M}.",
                )
        for other in protocol.sittings[:place]:
            same_day = sitting.weekday is not None and sitting.weekday == other.weekday
            if same_day and sitting.starts < other.ends and other.starts < sitting.ends:
                yield (
                    ("sittings", place),
                    f"Sitting {sitting.number} overlaps sitting {other.number} on {sitting.weekday}: "
                    f"start it at "
                    f"{other.ends:%H:%M} or later.",
                )


def _never(duty: Duty, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Parts of a duty that can never come about."""
    if duty.rhythm is not None and duty.rhythm not in {r.key for r in protocol.rhythms}:
        known = ", ".join(r.key for r in protocol.rhythms) or "none"
        yield (
            "rhythm",
            f'No meeting has the rhythm "{duty.rhythm}", so this never falls due; there is: {known}.',
        )
    asks = {"review": "review", "not-high-risk": "not-high-risk"}.get(duty.when)
    if asks is not None and protocol.decision(asks) is None:
        yield "when", f'The area never decides on "{asks}", so this never falls due: add that to `decisions`.'
    if duty.anchor == "review" and protocol.decision("review") is None:
        yield "anchor", "The area has no reviews, so this never falls due: add the question to `decisions`."
    due = DueRule.parse(duty.due)
    if duty.anchor in _COUNTED_FROM_THEN and _goes_back(due, protocol):
        yield (
            "due",
            f'"{duty.due}" lies before its anchor ({duty.anchor}), so it is over before anybody can know '
            f"of it: "
            "count forward.",
        )


def _goes_back(due: DueRule, protocol: Protocol) -> bool:
    anchor = protocol.calendar.moment(_SAMPLE, time(12))
    counted = due.apply(anchor, protocol.calendar)
    return protocol.calendar.day_of(counted) < _SAMPLE


def _recurring(protocol: Protocol) -> Iterator[Nonsense]:
    """What is to come round and stands still."""
    for place, one in enumerate(protocol.dates):
        counted = DueRule.parse(one.every).apply(one.first, protocol.calendar)
        if protocol.calendar.day_of(counted) <= one.first:
            yield (
                ("dates", place, "every"),
                f'"{one.every}" never comes round: write a step forward, like "+12 months".',
            )
    for place, rhythm in enumerate(protocol.rhythms):
        counted = DueRule.parse(rhythm.every).apply(_SAMPLE, protocol.calendar)
        if protocol.calendar.day_of(counted) <= _SAMPLE:
            yield (
                ("rhythms", place, "every"),
                f'"{rhythm.every}" never leads to a next meeting: write like "+14 days".',
            )


def _listing(protocol: Protocol) -> Iterator[Nonsense]:
    """A way for late cases that is shut before the list is."""
    rule = protocol.listing
    if rule is None or rule.closes is None or rule.late_until is None:
        return
    start = protocol.calendar.moment(_SAMPLE, protocol.sittings[0].starts)
    closes = DueRule.parse(rule.closes).apply(start, protocol.calendar)
    until = DueRule.parse(rule.late_until).apply(start, protocol.calendar)
    if protocol.calendar.day_of(until) < protocol.calendar.day_of(closes):
        yield (
            ("listing", "late_until"),
            f'"{rule.late_until}" is before the list closes ("{rule.closes}"), so no late case could ever '
            f"be asked for.",
        )
