"""What is owed after its last reminder is not forgotten: administrators hear of it once a week."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from marac.duties import TickDuty, all_duties
from marac.meeting import Meeting
from marac.unreminded import unreminded
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.records import held
from usecases.due_on import due_on
from usecases.still_owed import still_owed

SAID = "Still owed, with no reminder to come"


def mondays(day: AreaDay, first: int) -> datetime:
    """The hour of the digests on a Monday, so many weeks after the meeting."""
    calendar = day.protocol.calendar
    monday = day.starts_at.date() + timedelta(days=7 * first - day.starts_at.weekday())
    return calendar.moment(calendar.next_working_day(monday - timedelta(days=1)), day.protocol.nudge_at)


def last_word(meeting: Meeting, day: AreaDay) -> datetime:
    """When the last reminder of anything that is owed of it goes out."""
    owed = [due for due in all_duties(meeting, day.protocol) if due.is_owed]
    return max(at for due in owed for at in (due.due, *(rung.at for rung in due.rungs)))


def digest_on(day: AreaDay, person: str, on: date) -> str:
    """What the digests of that day said to somebody."""
    said = [message.words for message in day.stage.seen(person)]
    return "\n".join(
        words for words in said if words.startswith("For today") and f"{on.day} {on:%b %Y}" in words
    )


async def test_what_nobody_is_reminded_of_is_said_once_a_week_until_it_is_ticked(store: Store) -> None:
    day = await held(store, "lincolnshire")
    office = day.stage.office
    assert unreminded(await day.meeting(), day.protocol, day.stage.clock.now()) == ()
    silent = last_word(await day.meeting(), day) + timedelta(days=7)
    monday = next(at for n in range(1, 60) if (at := mondays(day, n)) > silent)

    await day.until(monday + timedelta(minutes=1))
    assert SAID in digest_on(day, ADMIN, monday.date())
    assert SAID not in day.stage.everything(CHAIR, "police-rep")
    planned = (await due_on(office, "lincolnshire", monday.date())).people
    assert "What is still owed of earlier meetings" in [reason.says for reason in planned[ADMIN]]

    tuesday = monday + timedelta(days=1)
    await day.until(tuesday + timedelta(minutes=1))
    assert digest_on(day, ADMIN, tuesday.date()) == ""

    lines = await still_owed(office, "lincolnshire", ADMIN)
    shown = await day.say(ADMIN, "still owed")
    assert lines
    assert all(line.line.label in shown for line in lines)
    assert lines[0].line.label not in await day.say("police-rep", "still owed")

    for due in unreminded(await day.meeting(), day.protocol, day.stage.clock.now()):
        answer = "2027-06-01" if due.duty.dated else next(iter(due.duty.answers), None)
        await day.take(TickDuty(duty=due.duty.key, subject=due.subject.key, answer=answer), by=ADMIN)
    await day.until(monday + timedelta(days=7, minutes=1))
    assert SAID not in digest_on(day, ADMIN, (monday + timedelta(days=7)).date())
    assert "Nothing of earlier meetings" in await day.say(ADMIN, "still owed")
