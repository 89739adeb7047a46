"""What an area's protocol file may say: the one place that gives every entry its meaning, unit and default.

A new area is a file of this shape and no Python, so nothing here names an area. Every section and every
listed entry cites the area's own protocol in `cite`, and says in `note` what was chosen where the source is
silent. A file that cannot be kept to (an unknown agency type, a deadline nobody can read) is refused whole.
"""

from __future__ import annotations

from marac.protocol.actions import ActionRule, FeedbackRule, ReadyAction
from marac.protocol.base import Choice, Cited, Due, Key, Part
from marac.protocol.duties import (
    AlertRule,
    AreaDate,
    Duty,
    FlagRule,
    LadderStep,
    Matter,
    NewsRule,
    RepeatRule,
    RestrictedRule,
    Stage,
)
from marac.protocol.hearing import (
    DecisionRule,
    HearingRule,
    LookBack,
    ProfessionalsRule,
    ProfessionalsStage,
    Speaker,
)
from marac.protocol.opening import (
    ConflictRule,
    DeclarationRule,
    OpeningStep,
    OutstandingAnswer,
    OutstandingRule,
)
from marac.protocol.order import (
    Break,
    CaseMark,
    ListingQuestion,
    ListingRule,
    OrderRule,
    ReplacedWords,
    Rhythm,
    SchoolHoliday,
    Section,
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
    Requirement,
)
from marac.protocol.records import ClosureRule, MinutesQuestion, MinutesRule, Paper, PaperRule, RetentionRule
from marac.protocol.whole import Protocol, areas, protocol_for, read

__all__ = [
    "AbsenceRule",
    "ActionRule",
    "AgencyType",
    "AlertRule",
    "AreaDate",
    "Break",
    "CaseMark",
    "ChairRule",
    "Choice",
    "Cited",
    "ClosureRule",
    "ConflictRule",
    "DecisionRule",
    "DeclarationRule",
    "Due",
    "Duty",
    "FeedbackRule",
    "FlagRule",
    "GuestRule",
    "HearingRule",
    "Key",
    "LadderStep",
    "LeavingRule",
    "ListingQuestion",
    "ListingRule",
    "LookBack",
    "Matter",
    "MinutesQuestion",
    "MinutesRule",
    "NewsRule",
    "ObserverRule",
    "OpeningStep",
    "OrderRule",
    "OutstandingAnswer",
    "OutstandingRule",
    "Paper",
    "PaperRule",
    "Part",
    "PersonCheck",
    "ProfessionalsRule",
    "ProfessionalsStage",
    "Protocol",
    "QuoracyRule",
    "ReadyAction",
    "RepeatRule",
    "ReplacedWords",
    "Requirement",
    "RestrictedRule",
    "RetentionRule",
    "Rhythm",
    "SchoolHoliday",
    "Section",
    "SittingRule",
    "Speaker",
    "Stage",
    "areas",
    "protocol_for",
    "read",
]
