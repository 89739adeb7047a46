"""Holds the made-up MARACs' meetings by the product's own commands, and writes each journal in one commit.

Nothing is put into a table that a meeting did not bring about. What was said after those meetings has long
been said, so their messages alone are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bench.council import TENANT
from bench.maracs import Marac, Past, agencies_of
from marac.actions import RecordAction
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.closing import CloseMeeting
from marac.confirmation import ConfirmAction
from marac.conflicts import DeclareConflicts
from marac.decide import Command, Outcome, decide
from marac.declarations import Declare
from marac.followup import ReportDone
from marac.hearing import CloseCase, OpenCase
from marac.journal import SYSTEM, Entry
from marac.meeting import Attendee, Meeting
from marac.opening import OpenSitting
from marac.presence import Arrive
from marac.running_order import SetOrder
from marac.words import PersonId, Protects
from store.opening import Store
from usecases.office import Office
from usecases.ports import AgencyRecord, PersonRecord, Reach
from usecases.take import work_of

CALLED_BEFORE = timedelta(days=21)
LASTS = timedelta(hours=7)
NOTE = "as agreed"
WORDS = "Look again at the plan for visits"

Given = tuple[Command, PersonId, datetime]
"""A command, who gives it, and when."""


async def fill(stores: Sequence[Store], maracs: Sequence[Marac]) -> None:
    """Enter the MARACs and all of their meetings into each of the stores."""
    for store in stores:
        await _fill_register(store, maracs)
    for marac in maracs:
        for past in reversed(marac.meetings()):
            outcome = held(past)
            for store in stores:
                await _write(store, past, outcome)


async def meet(store: Store, service_url: str, chats: Mapping[PersonId, tuple[str, str]]) -> None:
    """Everybody in `chats` has been met in Teams: their id there, and their chat with the bot."""
    for person, (teams_id, conversation) in chats.items():
        reach = Reach(person=person, teams_id=teams_id, service_url=service_url, tenant=TENANT)
        await store.register.saw(msgspec.structs.replace(reach, conversation=conversation))


async def _fill_register(store: Store, maracs: Sequence[Marac]) -> None:
    areas = dict.fromkeys(marac.area for marac in maracs)
    agencies = [
        AgencyRecord(area=area, key=a.key, name=a.name, type=a.type, statutory=a.statutory)
        for area in areas
        for a in agencies_of(area)
    ]
    await store.register.save(agencies, [])
    for marac in maracs:
        await store.register.save([], [_record(marac.area, who) for who in marac.roll()])


def _record(area: str, who: Attendee) -> PersonRecord:
    return PersonRecord(
        area=area,
        key=who.person,
        name=f"Person {who.person}",
        email=f"{who.person}@council.example",
        agency=who.agency,
        capacities=who.capacities,
    )


def held(past: Past) -> Outcome:
    """The meeting's whole journal, from its call to what has been reported since."""
    protocol, meeting = past.protocol, Meeting(key=past.key, area=past.marac.area)
    entries: list[Entry] = []
    for command, by, at in (*_called(past), *_opened(past), *_heard(past), *_reported(past)):
        outcome = decide(command, by, meeting, protocol, at)
        meeting = outcome.meeting
        entries.extend(outcome.entries)
    return Outcome(tuple(entries), meeting)


def _called(past: Past) -> Iterator[Given]:
    at, marac = past.starts_at - CALLED_BEFORE, past.marac
    listed = tuple(Listing(number=number, referring_agency="police") for number in past.cases)
    for command in (
        CallMeeting(area=marac.area, sittings=((1, past.starts_at),)),
        UpdateRoll(agencies=agencies_of(marac.area), attendees=marac.roll()),
        ListCases(listed=listed),
        SetOrder(),
    ):
        yield command, SYSTEM, at


def _opened(past: Past) -> Iterator[Given]:
    at, version = past.starts_at, past.protocol.declaration.version
    for who in past.marac.roll():
        person = who.person
        yield Arrive(person=person), person, at
        yield Declare(person=person, version=version), person, at
        yield DeclareConflicts(person=person), person, at
    yield OpenSitting(), past.marac.chair, at


def _heard(past: Past) -> Iterator[Given]:
    """Every case in turn; each action is entered by its owner, or for them where the area has it so."""
    chair, taken = past.marac.chair, past.taken()
    by_owner = past.protocol.actions.recorded_by == "anybody"
    each = LASTS / len(past.cases)
    for place, number in enumerate(past.cases):
        at = past.starts_at + place * each
        yield OpenCase(case=number, note=NOTE), chair, at
        for action in taken:
            if action.case == number:
                record = RecordAction(
                    case=number,
                    what=f"{WORDS} ({action.place})",
                    agencies=(past.marac.agency_of(action.owner),),
                    owner=action.owner,
                    due=action.due,
                    protects=Protects.ADULT,
                )
                yield record, action.owner if by_owner else past.marac.administrator, at + each / 2
                yield ConfirmAction(action=action.key), action.owner, at + each / 2
        yield CloseCase(case=number, note=NOTE), chair, at + each
    yield CloseMeeting(note=NOTE), chair, past.starts_at + LASTS


def _reported(past: Past) -> Iterator[Given]:
    """What has been done since, so that as many are still open as are said to be."""
    at = past.starts_at + timedelta(days=1)
    for action in past.taken():
        if action.is_done:
            done = ReportDone(action=action.key, completed_on=past.day, modus_updated=True)
            yield done, action.owner, at


async def _write(store: Store, past: Past, outcome: Outcome) -> None:
    office = Office(ledger=store.ledger, register=store.register, clock=past)
    before = await store.ledger.call_meeting(past.key, past.marac.area, past.day, past.day)
    work = work_of(office, before, outcome, None)
    await store.ledger.commit(msgspec.structs.replace(work, notices=[]))
