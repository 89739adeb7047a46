"""How actions are taken: by whom they may be entered, what each must say, and what stands ready."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marac.protocol.base import Choice, Cited, Due, Key
from marac.protocol.duties import LadderStep


class FeedbackRule(Cited):
    """Who tells the victim the outcome, and what is settled with it."""

    order: tuple[str, ...] = Field(
        (),
        description="Whom to name first: an agency type (while it works with the victim), `volunteer`, or "
        "`referring`.",
    )
    may_be_told: bool = Field(False, description="What may be told is said with the action.")
    letter: bool = Field(
        False,
        description="A letter is the last resort, and needs the tick that it is safe to post one there.",
    )
    others_asked: bool = Field(False, description="It is asked whether anybody else is to be told.")
    reminder: str = Field("", description="What the owner is reminded of, such as safe times to call.")


class ActionRule(Cited):
    """How actions are taken."""

    default_due: Due | None = Field(
        None, description="The due date filled in; none means that one must be chosen."
    )
    undated: bool = Field(
        False, description="An action may go without a due date; it then waits for the next meeting."
    )
    needs_protects: bool = Field(False, description="Whom an action protects must be said.")
    covers: tuple[Literal["adult", "child", "perpetrator", "staff", "others"], ...] = Field(
        (), description="The groups that a plan covers; the chair sees those for whom there is no action yet."
    )
    categories: tuple[Choice, ...] = Field((), description="The kinds of action, offered and counted.")
    recorded_by: Literal["anybody", "chair-and-administrators"] = Field(
        "anybody",
        description="Who enters actions: members too, for their own agency, or chair and administrators "
        "alone. Each agency still confirms its own, or says what is wrong with one.",
    )
    present_only: bool = Field(False, description="Only agencies present may be given an action.")
    volunteered: bool = Field(
        False,
        description="Nobody is given an action: what somebody else enters is a proposal until the agency "
        "itself "
        "accepts it, and counts as no action before.",
    )
    understood: bool = Field(
        False,
        description="A case closes once each owner has confirmed what is asked, or the chair has for them.",
    )
    chair_confirms: bool = Field(False, description="The chair confirms each action.")
    warns_of_own_search: bool = Field(
        False,
        description="An action to look through one's own records is warned of, except after a repeat "
        "incident.",
    )
    guests_need_collector: bool = Field(
        True, description="A guest's action needs somebody to collect the update."
    )
    feedback_type: Key | None = Field(
        None, description="The agency type that gives feedback unless stated otherwise."
    )
    feedback: FeedbackRule | None = Field(None, description="What is settled about telling the victim.")
    remind: tuple[Due, ...] = Field(
        (), description="On which days an owner hears that an action is due, from its due date."
    )
    escalate_after: Due | None = Field(
        None, description="How long after its due date an action is put forward for escalation."
    )
    nudged: Literal["owner", "nobody"] = Field(
        "owner",
        description="Who hears of overdue actions; `nobody`: they are listed at the next meeting alone.",
    )
    ladder: tuple[LadderStep, ...] = Field(
        (), description="Who else hears, and when, of an action that is overdue, from its due date."
    )
    cannot_needs: Literal["instead", "reason"] = Field(
        "instead", description="What is said of an action that cannot be done: what was done instead, or why."
    )
    reason_before_meeting: Due | None = Field(
        None, description="When owners of overdue actions are asked for the reason, from the next meeting."
    )
    many_late: int | None = Field(
        None,
        ge=1,
        description="So many late actions of an agency within `late_months` are put before administrators.",
    )
    late_months: int = Field(3, ge=1, description="The months within which late actions count.")
    escalated_by: Literal["administrators", "chair"] = Field(
        "administrators", description="Who is asked to escalate, and does."
    )
    tells_changes: bool = Field(
        False,
        description="Administrators hear of each action reported on, on one card a day with the times.",
    )
    counted_on: Literal["Mon", "Tue", "Wed", "Thu", "Fri"] | None = Field(
        None,
        description="The day of the week on which each agency's representatives hear how many of its actions "
        "are open and overdue; the next working day where that one is none.",
    )
    details_to: str = Field(
        "", description="Where details of an outcome belong, said in the forms with which one is reported."
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
        "`feedback` (in the order of `actions.feedback`), `administrators`, or an agency type.",
    )
    scope: Literal["meeting", "case", "every-case", "on-demand"] = Field(
        description="For whom it stands: once for the meeting, for each case heard, for each case as soon "
        "as it "
        "opens (the chair may strike it with a reason), or only when asked for."
    )
    when: str = Field(
        "always",
        description="For which cases: `always`, `pregnancy`, `children`, `transfer-out`, `not-high-risk`, "
        "`review`, "
        "or `mark:` and one of `case_marks`.",
    )
    prompt: str = Field("", description="What the chair is shown when it is taken up.")
    due: Due | None = Field(None, description="When; the default date if not given.")
    fixed_owner: bool = Field(False, description="The chair may not choose another owner.")
    tick: str = Field("", description="What the owner ticks, where that is all that is ever asked.")
    feedback: bool = Field(False, description="It gives the victim feedback.")
    flag_for: Due | None = Field(
        None, description="Each case heard stays flagged so long, from the meeting's last day."
    )
