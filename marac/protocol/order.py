"""When a meeting sits and in which order it hears its cases: rhythm, list, sections, slots and breaks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Literal

from pydantic import Field

from marac.protocol.base import Choice, Cited, Due, Key

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


class SittingRule(Cited):
    """One day of each meeting."""

    number: int = Field(description="1 for the first day of the meeting.")
    weekday: Weekday | None = Field(
        None, description="The day of the week; none means that it is chosen for each meeting."
    )
    starts: time = Field(description="When it starts, local time.")
    ends: time = Field(description="When it is planned to end, local time; cases beyond it are warned of.")
    may_start: tuple[time, ...] = Field(
        (),
        description="The other starts, local time, that administrators may choose once the list is closed.",
    )


class Rhythm(Cited):
    """How often the area, or a part of it, meets."""

    key: Key = Field(description="Its own name, by which duties say that they hold for it alone.")
    label: str = Field(description="The words people see.")
    every: Due = Field(description="From one meeting to the next, such as '+14 days' or '+1 month'.")
    districts: tuple[str, ...] = Field((), description="The parts of the area that meet so; none means all.")
    heard_within: Due | None = Field(
        None,
        description="By when a case is heard, from its referral; administrators are asked why, if later.",
    )
    heard_warning: Due = Field(
        "-7 days", description="When they are warned that it will be later, from that day."
    )
    moved_with: Literal["nobody", "chair"] = Field(
        "nobody", description="Whose agreement another day needs than the one that the rhythm gives."
    )
    short_at_christmas: bool = Field(
        False,
        description="Administrators are shown any longer gap around Christmas, so that it can be kept short.",
    )


class SchoolHoliday(Cited):
    """Days on which schools are closed, which are pointed out when meetings are proposed."""

    label: str = Field(description="What people call it.")
    starts: date = Field(description="Its first day.")
    ends: date = Field(description="Its last day.")


class Break(Cited):
    """A pause in a sitting."""

    sitting: int = Field(description="In which sitting.")
    after: time = Field(
        description="The first slot that would start at or after this local time starts after the break."
    )
    minutes: int = Field(ge=1, description="Its length.")


class Section(Choice):
    """A part of each sitting's running order, heard as a whole before the next one."""

    takes: tuple[
        Literal["children", "pregnancy", "one-case-visitor", "disclosure-request", "additional", "others"],
        ...,
    ] = Field(
        description="Which cases: with children, a pregnant victim, presented or attended by somebody who "
        "is here "
        "for that case alone, a request under the domestic violence disclosure scheme (Clare's Law), added "
        "late, "
        "or all others. A case goes to the first section that takes it."
    )
    minuted: bool = Field(
        True, description="False: nothing is captured of its cases but number and that each was dealt with."
    )
    stays: tuple[Key, ...] = Field(
        (), description="The agency types that are told beforehand to be there for this section."
    )
    free_after: tuple[Key, ...] = Field(
        (), description="The agency types that may leave once this section is over."
    )
    rests_with: tuple[Key, ...] = Field(
        (),
        description="The agency types that are told privately, once a case of it was dealt with, that what "
        "follows "
        "is theirs alone.",
    )


class OrderRule(Cited):
    """How the running order is made."""

    slot_minutes: int = Field(ge=1, description="The length of a case's slot.")
    opening_minutes: int = Field(
        0, ge=0, description="Minutes kept for the opening before the first slot of each sitting."
    )
    restricted_minutes: int | None = Field(None, description="The length of a bare slot, if different.")
    sections: tuple[Section, ...] = Field((), description="The parts in the order in which they are heard.")
    sort: tuple[Literal["district", "number", "referred"], ...] = Field(
        ("district", "number"), description="How cases follow one another within a section."
    )
    districts: tuple[str, ...] = Field((), description="The districts in the order in which they are heard.")
    district_sittings: Mapping[str, int] = Field({}, description="In which sitting a district is heard.")
    bare_slot_before_break: bool = Field(False, description="HBA cases take the slot just ahead of a break.")
    breaks: tuple[Break, ...] = Field((), description="The breaks.")
    capacity: int | None = Field(
        None,
        ge=1,
        description="How many slots a sitting has; administrators are warned of more cases than that.",
    )
    fixed_times: bool = Field(
        False,
        description="An agency may ask that a case be heard at a set time because a professional is needed "
        "for it; "
        "administrators agree, and the slot is then fixed.",
    )
    moved_by: Literal["chair", "administrators"] = Field(
        "chair",
        description="Who may move cases once the order has been told: chair and administrators, or "
        "administrators "
        "alone.",
    )
    pace: bool = Field(
        False,
        description="Chair and administrators are shown by how many minutes the meeting is ahead of its "
        "times, or "
        "behind them.",
    )
    copies: bool = Field(
        False,
        description="Administrators get the list of agencies that cannot read the order in the case system "
        "and "
        "need it by secure e-mail or as a copy to pick up.",
    )


class ListingQuestion(Choice):
    """A question that keeps a case off the running order until it is answered."""

    mark: Key = Field(description="The mark in the case list, of `case_marks`, that raises it.")
    asked_of: tuple[Literal["chair", "administrators"], ...] = Field(
        description="Who is asked, privately; where it is several, all must say yes."
    )
    told_when_off: bool = Field(
        False,
        description="Once it is answered with no, agencies are told by case number that it is off the list.",
    )


class ListingRule(Cited):
    """How the list of a meeting is closed, and what becomes of cases that come later."""

    closes: Due | None = Field(
        None, description="When the list closes, from the meeting; none means that it stays open."
    )
    closes_when_told: bool = Field(
        False, description="It closes, too, once the running order has been told, whenever that is."
    )
    rolling: bool = Field(
        False,
        description="Cases roll in: a list that is for no named day goes to the first meeting to come whose "
        "list is still open, whether or not it has cases.",
    )
    late: Literal["next-meeting", "asked"] = Field(
        "next-meeting",
        description="What becomes of a later case: it is kept for the next meeting, or those in `late_asked` "
        "decide, and it is kept for the next meeting unless they say yes.",
    )
    late_asked: tuple[Literal["chair", "administrators"], ...] = Field(
        (),
        description="Who must all say yes to a late case; it is then heard at the end, marked as additional.",
    )
    late_until: Due | None = Field(
        None, description="Until when a late case can be asked for at all, from the meeting."
    )
    notice: str = Field(
        "", description="What the referring agency is told when its case is listed; none means nothing."
    )
    emergency: str = Field("", description="The way for a case that cannot wait, shown with every refusal.")
    questions: tuple[ListingQuestion, ...] = Field(
        (), description="What keeps a case off the list until answered."
    )


class ReplacedWords(Cited):
    """Words that are not used of cases with a certain mark."""

    mark: Key = Field(description="The mark, of `case_marks`.")
    words: Mapping[str, str] = Field(
        description="What takes the place of which words in prompts, checklists and files about such a case, "
        "such as { perpetrator = 'child displaying harmful behaviour' }."
    )


class CaseMark(Choice):
    """A handling mark that a case may carry, such as that another panel leads; never content."""

    asked: Literal["with-the-list", "chair", "administrators"] = Field(
        "with-the-list",
        description="Where it comes from: a column of the case list, or whoever sets it here.",
    )
    confirm: str = Field("", description="What the chair is asked to confirm when a case with it opens.")
    answers: tuple[Choice, ...] = Field((), description="What can be said with the mark, if more than yes.")
