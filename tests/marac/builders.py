"""Meetings to test with: a small area, its people by plain keys, and cases of every kind, all invented.

A meeting is built as it stands after its list was published; `after` plays commands on it. The area's
protocol is `testshire.toml` beside this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

import marac.engines  # noqa: F401  (registers every command and event)
from marac.decide import Command, Outcome, Refused, Why, decide
from marac.journal import Entry
from marac.meeting import Agency, Attendee, Case, Hearing, Interval, Meeting, Sitting, Slot
from marac.protocol import Protocol
from marac.words import Capacity, CaseKind, CaseState, Consent, SittingState, Source

FIRST_DAY: Final = datetime(2026, 12, 2, 9, tzinfo=UTC)
"""A Wednesday; the second sitting is on the Thursday."""
SECOND_DAY: Final = FIRST_DAY + timedelta(days=1)
MID_MORNING: Final = FIRST_DAY + timedelta(hours=1, minutes=30)

_FILE: Final = Path(__file__).with_name("testshire.toml")

CHAIR, ADMIN, OTHER_ADMIN = "chair", "admin", "other-admin"

AGENCIES: Final = (
    Agency(key="police", name="Police", type="police", statutory=True),
    Agency(key="health", name="Acute Health", type="health", statutory=True),
    Agency(key="idva", name="IDVA Service", type="idva"),
    Agency(key="childrens", name="Children's Services", type="children", statutory=True),
    Agency(key="probation", name="Probation", type="probation", statutory=True),
    Agency(key="adults", name="Adult Social Care", type="adult-care", statutory=True),
    Agency(key="housing", name="Housing", type="housing"),
    Agency(key="maternity", name="Maternity", type="maternity"),
    Agency(key="nought-nineteen", name="0-19 Service", type="nought-nineteen"),
    Agency(key="county", name="County Council MARAC Team", type="administration"),
    Agency(key="refuge", name="A Refuge Elsewhere", type="outside"),
)


IN_THE_ROOM: Final = (CHAIR, ADMIN, "police-rep", "health-rep", "idva-rep", "childrens-rep", "housing-rep")


def person(key: str, agency: str | None, *capacities: Capacity, **more: Any) -> Attendee:
    """Somebody on the roll."""
    return Attendee(person=key, agency=agency, capacities=frozenset(capacities), authority=True, **more)


PEOPLE: Final = (
    person(CHAIR, "police", Capacity.CHAIR),
    person("other-chair", "childrens", Capacity.CHAIR),
    person(ADMIN, "county", Capacity.ADMINISTRATOR),
    person(OTHER_ADMIN, "county", Capacity.ADMINISTRATOR),
    *(
        person(f"{agency.key}-rep", agency.key, Capacity.REPRESENTATIVE)
        for agency in AGENCIES
        if agency.key not in ("county", "refuge")
    ),
    person("police-deputy", "police", Capacity.DEPUTY),
    person("observer", None, Capacity.OBSERVER, category="line-manager", approved_by=ADMIN, instructed=True),
    person("guest", "refuge", Capacity.GUEST, cases=("1005",)),
    person("lead", None, Capacity.LEAD),
)

CASES: Final = (
    Case(number="1001", district="north", referring_agency="police", children=True, consent=Consent.YES),
    Case(number="1002", district="north", referring_agency="housing", kind=CaseKind.HBA),
    Case(number="1003", district="north", referring_agency="health", kind=CaseKind.EMPLOYEE_SENSITIVE),
    Case(number="1004", district="south", referring_agency="health", pregnancy=True, consent=Consent.REFUSED),
    Case(number="1005", district="south", referring_agency="idva", guests=("refuge",), consent=Consent.YES),
    Case(number="1006", district="south", referring_agency="police", kind=CaseKind.TRANSFER_IN),
)


def a_protocol(**changes: Any) -> Protocol:
    """A small area's protocol; `changes` replace whole entries of its file."""
    return Protocol.model_validate({**tomllib.loads(_FILE.read_text(encoding="utf-8")), **changes})


def a_meeting(
    *,
    open_sitting: bool = True,
    present: Iterable[str] = IN_THE_ROOM,
    heard: Iterable[str] = (),
    open_case: str | None = None,
    **changes: Any,
) -> Meeting:
    """A meeting with its roll and list; `heard` cases are over, `open_case` is being heard, `changes` replace
    fields."""
    cases = {case.number: case for case in CASES}
    over = Hearing(opened_at=FIRST_DAY, closed_at=FIRST_DAY + timedelta(minutes=15))
    for number in heard:
        cases[number] = msgspec.structs.replace(cases[number], state=CaseState.HEARD, hearing=over)
    if open_case:
        now = Hearing(opened_at=FIRST_DAY + timedelta(minutes=20))
        cases[open_case] = msgspec.structs.replace(cases[open_case], state=CaseState.OPEN, hearing=now)
    first = Sitting(number=1, starts_at=FIRST_DAY)
    if open_sitting:
        first = msgspec.structs.replace(first, state=SittingState.HEARING, opened_at=FIRST_DAY, chair=CHAIR)
    here = Interval(sitting=1, start=FIRST_DAY, came=(Source.JOINED,))
    meeting = Meeting(
        key="m1",
        area="testshire",
        sittings=(first, Sitting(number=2, starts_at=SECOND_DAY)),
        agencies={agency.key: agency for agency in AGENCIES},
        roll={attendee.person: attendee for attendee in PEOPLE},
        cases=cases,
        order=tuple(
            Slot(sitting=1, starts_at=FIRST_DAY + timedelta(minutes=15 * place), minutes=15, case=number)
            for place, number in enumerate(cases)
        ),
        presence=dict.fromkeys(present, (here,)) if open_sitting else {},
        current_case=open_case,
    )
    return msgspec.structs.replace(meeting, **changes)


def with_case(meeting: Meeting, number: str, **changes: Any) -> Meeting:
    """`meeting` with fields of one case changed."""
    case = msgspec.structs.replace(meeting.cases[number], **changes)
    return msgspec.structs.replace(meeting, cases={**meeting.cases, number: case})


def outcome(
    meeting: Meeting,
    *commands: Command,
    by: str,
    at: datetime = MID_MORNING,
    protocol: Protocol | None = None,
) -> Outcome:
    """What becomes of `commands`, one after the other, with the journal lines of all of them."""
    lines: list[Entry] = []
    for command in commands:
        step = decide(command, by, meeting, protocol or a_protocol(), at)
        lines.extend(step.entries)
        meeting = step.meeting
    return Outcome(tuple(lines), meeting)


def after(
    meeting: Meeting,
    *commands: Command,
    by: str,
    at: datetime = MID_MORNING,
    protocol: Protocol | None = None,
) -> Meeting:
    """The meeting after `commands`."""
    return outcome(meeting, *commands, by=by, at=at, protocol=protocol).meeting


def refusal(
    meeting: Meeting,
    command: Command,
    by: str,
    at: datetime = MID_MORNING,
    protocol: Protocol | None = None,
) -> Why | None:
    """Why the command is refused; None if it is not."""
    try:
        decide(command, by, meeting, protocol or a_protocol(), at)
    except Refused as refused:
        return refused.why
    return None
