"""Notices that an area's ladder has ready: for people outside the meeting, whom the register knows by an
address alone, or for an administrator to approve first.

Whoever is outside is addressed by whose line manager or whose agency's signatory they are; the address is
looked up when a mail is sent and stands nowhere else. Nothing is mailed of a restricted case, nor to somebody
who may not know of the case: an administrator sees to these by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from marac.admission import is_restricted, may_see
from marac.area_dates import carrier_of, dates_owed
from marac.chasing import to_send_on
from marac.duties import OUTSIDE, DutyDue, Rung, all_duties, tick_key
from marac.duty_notices import rungs_waiting
from marac.meeting import Action, Meeting
from marac.outstanding import told_of
from marac.protocol import LadderStep, Protocol
from marac.said_at_once import is_over
from marac.subjects import Subject, may_hear_of
from marac.subjects import told_of as told_of_step
from marac.words import ActionId, AgencyId, CaseNumber, PersonId
from usecases.directory import Names

LINE_MANAGER: Final = "line-manager-of:"
SIGNATORY: Final = "signatory-of:"


class Outsider(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody outside the meeting: `to` says whose line manager or which agency's signatory, `address` may
    be empty."""

    to: str
    address: str

    @property
    def role(self) -> str:
        """`line-manager` or `signatory`."""
        return "line-manager" if self.to.startswith(LINE_MANAGER) else "signatory"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a ladder whose notice has not gone: of an action, or of a `duty`. `people` are those who owe
    it, `tells` whom the step is for."""

    meeting: Meeting
    step: int
    tells: tuple[str, ...]
    says: str
    approved: bool
    people: tuple[PersonId, ...]
    about: Subject
    action: ActionId = ""
    duty: str = ""
    what: str = ""
    agency: AgencyId | None = None
    due: date | None = None

    @property
    def case(self) -> CaseNumber | None:
        """The case that it is about, if it is about one of the meeting's."""
        return self.about.case

    @property
    def key(self) -> str:
        """What tells it from the meeting's other notices, beside its step."""
        return self.action or tick_key(self.duty, self.about.key)

    @property
    def goes_outside(self) -> bool:
        """Somebody outside the meeting is to hear of it."""
        return bool(OUTSIDE & set(self.tells))


def is_outside(to: str) -> bool:
    """Whoever a notice is to is no user, but somebody's line manager or an agency's signatory."""
    return to.startswith((LINE_MANAGER, SIGNATORY))


def waiting_notices(
    meeting: Meeting, protocol: Protocol, now: datetime, person: PersonId | None = None
) -> Iterator[Waiting]:
    """The notices that wait in a meeting; with `person`, those of which that administrator may know."""
    today = protocol.calendar.day_of(now)
    for action in meeting.actions.values() if protocol.actions.ladder else ():
        if not meeting.asks_no_more(action) and (person is None or may_see(meeting, person, action.case)):
            for number, step in to_send_on(action, protocol, today):
                yield of_action(action, number, step, meeting)
    for due in all_duties(meeting, protocol):
        known = person is None or may_hear_of(meeting, person, due.subject)
        if due.duty.ladder and known and not is_over(due, meeting):
            for rung in rungs_waiting(due, meeting, now):
                yield of_duty(due, rung, meeting, protocol)


def notices_of_dates(meetings: Sequence[Meeting], protocol: Protocol, now: datetime) -> Iterator[Waiting]:
    """The notices of what comes round by the calendar, in the meeting that carries it."""
    today = protocol.calendar.day_of(now)
    carrier = carrier_of(meetings, today, protocol)
    if carrier is None:
        return
    for due in dates_owed(meetings, protocol, today):
        gone = {step for m in meetings for step in m.duty_notices.get(due.key, ())}
        for rung in rungs_waiting(due, carrier, now):
            if rung.step > max(gone, default=0):
                yield of_duty(due, rung, carrier, protocol)


def of_action(action: Action, number: int, step: LadderStep, meeting: Meeting) -> Waiting:
    """The notice of a step of an action's ladder."""
    return Waiting(
        meeting=meeting,
        step=number,
        tells=step.tells,
        says=step.label,
        approved=step.approved,
        people=told_of(meeting, action),
        about=Subject(key=action.key, case=action.case, agency=action.agency),
        action=action.key,
        agency=action.agency,
        due=action.due,
    )


def of_duty(due: DutyDue, rung: Rung, meeting: Meeting, protocol: Protocol) -> Waiting:
    """The notice of a step of a duty's ladder."""
    agencies = {meeting.roll[p].agency for p in due.people if p in meeting.roll}
    theirs = next(iter(agencies)) if len(agencies) == 1 else None
    return Waiting(
        meeting=meeting,
        step=rung.step,
        tells=due.duty.ladder[rung.step - 1].tells,
        says=rung.says,
        approved=rung.approved,
        people=due.people,
        about=due.subject,
        duty=due.duty.key,
        what=due.duty.label,
        agency=due.subject.agency or theirs,
        due=protocol.calendar.day_of(due.due),
    )


def outsiders(waiting: Waiting, names: Names) -> tuple[Outsider, ...]:
    """Those outside whom a notice is for, an address once; the line managers of whoever owes it, and the
    signatories of their agencies."""
    found: dict[str, Outsider] = {}
    for one in _outsiders(waiting, names):
        found.setdefault(one.address.casefold() or one.to, one)
    return tuple(found.values())


def _outsiders(waiting: Waiting, names: Names) -> Iterator[Outsider]:
    if "line-managers" in waiting.tells:
        for person in waiting.people:
            record = names.people.get(person)
            yield Outsider(to=LINE_MANAGER + person, address=record.line_manager_email if record else "")
    if "signatories" in waiting.tells:
        roll = waiting.meeting.roll
        theirs = [roll[p].agency for p in waiting.people if p in roll]
        for agency in dict.fromkeys([waiting.agency] if waiting.agency else theirs):
            if agency is not None:
                known = names.agencies.get(agency)
                yield Outsider(to=SIGNATORY + agency, address=known.signatory if known else "")


def why_not_by_mail(waiting: Waiting, names: Names, *, mails: bool) -> str:
    """Why the bot cannot mail a notice to all whom it is for: `no-mail`, `restricted`, `kept-out` or
    `no-address`; empty where it can."""
    if not waiting.goes_outside:
        return ""
    if not mails:
        return "no-mail"
    case = waiting.meeting.cases.get(waiting.case or "")
    if case is not None and is_restricted(case):
        return "restricted"
    told = outsiders(waiting, names)
    if any(is_kept_out(one, waiting, names) for one in told):
        return "kept-out"
    return "" if told and all(one.address for one in told) else "no-address"


def is_kept_out(outsider: Outsider, waiting: Waiting, names: Names) -> bool:
    """The address is that of somebody who is barred, or may not know of the case."""
    address = outsider.address.casefold()
    known = [r for r in names.people.values() if address and r.email.casefold() == address]
    meeting = waiting.meeting
    return any(
        r.barred
        or (waiting.case is not None and r.key in meeting.roll and not may_see(meeting, r.key, waiting.case))
        for r in known
    )


def people_told(waiting: Waiting) -> tuple[PersonId, ...]:
    """The people on the roll who hear of a step once it is approved; of any other they have heard."""
    if not waiting.approved:
        return ()
    tells = tuple(who for who in waiting.tells if who not in OUTSIDE)
    return told_of_step(tells, waiting.about, waiting.people, waiting.meeting)
