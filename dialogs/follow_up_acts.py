"""The rows with which administrators follow actions up: the area's list, as a card and as a file, and the
notices that stand ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from dialogs.closing_acts import FORMAT
from dialogs.duty_acts import duties
from marac.duty_notices import DutyNoticeSent
from marac.words import PersonId
from usecases.requests import OfferOpenList, ShowNotice, ShowOpenList, Wanted
from usecases.rooms import Room
from usecases.views.prepared import SendNotice, ShowNotices


def _ways(room: Room) -> list[Option]:
    """How the list can be counted."""
    return [Option("agency", "By agency"), Option("case", "By case"), Option("person", "By person")]


def _duty_sent(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    duty, _, about = values["duty"].partition(":")
    return DutyNoticeSent(duty=duty, subject=about, step=values["step"])


_ABOUT_A_DUTY = (
    Field("duty", "Which", Kind.CHOICE, options=duties, settled=True, carried=True),
    Field("step", "Step", Kind.NUMBER, carried=True),
)

ACTS = (
    Act(
        "open-list",
        "Open actions",
        "What is open, overdue and finished in the area, by agency, case or person.",
        ("open actions", "what is outstanding"),
        ShowOpenList,
        (Field("by", "Counted", Kind.CHOICE, required=False, options=_ways, carried=True),),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "open-file",
        "Open actions as a file",
        "Have the area's open and finished actions as a file.",
        ("open actions file", "export open actions"),
        OfferOpenList,
        (
            FORMAT,
            Field(
                "unnamed",
                "For the board",
                Kind.TICK,
                required=False,
                hint="What is overdue, without case numbers and names",
                carried=True,
            ),
        ),
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "notices",
        "Notices to send",
        "See the notices that stand ready for line managers, signatories and others, and send them.",
        ("notices", "notices to send"),
        ShowNotices,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "notice",
        "Notice",
        "See the notice that is ready about an overdue action, and whom it is for.",
        ("notice",),
        ShowNotice,
        (
            Field("action", "Action", carried=True),
            Field("step", "Step", Kind.NUMBER, default=lambda room: "1", carried=True),
        ),
        where=PRIVATE,
        listed=False,
    ),
    Act(
        "mail-notice",
        "Send",
        "Send the notice that is ready about an overdue action.",
        ("send notice",),
        SendNotice,
        (
            Field("action", "Action", carried=True),
            Field("step", "Step", Kind.NUMBER, carried=True),
        ),
        where=PRIVATE,
        listed=False,
    ),
    Act(
        "duty-notice",
        "Notice",
        "See the notice that is ready about something not seen to, and whom it is for.",
        ("duty notice",),
        ShowNotice,
        _ABOUT_A_DUTY,
        where=PRIVATE,
        listed=False,
    ),
    Act(
        "mail-duty-notice",
        "Send",
        "Send the notice that is ready about something not seen to.",
        ("send duty notice",),
        SendNotice,
        _ABOUT_A_DUTY,
        where=PRIVATE,
        listed=False,
    ),
    Act(
        "duty-notice-sent",
        "It has gone",
        "Say that a notice about something not seen to has gone by hand.",
        ("duty notice sent",),
        DutyNoticeSent,
        _ABOUT_A_DUTY,
        make=_duty_sent,
        where=PRIVATE,
        listed=False,
    ),
)
"""What an administrator asks for."""
