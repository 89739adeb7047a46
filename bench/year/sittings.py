"""A meeting as it is held: everybody comes and declares, cases are opened, actions taken, and what is left is
carried over with a note. Given by commands, as buttons and typed lines give them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Final

from bench.year.cast import Cast
from bench.year.world import World
from marac.actions import RecordAction
from marac.admission import BARE_SLOT, is_restricted
from marac.closing import CloseMeeting, EndSitting
from marac.conflicts import DeclareConflicts
from marac.decisions import CallQuestion, ConfirmResult, GiveAnswer
from marac.declarations import Declare
from marac.hearing import CloseCase, OpenCase
from marac.meeting import Attendee, Meeting, Sitting
from marac.opening import GoAhead, NameMinuteTaker, OpenSitting, TickStep
from marac.presence import Arrive
from marac.protocol import Protocol
from marac.restricted import Admit, ConfirmRoomClear
from marac.understanding import AgreeActions, SayAllUnderstood
from marac.words import CaseNumber, CaseState, Protects, Question

ABSENT: Final = 0.12
"""The share of members who do not come."""
NOTE: Final = "As agreed in the room"
A_CASE: Final = timedelta(minutes=12)
DUE_WORKING_DAYS: Final = (3, 15)
CONFLICTS: Final = 0.02
"""The share of members and cases with a conflict."""


class Holding:
    """One sitting of one meeting, from the first arrival to the end."""

    def __init__(self, world: World, cast: Cast, key: str, sitting: int) -> None:
        self._world, self._cast, self._key, self._sitting = world, cast, key, sitting
        self._protocol: Protocol = world.office.protocol(cast.area)

    async def meeting(self) -> Meeting:
        """The meeting as it is."""
        return await self._world.office.ledger.load(self._key)

    async def hold(self) -> AsyncIterator[datetime]:
        """Hold it; yields the moments at which it goes on."""
        meeting = await self.meeting()
        chair, minute_taker = self._leading(meeting)
        await self._come(meeting, {chair, minute_taker})
        await self._world.take(self._key, OpenSitting(), chair)
        await self._world.take(self._key, NameMinuteTaker(person=minute_taker), minute_taker)
        for step in self._protocol.opening:
            await self._world.take(self._key, TickStep(step=step.key), chair)
        await self._world.take(self._key, GoAhead(note=NOTE), chair)
        for number in await self._cases():
            yield self._world.clock.now() + A_CASE
            await self._hear(number, chair, minute_taker)
        yield self._world.clock.now() + A_CASE
        await self._end(chair)

    def _leading(self, meeting: Meeting) -> tuple[str, str]:
        """Who takes the chair, and who the minutes."""
        chair = self._world.chance.one(sorted(meeting.chairs()), "chair", self._key)
        others = [p for p in sorted(meeting.administrators()) if p != chair]
        return chair, others[0]

    async def _come(self, meeting: Meeting, leading: set[str]) -> None:
        for attendee in meeting.roll.values():
            if attendee.person in leading or self._comes(attendee):
                person = attendee.person
                await self._world.take(self._key, Arrive(person=person), person)
                version = self._protocol.declaration.version
                await self._world.take(self._key, Declare(person=person, version=version), person)
                if person not in (await self.meeting()).conflicts:
                    conflicts = () if person in leading else self._conflicts(meeting, person)
                    await self._world.take(
                        self._key, DeclareConflicts(person=person, cases=conflicts), person
                    )

    def _comes(self, attendee: Attendee) -> bool:
        if attendee.is_administrator or attendee.is_chair:
            return attendee.is_welcome
        comes = self._world.chance.of("comes", self._key, attendee.person) >= ABSENT
        return attendee.is_member and attendee.agency != self._cast.silent and comes

    def _conflicts(self, meeting: Meeting, person: str) -> tuple[CaseNumber, ...]:
        drawn = self._world.chance
        return tuple(
            number
            for number, case in meeting.cases.items()
            if not is_restricted(case) and drawn.of("conflict", self._key, person, number) < CONFLICTS
        )

    async def _cases(self) -> list[CaseNumber]:
        """The sitting's cases in their order."""
        meeting = await self.meeting()
        slots = [s.case for s in meeting.order if s.sitting == self._sitting and s.case]
        return [n for n in slots if meeting.cases[n].state is CaseState.LISTED]

    async def _hear(self, number: CaseNumber, chair: str, minute_taker: str) -> None:
        world = self._world
        await self._clear(number, minute_taker)
        if await world.take(self._key, OpenCase(case=number, note=NOTE), chair) is None:
            return
        if world.chance.of("decided", self._key, number) < 0.06:
            await self._decide(number, chair, Question.NOT_HIGH_RISK)
        elif world.chance.of("reviewed", self._key, number) < 0.03:
            await self._decide(number, chair, Question.REVIEW)
        await self._plan(number, minute_taker)
        await world.take(self._key, AgreeActions(case=number), chair)
        await world.take(self._key, SayAllUnderstood(case=number), chair)
        if await world.take(self._key, CloseCase(case=number, note=NOTE), chair) is not None:
            self._cast.heard[number] = world.clock.now().date()

    async def _clear(self, number: CaseNumber, administrator: str) -> None:
        """For a restricted case those who chair and speak are admitted, and the room is cleared."""
        meeting = await self.meeting()
        case = meeting.cases[number]
        if not is_restricted(case):
            return
        here = [a for a in meeting.present() if a.is_chair or (a.is_member and case.kind not in BARE_SLOT)]
        for attendee in here:
            await self._world.take(self._key, Admit(case=number, person=attendee.person), administrator)
        await self._world.take(self._key, ConfirmRoomClear(case=number, note=NOTE), administrator)

    async def _decide(self, number: CaseNumber, chair: str, question: Question) -> None:
        if self._protocol.decision(question) is None:
            return
        world = self._world
        if await world.take(self._key, CallQuestion(case=number, question=question), chair) is None:
            return
        vote = next(v for v in (await self.meeting()).votes.values() if v.case == number)
        administrator = min((await self.meeting()).administrators())
        for voice in vote.voices:
            given = {"person": voice} if vote.by_person else {"agency": voice}
            yes = GiveAnswer(case=number, question=question, agree=True, **given)
            await world.take(self._key, yes, administrator)
        await world.take(self._key, ConfirmResult(case=number, question=question), chair)

    async def _plan(self, number: CaseNumber, minute_taker: str) -> None:
        """Agencies in the room take on actions, each for itself; the one that is silent is given one where
        the area lets it be."""
        meeting, chance = await self.meeting(), self._world.chance
        here = sorted((a for a in meeting.present() if a.is_member), key=lambda a: a.person)
        for turn in range(chance.between(1, 3, "actions", self._key, number)):
            if here:
                who = chance.one(here, "who", self._key, number, turn)
                await self._record(number, who.agency or "", who.person, turn)
        if chance.of("silent", self._key, number) < 0.15:
            await self._record(number, self._cast.silent, minute_taker, 9, collector=minute_taker)

    async def _record(
        self, number: CaseNumber, agency: str, by: str, turn: int, collector: str | None = None
    ) -> None:
        chance, rules = self._world.chance, self._protocol.actions
        days = chance.between(*DUE_WORKING_DAYS, "days", self._key, number, turn)
        due: date | None = self._protocol.calendar.add_working_days(
            self._world.office.today(self._cast.area), days
        )
        kinds = [c.key for c in rules.categories]
        command = RecordAction(
            case=number,
            what=f"Do what was agreed, part {turn + 1}",
            agencies=(agency,),
            due=None if rules.default_due is not None and days % 2 else due,
            protects=chance.one(tuple(Protects), "protects", self._key, number, turn),
            category=chance.one(kinds, "category", self._key, number, turn) if kinds else None,
            collector=collector,
        )
        await self._world.take(self._key, command, by)

    async def _end(self, chair: str) -> None:
        """The last sitting closes the meeting, or is only ended where that is forgotten."""
        meeting = await self.meeting()
        last = max(s.number for s in meeting.sittings)
        forgotten = self._world.chance.of("forgotten", self._key) < 0.05
        if self._sitting < last or forgotten:
            await self._world.take(self._key, EndSitting(note=NOTE), chair)
        else:
            await self._world.take(self._key, CloseMeeting(note=NOTE), chair)


def is_next(meeting: Meeting, sitting: int) -> bool:
    """The sitting is the one that comes."""
    coming: Sitting | None = meeting.next_sitting
    return coming is not None and coming.number == sitting
