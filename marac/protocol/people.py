"""Who comes: agency types, quoracy, the chair, absence, what people must have, visitors, and leaving."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marac.protocol.base import Choice, Cited, Due, Key


class AgencyType(Cited):
    """A type of agency that the area's rules know."""

    key: Key = Field(description="The word by which rules and registers name the type.")
    label: str = Field(description="The words people see.")
    statutory: bool = Field(
        False, description="Whether agencies of this type are statutory unless the register differs."
    )
    expected: bool = Field(True, description="Whether somebody of this type is expected at every meeting.")
    asked_which_cases: bool = Field(
        False,
        description="An agency of this type is asked which listed cases concern it, and is expected for "
        "those "
        "alone.",
    )

    @property
    def is_always_expected(self) -> bool:
        """Somebody is expected at every meeting, whatever cases are listed."""
        return self.expected and not self.asked_which_cases


class Requirement(Cited):
    """One thing that quoracy asks for."""

    key: Key = Field(description="The requirement's own name.")
    label: str = Field(description="The words people see when it is missing.")
    any_of: tuple[Key, ...] = Field((), description="Agency types; one agency of any of them meets it.")
    capacity: Literal["chair", "administrator"] | None = Field(
        None, description="A capacity that somebody must hold."
    )
    minimum: int = Field(
        1, ge=1, description="How many distinct agencies (or people, for a capacity) meet it."
    )
    statutory: bool = Field(False, description="Counts statutory agencies of whatever type.")
    when: Literal["always", "children", "pregnancy"] = Field(
        "always", description="For which cases it holds; `always` is for the meeting as well."
    )
    when_chaired_by: tuple[Key, ...] = Field(
        (), description="It holds only while somebody of one of these agency types is in the chair."
    )
    person_check: Key | None = Field(
        None, description="Only an agency with somebody here who has this of `person_checks` meets it."
    )


class QuoracyRule(Cited):
    """When a meeting is quorate."""

    binding: bool = Field(
        True,
        description="True: not quorate holds the next case until proceed is recorded. False: it informs, and "
        "nothing is ever called inquorate.",
    )
    requirements: tuple[Requirement, ...] = Field(description="All must be met.")


class ChairRule(Cited):
    """Who takes the chair."""

    from_types: tuple[Key, ...] = Field(
        (), description="The agency types whose chairs are the area's; none means any chair in the register."
    )
    turns: tuple[Key, ...] = Field(
        (), description="Agency types that take the chair at alternate meetings, in this order."
    )
    asked_at_opening: bool = Field(
        False,
        description="At the opening it is asked who is in the chair, and administrators hear of anybody who "
        "is "
        "not one of the area's chairs, or whose turn it is not.",
    )


class AbsenceRule(Cited):
    """What is asked of an agency whose representative cannot come."""

    substitute_asked: bool = Field(False, description="A substitute of the same agency is asked for by name.")
    substitute_accepts_actions: bool = Field(
        False, description="It is confirmed that the substitute can take actions on for the agency."
    )
    written_report: Literal["none", "accepted", "last-resort"] = Field(
        "none",
        description="Whether a written report may stand for attending; `last-resort`: only once the agency "
        "says "
        "that nobody can come. The report itself goes to administrators outside the bot.",
    )
    report_by: Due | None = Field(
        None, description="By when the report is to be there, from the start; later ones are marked late."
    )
    told_without: Due | None = Field(
        None,
        description="When the agency is chased, and administrators hear that it has named nobody, from the "
        "start.",
    )
    shown_for_cases: bool = Field(
        False,
        description="The journal keeps who is there as each case opens; the chair sees which expected "
        "agencies are absent for it, and which remaining cases lose an agency whose people leave early.",
    )
    deputies_named: bool = Field(
        False,
        description="Every expected agency has a deputy beside its representative; administrators hear with "
        "the running order of those that lack either.",
    )
    stay_note: str = Field(
        "", description="Said with the running order: for how long people are asked to keep the time free."
    )


class PersonCheck(Choice):
    """Something that people must have before they come, kept as done or not done (or as a date)."""

    of: Literal["representatives", "members", "chairs", "everybody"] = Field(
        "members",
        description="Who is to have it: representatives alone, deputies too, chairs, or all of them.",
    )
    dated: bool = Field(False, description="The register keeps the day on which it was done.")
    warned: bool = Field(
        True, description="Administrators hear of anybody without it who is expected at a meeting."
    )


class ObserverRule(Cited):
    """Who may observe."""

    limit: int | None = Field(None, description="At most so many at one meeting; none means no limit.")
    categories: tuple[Choice, ...] = Field((), description="The permitted reasons; none means any.")
    outside: Literal["operational-lead", "chair", "refused"] = Field(
        "operational-lead", description="Who decides on a reason outside the list."
    )
    agreed_by: tuple[Literal["administrators", "chair"], ...] = Field(
        ("administrators",), description="All of whose agreement an observer needs."
    )
    organisations: tuple[str, ...] = Field(
        (),
        description="Outside bodies from which observers may come, beside the member agencies; none means "
        "from "
        "anywhere.",
    )
    briefed_by_host: bool = Field(
        False,
        description="The agency that brings an observer ticks that it has briefed them, and answers for "
        "them.",
    )
    how_to_ask: str = Field(description="Where a would-be observer asks.")
    when_full: str = Field("", description="What is offered to somebody for whom there is no place.")


class GuestRule(Cited):
    """People invited for named cases alone."""

    notice: Due = Field("-5 working days", description="How long before the meeting an invitation is due.")
    needs: tuple[str, ...] = Field(description="What an invitation must give.")
    declares_before: bool = Field(
        False,
        description="The declaration goes with the invitation, and administrators hear of a guest who has "
        "not "
        "given it by the start.",
    )
    chair_prompted: bool = Field(
        False,
        description="The chair is asked to bring guests in as their case comes, and to let them go after it.",
    )


class LeavingRule(Cited):
    """How a representative or an agency leaves."""

    person_needs: tuple[Literal["written-notice", "successor"], ...] = Field(
        (), description="What administrators confirm before a representative's entry is closed."
    )
    agency_entered_by: Literal["administrators", "chair"] = Field(
        "administrators", description="On whose entry an agency counts as leaving; its messages stop then."
    )
    agency_needs: tuple[Literal["written-notice", "passed-on"], ...] = Field(
        (), description="What is confirmed with that entry; `passed-on`: to the board over the MARAC."
    )
    reminder: str = Field(
        "", description="What the leaving agency is reminded of, as to destroy or return its papers."
    )
