"""What can be wrong with an area's file beyond the shape of its entries, as a name that leads nowhere.

Each fault is a sentence that says what would be right, and all of them are found at once, so that whoever
writes a new area's file mends it in one go. Nothing here repairs or guesses: a file with a fault is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from marac.calendar import DueRule
from marac.words import CaseKind

if TYPE_CHECKING:
    from marac.protocol import HearingRule, Protocol

SPEAKERS: Final = ("referring", "others", "outside-views")
LOOKERS_BACK: Final = ("others",)
OWNERS: Final = ("referring", "all", "involved", "chair-chooses", "feedback", "administrators")
FEEDBACK_GIVERS: Final = ("volunteer", "referring")
DEBTORS: Final = ("administrators", "chair", "agencies", "referring", "guests")
DISCHARGES: Final = {
    "declaration-sent": "person",
    "conflicts-answered": "person",
    "presenter-named": "case",
    "employer-told": "case",
    "attendees-called": "case",
    "review-dated": "case",
    "wait-reason": "case",
    "guest-invited": "case",
    "minute-taker-named": "sitting",
}
"""The facts that discharge a duty, each with what it is a fact of."""
RESERVED: Final = frozenset({*SPEAKERS, *LOOKERS_BACK, *OWNERS, *DEBTORS, *FEEDBACK_GIVERS})
"""The words that stand where an agency type may stand, so that no type may be called by one of them."""


def faults(protocol: Protocol) -> Iterator[str]:
    """Everything in `protocol` that does not fit together, one sentence each; nothing when all is well."""
    yield from _working_week(protocol)
    yield from _used_twice(protocol)
    yield from _sittings(protocol)
    yield from _requirements(protocol)
    yield from _agency_types(protocol)
    yield from _restricted(protocol)
    yield from _replaced_words(protocol)
    yield from _retention(protocol)
    yield from _hours(protocol)
    yield from _duties(protocol)
    yield from _news(protocol)


def _news(protocol: Protocol) -> Iterator[str]:
    dates = {one.key for one in protocol.dates}
    for matter in protocol.matters:
        if matter.news is None:
            continue
        if matter.news.announced_by not in dates:
            yield f'matters "{matter.key}": news is announced by one of `dates`: add one, or name it.'
        stages = {stage.key: stage for stage in matter.stages}
        if matter.news.announced not in stages:
            yield f'matters "{matter.key}": `announced` has to name one of its stages.'
        if matter.news.flag is not None:
            flag = stages.get(matter.news.flag)
            if flag is None or not flag.dated or flag.counted_from not in stages:
                yield f'matters "{matter.key}": `flag` has to name a dated stage that follows on another.'


def _replaced_words(protocol: Protocol) -> Iterator[str]:
    marks = [mark.key for mark in protocol.case_marks]
    for rule in protocol.replaced_words:
        if rule.mark not in marks:
            known = ", ".join(marks) or "add it to case_marks"
            yield f'replaced_words: "{rule.mark}" is no mark of a case; write one of {known}.'


def _retention(protocol: Protocol) -> Iterator[str]:
    """What flags, closing and repeats look up must still be there."""
    kept = protocol.retention.months if protocol.retention is not None else None
    rules = (("flags", protocol.flags), ("repeats", protocol.repeats))
    for name, rule in rules:
        if kept is not None and rule is not None and kept <= rule.months:
            yield f"retention.months: {kept} must be more than {name}.months, which look that far back."


def _working_week(protocol: Protocol) -> Iterator[str]:
    try:
        ZoneInfo(protocol.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f'timezone: "{protocol.timezone}" is no time zone; write one like "Europe/London".'
        return
    try:
        _ = protocol.calendar
    except ValueError as error:
        yield f"office_hours: {error}"


def _used_twice(protocol: Protocol) -> Iterator[str]:
    lists: dict[str, Iterable[Hashable]] = {
        "sittings": (sitting.number for sitting in protocol.sittings),
        "opening": (step.key for step in protocol.opening),
        "agency_types": (kind.key for kind in protocol.agency_types),
        "quoracy.requirements": (requirement.key for requirement in protocol.quoracy.requirements),
        "observers.categories": (category.key for category in protocol.observers.categories),
        "order.districts": protocol.order.districts,
        "hearing.order": ((speaker.who, speaker.when) for speaker in protocol.hearing.order),
        "hearing.headings": (heading.key for heading in protocol.hearing.headings),
        "hearing.look_back": (look.who for look in protocol.hearing.look_back),
        "hearing.checklist": (point.key for point in protocol.hearing.checklist),
        "hearing.closing_reasons": (reason.key for reason in protocol.hearing.closing_reasons),
        "hearing.other_panels": (panel.key for panel in protocol.hearing.other_panels),
        "ready_actions": (ready.key for ready in protocol.ready_actions),
        "decisions": (decision.question for decision in protocol.decisions),
        "duties": (duty.key for duty in protocol.duties),
    }
    for name, keys in lists.items():
        for key in [key for key, times in Counter(keys).items() if times > 1]:
            yield f"{name}: {_plain(key)} is there more than once; each entry needs a name of its own."


def _plain(key: Hashable) -> str:
    return " ".join(f'"{part}"' for part in (key if isinstance(key, tuple) else (key,)))


def _sittings(protocol: Protocol) -> Iterator[str]:
    numbers = [sitting.number for sitting in protocol.sittings]
    for sitting in protocol.sittings:
        if sitting.starts >= sitting.ends:
            yield f"sittings: sitting {sitting.number} must start before it ends."
    for pause in protocol.order.breaks:
        if pause.sitting not in numbers:
            yield f"order.breaks: there is no sitting {pause.sitting}; {_one_of(numbers)}."
    placed = protocol.order.district_sittings
    for district, number in placed.items():
        if district not in protocol.order.districts:
            yield f'order.district_sittings: "{district}" is not in order.districts; put it there as well.'
        if number not in numbers:
            yield f"order.district_sittings: there is no sitting {number}; {_one_of(numbers)}."
    for district in protocol.order.districts if placed else ():
        if district not in placed:
            yield f'order.district_sittings: "{district}" has no sitting; give every district one, or none.'


def _requirements(protocol: Protocol) -> Iterator[str]:
    for requirement in protocol.quoracy.requirements:
        of_agencies = bool(requirement.any_of) or requirement.statutory
        if of_agencies == (requirement.capacity is not None):
            yield (
                f'quoracy.requirements: "{requirement.key}" must ask either for agencies (types in `any_of`, '
                "`statutory = true`, or both) or for people (a `capacity`)."
            )


def _agency_types(protocol: Protocol) -> Iterator[str]:
    types = [kind.key for kind in protocol.agency_types]
    for key in types:
        if key in RESERVED:
            yield f'agency_types: "{key}" has a meaning of its own in the rules; choose another key.'
    for where, name, words in _names(protocol):
        if name not in types and name not in words:
            yield f'{where}: "{name}" is no agency type; {_one_of([*words, *types])}.'


def _names(protocol: Protocol) -> Iterator[tuple[str, str, Collection[str]]]:
    """Where an agency type is named, the name, and the other words that may stand there."""
    actions = protocol.actions
    for requirement in protocol.quoracy.requirements:
        for name in requirement.any_of:
            yield f'quoracy.requirements "{requirement.key}"', name, ()
    yield from _names_in_hearing(protocol.hearing)
    if actions.feedback_type is not None:
        yield "actions.feedback_type", actions.feedback_type, ()
    for name in actions.feedback.order if actions.feedback is not None else ():
        yield "actions.feedback.order", name, FEEDBACK_GIVERS
    for ready in protocol.ready_actions:
        yield f'ready_actions "{ready.key}"', ready.owner, OWNERS
    for duty in protocol.duties:
        yield f'duties "{duty.key}"', duty.owed_by, DEBTORS


def _names_in_hearing(hearing: HearingRule) -> Iterator[tuple[str, str, Collection[str]]]:
    for speaker in hearing.order:
        yield "hearing.order", speaker.who, SPEAKERS
    for look in hearing.look_back:
        yield "hearing.look_back", look.who, LOOKERS_BACK
    if hearing.victim_voice is not None:
        yield "hearing.victim_voice", hearing.victim_voice, ()
    for name in hearing.warned_without:
        yield "hearing.warned_without", name, ()
    for name in hearing.stand_ins_first:
        yield "hearing.stand_ins_first", name, ()


def _restricted(protocol: Protocol) -> Iterator[str]:
    kinds = [kind.value for kind in CaseKind]
    for kind in protocol.restricted.chat_closed:
        if kind not in kinds:
            yield f'restricted.chat_closed: "{kind}" is no kind of case; {_one_of(kinds)}.'
    if "{number}" not in protocol.restricted.label:
        yield "restricted.label: it must hold {number}, for a bare slot is known by its number alone."


def _hours(protocol: Protocol) -> Iterator[str]:
    actions = protocol.actions
    counted_from_a_day = {
        "actions.default_due": [actions.default_due],
        "actions.remind": actions.remind,
        "actions.escalate_after": [actions.escalate_after],
        "ready_actions": [due for ready in protocol.ready_actions for due in (ready.due, ready.flag_for)],
    }
    for name, expressions in counted_from_a_day.items():
        for expression in expressions:
            if expression is not None and DueRule.parse(expression).needs_moment:
                yield f'{name}: "{expression}" counts hours, and a due date has none; write days instead.'


def _duties(protocol: Protocol) -> Iterator[str]:
    for duty in protocol.duties:
        subject = DISCHARGES.get(duty.discharged_by, duty.subject)
        if duty.subject != subject:
            fact = f'"{duty.discharged_by}" is a fact of a {subject}, so the subject is "{subject}"'
            yield f'duties "{duty.key}": {fact}, not "{duty.subject}".'
        if duty.anchor == "review" or (duty.anchor, duty.when) == ("agreed", "review"):
            for expression in (duty.due, *duty.remind):
                if DueRule.parse(expression).needs_moment:
                    yield f'duties "{duty.key}": "{expression}" counts hours, and a review has only its day.'


def _one_of(words: Iterable[object]) -> str:
    return "write one of " + ", ".join(str(word) for word in words)
