"""Which steps the opening has today, who confirms each, and who is there for the first time.

A step that is only for newcomers is one of the opening's while the MARAC is new or a newcomer is here at the
opening; it never comes back once cases are heard. Nobody is kept waiting by what does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.protocol import OpeningStep, Protocol
from marac.words import AgencyId, SittingState


class NoteNewcomers(Command, frozen=True):
    """Say which agencies have been at no meeting of the area before this one (KEN-38)."""

    agencies: tuple[AgencyId, ...]


class NewcomersNoted(Event, frozen=True):
    """These agencies have been at no earlier meeting."""

    agencies: tuple[AgencyId, ...]


@decides(NoteNewcomers, Who.SYSTEM)
def note_newcomers(command: NoteNewcomers, setting: Setting) -> Iterator[Event]:
    """Note them, as far as they are on the roll."""
    unknown = next((key for key in command.agencies if key not in setting.meeting.agencies), None)
    if unknown is not None:
        raise Refused(Why.NO_SUCH_AGENCY, agency=unknown)
    if frozenset(command.agencies) != setting.meeting.newcomers:
        yield NewcomersNoted(agencies=tuple(sorted(command.agencies)))


@evolves(NewcomersNoted)
def newcomers_noted(meeting: Meeting, event: NewcomersNoted, entry: Entry) -> Meeting:
    """It is known who is new."""
    return msgspec.structs.replace(meeting, newcomers=frozenset(event.agencies))


def steps_of(meeting: Meeting, protocol: Protocol) -> tuple[OpeningStep, ...]:
    """The steps of this meeting's opening, in their order."""
    return tuple(
        step for step in protocol.opening if step.when == "always" or _applies(step, meeting, protocol)
    )


def _applies(step: OpeningStep, meeting: Meeting, protocol: Protocol) -> bool:
    sitting = meeting.sitting
    if sitting is not None and step.key in sitting.steps:
        return True
    if sitting is not None and sitting.state not in (SittingState.OPENING, SittingState.SUSPENDED):
        return False
    return is_new(meeting, protocol) or bool(newcomers_here(meeting))


def is_new(meeting: Meeting, protocol: Protocol) -> bool:
    """The area's file says that the MARAC still counts as new on the meeting's first day."""
    if protocol.new_until is None or not meeting.sittings:
        return False
    return protocol.calendar.day_of(meeting.sittings[0].starts_at) <= protocol.new_until


def newcomers_here(meeting: Meeting) -> tuple[AgencyId, ...]:
    """The agencies here that have been at no earlier meeting."""
    return tuple(key for key in meeting.agencies_present() if key in (meeting.newcomers or ()))


def step_now(meeting: Meeting, protocol: Protocol) -> OpeningStep | None:
    """The step that the opening of the sitting under way has come to."""
    sitting = meeting.sitting
    if sitting is None:
        return None
    return next((step for step in steps_of(meeting, protocol) if step.key not in sitting.steps), None)


def may_confirm(meeting: Meeting, step: OpeningStep, person: str) -> bool:
    """Whether the person may say that the step was gone through, as far as the step itself goes: where it is
    for the chair alone, whoever is in the chair, or any chair while nobody is."""
    if not step.by_chair_alone:
        return True
    attendee = meeting.roll.get(person)
    return person == meeting.chair or (meeting.chair is None and attendee is not None and attendee.is_chair)
