"""Questions put to the meeting about a case: a voice an agency or a person, as the area's file says.

The voices are those here when the question is called; who joins or leaves later changes nothing. A missing
answer counts as the file says, and nothing is decided before the chair confirms it. A case leaves the
agenda by such a vote alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.actions import check_words
from marac.admission import may_see
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.facts import Vote
from marac.floor import chair_for, check_part, open_case, speaks_for, with_case
from marac.hearing import left
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Case, Meeting, put
from marac.opening import sitting_under_way
from marac.presenting import presenter_of
from marac.professionals import NoMoreProfessionalsAgreed, ProfessionalsAgreed
from marac.protocol import DecisionRule
from marac.quoracy import agencies_counted
from marac.words import AgencyId, CaseNumber, CaseState, FreeText, PersonId, Question

AGREES, DISAGREES = "agrees", "does not agree"
"""How a person's answer reads in its sealed form."""


class CallQuestion(Command, frozen=True):
    """Put a question about a case to the meeting, with a reason where the area wants one (LIN-66, LIN-67,
    LIN-102)."""

    case: CaseNumber
    question: Question
    reason: str = ""


class GiveAnswer(Command, frozen=True):
    """Give an agency's answer: agree, or not. Where every person has a voice, it is `person`'s, the asker's
    own unless said."""

    case: CaseNumber
    question: Question
    agree: bool
    agency: AgencyId | None = None
    person: PersonId | None = None


class ConfirmResult(Command, frozen=True):
    """The chair confirms what the answers amount to."""

    case: CaseNumber
    question: Question


class QuestionCalled(Event, frozen=True):
    """A question was put to the meeting; `voices` are the agencies that answer it or, `by_person`, the
    people."""

    case: CaseNumber
    question: Question
    called_by: PersonId
    voices: tuple[str, ...]
    by_person: bool = False
    reason: FreeText = ""


class AnswerGiven(Event, frozen=True):
    """An agency gave its answer."""

    case: CaseNumber
    question: Question
    agency: AgencyId
    agree: bool


class PersonAnswered(Event, frozen=True):
    """A person gave their answer, sealed: what is kept of it is the total (WOL-47)."""

    case: CaseNumber
    question: Question
    person: PersonId
    answer: FreeText


class ResultConfirmed(Event, frozen=True):
    """The chair confirmed whether it is agreed; `yes` and `no` are the totals where people voted."""

    case: CaseNumber
    question: Question
    agreed: bool
    yes: int = 0
    no: int = 0


class CaseWithdrawn(Event, frozen=True):
    """All agreed that a case need not be heard."""

    case: CaseNumber


class FoundNotHighRisk(Event, frozen=True):
    """All agreed that a case is not high risk. Actions can still be taken (LIN-69)."""

    case: CaseNumber


class ReviewAgreed(Event, frozen=True):
    """All agreed, on this local day, that a case goes to a complex or multiple repeat review."""

    case: CaseNumber
    on: date


@decides(CallQuestion, Who.MEMBER, Who.CHAIR, Who.ADMINISTRATOR)
def call_question(command: CallQuestion, setting: Setting) -> Iterator[Event]:
    """Put it, if the area decides such questions; again while it waits changes nothing."""
    meeting, number, question = setting.meeting, command.case, command.question
    rule = _rule(setting, question)
    if rule.by != "referring-agency":
        sitting_under_way(setting)
    _check_may_call(setting, number, rule)
    vote = meeting.votes.get(vote_key(number, question))
    if vote is not None and (not vote.confirmed or vote.agreed):
        return
    reason = command.reason.strip()
    if rule.wants_reason and not reason:
        raise Refused(Why.MISSING, what=("reason",))
    check_words(reason)
    yield QuestionCalled(
        case=number,
        question=question,
        called_by=setting.by,
        voices=_voices(setting, meeting.cases[number], rule),
        by_person=rule.voices == "person" and rule.by != "referring-agency",
        reason=reason if rule.wants_reason else "",
    )


def _voices(setting: Setting, case: Case, rule: DecisionRule) -> tuple[str, ...]:
    """Who answers: the agency that referred the case, wherever it is; else everybody who has a voice and is
    here. Raises Refused where there is nobody."""
    meeting = setting.meeting
    if rule.by == "referring-agency":
        if case.referring_agency is None:
            raise Refused(Why.MISSING, what=("referring_agency",))
        return (case.referring_agency,)
    voices = people_with_voice(meeting, case) if rule.voices == "person" else agencies_counted(meeting, case)
    if not voices:
        raise Refused(Why.NOT_PRESENT, case=case.number)
    return voices


