"""The cards of the time after a meeting, as they were when they were last looked at: what is open, what is to
be closed, what was reported privately, what comes round, and the clocks of minutes and lists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import pytest

from dialogs.render import card_of
from marac.outstanding import Count
from marac.words import ActionState
from tests.dialogs.cards import as_it_was, everything, faults
from tests.dialogs.meetings import A_FULL_MEETING, PROTOCOL
from tests.dialogs.rooms import a_room
from tests.marac.builders import ADMIN, CHAIR
from usecases.clocks import Clock, Clocks
from usecases.closing_cases import Closable, ClosureLines, Closures
from usecases.material import Alert
from usecases.open_list import OpenLine, OpenList, Tally
from usecases.requests import View
from usecases.rooms import Room
from usecases.still_owed import OwedLine, StillOwed
from usecases.views.actions import ActionLine, MyActions, Outcome
from usecases.views.answers import Answers, Asked
from usecases.views.area_dates import AreaDates, DateRound
from usecases.views.changes_today import ActionChanges, Change
from usecases.views.circulated import Circulated, CirculatedLine
from usecases.views.digest import Digest, DutyToSeeTo, LadderLine, ToEscalate
from usecases.views.duties_panel import DutyLine
from usecases.views.matters import MatterLine, Matters, StageLine
from usecases.views.prepared import PreparedNotice, Recipient

MEETING: Final = A_FULL_MEETING.key
LONG_DUE: Final = date(2026, 12, 5)
NOW: Final = datetime.fromisoformat("2026-12-14T09:00:00+00:00")
TODAY: Final = NOW.date()


def a_line(key: str, case: str, days_late: int, **changes: object) -> OpenLine:
    """An action on the administrators' list."""
    given: dict[str, object] = {
        "meeting": MEETING,
        "action": key,
        "case": case,
        "agency": "police",
        "owner": "police-rep",
        "due": TODAY - timedelta(days=days_late),
        "first_due": None,
        "state": ActionState.CONFIRMED,
        "changed": False,
        "days_late": days_late,
        "escalated": False,
        "chased_on": None,
        "may_chase": True,
        "unowned": False,
        "asked_for": None,
        "notices": (),
    }
    return OpenLine(**(given | changes))  # type: ignore[arg-type] # the fields are those above


def an_action(key: str, case: str, **changes: object) -> ActionLine:
    """An action as its owner has it."""
    given: dict[str, object] = {
        "meeting": MEETING,
        "action": key,
        "reference": key,
        "case": case,
        "agency": "police",
        "owner": "police-rep",
        "collector": None,
        "what": "Put a marker on the address",
        "state": ActionState.CONFIRMED,
        "due": TODAY - timedelta(days=4),
        "is_overdue": True,
        "is_due_soon": False,
        "area": "testshire",
    }
    return ActionLine(**(given | changes))  # type: ignore[arg-type] # the fields are those above


def a_duty(key: str, label: str, due: datetime, **changes: object) -> DutyLine:
    """Something to tick."""
    given: dict[str, object] = {
        "key": key,
        "label": label,
        "due": due,
        "is_late": due < NOW,
        "case": None,
        "agency": None,
        "person": None,
        "answers": (),
        "discharged_by": "tick",
        "may_tick": True,
    }
    return DutyLine(**(given | changes))  # type: ignore[arg-type] # the fields are those above


