"""The whole of an area's file, and the reading of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import cache, cached_property
from importlib import resources

from pydantic import Field, model_validator

from marac.calendar import WorkingCalendar
from marac.protocol.actions import ActionRule, ReadyAction
from marac.protocol.base import Key, Part
from marac.protocol.duties import AlertRule, AreaDate, Duty, FlagRule, Matter, RepeatRule, RestrictedRule
from marac.protocol.hearing import DecisionRule, HearingRule, ProfessionalsRule
from marac.protocol.opening import ConflictRule, DeclarationRule, OpeningStep, OutstandingRule
from marac.protocol.order import (
    CaseMark,
    ListingRule,
    OrderRule,
    ReplacedWords,
    Rhythm,
    SchoolHoliday,
    SittingRule,
)
from marac.protocol.people import (
    AbsenceRule,
    AgencyType,
    ChairRule,
    GuestRule,
    LeavingRule,
    ObserverRule,
    PersonCheck,
    QuoracyRule,
)
from marac.protocol.records import ClosureRule, MinutesRule, PaperRule, RetentionRule
from marac.protocol_faults import faults


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
    school_holidays: tuple[SchoolHoliday, ...] = Field(
        (), description="Pointed out when meetings are proposed; nothing else is counted by them."
    )
    case_system: str = Field("MODUS", description="Where case content is kept.")
    nudge_at: time = Field(time(9), description="When the day's digest goes out.")
    chat_warning: str = Field(description="The first chat message of a sitting (LIN-54).")
    numbers_in_chat: bool = Field(
        False,
        description="The meeting chat calls cases by their numbers, as long as everybody who reads it may "
        "know of all of them. Otherwise a case is its place in the order there, and its number stands on the "
        "desks of those who may know of it.",
    )
    new_until: date | None = Field(
        None, description="Until which day the MARAC counts as new; none means that it is established."
    )
    opening_note: str = Field("", description="Said in the opening message (LIN-35).")
    sharing_reminder: str = Field("", description="Shown when a case opens (LIN-20).")
    feedback_reminder: str = Field("", description="Shown to a feedback owner (LIN-95).")
    debrief: str = Field("", description="Said at the close (LIN-44).")
    purpose_limit: str = Field(
        "For the MARAC's agreed purpose alone. Keep it securely, pass it on to nobody, and delete it when it "
        "is no longer needed. Whoever uses it further does so on their own legal responsibility.",
        description="Stands in every file that is handed over (LIN-21, LIN-86).",
    )
    sittings: tuple[SittingRule, ...] = Field(description="The days of a meeting.")
    rhythms: tuple[Rhythm, ...] = Field(
        (), description="How often it meets; several where parts of the area differ."
    )
    opening: tuple[OpeningStep, ...] = Field(description="The steps of the opening, in order.")
    agency_types: tuple[AgencyType, ...] = Field(description="The types of agency that the rules know.")
    quoracy: QuoracyRule = Field(description="When a meeting is quorate.")
    chair: ChairRule | None = Field(
        None, description="Who takes the chair; none means any chair in the register."
    )
    absence: AbsenceRule | None = Field(None, description="What is asked of an agency that cannot come.")
    person_checks: tuple[PersonCheck, ...] = Field((), description="What people must have before they come.")
    leaving: LeavingRule | None = Field(None, description="How a representative or an agency leaves.")
    declaration: DeclarationRule = Field(description="The confidentiality declaration.")
    conflicts: ConflictRule | None = Field(None, description="What is asked beside the conflicts themselves.")
    outstanding: OutstandingRule | None = Field(
        None, description="How the last meeting's actions are gone through."
    )
    observers: ObserverRule = Field(description="Who may observe.")
    guests: GuestRule = Field(description="People invited for named cases alone.")
    listing: ListingRule | None = Field(
        None, description="How the case list is closed, and what comes after."
    )
    case_marks: tuple[CaseMark, ...] = Field((), description="The handling marks that cases may carry.")
    replaced_words: tuple[ReplacedWords, ...] = Field(
        (), description="Words that are not used of cases with a certain mark."
    )
    order: OrderRule = Field(description="How the running order is made.")
    hearing: HearingRule = Field(description="How a case is heard.")
    actions: ActionRule = Field(description="How actions are taken.")
    ready_actions: tuple[ReadyAction, ...] = Field((), description="Actions kept ready, or standing.")
    decisions: tuple[DecisionRule, ...] = Field((), description="The questions that are decided, and how.")
    professionals: ProfessionalsRule | None = Field(
        None, description="Meetings of professionals about one case, where the area has them."
    )
    duties: tuple[Duty, ...] = Field((), description="What somebody sees to by a time.")
    dates: tuple[AreaDate, ...] = Field((), description="What comes round by the calendar.")
    matters: tuple[Matter, ...] = Field((), description="What is reported privately and followed up.")
    flags: FlagRule | None = Field(None, description="Flags on the files of cases, and closing them.")
    repeats: RepeatRule | None = Field(None, description="When a case that comes back is a repeat.")
    closures: ClosureRule | None = Field(
        None, description="How cases are closed that have not come back, and what of flags is asked."
    )
    papers: PaperRule | None = Field(None, description="The documents that each meeting needs.")
    retention: RetentionRule | None = Field(
        None, description="How long the bot's own working data is kept; none means until an operator acts."
    )
    minutes: MinutesRule | None = Field(None, description="What goes with the minutes.")
    messages_a_day: int = Field(
        3, ge=1, description="At most so many messages a person a day beside urgent ones and answers."
    )
    restricted: RestrictedRule = Field(description="How restricted cases are handled.")
    alerts: AlertRule = Field(description="Thresholds at which somebody is told of something.")

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
