"""Agencies that cannot come, and who is there for each case (HAC-04, HAC-05, WOL-11, WOL-28, KEN-03, KEN-04,
LUT-02, LUT-03, LUT-11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.acts import Kind
from dialogs.table import TABLE
from marac.absence import NobodyComes, ReportReceived
from marac.attendance import AttendanceNoted, SayWhichCases
from marac.caselist import Listing
from marac.journal import sealed_fields
from marac.presence import Departed
from marac.running_order import TellOrder
from marac.words import Capacity
from store.opening import Store
from tests.journeys.stage import parts, readable
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called, nothing_holds

PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "housing-deputy": ("Housing Hawthorn", "housing", Capacity.DEPUTY),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
}
CASES = (
    Listing(number="101", referring_agency="police"),
    Listing(number="102", referring_agency="housing"),
    Listing(number="103", referring_agency="idva"),
)
HOUSING = {"hackney": "housing-needs"}
"""The type of the housing team, where an area calls it otherwise."""
HEALTH: Who = ("Health Hazel", "health", Capacity.REPRESENTATIVE)
EDUCATION: Who = ("Education Elder", "education", Capacity.REPRESENTATIVE)
FIRE: Who = ("Fire Furze", "fire", Capacity.REPRESENTATIVE)
OUTSIDE_THE_CORE = {"education": "education", "fire": "fire"}
NAMES = {"police": "Area Police", "housing": "Housing Team", "idva": "IDVA Service"}


async def in_area(store: Store, area: str, more: dict[str, Who] | None = None, **types: str) -> AreaDay:
    """The area's next meeting, ten days ahead; `types` are those of further agencies."""
    agencies = {key: (name, key) for key, name in NAMES.items()}
    agencies["housing"] = (NAMES["housing"], HOUSING.get(area, "housing"))
    agencies |= {k: (f"{k.capitalize()} Service", kind) for k, kind in types.items()}
    agencies["team"] = ("MARAC Team", "marac-team")
    return await called(store, area, agencies, {**PEOPLE, **(more or {})}, CASES)


def messages(day: AreaDay, *people: str) -> dict[str, int]:
    return {p: len(day.stage.seen(p)) for p in people}


# Beforehand


@pytest.mark.rule("HAC-05")
async def test_hackney_asks_for_a_deputy_by_name_and_expects_them(store: Store) -> None:
    day = await in_area(store, "hackney")
    before = messages(day, "housing-deputy", ADMIN, "police-rep")

    desk = await day.say("housing-rep", "apologies")
    await day.told()

    assert "Who comes for Housing Team instead?" in desk
    asked = day.since("housing-deputy", before["housing-deputy"])
    assert "Please say by name who comes for Housing Team instead." in asked
    assert "written report" not in asked
    assert "Housing Team cannot come with its representative." in day.since(ADMIN, before[ADMIN])
    assert "Housing Team" not in day.since("police-rep", before["police-rep"])

    form = await day.stage.press("housing-deputy", "Who comes instead", about="Your colleague cannot come")
    await day.stage.fill(form, person="housing-deputy")
    assert (await day.meeting()).representatives == {"housing": "housing-deputy"}
    assert "Housing Hawthorn – deputy; comes" in await day.say(ADMIN, "people")
    assert "instead?" not in await day.desk_of("housing-rep")


@pytest.mark.rule("HAC-05")
async def test_hackneys_coordinator_hears_the_day_before_that_nobody_was_named(store: Store) -> None:
    day = await in_area(store, "hackney")
    await day.say("housing-rep", "apologies")
    await day.say("idva-rep", "apologies")
    await day.told()
    before = messages(day, ADMIN, OTHER_ADMIN, "housing-rep", "police-rep")

    eve = day.starts_at - timedelta(days=1)
    await day.until(eve - timedelta(hours=10))
    assert "have named nobody" not in day.since(ADMIN, before[ADMIN])
    await day.until(eve + timedelta(hours=3))
    await day.until(eve + timedelta(hours=4))

    for person in (ADMIN, OTHER_ADMIN):
        told = day.since(person, before[person])
        assert told.count("have named nobody: Housing Team and IDVA Service.") == 1
    assert "nobody is named for Housing Team" in day.since("housing-rep", before["housing-rep"])
    assert "nobody is named" not in day.since("police-rep", before["police-rep"])


