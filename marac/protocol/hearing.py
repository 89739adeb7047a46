"""How a case is heard: the speaking order, the turns, what the chair sees to, and how questions
are decided."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marac.protocol.base import Choice, Cited, Due, Key
from marac.protocol.duties import LadderStep


class Speaker(Cited):
    """A place in the speaking order of a case."""

    who: str = Field(
        description="`referring`, an agency type, `others`, or `outside-views` for people who are no agency, "
        "whose views "
        "the chair asks for."
    )
    when: Literal["always", "consent"] = Field(
        "always", description="`consent`: only where the victim consented."
    )
    label: str = Field(
        "", description="The words the chair sees for this place, where its name is not enough."
    )
    marked: bool = Field(False, description="The chair marks it as taken or missing.")
    named: bool = Field(
        False, description="The chair sees by name who is here to speak, with the agency, as a case opens."
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
        None,
        description="The agency type through which the victim's views are heard; the referring agency where "
        "the "
        "victim declined it.",
    )
    warned_without: tuple[Key, ...] = Field(
        (),
        description="The chair is warned when a case opens while nobody of any of these agency types is here "
        "for it (FJC-13).",
    )
    other_panels: tuple[Choice, ...] = Field(
        (), description="Other panels of which each case keeps yes or no: whether it is before them."
    )
    stand_ins_first: tuple[Key, ...] = Field(
        (),
        description="The agency types asked first to present where the agency that should is not here.",
    )
    moved_later: bool = Field(
        False,
        description="Where whoever presents a case is not here, the chair is offered to hear it later in the "
        "sitting.",
    )
    all_speak: bool = Field(
        False, description="The chair is shown which agencies have not spoken before actions are taken."
    )
    offers_needed: bool = Field(
        False, description="List agencies with neither an action nor `nothing to offer`."
    )
    feedback_needed: bool = Field(False, description="A case closes with a feedback owner or `not safe`.")


class DecisionRule(Cited):
    """How a question is decided."""

    question: Literal[
        "withdraw", "not-high-risk", "review", "professionals-meeting", "no-more-professionals"
    ] = Field(description="Which question.")
    by: Literal["consensus", "majority", "referring-agency"] = Field(
        description="All agree, more than half, or the agency that referred the case alone."
    )
    voices: Literal["agency", "person"] = Field(
        "agency", description="One voice an agency, or one a person; observers and guests never have one."
    )
    put_by: Literal["anybody", "chair"] = Field("anybody", description="Who may put it.")
    missing: Literal["disagree", "abstain"] = Field(
        "disagree", description="What a missing answer counts as."
    )
    within_days: int | None = Field(None, description="What was agreed happens within so many days.")
    needs: tuple[Literal["lead", "agencies"], ...] = Field(
        (), description="What is named once it is agreed: a lead practitioner, the agencies that take part."
    )
    told: Literal["nobody", "members"] = Field(
        "nobody", description="Who hears, by case number, of what was decided."
    )
    wants_reason: bool = Field(
        False, description="Whoever puts it gives a short reason, which goes with what is told."
    )


class ProfessionalsStage(Choice):
    """Something that is seen to once a professionals' meeting was held."""

    owed_by: Literal["lead", "administrators"] = Field(
        description="Whoever leads it (administrators where nobody is named), or administrators."
    )
    due: Due = Field(description="When it is due, from the day on which it was held.")
    remind: tuple[Due, ...] = Field((), description="When reminders go out, from the due day.")
    ladder: tuple[LadderStep, ...] = Field((), description="Who else hears, and when, while it is not done.")
    done_with: Literal["tick", "minutes"] = Field(
        "tick", description="A tick, or the word that its record stands in the MARAC's minutes."
    )


class ProfessionalsRule(Cited):
    """A meeting of professionals about one case, apart from the MARAC."""

    types: tuple[Key, ...] = Field((), description="The agency types expected at it.")
    absence_reasons: bool = Field(
        False, description="A reason is recorded for each of them that does not come, for the next minutes."
    )
    within: Due | None = Field(None, description="By when it is held, from `counted_from`.")
    counted_from: Literal["agreed", "meeting", "incident"] = Field(
        "agreed", description="What `within` counts from."
    )
    remind: tuple[Due, ...] = Field(
        (), description="When whoever leads it hears that it is to be held, from the day of `within`."
    )
    ladder: tuple[LadderStep, ...] = Field((), description="Who else hears, and when, until it was held.")
    stages: tuple[ProfessionalsStage, ...] = Field((), description="What is seen to once it was held.")
    after_repeats: int | None = Field(
        None,
        description="A case listed after so many hearings within `repeat_months` gets one of itself; none "
        "means only when decided.",
    )
    repeat_months: int = Field(12, description="The months within which re-referrals count.")
    yields: tuple[Choice, ...] = Field((), description="What is ticked before it can be recorded as held.")
