"""What becomes of actions after the meeting, area by area: who is reminded, who is asked why, who else hears
(LIN-71, LIN-92 to LIN-94, HAC-45, HAC-46, WOL-05, WOL-40 to WOL-44, KEN-33, KEN-45, LUT-31)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from marac.actions import RecordAction
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.meeting import Action
from marac.running_order import SetOrder
from marac.words import ActionState, Capacity, Protects
from store.opening import Store
from tests.journeys.stage import Form, Message, buttons
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called
from tests.rows.plans import HOUSING, MARKER, actions, offered, open_case, the_next_meeting
from usecases.due_on import due_on
from usecases.handing_over import make
from usecases.ports import AgencyRecord, PersonRecord
from usecases.rooms import Place, room_for

DUE = date(2027, 1, 18)
"""A Monday."""
LEAD = "lead"
PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    LEAD: ("Lead Linden", None, Capacity.LEAD),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
}
CASES = [Listing(number=str(number), referring_agency="police") for number in (101, 102, 103, 104)]


async def heard(store: Store, area: str, *, taken: bool = True) -> AreaDay:
    """The area's December meeting with its first case open, in which the police took an action due on
    `DUE`."""
    agencies = {
        "police": ("Area Police", "police"),
        "idva": ("IDVA Service", "idva"),
        "housing": ("Housing Team", HOUSING.get(area, "housing")),
        "team": ("MARAC Team", "marac-team"),
    }
    day = await called(store, area, agencies, PEOPLE, CASES)
    await day.opened("police-rep", "idva-rep", "housing-rep")
    await open_case(day)
    if taken:
        await offered(day, "police-rep")
        assert [a.due for a in await actions(day)] == [DUE]
    return day


def at(on: date, hour: int = 11) -> datetime:
    """A moment of that day after the hour at which digests go out; winter time is UTC."""
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


async def on(day: AreaDay, days_after_due: int, hour: int = 11) -> None:
    """So many days after the action's date, what is due looked after."""
    await day.until(at(DUE + timedelta(days=days_after_due), hour))


def digest(day: AreaDay, person: str) -> str:
    """The person's newest digest; nothing where they have had none."""
    found = [m.words for m in day.stage.seen(person) if m.words.startswith("For today")]
    return found[-1] if found else ""


def shown(found: Message | Form) -> str:
    """What a press led to."""
    return found.words


async def the_action(day: AreaDay) -> Action:
    """The police's action as it is now."""
    return next(a for a in await actions(day) if a.what == MARKER)


async def listed(day: AreaDay) -> str:
    """What the administrator's list reads."""
    return await day.say(ADMIN, "open actions")


async def pressable(day: AreaDay) -> list[str]:
    """What can be pressed on the administrator's list."""
    await listed(day)
    return titles(day.stage.last(ADMIN))


def titles(message: Message) -> list[str]:
    """What can be pressed on a card."""
    return [b["title"] for b in buttons(message.card)]


# Nobody is chased


@pytest.mark.rule("LUT-31")
async def test_luton_chases_nobody_and_shows_what_is_overdue_at_the_next_meeting(store: Store) -> None:
    day = await heard(store, "luton")
    for days in (-3, 0, 1, 2, 7):
        await on(day, days)
    assert "Case 101" not in digest(day, "police-rep")
    assert "overdue action" not in digest(day, ADMIN)
    assert "Case 101, Area Police (Police Birch)\ndue Mon 18 Jan 2027 · 7 days late" in await listed(day)
    assert "Chase" not in await pressable(day)
    before = len(day.stage.seen("police-rep"))
    await day.say(ADMIN, f"chase {(await the_action(day)).key}")
    assert day.since("police-rep", before) == ""
    assert (await the_action(day)).chased_at is None
    following = await the_next_meeting(day, weeks=8)
    assert "Overdue: was due Mon 18 Jan 2027" in following.stage.card("police-rep", "Outstanding").words
    assert "Overdue: was due Mon 18 Jan 2027" in following.stage.card(CHAIR, "Outstanding").words


