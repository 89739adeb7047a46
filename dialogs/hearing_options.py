"""What can be chosen while a case is heard, and what goes without saying: the open case, the next one, one's
own agency.

Nothing here offers a case, an agency or a person to somebody who is out of the case in question.
"""

from __future__ import annotations

from datetime import date

from dialogs.acts import Option
from dialogs.options import agency_options, cases
from dialogs.wording_hearing import CLOSURE, EMPLOYER, HEARD_AGAIN, QUESTIONS, ROUTES, VIEWS
from marac.admission import has_conflict, is_restricted, may_see
from marac.decisions import questions_open
from marac.meeting import Case, Meeting
from marac.meeting_dates import following_meeting
from marac.points import agencies_without_offer
from marac.presenting import stand_ins_offered
from marac.reviews import suggested_review_day
from marac.seats import possible_chairs
from marac.words import AgencyId, CaseKind, CaseState
from usecases.rooms import Room
from usecases.views.hearing_panel import offered_case, runs_case, speakers_offered
from usecases.views.own_part import AskedOf, agencies_of, asked_of

OWN_VOICE = "own"
"""Stands for one's own answer where every person has a voice."""
TO_COME = (CaseState.LISTED, CaseState.OPEN)


def case_now(room: Room) -> str:
    """The open case's number, for somebody who may see it; else empty."""
    meeting = room.meeting
    number = meeting.current_case if meeting else None
    return number if meeting and number and may_see(meeting, room.person, number) else ""


def case_next(room: Room) -> str:
    """The number of the case that is offered next; empty while one is open."""
    case = offered_case(room.meeting, room.person) if room.meeting else None
    return case.number if case else ""


def case_at_hand(room: Room) -> str:
    """The open case, else the next."""
    return case_now(room) or case_next(room)


def _at_hand(room: Room) -> Case | None:
    number = case_at_hand(room)
    return room.meeting.cases[number] if room.meeting and number else None


def stand_ins(room: Room) -> list[Option]:
    """The agencies that can present the case at hand instead."""
    meeting, case = room.meeting, _at_hand(room)
    if meeting is None or case is None or not may_see(meeting, room.person, case.number):
        return []
    return agency_options(room, stand_ins_offered(meeting, case, room.protocol.hearing.stand_ins_first))


def speakers(room: Room) -> list[Option]:
    """The agencies that can be given the floor."""
    return agency_options(room, speakers_offered(room.meeting, room.person)) if room.meeting else []


def silent(room: Room) -> list[Option]:
    """The agencies that have not answered, for which this person may answer."""
    return agency_options(room, _silent(room))


def _silent(room: Room) -> tuple[AgencyId, ...]:
    meeting, number = room.meeting, case_now(room)
    if meeting is None or not number:
        return ()
    waiting = agencies_without_offer(meeting, room.protocol, meeting.cases[number])
    if runs_case(meeting, room.person, number):
        return waiting
    return tuple(a for a in agencies_of(meeting, room.person) if a in waiting)


def own_silent(room: Room) -> str:
    """The one agency of the person's that has not answered; empty where that is not clear."""
    if room.meeting is None:
        return ""
    mine = agencies_of(room.meeting, room.person)
    return mine[0] if len(mine) == 1 else ""


def views(room: Room) -> list[Option]:
    """How the victim's views can have been heard."""
    return [Option(key.value, label) for key, label in VIEWS.items()]


def points(room: Room) -> list[Option]:
    """The points of the area's checklist."""
    return [Option(c.key, c.label) for c in room.protocol.hearing.checklist]


def points_ticked(room: Room) -> str:
    """The points ticked so far in the open case, as a form takes them."""
    meeting, number = room.meeting, case_now(room)
    hearing = meeting.cases[number].hearing if meeting and number else None
    ticked = hearing.ticks if hearing else frozenset()
    return ",".join(c.key for c in room.protocol.hearing.checklist if c.key in ticked)


