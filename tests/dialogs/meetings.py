"""Meetings to show: one in which everything waits at once, and a crowded one, as long as they get."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import msgspec

from marac.facts import (
    Absence,
    Asked,
    ClosureList,
    Delegation,
    DueForClosure,
    Post,
    Professionals,
    RaisedMatter,
    TimeAsked,
    Vote,
)
from marac.meeting import Action, Agency, Attendee, Case, Interval, Meeting, Slot
from marac.words import (
    ActionState,
    Capacity,
    CaseKind,
    CaseState,
    EmployerAnswer,
    Question,
    SittingState,
    Source,
)
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    FIRST_DAY,
    MID_MORNING,
    a_meeting,
    a_protocol,
    person,
    with_case,
)
from tests.marac.ready import with_first_sitting

SECRET: Final = "Fit a lock to the back door"
"""The wording of an action, which stands nowhere else."""
IN_CONFLICT: Final = "housing-rep"
A_CONCERN: Final = RaisedMatter(
    key="m1",
    kind="concern",
    reported_at=FIRST_DAY,
    reported_by="police-rep",
    number="1004",
    incident=date(2026, 12, 1),
    lead="police-rep",
    agencies=("idva",),
)
A_REPRESENTATIVE: Final = (Capacity.REPRESENTATIVE,)


PROTOCOL: Final = a_protocol(
    rhythms=[
        {"cite": "1", "key": "weekly", "label": "Every week", "every": "+7 days", "heard_within": "+6 weeks"}
    ],
    absence={
        "cite": "1",
        "substitute_asked": True,
        "substitute_accepts_actions": True,
        "written_report": "accepted",
        "shown_for_cases": True,
    },
    chair={"cite": "1", "from_types": ["police"]},
    person_checks=[
        {"cite": "1", "key": "training", "label": "Trained for this", "dated": True, "warned": False}
    ],
    leaving={
        "cite": "1",
        "person_needs": ["written-notice", "successor"],
        "agency_needs": ["written-notice", "passed-on"],
    },
    observers={
        "cite": "1",
        "how_to_ask": "Ask the MARAC team.",
        "agreed_by": ["administrators", "chair"],
        "organisations": ["A Watchdog"],
        "briefed_by_host": True,
        "categories": [{"cite": "1", "key": "line-manager", "label": "A line manager"}],
    },
    guests={"cite": "1", "needs": ["name", "job", "phone", "email"], "chair_prompted": True},
    agency_types=[
        {**kind.model_dump(), "asked_which_cases": kind.key == "adult-care"}
        for kind in a_protocol().agency_types
    ],
    actions={
        **a_protocol().actions.model_dump(),
        "categories": [{"cite": "1", "key": "flagging", "label": "Flag the files"}],
        "feedback": {"cite": "1", "may_be_told": True, "others_asked": True, "letter": True},
    },
    ready_actions=[
        *(ready.model_dump() for ready in a_protocol().ready_actions),
        {"cite": "1", "key": "every", "what": "Put it down.", "owner": "all", "scope": "every-case"},
    ],
    outstanding={
        "cite": "1",
        "answers": [{"cite": "1", "key": "open", "label": "Still open"}],
        "new_dates": True,
        "wants_reason": True,
    },
    order={
        **a_protocol().order.model_dump(),
        "fixed_times": True,
        "sections": [{"cite": "1", "key": "all", "label": "All cases", "takes": ["others"]}],
    },
    listing={
        "cite": "1",
        "closes": "-7 days",
        "late": "asked",
        "late_asked": ["chair", "administrators"],
        "notice": "Keep them safe meanwhile.",
        "emergency": "Ring the team.",
        "questions": [
            {
                "cite": "1",
                "key": "below",
                "mark": "below",
                "label": "Is it to be heard?",
                "asked_of": ["chair"],
            }
        ],
    },
    case_marks=[
        {"cite": "1", "key": "below", "label": "Below the threshold"},
        {"cite": "1", "key": "led", "label": "Another panel leads", "asked": "chair", "confirm": "In touch?"},
    ],
    conflicts={"cite": "1", "host_statement": True},
    declaration={**a_protocol().declaration.model_dump(), "with_invitation": True},
    hearing={
        **a_protocol().hearing.model_dump(),
        "order": [
            {"cite": "1", "who": "referring", "named": True},
            {"cite": "1", "who": "idva", "label": "The victim's views", "marked": True},
            {"cite": "1", "who": "others"},
            {"cite": "1", "who": "outside-views", "label": "What those around the victim say"},
        ],
        "other_panels": [{"cite": "1", "key": "gangs", "label": "Gangs panel"}],
        "warned_without": ["maternity"],
        "moved_later": True,
    },
    professionals={
        "cite": "1",
        "types": ["police", "housing"],
        "absence_reasons": True,
        "yields": [{"cite": "1", "key": "plan", "label": "A plan"}],
        "within": "+14 days",
        "counted_from": "incident",
    },
    duties=[
        {
            "cite": "1",
            "key": "agenda",
            "label": "Publish the agenda",
            "owed_by": "administrators",
            "subject": "meeting",
            "anchor": "meeting",
            "due": "-5 working days",
            "answers": ["published", "not-needed"],
        },
        {
            "cite": "1",
            "key": "forms",
            "label": "Supply the forms",
            "owed_by": "administrators",
            "subject": "meeting",
            "anchor": "meeting",
            "due": "-5 working days",
        },
    ],
)
"""Testshire's, with something to see to, and something seen to."""


A_CLOSURE_LIST: Final = ClosureList(
    key="before",
    listed_at=FIRST_DAY,
    closures=(DueForClosure(case="901", meeting="testshire-2025-12-01", on=date(2025, 12, 1)),),
)


