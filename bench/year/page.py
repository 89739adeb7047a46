"""The page about the year, `docs/year.md`, written from what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bench.figures import Finding, exactly, markdown_table
from bench.year.checks import SORTS
from bench.year.live import STARTS
from bench.year.outcome import Lived
from bench.year.tables import messages_table, owed_table

ABOUT = """# A year in every area

Made by `python -m bench.year`, and not by hand. {weeks} weeks from {start} to {end} were lived through
in {count} areas, with the seed {seed}: the same seed gives the same year, whatever machine it runs on
and whenever.

Time is travelled, not slept. Meetings are called on the days that the area's pattern proposes and held
by commands; the register is that of the rehearsal room's practice, the case lists are drawn. In between
the real ticker wakes ten times a working day, and what is in the outbox is read as sent by something
that stands in for Teams and for the mail server. People do about a third of what they owe before they
are reminded, most of the rest once they hear of it, some late, a little never; owners ask for other
dates or say that something cannot be done; matters are reported, people leave and others come; and in
each area one agency never answers at all.

Every message is written down and held against a reading of the area's file of its own
(`bench/year/reading.py`), which shares no rule and no calendar with the product. Of {checked:,} times
that somebody should have heard of something on a day, and of {messages:,} messages, it found:

{findings}

![Messages a person and week by area and role: five panels, one for each area.](year.svg)

## What people got

Not urgent are the day's digest, what is due at an hour, and notices such as a new date that is asked
for. Urgent ones belong to a meeting under way, or tell at once of something that was reported. Cards
that are only brought up to date disturb nobody and are not counted. *Most on a day* is of messages that
were not urgent, for any one person.

{messages_table}

## What was owed

Duties of the area's file, stages of what was reported, what comes round by the calendar, and what the
rules on records ask. *Not done* is mostly the agency that never answers. *Told further up* counts those
for which a step of the ladder came.

{duties_table}

Actions, by their owners. What is put forward for escalation, and a ladder's steps, count as told
further up.

{actions_table}

## What is not looked at

{unread}Whether the words on a card are right, and Teams' limits and faults, are looked at elsewhere.
"""


def page(years: Sequence[Lived], seed: int) -> str:
    """The whole page."""
    weeks = max(lived.weeks for lived in years)
    end = STARTS + timedelta(weeks=weeks, days=-1)
    return ABOUT.format(
        weeks=weeks,
        start=f"{STARTS:%d/%m/%Y}",
        end=f"{end:%d/%m/%Y}",
        count=len(years),
        seed=seed,
        checked=sum(lived.checked for lived in years),
        messages=sum(len(lived.messages) for lived in years),
        findings=_found(years),
        messages_table=messages_table(years),
        duties_table=owed_table(years, "duties"),
        actions_table=owed_table(years, "actions"),
        unread=_unread(years),
    )


def summary(years: Sequence[Lived]) -> str:
    """The year in a sentence, for whoever runs the benchmark."""
    return (
        f"A year in {len(years)} areas: {sum(one.meetings for one in years)} meetings, "
        f"{sum(len(one.messages) for one in years):,} messages, {sum(one.checked for one in years):,} times "
        "that somebody should have heard of something on a day. docs/year.md has the rest."
    )


def _found(years: Sequence[Lived]) -> str:
    counts = [Counter(f.sort for f in lived.findings) for lived in years]
    rows = [[sort, *(str(of[sort]) for of in counts)] for sort in SORTS]
    held = ["meetings held", *(str(lived.meetings) for lived in years)]
    heard = ["cases heard", *(str(lived.cases) for lived in years)]
    return markdown_table(["", *(lived.name for lived in years)], [held, heard, *rows])


def _unread(years: Sequence[Lived]) -> str:
    found: Counter[str] = Counter()
    for lived in years:
        found.update(lived.unread)
    if not found:
        return ""
    kinds = ", ".join(f"`{key}`" for key in sorted(found))
    return (
        f"Of what follows from a rule and is no entry of the file ({kinds}: told {sum(found.values()):,} "
        "times) it is only seen that nobody was told of what was done. "
    )


def findings_of(years: Sequence[Lived]) -> list[Finding]:
    """What the benchmark asks of the year: nothing of any sort."""
    counts = Counter(f.sort for lived in years for f in lived.findings)
    return [exactly(f"a year of every area: {sort}", counts[sort], 0) for sort in SORTS]
