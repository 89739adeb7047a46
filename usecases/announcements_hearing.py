"""What is said to whom while cases are heard and decided.

The chat hears a case's number and agency when it opens, and of a restricted case no more than that the chat
is closed. Everything else is private, to those whom it concerns and who may see the case; what can wait for a
look at the desk is only brought up to date there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from marac.admission import has_conflict, is_restricted, may_know_of, may_see
from marac.caselist import CaseListed
from marac.conflicts import ConflictsDeclared, stepped_out
from marac.decisions import CaseWithdrawn, QuestionCalled, ResultConfirmed, ReviewAgreed
from marac.declarations import has_declared
from marac.facts import Vote
from marac.floor import chair_for, minute_taker_for, not_to_hear, speaks_for
from marac.hearing import CaseClosed, CaseOpened, ChatClosed, ChatReopened
from marac.meeting import Meeting
from marac.opening import MinuteTakerNamed, SittingOpened
from marac.presence import Arrived
from marac.presenting import StandInAppointed, was_presenter_absent
from marac.protocol import Protocol
from marac.restricted import PersonAdmitted, RoomEntered
from marac.reviews import multiple_repeats
from marac.seats import ChairSeated
from marac.speaking import TimeWasUp
from marac.words import AgencyId, CaseNumber, CaseState, PersonId, Question
from usecases.announce import CHAT, Scene, announces, announces_each, changes_desks
from usecases.ports import Notice
from usecases.views.hearing_panel import hearing_panel


@changes_desks
def hearing_changes(before: Meeting, after: Meeting, protocol: Protocol, at: datetime) -> Iterator[PersonId]:
    """Everybody here whose part in the hearing is not what it was."""
    same = before.cases is after.cases and before.votes is after.votes and before.actions is after.actions
    if same and before.current_case == after.current_case and before.presence is after.presence:
        return
    today = protocol.calendar.day_of(at)
    for attendee in after.present():
        was = hearing_panel(before, protocol, attendee.person, today)
        if hearing_panel(after, protocol, attendee.person, today) != was:
            yield attendee.person


def _about(
    scene: Scene, people: Iterable[PersonId], kind: str, *parts: str, **facts: Any
) -> Iterator[Notice]:
    """The same to each of `people`; `parts` tell apart several of a kind that one journal line brings."""
    for notice in scene.say_to(people, kind, **facts):
        yield msgspec.structs.replace(notice, key=":".join((notice.key, *parts)))


def _guests(meeting: Meeting, number: CaseNumber) -> tuple[PersonId, ...]:
    """The guests invited for the case, here or waiting outside."""
    return tuple(
        a.person
        for a in meeting.roll.values()
        if a.is_guest and a.is_welcome and number in a.cases and may_see(meeting, a.person, number)
    )


def _kept_out(meeting: Meeting, number: CaseNumber) -> tuple[PersonId, ...]:
    """Those here with a conflict who step out of the case, and who may know of it at all."""
    return tuple(
        p
        for p in sorted(stepped_out(meeting, number))
        if meeting.is_present(p) and may_know_of(meeting, p, number)
    )


def speakers_for(meeting: Meeting, agency: AgencyId, number: CaseNumber) -> tuple[PersonId, ...]:
    """Everybody here who speaks for the agency in the case."""
    here = (a.person for a in meeting.present())
    return tuple(p for p in here if speaks_for(meeting, p, agency, number))


@announces(CaseOpened)
def case_opened(event: CaseOpened, scene: Scene) -> Iterator[Notice]:
    """The chat hears number and agency (LIN-74); those who step out, guests and a chair without a presenter
    hear theirs (LIN-59, LIN-79, LIN-81)."""
    meeting, number = scene.after, event.case
    case = meeting.cases[number]
    if is_restricted(case):
        told = [p for p in sorted(case.admitted) if meeting.is_present(p) and may_see(meeting, p, number)]
        yield from scene.say_to([*told, *scene.administrators(number)], "restricted-open", case=number)
    else:
        presenter = event.presenter
        yield from scene.say_in_chat(
            "case-opened", case=number, agency=presenter or case.referring_agency, presents=bool(presenter)
        )
    yield from scene.say_to(_kept_out(meeting, number), "step-out-now", case=number)
    yield from scene.say_to(_guests(meeting, number), "guest-case-open", case=number)
    if was_presenter_absent(case) and not event.stand_in:
        yield from scene.say_to(
            scene.team(number),
            "presenter-absent",
            case=number,
            agency=case.referring_agency,
            restricted=is_restricted(case),
        )


@announces(CaseClosed)
def case_closed(event: CaseClosed, scene: Scene) -> Iterator[Notice]:
    """Those who stepped out may come back, and the case's guests may go."""
    yield from _over(event.case, scene)


