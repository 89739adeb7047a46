"""The areas' files say what the catalogue says, each entry citing a section that its rows rest on.

No row of the catalogue is marked as proved here: a number in a file proves nothing until an engine keeps to
it. What is the same for every area is asked of every file that is installed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path

import msgspec
import pytest
from pydantic import BaseModel

from marac.calendar import DueRule
from marac.duties import duties_of
from marac.meeting import Meeting, Sitting
from marac.protocol import Cited, Duty, Protocol, ReadyAction, areas, protocol_for
from marac.words import CaseKind

_CATALOGUE = Path(__file__).parents[2] / "docs" / "protocol-rules.csv"
_ROW = re.compile(r"\b(?:LIN|HAC|WOL|KEN|LUT)-[0-9]+\b")
_CITE = re.compile(r'\bcite = "([^"]+)"')

BESIDE_THE_CATALOGUE = {
    "hackney": {"13.1"},
    "kent-and-medway": {"6.7"},
    "lincolnshire": {"13"},
}
"""Sections of an area's protocol that no row of the catalogue rests on, and that its file cites."""


def _catalogue() -> dict[str, dict[str, str]]:
    with _CATALOGUE.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: row for row in csv.DictReader(rows)}


CATALOGUE = _catalogue()


def _sections(cite: str) -> set[str]:
    return set(re.split(r";\s*", cite))


def _text(area: str) -> str:
    return resources.files("marac").joinpath("protocols", f"{area}.toml").read_text(encoding="utf-8")


def _cited(part: object) -> Iterator[Cited]:
    if isinstance(part, Cited):
        yield part
    values = part if isinstance(part, tuple) else ()
    if isinstance(part, BaseModel):
        values = tuple(getattr(part, name) for name in type(part).model_fields)
    for value in values:
        yield from _cited(value)


@pytest.mark.parametrize("area", areas())
def test_every_cite_is_a_section_of_the_areas_protocol(area: str) -> None:
    rows = [row for row in CATALOGUE.values() if row["area"] == area]
    known = set().union(*(_sections(row["section"]) for row in rows), BESIDE_THE_CATALOGUE.get(area, set()))
    cited = [entry.cite for entry in _cited(protocol_for(area))]
    assert len(cited) > 50
    assert [cite for cite in cited if not _sections(cite) <= known] == []


@pytest.mark.parametrize("area", areas())
def test_a_row_named_beside_an_entry_rests_on_a_section_that_the_entry_cites(area: str) -> None:
    named = [pair for block in re.split(r"\n\s*\n", _text(area)) for pair in _rows_and_cites(block)]
    wrong = [row for row, cites in named if not cites & _sections(CATALOGUE[row]["section"])]
    assert len(named) > 20
    assert wrong == []
    assert {CATALOGUE[row]["area"] for row, _ in named} == {area}


def _rows_and_cites(block: str) -> Iterator[tuple[str, set[str]]]:
    """The rows in the comments of an entry, each with all that the entry cites."""
    cites = set().union(*(_sections(cite) for cite in _CITE.findall(block)))
    comments = [line.partition(" # ")[2] for line in block.splitlines() if not line.startswith("#")]
    if cites:
        yield from ((row, cites) for comment in comments for row in _ROW.findall(comment))


@pytest.mark.parametrize("area", areas())
def test_the_chat_is_closed_for_every_kind_with_a_bare_slot(area: str) -> None:
    bare = {CaseKind.HBA, CaseKind.FORCED_MARRIAGE, CaseKind.FGM}
    assert {CaseKind(kind) for kind in protocol_for(area).restricted.chat_closed} >= bare


@pytest.mark.parametrize("area", areas())
def test_no_wording_of_a_duty_names_what_a_restricted_case_is(area: str) -> None:
    protocol = protocol_for(area)
    words = [duty.label for duty in protocol.duties] + [protocol.restricted.phone_only]
    telling = re.compile(r"honou?r|forced|mutilation|\bHBA\b|\bFGM\b|employer|employee", re.IGNORECASE)
    assert [text for text in words if telling.search(text)] == []


@pytest.mark.parametrize("area", [area for area in areas() if area != "lincolnshire"])
def test_quoracy_informs_and_never_blocks_where_the_source_sets_no_number(area: str) -> None:
    protocol = protocol_for(area)
    assert not protocol.quoracy.binding
    assert all(need.minimum == 1 and not need.statutory for need in protocol.quoracy.requirements)


def _duty(protocol: Protocol, key: str) -> Duty:
    return next(duty for duty in protocol.duties if duty.key == key)


