"""What is asked no more of a case is chased, escalated and mailed no more; and what is still owed is looked
after however old its meeting is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from marac.actions import RecordAction
from marac.decide import Refused
from marac.duties import all_duties
from marac.escalation import Escalate, to_escalate
from marac.hearing import CloseCase
from marac.lateness import often_late
from marac.protocol import protocol_for
from marac.words import Protects
from store.opening import Store
from tests.journeys.stage import buttons
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.plans import hearing, open_case
from tests.rows.test_ladders import a_duty, by_rules, in_area, step, told
from usecases.call_meeting import call_meeting, next_meeting_day
from usecases.looked_after import looked_after
from usecases.take import take

DUE = date(2027, 1, 13)


async def with_feedback(store: Store) -> AreaDay:
    """Lincolnshire's meeting with an action that gives feedback, and one that does not."""
    day = await hearing(store, "lincolnshire")
    for what, feedback in (("Tell the outcome", True), ("Ring the school", False)):
        record = RecordAction(
            case="101", what=what, agencies=("idva",), due=DUE, protects=Protects.ADULT, feedback=feedback
        )
        await day.take(record, by=ADMIN)
    return day


@pytest.mark.rule("LIN-96")
async def test_feedback_that_is_asked_no_more_is_neither_escalated_nor_chased_nor_counted(
    store: Store,
) -> None:
    day = await with_feedback(store)
    await day.say("police-rep", "report death 101")
    late = DUE + timedelta(days=5)
    await day.until(datetime(late.year, late.month, late.day, 11, tzinfo=UTC))
    meeting = await day.meeting()
    by_feedback = {a.feedback: a for a in meeting.actions.values() if not a.standard}
    assert [a.feedback for a in to_escalate(meeting, day.protocol, late)] == [False]
    with pytest.raises(Refused):
        await take(day.stage.office, day.key, Escalate(action=by_feedback[True].key), ADMIN)
    assert "nothing of that kind" in await day.say(ADMIN, f"chase {by_feedback[True].key}")
    assert "nothing of that kind" in await day.say(ADMIN, f"notice sent {by_feedback[True].key}; step: 1")
    rules = day.protocol.actions.model_copy(update={"many_late": 1})
    counting = day.protocol.model_copy(update={"actions": rules})
    assert often_late([meeting], counting, late) == {"idva": 1}
    await day.say(ADMIN, "open actions")
    titles = [b["title"] for b in buttons(day.stage.last(ADMIN).card)]
    assert (titles.count("Chase"), titles.count("Notice")) == (1, 1)
    words = day.stage.card(ADMIN, "For today").words
    assert words.count("Case 101, IDVA Service") == 1  # to escalate, with its notice: the other action alone


async def test_where_a_death_stops_it_nobody_is_asked_about_flags(store: Store) -> None:
    assert protocol_for("wolverhampton").flags is not None
    asked = await flags_asked(await hearing(store, "wolverhampton"), report=False)
    assert asked


async def test_nobody_is_asked_about_the_flags_of_somebody_who_has_died(store: Store) -> None:
    day = await hearing(store, "wolverhampton")
    assert not await flags_asked(day, report=True)
    assert (await day.meeting()).cases["101"].flagging_stopped


async def flags_asked(day: AreaDay, *, report: bool) -> bool:
    """Whether agencies are asked about flags after the meeting has heard case 101, and closures a year
    on name it."""
    await day.take(CloseCase(case="101", note="Heard."), by=CHAIR)
    await open_case(day, "102")
    await day.take(CloseCase(case="102", note="Heard."), by=CHAIR)
    if report:
        for number in ("101", "102"):
            await day.say("police-rep", f"report death {number}")
    await day.say(ADMIN, "end sitting; note: over")
    found = {d.duty.key for d in all_duties(await day.meeting(), day.protocol) if d.is_owed}
    later = await call_meeting(
        day.stage.office, "wolverhampton", next_meeting_day(day.protocol, date(2027, 12, 14))
    )
    await day.until(datetime(2027, 12, 6, 11, tzinfo=UTC))
    await day.until(datetime(2027, 12, 13, 11, tzinfo=UTC))
    lists = (await day.stage.office.ledger.load(later.key)).closure_lists
    assert ("files-flagged-after" in found) == bool(lists)
    return "files-flagged-after" in found


async def test_what_an_old_meeting_still_owes_is_said_on_its_day(store: Store) -> None:
    duty = a_duty(
        step("+1 working day", "chair"), due="+90 days", subject="meeting", owed_by="administrators"
    )
    day, _ = await in_area(store, by_rules(duty, a_duty(key="soon-over", subject="meeting")))
    calendar = day.protocol.calendar
    (due,) = [d for d in all_duties(await day.meeting(), day.protocol) if d.duty.key == duty.key]
    on = calendar.next_working_day(calendar.day_of(due.due))
    assert on - day.starts_at.date() > timedelta(days=85)
    await day.until(datetime(on.year, on.month, on.day, 11, tzinfo=UTC))
    assert told(day, CHAIR) == {CHAIR: 1}
    long_after = on + timedelta(days=30)
    assert day.key in await looked_after(day.stage.office, day.protocol.area, on)
    assert day.key not in await looked_after(day.stage.office, day.protocol.area, long_after)
