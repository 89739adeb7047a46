"""The running order of a meeting: it follows the list, obeys a hand, and keeps what has been heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marac.caselist import ChangeKind, ListCases, Listing
from marac.decide import Command, Refused, Why, decide
from marac.duties import DutyTicked, TickDuty, all_duties
from marac.journal import SYSTEM
from marac.meeting import Hearing, Meeting, Sitting
from marac.order_warnings import OrderWarning, Worry, warnings, warnings_for
from marac.protocol import protocol_for
from marac.restricted import TickEmployerTold
from marac.reviews import ListReviewed
from marac.running_order import (
    Lengthen,
    MoveCase,
    OrderTold,
    Retime,
    SetOrder,
    SittingLengthened,
    TellOrder,
    is_as_planned,
)
from marac.timetable import ends_at
from marac.words import CaseKind, CaseState, EmployerAnswer, ReviewRoute, SittingState
from tests.marac.builders import ADMIN, CHAIR, a_meeting, after, outcome, refusal

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
THURSDAY = WEDNESDAY + timedelta(days=1)
THE_WEEK_BEFORE = WEDNESDAY - timedelta(days=7)
LINCOLNSHIRE = protocol_for("lincolnshire")


def listing(number: str, district: str = "West Lindsey", **more: object) -> Listing:
    return Listing(number=number, district=district, referring_agency="police", **more)  # type: ignore[arg-type]


def a_called_meeting(*listed: Listing) -> Meeting:
    """A Lincolnshire meeting a week ahead, with its roll and these cases listed."""
    sittings = (Sitting(number=1, starts_at=WEDNESDAY), Sitting(number=2, starts_at=THURSDAY))
    empty = a_meeting(open_sitting=False, cases={}, order=(), sittings=sittings, area="lincolnshire")
    return done(empty, ListCases(listed=listed)) if listed else empty


def done(meeting: Meeting, *commands: Command, by: str = ADMIN, at: datetime = THE_WEEK_BEFORE) -> Meeting:
    return after(meeting, *commands, by=by, at=at, protocol=LINCOLNSHIRE)


def order(meeting: Meeting, sitting: int = 1) -> list[tuple[str, str | None]]:
    return [(f"{s.starts_at:%H:%M}", s.case) for s in meeting.order if s.sitting == sitting]


def heard(meeting: Meeting, number: str, start: datetime, minutes: int) -> Meeting:
    """`meeting` with a case heard at that time."""
    hearing = Hearing(opened_at=start, closed_at=start + timedelta(minutes=minutes))
    case = msgspec.structs.replace(meeting.cases[number], state=CaseState.HEARD, hearing=hearing)
    return msgspec.structs.replace(meeting, cases={**meeting.cases, number: case})


def under_way(meeting: Meeting, state: SittingState = SittingState.HEARING) -> Meeting:
    first = msgspec.structs.replace(meeting.sittings[0], state=state, opened_at=WEDNESDAY, chair=CHAIR)
    return msgspec.structs.replace(meeting, sittings=(first, *meeting.sittings[1:]))


def test_listing_cases_lays_them_out_at_once() -> None:
    meeting = a_called_meeting(listing("2"), listing("1"), listing("7", "East Lindsey"))

    assert order(meeting) == [("09:15", "1"), ("09:30", "2")]
    assert order(meeting, 2) == [("09:15", "7")]


def test_a_later_list_adds_its_cases_where_they_belong() -> None:
    meeting = done(a_called_meeting(listing("1"), listing("3")), ListCases(listed=(listing("2"),)))

    assert [case for _, case in order(meeting)] == ["1", "2", "3"]


def test_a_case_is_moved_before_or_after_another_or_into_another_sitting() -> None:
    meeting = a_called_meeting(*(listing(n) for n in "1234"))

    first = done(meeting, MoveCase(case="4", before="1"))
    second = done(first, MoveCase(case="1", after="3"))
    third = done(second, MoveCase(case="2", sitting=2))

    assert [c for _, c in order(first)] == ["4", "1", "2", "3"]
    assert [c for _, c in order(second)] == ["4", "2", "3", "1"]
    assert [c for _, c in order(third)] == ["4", "3", "1"]
    assert order(third, 2) == [("09:15", "2")]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (MoveCase(case="1"), Why.MISSING),
        (MoveCase(case="1", before="2", sitting=2), Why.MISSING),
        (MoveCase(case="9", before="1"), Why.NO_SUCH_CASE),
        (MoveCase(case="1", before="9"), Why.NO_SUCH_CASE),
        (MoveCase(case="1", sitting=3), Why.NOT_VALID),
        (MoveCase(case="3", before="1"), Why.CASE_NOT_LISTED),
        (MoveCase(case="1", before="3"), Why.CASE_NOT_LISTED),
    ],
)
def test_a_move_that_leads_nowhere_is_refused(command: MoveCase, why: Why) -> None:
    meeting = heard(a_called_meeting(*(listing(n) for n in "123")), "3", WEDNESDAY, 10)

    assert refusal(meeting, command, ADMIN, THE_WEEK_BEFORE, LINCOLNSHIRE) is why


def test_a_chair_cannot_find_a_restricted_case_by_moving_another_beside_it() -> None:
    meeting = a_called_meeting(listing("1"), listing("2"), listing("5", kind=CaseKind.HBA))

    assert refusal(meeting, MoveCase(case="1", after="5"), CHAIR, THE_WEEK_BEFORE, LINCOLNSHIRE) is (
        Why.NO_SUCH_CASE
    )


def test_representatives_do_not_change_the_order() -> None:
    meeting = a_called_meeting(listing("1"), listing("2"))

    for command in (MoveCase(case="2", before="1"), SetOrder(), Retime(), TellOrder()):
        assert refusal(meeting, command, "police-rep", THE_WEEK_BEFORE, LINCOLNSHIRE) is Why.NOT_ALLOWED


def test_a_change_by_hand_survives_a_later_list_and_laying_out_again_undoes_it() -> None:
    moved = done(a_called_meeting(*(listing(n) for n in "124")), MoveCase(case="4", before="1"))

    longer = done(moved, ListCases(listed=(listing("3"),)))

    assert not is_as_planned(longer, LINCOLNSHIRE, THE_WEEK_BEFORE)
    assert [c for _, c in order(longer)] == ["4", "1", "2", "3"]
    assert [c for _, c in order(done(longer, SetOrder()))] == ["1", "2", "3", "4"]


def test_laying_out_again_what_is_so_already_changes_nothing() -> None:
    meeting = a_called_meeting(listing("1"), listing("2"))

    assert (
        outcome(meeting, SetOrder(), Retime(), by=ADMIN, at=THE_WEEK_BEFORE, protocol=LINCOLNSHIRE).entries
        == ()
    )


def test_an_employee_sensitive_case_gets_its_slot_with_the_tick() -> None:
    meeting = a_called_meeting(listing("1"), listing("5", kind=CaseKind.EMPLOYEE_SENSITIVE))
    assert [c for _, c in order(meeting)] == ["1"]

    told = done(meeting, TickEmployerTold(case="5", answer=EmployerAnswer.NOT_POSSIBLE))

    assert [c for _, c in order(told)] == ["1", "5"]


def test_a_reviewed_case_is_listed_as_administrators_say() -> None:
    meeting = a_called_meeting(listing("1"), listing("5", reviewed_before=True))
    assert OrderWarning(worry=Worry.ROUTE_NOT_CHOSEN, case="5") in warnings(meeting, LINCOLNSHIRE)

    straight = done(meeting, ListReviewed(case="5", route=ReviewRoute.STRAIGHT_TO_REVIEW))
    first = done(straight, ListReviewed(case="5", route=ReviewRoute.HEARD_FIRST))

    assert [c for _, c in order(straight)] == ["1"]
    assert [c for _, c in order(first)] == ["1", "5"]
    assert not [w for w in warnings(first, LINCOLNSHIRE) if w.worry is Worry.ROUTE_NOT_CHOSEN]


def test_a_case_that_turns_out_restricted_moves_ahead_of_a_break() -> None:
    meeting = a_called_meeting(*(listing(str(n)) for n in range(1, 10)))

    changed = done(meeting, ChangeKind(case="2", kind=CaseKind.HBA))

    day = order(changed)
    assert day[day.index(("10:15", "2")) + 1] == ("10:30", None)


def test_times_follow_how_far_the_meeting_has_got() -> None:
    """Two cases took 50 minutes; the third is called at 09:52."""
    meeting = under_way(a_called_meeting(*(listing(str(n)) for n in range(1, 9))))
    meeting = heard(
        heard(meeting, "1", WEDNESDAY + timedelta(minutes=2), 20), "2", WEDNESDAY + timedelta(minutes=25), 27
    )

    retimed = done(meeting, Retime(), by=CHAIR, at=WEDNESDAY + timedelta(minutes=52))

    assert order(retimed)[:6] == [
        ("09:02", "1"),
        ("09:25", "2"),
        ("09:55", "3"),
        ("10:10", "4"),
        ("10:25", "5"),
        ("10:40", None),
    ]


def test_a_break_that_lies_behind_is_not_taken_again() -> None:
    meeting = under_way(a_called_meeting(*(listing(str(n)) for n in range(1, 13))))
    for n in range(1, 8):
        meeting = heard(meeting, str(n), WEDNESDAY + timedelta(minutes=15 * n + (15 if n == 7 else 0)), 15)

    retimed = done(meeting, Retime(), at=WEDNESDAY + timedelta(hours=2, minutes=20))

    assert [t for t, c in order(retimed) if c is None] == ["12:20"]


def test_on_a_break_the_next_case_follows_the_break() -> None:
    meeting = a_called_meeting(*(listing(str(n)) for n in range(1, 10)))
    for n in range(1, 6):
        meeting = heard(meeting, str(n), WEDNESDAY + timedelta(minutes=15 * (n - 1)), 15)
    meeting = under_way(meeting, SittingState.BREAK)

    retimed = done(meeting, Retime(), at=WEDNESDAY + timedelta(minutes=78))

    assert order(retimed)[5:7] == [("10:18", None), ("10:35", "6")]


def test_what_was_not_heard_on_the_first_day_is_laid_out_on_the_second() -> None:
    meeting = a_called_meeting(listing("1"), listing("2"), listing("9", "East Lindsey"))
    meeting = heard(meeting, "1", WEDNESDAY, 15)
    ended = msgspec.structs.replace(meeting.sittings[0], state=SittingState.ENDED)
    meeting = msgspec.structs.replace(meeting, sittings=(ended, meeting.sittings[1]))

    again = done(meeting, SetOrder(), at=WEDNESDAY + timedelta(hours=8))

    assert order(again) == [("09:00", "1")]
    assert order(again, 2) == [("09:15", "2"), ("09:30", "9")]


def test_after_the_last_sitting_there_is_nothing_to_lay_out() -> None:
    meeting = a_called_meeting(listing("1"))
    over = tuple(msgspec.structs.replace(s, state=SittingState.ENDED) for s in meeting.sittings)

    meeting = msgspec.structs.replace(meeting, sittings=over)

    assert refusal(meeting, Retime(), ADMIN, THE_WEEK_BEFORE, LINCOLNSHIRE) is Why.SITTING_ENDED


def test_a_sitting_is_lengthened_and_no_longer_runs_over() -> None:
    meeting = a_called_meeting(*(listing(str(n)) for n in range(1, 26)))
    assert OrderWarning(worry=Worry.OVERRUN, sitting=1, minutes=30) in warnings(meeting, LINCOLNSHIRE)

    result = outcome(
        meeting,
        Lengthen(sitting=1, ends=WEDNESDAY.replace(hour=17)),
        by=ADMIN,
        at=THE_WEEK_BEFORE,
        protocol=LINCOLNSHIRE,
    )

    assert [e.event for e in result.entries] == [
        SittingLengthened(sitting=1, ends=WEDNESDAY.replace(hour=17))
    ]
    assert warnings(result.meeting, LINCOLNSHIRE) == ()


def test_ticking_that_the_agenda_is_published_tells_it_and_telling_it_is_the_duty_done() -> None:
    meeting = a_called_meeting(listing("1"))
    tick = TickDuty(duty="agenda-published", subject="meeting")

    ticked = outcome(meeting, tick, tick, by=ADMIN, at=THE_WEEK_BEFORE, protocol=LINCOLNSHIRE)
    told = done(meeting, TellOrder())

    assert [type(e.event) for e in ticked.entries] == [DutyTicked, OrderTold]
    duty = next(d for d in all_duties(told, LINCOLNSHIRE) if d.duty.key == "agenda-published")
    assert duty.is_done


@pytest.mark.parametrize(
    "command",
    [
        Lengthen(sitting=3, ends=WEDNESDAY.replace(hour=17)),
        Lengthen(sitting=1, ends=WEDNESDAY.replace(hour=8)),
        Lengthen(sitting=1, ends=THURSDAY.replace(hour=17)),
    ],
)
def test_a_sitting_ends_after_it_starts_on_its_own_day(command: Lengthen) -> None:
    assert refusal(a_called_meeting(), command, ADMIN, THE_WEEK_BEFORE, LINCOLNSHIRE) is Why.NOT_VALID


def test_the_order_is_told_once_and_not_before_there_is_one() -> None:
    meeting = a_called_meeting(listing("1"))

    result = outcome(meeting, TellOrder(), TellOrder(), by=ADMIN, at=THE_WEEK_BEFORE, protocol=LINCOLNSHIRE)

    assert [e.event for e in result.entries] == [OrderTold()]
    assert refusal(a_called_meeting(), TellOrder(), ADMIN, THE_WEEK_BEFORE, LINCOLNSHIRE) is Why.MISSING


def test_administrators_are_warned_when_a_shift_parts_the_bare_slot_from_its_break() -> None:
    """Two cases before it go to the other day, so it would end half an hour before the break."""
    meeting = a_called_meeting(*(listing(str(n)) for n in range(1, 9)), listing("50", kind=CaseKind.HBA))
    assert ("10:15", "50") in order(meeting)
    assert warnings(meeting, LINCOLNSHIRE) == ()

    shifted = done(meeting, MoveCase(case="1", sitting=2), MoveCase(case="2", sitting=2))

    about = OrderWarning(worry=Worry.BARE_NOT_BEFORE_BREAK, case="50", sitting=1)
    assert about in warnings_for(shifted, LINCOLNSHIRE, ADMIN)
    assert about not in warnings_for(shifted, LINCOLNSHIRE, CHAIR)


def test_a_case_out_of_its_district_is_warned_of() -> None:
    meeting = a_called_meeting(listing("1"), listing("2", "Lincoln City"), listing("3", "Lincoln City"))

    mixed = done(meeting, MoveCase(case="1", after="2"))
    elsewhere = done(meeting, MoveCase(case="3", sitting=2))

    assert warnings(mixed, LINCOLNSHIRE) == (OrderWarning(worry=Worry.DISTRICT_ORDER, case="1", sitting=1),)
    assert warnings(elsewhere, LINCOLNSHIRE) == (
        OrderWarning(worry=Worry.DISTRICT_ORDER, case="3", sitting=2),
    )


def test_a_listed_case_without_a_slot_is_warned_of() -> None:
    meeting = msgspec.structs.replace(a_called_meeting(listing("1")), order=())

    assert warnings(meeting, LINCOLNSHIRE) == (OrderWarning(worry=Worry.NO_SLOT, case="1"),)


def test_a_case_moving_in_is_listed_and_its_presenter_asked_for() -> None:
    meeting = a_called_meeting(
        listing("1"), Listing(number="2", district="West Lindsey", kind=CaseKind.TRANSFER_IN)
    )

    assert [c for _, c in order(meeting)] == ["1", "2"]
    assert warnings(meeting, LINCOLNSHIRE) == (OrderWarning(worry=Worry.PRESENTER_UNCONFIRMED, case="2"),)


def moves() -> st.SearchStrategy[Command]:
    """Anything that can change an order, sensible or not."""
    number = st.integers(1, 9).map(str)
    kinds = st.sampled_from([CaseKind.ORDINARY, CaseKind.HBA, CaseKind.EMERGENCY])
    districts = st.sampled_from([*LINCOLNSHIRE.order.districts, None])
    one = st.builds(
        Listing, number=number, district=districts, kind=kinds, sitting=st.sampled_from([None, 1, 2])
    )
    return st.one_of(
        st.builds(MoveCase, case=number, before=number),
        st.builds(MoveCase, case=number, after=number),
        st.builds(MoveCase, case=number, sitting=st.integers(1, 2)),
        st.builds(ChangeKind, case=number, kind=kinds),
        st.builds(ListCases, listed=st.lists(one, max_size=3, unique_by=lambda c: c.number).map(tuple)),
        st.sampled_from([SetOrder(), Retime()]),
    )


@given(commands=st.lists(st.tuples(moves(), st.integers(0, 600)), max_size=12))
@settings(max_examples=120, deadline=None)
def test_whatever_is_done_to_an_order_it_keeps_every_case_once_and_no_two_at_a_time(
    commands: list[tuple[Command, int]],
) -> None:
    meeting = under_way(a_called_meeting(*(listing(n) for n in "123")))
    clock = WEDNESDAY
    for command, minutes in commands:
        clock += timedelta(minutes=minutes / 60)
        try:
            meeting = decide(command, SYSTEM, meeting, LINCOLNSHIRE, clock).meeting
        except Refused:
            continue
    assert sorted(s.case for s in meeting.order if s.case) == sorted(meeting.cases)
    for one, following in pairwise(meeting.order):
        assert one.sitting != following.sitting or ends_at(one) == following.starts_at
