"""The rows for what follows from a meeting's records: closing cases, minutes that are late, the chair's word
on the record, and what agencies have answered."""

from __future__ import annotations

from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from dialogs.closing_acts import FORMAT
from dialogs.options import cases_taking_part
from marac.minutes import HoldUpMinutes, RemarkOnRecord, SendActionLists
from marac.waiting import GiveWaitReason, waits_too_long
from usecases.clocks import OfferClocks, ShowClocks
from usecases.closing_cases import ApproveClosureList, OfferClosures, ShowClosures
from usecases.rooms import Room
from usecases.still_owed import ShowStillOwed
from usecases.views.answers import ShowAnswers
from usecases.views.papers import ShowPapers


def long_waits(room: Room) -> list[Option]:
    """The cases that are past the area's limit, or will be."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [
        o for o in cases_taking_part(room) if waits_too_long(meeting.cases[o.value], meeting, room.protocol)
    ]


def _only_long_wait(room: Room) -> str:
    waiting = long_waits(room)
    return waiting[0].value if len(waiting) == 1 else ""


def lists(room: Room) -> list[Option]:
    """The lists that wait to be approved."""
    if room.meeting is None or room.attendee is None or not room.attendee.is_administrator:
        return []
    day_of = room.protocol.calendar.local
    return [
        Option(one.key, f"{len(one.closures)} listed on {day_of(one.listed_at):%d/%m/%Y}")
        for one in room.meeting.closure_lists.values()
        if one.approved_at is None
    ]


def the_list(room: Room) -> str:
    """The list that waits, where it is the only one."""
    waiting = lists(room)
    return waiting[0].value if len(waiting) == 1 else ""


WHICH_LIST = Field(
    "key",
    "Which list",
    Kind.CHOICE,
    options=lists,
    default=the_list,
    carried=True,
    hint="No list waits, or several do. Type “closures” to see them, and approve each there.",
)

ACTS = (
    Act(
        "wait-reason",
        "Say why it waited",
        "Say why a case is heard later after its referral than the area wants, for the minutes.",
        ("wait reason", "why it waited"),
        GiveWaitReason,
        (
            Field("case", "Case", Kind.CHOICE, options=long_waits, default=_only_long_wait),
            Field("reason", "Why", Kind.LONG_TEXT, hint="In a few words; no details of anybody."),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "closures",
        "Cases to be closed",
        "See which cases have not come back and are to be closed.",
        ("closures", "cases to be closed"),
        ShowClosures,
        where=PRIVATE,
        as_form=True,
    ),
    Act(
        "approve-closures",
        "Approve: close these cases",
        "Approve a list of cases to be closed; agencies are then asked to take the flags off.",
        ("approve closures", "approve the closures"),
        ApproveClosureList,
        (WHICH_LIST,),
        where=PRIVATE,
    ),
    Act(
        "closures-file",
        "Closures as a file",
        "Have the year's closures and the flags to be taken off as a file.",
        ("closures file", "export closures"),
        OfferClosures,
        (FORMAT,),
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "papers",
        "Documents for the meeting",
        "See which documents the meeting needs, and where blank forms are found.",
        ("documents", "blank forms"),
        ShowPapers,
        where=PRIVATE,
    ),
    Act(
        "clocks",
        "Minutes and action lists",
        "See when the minutes and action lists of the meetings of late are due, and which are late.",
        ("clocks", "minutes and action lists"),
        ShowClocks,
        where=PRIVATE,
        as_form=True,
    ),
    Act(
        "clocks-file",
        "Clocks as a file",
        "Have the clocks of minutes and action lists as a file.",
        ("clocks file", "export clocks"),
        OfferClocks,
        (FORMAT,),
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "still-owed",
        "Still owed",
        "See what is owed of earlier meetings and nobody is reminded of any more.",
        ("still owed", "forgotten"),
        ShowStillOwed,
        where=PRIVATE,
        as_form=True,
    ),
    Act(
        "answers",
        "Who has answered",
        "See which agencies have answered what they were asked after the meeting.",
        ("who has answered", "answers"),
        ShowAnswers,
        where=PRIVATE,
        as_form=True,
    ),
    Act(
        "minutes-held-up",
        "Minutes are held up",
        "Say that the minutes will be late, so that agencies can have their lists of actions first.",
        ("minutes held up", "minutes are held up"),
        HoldUpMinutes,
        where=PRIVATE,
    ),
    Act(
        "send-lists",
        "Send the action lists now",
        "Send every agency that took part its own list of actions, ahead of the minutes.",
        ("send action lists", "send the action lists"),
        SendActionLists,
        where=PRIVATE,
    ),
    Act(
        "remark",
        "Remark on the record",
        "Say as the chair how far this record can be relied on; it stands in every file of it.",
        ("remark on the record", "remark on record"),
        RemarkOnRecord,
        (
            Field(
                "remark",
                "How far can it be relied on?",
                Kind.LONG_TEXT,
                required=False,
                hint="About the record alone, such as what was not confirmed; nothing of a case or a person. "
                "Empty takes it back.",
                max_length=300,
            ),
        ),
        where=PRIVATE,
    ),
)
