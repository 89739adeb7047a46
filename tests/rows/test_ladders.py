"""Every rung of a ladder reaches whom it tells, on its day and once: in their digest, at its hour, by mail,
or through an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import msgspec
import pytest

from bot.failures import SendFailed
from bot.mail import Mailer, MailRefused
from marac.caselist import Listing
from marac.conflicts import DeclareConflicts
from marac.duties import TickDuty, all_duties
from marac.protocol import AreaDate, Duty, LadderStep, Protocol, protocol_for
from marac.subjects import Subject
from marac.words import Capacity, CaseKind
from store.opening import Store
from tests.journeys.stage import Message, buttons
from tests.marac.builders import a_meeting
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called
from tests.rows.plans import actions as actions_of
from tests.rows.plans import offered, open_case
from usecases.directory import Names
from usecases.due_on import due_on
from usecases.outside import Waiting, why_not_by_mail
from usecases.ports import TO_RING, AgencyRecord, Notice, PersonRecord
from usecases.requests import answer
from usecases.rooms import Place, room_for
from usecases.take import take
from usecases.views.prepared import SendNotice

AREA = "wolverhampton"
AGENCIES = {
    "police": ("Area Police", "police"),
    "housing": ("Housing Team", "housing"),
    "team": ("MARAC Team", "marac-team"),
}
LEAD = "lead"
PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    LEAD: ("Lead Linden", None, Capacity.LEAD),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
}
CITE = "1. A made-up rule"
MANAGER, SIGNATORY = "manager@police.example", "signatory@police.example"
SAID = "Please ask the agency what holds it up"


def step(at: str, *tells: str, says: str = SAID, approved: bool = False) -> LadderStep:
    return LadderStep(at=at, tells=tells, label=says, approved=approved, cite=CITE)


def a_duty(*ladder: LadderStep, **more: Any) -> Duty:
    """Something that each agency ticks for each case, due three working days before the meeting."""
    fields: dict[str, Any] = {
        "key": "papers-read",
        "label": "Read the papers",
        "owed_by": "agencies",
        "subject": "case",
        "anchor": "meeting",
        "due": "-3 working days",
        "ladder": ladder,
        "cite": CITE,
    }
    return Duty(**(fields | more))


def by_rules(*duties: Duty, **more: Any) -> Protocol:
    """A made-up area: Wolverhampton's file with no duties but these."""
    cleared: dict[str, Any] = {
        "duties": duties,
        "dates": (),
        "flags": None,
        "closures": None,
        "repeats": None,
    }
    return protocol_for(AREA).model_copy(update=cleared | more)


class Mails:
    """A mail server's stand-in: what went to which address."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refuses = False

    async def send(self, notice: Notice, to: PersonRecord, body: str, at: datetime) -> None:
        if self.refuses:
            raise MailRefused(550)
        self.sent.append((to.email, body))


async def in_area(store: Store, protocol: Protocol, *, mails: bool = True) -> tuple[AreaDay, Mails]:
    """The area's meeting by these rules, ten days ahead, with a mail server's stand-in."""
    cases = (
        Listing(number="101", referring_agency="police"),
        Listing(number="102", referring_agency="police", kind=CaseKind.HBA),
    )
    day = await called(store, AREA, AGENCIES, PEOPLE, cases, protocol=protocol, mails=mails)
    server = Mails()
    day.stage.delivery._postman._mailer = cast(Mailer, server) if mails else None
    await addresses(day)
    return day, server


async def addresses(day: AreaDay, signatory: str = SIGNATORY, manager: str = MANAGER) -> None:
    """The police's representative has a line manager, and the agency a signatory."""
    register = day.stage.store.register
    agency = (await register.agencies(AREA))["police"]
    person = (await register.people(AREA))["police-rep"]
    await register.save(
        [msgspec.structs.replace(agency, signatory=signatory)],
        [msgspec.structs.replace(person, line_manager_email=manager)],
    )


def due_of(day: AreaDay, working_days: int = 0, hour: int = 11) -> datetime:
    """A moment so many working days after what is due three working days before the meeting."""
    calendar = day.protocol.calendar
    on = calendar.add_working_days(day.starts_at.date(), working_days - 3)
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


def digests(day: AreaDay, person: str) -> list[str]:
    """All the digests that the person has had."""
    return [m.words for m in day.stage.seen(person) if m.words.startswith("For today")]


def told(day: AreaDay, *people: str, says: str = SAID) -> dict[str, int]:
    """How often each of these was told it, in whatever way."""
    return {p: sum(m.words.count(says) for m in day.stage.seen(p)) for p in people}


