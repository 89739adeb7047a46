"""What an area's protocol file may say: the one place that gives every entry its meaning, unit and default.

A new area is a file of this shape and no Python, so nothing here names an area. Every section and every
listed entry cites the area's own protocol in `cite`, and says in `note` what was chosen where the source is
silent. A file that cannot be kept to (an unknown agency type, a deadline nobody can read) is refused whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from marac.calendar import DueRule, WorkingCalendar
from marac.protocol_faults import faults

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _readable(expression: str) -> str:
    """The expression itself. Raises ValueError with a sentence that says how to write one."""
    DueRule.parse(expression)
    return expression


Due = Annotated[str, AfterValidator(_readable)]
"""When something is due, such as "+5 working days": `marac.calendar.DueRule` says what may be written."""


class Part(BaseModel):
    """A part of an area's file: unknown entries are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Cited(Part):
    """A part that rests on the area's protocol."""

    cite: str = Field(min_length=1, description="The section of the area's protocol that this rests on.")
    note: str = Field(
        "", description="What was chosen where the source is silent or contradicts itself, in a sentence."
    )


class SittingRule(Cited):
    """One day of each meeting."""

    number: int = Field(description="1 for the first day of the meeting.")
    weekday: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] = Field(
        description="The day of the week."
    )
    starts: time = Field(description="When it starts, local time.")
    ends: time = Field(description="When it is planned to end, local time; cases beyond it are warned of.")


class AgencyType(Cited):
    """A type of agency that the area's rules know."""

    key: Key = Field(description="The word by which rules and registers name the type.")
    label: str = Field(description="The words people see.")
    statutory: bool = Field(
        False, description="Whether agencies of this type are statutory unless the register differs."
    )
    expected: bool = Field(True, description="Whether somebody of this type is expected at every meeting.")


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


class QuoracyRule(Cited):
    """When a meeting is quorate."""

    binding: bool = Field(
        True,
        description="True: not quorate holds the next case until proceed is recorded. False: it informs.",
    )
    requirements: tuple[Requirement, ...] = Field(description="All must be met.")


class DeclarationRule(Cited):
    """The confidentiality declaration."""

    version: str = Field(description="The version that a declaration must be given against.")
    reviewed: date = Field(description="When the text was last reviewed.")
    text: str = Field(description="The text, in paragraphs.")
    warning: str = Field("", description="What people must know before they speak (LIN-58).")


class Choice(Cited):
    """A thing that can be chosen, ticked or listed."""

    key: Key = Field(description="Its own name.")
    label: str = Field(description="The words people see.")


class ObserverRule(Cited):
    """Who may observe."""

    limit: int | None = Field(None, description="At most so many at one meeting; none means no limit.")
    categories: tuple[Choice, ...] = Field(description="The permitted reasons.")
    outside: Literal["operational-lead", "refused"] = Field(
        "operational-lead", description="Who decides on a reason outside the list."
    )
    how_to_ask: str = Field(description="Where a would-be observer asks.")


class GuestRule(Cited):
    """People invited for named cases alone."""

    notice: Due = Field("-5 working days", description="How long before the meeting an invitation is due.")
    needs: tuple[str, ...] = Field(description="What an invitation must give.")


class Break(Cited):
    """A pause in a sitting."""

    sitting: int = Field(description="In which sitting.")
    after: time = Field(
        description="The first slot that would start at or after this local time starts after the break."
    )
    minutes: int = Field(ge=1, description="Its length.")


class OrderRule(Cited):
    """How the running order is made."""

    slot_minutes: int = Field(ge=1, description="The length of a case's slot.")
    opening_minutes: int = Field(
        0, ge=0, description="Minutes kept for the opening before the first slot of each sitting."
    )
    restricted_minutes: int | None = Field(None, description="The length of a bare slot, if different.")
    districts: tuple[str, ...] = Field((), description="The districts in the order in which they are heard.")
    district_sittings: Mapping[str, int] = Field({}, description="In which sitting a district is heard.")
    bare_slot_before_break: bool = Field(False, description="HBA cases take the slot just ahead of a break.")
    breaks: tuple[Break, ...] = Field((), description="The breaks.")


class Speaker(Cited):
    """A place in the speaking order of a case."""

    who: str = Field(description="`referring`, an agency type, or `others`.")
    when: Literal["always", "consent"] = Field(
        "always", description="`consent`: only where the victim consented."
    )


class LookBack(Cited):
    """How far back an agency looks when it shares."""

    who: str = Field(description="An agency type, or `others`.")
    months: int = Field(ge=1, description="So many months; since the last hearing for a repeat.")


class HearingRule(Cited):
    """How a case is heard."""

    turn_minutes: int | None = Field(None, description="The length of an agency's turn; none means no limit.")
    headings: tuple[Choice, ...] = Field((), description="What a presenter covers.")
    order: tuple[Speaker, ...] = Field(description="The speaking order.")
    look_back: tuple[LookBack, ...] = Field((), description="How far back each looks.")
    checklist: tuple[Choice, ...] = Field((), description="What the chair sees to before leaving a case.")
    closing_reasons: tuple[Choice, ...] = Field(
        (), description="Why a listed case may be marked for closure."
    )
    victim_voice: Key | None = Field(
        None, description="The agency type through which the victim's views are heard."
    )
    offers_needed: bool = Field(
        False, description="List agencies with neither an action nor `nothing to offer`."
    )
    feedback_needed: bool = Field(False, description="A case closes with a feedback owner or `not safe`.")


