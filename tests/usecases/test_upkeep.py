"""How agencies keep up is counted without actions of restricted cases, and without absences that a report
made up for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

import msgspec
import pytest

from marac.closing import EndSitting
from marac.decide import decide
from marac.facts import Absence
from marac.meeting import Meeting
from marac.words import CaseKind
from tests.marac.builders import CHAIR, FIRST_DAY, MID_MORNING, a_meeting, a_protocol, with_case
from usecases.office import Office
from usecases.ports import ActionRow
from usecases.upkeep import absent_from, upkeep_of

PROTOCOL = a_protocol(alerts={"cite": "1", "not_followed_up": "+5 working days"})


class OneMeeting:
    """A ledger with one meeting, and an action in each of two of its cases."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    async def load(self, key: str) -> Meeting:
        return self.meeting

    async def actions(self, *, area: str, due_before: date) -> Sequence[ActionRow]:
        due = FIRST_DAY.date()
        return [
            ActionRow(
                meeting=self.meeting.key,
                area=area,
                action=f"a{number}",
                case=number,
                agency="police",
                owner=None,
                due=due,
                state="confirmed",
                is_open=True,
            )
            for number in ("1001", "1004")
        ]


class AfterAFortnight:
    """Two weeks after the meeting."""

    def now(self) -> Any:
        return FIRST_DAY + timedelta(days=14)


@pytest.mark.rule("HAC-57")
@pytest.mark.parametrize(("kind", "counted"), [(CaseKind.ORDINARY, 2), (CaseKind.HBA, 1)])
async def test_an_action_of_a_restricted_case_is_not_counted(kind: CaseKind, counted: int) -> None:
    meeting = with_case(a_meeting(), "1004", kind=kind)
    office = Office(
        ledger=cast(Any, OneMeeting(meeting)),
        register=cast(Any, None),
        clock=cast(Any, AfterAFortnight()),
        protocols=lambda area: PROTOCOL,
    )
    known = await upkeep_of(office, "testshire")
    assert len(known["police"].late_since) == counted


def test_whoever_did_not_come_was_absent_unless_there_was_a_report() -> None:
    meeting = a_meeting(present=(CHAIR, "police-rep"))
    over = decide(EndSitting(note="It is late."), CHAIR, meeting, PROTOCOL, MID_MORNING).meeting
    absent = absent_from(over, PROTOCOL)
    assert absent
    assert "police" not in absent
    excused = {absent[0]: Absence(nobody=True, report_at=MID_MORNING)}
    assert absent[0] not in absent_from(msgspec.structs.replace(over, absences=excused), PROTOCOL)