async def test_nobody_is_chased_once_a_substitute_is_named(store: Store) -> None:
    day = await in_area(store, "hackney")
    await day.say("housing-rep", "apologies")
    await day.say("housing-rep", "substitute Housing Hawthorn")
    await day.told()
    before = messages(day, ADMIN)

    await day.until(day.starts_at - timedelta(hours=20))

    assert "named nobody" not in day.since(ADMIN, before[ADMIN])


@pytest.mark.rule("HAC-04")
async def test_hackney_asks_each_agency_whether_it_is_coming_and_takes_that_nobody_can(store: Store) -> None:
    day = await in_area(store, "hackney")
    for person in ("police-rep", "housing-rep", "idva-rep"):
        assert "Say who comes for your agency" in await day.say(person, "duties")

    await day.say("housing-rep", "nobody can come")
    await day.say("police-rep", "representative Police Birch")

    assert "Say who comes" not in await day.say("housing-rep", "duties")
    assert "Say who comes" not in await day.say("police-rep", "duties")
    assert "Say who comes for your agency" in await day.say("idva-rep", "duties")
    assert "Housing Team – nobody can come" in await day.desk_of(ADMIN)


@pytest.mark.rule("HAC-04")
async def test_hackneys_journal_has_who_is_there_as_each_case_opens_and_the_chair_who_is_not(
    store: Store,
) -> None:
    day = await in_area(store, "hackney")
    await day.opened("police-rep", "idva-rep")
    assert "Absent for this case: Housing Team" in await day.desk_of(CHAIR)
    assert "Absent for this case" not in await day.desk_of("police-rep")

    await day.say(CHAIR, "open anyway now; case: 101")
    noted = [
        e for e in await day.stage.office.ledger.entries(day.key) if isinstance(e.event, AttendanceNoted)
    ]
    assert [(e.event.case, e.event.absent) for e in noted] == [("101", ("housing",))]  # type: ignore[attr-defined]
    assert noted[0].at == day.stage.clock.moment
    case = await day.say(CHAIR, "case 101")
    assert "Area Police and IDVA Service" in case
    assert "Absent" in case
    assert "Housing Team" not in await day.say("police-rep", "case 101")

    await day.comes("housing-rep")
    assert "Absent for this case" not in await day.desk_of(CHAIR)
    assert (await day.case("101")).attendance.absent == ("housing",)  # type: ignore[union-attr]


# A written report


