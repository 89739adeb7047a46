"""The rows for who is in the chair, what people must have, agencies that leave, and people to ring.

All of them are private. None asks for a reason.
"""

from __future__ import annotations

from dialogs import people_options as choices
from dialogs.acts import PRIVATE, Act, Field, Kind
from marac.chairing import SayWhoChairs
from usecases.agency_leaves import EnterAgencyLeaves, EnterAgencyStays
from usecases.mark_check import MarkCheck
from usecases.ring import MarkRung, ShowToRing

ACTS = (
    Act(
        "who-chairs",
        "Say who is in the chair",
        "Say who is in the chair of this sitting.",
        ("who chairs", "in the chair"),
        SayWhoChairs,
        (Field("person", "Person", Kind.CHOICE, options=choices.may_chair_here),),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "person-check",
        "Note what somebody has",
        "Note in the register that somebody has what the area asks for, such as training or vetting.",
        ("person has", "somebody has"),
        MarkCheck,
        (
            Field("person", "Person", Kind.CHOICE, options=choices.people_to_check),
            Field("check", "What", Kind.CHOICE, options=choices.checks),
            Field("on", "Since which day", Kind.DATE, required=False, when=choices.keeps_days),
            Field("lacks", "They do not have it", Kind.TICK, required=False),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "agency-leaves",
        "An agency leaves",
        "Enter that an agency leaves the MARAC. Its people are off every roll at once and hear nothing more.",
        ("agency leaves",),
        EnterAgencyLeaves,
        (
            Field("agency", "Agency", Kind.CHOICE, options=choices.members),
            Field(
                "notice",
                "Its written notice is there",
                Kind.TICK,
                required=False,
                when=choices.needs_notice,
            ),
            Field(
                "passed_on",
                "The notice was passed on to the board",
                Kind.TICK,
                required=False,
                when=choices.needs_passing_on,
            ),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "agency-stays",
        "An agency has not left",
        "Enter that an agency is a member after all. Its people are put back one by one.",
        ("agency stays",),
        EnterAgencyStays,
        (Field("agency", "Agency", Kind.CHOICE, options=choices.former),),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "to-ring",
        "People to ring",
        "See whom I could reach neither in Teams nor by e-mail.",
        ("people to ring", "who to ring"),
        ShowToRing,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "person-rung",
        "Rung",
        "Say that you have rung somebody whom I could not reach.",
        ("have rung", "person rung"),
        MarkRung,
        (Field("person", "Person", Kind.CHOICE, options=choices.to_ring, settled=True, carried=True),),
        where=PRIVATE,
        private=True,
    ),
)
