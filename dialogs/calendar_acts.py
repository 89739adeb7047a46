"""The rows for the calendar: what comes round, and who has ticked before a meeting."""

from __future__ import annotations

from dataclasses import replace

from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from usecases.invitation import OfferInvitation
from usecases.meeting_dates import CallMeetings, OfferMeetingDates, ShowMeetingDates
from usecases.requests import ShowAreaDates, ShowTicks
from usecases.rooms import Room


def rhythms(room: Room) -> list[Option]:
    """How often the area meets, or its parts do."""
    return [Option(one.key, one.label) for one in room.protocol.rhythms]


def date_formats(room: Room) -> list[Option]:
    """The kinds of file."""
    return [Option("xlsx", "Excel"), Option("csv", "CSV"), Option("ics", "Calendar")]


FIRST = Field("first", "First meeting", Kind.DATE, required=False)
RHYTHM = Field("rhythm", "How often", Kind.CHOICE, required=False, options=rhythms)

ACTS = (
    Act(
        "meeting-dates",
        "Meeting dates",
        "See the next year's meetings by the area's pattern, with the holidays that they fall on.",
        ("meeting dates",),
        ShowMeetingDates,
        (replace(FIRST, carried=True), replace(RHYTHM, carried=True)),
        where=PRIVATE,
    ),
    Act(
        "call-meetings",
        "Call these meetings",
        "Call the meetings that the pattern proposes, up to a day. One on a holiday is put on the nearest "
        "day that would do; where a chair has to agree to that, the chairs are asked.",
        ("call meetings",),
        CallMeetings,
        (Field("until", "Up to and with", Kind.DATE), FIRST, RHYTHM),
        where=PRIVATE,
        as_form=True,
    ),
    Act(
        "dates-file",
        "Meeting dates as a file",
        "Have the next year's meetings as a file, for Excel or for a calendar.",
        ("meeting dates file",),
        OfferMeetingDates,
        (
            Field("format", "As", Kind.CHOICE, required=False, options=date_formats, carried=True),
            replace(FIRST, carried=True),
            replace(RHYTHM, carried=True),
        ),
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "invitation",
        "Calendar entry",
        "Have the meeting as a calendar entry to send: from its start to the end of its last slot, with the "
        "request to stay.",
        ("calendar entry", "invitation"),
        OfferInvitation,
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "area-dates",
        "What comes round",
        "See what comes round by the calendar, and which version of the rules is in force.",
        ("area dates", "what comes round"),
        ShowAreaDates,
        where=PRIVATE,
    ),
    Act(
        "ticks",
        "Who has ticked",
        "See by case number which agencies have ticked their research, and what else is asked of them.",
        ("ticks", "who has ticked"),
        ShowTicks,
        where=PRIVATE,
    ),
)
