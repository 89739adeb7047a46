"""Wolverhampton's and Luton's files say what the catalogue says.

No row of the catalogue is marked as proved here: a number in a file proves nothing until an engine keeps to
it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from marac.protocol import Matter, Protocol, protocol_for
from tests.marac.test_area_files import CATALOGUE

CORE = (
    "police",
    "idva",
    "housing",
    "childrens-services",
    "probation",
    "primary-care",
    "mental-health",
    "drug-and-alcohol",
)


def _due(protocol: Protocol, key: str) -> str:
    return next(duty.due for duty in protocol.duties if duty.key == key)


def _check(protocol: Protocol, key: str) -> tuple[str, bool]:
    return next((check.of, check.dated) for check in protocol.person_checks if check.key == key)


def _ready(protocol: Protocol, scope: str) -> list[str]:
    return [ready.owner for ready in protocol.ready_actions if ready.scope == scope]


def _matter(protocol: Protocol, key: str) -> Matter:
    return next(matter for matter in protocol.matters if matter.key == key)


def _steps(protocol: Protocol) -> list[str]:
    return [step.does for step in protocol.opening if step.does != "nothing"]


def _asked(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    return {q.mark: q.asked_of for q in (protocol.listing.questions if protocol.listing else ())}


def _every(protocol: Protocol, key: str) -> tuple[str, str]:
    return next((day.every, day.offers) for day in protocol.dates if day.key == key)


Fact = Callable[[Protocol], object]

# Each line: a row of the catalogue, the words in it that state the fact, and the same fact in the file.
FACTS: list[tuple[str, str, Fact, object]] = [
    (
        "WOL-01",
        "with 4 trained deputies from other agencies",
        lambda p: p.chair and (p.chair.from_types, p.chair.asked_at_opening, p.chair.turns),
        (("police", "drug-and-alcohol", "housing", "mental-health"), True, ()),
    ),
    ("WOL-02", "outstanding actions", lambda p: "outstanding-actions" in _steps(p), True),
    ("WOL-03", "understands the actions agreed", lambda p: p.actions.understood, True),
    ("WOL-04", "48 hours", lambda p: {_due(p, "actions-sent"), _due(p, "minutes-sent")}, {"+48 hours"}),
    (
        "WOL-05",
        "senior representatives if need be",
        lambda p: [(step.tells, step.approved) for step in p.actions.ladder],
        [(("signatories",), True)],
    ),
    ("WOL-08", "goes through an induction", lambda p: _check(p, "induction"), ("members", True)),
    (
        "WOL-09",
        "no core list or smallest number",
        lambda p: (
            {t.key for t in p.agency_types if t.expected},
            {key for need in p.quoracy.requirements for key in need.any_of},
        ),
        (
            types := {
                "police",
                "idva",
                "childrens-services",
                "adult-social-care",
                "mental-health",
                "health",
                "housing",
                "drug-and-alcohol",
                "domestic-abuse",
                "probation",
            },
            types,
        ),
    ),
    ("WOL-10", "senior enough to commit", lambda p: _check(p, "authority"), ("members", False)),
    (
        "WOL-11",
        "either sends written information or has a substitute attend",
        lambda p: p.absence and (p.absence.substitute_asked, p.absence.written_report),
        (True, "accepted"),
    ),
    ("WOL-13", "in four groups", lambda p: len(p.hearing.headings), 4),
    ("WOL-14", "present the cases", lambda p: p.hearing.order[0].who, "referring"),
    (
        "WOL-15",
        "the victim, children, other vulnerable people, staff and the offender",
        lambda p: (p.actions.covers, p.actions.needs_protects),
        (("adult", "child", "others", "staff", "perpetrator"), True),
    ),
    ("WOL-16", "Chair or deputy has the last word", lambda p: _asked(p)["below-threshold"], ("chair",)),
    (
        "WOL-17",
        "safeguarding sergeant's judgement",
        lambda p: p.repeats and (p.repeats.months, p.repeats.confirmed_by, len(p.repeats.incidents)),
        (12, "police", 3),
    ),
    (
        "WOL-18",
        "over 12 months ago",
        lambda p: [len(mark.answers) for mark in p.case_marks if mark.key == "not-counted"],
        [4],
    ),
    (
        "WOL-19",
        "next weekly meeting available",
        lambda p: p.listing and (p.listing.closes_when_told, p.listing.rolling, p.listing.late),
        (True, True, "next-meeting"),
    ),
    ("WOL-20", "7 days before the meeting", lambda p: _due(p, "agenda-circulated"), "-7 days"),
    (
        "WOL-22",
        "except the police",
        lambda p: p.flags and (p.flags.months, p.flags.kept_by),
        (12, ("police",)),
    ),
    ("WOL-23", "different IDVAs", lambda p: p.conflicts and p.conflicts.separate_advisers, "idva"),
    (
        "WOL-24",
        "gives the meeting the victim's current view",
        lambda p: (p.hearing.victim_voice, [s.who for s in p.hearing.order if s.marked]),
        ("idva", ["idva"]),
    ),
    (
        "WOL-25",
        "with the reason the victim was not told",
        lambda p: [(d.answers, d.key) for d in p.duties if d.holds_order],
        [(("told", "reason-written"), "victim-told")],
    ),
    (
        "WOL-26",
        "comes off the agenda undiscussed",
        lambda p: [
            (q.mark, q.told_when_off) for q in (p.listing.questions if p.listing else ()) if q.told_when_off
        ],
        [("awaiting-screening", True)],
    ),
    (
        "WOL-27",
        "weekly, normally on a Wednesday",
        lambda p: ([s.weekday for s in p.sittings], [r.every for r in p.rhythms]),
        (["Wednesday"], ["+7 days"]),
    ),
    ("WOL-29", "at each meeting", lambda p: p.declaration.with_invitation, False),
    (
        "WOL-30",
        "The Chair reads the confidentiality statement aloud",
        lambda p: (
            [step.by_chair_alone for step in p.opening if step.does == "declaration"],
            bool(p.declaration.chair_statement),
        ),
        ([True], True),
    ),
    (
        "WOL-32",
        "only if the Chair and Coordinator allow it",
        lambda p: (set(p.observers.agreed_by), p.observers.limit),
        ({"administrators", "chair"}, None),
    ),
    (
        "WOL-33",
        "taken at the end of the meeting",
        lambda p: p.order.sections[-1].takes,
        ("disclosure-request",),
    ),
    ("WOL-34", "no minutes", lambda p: [s.minuted for s in p.order.sections], [True, False]),
    ("WOL-36", "marked Protected", lambda p: p.purpose_limit.startswith("PROTECTED"), True),
    ("WOL-37", "Three kinds of action", lambda p: len(p.actions.categories), 3),
    ("WOL-38", "volunteer actions", lambda p: p.actions.volunteered, True),
    (
        "WOL-39",
        "no general default",
        lambda p: (p.actions.default_due, p.actions.undated),
        (None, False),
    ),
    (
        "WOL-41",
        "every week",
        lambda p: _every(p, "weekly-open-actions"),
        ("+7 days", "open-actions"),
    ),
    ("WOL-44", "cannot finish in time", lambda p: p.actions.cannot_needs, "reason"),
    (
        "WOL-47",
        "a majority of the attendees decides",
        lambda p: [(d.question, d.by, d.voices, d.put_by, d.missing) for d in p.decisions],
        [("professionals-meeting", "majority", "person", "anybody", "disagree")],
    ),
    (
        "WOL-48",
        "10 days from the MARAC",
        lambda p: p.professionals and (p.professionals.within, p.professionals.counted_from),
        ("+10 days", "meeting"),
    ),
    (
        "WOL-50",
        "four times or more in a six-month period",
        lambda p: (
            _matter(p, "desktop-review").after_hearings,
            _matter(p, "desktop-review").hearing_months,
            p.alerts.multiple_repeat,
        ),
        (4, 6, None),
    ),
    (
        "WOL-51",
        "next available agenda",
        lambda p: (_matter(p, "death").told, _matter(p, "death").on_next_agenda),
        (("administrators", "chair"), True),
    ),
    (
        "WOL-52",
        "IDVA reports back",
        lambda p: [r.owner for r in p.ready_actions if r.when == "mark:mappa"],
        ["idva"],
    ),
    (
        "WOL-56",
        "first to the Chair or the strategy coordinator",
        lambda p: _matter(p, "breach").told[0],
        "chair",
    ),
    (
        "WOL-57",
        "writes to the Chair, who passes it to the Executive Board",
        lambda p: p.leaving and (p.leaving.agency_entered_by, p.leaving.agency_needs),
        ("chair", ("written-notice", "passed-on")),
    ),
    ("WOL-58", "every two months", lambda p: _every(p, "board-figures"), ("+2 months", "figures")),
    (
        "LUT-01",
        "Eight core agencies",
        lambda p: (
            tuple(n.any_of[0] for n in p.quoracy.requirements if not n.when_chaired_by),
            {t.key for t in p.agency_types if t.expected},
        ),
        (CORE, set(CORE)),
    ),
    (
        "LUT-02",
        "a written submission is the last resort",
        lambda p: p.absence and (p.absence.substitute_asked, p.absence.written_report),
        (True, "last-resort"),
    ),
    ("LUT-03", "at least 24 hours before", lambda p: p.absence and p.absence.report_by, "-24 hours"),
    ("LUT-04", "a middle manager or above", lambda p: _check(p, "authority"), ("members", False)),
    ("LUT-05", "MARAC-trained", lambda p: _check(p, "training"), ("members", True)),
    (
        "LUT-06",
        "signs the confidentiality agreement before it comes",
        lambda p: p.guests.declares_before,
        True,
    ),
    ("LUT-07", "afresh every meeting", lambda p: p.declaration.with_invitation, False),
    (
        "LUT-11",
        "only when cases relevant to them are listed",
        lambda p: {t.key for t in p.agency_types if t.asked_which_cases} & set(CORE),
        set(),
    ),
    (
        "LUT-12",
        "three weeks apart, on a Tuesday",
        lambda p: ([s.weekday for s in p.sittings], [(r.every, r.moved_with) for r in p.rhythms]),
        (["Tuesday"], [("+21 days", "chair")]),
    ),
    ("LUT-13", "at 9.00am", lambda p: [s.starts for s in p.sittings], [time(9)]),
    (
        "LUT-15",
        "takes it up with the Co-Chairs",
        lambda p: p.listing and (p.listing.late, set(p.listing.late_asked), p.listing.late_until),
        ("asked", {"administrators", "chair"}, "-5 days"),
    ),
    ("LUT-17", "only when a professional is needed", lambda p: p.order.fixed_times, True),
    ("LUT-18", "only at the Coordinator's discretion", lambda p: p.order.moved_by, "administrators"),
    (
        "LUT-20",
        "a nil return",
        lambda p: [d.answers for d in p.duties if d.key == "research-lodged"],
        [("research-done", "nothing-known")],
    ),
    (
        "LUT-22",
        "children or a pregnant victim come first",
        lambda p: p.order.sections[0].takes,
        ("children", "pregnancy"),
    ),
    ("LUT-23", "making room for 27 cases", lambda p: p.order.capacity, 27),
    (
        "LUT-24",
        "at alternate meetings",
        lambda p: p.chair and (p.chair.turns, p.chair.asked_at_opening),
        (("police", "idva"), True),
    ),
    (
        "LUT-25",
        "When the IDVA service chairs",
        lambda p: [
            (n.any_of, n.when_chaired_by, n.person_check) for n in p.quoracy.requirements if n.person_check
        ],
        [(("police",), ("idva",), "rank")],
    ),
    ("LUT-26", "at once after seeing it", lambda p: p.outstanding and p.outstanding.told_after, True),
    ("LUT-28", "understand their agreed actions", lambda p: p.actions.understood, True),
    ("LUT-29", "without MODUS", lambda p: p.order.copies, True),
    (
        "LUT-30",
        "within 2 working days",
        lambda p: {_due(p, "actions-in-modus"), _due(p, "minutes-in-modus")},
        {"+2 working days"},
    ),
    (
        "LUT-31",
        "not chased",
        lambda p: (p.actions.nudged, p.actions.remind, p.actions.escalate_after, p.actions.ladder),
        ("nobody", (), None, ()),
    ),
    (
        "LUT-32",
        "limited to one visitor a meeting",
        lambda p: (p.observers.limit, bool(p.observers.when_full)),
        (1, True),
    ),
    (
        "LUT-33",
        "briefs them on confidentiality",
        lambda p: (p.observers.briefed_by_host, set(p.observers.agreed_by)),
        (True, {"chair", "administrators"}),
    ),
    (
        "LUT-34",
        "the victim, any children, the perpetrator, others who are vulnerable and staff",
        lambda p: p.actions.covers,
        ("adult", "child", "perpetrator", "others", "staff"),
    ),
    (
        "LUT-35",
        "the standard actions",
        lambda p: _ready(p, "every-case"),
        ["all", "police", "idva", "feedback"],
    ),
    (
        "LUT-36",
        "who writes a letter as a last resort",
        lambda p: p.actions.feedback and (p.actions.feedback.order, p.actions.feedback.letter),
        (("idva", "volunteer", "referring"), True),
    ),
    ("LUT-37", "volunteer their actions", lambda p: p.actions.volunteered, True),
    ("LUT-38", "no fixed number of days", lambda p: (p.actions.undated, p.actions.default_due), (True, None)),
    (
        "LUT-42",
        "12 months",
        lambda p: {r.flag_for for r in p.ready_actions if r.flag_for},
        {"+12 months"},
    ),
    (
        "LUT-46",
        "a second time inside 12 months",
        lambda p: p.professionals and (p.professionals.after_repeats, p.professionals.repeat_months),
        (2, 12),
    ),
    (
        "LUT-47",
        "2 weeks after the incident",
        lambda p: p.professionals and (p.professionals.within, p.professionals.counted_from),
        ("+14 days", "incident"),
    ),
    (
        "LUT-48",
        "At least the core agencies",
        lambda p: p.professionals and (p.professionals.types, p.professionals.absence_reasons),
        (CORE, True),
    ),
    (
        "LUT-50",
        "may agree that no more",
        lambda p: [d.question for d in p.decisions],
        ["no-more-professionals"],
    ),
    ("LUT-53", "48 hours after the referral", lambda p: _due(p, "idva-allocated"), "+48 hours"),
    (
        "LUT-57",
        "acknowledges within 5 working days",
        lambda p: [s.due for s in _matter(p, "complaint").stages if s.due],
        ["+5 working days", "+5 working days"],
    ),
    ("LUT-58", "go to the Co-Chairs", lambda p: _matter(p, "breach").told, ("chair",)),
    ("LUT-59", "10 working days", lambda p: _matter(p, "homicide-review").stages[-1].due, "+10 working days"),
    ("LUT-61", "not normally brought to MARAC", lambda p: _asked(p)["smaller-response"], ("administrators",)),
    (
        "LUT-62",
        "tells the Coordinator",
        lambda p: p.leaving and p.leaving.agency_entered_by,
        "administrators",
    ),
]


@pytest.mark.parametrize(
    ("row", "words", "fact", "value"), FACTS, ids=[f"{row} {words[:30]}" for row, words, _, _ in FACTS]
)
def test_the_file_says_what_the_catalogue_says(row: str, words: str, fact: Fact, value: object) -> None:
    assert words in CATALOGUE[row]["rule"]
    assert fact(protocol_for(CATALOGUE[row]["area"])) == value


@pytest.mark.parametrize("area", ["wolverhampton", "luton"])
def test_no_matter_is_told_to_anybody_but_those_who_deal_with_it(area: str) -> None:
    told = {key for matter in protocol_for(area).matters for key in matter.told}
    assert told <= {"administrators", "agencies", "chair", "operational-lead", "reporter"}


@pytest.mark.parametrize("area", ["wolverhampton", "luton"])
def test_the_declaration_is_our_own_wording_in_six_paragraphs(area: str) -> None:
    declaration = protocol_for(area).declaration
    assert declaration.version == "2026-1"
    assert len([p for p in declaration.text.split("\n\n") if p.strip()]) == 6