@pytest.mark.rule("WOL-11")
async def test_wolverhampton_takes_a_substitute_or_a_report_and_chases_where_neither_comes(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton")
    await day.say("housing-rep", "apologies")
    await day.say("idva-rep", "apologies")
    await day.told()
    asked = day.stage.card("housing-deputy", "who comes for Housing Team instead").words
    assert "Or get a written report to the administrators, by the secure way" in asked
    await day.say(ADMIN, "report received IDVA Service")
    before = messages(day, "housing-rep", "idva-rep", ADMIN)

    await day.until(day.starts_at - timedelta(hours=20))

    assert "nobody is named for Housing Team" in day.since("housing-rep", before["housing-rep"])
    assert "IDVA" not in day.since("idva-rep", before["idva-rep"])
    assert "nor has a report come: Housing Team." in day.since(ADMIN, before[ADMIN])


@pytest.mark.rule("WOL-11")
async def test_wolverhamptons_chair_sees_at_the_agencys_turn_that_its_report_is_held(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    await day.say("housing-rep", "nobody can come")
    await day.say(ADMIN, "report received Housing Team")
    await day.opened("police-rep", "idva-rep")
    await day.say(CHAIR, "open anyway now; case: 101")
    held = "A written report of Housing Team is held by the administrators."
    assert held in await day.desk_of(CHAIR)
    assert not _stands_out(day, held)

    for _ in range(3):
        await day.say(CHAIR, "next")

    assert held in await day.desk_of(CHAIR)
    assert _stands_out(day, held)
    assert held not in await day.desk_of("police-rep")


def _stands_out(day: AreaDay, words: str) -> bool:
    """The chair's newest desk has the words as a notice."""
    card = day.stage.last(CHAIR).card
    return any(
        p.get("style") == "accent" and words in readable(p) for p in parts(card) if isinstance(p, dict)
    )


@pytest.mark.rule("KEN-03")
async def test_kents_deputy_is_asked_whether_they_take_actions_on_and_the_coordinator_hears_if_not(
    store: Store,
) -> None:
    day = await in_area(store, "kent-and-medway")
    await day.say("housing-rep", "apologies")
    await day.told()
    form = await day.stage.press("housing-deputy", "Who comes instead", about="Your colleague cannot come")
    assert "They can take actions on for the agency" in form.words
    await day.say(ADMIN, "for Housing Fir: substitute Housing Hawthorn")
    await day.told()
    assert (await day.meeting()).representatives == {"housing": "housing-deputy"}
    asked = day.stage.card("housing-deputy", "You have been named to come for Housing Team").words
    assert "Please say whether you can take actions on for your agency." in asked
    assert (await day.meeting()).roll["housing-deputy"].authority is None

    await day.say("housing-deputy", "authority no")
    await day.told()
    cannot = "Housing Hawthorn comes for Housing Team and cannot take actions on for it."
    assert cannot in day.stage.everything(ADMIN)
    assert cannot in day.stage.everything(OTHER_ADMIN)
    assert cannot not in day.stage.everything("police-rep", CHAIR)
    await day.stage.fill(form, person="housing-deputy", takes_actions="true")
    assert (await day.meeting()).roll["housing-deputy"].authority is True


@pytest.mark.rule("KEN-03")
async def test_kents_coordinator_hears_if_there_is_no_deputy(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    await day.say("idva-rep", "apologies")
    await day.told()
    before = messages(day, ADMIN)

    await day.until(day.starts_at - timedelta(hours=20))

    assert "have named nobody, nor has a report come: IDVA Service." in day.since(ADMIN, before[ADMIN])


@pytest.mark.rule("KEN-04")
async def test_kents_agency_that_sends_nobody_gets_its_report_to_the_coordinator_and_the_chair_sees_it(
    store: Store,
) -> None:
    day = await in_area(store, "kent-and-medway")
    before = messages(day, "housing-deputy", ADMIN)
    desk = await day.say("housing-rep", "nobody can come")
    await day.told()

    way = "Please get a written report to the administrators, by the secure way that your agency uses."
    assert way in desk
    assert way in day.since("housing-deputy", before["housing-deputy"])
    assert "Do not put any of it here" in day.since("housing-deputy", before["housing-deputy"])
    assert "Housing Team says that nobody can come." in day.since(ADMIN, before[ADMIN])
    assert all(not sealed_fields(event) for event in (NobodyComes, ReportReceived))
    fields = TABLE.by_verb["report-received"].fields
    assert [f.kind for f in fields] == [Kind.CHOICE]

    await day.say(ADMIN, "report received Housing Team")
    await day.opened("police-rep", "idva-rep")
    await day.say(CHAIR, "open anyway now; case: 101")
    held = "A written report of Housing Team is held by the administrators."
    assert held in await day.desk_of(CHAIR)
    for _ in range(3):
        await day.say(CHAIR, "next")
    await day.desk_of(CHAIR)
    assert _stands_out(day, held)


@pytest.mark.rule("LUT-02")
async def test_luton_wants_the_substitute_first_and_takes_a_report_once_nobody_can_come(store: Store) -> None:
    day = await in_area(store, "luton")
    desk = await day.say("housing-rep", "apologies")
    assert "Who comes for Housing Team instead?" in desk
    assert "A written report is the last resort: say first that nobody can come." in desk

    refused = await day.say(ADMIN, "report received Housing Team")
    assert "Please ask the agency for a substitute first" in refused
    assert (await day.meeting()).absences["housing"].report_at is None

    desk = await day.say("housing-rep", "nobody can come")
    assert "Please get a written report to the administrators by Monday" in desk
    await day.say(ADMIN, "report received Housing Team")
    assert (await day.meeting()).absences["housing"].report_at == day.stage.clock.moment
    assert "Written report held" in await day.say(ADMIN, "people")


@pytest.mark.rule("LUT-03")
async def test_lutons_reports_are_due_a_day_ahead_reminded_of_and_marked_late_after(store: Store) -> None:
    day = await in_area(store, "luton", {"health-rep": HEALTH}, health="mental-health")
    deadline = day.starts_at - timedelta(hours=24)
    await day.say("housing-rep", "nobody can come")
    await day.say("health-rep", "nobody can come")
    assert "Housing Team says that nobody can come" not in day.stage.everything("police-rep")
    await day.told()
    before = messages(day, "housing-rep", "health-rep", ADMIN)

    await day.until(deadline - timedelta(hours=70))
    reminded = day.since("housing-rep", before["housing-rep"])
    assert "Please get a written report to the administrators by Monday" in reminded
    assert "nor has a report come: Housing Team and Health Service." in day.since(ADMIN, before[ADMIN])

    day.stage.clock.moment = deadline
    await day.say(ADMIN, "report received Housing Team")
    day.stage.clock.moment = deadline + timedelta(minutes=1)
    await day.say(ADMIN, "report received Health Service")

    absences = (await day.meeting()).absences
    assert (absences["housing"].late, absences["health"].late) == (False, True)
    people = await day.say(OTHER_ADMIN, "people")
    assert "Written report held, came late" in people
    assert people.count("came late") == 1


@pytest.mark.rule("LUT-11")
async def test_luton_asks_agencies_outside_the_core_which_cases_concern_them(store: Store) -> None:
    day = await in_area(store, "luton", {"education-rep": EDUCATION, "fire-rep": FIRE}, **OUTSIDE_THE_CORE)
    await nothing_holds(day)
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    asked = "Please say which of its cases concern Education Service."
    assert asked in day.stage.everything("education-rep")
    assert asked not in day.stage.everything("police-rep", "fire-rep")

    form = await day.stage.press("education-rep", "Cases that concern us", about="concern Education Service")
    await day.stage.fill(form, cases="102")
    await day.say("fire-rep", "our cases none")
    assert (await day.meeting()).concerned == {"education": ("102",), "fire": ()}
    assert "You are expected for case 102." in await day.desk_of("education-rep")
    assert "nobody expects you" in await day.desk_of("fire-rep")
    await day.say("police-rep", "our cases 101; agency: Area Police")
    assert "police" not in (await day.meeting()).concerned


@pytest.mark.rule("LUT-11")
async def test_in_luton_nobody_counts_as_absent_where_no_case_concerns_them(store: Store) -> None:
    day = await in_area(store, "luton", {"education-rep": EDUCATION, "fire-rep": FIRE}, **OUTSIDE_THE_CORE)
    await day.take(SayWhichCases(agency="education", cases=("102",)), by="education-rep")
    await day.say("fire-rep", "apologies")
    await day.until(day.starts_at - timedelta(hours=3))
    assert "Fire Service" not in day.stage.everything(ADMIN)

    await day.opened("police-rep", "housing-rep", "idva-rep")
    assert "Ring Education Service" not in day.stage.everything(ADMIN)
    for case, absent in (("101", ()), ("102", ("education",))):
        await day.say(CHAIR, f"open anyway now; case: {case}")
        assert (await day.case(case)).attendance.absent == absent  # type: ignore[union-attr]
        await day.say(CHAIR, "close anyway nothing of note")


# Leaving before the end


@pytest.mark.rule("WOL-28")
async def test_wolverhampton_asks_people_to_stay_and_shows_what_is_lost_when_somebody_leaves(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton")
    await nothing_holds(day)
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    stay = "Please keep the time free until the last case has been heard."
    assert stay in day.stage.everything("housing-rep")

    await day.opened("police-rep", "housing-rep", "idva-rep")
    await day.say(CHAIR, "open anyway now; case: 101")
    await day.say(CHAIR, "close anyway nothing of note")
    day.stage.clock.moment += timedelta(minutes=32)
    at = day.protocol.calendar.local(day.stage.clock.moment)
    await day.say("housing-rep", "leaving")

    lost = f"Housing Team left at {at:%H:%M}. Without it now: case 102 and case 103; it presents case 102."
    assert lost in day.desk(CHAIR).words
    assert lost in await day.desk_of(ADMIN)
    assert "left at" not in await day.desk_of("police-rep")
    departed = [e for e in await day.stage.office.ledger.entries(day.key) if isinstance(e.event, Departed)]
    assert [(e.event.person, e.at) for e in departed] == [  # type: ignore[attr-defined]
        ("housing-rep", day.stage.clock.moment)
    ]
    assert f"to {at:%H:%M}" in await day.say(CHAIR, "people")

    await day.comes("housing-rep")
    assert "left at" not in await day.desk_of(CHAIR)
