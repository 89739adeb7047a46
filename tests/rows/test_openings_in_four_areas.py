"""How the meetings of four areas begin: the agreement beforehand, what the chair says, signatures, newcomers,
and earlier actions (HAC-28 to HAC-30, HAC-54, WOL-02, WOL-29, WOL-30, KEN-10, KEN-11, KEN-32, KEN-38, LUT-06,
LUT-07, LUT-26)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.call import UpdateRoll
from marac.conflicts import DeclareConflicts
from marac.declarations import Declare, Declared, InvitationChecked
from marac.going_through import ActionReplaced, OutstandingRecorded
from marac.guests import InviteGuest
from marac.journal import sealed_fields
from marac.meeting import Agency, Attendee
from marac.opening import NameMinuteTaker, StepTicked, TickStep
from marac.presence import Arrive
from marac.running_order import TellOrder
from marac.words import ActionState, Capacity
from store.opening import Store
from tests.journeys.stage import Form, Message, buttons
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, seen_in_teams
from tests.rows.opening_days import agencies_of, in_area, met_before, opens
from usecases.ports import PersonRecord

LOCK = "Fit a lock to the back door"
LETTER = "Write to the landlord"
VISIT = "Visit the school"


async def signs(day: AreaDay, *people: str) -> None:
    """They accept the declaration, each for themselves."""
    for person in people:
        await day.say(person, "accept declaration")


async def answers(day: AreaDay, *people: str) -> None:
    """They have no conflicts."""
    await day.take(*(DeclareConflicts(person=p) for p in people))


async def times_of(day: AreaDay, kind: type) -> list[object]:
    """When events of that kind happened."""
    return [e.at for e in await day.stage.office.ledger.entries(day.key) if isinstance(e.event, kind)]


# The agreement beforehand


@pytest.mark.rule("HAC-28")
async def test_hackneys_agreement_goes_with_the_invitation_and_counts(store: Store) -> None:
    day = await in_area(store, "hackney")
    desk = await day.desk_of(ADMIN)
    assert "does it carry the declaration?" in desk
    assert "carry the declaration" not in await day.desk_of("police-rep")

    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    assert "nobody has confirmed that the calendar invitation carries" in day.stage.everything(ADMIN)
    await day.say(ADMIN, "invitation checked")
    assert len(await times_of(day, InvitationChecked)) == 1
    assert "✓ The invitation carries the declaration." in await day.desk_of(ADMIN)

    for person in ("police-rep", "housing-rep", CHAIR):
        assert "it is a condition of taking part" in day.stage.everything(person)
    await day.stage.press("police-rep", "Confidentiality declaration", about="condition of taking part")
    await day.say("police-rep", "accept declaration")
    assert len(await times_of(day, Declared)) == 1

    await opens(day, "police-rep", "housing-rep")
    asked = "Before you take part"
    assert asked not in day.stage.everything("police-rep"), "agreeing beforehand counts"
    assert asked in day.stage.everything("housing-rep")
    held = (await day.say(CHAIR, "open case 101")).split("Not declared: ")[1].split(".")[0]
    assert held == "Chair Alder, Admin Ash and Housing Fir"


@pytest.mark.rule("HAC-54")
async def test_hackneys_text_has_the_meetings_name_and_day_and_presence_counts(store: Store) -> None:
    day = await in_area(store, "hackney")
    card = await day.say("police-rep", "declare")
    when = day.protocol.calendar.local(day.starts_at)
    assert f"{day.protocol.name}, {when.day} {when:%B %Y}" in card
    assert "{meeting}" not in card
    assert "will not pass it on to anybody outside the MARAC’s information sharing protocol" in card
    assert "Being present counts as agreeing to this." in card
    await opens(day, "housing-rep")
    assert "Being present counts as agreeing to this." in day.stage.everything("housing-rep")
    assert "Not declared" in await day.say(CHAIR, "open case 101"), "they are asked to accept all the same"


async def guest(day: AreaDay, case: str = "102") -> None:
    """A school's worker is invited for one case."""
    name = PersonRecord(
        area=day.protocol.area,
        key="guest",
        name="Guest Gorse",
        email="guest@area.example",
        agency="school",
        capacities=frozenset({Capacity.GUEST}),
    )
    await day.stage.store.register.save([], [name])
    await seen_in_teams(day.stage.store, "guest")
    needs = day.protocol.guests.needs
    await day.take(InviteGuest(person="guest", agency="school", cases=(case,), given=needs), by=ADMIN)
    await day.told()


