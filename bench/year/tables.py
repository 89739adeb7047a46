"""A year in figures: how many messages each role got a week, and what became of what was owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bench.figures import markdown_table
from bench.year.live import STARTS
from bench.year.outcome import ROLES, Lived, Tally
from usecases.announcements_actions import DIGEST


@dataclass(frozen=True, slots=True)
class Share:
    """What the people of one role got. Weeks are the year's, people those who were in the register at its
    end."""

    people: int
    a_week: Sequence[float]
    """Messages that were not urgent, a person, week by week."""
    most_a_week: int
    """The most that one person got in a week."""
    most_a_day: int
    digests: int
    others: int
    urgent: int


def shares(lived: Lived) -> dict[str, Share]:
    """Each role's share."""
    return {role: share for role in ROLES if (share := _share(lived, role)) is not None}


def _share(lived: Lived, role: str) -> Share | None:
    people = [key for key, one in lived.roles.items() if one == role]
    if not people:
        return None
    theirs = [
        (m, day) for m, day in zip(lived.messages, lived.days, strict=True) if lived.roles.get(m.to) == role
    ]
    quiet = [(m, day) for m, day in theirs if not m.urgent]
    weekly = Counter((m.to, _week(day)) for m, day in quiet)
    daily = Counter((m.to, day) for m, day in quiet)
    by_week = Counter(_week(day) for _, day in quiet)
    digests = sum(m.kind == DIGEST for m, _ in quiet)
    return Share(
        people=len(people),
        a_week=[by_week[week] / len(people) for week in range(lived.weeks)],
        most_a_week=max(weekly.values(), default=0),
        most_a_day=max(daily.values(), default=0),
        digests=digests,
        others=len(quiet) - digests,
        urgent=len(theirs) - len(quiet),
    )


def _week(day: date) -> int:
    return (day - STARTS).days // 7


def messages_table(years: Sequence[Lived]) -> str:
    """Who got how many messages."""
    head = (
        "area", "who", "people", "a week each", "most in a week", "digests", "others", "urgent",
        "most on a day", "limit",
    )  # fmt: skip
    return markdown_table(head, [row for lived in years for row in _message_rows(lived)])


def _message_rows(lived: Lived) -> Iterator[Sequence[str]]:
    for role, share in shares(lived).items():
        mean = sum(share.a_week) / len(share.a_week)
        counts = (share.most_a_week, share.digests, share.others, share.urgent, share.most_a_day, lived.a_day)
        yield (lived.name, role, str(share.people), f"{mean:.1f}", *(f"{one:,}" for one in counts))


def owed_table(years: Sequence[Lived], what: str) -> str:
    """What became of `duties` or of `actions`."""
    head = ("area", "owed by", "due", "in time", "late", "not done", "reminded of", "told further up")
    return markdown_table(head, [row for lived in years for row in _owed_rows(lived, what)])


def _owed_rows(lived: Lived, what: str) -> Iterator[Sequence[str]]:
    tallies: dict[str, Tally] = lived.duties if what == "duties" else lived.actions
    for role in ROLES:
        if (one := tallies.get(role)) is not None:
            counts = (one.due, one.in_time, one.late, one.undone, one.reminded, one.escalated)
            yield (lived.name, role, *(f"{count:,}" for count in counts))
