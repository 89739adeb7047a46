"""What somebody ticks, sends or confirms by a time, what runs by the calendar of the year, and matters
that are reported and followed up; and the thresholds at which somebody is told of something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from marac.protocol.base import Choice, Cited, Due, Key


class LadderStep(Cited):
    """A step of a ladder: who hears, and when, of what has not been done."""

    at: Due = Field(description="When, from the due moment; before, on or after it.")
    tells: tuple[str, ...] = Field(
        description="Who hears: `owed`, `administrators`, `chair`, `line-managers`, `signatories`, "
        "`operational-lead`, or an agency type."
    )
    label: str = Field("", description="What they are told; the duty's own words if not given.")
    approved: bool = Field(
        False,
        description="It is prepared for administrators, and goes out only once one of them approves it.",
    )


class Duty(Cited):
    """Something that a role ticks, sends or confirms by a time."""

    key: Key = Field(description="Its own name.")
    label: str = Field(description="What is to be done, in words that may be shown in a reminder.")
    topic: Literal["agenda", "minutes", "action-list", "research", "other"] = Field(
        "other", description="Under what it stands where areas are set side by side."
    )
    owed_by: str = Field(
        description="`administrators`, `chair`, `agencies`, `referring`, `guests`, or an agency type."
    )
    subject: Literal["meeting", "sitting", "case", "agency", "person"] = Field(
        description="One duty for each of these."
    )
    anchor: Literal["meeting", "sitting", "publication", "closing", "listing", "agreed", "review"] = Field(
        description="What `due` counts from; `publication`: when the running order was told."
    )
    due: Due = Field(description="When it is due, from its anchor.")
    remind: tuple[Due, ...] = Field((), description="When reminders go out, from the due date.")
    when: str = Field(
        "always",
        description="For which subjects it holds: `always`, `guest`, `not-high-risk`, `presenter-absent`, "
        "`hba`, `review`, `employee-sensitive`, `transfer-in`, `consent-blank`, or `mark:` and one of "
        "`case_marks`.",
    )
    ladder: tuple[LadderStep, ...] = Field((), description="Who else hears, and when, while it is not done.")
    urgent: bool = Field(False, description="What is said of it may go out of office hours.")
    holds_order: bool = Field(
        False, description="The running order is not told to anybody while it is not done (or answered)."
    )
    rhythm: Key | None = Field(None, description="Only for meetings of this of `rhythms`; none means all.")
    unless: Literal["never", "not-high-risk"] = Field("never", description="What makes it void.")
    closes: bool = Field(
        False, description="Once it is due those who owe it can no longer tick it; administrators still can."
    )
    ticked_by: Literal["owed", "administrators"] = Field(
        "owed", description="Who may tick it: whoever owes it and administrators, or administrators alone."
    )
    answers: tuple[Key, ...] = Field((), description="What can be answered where a tick is not enough.")
    consent: Mapping[Key, Literal["yes", "refused", "not-reached"]] = Field(
        {},
        description="What an answer says of the victim's consent to the IDVA's support, by answer, such as "
        "{ declined = 'refused' }.",
    )
    dated: bool = Field(False, description="A date is given with the tick, such as the day of a meeting.")
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
        "invitation-checked",
        "guest-invited",
        "closures-approved",
        "action-lists-sent",
        "wait-reason",
    ] = Field("tick", description="The fact that discharges it as well as a tick.")
    reopened_by: Literal["never", "slot-moved"] = Field(
        "never", description="What asks for it anew once it was ticked."
    )


class AreaDate(Choice):
    """Something that comes round by the calendar whatever meetings there are, such as a yearly review."""

    owed_by: str = Field("administrators", description="Who sees to it, as for a duty.")
    first: date = Field(description="The first day on which it is due.")
    every: Due = Field(description="From one day to the next, such as '+12 months' or '+7 days'.")
    remind: tuple[Due, ...] = Field((), description="When reminders go out, from the due day.")
    ladder: tuple[LadderStep, ...] = Field((), description="Who else hears, and when, while it is not done.")
    offers: Literal["nothing", "open-actions", "closures", "updates", "figures", "audit-cases"] = Field(
        "nothing", description="The list that comes with the reminder."
    )
    sample: int = Field(0, ge=0, description="How many case numbers an audit list has.")
    heard_from: int = Field(
        12, ge=1, description="An audit list has cases heard no longer ago than so many months."
    )
    heard_until: int = Field(0, ge=0, description="And not in the last so many months.")
    tells_members: bool = Field(
        False, description="Once it is ticked, representatives hear where it can be read; never what it says."
    )


class Stage(Choice):
    """A stage of a matter."""

    owed_by: str = Field(
        description="`administrators`, `chair`, `reporter`, `lead`, `referring`, `agencies` (those "
        "concerned), "
        "`operational-lead`, `chairs` (all of them), `other-chairs` (all but the reporter), or an agency "
        "type."
    )
    counted_from: str = Field(
        "reported",
        description="`reported`, `incident`, `meeting` (the next one), or the key of an earlier stage.",
    )
    due: Due | None = Field(None, description="When it is due; none means that it has no clock.")
    remind: tuple[Due, ...] = Field((), description="When reminders go out, from the due moment.")
    ladder: tuple[LadderStep, ...] = Field((), description="Who else hears, and when, while it is not done.")
    answers: tuple[Choice, ...] = Field((), description="What can be answered where a tick is not enough.")
    dated: bool = Field(False, description="A date is given with it, such as the day of a meeting.")
    after: tuple[Key, ...] = Field(
        (), description="It only comes to it after these answers to the stage that it is counted from."
    )
    settles: bool = Field(False, description="Once it is done the matter is settled, whatever is left.")
    tells: tuple[str, ...] = Field(
        (),
        description="Who hears, privately, that it is done and by whom: in the words of the matter's `told`.",
    )


class NewsRule(Cited):
    """News on a case that was heard and is not closed, which members look up elsewhere.

    It is reported by members and administrators, and kept with the case's last hearing.
    """

    announced_by: Key = Field(
        description="The key of one of `dates`: once administrators tick that, representatives hear the "
        "case's number, as far as they may know of the case."
    )
    announced: Key = Field(description="The stage that is ticked with it.")
    flag: Key | None = Field(
        None, description="The stage with the day up to which agencies are to flag the case from then on."
    )


class Matter(Choice):
    """Something that is reported privately and goes through stages, such as a complaint or a death.

    What it is about in words stays outside the bot: kept are its kind, a case number or agency where there is
    one, dates, and how far it has got.
    """

    reported_by: tuple[Literal["anybody", "administrators", "chair"], ...] = Field(
        ("anybody",), description="Who may report it."
    )
    about: Literal["case", "agency", "meeting", "none"] = Field("none", description="What is named with it.")
    asks: tuple[Literal["incident-date", "lead", "agencies"], ...] = Field(
        (), description="What else is asked: the day of the incident, who leads, which agencies take part."
    )
    told: tuple[str, ...] = Field(
        description="Who hears of it at once, privately: `administrators`, `chair`, `chairs` (all of them), "
        "`other-chairs` (without the reporter), `operational-lead`, `reporter`, `referring`, or `agencies` "
        "(those concerned)."
    )
    guide: str = Field("", description="What the reporter is told: where the content itself belongs.")
    stages: tuple[Stage, ...] = Field((), description="What happens then, in order.")
    news: NewsRule | None = Field(None, description="It is news on a case heard, announced by number alone.")
    stops: tuple[Literal["feedback", "flagging"], ...] = Field(
        (), description="What is asked no more of the case, such as feedback to the victim."
    )
    on_next_agenda: bool = Field(False, description="An item of its own, by case number, on the next agenda.")
    within_months: int | None = Field(
        None, description="Only for cases heard within so many months; none means any."
    )
    after_hearings: int | None = Field(
        None, description="It arises of itself once a case was heard so often within `hearing_months`."
    )
    hearing_months: int = Field(12, description="The months within which hearings count.")
    counts_listing: bool = Field(
        False, description="A listing counts like a hearing, so that it arises as soon as the case is listed."
    )
    arises_from: Literal["nothing", "cannot-be-done", "late-or-absent"] = Field(
        "nothing",
        description="What else it arises from: an action that is said to be impossible, or an agency that is "
        "late with actions or misses meetings by the numbers of `alerts`.",
    )
    holds_until: Key | None = Field(
        None, description="The case keeps off the running order until this of its stages is done."
    )
    shown_with_case: bool = Field(
        False, description="How far it has got is shown to the chair when the case is heard."
    )
    notice: Due | None = Field(
        None, description="What is reported later than this, from the meeting, is marked as short notice."
    )
    meanwhile: str = Field(
        "", description="What stands on the desks of those who deal with it while it is open."
    )


class FlagRule(Cited):
    """Flags on the files of a case heard, and when they come off."""

    months: int = Field(12, ge=1, description="How long a case stays flagged, from its last hearing.")
    asked: bool = Field(
        True, description="Each agency is asked once after a meeting whether its files are flagged."
    )
    cannot: bool = Field(False, description="An agency may answer that its system cannot hold a flag.")
    kept_by: tuple[Key, ...] = Field(
        (), description="Agency types that keep their flags when the time is over."
    )
    removal_asked: bool = Field(True, description="Agencies are asked to take the flags of closed cases off.")
    approved: bool = Field(
        True, description="Removal is asked only once administrators have approved the list."
    )
    discharged: bool = Field(
        False, description="Administrators discharge each closed case in the case system."
    )


class RepeatRule(Cited):
    """When a case that comes back is a repeat."""

    months: int = Field(12, ge=1, description="Within so many months of the last hearing.")
    confirmed_by: str = Field(
        "administrators", description="Who confirms it: `administrators`, or an agency type."
    )
    incidents: tuple[Choice, ...] = Field(
        (), description="The kinds of incident that count, to be confirmed from."
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
    many_not_high_risk: int | None = Field(
        None,
        ge=1,
        description="So many cases of one referring agency that were found not high risk within "
        "`not_high_risk_months` are put before administrators.",
    )
    not_high_risk_months: int = Field(12, ge=1, description="The months within which they count.")
    not_followed_up: Due | None = Field(
        None, description="How long after its due date an open action counts as not followed up."
    )
    missed_meetings: int | None = Field(
        None, ge=1, description="An agency that missed so many within `missed_months` is often absent."
    )
    missed_months: int = Field(6, ge=1, description="The months within which missed meetings count.")
