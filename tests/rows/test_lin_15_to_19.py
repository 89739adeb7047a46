"""People who are kept out, presenters, induction, leavers, and whose an action is (LIN-15 to LIN-19)."""

from __future__ import annotations

import pytest

from marac.call import UpdateRoll
from marac.decide import Refused
from marac.meeting import Attendee
from marac.presence import Arrive
from marac.words import Capacity
from tests.journeys.hearing_day import ADMIN, CHAIR, OTHER_ADMIN, Day
from tests.journeys.stage import FIRST_DAY
from tests.rows.county import comes, counts

REPRESENTATIVE = frozenset({Capacity.REPRESENTATIVE})


@pytest.mark.rule("LIN-15")
async def test_whoever_is_barred_is_out_of_everything_and_nobody_else_learns_why(ahead: Day) -> None:
    stage = ahead.stage
    others = (CHAIR, "idva-rep", "police-deputy", "observer")
    before = counts(ahead, (*others, ADMIN, OTHER_ADMIN, "police-rep"))
    await stage.say(ADMIN, "people")
    form = await stage.press(ADMIN, "Bar somebody")
    assert set(getattr(form, "fields", {})) == {"person"}
    form = await stage.fill(form, person="police-rep")
    for person in (ADMIN, OTHER_ADMIN):
        told = ahead.since(person, before[person])
        assert "Please tell the Domestic Abuse Operational Lead. I keep no reason." in told
    for person in others:
        assert "Birch" not in ahead.since(person, before[person])
        assert "barred" not in ahead.since(person, before[person]).lower()
    assert "Birch" not in stage.chat_words()
    assert "Barred" not in await ahead.say(CHAIR, "people")

    stage.clock.moment = FIRST_DAY
    with pytest.raises(Refused):
        await ahead.take(Arrive(person="police-rep"))
    await stage.say("police-rep", "here")
    assert not (await ahead.meeting()).is_present("police-rep")
    for words in ("desk", "order", "case 101", "my actions", "meeting"):
        assert "101" not in await ahead.say("police-rep", words)
    await comes(ahead, CHAIR, ADMIN)
    said = counts(ahead, ("police-rep",))
    await ahead.say(CHAIR, "open")
    assert ahead.since("police-rep", said["police-rep"]) == ""


@pytest.mark.rule("LIN-16")
async def test_the_referring_agency_is_asked_who_presents_and_administrators_see_where_nobody_does(
    ahead: Day,
) -> None:
    stage = ahead.stage
    order = await ahead.say(ADMIN, "order")
    assert "No presenter confirmed\ncase 101, case 102 and case 103" in order

    stage.clock.moment = FIRST_DAY.replace(month=11, day=26)
    desk = await ahead.say("trust-rep", "desk")
    assert "Confirm who presents your case\ncase 102" in desk
    assert "Confirm who presents your case" not in await ahead.say("das-rep", "desk")
    await stage.press("trust-rep", "Confirm the presenter", about="case 102")
    assert (await ahead.meeting()).cases["102"].presenter == "trust"
    assert "Confirm who presents your case" not in await ahead.say("trust-rep", "desk")

    await ahead.say("police-rep", "presents 101; agency: Probation Service")
    order = await ahead.say(ADMIN, "order")
    assert "No presenter confirmed\ncase 103" in order
    assert "presented by Hospital Trust" in order
    assert "presented by Probation Service" in order


@pytest.mark.rule("LIN-17")
async def test_administrators_are_warned_of_whoever_signs_in_without_induction(ahead: Day) -> None:
    stage = ahead.stage
    roll = (await ahead.meeting()).roll
    await ahead.take(
        UpdateRoll(
            agencies=(),
            attendees=(
                Attendee(person="das-rep", agency="das", capacities=REPRESENTATIVE, induction=False),
                Attendee(person=CHAIR, capacities=roll[CHAIR].capacities, induction=False),
            ),
        )
    )
    people = await ahead.say(ADMIN, "people")
    assert "Support Sycamore – representative; induction not complete" in people
    assert people.count("induction not complete") == 2

    stage.clock.moment = FIRST_DAY
    before = counts(ahead, (ADMIN, OTHER_ADMIN, "das-rep", "idva-rep"))
    await comes(ahead, "das-rep", CHAIR, "idva-rep")
    for person in (ADMIN, OTHER_ADMIN):
        told = ahead.since(person, before[person])
        assert "Support Sycamore has signed in, and their induction is not complete." in told
        assert "Chair Alder has signed in, and their induction is not complete." in told
        assert "Idva Rowan has signed in" not in told
    assert "induction" not in ahead.since("idva-rep", before["idva-rep"])


@pytest.mark.rule("LIN-18")
async def test_a_leaver_is_off_everything_at_once_and_their_agency_finds_a_successor(day: Day) -> None:
    stage = day.stage
    await day.say(CHAIR, "open case 101")
    await day.say(ADMIN, "action police; Change the marker; adult; owner: Police Birch")
    assert [a.owner for a in (await day.meeting()).actions.values()] == ["police-rep"]
    before = counts(day, (ADMIN, OTHER_ADMIN, "police-deputy", "police-rep"))
    await day.say(ADMIN, "leaver Police Birch")

    meeting = await day.meeting()
    assert "police-rep" not in {a.person for a in meeting.present()}
    assert [a.owner for a in meeting.actions.values()] == [None]
    told = day.since("police-deputy", before["police-deputy"])
    assert "Please say who comes for Lincolnshire Police from now on" in told
    assert "It is still the agency's; please agree who takes it on." in told
    assert "Police Birch of Lincolnshire Police has been reported as having left" in day.since(
        OTHER_ADMIN, before[OTHER_ADMIN]
    )
    assert "Birch" not in (await day.say(ADMIN, "people")).split("Left\n")[0]
    for words in ("desk", "my actions", "case 101", "here"):
        assert "I do not find you in the register" in await day.say("police-rep", words)
    left = counts(day, ("police-rep",))
    await day.say(CHAIR, "next")
    await stage.at(FIRST_DAY.replace(day=14))
    assert day.since("police-rep", left["police-rep"]) == ""
    assert "Change the marker" in await day.say("police-deputy", "my actions")


@pytest.mark.rule("LIN-19")
async def test_an_action_belongs_to_agencies_and_never_to_the_marac(day: Day) -> None:
    await day.say(CHAIR, "open case 101")
    for owner in ("MARAC", "the MARAC", "Lincolnshire MARAC", "County MARAC Team", "team", "County MARAC"):
        line = f"action {owner}; Change the locks; adult; collector: Police Birch"
        answer = await day.say(ADMIN, line)
        assert "It cannot be the MARAC" in answer or "I could not find that" in answer, owner
        assert (await day.meeting()).actions == {}, owner
    form = await day.stage.press(ADMIN, "Record an action")
    assert "County MARAC Team" not in form.words
    assert "Lincolnshire Police" in form.words
    await day.say(ADMIN, "action what: Change the locks; protects: adult")
    assert (await day.meeting()).actions == {}
    await day.say(ADMIN, "action police, idva; Change the locks; adult")
    lines = list((await day.meeting()).actions.values())
    assert [a.agency for a in lines] == ["police", "idva"]
    assert len({a.joint for a in lines}) == 1
    assert lines[0].joint is not None
