"""An area's duties read from its file anew: what is owed of a meeting, by whom, by when, and at which moments
who has to hear of it.

Nothing of the product's engines is used: of a meeting only the facts are looked at (who is on the roll, which
cases, what was ticked), and who may see a case, which has proofs of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any, Final

from bench.year.channel import Thing
from bench.year.times import END_OF_DAY, Days
from marac.admission import may_see
from marac.meeting import Case, Meeting
from marac.words import Capacity

Entry = Mapping[str, Any]
ROLES: Final = frozenset({"administrators", "chair", "agencies", "referring", "guests"})
FROM_THEN: Final = frozenset({"closing", "agreed", "listing", "publication"})
"""What is counted from these is not heard of before they came."""
HBA: Final = frozenset({"hba", "forced-marriage", "fgm"})
OUTSIDE: Final = frozenset({"line-managers", "signatories"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment at which people have to hear of something; `step` 0 for those who owe it."""

    at: datetime
    people: tuple[str, ...]
    step: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that somebody owes, with who hears of it when. `is_over`: done, or fallen away."""

    thing: Thing
    duty: str
    due: datetime
    moments: tuple[Moment, ...]
    is_over: bool
    done_at: datetime | None
    has_hour: bool
    by: str


@dataclass(frozen=True, slots=True)
class About:
    """What one duty is about."""

    key: str
    case: str | None = None
    agency: str | None = None
    person: str | None = None
    sitting: int | None = None


def file_of(area: str) -> Entry:
    """The area's file as it is written."""
    path = resources.files("marac").joinpath("protocols", f"{area}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Reading:
    """One area's file, and what it asks for."""

    def __init__(self, file: Entry) -> None:
        self.file = file
        self.days = Days.of_file(file)
        self.a_day: int = file.get("messages_a_day", 3)
        rhythms = file.get("rhythms", ())
        self._first_rhythm = rhythms[0]["key"] if rhythms else ""

    def duties(self, meeting: Meeting) -> Iterator[Owed]:
        """What the file asks of this meeting, of all whose clock has started."""
        rhythm = meeting.rhythm or self._first_rhythm
        for duty in self.file.get("duties", ()):
            if duty.get("rhythm") in (None, rhythm):
                yield from self._of_duty(duty, meeting)

    def _of_duty(self, duty: Entry, meeting: Meeting) -> Iterator[Owed]:
        for about in self._subjects(duty, meeting):
            start = _start(duty, about, meeting)
            if start is None:
                continue
            people = self._owing(duty, about, meeting)
            key = f"{duty['key']}:{about.key}"
            over = key in meeting.duties or _is_fact(duty, about, meeting) or _is_void(duty, about, meeting)
            yield self.owed(
                duty, key, start, people, over=over, meeting=meeting, about=about,
                not_before=duty["anchor"] in FROM_THEN,
            )  # fmt: skip

    def owed(
        self,
        duty: Entry,
        key: str,
        start: date | datetime,
        people: tuple[str, ...],
        *,
        over: bool,
        meeting: Meeting,
        about: About,
        not_before: bool = False,
    ) -> Owed:
        """One thing that is owed, with its moments worked out from `start`."""
        rule = duty["due"]
        counted = self.days.counted(rule, start)
        due = self.days.moment(counted, END_OF_DAY)
        earliest = start if not_before and isinstance(start, datetime) else None

        def heard(expression: str) -> datetime:
            at = self.days.moment(self.days.counted(expression, counted), self.days.nudge_at)
            at = max(at, earliest) if earliest is not None else at
            return at if duty.get("urgent") else self._in_hours(at, due)

        moments = [Moment(heard(one), people) for one in duty.get("remind", ())]
        if (again := meeting.duties_reopened.get(key)) is not None:
            moments.append(Moment(self._in_hours(again, due), people))
        for number, step in enumerate(duty.get("ladder", ()), 1):
            told = () if step.get("approved") else self.told(step["tells"], about, people, meeting)
            moments.append(Moment(heard(step["at"]), told, number))
        return Owed(
            thing=Thing(meeting.key, "duty", key),
            duty=duty["key"],
            due=due,
            moments=tuple(sorted(moments, key=lambda one: (one.at, one.step))),
            is_over=over,
            done_at=meeting.duties.get(key),
            has_hour=isinstance(counted, datetime) and "hour" not in rule,
            by=duty.get("owed_by", "agencies"),
        )

    def _in_hours(self, at: datetime, due: datetime) -> datetime:
        """In office hours: later, or on the working day before where later would be too late."""
        opening = self.days.opening(at)
        if opening <= due or at >= due:
            return opening
        return self.days.digest(self.days.working(self.days.day(at), -1))

    # --- what it is about --------------------------------------------------------------------------------

    def _subjects(self, duty: Entry, meeting: Meeting) -> Iterator[About]:
        owing = _agencies_owing(duty, meeting)
        if duty["owed_by"] not in ROLES and not owing:
            return
        kind, cases = duty["subject"], [c for c in meeting.cases.values() if _holds(duty, c, meeting)]
        if kind == "meeting" and (duty.get("when", "always") == "always" or cases):
            yield About("meeting")
        elif kind == "sitting":
            yield from (About(str(s.number), sitting=s.number) for s in meeting.sittings)
        elif kind == "agency":
            yield from (About(agency, agency=agency) for agency in owing)
        elif kind == "person":
            yield from (About(p, person=p) for p in _people_meant(duty, owing, meeting))
        elif kind == "case":
            for case in cases:
                yield from _of_case(duty, case, owing, meeting)

    def _owing(self, duty: Entry, about: About, meeting: Meeting) -> tuple[str, ...]:
        by = duty["owed_by"]
        if by == "administrators":
            people: Sequence[str] = meeting.administrators()
        elif by == "chair":
            people = _chairs(about, meeting)
        elif about.person is not None:
            people = (about.person,)
        elif by == "guests":
            people = [a.person for a in meeting.roll.values() if a.is_guest and a.is_welcome]
        elif by == "referring" and about.case is not None:
            people = members(meeting, (meeting.cases[about.case].referring_agency,))
        else:
            people = members(meeting, (about.agency,) if about.agency else _agencies_owing(duty, meeting))
        return tuple(p for p in people if may_hear(meeting, p, about))

    def told(
        self, tells: Sequence[str], about: About, owing: tuple[str, ...], meeting: Meeting
    ) -> tuple[str, ...]:
        """Those on the roll whom a step of a ladder tells."""
        found: dict[str, None] = {}
        for who in tells:
            if who in OUTSIDE:
                continue
            if who == "owed":
                people: Sequence[str] = owing
            elif who == "administrators":
                people = meeting.administrators()
            elif who == "chair":
                people = _chairs(about, meeting)
            elif who == "operational-lead":
                leads = [a for a in meeting.roll.values() if Capacity.LEAD in a.capacities]
                people = [a.person for a in leads if a.is_welcome]
            else:
                people = members(meeting, [k for k, a in meeting.agencies.items() if a.type == who])
            found |= dict.fromkeys(people)
        return tuple(p for p in found if may_hear(meeting, p, about))


def may_hear(meeting: Meeting, person: str, about: About) -> bool:
    """Nobody hears of a case that they may not see."""
    return about.case is None or about.case not in meeting.cases or may_see(meeting, person, about.case)


def members(meeting: Meeting, agencies: Sequence[str | None]) -> tuple[str, ...]:
    """The people who speak for these agencies."""
    return tuple(
        a.person for one in agencies for a in meeting.roll.values() if a.is_member and a.agency == one
    )


def _chairs(about: About, meeting: Meeting) -> tuple[str, ...]:
    """Whoever was in the chair for it; before that, everybody who may be."""
    case = meeting.cases.get(about.case or "")
    hearing = case.hearing if case is not None else None
    if hearing is not None and hearing.chaired:
        return tuple(dict.fromkeys(one.person for one in hearing.chaired))
    sat = [s.chair for s in meeting.sittings if about.sitting in (None, s.number) and s.chair]
    return tuple(dict.fromkeys(sat)) or meeting.chairs()


def _agencies_owing(duty: Entry, meeting: Meeting) -> tuple[str, ...]:
    by = duty["owed_by"]
    if by == "agencies":
        found = list(meeting.agencies)
    elif by == "referring":
        found = [c.referring_agency for c in meeting.cases.values() if c.referring_agency]
    else:
        found = [key for key, agency in meeting.agencies.items() if agency.type == by]
    return tuple(one for one in dict.fromkeys(found) if members(meeting, (one,)))


def _people_meant(duty: Entry, owing: Sequence[str], meeting: Meeting) -> Iterator[str]:
    for attendee in meeting.roll.values():
        if not attendee.is_welcome:
            continue
        if duty.get("when") == "guest" or duty["owed_by"] == "guests":
            meant = attendee.is_guest
        elif duty["owed_by"] == "administrators":
            meant = attendee.is_administrator
        elif duty["owed_by"] == "chair":
            meant = attendee.is_chair
        else:
            meant = attendee.is_member and attendee.agency in owing
        if meant:
            yield attendee.person


def _of_case(duty: Entry, case: Case, owing: Sequence[str], meeting: Meeting) -> Iterator[About]:
    if duty["owed_by"] != "agencies":
        yield About(case.number, case=case.number, sitting=case.sitting)
        return
    for agency in owing:
        if any(may_see(meeting, p, case.number) for p in members(meeting, (agency,))):
            yield About(f"{case.number}/{agency}", case=case.number, agency=agency, sitting=case.sitting)


def _holds(duty: Entry, case: Case, meeting: Meeting) -> bool:
    when = duty.get("when", "always")
    if case.kind == "disclosure-request":
        return False
    if when.startswith("mark:"):
        return when.removeprefix("mark:") in case.marks
    hearing = case.hearing
    absent = hearing is not None and (
        hearing.stand_in or (hearing.presenter is None and case.presenter_person is None)
    )
    return bool(
        {
            "always": True,
            "guest": case.guests,
            "not-high-risk": case.not_high_risk,
            "presenter-absent": absent,
            "hba": case.kind in HBA,
            "review": case.review_agreed_on,
            "employee-sensitive": case.kind == "employee-sensitive",
            "transfer-in": case.kind == "transfer-in",
            "consent-blank": case.consent is None,
        }[when]
    )


def _start(duty: Entry, about: About, meeting: Meeting) -> date | datetime | None:
    """From when it is counted; None while that has not come."""
    case, anchor = meeting.cases.get(about.case or ""), duty["anchor"]
    if anchor == "closing":
        return closed_at(meeting)
    if anchor == "publication":
        return meeting.order_told_at
    if anchor == "agreed":
        if case is not None and duty.get("when") == "review":
            return case.review_agreed_on
        return case.hearing.opened_at if case is not None and case.hearing is not None else None
    if anchor == "review":
        return case.review_on if case is not None else None
    if anchor == "listing" and case is not None and case.listed_at is not None:
        return case.listed_at
    wanted = about.sitting if anchor == "sitting" else None
    return min((s.starts_at for s in meeting.sittings if wanted in (None, s.number)), default=None)


def closed_at(meeting: Meeting) -> datetime | None:
    """When the last sitting ended, closed or not."""
    if meeting.closed_at is None and any(s.state != "ended" for s in meeting.sittings):
        return None
    return max((s.ended_at for s in meeting.sittings if s.ended_at), default=meeting.closed_at)


def _is_void(duty: Entry, about: About, meeting: Meeting) -> bool:
    case = meeting.cases.get(about.case or "")
    if case is None:
        return False
    withdrawn = case.state == "withdrawn" and duty.get("when") != "not-high-risk"
    carried_over = duty["anchor"] == "closing" and case.state == "listed"
    return withdrawn or carried_over or (duty.get("unless") == "not-high-risk" and case.not_high_risk)


def _is_fact(duty: Entry, about: About, meeting: Meeting) -> bool:
    """The meeting holds the fact that discharges it."""
    by, case = duty.get("discharged_by", "tick"), meeting.cases.get(about.case or "")
    if by == "tick":
        return False
    if by == "order-told":
        return meeting.order_told_at is not None
    if by == "invitation-checked":
        return meeting.invitation_checked_at is not None
    if by == "conflicts-answered":
        return about.person in meeting.conflicts
    if by == "declaration-sent":
        return about.person is not None and meeting.roll[about.person].declaration_sent
    if by == "representative-named":
        said = meeting.absences.get(about.agency or "")
        return about.agency in meeting.representatives or (said is not None and said.nobody)
    if by == "minute-taker-named":
        return any(s.number == about.sitting and s.minute_taker for s in meeting.sittings)
    return case is not None and _is_fact_of_case(by, case, meeting)


def _is_fact_of_case(by: str, case: Case, meeting: Meeting) -> bool:
    guests = [a for a in meeting.roll.values() if a.is_guest and a.is_welcome and case.number in a.cases]
    return bool(
        {
            "presenter-named": case.presenter or case.presenter_person or case.stand_in,
            "employer-told": case.employer is not None,
            "attendees-called": case.admitted and all(p in case.calls for p in case.admitted),
            "review-dated": case.review_on is not None,
            "guest-invited": case.guests or guests,
        }[by]
    )