def _ready(protocol: Protocol, key: str) -> ReadyAction:
    return next(ready for ready in protocol.ready_actions if ready.key == key)


def _steps(protocol: Protocol) -> list[tuple[str, bool]]:
    return [(step.does, step.by_chair_alone) for step in protocol.opening]


def _marks(protocol: Protocol) -> dict[str, str]:
    return {mark.key: mark.asked for mark in protocol.case_marks}


Fact = Callable[[Protocol], object]

# Each line: a row of the catalogue, the words in it that state the fact, and the same fact in the file.
FACTS: list[tuple[str, str, Fact, object]] = [
    (
        "HAC-01",
        "police Community Safety Unit or by a service manager of the council's Domestic Abuse Intervention",
        lambda p: p.chair and (p.chair.from_types, p.chair.asked_at_opening),
        (("police", "domestic-abuse-intervention"), True),
    ),
    (
        "HAC-05",
        "sends a deputy from the same agency",
        lambda p: p.absence and (p.absence.substitute_asked, p.absence.written_report),
        (True, "none"),
    ),
    ("HAC-07", "14 member agencies", lambda p: len(p.quoracy.requirements), 14),
    (
        "HAC-07",
        "14 member agencies",
        lambda p: {t.key for t in p.agency_types if t.expected},
        {
            "police",
            "domestic-abuse-intervention",
            "idva",
            "victim-support",
            "probation",
            "hospital-children",
            "hospital-adults",
            "liaison-nurse",
            "mental-health",
            "drug-and-alcohol",
            "housing-needs",
            "housing-asb",
            "adult-social-care",
            "childrens-services",
        },
    ),
    (
        "HAC-09",
        "a Thursday every fortnight",
        lambda p: ([s.weekday for s in p.sittings], [(r.every, r.short_at_christmas) for r in p.rhythms]),
        (["Thursday"], [("+14 days", True)]),
    ),
    (
        "HAC-10",
        "9:00 or 9:30 a.m.",
        lambda p: [(s.starts, s.may_start) for s in p.sittings],
        [(time(9), (time(9, 30),))],
    ),
    (
        "HAC-11",
        "by 1 p.m. on the Thursday",
        lambda p: p.listing and p.listing.closes,
        "Thursday 13:00 before",
    ),
    (
        "HAC-12",
        "only when the agency that referred it agrees",
        lambda p: [(d.question, d.by) for d in p.decisions],
        [("withdraw", "referring-agency")],
    ),
    ("HAC-12", "comes off the list only when", lambda p: p.hearing.closing_reasons, ()),
    (
        "HAC-13",
        "every member is told and given a short reason",
        lambda p: [(d.told, d.wants_reason) for d in p.decisions],
        [("members", True)],
    ),
    (
        "HAC-19",
        "who will attend and carry out the actions",
        lambda p: p.conflicts and p.conflicts.host_statement,
        True,
    ),
    (
        "HAC-22",
        "on the preceding Thursday",
        lambda p: _duty(p, "agenda-sent").due,
        "Thursday 17:00 before",
    ),
    (
        "HAC-24",
        "waits for the next meeting",
        lambda p: p.listing and (p.listing.late, p.listing.late_asked),
        ("next-meeting", ()),
    ),
    (
        "HAC-28",
        "part of the calendar invitation",
        lambda p: (p.declaration.with_invitation, p.guests.declares_before),
        (True, True),
    ),
    (
        "HAC-29",
        "The Chair draws attendees' attention to the agreement at the beginning",
        lambda p: (_steps(p)[0], bool(p.declaration.chair_statement)),
        (("declaration", True), True),
    ),
    (
        "HAC-30",
        "new deadlines or actions are settled",
        lambda p: p.outstanding and p.outstanding.new_dates,
        True,
    ),
    (
        "HAC-31",
        "ahead of any case presented by members",
        lambda p: [s.takes for s in p.order.sections],
        [("one-case-visitor",), ("others",)],
    ),
    ("HAC-32", "the facts that matter", lambda p: len(p.hearing.headings), 4),
    (
        "HAC-33",
        "The IDVA or Intervention Officer gives the victim's experience and views",
        lambda p: [s.who for s in p.hearing.order if s.marked],
        ["domestic-abuse-intervention"],
    ),
    (
        "HAC-34",
        "MAPPA or another panel",
        lambda p: [panel.key for panel in p.hearing.other_panels],
        ["mappa", "gangs", "extra-familial-risk", "other"],
    ),
    ("HAC-35", "views of other suitable people", lambda p: p.hearing.order[-1].who, "outside-views"),
    (
        "HAC-36",
        "specific and carry a time",
        lambda p: (p.actions.undated, p.actions.default_due, p.actions.chair_confirms),
        (False, None, True),
    ),
    (
        "HAC-37",
        "and other protective people",
        lambda p: (p.hearing.feedback_needed, p.actions.feedback and p.actions.feedback.others_asked),
        (True, True),
    ),
    (
        "HAC-40",
        "lean towards formal police disclosure",
        lambda p: (_ready(p, "right-to-know").owner, "lean" in _ready(p, "right-to-know").prompt),
        ("police", True),
    ),
    ("HAC-41", "within two working days", lambda p: _duty(p, "minutes-sent").due, "+2 working days"),
    (
        "HAC-44",
        "if their system allows it",
        lambda p: _duty(p, "files-flagged").answers,
        ("flagged", "cannot"),
    ),
    ("HAC-50", "not brought back for review", lambda p: p.alerts.multiple_repeat, None),
    ("HAC-54", "keep fact apart from opinion", lambda p: "which part is fact" in p.declaration.text, True),
    ("HAC-54", "Those present agree", lambda p: p.declaration.presence_counts, True),
    (
        "HAC-55",
        "At most two observers",
        lambda p: (p.observers.limit, p.observers.organisations),
        (2, ("SafeLives", "Ofsted")),
    ),
    (
        "HAC-56",
        "giving a successor",
        lambda p: p.leaving and p.leaving.person_needs,
        ("written-notice", "successor"),
    ),
    (
        "KEN-01",
        "The police, social services for adults and for children, and probation",
        lambda p: [need.any_of for need in p.quoracy.requirements],
        [("police",), ("childrens-services",), ("adult-social-care",), ("probation",)],
    ),
    ("KEN-02", "commit to actions", lambda p: p.person_checks[0].key, "authority"),
    (
        "KEN-03",
        "stand in fully and accept actions",
        lambda p: p.absence and (p.absence.substitute_asked, p.absence.substitute_accepts_actions),
        (True, True),
    ),
    ("KEN-04", "gives a report", lambda p: p.absence and p.absence.written_report, "last-resort"),
    ("KEN-09", "Specialist agencies", lambda p: _marks(p)["specialist-needed"], "administrators"),
    ("KEN-10", "sign the confidentiality declaration", lambda p: p.declaration.with_invitation, False),
    ("KEN-11", "The Chair explains at the start", lambda p: _steps(p)[0], ("declaration", True)),
    ("KEN-13", "to the CPS", lambda p: "Crown Prosecution Service" in p.declaration.warning, True),
    ("KEN-14", "in four groups", lambda p: len(p.hearing.headings), 4),
    (
        "KEN-17",
        "not an acceptable action, except after a repeat",
        lambda p: p.actions.warns_of_own_search,
        True,
    ),
    (
        "KEN-21",
        "starts with monthly meetings and goes to fortnightly",
        lambda p: [(r.key, r.every) for r in p.rhythms],
        [("monthly", "+1 month"), ("fortnightly", "+14 days")],
    ),
    ("KEN-21", "Each policing area", lambda p: [s.weekday for s in p.sittings], [None]),
    (
        "KEN-22",
        "8-10 days ahead of a monthly meeting",
        lambda p: _window(p, "agenda-sent-monthly"),
        ("monthly", 10, 8),
    ),
    (
        "KEN-22",
        "5-7 days ahead of a fortnightly one",
        lambda p: _window(p, "agenda-sent-fortnightly"),
        ("fortnightly", 7, 5),
    ),
    (
        "KEN-25",
        "Coordinator and Chair decide",
        lambda p: p.listing and (p.listing.late, set(p.listing.late_asked)),
        ("asked", {"chair", "administrators"}),
    ),
    ("KEN-30", "twelve months", lambda p: _ready(p, "flag-cases").flag_for, "+12 months"),
    ("KEN-31", "The Chair orders", lambda p: p.order.moved_by, "chair"),
    (
        "KEN-32",
        "makes a record of those outstanding",
        lambda p: p.outstanding and [answer.key for answer in p.outstanding.answers],
        ["done", "open", "not-delivered"],
    ),
    ("KEN-34", "knows exactly what is asked", lambda p: p.actions.understood, True),
    (
        "KEN-36",
        "gives the meeting the victim's views",
        lambda p: [(s.who, s.when) for s in p.hearing.order if s.marked],
        [("idva", "always")],
    ),
    (
        "KEN-37",
        "what may be fed back",
        lambda p: p.actions.feedback and p.actions.feedback.may_be_told,
        True,
    ),
    (
        "KEN-38",
        "While a MARAC is new",
        lambda p: [(s.does, s.when) for s in p.opening if s.when != "always"],
        [("introductions", "newcomers")],
    ),
    ("KEN-39", "referring agency presents first", lambda p: p.hearing.order[0].who, "referring"),
    ("KEN-40", "No action can be given", lambda p: p.actions.present_only, True),
    (
        "KEN-41",
        "volunteer their actions with a time",
        lambda p: (p.actions.volunteered, p.actions.undated),
        (True, False),
    ),
    (
        "KEN-42",
        "the victim, any children, the perpetrator, others who are vulnerable and staff",
        lambda p: p.actions.covers,
        ("adult", "child", "perpetrator", "others", "staff"),
    ),
    ("KEN-43", "five heads", lambda p: len([c for c in p.actions.categories if c.key != "other"]), 5),
    ("KEN-45", "a reason is expected", lambda p: p.outstanding and p.outstanding.wants_reason, True),
    ("KEN-47", "within 5 working days", lambda p: _duty(p, "minutes-sent").due, "+5 working days"),
    ("KEN-51", "vetted", lambda p: p.person_checks[1].key, "vetted"),
    ("KEN-52", "MAPPA level 2 or 3", lambda p: _marks(p)["mappa"], "with-the-list"),
    (
        "KEN-55",
        "checks each agenda",
        lambda p: _duty(p, "mappa-checked").owed_by,
        "mappa",
    ),
    (
        "KEN-58",
        "giving the Chair its reasons in writing",
        lambda p: p.leaving and (p.leaving.agency_entered_by, p.leaving.agency_needs),
        ("chair", ("written-notice",)),
    ),
]


