"""What agencies have answered to what they were asked after a meeting, and which have not, for
administrators.

An answer is one of the area's words and nothing more (HAC-43, HAC-44, LIN-85).
"""

from __future__ import annotations

import msgspec

from marac.decide import Refused, Why
from marac.duties import DutyDue
from marac.minutes import answers_given
from marac.subjects import may_hear_of
from marac.words import AgencyId, CaseNumber
from usecases.office import Office
from usecases.requests import Request, View, answers
from usecases.rooms import Room

MOST_ASKED = 12
DONE = "done"


class ShowAnswers(Request, frozen=True):
    """Which agencies have answered what they were asked after the meeting."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question: the agencies by their answer, and those that have not answered, late or not."""

    label: str
    case: CaseNumber | None
    answered: tuple[tuple[str, tuple[AgencyId, ...]], ...]
    silent: tuple[AgencyId, ...]
    is_late: bool


class Answers(View, frozen=True, kw_only=True):
    """Everything that agencies were asked after the meeting; `more` did not fit."""

    asked: tuple[Asked, ...]
    more: int


@answers(ShowAnswers)
async def show_answers(request: ShowAnswers, room: Room, office: Office) -> View:
    """As the administrator may see it."""
    meeting = room.meeting
    if meeting is None:
        raise Refused(Why.NOT_ALLOWED)
    groups: dict[tuple[str, str], list[DutyDue]] = {}
    for due in answers_given(meeting, room.protocol):
        if may_hear_of(meeting, room.person, due.subject):
            about, _, _ = due.subject.key.rpartition("/")
            groups.setdefault((due.duty.key, about), []).append(due)
    asked = [_asked(dues, room) for dues in groups.values()]
    return Answers(asked=tuple(asked[:MOST_ASKED]), more=max(0, len(asked) - MOST_ASKED))


def _asked(dues: list[DutyDue], room: Room) -> Asked:
    said: dict[str, list[AgencyId]] = {}
    for due in dues:
        if due.is_done and due.subject.agency is not None:
            said.setdefault(due.answer or DONE, []).append(due.subject.agency)
    return Asked(
        label=dues[0].duty.label,
        case=dues[0].subject.case,
        answered=tuple((answer, tuple(agencies)) for answer, agencies in said.items()),
        silent=tuple(d.subject.agency for d in dues if d.is_owed and d.subject.agency is not None),
        is_late=any(d.is_late(room.now) for d in dues),
    )