def people_with_voice(meeting: Meeting, case: Case) -> tuple[PersonId, ...]:
    """Everybody here who takes part in the case; observers and guests have no voice (WOL-47)."""
    return tuple(
        a.person
        for a in meeting.present()
        if not (a.is_observer or a.is_guest)
        and (a.is_member or a.is_chair or a.is_administrator)
        and may_see(meeting, a.person, case.number)
    )


def _check_may_call(setting: Setting, number: CaseNumber, rule: DecisionRule) -> None:
    """Withdrawing is for the presenting agency and before the case is over; the rest for anybody while it
    is open, unless the area leaves it to the chair."""
    if rule.put_by == "chair":
        _check_runs_it(setting, number)
    if rule.question != Question.WITHDRAW.value:
        open_case(setting, number)
        return
    check_part(setting, number)
    case = setting.meeting.cases[number]
    if case.state not in (CaseState.LISTED, CaseState.OPEN):
        raise Refused(Why.CASE_NOT_LISTED, case=number)
    presenter = presenter_of(case)
    if presenter is None or not speaks_for(setting.meeting, setting.by, presenter, number):
        _check_runs_it(setting, number)


def _check_runs_it(setting: Setting, number: CaseNumber) -> None:
    asker = setting.asker
    in_the_chair = chair_for(setting.meeting, number) == setting.by
    if asker is not None and not asker.is_administrator and not in_the_chair:
        raise Refused(Why.OWN_AGENCY_ONLY, case=number)


@decides(GiveAnswer, Who.MEMBER, Who.ADMINISTRATOR, Who.ANY_CHAIR)
def give_answer(command: GiveAnswer, setting: Setting) -> Iterator[Event]:
    """Take it from whoever speaks for the agency; it can be changed until the chair confirms."""
    check_part(setting, command.case)
    vote = _waiting(setting, command.case, command.question)
    if vote.by_person:
        yield from _own_answer(command, vote, setting)
        return
    agency = command.agency
    if agency is None or agency not in vote.voices:
        raise Refused(Why.NOT_ASKED, agency=agency)
    asker = setting.asker
    on_behalf = asker is None or asker.is_administrator
    if not on_behalf and not speaks_for(setting.meeting, setting.by, agency, command.case):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=agency)
    if vote.answers.get(agency) is not command.agree:
        yield AnswerGiven(case=command.case, question=command.question, agency=agency, agree=command.agree)


def _own_answer(command: GiveAnswer, vote: Vote, setting: Setting) -> Iterator[Event]:
    """A person's own answer, or one that an administrator was told."""
    asker, person = setting.asker, command.person or setting.by
    if person not in vote.voices:
        raise Refused(Why.NOT_ASKED)
    if person != setting.by and asker is not None and not asker.is_administrator:
        raise Refused(Why.NOT_ALLOWED)
    if vote.answers.get(person) is not command.agree:
        answer = AGREES if command.agree else DISAGREES
        yield PersonAnswered(case=command.case, question=command.question, person=person, answer=answer)


@decides(ConfirmResult, Who.CHAIR, Who.ADMINISTRATOR)
def confirm_result(command: ConfirmResult, setting: Setting) -> Iterator[Event]:
    """Confirm it as the answers stand, and say what follows; once it is confirmed nothing changes."""
    check_part(setting, command.case)
    vote = setting.meeting.votes.get(vote_key(command.case, command.question))
    if vote is not None and vote.confirmed:
        return
    vote, rule = _waiting(setting, command.case, command.question), _rule(setting, command.question)
    if rule.by == "referring-agency" and not vote.answers:
        raise Refused(Why.REFERRER_SILENT, agency=vote.voices[0], case=command.case)
    agreed = is_agreed(vote, rule)
    yes, no = totals(vote) if vote.by_person else (0, 0)
    yield ResultConfirmed(case=command.case, question=command.question, agreed=agreed, yes=yes, no=no)
    if agreed:
        yield _what_follows(command, setting)


def _what_follows(command: ConfirmResult, setting: Setting) -> Event:
    if command.question is Question.WITHDRAW:
        return CaseWithdrawn(case=command.case)
    if command.question is Question.NOT_HIGH_RISK:
        return FoundNotHighRisk(case=command.case)
    on = setting.protocol.calendar.day_of(setting.now)
    if command.question is Question.PROFESSIONALS:
        return ProfessionalsAgreed(case=command.case, on=on)
    if command.question is Question.NO_MORE_PROFESSIONALS:
        return NoMoreProfessionalsAgreed(case=command.case, on=on)
    return ReviewAgreed(case=command.case, on=on)


def _rule(setting: Setting, question: Question) -> DecisionRule:
    rule = setting.protocol.decision(question)
    if rule is None:
        raise Refused(Why.NOT_VALID, field="question", value=question.value)
    return rule