class ActionRule(Cited):
    """How actions are taken."""

    default_due: Due | None = Field(
        None, description="The due date filled in; none means that one must be chosen."
    )
    needs_protects: bool = Field(False, description="Whom an action protects must be said.")
    present_only: bool = Field(False, description="Only agencies present may be given an action.")
    guests_need_collector: bool = Field(
        True, description="A guest's action needs somebody to collect the update."
    )
    feedback_type: Key | None = Field(
        None, description="The agency type that gives feedback unless stated otherwise."
    )
    remind: tuple[Due, ...] = Field(
        (), description="On which days an owner hears that an action is due, from its due date."
    )
    escalate_after: Due | None = Field(
        None, description="How long after its due date an action is put forward for escalation."
    )
    rationale_within: Due | None = Field(
        None, description="How long an owner has to act and to say why, from the escalation."
    )


class ReadyAction(Cited):
    """An action kept ready, or one that stands for every meeting or case."""

    key: Key = Field(description="Its own name.")
    what: str = Field(description="The wording; no person, no detail.")
    owner: str = Field(
        description="`referring`, `all`, `involved` (those that spoke to the case), `chair-chooses`, "
        "`administrators`, or an agency type.",
    )
    scope: Literal["meeting", "case", "on-demand"] = Field(
        description="For whom it stands, or only when asked for."
    )
    when: Literal["always", "pregnancy", "children", "transfer-out", "not-high-risk", "review"] = Field(
        "always", description="For which cases."
    )
    due: Due | None = Field(None, description="When; the default date if not given.")
    fixed_owner: bool = Field(False, description="The chair may not choose another owner.")
    tick: str = Field("", description="What the owner ticks, where that is all that is ever asked.")
    feedback: bool = Field(False, description="It gives the victim feedback.")
    flag_for: Due | None = Field(
        None, description="Each case heard stays flagged so long, from the meeting's last day."
    )


class DecisionRule(Cited):
    """How a question is decided."""

    question: Literal["withdraw", "not-high-risk", "review"] = Field(description="Which question.")
    by: Literal["consensus", "majority"] = Field(description="All agree, or more than half.")
    missing: Literal["disagree", "abstain"] = Field(
        "disagree", description="What a missing answer counts as."
    )
    within_days: int | None = Field(None, description="What was agreed happens within so many days.")


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
    when: Literal[
        "always",
        "guest",
        "not-high-risk",
        "presenter-absent",
        "hba",
        "review",
        "employee-sensitive",
        "transfer-in",
        "consent-blank",
    ] = Field("always", description="For which subjects it holds.")
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


class Protocol(Part):
    """An area's protocol."""

    area: Key = Field(description="The area's key, which is the file's name.")
    name: str = Field(description="What the MARAC is called.")
    version: str = Field(description="The version of this file.")
    source: str = Field(description="The document that `cite` refers to.")
    timezone: str = Field("Europe/London", description="The area's time zone.")
    office_hours: Mapping[str, str] = Field(
        description='When administrators work, by weekday, like "08:30-16:30".'
    )
    closed_days: tuple[date, ...] = Field((), description="The area's own closed days beside bank holidays.")
    case_system: str = Field("MODUS", description="Where case content is kept.")
    nudge_at: time = Field(time(9), description="When the day's digest goes out.")
    chat_warning: str = Field(description="The first chat message of a sitting (LIN-54).")
    opening_note: str = Field("", description="Said in the opening message (LIN-35).")
    sharing_reminder: str = Field("", description="Shown when a case opens (LIN-20).")
    feedback_reminder: str = Field("", description="Shown to a feedback owner (LIN-95).")
    debrief: str = Field("", description="Said at the close (LIN-44).")
    purpose_limit: str = Field(
        "For the MARAC's agreed purpose alone. Keep it securely, pass it on to nobody, and delete it when it "
        "is no longer needed. Whoever uses it further does so on their own legal responsibility.",
        description="Stands in every file that is handed over (LIN-21, LIN-86).",
    )
    sittings: tuple[SittingRule, ...]
    opening: tuple[Choice, ...] = Field(description="The steps of the opening, in order.")
    agency_types: tuple[AgencyType, ...]
    quoracy: QuoracyRule
    declaration: DeclarationRule
    observers: ObserverRule
    guests: GuestRule
    order: OrderRule
    hearing: HearingRule
    actions: ActionRule
    ready_actions: tuple[ReadyAction, ...] = ()
    decisions: tuple[DecisionRule, ...] = ()
    duties: tuple[Duty, ...] = ()
    restricted: RestrictedRule
    alerts: AlertRule

    @model_validator(mode="after")
    def _holds_together(self) -> Protocol:
        """Refuse a file whose entries do not fit one another, with a sentence for each fault."""
        if found := list(faults(self)):
            raise ValueError("\n".join(found))
        return self

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The area's working calendar."""
        return WorkingCalendar.from_week(self.office_hours, closed=self.closed_days, timezone=self.timezone)

    def type_label(self, key: str) -> str:
        """The words people see for an agency type."""
        return next((t.label for t in self.agency_types if t.key == key), key)

    def decision(self, question: str) -> DecisionRule | None:
        """How `question` is decided here, or None where the area does not put it."""
        return next((d for d in self.decisions if d.question == question), None)


def read(text: str) -> Protocol:
    """Read an area's file. Raises TOMLDecodeError naming a line, or ValidationError naming the entries."""
    return Protocol.model_validate(tomllib.loads(text))


def areas() -> tuple[str, ...]:
    """The keys of the areas whose files are installed."""
    files = resources.files("marac").joinpath("protocols").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


@cache
def protocol_for(area: str) -> Protocol:
    """The installed protocol of `area`. Raises FileNotFoundError where there is none."""
    path = resources.files("marac").joinpath("protocols", f"{area}.toml")
    return read(path.read_text(encoding="utf-8"))
