"""The hearing of cases as it stands on one person's desk: what the chair needs now, or what a representative
or guest has to do.

Built from the meeting alone and for one person, so that two of them can be compared to find out whose desk
has changed. Whoever is out of a case, or not admitted to it, gets nothing of it here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from marac.actions import agreed_for, already_taken, tailored_for
from marac.admission import BARE_SLOT, has_conflict, is_restricted, may_know_of, may_see
from marac.case_marks import confirmed, marks_on, to_confirm
from marac.confirmation import unconfirmed
from marac.conflicts import stepped_out
from marac.decisions import answers_awaited, is_agreed, questions_open, totals
from marac.facts import Vote
from marac.floor import agencies_here, chair_for, minute_taker_for
from marac.hearing import next_case
from marac.holds import Hold, holds_on_closing, holds_on_opening
from marac.meeting import Case, Meeting
from marac.ownership import feedback_default
from marac.points import agencies_without_offer, points_unticked
from marac.presenting import is_presenter_here, presenter_of, presenting_agency, stand_ins_offered
from marac.professionals import wants_professionals
from marac.protocol import Protocol
from marac.restricted import bare_label, must_leave, not_yet_called
from marac.reviews import is_multiple_repeat
from marac.sections import section_of
from marac.speaking import Window, have_spoken, look_back, speaking_order
from marac.words import AgencyId, CaseKind, CaseNumber, Consent, PersonId, Question, Views
from usecases.views.attendance_panel import Attending, attending
from usecases.views.matters_panel import Followed, followed
from usecases.views.own_part import GuestPanel, MemberPanel, guest_panel, member_panel
from usecases.views.places_part import PlacesPart, places_next, places_now
from usecases.views.plan_part import PlanPart, plan_part


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a panel."""


class Marks(Part, frozen=True):
    """A case by its number and handling marks, never content. `said` are the area's own marks, each with its
    answer; `to_confirm` those about which the chair is asked. Of an `unminuted` one nothing else is shown."""

    number: CaseNumber
    district: str | None
    referring_agency: AgencyId | None
    kind: CaseKind
    children: bool
    pregnancy: bool
    repeat: bool
    consent: Consent | None
    for_closure: bool
    not_high_risk: bool
    transfer_out: bool
    is_multiple_repeat: bool
    guests: tuple[AgencyId, ...]
    wants_professionals: bool = False
    said: tuple[tuple[str, str], ...] = ()
    to_confirm: tuple[str, ...] = ()
    unminuted: bool = False


class Presenting(Part, frozen=True):
    """Who presents: the agency or person, whether here, and who could stand in."""

    agency: AgencyId | None
    person: PersonId | None
    instead_of: AgencyId | None
    is_here: bool
    stand_ins: tuple[AgencyId, ...]


class SpeakerLine(Part, frozen=True):
    """An agency's place in the speaking order: `done`, `now` or `to-come`."""

    agency: AgencyId
    state: str


class TurnNow(Part, frozen=True):
    """Whose turn it is, until when, and how far back they look."""

    agency: AgencyId
    ends_at: datetime | None
    is_over: bool
    window: Window | None


class QuestionLine(Part, frozen=True):
    """A question that waits: who has not answered, who does not agree, and whether it is agreed so far. Of
    people's answers there are totals alone, of an agency's the time."""

    case: CaseNumber
    question: Question
    awaited: tuple[AgencyId, ...]
    against: tuple[AgencyId, ...]
    is_agreed: bool
    by: str = "consensus"
    voices: int = 0
    totals: tuple[int, int] | None = None
    answered_at: datetime | None = None
    reason: str = ""


class PointLine(Part, frozen=True):
    """A point of the chair's checklist."""

    key: str
    label: str
    is_ticked: bool


class CaseNow(Part, frozen=True):
    """The open case, for whoever chairs it and the administrators. `other_chair` and `other_minute_taker` are
    named where they are not the sitting's own."""

    marks: Marks
    other_chair: PersonId | None
    other_minute_taker: PersonId | None
    presenting: Presenting
    speakers: tuple[SpeakerLine, ...]
    turn: TurnNow | None
    views: Views | None
    wants_views: bool
    points: tuple[PointLine, ...]
    silent: tuple[AgencyId, ...]
    feedback: tuple[AgencyId, ...]
    feedback_default: AgencyId | None
    feedback_not_safe: bool
    actions: tuple[AgencyId, ...]
    unconfirmed: tuple[AgencyId, ...]
    taken_before: int
    summed_up: bool
    kept_out: tuple[PersonId, ...]
    questions: tuple[QuestionLine, ...]
    holds: tuple[Hold, ...]
    attending: Attending | None = None
    plan: PlanPart = PlanPart()
    places: PlacesPart = PlacesPart()
    followed: tuple[Followed, ...] = ()

    @property
    def next_speaker(self) -> AgencyId | None:
        """Who comes next in the order."""
        return next((s.agency for s in self.speakers if s.state == "to-come"), None)


