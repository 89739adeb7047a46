"""What the chair sees to before leaving a case: the victim's views, the checklist, offers, feedback, the
summing up.

Ticks alone are kept, never content (LIN-39). Nothing here stops a case by itself: what is missing is listed
for the chair, and leaving it out takes a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.actions import agencies_with_an_action, has_feedback_owner
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import agencies_here, chair_for, check_speaks_for, open_case, speaks_for, with_hearing
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting
from marac.protocol import Protocol
from marac.words import AgencyId, CaseNumber, Consent, Views


class HearViews(Command, frozen=True):
    """Say how the victim's views were heard (LIN-46)."""

    case: CaseNumber
    views: Views


class TickPoint(Command, frozen=True):
    """Tick a point of the chair's checklist, or take the tick back (LIN-39)."""

    case: CaseNumber
    point: str
    ticked: bool = True


class TickPoints(Command, frozen=True):
    """Fill in the chair's checklist at one go: exactly these points are ticked from now on (LIN-39)."""

    case: CaseNumber
    points: tuple[str, ...] = ()


class OfferNothing(Command, frozen=True):
    """Say that an agency has nothing to offer in this case (LIN-23)."""

    case: CaseNumber
    agency: AgencyId


class NobodyElseOffers(Command, frozen=True):
    """The chair has asked round: whoever has not answered has nothing to offer (LIN-23, LIN-41)."""

    case: CaseNumber


class FeedbackNotSafe(Command, frozen=True):
    """Say that giving the victim feedback is not safe (LIN-40)."""

    case: CaseNumber


class SumUp(Command, frozen=True):
    """Risks and actions were summed up, and nobody has anything further (LIN-41)."""

    case: CaseNumber


class ViewsHeard(Event, frozen=True):
    """The victim's views were heard in this way."""

    case: CaseNumber
    views: Views


class PointTicked(Event, frozen=True):
    """A point of the checklist was ticked, or its tick taken back."""

    case: CaseNumber
    point: str
    ticked: bool


class NothingOffered(Event, frozen=True):
    """An agency has nothing to offer."""

    case: CaseNumber
    agency: AgencyId


class FeedbackFoundNotSafe(Event, frozen=True):
    """Feedback to the victim is not safe."""

    case: CaseNumber


class SummedUp(Event, frozen=True):
    """The case was summed up."""

    case: CaseNumber


@decides(HearViews, Who.MEMBER, Who.CHAIR, Who.ADMINISTRATOR)
def hear_views(command: HearViews, setting: Setting) -> Iterator[Event]:
    """Take it from the service through which the victim is heard, the chair or an administrator; the last
    counts."""
    case, hearing = open_case(setting, command.case)
    asker = setting.asker
    runs_it = asker is not None and (
        asker.is_administrator or chair_for(setting.meeting, command.case) == setting.by
    )
    voices = (
        *victim_voices(setting.meeting, setting.protocol, case),
        *_of_the_voice(setting.meeting, setting.protocol),
    )
    if not runs_it and not any(speaks_for(setting.meeting, setting.by, v, command.case) for v in voices):
        raise Refused(Why.NOT_ALLOWED)
    if hearing.views is not command.views:
        yield ViewsHeard(case=command.case, views=command.views)


@decides(TickPoint, Who.CHAIR, Who.ADMINISTRATOR)
def tick_point(command: TickPoint, setting: Setting) -> Iterator[Event]:
    """Tick a point that the area's checklist has."""
    _, hearing = open_case(setting, command.case)
    if command.point not in {choice.key for choice in setting.protocol.hearing.checklist}:
        raise Refused(Why.NOT_VALID, field="point", value=command.point)
    if (command.point in hearing.ticks) is not command.ticked:
        yield PointTicked(case=command.case, point=command.point, ticked=command.ticked)


@decides(TickPoints, Who.CHAIR, Who.ADMINISTRATOR)
def tick_points(command: TickPoints, setting: Setting) -> Iterator[Event]:
    """Tick and untick what differs. Raises Refused for a point that the area's checklist has not."""
    _, hearing = open_case(setting, command.case)
    known = [choice.key for choice in setting.protocol.hearing.checklist]
    wrong = [point for point in command.points if point not in known]
    if wrong:
        raise Refused(Why.NOT_VALID, field="point", value=wrong[0])
    for point in known:
        if (point in hearing.ticks) is not (point in command.points):
            yield PointTicked(case=command.case, point=point, ticked=point in command.points)


@decides(OfferNothing, Who.MEMBER, Who.CHAIR, Who.ADMINISTRATOR)
def offer_nothing(command: OfferNothing, setting: Setting) -> Iterator[Event]:
    """Take it from whoever speaks for the agency in the case, the chair or an administrator."""
    _, hearing = open_case(setting, command.case)
    check_speaks_for(setting, command.agency, command.case)
    if command.agency not in hearing.nothing_to_offer:
        yield NothingOffered(case=command.case, agency=command.agency)