# What an owner answers


@pytest.mark.rule("HAC-45")
async def test_hackneys_owner_answers_done_or_cannot_and_then_what_was_done_instead(store: Store) -> None:
    day = await heard(store, "hackney")
    await on(day, 1)
    card = day.stage.card("police-rep", "For today")
    assert {"Done", "Cannot be done"} <= set(titles(card))
    form = await day.stage.press("police-rep", "Cannot be done", about="Case 101")
    assert isinstance(form, Form)
    assert "instead" in form.fields
    assert "reason" not in form.fields
    refused = await day.stage.fill(form, instead="")
    assert "what was done instead" in refused.words.casefold()
    assert (await the_action(day)).is_open
    await day.stage.fill(form, instead="Asked the landlord for a new lock")
    (action,) = await actions(day)
    assert (action.state, action.instead) == (ActionState.IMPOSSIBLE, "Asked the landlord for a new lock")
    await on(day, 2)
    assert "Case 101" not in digest(day, "police-rep").replace(card.words, "")


@pytest.mark.rule("HAC-46")
async def test_hackneys_coordinator_has_the_current_list_and_hears_of_every_change(store: Store) -> None:
    day = await heard(store, "hackney")
    await offered(day, "idva-rep", what="Call on Friday", due="18/02/2027")
    await on(day, 1)
    words = await day.say(ADMIN, "open actions")
    assert "Area Police\n1 open, 1 overdue, 0 finished" in words
    assert "IDVA Service\n1 open, 0 overdue, 0 finished" in words
    assert "Case 101, Area Police (Police Birch)" in words
    assert MARKER not in words
    assert "Open actions" not in await day.say("police-rep", "open actions")

    before = len(day.stage.seen("police-rep"))
    await day.stage.press(ADMIN, "Chase", about="Case 101, Area Police")
    assert "was due Mon 18 Jan 2027. Please say how it stands" in day.since("police-rep", before)
    await day.say(ADMIN, "chase a1")
    assert day.since("police-rep", before).count("Please say how it stands") == 1
    await on(day, 2, hour=23)
    assert "Offices are closed" in await day.say(ADMIN, "chase a1")
    await on(day, 3)
    await day.stage.press("police-rep", "In hand", about="Case 101")
    assert "case 101, Area Police: in hand" in day.stage.card(ADMIN, "reported on today").words
    cards = len([m for m in day.stage.seen(ADMIN) if "reported on today" in m.words])
    await day.say("police-rep", "done a1; done on: 20/01/2027; case system: yes")
    changed = [m.words for m in day.stage.seen(ADMIN) if "reported on today" in m.words]
    assert len(changed) == cards == 1
    assert "case 101, Area Police: done" in changed[0]
    assert "0 open, 0 overdue, 1 finished" in await day.say(ADMIN, "open actions")


@pytest.mark.rule("KEN-33")
async def test_kents_coordinator_hears_at_once_that_an_action_is_done_and_when(store: Store) -> None:
    day = await heard(store, "kent-and-medway")
    await on(day, -3)
    await day.until(at(DUE - timedelta(days=3), 14))
    assert "reported on today" not in day.stage.everything(ADMIN)
    form = await day.stage.press("police-rep", "Done", about="Case 101")
    await day.stage.fill(form, completed_on="2027-01-14", modus_updated="true")
    told = day.stage.card(ADMIN, "reported on today").words
    assert "14:00 · case 101, Area Police: done" in told
    assert MARKER not in told


@pytest.mark.rule("WOL-40")
async def test_wolverhamptons_owner_is_reminded_before_and_details_go_elsewhere(store: Store) -> None:
    day = await heard(store, "wolverhampton")
    await on(day, -4)
    assert "Case 101" not in digest(day, "police-rep")
    await on(day, -3)
    assert "1 action due" in digest(day, "police-rep")
    form = await day.stage.press("police-rep", "Done", about="Case 101")
    assert isinstance(form, Form)
    assert "secure mailbox" in form.words
    assert not {"instead", "reason", "note"} & set(form.fields)
    await day.stage.fill(form, completed_on="2027-01-14", modus_updated="true")
    assert [a.state for a in await actions(day)] == [ActionState.DONE]


