"""News on a case that was heard and is not closed: announced by its number alone, and where that was asked
for a later last day of its flag, which each agency ticks.

What the news says is kept elsewhere, and nothing here has a place for it. All of it stands with the meeting
that heard the case last, so that whoever is out of the case there hears nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from marac.admission import may_see
from marac.closures import flagged_until
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.duties import DutyDue, DutyTicked, further_duties, tick_key
from marac.facts import RaisedMatter
from marac.journal import Event
from marac.matter_stages import duty_key, matter_of
from marac.meeting import Meeting
from marac.ownership import meeting_day
from marac.protocol import Duty, NewsRule, Protocol
from marac.records import owed
from marac.standing import CaseFlagged
from marac.subjects import Subject
from marac.words import Capacity, CaseNumber, PersonId


class AnnounceNews(Command, frozen=True):
    """Announce the news of these matters, by number."""

    matters: tuple[str, ...]


def news_rule(protocol: Protocol, kind: str) -> NewsRule | None:
    """How news of that kind is announced; None for what is no news."""
    matter = matter_of(protocol, kind)
    return matter.news if matter is not None else None


def _all_news(meeting: Meeting, protocol: Protocol) -> Iterator[tuple[RaisedMatter, NewsRule]]:
    for raised in meeting.matters.values():
        rule = news_rule(protocol, raised.kind)
        if rule is not None and raised.number in meeting.cases:
            yield raised, rule


def announced_at(meeting: Meeting, protocol: Protocol) -> Mapping[str, datetime]:
    """When the news of the meeting's cases was announced, by matter."""
    ticks = {
        raised.key: tick_key(duty_key(raised.kind, rule.announced), raised.key)
        for raised, rule in _all_news(meeting, protocol)
    }
    return {key: meeting.duties[tick] for key, tick in ticks.items() if tick in meeting.duties}


def news_waiting(meeting: Meeting, protocol: Protocol) -> tuple[tuple[RaisedMatter, NewsRule], ...]:
    """What is open and was not announced yet."""
    done = announced_at(meeting, protocol)
    known = _all_news(meeting, protocol)
    return tuple((m, rule) for m, rule in known if m.settled_at is None and m.key not in done)


def announced_between(
    meeting: Meeting, protocol: Protocol, since: datetime, until: datetime
) -> tuple[CaseNumber, ...]:
    """The cases whose news was announced after `since`, up to and at `until`; each once."""
    ticked = announced_at(meeting, protocol)
    numbers = (meeting.matters[key].number for key, at in ticked.items() if since < at <= until)
    return tuple(dict.fromkeys(number for number in numbers if number is not None))


def told_of_news(meeting: Meeting, number: CaseNumber) -> tuple[PersonId, ...]:
    """The representatives who may see the case; no guest, and nobody who is out of it (LIN-32)."""
    leads = (a for a in meeting.roll.values() if Capacity.REPRESENTATIVE in a.capacities and a.is_member)
    return tuple(a.person for a in leads if not a.is_guest and may_see(meeting, a.person, number))


@decides(AnnounceNews, Who.SYSTEM)
def announce_news(command: AnnounceNews, setting: Setting) -> Iterator[Event]:
    """Once each; nothing that an administrator has settled."""
    for raised, rule in news_waiting(setting.meeting, setting.protocol):
        if raised.key in command.matters:
            yield DutyTicked(duty=duty_key(raised.kind, rule.announced), subject=raised.key)


def longer_flags(meeting: Meeting, protocol: Protocol) -> Mapping[str, date]:
    """Up to which day the flags of cases were made longer, by matter."""
    found = {}
    for raised, rule in _all_news(meeting, protocol):
        said = meeting.duty_answers.get(tick_key(duty_key(raised.kind, rule.flag or ""), raised.key))
        if rule.flag is not None and said is not None:
            found[raised.key] = date.fromisoformat(said)
    return found


@follows
def flags_follow(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """The case is flagged up to the day that administrators enter, and once that is taken back up to the one
    before it (LIN-32). Raises Refused for a day up to which it is flagged already."""
    was, now = longer_flags(before, setting.protocol), longer_flags(after, setting.protocol)
    if was == now:
        return
    for key in dict.fromkeys(k for k in (*was, *now) if was.get(k) != now.get(k)):
        number = after.matters[key].number or ""
        others = [until for k, until in now.items() if k != key and after.matters[k].number == number]
        stands = max((*others, *_counted(after, setting.protocol)), default=None)
        until = now.get(key, stands)
        if until is None:
            continue
        if key in now and stands is not None and until <= stands:
            raise Refused(Why.FLAG_STANDS, case=number, until=stands)
        yield CaseFlagged(case=number, until=until)


def _counted(meeting: Meeting, protocol: Protocol) -> tuple[date, ...]:
    """The last day of a flag that counts from the meeting."""
    if protocol.flags is None:
        return ()
    return (flagged_until(meeting_day(meeting, protocol), protocol.flags, protocol),)


@further_duties
def longer_flags_set(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """Each agency of which somebody may see the case ticks that it is flagged up to the new day."""
    for key, until in longer_flags(meeting, protocol).items():
        raised = meeting.matters[key]
        rule = news_rule(protocol, raised.kind)
        if rule is None or rule.flag is None or raised.number is None:
            continue
        entered = meeting.duties[tick_key(duty_key(raised.kind, rule.flag), key)]
        for agency in meeting.agencies:
            about = Subject(key=f"{key}-{until}/{agency}", case=raised.number, agency=agency)
            due = owed(_as_duty(raised.number, until, rule), about, entered, meeting, protocol)
            if due.people:
                yield due


def _as_duty(number: CaseNumber, until: date, rule: NewsRule) -> Duty:
    return Duty(
        key="flagged-longer",
        label=f"Flag case {number} until {until:%d/%m/%Y}",
        owed_by="agencies",
        subject="case",
        anchor="agreed",
        due="+5 working days",
        remind=("+0 working days",),
        cite=rule.cite,
    )