@decides(NobodyElseOffers, Who.CHAIR, Who.ADMINISTRATOR)
def nobody_else_offers(command: NobodyElseOffers, setting: Setting) -> Iterator[Event]:
    """Take the chair's word for every agency here that has not answered; once is enough."""
    case, _ = open_case(setting, command.case)
    for agency in agencies_without_offer(setting.meeting, setting.protocol, case):
        yield NothingOffered(case=command.case, agency=agency)


@decides(FeedbackNotSafe, Who.CHAIR, Who.ADMINISTRATOR)
def feedback_not_safe(command: FeedbackNotSafe, setting: Setting) -> Iterator[Event]:
    """Record it once."""
    _, hearing = open_case(setting, command.case)
    if not hearing.feedback_not_safe:
        yield FeedbackFoundNotSafe(case=command.case)


@decides(SumUp, Who.CHAIR, Who.ADMINISTRATOR)
def sum_up(command: SumUp, setting: Setting) -> Iterator[Event]:
    """Record 'nothing further' once."""
    _, hearing = open_case(setting, command.case)
    if not hearing.summed_up:
        yield SummedUp(case=command.case)


@evolves(ViewsHeard)
def views_heard(meeting: Meeting, event: ViewsHeard, entry: Entry) -> Meeting:
    """It is known how the views were heard."""
    return with_hearing(meeting, event.case, views=event.views)


@evolves(PointTicked)
def point_ticked(meeting: Meeting, event: PointTicked, entry: Entry) -> Meeting:
    """The checklist has the tick, or no longer has it."""
    hearing = meeting.cases[event.case].hearing
    ticks = hearing.ticks if hearing else frozenset()
    changed = ticks | {event.point} if event.ticked else ticks - {event.point}
    return with_hearing(meeting, event.case, ticks=changed)


@evolves(NothingOffered)
def nothing_offered(meeting: Meeting, event: NothingOffered, entry: Entry) -> Meeting:
    """The agency has answered."""
    hearing = meeting.cases[event.case].hearing
    answered = hearing.nothing_to_offer if hearing else frozenset()
    return with_hearing(meeting, event.case, nothing_to_offer=answered | {event.agency})


@evolves(FeedbackFoundNotSafe)
def feedback_found_not_safe(meeting: Meeting, event: FeedbackFoundNotSafe, entry: Entry) -> Meeting:
    """Nobody gives feedback."""
    return with_hearing(meeting, event.case, feedback_not_safe=True)


@evolves(SummedUp)
def summed_up(meeting: Meeting, event: SummedUp, entry: Entry) -> Meeting:
    """The case can be left."""
    return with_hearing(meeting, event.case, summed_up=True)


def victim_voices(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[AgencyId, ...]:
    """The agencies through which the victim's views are heard in this case: those of the area's type, or the
    referring agency where the victim declined them."""
    fell_to = victim_voice_fell_to(meeting, protocol, case)
    return (fell_to,) if fell_to else _of_the_voice(meeting, protocol)


def victim_voice_fell_to(meeting: Meeting, protocol: Protocol, case: Case) -> AgencyId | None:
    """The referring agency, where the victim declined the service through which the area hears them
    (LUT-53)."""
    declined = protocol.hearing.victim_voice is not None and case.consent is Consent.REFUSED
    return case.referring_agency if declined and case.referring_agency in meeting.agencies else None


def _of_the_voice(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    voice = protocol.hearing.victim_voice
    return tuple(key for key, agency in meeting.agencies.items() if agency.type == voice)


def points_unticked(protocol: Protocol, case: Case) -> tuple[str, ...]:
    """The points of the checklist without a tick, in the file's order (LIN-39)."""
    ticks = case.hearing.ticks if case.hearing else frozenset()
    return tuple(choice.key for choice in protocol.hearing.checklist if choice.key not in ticks)


def agencies_without_offer(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[AgencyId, ...]:
    """The agencies here that have neither an action in the case nor said that they have nothing to offer
    (LIN-23).

    One that handed its part to a delegate is listed too, and the delegate answers for it; so is a guest's,
    for which chair or administrators answer.
    """
    if not protocol.hearing.offers_needed:
        return ()
    answered = agencies_with_an_action(meeting, case.number)
    if case.hearing is not None:
        answered |= case.hearing.nothing_to_offer
    return tuple(key for key in agencies_here(meeting, case) if key not in answered)


def is_feedback_settled(meeting: Meeting, protocol: Protocol, case: Case) -> bool:
    """Somebody gives the victim feedback as an action, or that is not safe, or the area asks for neither
    (LIN-40)."""
    if not protocol.hearing.feedback_needed:
        return True
    not_safe = case.hearing is not None and case.hearing.feedback_not_safe
    return not_safe or has_feedback_owner(meeting, case.number)


def are_views_missing(protocol: Protocol, case: Case) -> bool:
    """Nobody has said how the victim's views were heard, where the area asks for it (LIN-46); nor has the
    chair marked the turn in which they are (WOL-24)."""
    voice, hearing = protocol.hearing.victim_voice, case.hearing
    if voice is None or hearing is None:
        return voice is not None
    return hearing.views is None and voice not in hearing.marks