NOT_DONE: Final = Outcome(changed=False, instead="A letter was sent by hand", because="")
OVERTAKEN: Final = Outcome(changed=True, instead="", because="They moved to another county")
OPEN_LIST: Final = OpenList(
    by="agency",
    tallies=(
        Tally(key="police", open=4, overdue=2, finished=6),
        Tally(key="idva", open=1, overdue=1, finished=3),
        Tally(key="housing", open=0, overdue=0, finished=2),
    ),
    overdue=(
        a_line("a3", "1004", 9, first_due=date(2026, 11, 30), escalated=True, notices=(1,)),
        a_line("a1", "1001", 4, chased_on=TODAY, may_chase=False),
        a_line("a7", "1003", 2, agency="idva", owner=None, unowned=True, may_chase=False),
    ),
    more=0,
    alerts=(Alert(kind="late", agency="police", count=3, months=3),),
    asked=(a_line("a9", "1001", 0, asked_for=date(2026, 12, 21)),),
    not_done=(
        a_line("a4", "1001", 0, agency="housing", state=ActionState.IMPOSSIBLE),
        a_line("a5", "1004", 0, agency="idva", state=ActionState.IMPOSSIBLE, changed=True),
    ),
)
CLOSURES: Final = Closures(
    meeting=MEETING,
    lists=(
        ClosureLines(
            key="2026-12-14",
            listed_on=TODAY,
            lines=tuple(
                Closable(case=f"{number}", heard_on=date(2025, 12, 3), until=date(2026, 12, 3))
                for number in range(801, 806)
            ),
            approved_on=None,
        ),
        ClosureLines(
            key="2026-12-07",
            listed_on=date(2026, 12, 7),
            lines=(Closable(case="790", heard_on=date(2025, 11, 26), until=date(2026, 11, 26)),),
            approved_on=date(2026, 12, 8),
        ),
    ),
    months=12,
    listed="weekly",
)
MATTERS: Final = Matters(
    meeting=MEETING,
    lines=(
        MatterLine(
            meeting=MEETING,
            key="m1",
            kind="complaint",
            label="A complaint about the MARAC",
            number=None,
            agency="police",
            agencies=(),
            lead=None,
            incident=None,
            reported_at=NOW - timedelta(days=6),
            mine=False,
            deals=True,
            stages=(
                StageLine(
                    duty="complaint/acknowledged:m1",
                    label="Acknowledge it",
                    due=NOW - timedelta(days=2),
                    is_late=False,
                    agency=None,
                    done_at=NOW - timedelta(days=3),
                    answer="",
                    answers=(),
                    dated=False,
                    may_tick=False,
                ),
                StageLine(
                    duty="complaint/answered:m1",
                    label="Answer it",
                    due=NOW + timedelta(days=9),
                    is_late=False,
                    agency=None,
                    done_at=None,
                    answer="",
                    answers=(("upheld", "Upheld"), ("not-upheld", "Not upheld")),
                    dated=False,
                    may_tick=True,
                ),
            ),
        ),
        MatterLine(
            meeting=MEETING,
            key="m2",
            kind="incomplete-referral",
            label="An incomplete referral",
            number="1009",
            agency="idva",
            agencies=(),
            lead=None,
            incident=None,
            reported_at=NOW - timedelta(days=1),
            mine=True,
            deals=False,
        ),
    ),
    more=0,
)
DATES: Final = AreaDates(
    area_name="Testshire MARAC",
    version="2026-1",
    declaration="2026-1",
    source="Testshire protocol",
    rounds=(
        DateRound(
            label="Review who has access to the case system",
            every="+6 months",
            missed=date(2026, 12, 7),
            next=date(2027, 6, 7),
            is_done=False,
        ),
        DateRound(
            label="Send the board the figures",
            every="+2 months",
            missed=None,
            next=date(2027, 1, 20),
            is_done=True,
        ),
    ),
)
CLOCKS: Final = Clocks(
    lines=(
        Clock(
            meeting=MEETING,
            held_on=date(2026, 12, 3),
            duty="actions-published:meeting",
            label="Publish the agreed actions",
            due=NOW - timedelta(days=10),
            done_at=NOW - timedelta(days=10, hours=2),
            hours_late=0,
        ),
        Clock(
            meeting=MEETING,
            held_on=date(2026, 12, 3),
            duty="minutes-available:meeting",
            label="Have the minutes available",
            due=NOW - timedelta(hours=30),
            done_at=None,
            hours_late=30,
        ),
    ),
    more=0,
)
DIGEST: Final = Digest(
    person=ADMIN,
    day=TODAY,
    actions=(an_action("a7", "1003", reference="", what="", agency="idva", owner=None, unowned=True),),
    overdue=1,
    due_soon=0,
    more_actions=0,
    duties=(
        DutyToSeeTo(
            area="testshire",
            meeting=MEETING,
            line=a_duty("minutes-available:meeting", "Have the minutes available", NOW + timedelta(days=1)),
        ),
        DutyToSeeTo(
            area="testshire",
            meeting=MEETING,
            line=a_duty(
                "aide-memoire-received:1", "Send your aide-memoire", NOW - timedelta(days=1), sitting_at=NOW
            ),
        ),
    ),
    more_duties=0,
    escalations=(
        ToEscalate(
            area="testshire",
            meeting=MEETING,
            action="a3",
            case="1004",
            agency="police",
            due=date(2026, 12, 5),
        ),
    ),
    steps=(
        LadderLine(
            area="testshire",
            meeting=MEETING,
            action="a3",
            case="1004",
            agency="police",
            due=date(2026, 12, 5),
            step=1,
            says="Please see that it is completed within 24 hours.",
            waits=True,
        ),
    ),
    counts=(("testshire", Count(agency="police", open=4, overdue=2)),),
    alerts=(("testshire", Alert(kind="late", agency="police", count=3, months=3)),),
    still_owed=(("testshire", 2),),
)
STILL_OWED: Final = StillOwed(
    lines=(
        OwedLine(
            meeting="testshire-2026-11-05",
            held_on=date(2026, 11, 5),
            line=a_duty("minutes-available:meeting", "Have the minutes available", NOW - timedelta(days=20)),
        ),
        OwedLine(
            meeting=MEETING,
            held_on=date(2026, 12, 3),
            line=a_duty("flags-set:police", "Say whether the file is flagged", NOW - timedelta(days=9)),
        ),
    ),
    more=3,
)
OUTSTANDING: Final = MyActions(
    person=CHAIR,
    lines=(
        an_action("a1", "1001", because="The contractor was ill", was_due=(date(2026, 12, 3),)),
        an_action("a2", "1004", agency="idva", owner="idva-rep", asked_for=date(2026, 12, 21)),
    ),
    total=2,
    overdue=2,
    purpose="outstanding",
    not_done=(
        an_action("a4", "1001", agency="housing", state=ActionState.IMPOSSIBLE, outcome=NOT_DONE),
        an_action("a5", "1004", agency="idva", state=ActionState.IMPOSSIBLE, outcome=OVERTAKEN),
    ),
)
ANSWERS: Final = Answers(
    asked=(
        Asked(
            label="Say whether the files of those heard are flagged for 12 months",
            case=None,
            answered=(("flagged", ("police",)), ("cannot-flag", ("housing",))),
            silent=("idva",),
            is_late=True,
        ),
    ),
    more=0,
)
NOTICE: Final = PreparedNotice(
    meeting=MEETING,
    action="a3",
    step=1,
    to=(
        Recipient(role="line-manager", address="manager@police.example"),
        Recipient(role="signatory", address=""),
    ),
    case="1004",
    agency="police",
    due=date(2026, 12, 5),
    says="Please see that it is completed within 24 hours.",
)
CHANGES: Final = ActionChanges(
    meeting=MEETING,
    day=TODAY,
    lines=(
        Change(
            at=NOW,
            case="1001",
            agency="police",
            state=ActionState.IN_HAND,
            changed=False,
            due=TODAY,
            asked_for=date(2026, 12, 21),
        ),
        Change(
            at=NOW - timedelta(minutes=20),
            case="1004",
            agency="idva",
            state=ActionState.IMPOSSIBLE,
            changed=True,
            due=TODAY,
            asked_for=None,
        ),
    ),
    more=0,
)
CIRCULATED: Final = Circulated(
    lines=(
        CirculatedLine(case="1001", agency="police", due=date(2026, 12, 10), is_overdue=True),
        CirculatedLine(case="1004", agency="idva", due=None, is_overdue=False),
    ),
    more=0,
)
VIEWS: Final[dict[str, tuple[str, View]]] = {
    "open-actions": (ADMIN, OPEN_LIST),
    "closures": (ADMIN, CLOSURES),
    "matters": (ADMIN, MATTERS),
    "area-dates": (ADMIN, DATES),
    "clocks": (ADMIN, CLOCKS),
    "still-owed": (ADMIN, STILL_OWED),
    "digest-of-an-administrator": (ADMIN, DIGEST),
    "outstanding-for-a-chair": (CHAIR, OUTSTANDING),
    "who-has-answered": (ADMIN, ANSWERS),
    "notice-to-send": (ADMIN, NOTICE),
    "actions-reported-on": (ADMIN, CHANGES),
    "unfinished-actions": ("police-rep", CIRCULATED),
}


def room_of(person: str) -> Room:
    """The person's own chat, a week and a half after the meeting."""
    return a_room(person, A_FULL_MEETING, protocol=PROTOCOL, now=NOW)


@pytest.mark.parametrize("name", VIEWS)
def test_a_card_is_as_it_was_when_it_was_last_looked_at(name: str) -> None:
    person, view = VIEWS[name]
    made = card_of(view, room_of(person))
    assert not faults(made)
    as_it_was(name, made)


@pytest.mark.parametrize("name", sorted(set(VIEWS) - {"outstanding-for-a-chair"}))
def test_what_is_pushed_or_followed_up_has_no_wording_of_an_action(name: str) -> None:
    person, view = VIEWS[name]
    held = everything(card_of(view, room_of(person)))
    for words in ("marker on the address", "letter was sent", "another county", "contractor"):
        assert words not in held
