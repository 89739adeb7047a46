"""What is asked before a meeting, on which day, and who sees by case number who has ticked (LIN-22, LIN-28,
HAC-06, HAC-22, WOL-12, WOL-20, WOL-25, KEN-16, KEN-55, LUT-16, LUT-19, LUT-20)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from marac.caselist import ListCases, Listing
from marac.duties import all_duties
from marac.meeting_dates import following_meeting
from marac.protocol import protocol_for
from marac.running_order import SetOrder, TellOrder
from marac.words import Capacity
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called
from usecases.call_meeting import NoSuchRhythm, call_meeting
from usecases.due_on import due_on

PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "housing-deputy": ("Housing Hawthorn", "housing", Capacity.DEPUTY),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
}
REPRESENTATIVES = {"police-rep", "housing-rep", "housing-deputy", "idva-rep"}
CASES = (Listing(number="101", referring_agency="police"), Listing(number="102", referring_agency="idva"))
LATER = Listing(number="103", referring_agency="police")
HOUSING = {"hackney": "housing-needs", "lincolnshire": "housing"}
NAMES = {"police": "Area Police", "housing": "Housing Team", "idva": "IDVA Service"}


async def in_area(store: Store, area: str, days_before: int = 20, **types: str) -> AreaDay:
    """The area's next meeting, so many days ahead; `types` are those of further agencies, with a person."""
    agencies = {key: (name, key) for key, name in NAMES.items()}
    agencies["housing"] = (NAMES["housing"], HOUSING.get(area, "housing"))
    agencies |= {k: (f"{k.capitalize()} Service", kind) for k, kind in types.items()}
    agencies["team"] = ("MARAC Team", "marac-team")
    more: dict[str, Who] = {f"{k}-rep": (f"{k} Rep", k, Capacity.REPRESENTATIVE) for k in types}
    return await called(store, area, agencies, {**PEOPLE, **more}, CASES, days_before)


def label(day: AreaDay, key: str) -> str:
    return next(duty.label for duty in day.protocol.duties if duty.key == key)


async def who_hears(day: AreaDay, key: str, on: date) -> set[str]:
    """Who hears of that duty in the digests of that day."""
    found = await due_on(day.stage.office, day.protocol.area, on)
    return {p for p, said in found.people.items() if any(label(day, key) in r.says for r in said)}


async def days_of(day: AreaDay, key: str, first: date, last: date) -> dict[str, set[str]]:
    """On which days anybody hears of that duty, and who."""
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    heard = {on.isoformat(): await who_hears(day, key, on) for on in days}
    return {on: people for on, people in heard.items() if people}


RESEARCH = [
    pytest.param(
        "lincolnshire", "research-done", "2026-12-02", ["2026-11-27"], marks=pytest.mark.rule("LIN-22")
    ),
    pytest.param(
        "hackney",
        "records-checked",
        "2026-12-03",
        ["2026-11-27", "2026-12-02"],
        marks=pytest.mark.rule("HAC-06"),
    ),
    pytest.param(
        "wolverhampton",
        "research-done",
        "2026-12-02",
        ["2026-11-26", "2026-12-01"],
        marks=pytest.mark.rule("WOL-12"),
    ),
    pytest.param(
        "kent-and-medway",
        "research-done",
        "2026-12-01",
        ["2026-11-25", "2026-11-30"],
        marks=pytest.mark.rule("KEN-16"),
    ),
]


@pytest.mark.parametrize(("area", "key", "meets", "days"), RESEARCH)
async def test_each_agency_is_asked_for_its_research_and_the_coordinator_sees_by_case_who_has_ticked(
    store: Store, area: str, key: str, meets: str, days: list[str]
) -> None:
    day = await in_area(store, area)
    meeting = date.fromisoformat(meets)
    assert day.starts_at.date() == meeting
    heard = await days_of(day, key, date(2026, 11, 16), meeting)
    assert heard == dict.fromkeys(days, REPRESENTATIVES)

    for person in ("housing-rep", "idva-rep"):
        await day.say(person, f"duty done {key}:{person.removesuffix('-rep')}")
    seen = await day.say(ADMIN, "ticks")
    assert label(day, key) in seen
    assert "Case 101 and case 102\n✓ Housing Team and IDVA Service\nNot answered: Area Police" in seen
    assert seen == await day.say(OTHER_ADMIN, "ticks")
    assert "Housing Team" not in await day.say("police-rep", "ticks")
    assert await who_hears(day, key, date.fromisoformat(days[-1])) == {"police-rep"}

    day.stage.clock.moment = datetime(2026, 11, 20, 10, tzinfo=UTC)
    await day.take(ListCases(listed=(*CASES, LATER)))
    seen = await day.say(ADMIN, "ticks")
    assert "Case 103\n✓ nobody yet\nNot answered: Area Police, Housing Team and IDVA Service" in seen
    assert "Case 101 and case 102\n✓ Housing Team and IDVA Service\nNot answered: Area Police" in seen