@pytest.mark.rule("WOL-44")
async def test_wolverhamptons_owner_gives_a_reason_and_the_first_date_stays_on_record(store: Store) -> None:
    day = await heard(store, "wolverhampton")
    await on(day, -3)
    form = await day.stage.press("police-rep", "Ask for a new date", about="Case 101")
    assert isinstance(form, Form)
    await day.stage.fill(form, on="2027-01-25", reason="")
    assert (await actions(day))[0].asked_for is None
    await day.stage.fill(form, on="2027-01-25", reason="The contractor comes a week later")
    (action,) = await actions(day)
    assert (action.asked_for, action.due) == (date(2027, 1, 25), DUE)
    assert "contractor" in (action.overdue_because or "")
    told = day.stage.card(ADMIN, "A new date is asked for").words
    assert "Mon 25 Jan 2027 instead of Mon 18 Jan 2027" in told
    assert "contractor" not in day.stage.everything(ADMIN)
    await day.stage.press(ADMIN, "Agree", about="A new date is asked for")
    (action,) = await actions(day)
    assert (action.due, action.was_due) == (date(2027, 1, 25), (DUE,))


# Who else hears


async def with_addresses(day: AreaDay) -> None:
    """The police's representative has a line manager, and the agency a signatory."""
    area = day.protocol.area
    await day.stage.store.register.save(
        [
            AgencyRecord(
                area=area,
                key="police",
                name="Area Police",
                type="police",
                statutory=False,
                signatory="signatory@police.example",
            )
        ],
        [
            PersonRecord(
                area=area,
                key="police-rep",
                name="Police Birch",
                email="police-rep@area.example",
                agency="police",
                capacities=frozenset({Capacity.REPRESENTATIVE}),
                line_manager_email="manager@police.example",
            )
        ],
    )


@pytest.mark.rule("WOL-05")
async def test_wolverhamptons_coordinator_may_copy_in_the_senior_contact(store: Store) -> None:
    day = await heard(store, "wolverhampton")
    await with_addresses(day)
    await on(day, 1)
    assert "1 overdue action" in digest(day, "police-rep")
    assert "Still not done" not in digest(day, ADMIN)
    await on(day, 2)
    assert "Still not done" in digest(day, ADMIN)
    assert "Still not done" not in digest(day, CHAIR) + digest(day, "police-rep")
    notice = shown(await day.stage.press(ADMIN, "Notice", about="Case 101"))
    assert "signatory@police.example" in notice
    assert "An action of Area Police in MARAC case 101 was due Mon 18 Jan 2027" in notice
    for hidden in (MARKER, "Birch"):
        assert hidden not in notice
    assert "Notice" in await pressable(day)
    await day.say(ADMIN, "notice sent a1; step: 1")
    assert (await actions(day))[0].sent_on == (1,)
    assert "Notice" not in await pressable(day)


@pytest.mark.rule("WOL-41")
async def test_wolverhamptons_weekly_list_goes_out_once_the_coordinator_has_looked(store: Store) -> None:
    day = await heard(store, "wolverhampton")
    await on(day, 0)
    asked = "Look through the open actions, and circulate the list"
    assert asked in digest(day, ADMIN)
    members = ("police-rep", "idva-rep", "housing-rep")
    assert "Unfinished actions" not in "".join(day.stage.everything(p) for p in members)
    await day.stage.press(ADMIN, "Done", about=asked)
    for person in members:
        words = day.stage.card(person, "Unfinished actions").words
        assert "Case 101, Area Police: due Mon 18 Jan 2027" in words
        assert MARKER not in words
    assert "Unfinished actions" not in day.stage.chat_words()


