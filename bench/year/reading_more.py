"""What is owed beside a meeting's duties, read from the area's file anew: the stages of what was reported,
what comes round by the calendar, and actions with their ladders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from bench.year.channel import Thing
from bench.year.reading import About, Entry, Owed, Reading, closed_at, members
from marac.admission import may_see
from marac.closures import APPROVE, ASKED, DISCHARGE, REMOVE
from marac.facts import RaisedMatter
from marac.meeting import Action, Meeting
from marac.words import Capacity

LAST_ROUNDS = 2
A_WEEK = "+5 working days"
OF_THE_TEAM = {"owed_by": "administrators"}
TO_THE_DAY = ("+0 working days",)
FROM_THE_START = ("-5 working days", "+0 working days")
LOOKED_THROUGH = (*FROM_THE_START, "+5 working days")


class FullReading(Reading):
    """One area's file, with everything that it asks for."""

    def all_of(self, meeting: Meeting) -> tuple[Owed, ...]:
        """Everything that is owed of the meeting."""
        return (*self.duties(meeting), *self.stages(meeting), *self.records(meeting))

    def knows(self, duty: str) -> bool:
        """It is an entry of the file, or one of those that its rules on records give rise to."""
        kinds = (f"{m['key']}.{s['key']}" for m in self.file.get("matters", ()) for s in m.get("stages", ()))
        asks = self.file.get("minutes", {}).get("asks", ())
        entries = (*self.file.get("duties", ()), *self.file.get("dates", ()), *asks)
        return duty in {APPROVE, ASKED, DISCHARGE, REMOVE, *kinds, *(e["key"] for e in entries)}

    # --- stages of what was reported ----------------------------------------------------------------------

    def stages(self, meeting: Meeting) -> Iterator[Owed]:
        """The stages of what was reported that have begun and have a clock."""
        kinds = {matter["key"]: matter for matter in self.file.get("matters", ())}
        for raised in meeting.matters.values():
            matter = kinds[raised.kind]
            for stage in matter.get("stages", ()):
                start = self._start_of(matter, stage, raised, meeting)
                if start is not None and stage.get("due"):
                    yield from self._of_stage(matter, stage, raised, start, meeting)

    def _of_stage(
        self, matter: Entry, stage: Entry, raised: RaisedMatter, start: date | datetime, meeting: Meeting
    ) -> Iterator[Owed]:
        duty = {**stage, "key": f"{matter['key']}.{stage['key']}"}
        for about in _abouts(stage, raised, meeting):
            key = f"{duty['key']}:{about.key}"
            people = self._those(stage["owed_by"], raised, meeting)
            if stage["owed_by"] == "agencies" and about.agency:
                people = tuple(p for p in people if meeting.roll[p].agency == about.agency)
            people = tuple(p for p in people if _may_know(meeting, p, raised))
            over = key in meeting.duties or raised.settled_at is not None
            yield self.owed(
                duty, key, start, people, over=over, meeting=meeting, about=about,
                not_before=True,
            )  # fmt: skip

    def _start_of(
        self, matter: Entry, stage: Entry, raised: RaisedMatter, meeting: Meeting
    ) -> date | datetime | None:
        counted = stage.get("counted_from", "reported")
        if counted == "reported":
            return raised.reported_at
        if counted == "incident":
            return raised.incident
        if counted == "meeting":
            after = [s.starts_at for s in meeting.sittings if s.starts_at >= raised.reported_at]
            return min(after, default=None)
        earlier = next((s for s in matter["stages"] if s["key"] == counted), None)
        if earlier is None or not self._is_come_to(matter, stage, raised, meeting):
            return None
        keys = _ticks(matter, earlier, raised, meeting)
        if not all(key in meeting.duties for key in keys):
            return None
        given = meeting.duty_answers.get(keys[0]) if earlier.get("dated") else None
        return date.fromisoformat(given) if given else max(meeting.duties[key] for key in keys)

    def _is_come_to(self, matter: Entry, stage: Entry, raised: RaisedMatter, meeting: Meeting) -> bool:
        """Nothing before it was answered in another way."""
        counted = stage.get("counted_from", "reported")
        earlier = next((s for s in matter["stages"] if s["key"] == counted), None)
        if earlier is None:
            return True
        if not self._is_come_to(matter, earlier, raised, meeting):
            return False
        keys = _ticks(matter, earlier, raised, meeting)
        is_done = all(key in meeting.duties for key in keys)
        wanted = stage.get("after", ())
        said = {meeting.duty_answers.get(key) for key in keys}
        return not (is_done and wanted and not said & set(wanted))

    def _those(self, who: str, raised: RaisedMatter, meeting: Meeting) -> tuple[str, ...]:
        if who == "administrators":
            return meeting.administrators()
        if who == "chair":
            return (meeting.chair,) if meeting.chair else meeting.chairs()
        if who == "chairs":
            return meeting.chairs()
        if who == "other-chairs":
            return tuple(person for person in meeting.chairs() if person != raised.reported_by)
        if who == "reporter":
            return (raised.reported_by,) if raised.reported_by in meeting.roll else ()
        if who == "lead":
            return (raised.lead,) if raised.lead else meeting.administrators()
        if who == "operational-lead":
            return tuple(a.person for a in meeting.roll.values() if Capacity.LEAD in a.capacities)
        if who == "agencies":
            agencies: Sequence[str | None] = raised.agencies or (raised.agency,)
        elif who == "referring":
            case = meeting.cases.get(raised.number or "")
            agencies = (case.referring_agency if case else raised.agency,)
        else:
            agencies = [key for key, agency in meeting.agencies.items() if agency.type == who]
        return members(meeting, agencies)

    # --- what the rules on records ask ----------------------------------------------------------------------

    def records(self, meeting: Meeting) -> Iterator[Owed]:
        """What each agency is asked once the minutes are out or the meeting is over, and what is to be done
        about cases whose flags have run out."""
        for question in self.file.get("minutes", {}).get("asks", ()):
            out_at = self._minutes_out_at(meeting)
            came = {meeting.roll[p].agency for p, times in meeting.presence.items() if times}
            for agency in meeting.agencies if out_at is not None else ():
                if question.get("asked", "attended") == "all" or agency in came:
                    yield from self._of_agency(
                        {"remind": TO_THE_DAY, "due": A_WEEK, **question}, agency, out_at, meeting
                    )
        flags, over = self.file.get("flags"), closed_at(meeting)
        heard = [c for c in meeting.cases.values() if c.state == "heard" and not c.not_high_risk]
        if flags is not None and flags.get("asked", True) and over is not None and heard:
            for agency in meeting.agencies:
                yield from self._of_agency(
                    {"key": ASKED, "due": A_WEEK, "remind": TO_THE_DAY}, agency, over, meeting
                )
        yield from self._closures(meeting)

    def _minutes_out_at(self, meeting: Meeting) -> datetime | None:
        duties = self.file.get("duties", ())
        out = [d["key"] for d in duties if d.get("topic") == "minutes" and d["subject"] == "meeting"]
        return meeting.duties.get(f"{out[0]}:meeting") if out else None

    def _of_agency(
        self, duty: Entry, agency: str, start: datetime | None, meeting: Meeting, about: str = ""
    ) -> Iterator[Owed]:
        people = members(meeting, (agency,))
        if people and start is not None:
            key = f"{duty['key']}:{about}/{agency}" if about else f"{duty['key']}:{agency}"
            yield self._counted_from_then(duty, key, start, people, meeting, over=key in meeting.duties)

    def _counted_from_then(
        self, duty: Entry, key: str, start: datetime, people: tuple[str, ...], meeting: Meeting, *, over: bool
    ) -> Owed:
        return self.owed(
            duty, key, start, people, over=over, meeting=meeting, about=About(key), not_before=True
        )

    def _closures(self, meeting: Meeting) -> Iterator[Owed]:
        flags, closures = self.file.get("flags"), self.file.get("closures")
        if flags is None or closures is None:
            return
        for listed in meeting.closure_lists.values():
            approved, people = listed.approved_at, meeting.administrators()
            look = {
                **OF_THE_TEAM,
                "key": APPROVE,
                "due": closures.get("approve_within", A_WEEK),
                "remind": LOOKED_THROUGH,
            }
            key = f"{APPROVE}:{listed.key}"
            over = approved is not None or key in meeting.duties
            yield self._counted_from_then(look, key, listed.listed_at, people, meeting, over=over)
            if approved is None or not listed.approved:
                continue
            off = {"key": REMOVE, "due": closures.get("remove_within", A_WEEK), "remind": FROM_THE_START}
            for agency, entered in meeting.agencies.items():
                if flags.get("removal_asked", True) and entered.type not in flags.get("kept_by", ()):
                    yield from self._of_agency(off, agency, approved, meeting, listed.key)
            if flags.get("discharged", False):
                key = f"{DISCHARGE}:{listed.key}"
                duty = {**off, **OF_THE_TEAM, "key": DISCHARGE}
                over = key in meeting.duties
                yield self._counted_from_then(duty, key, approved, people, meeting, over=over)

    # --- what comes round by the calendar -------------------------------------------------------------------

    def dates(self, meetings: Sequence[Meeting], today: date) -> Iterator[Owed]:
        """The rounds about today, owed in the meeting that is next or under way and done by any tick."""
        known = sorted((m for m in meetings if m.sittings), key=lambda m: m.sittings[0].starts_at)
        coming = [
            m for m in known if m.closed_at is None and self.days.day(m.sittings[-1].starts_at) >= today
        ]
        if not known:
            return
        carrier = coming[0] if coming else known[-1]
        for one in self.file.get("dates", ()):
            for day in self._rounds_about(one, today):
                duty = {"owed_by": "administrators", **one, "due": "+0 days"}
                key = f"{one['key']}:{day.isoformat()}"
                people = self._owing({**duty, "subject": "meeting"}, About("meeting"), carrier)
                ticked = any(key in m.duties for m in meetings)
                yield self.owed(
                    duty, key, day, people, over=ticked, meeting=carrier, about=About(day.isoformat())
                )

    def _rounds_about(self, entry: Entry, today: date) -> Iterator[date]:
        """The last round up to today, and the one after it."""
        first, count = entry["first"], 0
        rounds: list[date] = []
        while not rounds or rounds[-1] <= today:
            rounds.append(self._round(first, entry["every"], count))
            count += 1
        yield from rounds[-LAST_ROUNDS:]

    def _round(self, first: date, every: str, count: int) -> date:
        amount, _, unit = every.partition(" ")
        return self.days.day(self.days.counted(f"{int(amount) * count:+d} {unit}", first))

    # --- actions --------------------------------------------------------------------------------------------

    def actions(self, meeting: Meeting, today: date) -> Iterator[tuple[str, Thing]]:
        """Who has to hear today of which action, of its ladder, and of what is put forward for escalation."""
        rules = self.file["actions"]
        for action in meeting.actions.values():
            if action.is_open and action.due is not None:
                told = self.answering(meeting, action)
                if self._is_said(action.due, rules, today):
                    yield from ((p, Thing(meeting.key, "action", action.key)) for p in told)
                if action.due < today:
                    yield from self._escalation(meeting, action, rules, today)
                    yield from self._steps(meeting, action, rules, today, told)

    def _is_said(self, due: date, rules: Entry, today: date) -> bool:
        """Overdue, where owners are chased; or near its date."""
        if due < today:
            return bool(rules.get("nudged", "owner") == "owner")
        days = [self.days.day(self.days.counted(rule, due)) for rule in rules.get("remind", ())]
        return bool(days) and min(days) <= today

    def answering(self, meeting: Meeting, action: Action) -> tuple[str, ...]:
        """The owner, else everybody who speaks for the agency; and whoever collects the answer."""
        case = meeting.cases[action.case]
        if action.feedback and case.feedback_stopped:
            return ()
        if action.owner is not None and may_see(meeting, action.owner, action.case):
            people: tuple[str, ...] = (action.owner,)
        else:
            people = tuple(p for p in members(meeting, (action.agency,)) if _sees(meeting, p, action))
            runs_it = {meeting.roll[p].agency for p in meeting.administrators()}
            if not people and action.agency in runs_it:
                people = tuple(p for p in meeting.administrators() if _sees(meeting, p, action))
        if action.collector is not None:
            people = (*(p for p in people if not meeting.roll[p].is_guest), action.collector)
        return tuple(p for p in dict.fromkeys(people) if _sees(meeting, p, action))

    def _escalation(
        self, meeting: Meeting, action: Action, rules: Entry, today: date
    ) -> Iterator[tuple[str, Thing]]:
        after = rules.get("escalate_after")
        if after is None or action.escalated_at is not None or action.due is None:
            return
        if self.days.day(self.days.counted(after, action.due)) <= today:
            by_chair = rules.get("escalated_by", "administrators") == "chair"
            people = meeting.chairs() if by_chair else meeting.administrators()
            thing = Thing(meeting.key, "escalate", action.key)
            yield from ((p, thing) for p in people if _sees(meeting, p, action))

    def _steps(
        self, meeting: Meeting, action: Action, rules: Entry, today: date, told: tuple[str, ...]
    ) -> Iterator[tuple[str, Thing]]:
        """A step on its day, or on the next that is worked; for administrators where its notice waits for
        them."""
        since = self.days.working(today, -1)
        for number, step in enumerate(rules.get("ladder", ()), 1):
            if action.due is None or number in action.sent_on:
                continue
            if since < self.days.day(self.days.counted(step["at"], action.due)) <= today:
                waits = step.get("approved") or {"line-managers", "signatories"} & set(step["tells"])
                tells = ("administrators",) if waits else step["tells"]
                about = About(action.key, case=action.case, agency=action.agency)
                thing = Thing(meeting.key, "step", f"{action.key}:{number}")
                yield from ((p, thing) for p in self.told(tells, about, told, meeting))


def _sees(meeting: Meeting, person: str, action: Action) -> bool:
    return may_see(meeting, person, action.case)


def _may_know(meeting: Meeting, person: str, raised: RaisedMatter) -> bool:
    attendee = meeting.roll.get(person)
    if attendee is None or not attendee.is_welcome:
        return False
    return raised.number not in meeting.cases or may_see(meeting, person, raised.number or "")


def _abouts(stage: Entry, raised: RaisedMatter, meeting: Meeting) -> Iterator[About]:
    case = raised.number if raised.number in meeting.cases else None
    if stage["owed_by"] == "agencies" and raised.agencies:
        yield from (About(f"{raised.key}/{one}", case=case, agency=one) for one in raised.agencies)
    else:
        yield About(raised.key, case=case, agency=raised.agency)


def _ticks(matter: Entry, stage: Entry, raised: RaisedMatter, meeting: Meeting) -> list[str]:
    return [f"{matter['key']}.{stage['key']}:{about.key}" for about in _abouts(stage, raised, meeting)]


def is_recent(meeting: Meeting, today: date) -> bool:
    """A meeting of which something can still be owed: all but those long over."""
    return not meeting.sittings or meeting.sittings[-1].starts_at.date() >= today - timedelta(days=400)