@pytest.mark.rule("LUT-06")
async def test_a_guest_in_luton_gets_the_agreement_with_the_invitation(store: Store) -> None:
    day = await in_area(store, "luton", school="school")
    await guest(day)
    assert "it is a condition of taking part" in day.stage.everything("guest")
    await day.until(day.starts_at)
    for admin in (ADMIN, OTHER_ADMIN):
        assert "Guest Gorse has not accepted the confidentiality declaration" in day.stage.everything(admin)
    assert "Guest Gorse" not in day.stage.everything("police-rep", "housing-rep") + day.stage.chat_words()


@pytest.mark.rule("LUT-06")
async def test_nobody_hears_of_a_guest_who_signed_beforehand(store: Store) -> None:
    day = await in_area(store, "luton", school="school")
    await guest(day)
    await signs(day, "guest")
    await day.until(day.starts_at)
    assert "has not accepted" not in day.stage.everything(ADMIN)


# What the chair says


async def the_chair_confirms(day: AreaDay, label: str, said: str) -> None:
    """The chair alone sees to the step with its wording; case 1 waits for it, and the time is kept."""
    stage = day.stage
    await opens(day, "police-rep")
    for step in day.protocol.opening:
        if step.does == "declaration":
            break
        await day.say(CHAIR, f"step {step.key}")
    assert said in stage.card(CHAIR, "Your MARAC desk").words
    people = (CHAIR, ADMIN, "police-rep")
    await signs(day, *people)
    await answers(day, *people)
    await day.take(NameMinuteTaker(person=ADMIN), by=ADMIN)
    key = next(s.key for s in day.protocol.opening if s.does == "declaration")
    for step in day.protocol.opening:
        if step.key != key:
            await day.take(TickStep(step=step.key), by=CHAIR)
    held = await day.say(CHAIR, "open case 101")
    assert f"The opening is not done: {label}" in held

    refused = await day.say(ADMIN, f"step {key}")
    assert "Only whoever is in the chair can say that" in refused
    stage.clock.moment = day.starts_at + timedelta(minutes=4)
    desk = await day.say(CHAIR, f"step {key}")
    local = day.protocol.calendar.local(stage.clock.moment)
    assert f"✓ {label}, {local:%H:%M}" in desk
    assert said not in desk
    assert (await day.meeting()).sittings[0].steps_at[key] == stage.clock.moment
    assert "The opening is not done" not in await day.say(CHAIR, "open case 101")


@pytest.mark.rule("HAC-29")
async def test_hackneys_chair_refers_to_the_agreement_before_case_1(store: Store) -> None:
    day = await in_area(store, "hackney")
    label = "The confidentiality agreement pointed out by the chair"
    await the_chair_confirms(day, label, "Everybody here has been sent the confidentiality agreement")


