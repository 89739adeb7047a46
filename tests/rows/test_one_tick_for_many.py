"""What an agency sees to for every case of a long list is one line, answered for all or one by one."""

from __future__ import annotations

from marac.caselist import Listing
from marac.duties import TickDuty, duties_owed_by
from store.opening import Store
from tests.journeys.stage import Form, buttons
from tests.rows.areas import AreaDay, called
from tests.rows.plans import PEOPLE

QUESTION = "Lodge your research in MODUS"
NUMBERS = [str(number) for number in range(101, 117)]


async def with_sixteen_cases(store: Store) -> AreaDay:
    """Luton's next meeting, with sixteen cases that every agency researches."""
    agencies = {
        "police": ("Area Police", "police"),
        "idva": ("IDVA Service", "idva"),
        "housing": ("Housing Team", "housing"),
        "team": ("MARAC Team", "marac-team"),
    }
    cases = [Listing(number=number, referring_agency="police") for number in NUMBERS]
    return await called(store, "luton", agencies, PEOPLE, cases)


async def owed(day: AreaDay, person: str) -> list[str]:
    """The cases for which the person's agency has not said anything."""
    found = duties_owed_by(await day.meeting(), day.protocol, person)
    return sorted(str(due.subject.case) for due in found if due.duty.key == "research-lodged")


async def test_research_for_sixteen_cases_is_one_line_that_is_answered_for_all_at_once(store: Store) -> None:
    day = await with_sixteen_cases(store)
    desk = await day.desk_of("housing-rep")
    assert desk.count(QUESTION) == 1
    assert f"16 cases: {', '.join(NUMBERS[:-1])} and 116" in desk
    assert await owed(day, "housing-rep") == NUMBERS

    await day.stage.press("housing-rep", "Nothing known: all", about=QUESTION)
    assert await owed(day, "housing-rep") == []
    assert await owed(day, "police-rep") == NUMBERS
    meeting = await day.meeting()
    assert meeting.duty_answers["research-lodged:107/housing"] == "nothing-known"


async def test_each_case_can_be_answered_for_itself_and_the_rest_at_once(store: Store) -> None:
    day = await with_sixteen_cases(store)
    await day.desk_of("housing-rep")
    shown = await day.stage.press("housing-rep", "One by one", about=QUESTION)
    assert isinstance(shown, Form)
    assert "Case 107" in shown.words
    assert len([b for b in buttons(shown.card) if b["title"] == "Research done"]) == len(NUMBERS)
    one = TickDuty(duty="research-lodged", subject="107/housing", answer="research-done")
    await day.take(one, by="housing-rep")
    assert "15 cases" in await day.desk_of("housing-rep")
    await day.say("housing-rep", f"tick all {QUESTION}, also where you know nobody; answer: Nothing known")
    assert await owed(day, "housing-rep") == []
    answers = (await day.meeting()).duty_answers
    assert answers["research-lodged:107/housing"] == "research-done"
    assert answers["research-lodged:108/housing"] == "nothing-known"


async def test_a_digest_has_one_line_for_it_and_its_count_is_of_things_to_do(store: Store) -> None:
    day = await with_sixteen_cases(store)
    reminded = duties_owed_by(await day.meeting(), day.protocol, "housing-rep")
    due = next(d.due for d in reminded if d.duty.key == "research-lodged")
    await day.until(due.replace(hour=9, minute=30))
    card = day.stage.card("housing-rep", "For today")
    assert card.words.count(QUESTION) == 1
    assert "16 cases" in card.words


async def test_a_case_that_somebody_may_not_see_is_not_in_their_line(store: Store) -> None:
    day = await with_sixteen_cases(store)
    await day.say("housing-rep", "conflict 107")
    assert "15 cases" in await day.desk_of("housing-rep")
    await day.stage.press("housing-rep", "Research done: all", about=QUESTION)
    assert "research-lodged:107/housing" not in (await day.meeting()).duties
