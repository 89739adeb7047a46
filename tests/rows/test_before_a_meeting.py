"""What is asked before a meeting, on which day, and who sees by case number who has ticked (LIN-22, LIN-28,
HAC-06, HAC-22, WOL-12, WOL-20, WOL-25, KEN-16, KEN-55, LUT-16, LUT-19, LUT-20)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from marac.caselist import ListCases, Listing
from marac.words import Capacity
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called
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

    await day.say(ADMIN, "duty done victim-told:102; answer: not told reason written")
    await day.say(ADMIN, "tell order")
    assert (await day.meeting()).order_told_at is not None


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
