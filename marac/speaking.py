"""Whose turn it is to speak in a case: the order from the area's file, one agency at the chair's word.

A turn has a length, and when it is over chair and speaker are told once, privately; nobody is cut off
(LIN-76). What is said is never asked for or kept (LIN-20).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec

from marac.calendar import DueRule, DueUnit
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import agencies_here, open_case, with_hearing
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Hearing, Meeting, Turn
from marac.presenting import presenter_of
from marac.protocol import Protocol, Speaker
from marac.words import AgencyId, CaseNumber, Consent, SittingState


class CallSpeaker(Command, frozen=True):
    """Give an agency the floor, whatever its place in the order (LIN-37)."""

    case: CaseNumber
    agency: AgencyId


class NextSpeaker(Command, frozen=True):
    """Give the floor to the next agency in the order, or to nobody when all have spoken (LIN-73)."""

    case: CaseNumber


class TellTimeUp(Command, frozen=True):
    """The clock asks whether the turn is over."""

    case: CaseNumber


class SpeakerCalled(Event, frozen=True):
    """An agency has the floor; whoever had it before has spoken."""

    case: CaseNumber
    agency: AgencyId


class TurnsEnded(Event, frozen=True):
    """The last speaker has spoken, and nobody has the floor."""

    case: CaseNumber


class TimeWasUp(Event, frozen=True):
    """A turn has lasted as long as the area gives it: for chair and speaker alone."""

    case: CaseNumber
    agency: AgencyId


@decides(CallSpeaker, Who.CHAIR, Who.ADMINISTRATOR)
def call_speaker(command: CallSpeaker, setting: Setting) -> Iterator[Event]:
    """Call an agency that takes part in the case; whoever has the floor keeps it."""
    case, hearing = open_case(setting, command.case)
    if command.agency not in agencies_here(setting.meeting, case):
        raise Refused(Why.NOT_PRESENT, agency=command.agency)
    if hearing.turn is None or hearing.turn.agency != command.agency:
        yield SpeakerCalled(case=command.case, agency=command.agency)


@decides(NextSpeaker, Who.CHAIR, Who.ADMINISTRATOR)
def next_speaker(command: NextSpeaker, setting: Setting) -> Iterator[Event]:
    """Call the next in the order; after the last, end the round."""
    case, hearing = open_case(setting, command.case)
    to_come = still_to_speak(setting.meeting, setting.protocol, case)
    if to_come:
        yield SpeakerCalled(case=command.case, agency=to_come[0])
    elif hearing.turn is not None:
        yield TurnsEnded(case=command.case)


@decides(TellTimeUp, Who.SYSTEM)
def tell_time_up(command: TellTimeUp, setting: Setting) -> Iterator[Event]:
    """Say once that the time is up; never for a turn that is over, nor while the sitting stands still."""
    ends = turn_ends_at(setting.meeting, setting.protocol)
    hearing = setting.meeting.cases[command.case].hearing
    is_open = setting.meeting.current_case == command.case
    if (
        is_open
        and ends is not None
        and hearing is not None
        and hearing.turn is not None
        and setting.now >= ends
    ):
        yield TimeWasUp(case=command.case, agency=hearing.turn.agency)


@evolves(SpeakerCalled)
def speaker_called(meeting: Meeting, event: SpeakerCalled, entry: Entry) -> Meeting:
    """The agency has the floor from this moment."""
    turn = Turn(agency=event.agency, since=entry.at)
    return with_hearing(meeting, event.case, turn=turn, spoken=_with_last(meeting, event.case))


@evolves(TurnsEnded)
def turns_ended(meeting: Meeting, event: TurnsEnded, entry: Entry) -> Meeting:
    """Nobody has the floor."""
    return with_hearing(meeting, event.case, turn=None, spoken=_with_last(meeting, event.case))


@evolves(TimeWasUp)
def time_was_up(meeting: Meeting, event: TimeWasUp, entry: Entry) -> Meeting:
    """They have been told."""
    hearing = meeting.cases[event.case].hearing
    if hearing is None or hearing.turn is None:
        return meeting
    return with_hearing(meeting, event.case, turn=msgspec.structs.replace(hearing.turn, told=True))


def _with_last(meeting: Meeting, number: CaseNumber) -> tuple[AgencyId, ...]:
    hearing = meeting.cases[number].hearing
    return () if hearing is None else have_spoken(hearing)


def have_spoken(hearing: Hearing) -> tuple[AgencyId, ...]:
    """The agencies that have had the floor, in the order in which they first had it, the one who has it
    included."""
    if hearing.turn is None or hearing.turn.agency in hearing.spoken:
        return hearing.spoken
    return (*hearing.spoken, hearing.turn.agency)


def speaking_order(
    meeting: Meeting, protocol: Protocol, case: Case, also: tuple[AgencyId, ...] = ()
) -> tuple[AgencyId, ...]:
    """The agencies taking part in the case, in the order of the area's file (LIN-73); `also` are others whose
    places are wanted as if they were here.

    A type that speaks on consent alone has no turn of its own without it; the chair may still call it
    (LIN-52).
    """
    places = speaking_places(meeting, protocol, case, also)
    return tuple(key for _, agencies in places for key in agencies)


def speaking_places(
    meeting: Meeting, protocol: Protocol, case: Case, also: tuple[AgencyId, ...] = ()
) -> tuple[tuple[Speaker, tuple[AgencyId, ...]], ...]:
    """The places of the area's order that there are in this case, each with the agencies whose turn comes
    there; an agency has one turn, at the first place that is its own."""
    taking_part = {*agencies_here(meeting, case), *also}
    here = tuple(key for key in meeting.agencies if key in taking_part)
    named = {p.who for p in protocol.hearing.order}
    placed: set[AgencyId] = set()
    places: list[tuple[Speaker, tuple[AgencyId, ...]]] = []
    for place in protocol.hearing.order:
        if place.when == "always" or case.consent is Consent.YES:
            agencies = tuple(key for key in _at(place, meeting, case, here, named) if key not in placed)
            placed |= set(agencies)
            places.append((place, agencies))
    return tuple(places)


def _at(
    place: Speaker, meeting: Meeting, case: Case, here: tuple[AgencyId, ...], named: set[str]
) -> tuple[AgencyId, ...]:
    presenter = presenter_of(case)
    if place.who == "referring":
        return tuple(key for key in here if key == presenter)
    if place.who == "others":
        return tuple(key for key in here if meeting.agencies[key].type not in named)
    return tuple(key for key in here if meeting.agencies[key].type == place.who)


def still_to_speak(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[AgencyId, ...]:
    """The agencies of the order that have not had the floor yet (LIN-37)."""
    spoken = have_spoken(case.hearing) if case.hearing else ()
    return tuple(key for key in speaking_order(meeting, protocol, case) if key not in spoken)


def turn_ends_at(meeting: Meeting, protocol: Protocol) -> datetime | None:
    """When the turn now running is up and nobody was told yet; None if there is none, or the sitting stands
    still."""
    case, sitting, minutes = meeting.case_now, meeting.sitting, protocol.hearing.turn_minutes
    if case is None or case.hearing is None or sitting is None or minutes is None:
        return None
    turn = case.hearing.turn
    if turn is None or turn.told or sitting.state is not SittingState.HEARING:
        return None
    return turn.since + timedelta(minutes=minutes)


class Window(msgspec.Struct, frozen=True):
    """How far back an agency looks when it shares: from `since`; `months` is None where that is the last
    hearing."""

    since: date
    months: int | None = None


def look_back(
    meeting: Meeting, protocol: Protocol, case: Case, agency: AgencyId, today: date
) -> Window | None:
    """The agency's look-back window: for a repeat since it was last heard, else the file's months (LIN-50).

    Older material may be summarised where that is needed and proportionate. None where the area gives no
    window.
    """
    if case.repeat and case.last_heard is not None:
        return Window(case.last_heard)
    rules = {rule.who: rule.months for rule in protocol.hearing.look_back}
    months = rules.get(meeting.agencies[agency].type, rules.get("others"))
    if months is None:
        return None
    since = DueRule(DueUnit.MONTH, -months).apply(today, protocol.calendar)
    return Window(since if not isinstance(since, datetime) else since.date(), months)