def _window(protocol: Protocol, key: str) -> tuple[str | None, int, int]:
    """The rhythm for which the duty holds, and how many days before the meeting its time begins and ends."""
    duty, meeting, calendar = _duty(protocol, key), date(2026, 12, 2), protocol.calendar
    ends = calendar.day_of(DueRule.parse(duty.due).apply(meeting, calendar))
    begins = min(calendar.day_of(DueRule.parse(text).apply(ends, calendar)) for text in duty.remind)
    return duty.rhythm, (meeting - begins).days, (meeting - ends).days


@pytest.mark.parametrize(
    ("row", "words", "fact", "value"), FACTS, ids=[f"{row} {words[:30]}" for row, words, _, _ in FACTS]
)
def test_the_file_says_what_the_catalogue_says(row: str, words: str, fact: Fact, value: object) -> None:
    assert words in CATALOGUE[row]["rule"]
    assert fact(protocol_for(CATALOGUE[row]["area"])) == value


def test_hackneys_list_closes_a_week_ahead_and_the_agenda_goes_out_the_same_afternoon() -> None:
    hackney = protocol_for("hackney")
    meeting, calendar = datetime(2026, 12, 3, 9, tzinfo=hackney.calendar.zone), hackney.calendar
    assert hackney.listing is not None
    assert hackney.listing.closes is not None
    closes = DueRule.parse(hackney.listing.closes).apply(meeting, calendar)
    assert closes == calendar.moment(date(2026, 11, 26), time(13))
    agenda = _duty(hackney, "agenda-sent")
    due = DueRule.parse(agenda.due).apply(meeting, calendar)
    asked = [DueRule.parse(text).apply(due, calendar) for text in agenda.remind]
    assert asked[0] == closes
    assert due == calendar.moment(date(2026, 11, 26), time(17))


def test_hackneys_coordinator_is_asked_once_whether_the_invitation_carries_the_agreement() -> None:
    hackney = protocol_for("hackney")
    starts = Sitting(number=1, starts_at=datetime(2026, 12, 3, 9, tzinfo=UTC))
    before = Meeting(key="m", area="hackney", sittings=(starts,))
    checked = msgspec.structs.replace(before, invitation_checked_at=datetime(2026, 11, 25, 9, tzinfo=UTC))

    def is_owed(meeting: Meeting) -> bool:
        duty = _duty(hackney, "agreement-in-invitation")
        return any(due.is_owed for due in duties_of(duty, meeting, hackney))

    assert is_owed(before)
    assert not is_owed(checked)


@pytest.mark.parametrize("area", ["hackney", "kent-and-medway"])
def test_the_declaration_is_given_for_the_text_as_it_stands(area: str) -> None:
    declaration = protocol_for(area).declaration
    assert declaration.version == "2026-1"
    assert len([p for p in declaration.text.split("\n\n") if p.strip()]) >= 5
    assert declaration.chair_statement
    assert declaration.warning