@pytest.mark.rule("WOL-25")
async def test_wolverhamptons_agenda_stays_back_until_it_is_known_of_each_case_whether_the_victim_was_told(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton", 10)
    said = await day.say(ADMIN, "tell order")
    assert "The order cannot go out yet. First, for case 101 and case 102: Say whether the victim" in said
    assert (await day.meeting()).order_told_at is None
    assert "cannot go out yet" in await day.say(ADMIN, "duty done agenda-circulated:meeting")

    await day.say(ADMIN, "duty done victim-told:101; answer: told")
    assert "First, for case 102:" in await day.say(ADMIN, "tell order")
    assert "answer" in (await day.say(ADMIN, "duty done victim-told:102")).lower()
    assert (await day.meeting()).order_told_at is None

    ticked = await day.say(ADMIN, "duty done victim-told:102; answer: reason written")
    assert "victim-told:102" in (await day.meeting()).duties, ticked
    said = await day.say(ADMIN, "tell order")
    assert (await day.meeting()).order_told_at is not None, said


async def at(day: AreaDay, moment: str) -> None:
    """Let it be that moment, London time, and let what is due be looked after twice, as any ticker would."""
    then = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    await day.until(then)
    await day.until(then + timedelta(minutes=1))


def got(day: AreaDay, person: str, words: str) -> int:
    """In how many messages the person has read that."""
    return sum(words in message.words for message in day.stage.seen(person))


@pytest.mark.rule("HAC-22")
async def test_hackneys_coordinator_is_reminded_on_the_thursday_after_one_and_the_sending_is_kept(
    store: Store,
) -> None:
    day = await in_area(store, "hackney", 10)
    words = f"{label(day, 'agenda-sent')}. By Thu 26 Nov 2026, 17:00."
    await at(day, "2026-11-26T12:57")
    assert got(day, ADMIN, words) == 0
    await at(day, "2026-11-26T13:01")
    assert (got(day, ADMIN, words), got(day, OTHER_ADMIN, words), got(day, "police-rep", words)) == (1, 1, 0)

    told = {p: len(day.stage.seen(p)) for p in ("housing-rep", "housing-deputy")}
    await day.say(ADMIN, "tell order")
    await day.told()
    assert (await day.meeting()).order_told_at == day.stage.clock.moment
    for person, before in told.items():
        assert "running order" in day.since(person, before).lower()
    await at(day, "2026-11-26T16:01")
    assert got(day, ADMIN, words) == 1


@pytest.mark.rule("LUT-16")
async def test_lutons_list_is_asked_for_that_morning_and_its_absence_is_told_at_noon(store: Store) -> None:
    day = await in_area(store, "luton", 14)
    meets = day.starts_at.date()
    thursday = meets - timedelta(days=12)
    assert (meets.weekday(), thursday.weekday()) == (1, 3)
    assert {ADMIN, OTHER_ADMIN} <= await who_hears(day, "list-published", thursday)
    late = "The case list is not out yet."
    await at(day, f"{thursday}T11:58")
    assert got(day, ADMIN, late) == 0
    await at(day, f"{thursday}T12:01")
    assert [got(day, p, late) for p in (ADMIN, OTHER_ADMIN, CHAIR, "police-rep")] == [1, 1, 1, 0]


@pytest.mark.rule("LUT-16")
async def test_nothing_is_told_at_noon_of_a_list_that_is_out(store: Store) -> None:
    day = await in_area(store, "luton", 14)
    thursday = day.starts_at.date() - timedelta(days=12)
    await at(day, f"{thursday}T10:00")
    await day.say(ADMIN, "tell order")
    assert (await day.meeting()).order_told_at is not None
    await at(day, f"{thursday}T12:01")
    assert got(day, ADMIN, "The case list is not out yet.") == 0


@pytest.mark.rule("LUT-19")
@pytest.mark.rule("LUT-20")
async def test_lutons_research_is_ticked_by_case_until_thursday_at_five_with_nothing_known_apart(
    store: Store,
) -> None:
    day = await in_area(store, "luton", 7)
    thursday = day.starts_at.date() - timedelta(days=5)
    wednesday = thursday - timedelta(days=1)
    words = label(day, "research-lodged")
    await day.until(datetime(thursday.year, thursday.month, thursday.day, 9, 5, tzinfo=UTC))
    heard = {p for p in (*REPRESENTATIVES, ADMIN) if p in await who_hears(day, "research-lodged", thursday)}
    assert heard == REPRESENTATIVES
    assert wednesday.weekday() == 2

    await day.say("housing-rep", "duty done research-lodged:101/housing; answer: research done")
    await day.say("housing-rep", "duty done research-lodged:102/housing; answer: nothing known")
    await day.say("idva-rep", "duty done research-lodged:101/idva; answer: nothing known")
    await at(day, f"{thursday}T12:01")
    assert got(day, "police-rep", f"{words}. By") == 1
    assert got(day, "idva-rep", f"{words}. By") == 1
    assert got(day, "housing-rep", f"{words}. By") == 0

    seen = await day.say(ADMIN, "ticks")
    assert (
        "Case 101\n✓ Housing Team (research done) and IDVA Service (nothing known)\nNot answered: Area Police"
        in seen
    )
    assert "Case 102\n✓ Housing Team (nothing known)\nNot answered: Area Police and IDVA Service" in seen

    await at(day, f"{thursday}T16:59")
    assert got(day, ADMIN, "The time for research is over.") == 0
    await day.until(datetime(thursday.year, thursday.month, thursday.day, 17, 5, tzinfo=UTC))
    refused = await day.say("police-rep", "duty done research-lodged:101/police; answer: research done")
    assert "The time for that is over" in refused
    assert "research-lodged:101/police" not in (await day.meeting()).duties
    friday = thursday + timedelta(days=1)
    assert {ADMIN, OTHER_ADMIN} <= await who_hears(day, "research-lodged", friday)
    await day.until(datetime(friday.year, friday.month, friday.day, 9, 5, tzinfo=UTC))
    assert got(day, ADMIN, "The time for research is over") == 1
    assert "the time is over since" in await day.say(ADMIN, "ticks")
    await day.say(ADMIN, "duty done research-lodged:101/police; answer: research done")
    assert "research-lodged:101/police" in (await day.meeting()).duties


@pytest.mark.rule("WOL-20")
async def test_wolverhamptons_agenda_is_asked_for_seven_days_ahead_weekends_counted_and_its_time_is_kept(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton", 12)
    meets = day.starts_at.date()
    week_before = meets - timedelta(days=7)
    heard = await days_of(day, "agenda-circulated", meets - timedelta(days=11), meets)
    assert heard == {
        (week_before - timedelta(days=1)).isoformat(): {ADMIN, OTHER_ADMIN},
        week_before.isoformat(): {ADMIN, OTHER_ADMIN},
    }

    await day.until(datetime(week_before.year, week_before.month, week_before.day, 10, tzinfo=UTC))
    for number in ("101", "102"):
        await day.say(ADMIN, f"duty done victim-told:{number}; answer: told")
    await day.say(ADMIN, "duty done agenda-circulated:meeting")
    assert (await day.meeting()).order_told_at == day.stage.clock.moment
    assert await who_hears(day, "agenda-circulated", week_before) == set()


WINDOWS = [("", "agenda-sent-monthly", 10, 8), ("fortnightly", "agenda-sent-fortnightly", 7, 5)]


@pytest.mark.rule("KEN-22")
@pytest.mark.parametrize(("rhythm", "key", "opens", "closes"), WINDOWS)
async def test_kents_window_for_the_agenda_opens_and_closes_by_how_often_that_meeting_is_held(
    store: Store, rhythm: str, key: str, opens: int, closes: int
) -> None:
    day = await in_area(store, "kent-and-medway", 20)
    meets = date(2027, 2, 19)
    meeting = await call_meeting(day.stage.office, "kent-and-medway", meets, rhythm)
    kept = AreaDay(day.stage, meeting.key, day.protocol, meeting.sittings[0].starts_at)
    other = next(k for _, k, _, _ in WINDOWS if k != key)
    first = meets - timedelta(days=opens)
    last = meets - timedelta(days=closes)

    await kept.take(ListCases(listed=CASES), SetOrder())
    duties = [d for d in all_duties(await kept.meeting(), day.protocol) if d.duty.key in (key, other)]
    assert [d.duty.key for d in duties] == [key]
    assert duties[0].due.date() == last
    assert duties[0].rungs[0].at.date() == day.protocol.calendar.add_working_days(first, 0)
    assert duties[0].rungs[-1].at.date() <= last

    await day.until(datetime(first.year, first.month, first.day, 9, 30, tzinfo=UTC))
    found = await due_on(day.stage.office, "kent-and-medway", first)
    assert {p for p, said in found.people.items() if any(meeting.key in r.says for r in said)} == {
        ADMIN,
        OTHER_ADMIN,
    }
    await kept.take(TellOrder(), by=ADMIN)
    assert (await kept.meeting()).order_told_at == day.stage.clock.moment
    assert not any(d.is_owed for d in all_duties(await kept.meeting(), day.protocol) if d.duty.key == key)


async def test_a_meeting_by_a_rhythm_that_the_area_has_not_is_not_called(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    with pytest.raises(NoSuchRhythm, match="There is: monthly, fortnightly"):
        await call_meeting(day.stage.office, "kent-and-medway", date(2027, 2, 19), "weekly")


def test_the_meeting_after_follows_the_rhythm_by_which_this_one_is_held() -> None:
    kent, held = protocol_for("kent-and-medway"), date(2027, 2, 19)
    assert following_meeting(kent, held) == following_meeting(kent, held, "monthly") == date(2027, 3, 19)
    assert following_meeting(kent, held, "fortnightly") == date(2027, 3, 5)


@pytest.mark.rule("KEN-55")
async def test_kents_mappa_coordinator_checks_the_agenda_and_answers_by_case_number(store: Store) -> None:
    day = await in_area(store, "kent-and-medway", 12, mappa="mappa")
    meets = day.starts_at.date()
    before = {p: len(day.stage.seen(p)) for p in ("mappa-rep", "police-rep")}
    await day.say(ADMIN, "tell order")
    await day.told()
    assert "running order" in day.since("mappa-rep", before["mappa-rep"]).lower()

    heard = await days_of(day, "mappa-checked", meets - timedelta(days=9), meets)
    assert list(heard.values()) == [{"mappa-rep"}, {"mappa-rep"}]
    assert max(heard) < meets.isoformat()
    assert "For the meeting\n✓ nobody yet\nNot answered: Mappa Service" in await day.say(ADMIN, "ticks")

    await day.say("mappa-rep", "duty done mappa-checked:meeting; answer: told")
    assert "✓ Mappa Service (told)" in await day.say(ADMIN, "ticks")
    assert await days_of(day, "mappa-checked", meets - timedelta(days=9), meets) == {}


@pytest.mark.rule("LIN-26")
async def test_lincolnshire_counts_its_own_working_days_and_lets_what_is_not_urgent_wait(
    store: Store,
) -> None:
    day = await in_area(store, "lincolnshire", 13)
    week = {name.lower(): str(hours) for name, hours in day.protocol.office_hours.items()}
    assert week == dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:30-16:30")
    after_christmas = await call_meeting(day.stage.office, "lincolnshire", date(2027, 1, 6))
    agenda = next(d for d in all_duties(after_christmas, day.protocol) if d.duty.key == "agenda-published")
    assert agenda.due.date() == date(2026, 12, 22), "Christmas, Boxing Day and New Year are not counted"

    saturday = date(2026, 11, 28)
    assert await days_of(day, "research-done", saturday, saturday + timedelta(days=1)) == {}
    for moment in ("2026-11-19T17:00", "2026-11-20T08:20"):
        await at(day, moment)
        assert day.stage.seen(ADMIN) == []
    await at(day, "2026-11-20T09:05")
    on_friday = len(day.stage.seen(ADMIN))
    assert on_friday > 0
    for moment in ("2026-11-20T16:31", "2026-11-21T10:00", "2026-11-22T10:00", "2026-11-23T08:20"):
        await at(day, moment)
        assert len(day.stage.seen(ADMIN)) == on_friday