def chairs_at_hand(room: Room) -> list[Option]:
    """Who could chair the case at hand; where none of the chairs can, everybody who takes part in it."""
    meeting, case = room.meeting, _at_hand(room)
    if meeting is None:
        return []
    if case is None:
        people = [a for a in meeting.present() if a.is_chair]
    else:
        fit = [a for a in meeting.present() if _may_sit(meeting, a.person, case)]
        people = list(possible_chairs(meeting, case)) or [a for a in fit if not (a.is_observer or a.is_guest)]
    return [Option(a.person, room.names.person(a.person)) for a in people]


def _may_sit(meeting: Meeting, person: str, case: Case) -> bool:
    return may_see(meeting, person, case.number) and not has_conflict(meeting, person, case.number)


def minute_takers(room: Room) -> list[Option]:
    """The administrators who may take the minutes of the case at hand."""
    meeting, case = room.meeting, _at_hand(room)
    if meeting is None:
        return []
    return [
        Option(p, room.names.person(p))
        for p in meeting.administrators()
        if case is None or not has_conflict(meeting, p, case.number)
    ]


def transfers(room: Room) -> list[Option]:
    """The cases moved in that are still to be heard."""
    return [o for o in cases(room) if _case(room, o).kind is CaseKind.TRANSFER_IN and _is_to_come(room, o)]


def only_transfer(room: Room) -> str:
    """The one case moved in, if there is but one."""
    return _only(transfers(room))


def presenters(room: Room) -> list[Option]:
    """Who can present a case moved in: the agencies of guests, and the administrators."""
    meeting = room.meeting
    if meeting is None:
        return []
    visitors = {a.agency for a in meeting.roll.values() if a.is_guest and a.agency}
    visitors |= {a for o in transfers(room) for a in _case(room, o).guests}
    agencies = [o for o in agency_options(room, meeting.agencies) if o.value in visitors]
    people = [Option(f"person:{p}", room.names.person(p)) for p in meeting.administrators()]
    return [*agencies, *people]


def closing_reasons(room: Room) -> list[Option]:
    """The area's reasons for closing a listed case."""
    return [Option(c.key, c.label) for c in room.protocol.hearing.closing_reasons]


def to_come(room: Room) -> list[Option]:
    """The cases known to the person that are listed or open."""
    return [o for o in cases(room) if _is_to_come(room, o)]


def marking(room: Room) -> list[Option]:
    """Mark for closure, or take the mark back."""
    return [Option(key, label) for key, label in CLOSURE.items()]


def reviewed(room: Room) -> list[Option]:
    """The cases still to come that were reviewed before."""
    return [o for o in to_come(room) if _case(room, o).reviewed_before]


def routes(room: Room) -> list[Option]:
    """How a reviewed case comes back."""
    return [Option(key.value, label) for key, label in ROUTES.items()]


def to_review(room: Room) -> list[Option]:
    """The cases for which a review was agreed."""
    return [o for o in cases(room) if _case(room, o).review_agreed_on is not None]


def only_review(room: Room) -> str:
    """The one case for which a review was agreed, if there is but one."""
    return _only(to_review(room))


def review_day(room: Room) -> str:
    """The day to suggest for a review: at the end of the next meeting, where the limit allows it
    (LIN-103)."""
    meeting = room.meeting
    agreed = [_case(room, o).review_agreed_on for o in to_review(room)]
    if meeting is None or not agreed or agreed[-1] is None:
        return ""
    day = suggested_review_day(room.protocol, agreed[-1], _next_meeting(room, meeting))
    return day.isoformat() if day else ""


def _next_meeting(room: Room, meeting: Meeting) -> date | None:
    """The last day of the next meeting, as often as the area meets."""
    if not meeting.sittings:
        return None
    last = max(s.starts_at for s in meeting.sittings)
    return following_meeting(room.protocol, room.protocol.calendar.day_of(last), meeting.rhythm)


def questions(room: Room) -> list[Option]:
    """The questions that the area puts to its meeting."""
    return [Option(d.question, QUESTIONS[d.question]) for d in room.protocol.decisions]


def _waiting(room: Room) -> list[AskedOf]:
    """What waits for this person's answer: unanswered first, else what can still be changed."""
    asked = list(asked_of(room.meeting, room.person)) if room.meeting else []
    return [a for a in asked if a.agree is None] or asked


