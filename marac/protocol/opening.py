"""How a meeting begins: the opening's steps, the declaration, conflicts, and the last meeting's actions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from marac.protocol.base import Choice, Cited, Key


class OpeningStep(Choice):
    """A step of the opening. Every step can be skipped by the chair with a note."""

    does: Literal[
        "nothing", "outstanding-actions", "declaration", "conflicts", "introductions", "closures"
    ] = Field(
        "nothing",
        description="What the bot does with it: shows the last meeting's actions, the declaration's wording, "
        "asks about conflicts, offers a round of introductions, or shows the cases to be closed.",
    )
    by_chair_alone: bool = Field(
        False, description="Only whoever is in the chair confirms it; the time is kept either way."
    )
    when: Literal["always", "newcomers"] = Field(
        "always",
        description="`newcomers`: only where the MARAC is new or an agency is there for the first time.",
    )


class DeclarationRule(Cited):
    """The confidentiality declaration, given afresh for every meeting."""

    version: str = Field(description="The version that a declaration must be given against.")
    reviewed: date = Field(description="When the text was last reviewed.")
    text: str = Field(
        description="The text, in paragraphs; `{meeting}` and `{date}` stand for the meeting's name and day."
    )
    warning: str = Field("", description="What people must know before they speak (LIN-58).")
    with_invitation: bool = Field(
        False,
        description="It is offered with the invitation, and agreeing beforehand counts for the meeting; "
        "whoever "
        "has not agreed is asked on joining.",
    )
    presence_counts: bool = Field(
        False,
        description="People are told that being present counts as agreement, and are still asked to give it.",
    )
    chair_statement: str = Field(
        "", description="What the chair reads out or says at the opening, shown to the chair with the step."
    )


class ConflictRule(Cited):
    """Conflicts of interest, which are offered everywhere."""

    host_statement: bool = Field(
        False,
        description="Where a case concerns somebody of a member agency, that agency says privately who "
        "attends for "
        "it and how its papers are kept, before the case is heard.",
    )
    separate_advisers: Key | None = Field(
        None,
        description="The agency type of which the two sides of linked cases must not have the same adviser.",
    )


class OutstandingAnswer(Choice):
    """How an action of an earlier meeting is recorded when it is gone through."""

    closes: bool = Field(False, description="With this answer nothing more is owed of the action.")
    done: bool = Field(False, description="What is so closed counts as done, and not as given up.")


class OutstandingRule(Cited):
    """How the last meeting's actions are gone through at the opening."""

    answers: tuple[OutstandingAnswer, ...] = Field(
        (), description="How each is recorded where it is more than raised, such as not delivered."
    )
    new_dates: bool = Field(
        False, description="The chair may set each a new date or a replacement; the old date is kept."
    )
    told_after: bool = Field(
        False, description="Each agency gets its own part as soon as the list was shown."
    )
    wants_reason: bool = Field(False, description="A reason is asked for each that is overdue.")