EVERYBODY = (ADMIN, OTHER_ADMIN, CHAIR, LEAD, "police-rep", "housing-rep")


async def test_a_rung_without_a_clock_reaches_whom_it_tells_in_their_digest_on_its_day_alone(
    store: Store,
) -> None:
    duty = a_duty(step("+1 working day", "chair", "operational-lead"))
    day, _ = await in_area(store, by_rules(duty))
    await day.take(TickDuty(duty=duty.key, subject="101/housing"), by="housing-rep")
    await day.until(due_of(day))
    assert set(told(day, *EVERYBODY).values()) == {0}
    await day.until(due_of(day, 1))
    # The chair's own agency has not ticked the one case that all may see.
    assert told(day, *EVERYBODY) == {p: int(p in (CHAIR, LEAD)) for p in EVERYBODY}
    assert "Read the papers\ncase 101 · Area Police · late" in digests(day, LEAD)[-1]
    assert "102" not in digests(day, LEAD)[-1]
    await day.until(due_of(day, 2))
    assert told(day, *EVERYBODY) == {p: int(p in (CHAIR, LEAD)) for p in EVERYBODY}


async def test_who_only_hears_of_it_has_nothing_to_tick(store: Store) -> None:
    duty = a_duty(step("+1 working day", "chair", "owed"))
    day, _ = await in_area(store, by_rules(duty))
    await day.until(due_of(day, 1))
    ticks = {p: sum(b["title"] == "Done" for b in buttons(last(day, p).card)) for p in (CHAIR, "housing-rep")}
    assert ticks == {CHAIR: 0, "housing-rep": 1}


def last(day: AreaDay, person: str) -> Message:
    """The person's newest digest."""
    return [m for m in day.stage.seen(person) if m.words.startswith("For today")][-1]


async def test_what_is_done_is_told_to_nobody(store: Store) -> None:
    duty = a_duty(step("+1 working day", "chair"))
    day, _ = await in_area(store, by_rules(duty))
    for due in all_duties(await day.meeting(), day.protocol):
        await day.take(TickDuty(duty=duty.key, subject=due.subject.key), by=ADMIN)
    await day.until(due_of(day, 1))
    assert told(day, CHAIR) == {CHAIR: 0}


async def test_a_rung_at_an_hour_is_said_at_that_hour_and_not_again_in_the_morning(store: Store) -> None:
    duty = a_duty(step("+0 hours", "chair"), due="-3 working days 12:00", remind=("-2 hours",))
    day, _ = await in_area(store, by_rules(duty))
    await day.until(due_of(day, hour=10))
    assert told(day, "housing-rep", says="Read the papers") == {"housing-rep": 1}
    await day.until(due_of(day, hour=12) + timedelta(minutes=1))
    assert told(day, CHAIR, LEAD) == {CHAIR: 1, LEAD: 0}
    await day.until(due_of(day, 1))
    await day.until(due_of(day, 2))
    assert told(day, CHAIR, LEAD) == {CHAIR: 1, LEAD: 0}
    assert told(day, "housing-rep", says="Read the papers") == {"housing-rep": 1}


async def test_what_a_bot_that_stood_still_did_not_say_at_its_hour_is_said_the_next_day(store: Store) -> None:
    duty = a_duty(step("+0 hours", "chair"), due="-3 working days 12:00")
    day, _ = await in_area(store, by_rules(duty))
    await day.until(due_of(day, hour=10))
    await day.until(due_of(day, 1))
    assert told(day, CHAIR) == {CHAIR: 1}
    assert "It was due" in day.stage.last(CHAIR).words


async def test_what_is_urgent_goes_out_of_hours_and_not_in_a_digest(store: Store) -> None:
    duty = a_duty(step("+0 hours", "chair"), due="-3 working days 20:00", urgent=True)
    day, _ = await in_area(store, by_rules(duty))
    await day.until(due_of(day, hour=20) + timedelta(minutes=1))
    assert told(day, CHAIR) == {CHAIR: 1}
    await day.until(due_of(day, 1))
    assert told(day, CHAIR) == {CHAIR: 1}