def a_full_meeting(**changes: Any) -> Meeting:
    """A case is open whose presenter is away; others wait for an answer, a review, a route or a presenter."""
    meeting = a_meeting(
        open_case="1004",
        present=(CHAIR, ADMIN, "police-rep", "idva-rep", "housing-rep", "observer", "guest"),
        heard=("1001",),
    )
    long_ago = FIRST_DAY.date() - timedelta(days=90)
    meeting = with_case(meeting, "1001", review_agreed_on=FIRST_DAY.date(), referred_on=long_ago)
    meeting = with_case(meeting, "1005", reviewed_before=True)
    meeting = with_case(meeting, "1003", employer=EmployerAnswer.TOLD)
    meeting = with_case(meeting, "1004", professionals=Professionals(agreed_on=FIRST_DAY.date()))
    late = Asked(asked_of=("administrators",))
    meeting = with_case(meeting, "1004", hosts={"police": None})
    meeting = with_case(meeting, "1006", settled_before=True, asked={"late": late})
    wanted = TimeAsked(agency="idva", at=FIRST_DAY + timedelta(hours=3), role="a midwife")
    meeting = with_case(meeting, "1005", time_asked=wanted)
    meeting = with_case(meeting, "1003", fixed_at=FIRST_DAY + timedelta(hours=2))
    meeting = with_first_sitting(meeting, state=SittingState.HEARING, minute_taker=ADMIN, quorate=False)
    asked = Vote(
        case="1004", question=Question.NOT_HIGH_RISK, called_by=CHAIR, voices=("police", "idva", "housing")
    )
    actions = {
        f"a{n}": Action(
            key=f"a{n}",
            case=case,
            what=SECRET,
            agency=agency,
            state=state,
            due=date(2026, 12, 9),
        )
        for n, (case, agency, state) in enumerate(
            (
                ("1001", "police", ActionState.CONFIRMED),
                ("1004", "idva", ActionState.OFFERED),
                ("1004", "police", ActionState.OFFERED),
            ),
            1,
        )
    }
    waiting = Delegation(
        agency="health", to_agency="police", to_person="police-rep", sitting=1, asked_at=MID_MORNING
    )
    return msgspec.structs.replace(
        meeting,
        **{
            "votes": {"1004:not-high-risk": asked},
            "agencies": {
                **meeting.agencies,
                "former": Agency(key="former", name="A Former Member", type="outside", left=True),
            },
            "actions": actions,
            "delegations": (waiting,),
            "conflicts": {IN_CONFLICT: frozenset({"1005"}), "police-rep": frozenset()},
            "strangers": frozenset({"29:stranger"}),
            "duties": {"forms:meeting": FIRST_DAY},
            "ticked_by": {"forms:meeting": ADMIN},
            "matters": {"m1": A_CONCERN},
            "closure_lists": {"before": A_CLOSURE_LIST},
            "posts": {"p1": Post(person="police-rep", flagged=True)},
            "absences": {"nought-nineteen": Absence(nobody=True, report_at=FIRST_DAY, late=True)},
            "roll": {
                **meeting.roll,
                "maternity-rep": person("maternity-rep", "maternity", *A_REPRESENTATIVE, apologies=True),
                "nought-nineteen-rep": person(
                    "nought-nineteen-rep", "nought-nineteen", *A_REPRESENTATIVE, apologies=True
                ),
                "keen": person(
                    "keen",
                    "police",
                    Capacity.OBSERVER,
                    category="line-manager",
                    agreed=(("administrators", ADMIN),),
                ),
                "barred": person("barred", "housing", Capacity.REPRESENTATIVE, barred=True),
                "gone": person("gone", "housing", Capacity.REPRESENTATIVE, removed=True),
            },
            **changes,
        },
    )


A_FULL_MEETING: Final = a_full_meeting()


def a_crowded_meeting() -> Meeting:
    """Sixty people of forty agencies with long names, thirty cases in seven districts, and nothing met."""
    base = a_full_meeting()
    agencies = {
        f"agency-{n}": Agency(
            key=f"agency-{n}", name=f"The Rather Long Name of Agency {n}", type="housing", statutory=True
        )
        for n in range(40)
    }
    people = {
        f"person-{n}": Attendee(
            person=f"person-{n}", agency=f"agency-{n % 40}", capacities=frozenset({Capacity.REPRESENTATIVE})
        )
        for n in range(43)
    }
    cases = {
        f"20{n:03}": Case(
            number=f"20{n:03}",
            district="north" if n < 15 else "south",
            referring_agency=f"agency-{n}",
            kind=CaseKind.ORDINARY,
            children=True,
            guests=(f"agency-{n}", f"agency-{n + 1}"),
            state=CaseState.LISTED,
        )
        for n in range(24)
    }
    here = Interval(sitting=1, start=FIRST_DAY, came=(Source.JOINED, Source.CHECKED_IN))
    order = tuple(
        Slot(sitting=1, starts_at=FIRST_DAY + timedelta(minutes=15 * n), minutes=15, case=number)
        for n, number in enumerate([*base.cases, *cases])
    )
    actions = {
        f"b{n}": Action(
            key=f"b{n}", case="1004", what="W" * 500, agency=f"agency-{n}", state=ActionState.OFFERED
        )
        for n in range(40)
    }
    return msgspec.structs.replace(
        base,
        agencies={**base.agencies, **agencies},
        roll={**base.roll, **people},
        cases={**base.cases, **cases},
        order=order,
        presence={**base.presence, **dict.fromkeys(people, (here,))},
        conflicts={**base.conflicts, **{p: frozenset(list(cases)[:2]) for p in list(people)[:20]}},
        actions={**base.actions, **actions},
    )