@pytest.mark.rule("WOL-42")
async def test_wolverhamptons_chair_escalates_and_the_board_gets_it_without_names(store: Store) -> None:
    day = await heard(store, "wolverhampton")
    await on(day, 0)
    assert "escalate?" not in digest(day, CHAIR)
    await on(day, 1)
    assert "Case 101, Area Police: was due Mon 18 Jan 2027" in digest(day, CHAIR)
    assert "escalate?" not in digest(day, ADMIN)
    await day.stage.press(CHAIR, "Escalate", about="Case 101")
    assert (await actions(day))[0].escalated_at is not None
    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    made = await make(day.stage.office, room, "open-actions", {"format": "csv", "unnamed": "yes"})
    words = made.content.decode()
    assert "Area Police,18/01/2027" in words
    assert ",yes" in words
    for hidden in ("101", "Birch", MARKER):
        assert hidden not in words


@pytest.mark.rule("LIN-93")
async def test_lincolnshires_fifth_day_alerts_administrators_with_a_notice_to_send(store: Store) -> None:
    day = await heard(store, "lincolnshire")
    await with_addresses(day)
    await on(day, 4)
    assert "escalate?" not in digest(day, ADMIN)
    await on(day, 7)  # the fifth day is a Saturday
    assert "escalate?" in digest(day, ADMIN)
    notice = shown(await day.stage.press(ADMIN, "Notice", about="Case 101"))
    assert "manager@police.example" in notice
    assert "completed within 24 hours" in notice
    assert MARKER not in notice
    await day.stage.press(ADMIN, "Escalate", about="Case 101")
    told = day.stage.card("police-rep", "was escalated").words
    assert "complete it within 24 hours" in told
    await day.say("police-rep", "my actions")
    await day.stage.press("police-rep", "Reason given", about="Case 101")
    assert (await actions(day))[0].rationale_given


async def test_an_operator_sees_steps_figures_and_alerts_of_a_day_before_it_comes(store: Store) -> None:
    day = await heard(store, "lincolnshire")
    monday = DUE + timedelta(days=7)
    found = (await due_on(day.stage.office, "lincolnshire", monday)).people
    said = {person: [f"{r.says} — {r.why}" for r in reasons] for person, reasons in found.items()}
    assert (
        "Case 101, action a1 of police: step 1 of the ladder, with a notice to send on — due 18/01/2027, and "
        "line-managers hear at +5 days"
    ) in said[ADMIN]
    assert "police: 1 open, 1 overdue — the area's figures go out on Mon" in said["police-rep"]
    assert not any("ladder" in words for words in said["police-rep"])
    assert MARKER not in str(said)


@pytest.mark.rule("LIN-92")
async def test_lincolnshires_owners_are_reminded_and_agencies_hear_their_count_weekly(store: Store) -> None:
    day = await heard(store, "lincolnshire")
    await on(day, -3)
    assert "1 action due" in digest(day, "police-rep")
    await on(day, 0)
    assert "Area Police: 1 open action, 0 overdue" in digest(day, "police-rep")
    await on(day, 1)
    assert "open action, " not in digest(day, "police-rep")
    await on(day, 7)
    assert "Area Police: 1 open action, 1 overdue" in digest(day, "police-rep")
    assert "Area Police: 1" not in digest(day, "idva-rep")


@pytest.mark.rule("LIN-94")
async def test_lincolnshires_administrators_and_lead_hear_which_agency_is_often_late(store: Store) -> None:
    day = await heard(store, "lincolnshire")
    for offset in (1, 2):
        record = RecordAction(
            case="101",
            what=f"{MARKER} {offset}",
            agencies=("police",),
            protects=Protects.ADULT,
            due=DUE + timedelta(days=offset),
        )
        await day.take(record, by="police-rep")
    await on(day, 2)
    said = "Area Police: 3 late actions in 3 months"
    assert said not in digest(day, ADMIN) + digest(day, LEAD)
    await on(day, 3)
    for person in (ADMIN, LEAD):
        assert said in digest(day, person)
    assert said not in digest(day, "police-rep") + digest(day, CHAIR) + day.stage.chat_words()
    await on(day, 4)
    heard_so_far = [m.words for m in day.stage.seen(ADMIN) if said in m.words]
    assert len(heard_so_far) == 1, "it is said when the number is reached, and not again"
    assert "3 late actions" in await listed(day)