@announces(CaseWithdrawn)
def case_withdrawn(event: CaseWithdrawn, scene: Scene) -> Iterator[Notice]:
    """The chat hears that the case is not heard, as progress; nothing of a restricted one."""
    if not is_restricted(scene.after.cases[event.case]):
        yield from scene.say_in_chat("case-withdrawn", case=event.case)
    yield from _over(event.case, scene)


def _over(number: CaseNumber, scene: Scene) -> Iterator[Notice]:
    meeting = scene.after
    if scene.before.current_case == number:
        yield from scene.say_to(_kept_out(meeting, number), "come-back", case=number)
    yield from scene.say_to(_guests(meeting, number), "guest-case-over", case=number)


@announces(ChatClosed)
def chat_closed(event: ChatClosed, scene: Scene) -> Iterator[Notice]:
    """The last words in the chat before a restricted slot, and they say nothing else (LIN-57)."""
    yield scene.say(CHAT, "chat-closed")


@announces(ChatReopened)
def chat_reopened(event: ChatReopened, scene: Scene) -> Iterator[Notice]:
    """The chat can be used again (LIN-57)."""
    yield from scene.say_in_chat("chat-reopened")


@announces(RoomEntered)
def room_entered(event: RoomEntered, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators of the case hear at once of anybody who came in and must not hear it
    (LIN-122)."""
    team = [p for p in scene.team(event.case) if p not in event.people]
    yield from scene.say_to(team, "room-entered", case=event.case, who=list(event.people))


@announces(PersonAdmitted)
def person_admitted(event: PersonAdmitted, scene: Scene) -> Iterator[Notice]:
    """Ahead of the meeting the person is asked to call, and told nothing else (LIN-121)."""
    if scene.after.sitting is None and not scene.after.roll[event.person].is_administrator:
        yield scene.say(event.person, "please-call")


@announces(TimeWasUp)
def time_was_up(event: TimeWasUp, scene: Scene) -> Iterator[Notice]:
    """Chair and speaker, privately, once; nobody is cut off (LIN-76)."""
    meeting, number = scene.after, event.case
    speakers = speakers_for(meeting, event.agency, number)
    yield from scene.say_to(speakers, "time-up", case=number, agency=event.agency)
    chair = chair_for(meeting, number)
    if chair is not None and chair not in speakers and may_see(meeting, chair, number):
        yield scene.say(chair, "time-up-chair", case=number, agency=event.agency)


@announces(StandInAppointed)
def stand_in_appointed(event: StandInAppointed, scene: Scene) -> Iterator[Notice]:
    """The stand-in hears that they present (LIN-81)."""
    people = speakers_for(scene.after, event.agency, event.case)
    yield from scene.say_to(people, "stand-in-asked", case=event.case, agency=event.agency)


@announces(QuestionCalled)
def question_called(event: QuestionCalled, scene: Scene) -> Iterator[Notice]:
    """Everybody who can answer for one of the voices, privately (LIN-66, LIN-67, LIN-102)."""
    if event.by_person:
        people = [p for p in event.voices if may_see(scene.after, p, event.case)]
        yield from scene.say_to(people, "question", case=event.case, question=event.question.value)
        return
    for agency in event.voices:
        yield from _about(
            scene,
            speakers_for(scene.after, agency, event.case),
            "question",
            agency,
            case=event.case,
            question=event.question.value,
            agency=agency,
        )


def _of_voice(meeting: Meeting, vote: Vote, voice: str) -> tuple[PersonId, ...]:
    """The people who could give the voice."""
    if not vote.by_person:
        return speakers_for(meeting, voice, vote.case)
    return (voice,) if may_see(meeting, voice, vote.case) else ()


@announces(ResultConfirmed)
def result_confirmed(event: ResultConfirmed, scene: Scene) -> Iterator[Notice]:
    """Those who were asked, and the team, hear what it came to, and all members where the area says so;
    whoever confirmed it knows."""
    meeting = scene.after
    vote = next(v for v in meeting.votes.values() if v.case == event.case and v.question is event.question)
    asked = [p for voice in vote.voices for p in _of_voice(meeting, vote, voice)]
    rule = scene.protocol.decision(event.question)
    to_all = rule is not None and rule.told == "members" and event.question is not Question.WITHDRAW
    members = (a.person for a in meeting.roll.values() if a.is_member and to_all)
    told = [p for p in members if may_see(meeting, p, event.case)]
    people = [p for p in (*asked, *scene.team(event.case), *told) if p != scene.entry.by]
    yield from scene.say_to(
        people, "result", case=event.case, question=event.question.value, agreed=event.agreed
    )


@announces(ReviewAgreed)
def review_agreed(event: ReviewAgreed, scene: Scene) -> Iterator[Notice]:
    """Administrators are asked for the review's date (LIN-103)."""
    yield from scene.say_to(scene.administrators(event.case), "review-agreed", case=event.case)


@announces(SittingOpened)
def repeats_at_opening(event: SittingOpened, scene: Scene) -> Iterator[Notice]:
    """The chair hears privately of cases heard often enough for a multiple repeat review (LIN-101)."""
    meeting, chair = scene.after, event.chair
    today = scene.protocol.calendar.day_of(scene.entry.at)
    if chair is None:
        return
    cases = [
        case.number
        for case in multiple_repeats(meeting, scene.protocol, today)
        if case.state is CaseState.LISTED and may_see(meeting, chair, case.number)
    ]
    if cases:
        yield scene.say(chair, "multiple-repeats", cases=cases)


@announces(CaseListed)
def reviewed_case_listed(event: CaseListed, scene: Scene) -> Iterator[Notice]:
    """Administrators say how a case that was reviewed before comes back (LIN-104)."""
    if event.listing.reviewed_before:
        number = event.listing.number
        yield from _about(scene, scene.administrators(number), "reviewed-again", case=number)


@announces_each(ConflictsDeclared, SittingOpened, MinuteTakerNamed, ChairSeated)
def seats_needed(event: Any, scene: Scene) -> Iterator[Notice]:
    """Administrators who may see the case are asked for another chair or minute taker (LIN-61, LIN-62)."""
    for number, seat in sorted(_conflicted_seats(scene.after) - _conflicted_seats(scene.before)):
        yield from _about(scene, scene.administrators(number), f"{seat}-needed", number, case=number)


def _conflicted_seats(meeting: Meeting) -> set[tuple[CaseNumber, str]]:
    """The seats of cases still to come in which somebody with a conflict would sit."""
    found = set()
    for number, case in meeting.cases.items():
        if case.state not in (CaseState.LISTED, CaseState.OPEN):
            continue
        seats = {"chair": chair_for(meeting, number), "minutes": minute_taker_for(meeting, number)}
        for seat, person in seats.items():
            if person is not None and has_conflict(meeting, person, number):
                found.add((number, seat))
    return found


@announces(Arrived)
def guest_arrived(event: Arrived, scene: Scene) -> Iterator[Notice]:
    """A guest is asked for the declaration and for a private setting, as soon as they are here (LIN-79)."""
    attendee = scene.after.roll[event.person]
    if not attendee.is_guest or scene.before.is_present(event.person):
        return
    if not (attendee.private_setting and has_declared(scene.after, scene.protocol, event.person)):
        yield scene.say(event.person, "guest-confirms")


@announces(Arrived)
def came_into_a_case(event: Arrived, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators hear at once of anybody who comes in while a case is heard that is not for
    them, such as the guest of the next one (LIN-04). A restricted case's room has a rule of its own."""
    case = scene.after.case_now
    if case is None or is_restricted(case) or scene.before.current_case != case.number:
        return
    earlier = not_to_hear(scene.before, case)
    if event.person in not_to_hear(scene.after, case) and event.person not in earlier:
        team = [p for p in scene.team(case.number) if p != event.person]
        yield from scene.say_to(team, "room-entered", case=case.number, who=[event.person])