class CaseNext(Part, frozen=True):
    """The case that is offered next, for whoever is to chair it and the administrators."""

    marks: Marks
    starts_at: datetime | None
    chair: PersonId | None
    presenting: Presenting
    holds: tuple[Hold, ...]
    admitted: tuple[PersonId, ...]
    not_called: tuple[PersonId, ...]
    must_leave: tuple[PersonId, ...]
    room_clear: bool
    questions: tuple[QuestionLine, ...]
    attending: Attending | None = None
    places: PlacesPart = PlacesPart()
    followed: tuple[Followed, ...] = ()


class SteppingOut(Part, frozen=True):
    """The case that is open, or offered next, is one that this chair or administrator is out of."""

    case: CaseNumber
    is_open: bool


class HearingPanel(Part, frozen=True):
    """What of the hearing one person sees. `bare` is the label of a restricted slot that comes next and of
    which the person may know no more."""

    now: CaseNow | None = None
    next: CaseNext | None = None
    out: SteppingOut | None = None
    bare: str | None = None
    member: MemberPanel | None = None
    guest: GuestPanel | None = None


def hearing_panel(meeting: Meeting, protocol: Protocol, person: PersonId, today: date) -> HearingPanel | None:
    """The person's panel; None where there is nothing of the hearing for them."""
    attendee = meeting.roll.get(person)
    if attendee is None or not attendee.is_welcome:
        return None
    panel = HearingPanel(
        now=_now(meeting, protocol, person, today),
        next=_next(meeting, protocol, person, today),
        out=_out(meeting, person),
        bare=_bare(meeting, protocol, person),
        member=member_panel(meeting, protocol, person, today),
        guest=guest_panel(meeting, protocol, person),
    )
    return None if panel == HearingPanel() else panel


def runs_case(meeting: Meeting, person: PersonId, number: CaseNumber) -> bool:
    """The person administers, or is to chair, this case, and nothing keeps them out of it (LIN-61,
    LIN-62)."""
    attendee = meeting.roll[person]
    in_the_chair = chair_for(meeting, number) == person and not has_conflict(meeting, person, number)
    return (attendee.is_administrator or in_the_chair) and may_see(meeting, person, number)


def offered_case(meeting: Meeting, person: PersonId) -> Case | None:
    """The case to offer this person next; None while one is open."""
    return None if meeting.current_case is not None else next_case(meeting, person)


def _now(meeting: Meeting, protocol: Protocol, person: PersonId, today: date) -> CaseNow | None:
    case = meeting.case_now
    if case is None or case.hearing is None or not runs_case(meeting, person, case.number):
        return None
    hearing, number, sitting = case.hearing, case.number, meeting.sitting
    return CaseNow(
        marks=marks_of(case, protocol, today),
        other_chair=_unless(chair_for(meeting, number), sitting.chair if sitting else None),
        other_minute_taker=_unless(
            minute_taker_for(meeting, number), sitting.minute_taker if sitting else None
        ),
        presenting=presenting_of(meeting, case),
        speakers=_speakers(meeting, protocol, case),
        turn=_turn(meeting, protocol, case, today),
        views=hearing.views,
        wants_views=protocol.hearing.victim_voice is not None,
        points=point_lines(protocol, case),
        silent=agencies_without_offer(meeting, protocol, case),
        feedback=tuple(dict.fromkeys(a.agency for a in agreed_for(meeting, number) if a.feedback)),
        feedback_default=feedback_default(meeting, protocol, number),
        feedback_not_safe=hearing.feedback_not_safe,
        actions=tuple(a.agency for a in tailored_for(meeting, number)),
        unconfirmed=tuple(dict.fromkeys(a.agency for a in unconfirmed(meeting, number))),
        taken_before=len(already_taken(meeting, number)),
        summed_up=hearing.summed_up,
        kept_out=tuple(p for p in sorted(stepped_out(meeting, number)) if meeting.is_present(p)),
        questions=question_lines(meeting, protocol, case),
        holds=holds_on_closing(meeting, protocol, number),
        attending=attending(meeting, protocol, case),
        plan=plan_part(meeting, protocol, case),
        places=places_now(meeting, protocol, case),
        followed=followed(meeting, protocol, number),
    )


def point_lines(protocol: Protocol, case: Case) -> tuple[PointLine, ...]:
    """The area's checklist as it stands for the case."""
    left = points_unticked(protocol, case)
    return tuple(
        PointLine(key=c.key, label=c.label, is_ticked=c.key not in left) for c in protocol.hearing.checklist
    )


def _unless(person: PersonId | None, usual: PersonId | None) -> PersonId | None:
    return None if person == usual else person