@pytest.mark.rule("LIN-71")
async def test_lincolnshires_administrators_hear_who_often_refers_what_is_not_high_risk(store: Store) -> None:
    day = await heard(store, "lincolnshire", taken=False)
    said = "Area Police: 3 referred cases found not high risk in 12 months"
    for number in ("101", "102", "103"):
        if number != "101":
            await open_case(day, number)
        await not_high_risk(day)
        await day.say(CHAIR, "close anyway for the story")
    assert [c.not_high_risk for c in (await day.meeting()).cases.values()].count(True) == 3
    assert said not in digest(day, ADMIN)
    following = day.protocol.calendar.next_working_day(day.starts_at.date())
    await day.until(at(following))
    assert said in digest(day, ADMIN)
    assert said not in day.stage.everything(LEAD, CHAIR, "police-rep") + day.stage.chat_words()


@pytest.mark.rule("LIN-71")
async def test_lincolnshires_administrators_hear_nothing_of_two_cases_found_not_high_risk(
    store: Store,
) -> None:
    day = await heard(store, "lincolnshire", taken=False)
    for number in ("101", "102"):
        if number != "101":
            await open_case(day, number)
        await not_high_risk(day)
        await day.say(CHAIR, "close anyway for the story")
    assert [c.not_high_risk for c in (await day.meeting()).cases.values()].count(True) == 2
    await day.until(at(day.protocol.calendar.next_working_day(day.starts_at.date())))
    assert "found not high risk" not in day.stage.everything(ADMIN)


async def not_high_risk(day: AreaDay) -> None:
    """The open case is found not high risk by everybody."""
    await day.say("idva-rep", "question not-high-risk")
    for person in ("idva-rep", "police-rep", "housing-rep"):
        await day.say(person, "agree")
    await day.stage.press(CHAIR, "Confirm: agreed")


@pytest.mark.rule("KEN-45")
async def test_kents_owner_is_asked_why_before_the_next_meeting_and_it_is_shown_there(store: Store) -> None:
    day = await heard(store, "kent-and-medway")
    await on(day, 1)
    assert "Why it is late" not in titles(day.stage.card("police-rep", "For today"))
    following = await coming(day, DUE + timedelta(days=9))
    await on(day, 2)
    assert "Why it is late" in titles(day.stage.card("police-rep", "For today"))
    form = await day.stage.press("police-rep", "Why it is late", about="Case 101")
    await day.stage.fill(form, reason="The contractor was ill")
    await on(day, 3)
    assert "Why it is late" not in titles(day.stage.card("police-rep", "For today"))
    await following.opened("police-rep", "idva-rep")
    assert "Late because: The contractor was ill" in following.stage.card(CHAIR, "Outstanding").words
    assert "contractor" not in following.stage.chat_words()


async def coming(day: AreaDay, first: date) -> AreaDay:
    """The area's meeting of that day is called, with the same people."""
    starts_at = at(first, 9)
    key, earlier = f"{day.protocol.area}-{first}", await day.meeting()
    await day.stage.office.ledger.call_meeting(key, day.protocol.area, first, first)
    made = AreaDay(day.stage, key, day.protocol, starts_at)
    await made.take(
        CallMeeting(area=day.protocol.area, sittings=((1, starts_at),)),
        UpdateRoll(agencies=tuple(earlier.agencies.values()), attendees=tuple(earlier.roll.values())),
        ListCases(listed=(Listing(number="201", referring_agency="police"),)),
        SetOrder(),
    )
    return made
