"""What becomes of a meeting's records: its minutes and what is asked once they are out, and the closing of
cases that have not come back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marac.protocol.base import Choice, Cited, Due, Key


class MinutesQuestion(Choice):
    """Something that each agency is asked once the minutes are out."""

    asked: Literal["attended", "all"] = Field(
        "attended", description="Which agencies: those that took part in the meeting, or all on its roll."
    )
    due: Due = Field("+5 working days", description="By when, from when the minutes were out.")
    remind: tuple[Due, ...] = Field(
        ("+0 working days",), description="When reminders go out, from the due day."
    )
    answers: tuple[Key, ...] = Field((), description="What can be answered where a tick is not enough.")


class MinutesRule(Cited):
    """What goes with the minutes. When they are due is said by the duty with `topic = "minutes"`."""

    tells_attendees: bool = Field(
        False, description="Once they are out, everybody who took part hears where; never what they say."
    )
    asks: tuple[MinutesQuestion, ...] = Field((), description="What agencies are asked then.")
    list_if_late: bool = Field(
        False,
        description="Once they are late, or are said to be held up, administrators are offered to send every "
        "agency its list of actions with one tap.",
    )
    fact_or_opinion: bool = Field(
        False, description="A note on a case may be marked as a fact or as an opinion."
    )
    note_length: int | None = Field(
        None, ge=1, description="A note on a case has at most so many characters."
    )


class Paper(Choice):
    """A document that each meeting needs."""

    blank: bool = Field(False, description="It is a form or a sheet of which people need a blank one.")


class PaperRule(Cited):
    """The documents that administrators have ready for each meeting."""

    listed: tuple[Paper, ...] = Field(description="The documents; each is ticked for itself.")
    ready: Due = Field(description="By when each is ready, from the meeting.")
    remind: tuple[Due, ...] = Field(
        ("+0 working days",), description="When administrators hear of those that are missing, from that day."
    )
    found: str = Field(
        "",
        description="Where the blank ones are found, in words that may stand in the meeting chat: said there "
        "once the running order was told, and to whoever asks.",
    )


class RetentionRule(Cited):
    """How long the bot's own working data is kept; long-term keeping is the case system's."""

    months: int = Field(
        ge=1,
        description="So many months after a meeting's last day its typed words and all that is looked up of "
        "it are deleted; each deletion is logged by case number and day.",
    )


class ClosureRule(Cited):
    """When the cases whose flags have run out (`flags.months`) are listed for administrators to approve."""

    listed: Literal["weekly", "before-meeting", "after-meeting"] = Field(
        "weekly", description="With the first digest of a week, some days before a meeting, or after it."
    )
    before: Due = Field(
        "-5 working days", description="How long before the meeting they are listed, where it is before it."
    )
    approve_within: Due = Field(
        "+5 working days", description="By when administrators look through the list, from its day."
    )
    remove_within: Due = Field(
        "+5 working days", description="By when agencies say that the flags are off, from the approval."
    )
    restart_asked: bool = Field(
        False, description="Each agency ticks that the flag of a case that was heard again has its new date."
    )