@pytest.mark.rule("WOL-30")
async def test_wolverhamptons_chair_reads_the_statement_out_before_case_1(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    await the_chair_confirms(day, "The confidentiality statement read out", "We are here to keep people safe")


@pytest.mark.rule("KEN-11")
async def test_kents_chair_explains_that_it_is_confidential_and_when(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    label = "Confidentiality explained by the chair, and the declaration signed"
    await the_chair_confirms(day, label, "This meeting is confidential.")


# Signatures


async def everybody_signs_afresh(store: Store, area: str) -> AreaDay:
    """Whoever signed at the last meeting signs again, latecomers too; case 1 waits, or opens with a note."""
    day = await in_area(store, area)
    earlier = await met_before(day)
    version = day.protocol.declaration.version
    await day.stage.take(earlier, Declare(person="police-rep", version=version), by="police-rep")
    await opens(day, "police-rep", "observer")
    steps = (TickStep(step=s.key) for s in day.protocol.opening)
    await day.take(NameMinuteTaker(person=ADMIN), *steps, by=CHAIR)
    await answers(day, CHAIR, ADMIN, "police-rep", "observer")
    waiting = "Not declared: Chair Alder, Admin Ash, Police Birch and Observer Olive."
    assert waiting in await day.say(CHAIR, "open case 101")
    await signs(day, CHAIR, ADMIN, "police-rep")
    assert "Not declared: Observer Olive." in await day.say(CHAIR, "open case 101")
    await day.say(CHAIR, "open anyway the observer is signing now")
    assert (await day.meeting()).current_case == "101"
    await day.say(CHAIR, "close anyway nothing of note")
    await signs(day, "observer")
    return day


@pytest.mark.rule("WOL-29")
async def test_wolverhampton_takes_every_signature_afresh_and_latecomers_before_the_next_case(
    store: Store,
) -> None:
    day = await everybody_signs_afresh(store, "wolverhampton")
    await day.take(Arrive(person="idva-rep"))
    assert "Before you take part" in day.stage.everything("idva-rep")
    await answers(day, "idva-rep")
    assert "Not declared: Idva Rowan." in await day.say(CHAIR, "open case 102")
    await signs(day, "idva-rep")
    assert "Not declared" not in await day.say(CHAIR, "open case 102")


@pytest.mark.rule("KEN-10")
async def test_kent_takes_every_signature_afresh(store: Store) -> None:
    day = await everybody_signs_afresh(store, "kent-and-medway")
    await day.take(Arrive(person="idva-rep"))
    await answers(day, "idva-rep")
    assert "Not declared: Idva Rowan." in await day.say(CHAIR, "open case 102")


@pytest.mark.rule("LUT-07")
async def test_luton_takes_every_signature_afresh_visitors_included(store: Store) -> None:
    day = await everybody_signs_afresh(store, "luton")
    assert "observer" in (await day.meeting()).declarations


# Newcomers


@pytest.mark.rule("KEN-38")
async def test_kent_goes_round_when_an_agency_is_there_for_the_first_time(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    await met_before(day)
    roll = (await day.meeting()).roll["police-rep"]
    new = agencies_of("kent-and-medway", probation="probation")
    added = Attendee(person="new-rep", agency="probation", capacities=roll.capacities, authority=True)
    agencies = tuple(Agency(key=k, name=n, type=t) for k, (n, t) in new.items())
    everybody = (*(await day.meeting()).roll.values(), added)
    await day.take(UpdateRoll(agencies=agencies, attendees=everybody))

    await opens(day, "police-rep", "housing-rep")
    label = "Each agency says in short what it does and what it cannot do"
    assert label not in await day.desk_of(CHAIR), "everybody here has been before"
    await day.take(Arrive(person="new-rep"))
    assert label in await day.desk_of(CHAIR)
    await day.say(CHAIR, "step confidentiality")
    assert "Here for the first time: probation" in await day.desk_of(CHAIR)
    assert label in await day.say(CHAIR, "step introductions")
    assert "The opening is not done" in await day.say(CHAIR, "open case 101")


# Earlier actions


@pytest.mark.rule("HAC-30")
async def test_hackneys_chair_sets_new_dates_and_replacements_and_the_old_date_stays(store: Store) -> None:
    day = await in_area(store, "hackney")
    earlier = await met_before(day, ("201", "police", LOCK), ("202", "housing", LETTER))
    old = (day.starts_at - timedelta(days=3)).date()
    later = (day.starts_at + timedelta(days=9)).date()
    await opens(day, "police-rep", "housing-rep")
    for step in ("agreement", "conflicts"):
        await day.say(CHAIR, f"step {step}")
    listed = day.stage.in_chat()[-1].words
    assert "Case 201" in listed
    assert "Area Police: 1 action" in listed
    assert LOCK not in day.stage.chat_words()

    form = await day.stage.press(CHAIR, "Set a new date", about=LOCK)
    await day.stage.fill(form, on=later.isoformat())
    form = await day.stage.press(CHAIR, "Replace", about=LETTER)
    await day.stage.fill(form, what="Visit the landlord", due=later.isoformat())
    assert "Was due before" in day.stage.last(CHAIR).words
    before = await day.stage.meeting(earlier)
    by_words = {a.what: a for a in before.actions.values()}
    assert (by_words[LOCK].due, by_words[LOCK].was_due) == (later, (old,))
    assert by_words[LETTER].state is ActionState.STRUCK
    new = by_words["Visit the landlord"]
    assert (new.agency, new.due, new.was_due) == ("housing", later, (old,))
    assert sealed_fields(ActionReplaced) == {"what"}
    assert "Set a new date" not in {b["title"] for m in day.stage.seen("police-rep") for b in buttons(m.card)}


@pytest.mark.rule("WOL-02")
async def test_wolverhamptons_chair_is_shown_what_is_outstanding_and_that_it_was_raised(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton")
    await met_before(day, ("201", "police", LOCK), ("202", "housing", LETTER))
    await opens(day, "police-rep")
    for step in ("welcome", "statement", "signatures"):
        await day.say(CHAIR, f"step {step}")
    assert LOCK not in day.stage.everything(CHAIR)
    await day.say(CHAIR, "step conflicts")
    shown = day.stage.card(CHAIR, "Outstanding from earlier meetings").words
    for words in ("Case 201", "Case 202", "Area Police", "Housing Team"):
        assert words in shown
        assert words in day.stage.in_chat()[-1].words
    day.stage.clock.moment = day.starts_at + timedelta(minutes=6)
    assert "✓ Outstanding actions gone through" in await day.say(CHAIR, "step outstanding-actions")
    assert (await times_of(day, StepTicked))[-1] == day.stage.clock.moment


@pytest.mark.rule("KEN-32")
async def test_kent_records_each_unfinished_action_as_done_open_or_not_delivered(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    taken = (("201", "police", LOCK), ("202", "housing", LETTER), ("203", "idva", VISIT))
    earlier = await met_before(day, *taken)
    await opens(day, "police-rep", "housing-rep")
    for step in ("confidentiality", "conflicts"):
        await day.say(CHAIR, f"step {step}")
    assert "Case 201" in day.stage.in_chat()[-1].words
    answers_given = {LOCK: "done", LETTER: "open", VISIT: "not-delivered"}
    for what, answer in answers_given.items():
        form = await day.stage.press(CHAIR, "Record", about=what)
        assert isinstance(form, Form)
        assert "Not delivered" in form.words
        await day.stage.fill(form, answer=answer)
    left = day.stage.card(CHAIR, "Recorded: Still open").words
    assert LOCK not in left
    assert VISIT not in left.partition("ot be done")[0]
    actions = {a.what: a for a in (await day.stage.meeting(earlier)).actions.values()}
    assert {what: actions[what].raised for what in answers_given} == answers_given
    assert actions[LOCK].state is ActionState.DONE
    assert actions[LETTER].is_open
    assert actions[VISIT].state is ActionState.IMPOSSIBLE
    entries = await day.stage.office.ledger.entries(earlier)
    assert [e.by for e in entries if isinstance(e.event, OutstandingRecorded)] == [CHAIR, CHAIR, CHAIR]
    assert "Record" not in {b for m in day.stage.seen("police-rep") for b in _titles(m)}


def _titles(message: Message) -> list[str]:
    return [b["title"] for b in buttons(message.card)]


@pytest.mark.rule("LUT-26")
async def test_luton_shows_the_full_list_and_sends_each_agency_its_own_part_straight_after(
    store: Store,
) -> None:
    day = await in_area(store, "luton")
    await met_before(day, ("201", "police", LOCK), ("202", "housing", LETTER))
    await opens(day, "police-rep", "idva-rep")
    for step in ("welcome", "agreement", "conflicts"):
        await day.say(CHAIR, f"step {step}")
    assert "Case 201" in day.stage.in_chat()[-1].words
    shown = day.stage.card(CHAIR, "Outstanding from earlier meetings").words
    assert LOCK in shown
    assert LETTER in shown
    assert "Outstanding from earlier meetings" not in day.stage.everything("police-rep", "housing-rep")

    await day.say(CHAIR, "step outstanding-actions")
    own = day.stage.card("police-rep", "Outstanding from earlier meetings").words
    assert LOCK in own
    assert LETTER not in own
    absent = day.stage.card("housing-rep", "Outstanding from earlier meetings").words
    assert LETTER in absent, "an agency that is not here gets its part as well"
    others = day.stage.everything("idva-rep")
    assert LOCK not in others
    assert LETTER not in others