def _votes(room: Room) -> list[str]:
    """The questions that wait in cases that the person may see."""
    meeting = room.meeting
    if meeting is None:
        return []
    known = [meeting.cases[o.value] for o in cases(room) if may_see(meeting, room.person, o.value)]
    return list(dict.fromkeys(v.question.value for case in known for v in questions_open(meeting, case)))


def open_questions(room: Room) -> list[Option]:
    """The questions that wait for an answer or for the chair's word."""
    return [Option(q, QUESTIONS[q]) for q in _votes(room)]


def question_asked(room: Room) -> str:
    """The one question that waits for the person, or at all."""
    mine = list(dict.fromkeys(a.question.value for a in _waiting(room))) or _votes(room)
    return mine[0] if len(mine) == 1 else ""


def case_asked(room: Room) -> str:
    """The case that is asked about; else the one at hand."""
    mine = list(dict.fromkeys(a.case for a in _waiting(room)))
    if len(mine) == 1:
        return mine[0]
    meeting = room.meeting
    if meeting is None:
        return ""
    asked = [o.value for o in cases(room) if questions_open(meeting, meeting.cases[o.value])]
    return asked[0] if len(asked) == 1 else case_at_hand(room)


def agency_asked(room: Room) -> str:
    """The one agency of the person's that is asked."""
    mine = list(dict.fromkeys(a.agency or OWN_VOICE for a in _waiting(room)))
    return mine[0] if len(mine) == 1 else ""


def voices(room: Room) -> list[Option]:
    """The agencies here, those asked of wherever they are, and one's own voice where people are asked."""
    meeting = room.meeting
    if meeting is None:
        return []
    asked = [voice for v in meeting.votes.values() if not (v.confirmed or v.by_person) for voice in v.voices]
    found = agency_options(room, dict.fromkeys((*meeting.agencies_present(), *asked)))
    by_person = any(v.by_person and not v.confirmed for v in meeting.votes.values())
    own = [Option(OWN_VOICE, "My own answer", ("me", "myself"))] if by_person else []
    return [*own, *found]


def wants_reason(room: Room) -> bool:
    """Some question of the area's is put with a reason."""
    return any(d.wants_reason for d in room.protocol.decisions)


def heard_again(room: Room) -> list[Option]:
    """Why a settled case is heard in full."""
    return [Option(key.value, label) for key, label in HEARD_AGAIN.items()]


def settled(room: Room) -> list[Option]:
    """The cases still to come that were settled to be heard on request alone."""
    return [o for o in to_come(room) if _case(room, o).settled_before]


def only_settled(room: Room) -> str:
    """The one such case, if there is but one."""
    return _only(settled(room))


def restricted(room: Room) -> list[Option]:
    """The restricted cases that the person may know of and that are still to come."""
    return [o for o in to_come(room) if is_restricted(_case(room, o))]


def only_restricted(room: Room) -> str:
    """The one restricted case still to come, or the one at hand."""
    at_hand, found = case_at_hand(room), restricted(room)
    return at_hand if at_hand in {o.value for o in found} else _only(found)


def employee_sensitive(room: Room) -> list[Option]:
    """The employee-sensitive cases still to come."""
    return [o for o in restricted(room) if _case(room, o).kind is CaseKind.EMPLOYEE_SENSITIVE]


def only_employee_sensitive(room: Room) -> str:
    """The one employee-sensitive case, if there is but one."""
    return _only(employee_sensitive(room))


def employer_answers(room: Room) -> list[Option]:
    """Told, or not possible."""
    return [Option(key.value, label) for key, label in EMPLOYER.items()]


def _only(found: list[Option]) -> str:
    return found[0].value if len(found) == 1 else ""


def _case(room: Room, option: Option) -> Case:
    if room.meeting is None:
        raise LookupError("There is no meeting.")
    return room.meeting.cases[option.value]


def _is_to_come(room: Room, option: Option) -> bool:
    return _case(room, option).state in TO_COME
