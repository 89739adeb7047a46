"""What people do between meetings: most in time, some once they are reminded, some late, and one agency
never.

When somebody does a thing is drawn once and for all for that thing, so that a year is the same at every run,
whatever else happens in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from bench.year.cast import Cast
from bench.year.world import World
from marac.area_dates import carrier_of
from marac.chasing import NoticeSent, to_send_on
from marac.conflicts import DeclareConflicts
from marac.decide import Command
from marac.declarations import CheckInvitation
from marac.duties import DutyDue, TickDuty, all_duties
from marac.escalation import Escalate, GiveRationale, escalates, rationale_due, to_escalate
from marac.followup import (
    AgreeNewDate,
    AskNewDate,
    DeclineNewDate,
    ReportDone,
    ReportImpossible,
    TickAction,
    asks_only_a_tick,
    overdue,
)
from marac.meeting import Action, Meeting
from marac.outstanding import told_of
from marac.presenters import ConfirmPresenter
from marac.professionals import SayIncident
from marac.professionals_duties import INCIDENT
from marac.protocol import Protocol
from marac.representation import NameRepresentative
from marac.running_order import TellOrder
from usecases.area_dates import meetings_looked_at, waiting_dates
from usecases.closing_cases import ApproveClosureList
from usecases.ring import MarkRung, to_ring

GIVEN_UP: Final = timedelta(days=35)
"""After so long administrators enter themselves that an action cannot be done."""
BEFOREHAND: Final = frozenset({"meeting", "sitting", "listing"})
"""What is counted from these is of no use once the meeting is over."""
BEFORE, REMINDED, LATE = 0.35, 0.75, 0.93
"""Up to which draw a duty is done before its first reminder, once it was heard of, or late; else never."""
IN_TIME, ON_THE_DAY, OVERDUE, NEW_DATE, CANNOT = 0.5, 0.72, 0.86, 0.92, 0.96
"""Up to which draw an action is done before its date, on it or late, another date is asked for, or it
cannot be done; else it is done weeks late."""


class Habits:
    """The people of one area."""

    def __init__(self, world: World, cast: Cast) -> None:
        self._world, self._cast = world, cast
        self._protocol: Protocol = world.office.protocol(cast.area)
        self._quiet: dict[str, int] = {}

    @property
    def _now(self) -> datetime:
        return self._world.clock.now()

    @property
    def _today(self) -> date:
        return self._world.office.today(self._cast.area)

    async def go_round(self) -> None:
        """Everybody does what their hour has come for."""
        for meeting in await self._world.meetings(self._cast.area):
            if self._quiet.get(meeting.key) == meeting.sequence or not meeting.sittings:
                continue
            owed = [due for due in all_duties(meeting, self._protocol) if due.is_owed]
            open_ones = [action for action in meeting.actions.values() if action.is_open]
            if meeting.closed_at is not None and not owed and not open_ones:
                self._quiet[meeting.key] = meeting.sequence
            for due in owed:
                if meeting.closed_at is None or due.duty.anchor not in BEFOREHAND:
                    await self._see_to(meeting, due)
            for action in open_ones:
                await self._report_on(meeting, action)
            await self._administer(meeting)
        await self._see_to_dates()
        await self._ring()

    # --- duties ----------------------------------------------------------------------------------------

    async def _see_to(self, meeting: Meeting, due: DutyDue) -> None:
        at, person = self._moment_for(meeting, due), self._doer(meeting, due)
        if at is not None and person is not None and self._now >= at:
            await self._world.take(meeting.key, self._deed(meeting, due, person), person)

    def _moment_for(self, meeting: Meeting, due: DutyDue) -> datetime | None:
        """When it is done, if ever."""
        about = ("duty", meeting.key, due.key)
        drawn = self._world.chance.of(*about)
        first = min((rung.at for rung in due.rungs), default=due.due)
        if due.subject.agency == self._cast.silent and due.duty.owed_by != "administrators":
            return None
        if drawn < BEFORE:
            return first - timedelta(days=self._world.chance.between(1, 3, *about, "days"))
        if drawn < REMINDED:
            return first + timedelta(hours=self._world.chance.between(0, 8, *about, "hours"))
        if due.duty.holds_order:
            return due.due
        if drawn < LATE:
            return due.due + timedelta(days=self._world.chance.between(1, 9, *about, "late"))
        return None

    def _doer(self, meeting: Meeting, due: DutyDue) -> str | None:
        people = due.people
        if due.duty.ticked_by == "administrators" or (due.duty.closes and due.is_late(self._now)):
            people = meeting.administrators()
        return self._world.chance.one(sorted(people), "doer", meeting.key, due.key) if people else None

    def _deed(self, meeting: Meeting, due: DutyDue, person: str) -> Command:
        """The command that discharges it, as somebody in the area would give it."""
        agency, case = due.subject.agency, due.subject.case
        if due.duty.discharged_by == "order-told":
            return TellOrder()
        if due.duty.discharged_by == "invitation-checked":
            return CheckInvitation()
        if due.duty.discharged_by == "representative-named" and agency is not None:
            return NameRepresentative(agency=agency, person=person)
        if due.duty.discharged_by == "conflicts-answered" and due.subject.person == person:
            return DeclareConflicts(person=person)
        if due.duty.discharged_by == "presenter-named" and case is not None:
            return ConfirmPresenter(case=case, agency=meeting.cases[case].referring_agency)
        if due.duty.key == INCIDENT and case is not None:
            return SayIncident(case=case, on=self._today - timedelta(days=3))
        return self._tick(due)

    def _tick(self, due: DutyDue) -> TickDuty:
        answer = None
        if due.duty.dated:
            answer = (self._today + timedelta(days=4)).isoformat()
        elif due.duty.answers:
            answer = self._world.chance.one(due.duty.answers, "answer", due.key)
        return TickDuty(duty=due.duty.key, subject=due.subject.key, answer=answer)

    async def _see_to_dates(self) -> None:
        """What comes round by the calendar, ticked in the meeting that carries it."""
        meetings = await meetings_looked_at(self._world.office, self._cast.area)
        carrier = carrier_of(meetings, self._today, self._protocol)
        if carrier is None:
            return
        for person in sorted(carrier.administrators())[:1]:
            for waiting in await waiting_dates(self._world.office, self._cast.area, person):
                at = self._moment_for(carrier, waiting.due) if waiting.due.people else None
                if at is not None and self._now >= at:
                    await self._world.take(carrier.key, self._tick(waiting.due), person)

    # --- actions ---------------------------------------------------------------------------------------

    async def _report_on(self, meeting: Meeting, action: Action) -> None:
        people = told_of(meeting, action)
        if action.agency == self._cast.silent or not people:
            return
        about = ("action", meeting.key, action.key)
        person = self._world.chance.one(sorted(people), *about, "who")
        for command in self._report(meeting, action, self._world.chance.of(*about), about):
            await self._world.take(meeting.key, command, person)

    def _report(
        self, meeting: Meeting, action: Action, drawn: float, about: tuple[str, ...]
    ) -> Iterator[Command]:
        """What the owner says today, if anything."""
        if action.due is not None and OVERDUE <= drawn < NEW_DATE:
            yield from self._another_date(action, action.due, about)
        elif action.due is not None and NEW_DATE <= drawn < CANNOT:
            if self._today > action.due:
                yield ReportImpossible(action=action.key, instead="Another step", reason="No longer there")
        elif self._today >= self._done_on(meeting, action, drawn, about):
            yield self._done(action)

    def _done_on(self, meeting: Meeting, action: Action, drawn: float, about: tuple[str, ...]) -> date:
        """The day on which it is done: before its date, on it, some days late, or weeks."""
        between = self._world.chance.between
        if action.due is None:
            held = min(s.starts_at for s in meeting.sittings).date()
            return held + timedelta(days=between(10, 30, *about, "undated"))
        if drawn < IN_TIME:
            return action.due - timedelta(days=between(1, 5, *about, "early"))
        if drawn < ON_THE_DAY:
            return action.due
        late = (1, 9) if drawn < OVERDUE else (15, 30)
        return action.due + timedelta(days=between(*late, *about, "late"))

    def _another_date(self, action: Action, due: date, about: tuple[str, ...]) -> Iterator[Command]:
        """Asked for on the day on which it is due; done on the new date, or a week late where it was
        declined."""
        if self._today >= (due if action.was_due else due + timedelta(days=7)):
            yield self._done(action)
        elif not action.was_due and self._today == due and action.asked_for is None:
            on = self._protocol.calendar.add_working_days(
                self._today, self._world.chance.between(4, 9, *about, "on")
            )
            yield AskNewDate(action=action.key, on=on, reason="It takes longer")

    def _done(self, action: Action) -> Command:
        if asks_only_a_tick(action, self._protocol):
            return TickAction(action=action.key)
        return ReportDone(
            action=action.key, completed_on=self._today, modus_updated=True, safe_to_feed_back=True
        )

    # --- those who run the meetings ----------------------------------------------------------------------

    async def _administer(self, meeting: Meeting) -> None:
        """Dates that were asked for, escalations, notices to be sent on, lists of cases to be closed."""
        administrators = sorted(meeting.administrators())
        if not administrators or not self._protocol.calendar.is_open(self._now):
            return
        for action in [a for a in meeting.actions.values() if a.is_open and a.asked_for is not None]:
            agrees = self._world.chance.of("agrees", meeting.key, action.key) < 0.8
            answer = AgreeNewDate(action=action.key) if agrees else DeclineNewDate(action=action.key)
            await self._world.take(meeting.key, answer, administrators[0])
        await self._escalate(meeting)
        await self._send_on(meeting, administrators[0])
        await self._give_up(meeting, administrators[0])
        await self._close_cases(meeting, administrators[0])

    async def _escalate(self, meeting: Meeting) -> None:
        those = sorted(a.person for a in meeting.roll.values() if escalates(a, self._protocol))
        for action in to_escalate(meeting, self._protocol, self._today):
            waits = self._world.chance.between(0, 4, "escalates", meeting.key, action.key)
            late = self._today - (action.due or self._today)
            if those and late >= timedelta(days=2 + waits):
                await self._world.take(meeting.key, Escalate(action=action.key), those[0])
        for action in overdue(meeting, self._today):
            if rationale_due(action, self._protocol) is not None and action.agency != self._cast.silent:
                people = told_of(meeting, action)
                if people:
                    await self._world.take(meeting.key, GiveRationale(action=action.key), people[0])

    async def _send_on(self, meeting: Meeting, administrator: str) -> None:
        for action in overdue(meeting, self._today):
            for number, _ in to_send_on(action, self._protocol, self._today):
                if self._world.chance.of("sends on", meeting.key, action.key, self._today) < 0.4:
                    await self._world.take(
                        meeting.key, NoticeSent(action=action.key, step=number), administrator
                    )

    async def _give_up(self, meeting: Meeting, administrator: str) -> None:
        for action in overdue(meeting, self._today):
            if action.due is not None and self._today - action.due >= GIVEN_UP:
                said = ReportImpossible(action=action.key, instead="Given up", reason="Nobody answered")
                await self._world.take(meeting.key, said, administrator)

    async def _close_cases(self, meeting: Meeting, administrator: str) -> None:
        for key, listed in meeting.closure_lists.items():
            if listed.approved_at is None and self._now - listed.listed_at >= timedelta(days=2):
                await self._world.ask(administrator, ApproveClosureList(key=key), meeting.key)

    async def _ring(self) -> None:
        """Administrators ring whoever could not be written to."""
        area = self._cast.area
        meetings = await self._world.meetings(area)
        if meetings and self._protocol.calendar.is_open(self._now):
            for one in await to_ring(self._world.office, area):
                administrator = min(meetings[-1].administrators())
                await self._world.ask(administrator, MarkRung(person=one.person), meetings[-1].key)