async def test_people_outside_are_mailed_on_the_day_and_the_journal_has_it(store: Store) -> None:
    duty = a_duty(step("+1 working day", "line-managers", "signatories"))
    day, server = await in_area(store, by_rules(duty))
    await day.until(due_of(day))
    assert server.sent == []
    await day.until(due_of(day, 1))
    # Of the housing team no address is known, and of the restricted case nothing is mailed.
    assert sorted(to for to, _ in server.sent) == [MANAGER, SIGNATORY]
    due, see = due_of(day), f"See {day.protocol.case_system}."
    for _, body in server.sent:
        assert body.split() == f"Case 101, Area Police, {due:%a} {due.day} {due:%b %Y} {see}".split()
    assert (await day.meeting()).duty_notices["papers-read:101/police"] == (1,)
    entries = await day.stage.office.ledger.entries(day.key)
    assert [e.by for e in entries if type(e.event).__name__ == "DutySentOn"] == ["system"]
    await day.until(due_of(day, 2))
    assert len(server.sent) == 2


async def test_one_address_gets_one_mail(store: Store) -> None:
    day, server = await in_area(
        store, by_rules(a_duty(step("+1 working day", "line-managers", "signatories")))
    )
    await addresses(day, SIGNATORY, SIGNATORY.upper())
    await day.until(due_of(day, 1))
    assert [to.casefold() for to, _ in server.sent] == [SIGNATORY]


async def test_what_cannot_be_mailed_is_an_administrators_task_until_it_has_gone(
    store: Store,
) -> None:
    duty = a_duty(step("+1 working day", "signatories"))
    day, server = await in_area(store, by_rules(duty))
    await addresses(day, signatory="")
    await day.until(due_of(day, 1))
    assert server.sent == []
    assert SAID in digests(day, ADMIN)[-1]
    assert SAID not in "".join(digests(day, CHAIR))
    shown = await day.say(ADMIN, "notices")
    assert "Case 101, Area Police: was due" in shown
    assert "no address" in await day.say(ADMIN, "duty notice papers-read:101/police; step: 1")
    refused = await day.say(ADMIN, "send duty notice papers-read:101/police; step: 1")
    assert "an address for it is missing in the register" in refused
    await day.say(ADMIN, "duty notice sent papers-read:101/police; step: 1")
    assert (await day.meeting()).duty_notices["papers-read:101/police"] == (1,)
    assert "Case 101, Area Police" not in await day.say(ADMIN, "notices")


async def test_without_a_mail_server_every_notice_is_an_administrators_task(store: Store) -> None:
    duty = a_duty(step("+1 working day", "signatories"))
    day, _ = await in_area(store, by_rules(duty), mails=False)
    await day.until(due_of(day, 1))
    assert (await day.meeting()).duty_notices == {}
    refused = await day.say(ADMIN, "send duty notice papers-read:101/police; step: 1")
    assert "no mail server is set up" in refused


async def test_what_has_to_be_approved_goes_with_one_press_and_not_before(store: Store) -> None:
    first = step("+1 working day", "signatories", "operational-lead", approved=True)
    duty = a_duty(first, step("+9 working days", "signatories"))
    day, server = await in_area(store, by_rules(duty))
    await day.take(TickDuty(duty=duty.key, subject="101/housing"), by="housing-rep")
    await day.until(due_of(day, 1))
    assert (server.sent, told(day, LEAD, CHAIR)) == ([], {LEAD: 0, CHAIR: 0})
    assert told(day, ADMIN, OTHER_ADMIN) == {ADMIN: 1, OTHER_ADMIN: 1}
    await day.stage.press(ADMIN, "Send", about="case 101")
    await day.stage.settle()
    assert [to for to, _ in server.sent] == [SIGNATORY]
    assert told(day, LEAD, CHAIR) == {LEAD: 1, CHAIR: 0}
    await day.say(OTHER_ADMIN, "send duty notice papers-read:101/police; step: 1")
    await day.stage.settle()
    assert len(server.sent) == 1


async def test_nothing_is_mailed_to_whoever_may_not_know(store: Store) -> None:
    duty = a_duty(step("+1 working day", "signatories", approved=True))
    day, server = await in_area(store, by_rules(duty))
    await addresses(day, signatory="Chair@area.example")
    await day.until(due_of(day, 1))
    await day.take(DeclareConflicts(person=CHAIR, cases=("101",)), by=CHAIR)
    refused = await day.say(ADMIN, "send duty notice papers-read:101/police; step: 1")
    assert "may not know of the case" in refused
    assert server.sent == []


