"""Who took part in a meeting, as what is asked after it goes by."""

from __future__ import annotations

import pytest

from marac.leavers import ReportLeaver
from marac.records import agencies_that_attended
from tests.marac.builders import ADMIN, a_meeting, after


def test_an_agency_took_part_if_a_member_of_it_was_there() -> None:
    assert agencies_that_attended(a_meeting()) == ("police", "health", "idva", "childrens", "housing")
    assert agencies_that_attended(a_meeting(present=(ADMIN, "observer", "guest"))) == ()


@pytest.mark.parametrize("leaver", ["police-rep", "idva-rep"])
def test_it_did_although_whoever_came_has_left_since(leaver: str) -> None:
    meeting = a_meeting()

    assert agencies_that_attended(after(meeting, ReportLeaver(person=leaver), by=ADMIN)) == (
        agencies_that_attended(meeting)
    )