def _next(meeting: Meeting, protocol: Protocol, person: PersonId, today: date) -> CaseNext | None:
    case = offered_case(meeting, person)
    if case is None or not runs_case(meeting, person, case.number):
        return None
    restricted = is_restricted(case)
    slot = next((s for s in meeting.order if s.case == case.number), None)
    return CaseNext(
        marks=marks_of(case, protocol, today),
        starts_at=slot.starts_at if slot else None,
        chair=chair_for(meeting, case.number),
        presenting=presenting_of(meeting, case),
        holds=holds_on_opening(meeting, protocol, case.number),
        admitted=tuple(sorted(case.admitted)) if restricted else (),
        not_called=not_yet_called(case) if restricted else (),
        must_leave=must_leave(meeting, case),
        room_clear=case.room_clear,
        questions=question_lines(meeting, protocol, case),
        attending=attending(meeting, protocol, case),
        places=places_next(meeting, protocol, case, person),
        followed=followed(meeting, protocol, case.number),
    )


def _out(meeting: Meeting, person: PersonId) -> SteppingOut | None:
    """Whoever runs the meeting but is out of its case sees that much, and nothing of the case."""
    attendee = meeting.roll[person]
    case = meeting.case_now or offered_case(meeting, person)
    if case is None or not (attendee.is_administrator or attendee.is_chair):
        return None
    known = may_know_of(meeting, person, case.number) and has_conflict(meeting, person, case.number)
    if not known or runs_case(meeting, person, case.number):
        return None
    return SteppingOut(case=case.number, is_open=case.number == meeting.current_case)


def _bare(meeting: Meeting, protocol: Protocol, person: PersonId) -> str | None:
    """The bare slot that comes next, for a chair who was not admitted: the administrators see to it."""
    attendee = meeting.roll[person]
    case = offered_case(meeting, "system")
    if case is None or not attendee.is_chair or may_know_of(meeting, person, case.number):
        return None
    return bare_label(case, protocol) if case.kind in BARE_SLOT else None


def marks_of(case: Case, protocol: Protocol, today: date) -> Marks:
    """The case's marks, for somebody who may see it."""
    section = section_of(case, protocol)
    return Marks(
        number=case.number,
        district=case.district,
        referring_agency=case.referring_agency,
        kind=case.kind,
        children=case.children,
        pregnancy=case.pregnancy,
        repeat=case.repeat,
        consent=case.consent,
        for_closure=case.for_closure,
        not_high_risk=case.not_high_risk,
        transfer_out=case.transfer_out,
        is_multiple_repeat=is_multiple_repeat(case, protocol, today),
        guests=case.guests,
        wants_professionals=wants_professionals(case, protocol, today),
        said=tuple((m.key, confirmed(case, m.key) or answer) for m, answer in marks_on(case, protocol)),
        to_confirm=tuple(m.key for m in to_confirm(case, protocol)),
        unminuted=section is not None and not section.minuted,
    )


def presenting_of(meeting: Meeting, case: Case) -> Presenting:
    """Who presents the case, as things stand."""
    here = meeting.sitting is None or is_presenter_here(meeting, case)
    return Presenting(
        agency=presenter_of(case),
        person=case.presenter_person if case.stand_in is None else None,
        instead_of=presenting_agency(case) if case.stand_in else None,
        is_here=here,
        stand_ins=() if here else stand_ins_offered(meeting, case),
    )


def _speakers(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[SpeakerLine, ...]:
    """Everybody in the order, and those called out of it, each with how far they are."""
    hearing = case.hearing
    spoken = have_spoken(hearing) if hearing else ()
    now = hearing.turn.agency if hearing and hearing.turn else None
    order = speaking_order(meeting, protocol, case)
    called = tuple(a for a in spoken if a not in order)
    return tuple(
        SpeakerLine(agency=a, state="now" if a == now else "done" if a in spoken else "to-come")
        for a in (*order, *called)
    )


def _turn(meeting: Meeting, protocol: Protocol, case: Case, today: date) -> TurnNow | None:
    turn = case.hearing.turn if case.hearing else None
    if turn is None:
        return None
    minutes = protocol.hearing.turn_minutes
    return TurnNow(
        agency=turn.agency,
        ends_at=turn.since + timedelta(minutes=minutes) if minutes else None,
        is_over=turn.told,
        window=look_back(meeting, protocol, case, turn.agency, today),
    )


def question_lines(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[QuestionLine, ...]:
    """The questions about the case that the chair has not confirmed."""
    return tuple(_question(vote, protocol) for vote in questions_open(meeting, case))


def _question(vote: Vote, protocol: Protocol) -> QuestionLine:
    rule = protocol.decision(vote.question)
    return QuestionLine(
        case=vote.case,
        question=vote.question,
        awaited=() if vote.by_person else answers_awaited(vote),
        against=() if vote.by_person else tuple(a for a, agrees in vote.answers.items() if not agrees),
        is_agreed=rule is not None and is_agreed(vote, rule),
        by=rule.by if rule is not None else "consensus",
        voices=len(vote.voices),
        totals=totals(vote) if vote.by_person else None,
        answered_at=vote.answered_at,
        reason=vote.reason,
    )


def speakers_offered(meeting: Meeting, person: PersonId) -> tuple[AgencyId, ...]:
    """The agencies that can be given the floor in the open case, for somebody who may see it."""
    case = meeting.case_now
    if case is None or not may_see(meeting, person, case.number):
        return ()
    return agencies_here(meeting, case)
