"""What of the matters reported in a meeting stands elsewhere than in their list: on the desks of those who
deal with one while it is open, and beside its case when that is heard.

Kinds, dates and answers alone, as everywhere of a matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.facts import RaisedMatter
from marac.matter_stages import is_concerned, is_short_notice, matter_of, stage_keys
from marac.matters import open_matters
from marac.meeting import Meeting
from marac.protocol import Matter, Protocol, Stage
from marac.words import CaseNumber, PersonId


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a desk while something is open, in the area's words."""

    kind: str
    words: str
    is_short: bool


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """How far something has got that was reported of a case: a stage, its answer, and when it was given
    (None: it was not)."""

    label: str
    stage: str
    answer: str
    done_at: datetime | None


def matters_panel(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[Standing, ...]:
    """What stands on the person's desk, because they deal with it (LIN-45)."""
    return tuple(
        Standing(
            kind=raised.kind,
            words=matter.meanwhile,
            is_short=is_short_notice(meeting, protocol, raised),
        )
        for raised, matter in _open(meeting, protocol)
        if matter.meanwhile and is_concerned(meeting, protocol, person, raised)
    )


def _open(meeting: Meeting, protocol: Protocol) -> Iterator[tuple[RaisedMatter, Matter]]:
    for raised in open_matters(meeting):
        matter = matter_of(protocol, raised.kind)
        if matter is not None:
            yield raised, matter


def followed(meeting: Meeting, protocol: Protocol, number: CaseNumber) -> tuple[Followed, ...]:
    """What is shown with the case to whoever runs it, settled or not (HAC-26)."""
    found = []
    for raised in meeting.matters.values():
        matter = matter_of(protocol, raised.kind)
        if matter is not None and matter.shown_with_case and raised.number == number:
            found += [_followed(matter, stage, raised, meeting) for stage in matter.stages]
    return tuple(found)


def _followed(matter: Matter, stage: Stage, raised: RaisedMatter, meeting: Meeting) -> Followed:
    keys = stage_keys(raised, stage, meeting)
    labels = {answer.key: answer.label for answer in stage.answers}
    said = meeting.duty_answers.get(keys[0], "")
    return Followed(
        label=matter.label,
        stage=stage.label,
        answer=labels.get(said, said),
        done_at=max((meeting.duties[key] for key in keys if key in meeting.duties), default=None),
    )
