"""Lincolnshire's file says what the catalogue says, and cites the sections that the catalogue cites.

No row of the catalogue is marked as proved here: a number in a file proves nothing until an engine keeps
to it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from marac.calendar import DueRule
from marac.protocol import Cited, Protocol, areas, protocol_for
from marac.words import CaseKind, Question

_CATALOGUE = Path(__file__).parents[2] / "docs" / "protocol-rules.csv"


@pytest.fixture(scope="module")
def lincolnshire() -> Protocol:
    return protocol_for("lincolnshire")


@pytest.fixture(scope="module")
def catalogue() -> dict[str, dict[str, str]]:
    with _CATALOGUE.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: row for row in csv.DictReader(rows) if row["area"] == "lincolnshire"}


def test_an_installed_file_is_read_by_its_area(lincolnshire: Protocol) -> None:
    assert "lincolnshire" in areas()
    assert lincolnshire.area == "lincolnshire"
    with pytest.raises(FileNotFoundError):
        protocol_for("nowhere")


DISTRICTS = (
    "West Lindsey, Lincoln City, North Kesteven, South Kesteven, South Holland, Boston Borough, East Lindsey"
)

# Each line: a row of the catalogue, the words in it that state the fact, and the same fact in the file.
FACTS: list[tuple[str, str, Callable[[Protocol], object], object]] = [
    (
        "LIN-01",
        "every week on Wednesday and Thursday from 09:00",
        lambda p: [(s.weekday, s.starts) for s in p.sittings],
        [("Wednesday", time(9)), ("Thursday", time(9))],
    ),
    (
        "LIN-02",
        DISTRICTS,
        lambda p: ", ".join(p.order.districts),
        DISTRICTS,
    ),
    ("LIN-02", "shared out over the two days", lambda p: set(p.order.district_sittings.values()), {1, 2}),
    (
        "LIN-05",
        "a Chair and someone from MARAC administration",
        lambda p: [r.capacity for r in p.quoracy.requirements if r.capacity],
        ["chair", "administrator"],
    ),
    (
        "LIN-06",
        "At least 5 statutory agencies",
        lambda p: [r.minimum for r in p.quoracy.requirements if r.statutory],
        [5],
    ),
    (
        "LIN-07",
        "present for any case that involves children",
        lambda p: [r.any_of for r in p.quoracy.requirements if r.when == "children"],
        [("childrens-services",)],
    ),
    (
        "LIN-26",
        "Monday to Friday 08:30 to 16:30",
        lambda p: dict(p.office_hours),
        dict.fromkeys(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), "08:30-16:30"),
    ),
    ("LIN-50", "Police summarise the last 2 years", lambda p: _look_back(p, "police"), 24),
    ("LIN-50", "others share the last 12 months", lambda p: _look_back(p, "others"), 12),
    (
        "LIN-73",
        "the referring agency speaks first, then the IDVA if consent was given, then the others",
        lambda p: [(s.who, s.when) for s in p.hearing.order],
        [("referring", "always"), ("idva", "consent"), ("others", "always")],
    ),
    ("LIN-76", "2 minutes at most", lambda p: p.hearing.turn_minutes, 2),
    ("LIN-77", "at least 5 working days ahead", lambda p: p.guests.notice, "-5 working days"),
    (
        "LIN-77",
        "name, job title, telephone and email, and the case",
        lambda p: p.guests.needs,
        ("name", "job title", "phone", "email", "case"),
    ),
    ("LIN-87", "for 12 months", lambda p: _ready(p, "flag-cases").flag_for, "+12 months"),
    ("LIN-88", "for the IDVA unless stated otherwise", lambda p: p.actions.feedback_type, "idva"),
    ("LIN-91", "within 5 working days", lambda p: p.actions.default_due, "+5 working days"),
    ("LIN-93", "5 days past its agreed date", lambda p: p.actions.escalate_after, "+5 days"),
    ("LIN-93", "within 24 hours", lambda p: p.actions.rationale_within, "+24 hours"),
    ("LIN-27", "8 working days before the meeting", lambda p: _due(p, "agenda-published"), "-8 working days"),
    ("LIN-29", "within 1 working day", lambda p: _due(p, "actions-published"), "+1 working day"),
    ("LIN-30", "within 10 working days", lambda p: _due(p, "minutes-available"), "+10 working days"),
    ("LIN-66", "everyone must agree", lambda p: _decided(p, "withdraw"), ("consensus", "disagree")),
    ("LIN-67", "only if all agree", lambda p: _decided(p, "not-high-risk"), ("consensus", "disagree")),
    ("LIN-102", "everybody must agree", lambda p: _decided(p, "review"), ("consensus", "disagree")),
    (
        "LIN-103",
        "at most 14 days",
        lambda p: [d.within_days for d in p.decisions if d.question == "review"],
        [14],
    ),
    (
        "LIN-101",
        "at least 4 earlier hearings and a hearing within the last 12 months",
        lambda p: (p.alerts.multiple_repeat, p.alerts.multiple_repeat_months),
        (4, 12),
    ),
    (
        "LIN-120",
        "MODUS number and never initials",
        lambda p: p.restricted.label,
        "HBA {number} MARAC Meeting",
    ),
    ("LIN-123", "just ahead of whichever break", lambda p: p.order.bare_slot_before_break, True),
]


def _look_back(protocol: Protocol, who: str) -> int:
    return next(look.months for look in protocol.hearing.look_back if look.who == who)


def _ready(protocol: Protocol, key: str) -> Any:
    return next(ready for ready in protocol.ready_actions if ready.key == key)


def _due(protocol: Protocol, key: str) -> str:
    return next(duty.due for duty in protocol.duties if duty.key == key)


def _decided(protocol: Protocol, question: str) -> tuple[str, str]:
    rule = protocol.decision(question)
    assert rule is not None
    return rule.by, rule.missing


@pytest.mark.parametrize(
    ("row", "words", "fact", "value"), FACTS, ids=[f"{row} {words[:30]}" for row, words, _, _ in FACTS]
)
def test_the_file_says_what_the_catalogue_says(
    row: str,
    words: str,
    fact: Callable[[Protocol], object],
    value: object,
    lincolnshire: Protocol,
    catalogue: dict[str, dict[str, str]],
) -> None:
    assert words in catalogue[row]["rule"]
    assert fact(lincolnshire) == value


# Which entries answer which row: an entry lost, or cited to a section that the row does not rest on, fails.
ANSWERED = {
    "opening": {"LIN-72": ["welcome", "sign-in", "outstanding-actions"], "LIN-34": ["conflicts"]},
    "ready_actions": {
        "LIN-87": ["keep-on-list", "flag-cases"],
        "LIN-88": ["victim-feedback"],
        "LIN-89": ["tell-health-visitors"],
        "LIN-90": ["tell-of-birth"],
        "LIN-91": ["finish-in-time"],
        "LIN-69": ["explain-not-high-risk"],
        "LIN-103": ["hold-review"],
        "LIN-106": ["transfer-case", "contact-counterpart"],
        "LIN-117": ["refer-to-mappa", "exploitation-screening", "refer-to-lado", "refer-to-rspca"],
        "LIN-118": ["pipot"],
    },
    "duties": {
        "LIN-13": ["representative-named"],
        "LIN-16": ["presenter-confirmed"],
        "LIN-22": ["research-done"],
        "LIN-27": ["agenda-published"],
        "LIN-29": ["actions-published"],
        "LIN-30": ["minutes-available"],
        "LIN-43": ["aide-memoire-received"],
        "LIN-52": ["consent-marked"],
        "LIN-60": ["conflicts-told"],
        "LIN-68": ["not-high-risk-form", "not-high-risk-alert"],
        "LIN-70": ["not-high-risk-notice", "flags-removed"],
        "LIN-78": ["guest-time-told", "guest-declaration-sent"],
        "LIN-82": ["presenter-absence-reported"],
        "LIN-83": ["gp-practices-asked"],
        "LIN-84": ["minute-taker-named"],
        "LIN-87": ["flags-set"],
        "LIN-103": [
            "review-date-set",
            "review-held",
            "review-actions-published",
            "review-minutes-available",
        ],
        "LIN-105": ["transfer-presenter-confirmed"],
        "LIN-113": ["mappa-summaries-settled"],
        "LIN-114": ["iom-attending"],
        "LIN-116": ["employer-told"],
        "LIN-121": ["attendees-telephoned"],
        "LIN-131": ["practitioner-updated"],
    },
}


@pytest.mark.parametrize("part", ANSWERED)
def test_every_entry_answers_a_row_and_cites_its_section(
    part: str, lincolnshire: Protocol, catalogue: dict[str, dict[str, str]]
) -> None:
    entries = {entry.key: entry for entry in getattr(lincolnshire, part)}
    answered = [key for keys in ANSWERED[part].values() for key in keys]
    assert sorted(entries) == sorted(answered)
    for row, keys in ANSWERED[part].items():
        for key in keys:
            assert _sections(entries[key].cite) & _sections(catalogue[row]["section"]), (row, key)


def test_every_cite_is_a_section_that_the_catalogue_knows(
    lincolnshire: Protocol, catalogue: dict[str, dict[str, str]]
) -> None:
    known = set().union(*(_sections(row["section"]) for row in catalogue.values())) | {"13"}
    cited = [entry.cite for entry in _cited(lincolnshire)]
    assert len(cited) > 100
    assert [cite for cite in cited if not _sections(cite) <= known] == []


def _sections(cite: str) -> set[str]:
    return set(re.split(r";\s*", cite))


def _cited(part: object) -> Iterator[Cited]:
    if isinstance(part, Cited):
        yield part
    values = part if isinstance(part, tuple) else ()
    if isinstance(part, BaseModel):
        values = tuple(getattr(part, name) for name in type(part).model_fields)
    for value in values:
        yield from _cited(value)


def test_health_is_met_by_any_of_the_services_under_that_heading(lincolnshire: Protocol) -> None:
    health = next(r for r in lincolnshire.quoracy.requirements if r.key == "health")
    assert set(health.any_of) == {"a-and-e", "maternity", "gp", "community-nursing", "mental-health"}


def test_the_service_that_stands_for_victims_is_counted_among_the_five(lincolnshire: Protocol) -> None:
    """LIN-06: section 5.1 has three of the five be police, health, and the domestic abuse or IDVA service."""
    statutory = {kind.key for kind in lincolnshire.agency_types if kind.statutory}
    required = {key for r in lincolnshire.quoracy.requirements for key in r.any_of}
    assert required <= statutory
    assert not {"housing", "homelessness", "drug-and-alcohol", "sexual-violence"} & statutory


def test_those_who_come_for_some_cases_alone_are_not_expected(lincolnshire: Protocol) -> None:
    unexpected = {kind.key for kind in lincolnshire.agency_types if not kind.expected}
    assert unexpected == {"mappa", "school", "immigration", "other-marac", "invited", "marac-team"}


def test_the_districts_are_heard_in_their_order_over_the_two_days(lincolnshire: Protocol) -> None:
    order = lincolnshire.order
    days = [order.district_sittings[district] for district in order.districts]
    assert days == [1, 1, 1, 1, 2, 2, 2]


def test_a_meeting_is_asked_these_questions(lincolnshire: Protocol) -> None:
    asked = {Question.WITHDRAW, Question.NOT_HIGH_RISK, Question.REVIEW}
    assert {Question(decision.question) for decision in lincolnshire.decisions} == asked


def test_the_chat_is_closed_for_every_kind_with_a_bare_slot(lincolnshire: Protocol) -> None:
    bare = {CaseKind.HBA, CaseKind.FORCED_MARRIAGE, CaseKind.FGM}
    assert {CaseKind(kind) for kind in lincolnshire.restricted.chat_closed} == bare


def test_the_declaration_warns_of_what_some_must_report(lincolnshire: Protocol) -> None:
    declaration = lincolnshire.declaration
    assert "police must record" in declaration.warning
    assert "staff" in declaration.warning
    assert declaration.version == "2026-1"
    assert len([p for p in declaration.text.split("\n\n") if p.strip()]) == 6


def test_conflicts_are_asked_about_with_the_agenda_and_on_the_day_before(lincolnshire: Protocol) -> None:
    duty = next(d for d in lincolnshire.duties if d.key == "conflicts-told")
    meeting, calendar = date(2026, 12, 2), lincolnshire.calendar
    due = DueRule.parse(duty.due).apply(meeting, calendar)
    reminders = [DueRule.parse(text).apply(due, calendar) for text in duty.remind]
    agenda = DueRule.parse(_due(lincolnshire, "agenda-published")).apply(meeting, calendar)
    assert reminders == [agenda, date(2026, 12, 1)]


def test_a_review_is_due_within_the_14_days_whichever_day_it_was_agreed(lincolnshire: Protocol) -> None:
    ready, calendar = _ready(lincolnshire, "hold-review"), lincolnshire.calendar
    due = calendar.day_of(DueRule.parse(ready.due).apply(date(2026, 12, 3), calendar))
    assert (due - date(2026, 12, 2)).days <= 14


def test_no_wording_of_a_duty_names_what_a_restricted_case_is(lincolnshire: Protocol) -> None:
    words = [duty.label for duty in lincolnshire.duties] + [lincolnshire.restricted.phone_only]
    telling = re.compile(r"honou?r|forced|mutilation|\bHBA\b|\bFGM\b|employer|employee", re.IGNORECASE)
    assert [text for text in words if telling.search(text)] == []