def _waiting(setting: Setting, number: CaseNumber, question: Question) -> Vote:
    vote = setting.meeting.votes.get(vote_key(number, question))
    if vote is None or vote.confirmed:
        raise Refused(Why.NO_SUCH_VOTE, case=number, question=question.value)
    return vote


@evolves(QuestionCalled)
def question_called(meeting: Meeting, event: QuestionCalled, entry: Entry) -> Meeting:
    """The question waits for its answers."""
    vote = Vote(
        case=event.case,
        question=event.question,
        called_by=event.called_by,
        voices=event.voices,
        by_person=event.by_person,
        reason=event.reason,
    )
    return _with_vote(meeting, vote)


@evolves(AnswerGiven)
def answer_given(meeting: Meeting, event: AnswerGiven, entry: Entry) -> Meeting:
    """The answer counts."""
    vote = meeting.votes[vote_key(event.case, event.question)]
    answers = put(vote.answers, event.agency, event.agree)
    return _with_vote(meeting, msgspec.structs.replace(vote, answers=answers, answered_at=entry.at))


@evolves(PersonAnswered)
def person_answered(meeting: Meeting, event: PersonAnswered, entry: Entry) -> Meeting:
    """The answer counts."""
    vote = meeting.votes[vote_key(event.case, event.question)]
    answers = put(vote.answers, event.person, event.answer == AGREES)
    return _with_vote(meeting, msgspec.structs.replace(vote, answers=answers, answered_at=entry.at))


@evolves(ResultConfirmed)
def result_confirmed(meeting: Meeting, event: ResultConfirmed, entry: Entry) -> Meeting:
    """The question is settled; of people's answers the totals are left."""
    vote = meeting.votes[vote_key(event.case, event.question)]
    settled = msgspec.structs.replace(
        vote,
        agreed=event.agreed,
        confirmed=True,
        yes=event.yes,
        no=event.no,
        answers={} if vote.by_person else vote.answers,
    )
    return _with_vote(meeting, settled)


@evolves(CaseWithdrawn)
def case_withdrawn(meeting: Meeting, event: CaseWithdrawn, entry: Entry) -> Meeting:
    """The case is not heard, or no further."""
    return left(meeting, event.case, CaseState.WITHDRAWN, entry)


@evolves(FoundNotHighRisk)
def found_not_high_risk(meeting: Meeting, event: FoundNotHighRisk, entry: Entry) -> Meeting:
    """The case is not high risk; it stays open for actions until the chair leaves it."""
    return with_case(meeting, event.case, not_high_risk=True)


@evolves(ReviewAgreed)
def review_agreed(meeting: Meeting, event: ReviewAgreed, entry: Entry) -> Meeting:
    """A review is to be held."""
    return with_case(meeting, event.case, review_agreed_on=event.on)


def _with_vote(meeting: Meeting, vote: Vote) -> Meeting:
    return msgspec.structs.replace(
        meeting, votes=put(meeting.votes, vote_key(vote.case, vote.question), vote)
    )


def vote_key(number: CaseNumber, question: Question) -> str:
    """Under what a question about a case is kept."""
    return f"{number}:{question.value}"


def is_agreed(vote: Vote, rule: DecisionRule) -> bool:
    """Whether the answers so far amount to agreement, a missing one counted as the area's file says
    (LIN-66)."""
    yes = sum(vote.answers.get(voice) is True for voice in vote.voices)
    if rule.by == "referring-agency":
        return yes == len(vote.voices)
    counted = len(vote.voices) if rule.missing == "disagree" else len(vote.answers)
    if rule.by == "majority":
        return 2 * yes > counted
    return 0 < yes == counted


def totals(vote: Vote) -> tuple[int, int]:
    """How many agree, and how many do not."""
    if vote.confirmed and vote.by_person:
        return vote.yes, vote.no
    answers = tuple(vote.answers.values())
    return answers.count(True), answers.count(False)


def answers_awaited(vote: Vote) -> tuple[str, ...]:
    """The agencies, or people, that have not answered yet."""
    return tuple(voice for voice in vote.voices if voice not in vote.answers)


def questions_open(meeting: Meeting, case: Case) -> tuple[Vote, ...]:
    """The questions about the case that the chair has not confirmed."""
    return tuple(v for v in meeting.votes.values() if v.case == case.number and not v.confirmed)


def unfinished_actions(meeting: Meeting, case: Case, earlier: tuple[Action, ...] = ()) -> tuple[Action, ...]:
    """The case's actions that are not finished, shown before a review is decided (LIN-102).

    `earlier` are the case's actions of meetings before this one, which this meeting's journal does not hold.
    """
    return tuple(
        a for a in (*earlier, *meeting.actions_for(case.number)) if a.is_open and a.case == case.number
    )