@pytest.mark.parametrize(("case", "why"), [("1001", ""), ("1002", "restricted"), (None, "")])
def test_nothing_of_a_restricted_case_goes_by_mail(case: str | None, why: str) -> None:
    waiting = Waiting(
        meeting=a_meeting(),
        step=1,
        tells=("signatories",),
        says=SAID,
        approved=True,
        people=("police-rep",),
        about=Subject(key="about", case=case),
        agency="police",
    )
    agency = AgencyRecord(
        area="a", key="police", name="Police", type="police", statutory=True, signatory=SIGNATORY
    )
    assert why_not_by_mail(waiting, Names({}, {"police": agency}), mails=True) == why


async def test_a_mail_that_is_refused_comes_back_to_the_administrators(store: Store) -> None:
    day, server = await in_area(store, by_rules(a_duty(step("+1 working day", "signatories"))))
    server.refuses = True
    await day.until(due_of(day, 1))
    letters = await store.outbox.letters("dropped", limit=500)
    assert any(letter.why.startswith(TO_RING) for letter in letters)
    shown = await day.say(ADMIN, "people to ring")
    assert "The signatory of Area Police: 1 thing" in shown
    await day.stage.press(ADMIN, "Rung", about="The signatory of Area Police")
    assert "nobody to ring" in await day.say(ADMIN, "people to ring")


async def test_what_was_done_before_the_mail_goes_is_not_mailed(store: Store) -> None:
    duty = a_duty(step("+1 working day", "signatories", approved=True))
    day, server = await in_area(store, by_rules(duty))
    await day.until(due_of(day, 1))
    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    await answer(day.stage.office, room, SendNotice(duty="papers-read:101/police", step=1))
    await take(day.stage.office, day.key, TickDuty(duty=duty.key, subject="101/police"), "police-rep")
    await day.stage.settle()
    assert server.sent == []


async def test_members_hear_where_something_can_be_read_once_it_is_ticked(store: Store) -> None:
    date_of = AreaDate(
        key="audit",
        label="Look into ten cases",
        first=date(2026, 12, 1),
        every="+12 months",
        tells_members=True,
        cite=CITE,
    )
    day, _ = await in_area(store, by_rules(dates=(date_of,)))
    await day.until(datetime(2026, 12, 1, 11, tzinfo=UTC))
    members = ("police-rep", "housing-rep")
    assert set(told(day, *EVERYBODY, says="Look into ten cases").values()) == {0}
    await day.say(ADMIN, "duty done audit:2026-12-01")
    await day.stage.settle()
    said = f"This has been done: Look into ten cases. What came of it is in {day.protocol.case_system}."
    assert told(day, *EVERYBODY, says=said) == {p: int(p in members) for p in EVERYBODY}


async def test_the_steps_of_what_comes_round_reach_whom_they_tell(store: Store) -> None:
    day, _ = await in_area(store, by_rules())
    first = day.protocol.calendar.add_working_days(day.starts_at.date(), -3)
    date_of = AreaDate(
        key="review",
        label="Review the lists",
        first=first,
        every="+12 months",
        ladder=(step("+1 working day", "chair"),),
        cite=CITE,
    )
    rules = by_rules(dates=(date_of,))
    day.stage.office = replace(day.stage.office, protocols=lambda _: rules)
    found = await due_on(day.stage.office, AREA, due_of(day, 1).date())
    assert [r.says for r in found.people.get(CHAIR, ())] == [f"{SAID}: Review the lists ({day.key})"]


def blocks(day: AreaDay, person: str) -> None:
    """Somebody has no app that could be written to."""
    send = day.stage.teams.send

    async def refusing(service_url: str, conversation: str, activity: Mapping[str, Any]) -> str:
        if conversation == f"a:{person}":
            raise SendFailed(403, "ConversationBlockedByUser", is_final=True)
        return await send(service_url, conversation, activity)

    day.stage.teams.send = refusing  # type: ignore[method-assign]


async def test_an_actions_step_reaches_somebody_without_the_app_by_mail(store: Store) -> None:
    ladder = (step("+1 working day", "operational-lead"),)
    actions = protocol_for(AREA).actions.model_copy(update={"ladder": ladder})
    day, server = await in_area(store, by_rules(actions=actions))
    await day.opened("police-rep")
    await open_case(day)
    await offered(day, "police-rep")
    blocks(day, LEAD)
    (action,) = await actions_of(day)
    assert action.due is not None
    on = day.protocol.calendar.add_working_days(action.due, 1)
    await day.until(datetime(on.year, on.month, on.day, 11, tzinfo=UTC))
    bodies = [body for to, body in server.sent if to == f"{LEAD}@area.example"]
    assert [body.split("\n")[0] for body in bodies] == [
        f"Case 101, Area Police, {action.due:%a} {action.due.day} {action.due:%b %Y}"
    ]
