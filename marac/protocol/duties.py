"""What somebody ticks, sends or confirms by a time, and the thresholds at which somebody is told of "
"something."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marac.protocol.base import Cited, Due, Key


class Duty(Cited):
    """Something that a role ticks, sends or confirms by a time."""

    key: Key = Field(description="Its own name.")
    label: str = Field(description="What is to be done, in words that may be shown in a reminder.")
    owed_by: str = Field(
        description="`administrators`, `chair`, `agencies`, `referring`, `guests`, or an agency type."
    )
    subject: Literal["meeting", "sitting", "case", "agency", "person"] = Field(
        description="One duty for each of these."
    )
    anchor: Literal["meeting", "sitting", "closing", "listing", "agreed", "review"] = Field(
        description="What `due` counts from."
    )
    due: Due = Field(description="When it is due, from its anchor.")
    remind: tuple[Due, ...] = Field((), description="When reminders go out, from the due date.")
    when: str = Field(
        "always",
        description="For which subjects it holds: `always`, `guest`, `not-high-risk`, `presenter-absent`, "
        "`hba`, "
        "`review`, `employee-sensitive`, `transfer-in`, `consent-blank`, or `mark:` and one of `case_marks`.",
    )
    rhythm: Key | None = Field(None, description="Only for meetings of this of `rhythms`; none means all.")
    unless: Literal["never", "not-high-risk"] = Field("never", description="What makes it void.")
    ticked_by: Literal["owed", "administrators"] = Field(
        "owed", description="Who may tick it: whoever owes it and administrators, or administrators alone."
    )
    answers: tuple[Key, ...] = Field((), description="What can be answered where a tick is not enough.")
    discharged_by: Literal[
        "tick",
        "declaration-sent",
        "presenter-named",
        "conflicts-answered",
        "representative-named",
        "minute-taker-named",
        "employer-told",
        "attendees-called",
        "review-dated",
        "order-told",
    ] = Field("tick", description="The fact that discharges it as well as a tick.")
    reopened_by: Literal["never", "slot-moved"] = Field(
        "never", description="What asks for it anew once it was ticked."
    )


class RestrictedRule(Cited):
    """How restricted cases are handled."""

    label: str = Field("HBA {number} MARAC Meeting", description="The only label a bare slot may bear.")
    chat_closed: tuple[str, ...] = Field(description="The kinds during whose slots the chat is closed.")
    phone_only: str = Field(description="The only words about such a case that may be sent.")


class AlertRule(Cited):
    """Thresholds at which somebody is told of something."""

    multiple_repeat: int | None = Field(None, description="Earlier hearings at which the chair is told.")
    multiple_repeat_months: int = Field(12, description="Within how many months the last of them was.")
