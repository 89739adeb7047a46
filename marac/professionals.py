"""Meetings of professionals about one case, apart from the MARAC: what was agreed of them, and how they went.

The bot keeps who leads, which agencies take part and came, and why others did not (sealed), and nothing of
what was said. A case for which no more of them are needed is heard again on request alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from marac.actions import check_words
from marac.admission import may_see
from marac.calendar import DueRule, DueUnit
from marac.call import agency_on_roll, person_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.facts import Professionals
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Case, Meeting, put
from marac.protocol import ProfessionalsRule, Protocol
from marac.words import AgencyId, CaseNumber, FreeText, HeardAgain, PersonId, Question


class NameProfessionals(Command, frozen=True):
    """Name the lead practitioner and the agencies that take part in an agreed professionals' meeting."""

    case: CaseNumber
    lead: PersonId | None = None
    agencies: tuple[AgencyId, ...] = ()


class RecordProfessionals(Command, frozen=True):
    """Say when a professionals' meeting was, which agencies came, and what came of it by the area's list. It
    counts as held once nothing is missing (`missing_for_held`)."""

    case: CaseNumber
    on: date
    present: tuple[AgencyId, ...]
    yields: tuple[str, ...] = ()


class ExplainAbsence(Command, frozen=True):
    """Say why an expected agency type was not at a professionals' meeting (LUT-48)."""

    case: CaseNumber
    type: str
    reason: str


class RaiseProfessionals(Command, frozen=True):
    """Say that a case on the list came back so often that it gets a professionals' meeting (LUT-46)."""

    case: CaseNumber


class SayIncident(Command, frozen=True):
    """Say on which day the incident was from which the time for a professionals' meeting counts."""

    case: CaseNumber
    on: date


class TakeIntoMinutes(Command, frozen=True):
    """Its record stands in the MARAC's minutes: absences with their reasons, or its own minutes."""

    case: CaseNumber


class HearAgain(Command, frozen=True):
    """Say why a case for which no more professionals' meetings were needed is heard in full (LUT-50)."""

    case: CaseNumber
    because: HeardAgain


class ProfessionalsAgreed(Event, frozen=True):
    """It was agreed on this local day that a case goes to a professionals' meeting."""

    case: CaseNumber
    on: date


class ProfessionalsRaised(Event, frozen=True):
    """On this local day a case was on the list that came back so often that it gets a professionals'
    meeting."""

    case: CaseNumber
    on: date


class ProfessionalsIncidentSaid(Event, frozen=True):
    """It was said on which day the incident was."""

    case: CaseNumber
    on: date


class NoMoreProfessionalsAgreed(Event, frozen=True):
    """It was agreed on this local day that a case needs no more professionals' meetings."""

    case: CaseNumber
    on: date


class ProfessionalsNamed(Event, frozen=True):
    """Lead practitioner and agencies were named."""

    case: CaseNumber
    lead: PersonId | None
    agencies: tuple[AgencyId, ...]


class ProfessionalsMet(Event, frozen=True):
    """It was said when they met, who came, and what came of it."""

    case: CaseNumber
    on: date
    present: tuple[AgencyId, ...]
    yields: tuple[str, ...]


class AbsenceExplained(Event, frozen=True):
    """It was said why an expected agency type did not come."""

    case: CaseNumber
    type: str
    reason: FreeText


class ProfessionalsHeld(Event, frozen=True):
    """A professionals' meeting counts as held: nothing of its record is missing."""

    case: CaseNumber
    on: date


class AbsencesMinuted(Event, frozen=True):
    """The absences stand in the MARAC's minutes."""

    case: CaseNumber


class CaseHeardAgain(Event, frozen=True):
    """It was said why a settled case is heard in full."""

    case: CaseNumber
    because: HeardAgain


@decides(NameProfessionals, Who.CHAIR, Who.ADMINISTRATOR)
def name_professionals(command: NameProfessionals, setting: Setting) -> Iterator[Event]:
    """Take both, as far as the area wants them named."""
    record = _record(setting, command.case)
    lead, agencies = command.lead or record.lead, tuple(command.agencies) or record.agencies
    missing = needs_left(setting.protocol, lead, agencies)
    if missing:
        raise Refused(Why.MISSING, what=missing)
    if lead is not None:
        _check_lead(setting, command.case, lead)
    for agency in agencies:
        agency_on_roll(setting, agency)
    if (record.lead, record.agencies) != (lead, agencies):
        yield ProfessionalsNamed(case=command.case, lead=lead, agencies=agencies)


def _check_lead(setting: Setting, number: CaseNumber, lead: PersonId) -> None:
    """Raise Refused unless the person is on the roll for more than to watch, and takes part in the case."""
    named = person_on_roll(setting, lead)
    works = named.is_member or named.is_chair or named.is_administrator
    if not (named.is_welcome and works and may_see(setting.meeting, lead, number)):
        raise Refused(Why.CANNOT_LEAD, case=number)


@decides(RaiseProfessionals, Who.SYSTEM)
def raise_professionals(command: RaiseProfessionals, setting: Setting) -> Iterator[Event]:
    """Once for the case, unless it was settled that it needs no more of them."""
    case, rule = setting.meeting.cases[command.case], _rule(setting)
    if rule.after_repeats is not None and is_free_for_one(case):
        yield ProfessionalsRaised(case=command.case, on=setting.protocol.calendar.day_of(setting.now))


@decides(SayIncident, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def say_incident(command: SayIncident, setting: Setting) -> Iterator[Event]:
    """Take the day, where the area counts from it; the last one said counts (LUT-47)."""
    record = _record(setting, command.case)
    if _rule(setting).counted_from != "incident":
        raise Refused(Why.NOT_IN_THIS_AREA)
    if command.on > setting.protocol.calendar.day_of(setting.now):
        raise Refused(Why.DATE_AHEAD, on=command.on)
    if record.incident != command.on:
        yield ProfessionalsIncidentSaid(case=command.case, on=command.on)


def needs_left(protocol: Protocol, lead: PersonId | None, agencies: tuple[AgencyId, ...]) -> tuple[str, ...]:
    """What the area wants named and is not: `lead`, `agencies`."""
    rule = protocol.decision(Question.PROFESSIONALS)
    given = {"lead": lead is not None, "agencies": bool(agencies)}
    return tuple(need for need in rule.needs if not given[need]) if rule is not None else ()


@decides(RecordProfessionals, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR, Who.MEMBER)
def record_professionals(command: RecordProfessionals, setting: Setting) -> Iterator[Event]:
    """Take what is known, also from whoever leads it; later words replace earlier ones until it counts as
    held. Where no question is put about them, the first word of one is its beginning."""
    rule = _rule(setting)
    record = setting.meeting.cases[command.case].professionals
    if not may_record(setting.asker, record):
        raise Refused(Why.NOT_ALLOWED)
    if record is None and setting.protocol.decision(Question.PROFESSIONALS) is None:
        check_part(setting, command.case)
        today = setting.protocol.calendar.day_of(setting.now)
        yield ProfessionalsAgreed(case=command.case, on=today)
        record = Professionals(agreed_on=today)
    elif record is None:
        record = _record(setting, command.case)
    check_part(setting, command.case)
    if command.on > setting.protocol.calendar.day_of(setting.now):
        raise Refused(Why.DATE_AHEAD, on=command.on)
    for agency in command.present:
        agency_on_roll(setting, agency)
    known = {one.key for one in rule.yields}
    unknown = next((key for key in command.yields if key not in known), None)
    if unknown is not None:
        raise Refused(Why.NOT_VALID, field="yields", value=unknown)
    met = ProfessionalsMet(
        case=command.case,
        on=command.on,
        present=tuple(sorted(command.present)),
        yields=tuple(sorted(command.yields)),
    )
    after = _with_meeting(record, met)
    if after != record:
        yield met
        yield from _held_if_complete(setting, command.case, after)


def may_record(asker: Attendee | None, record: Professionals | None) -> bool:
    """They see to professionals' meetings, or lead this one."""
    if asker is None or asker.is_administrator or asker.is_chair:
        return True
    return record is not None and record.lead == asker.person


@decides(ExplainAbsence, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def explain_absence(command: ExplainAbsence, setting: Setting) -> Iterator[Event]:
    """Take the reason, in words without anybody's details."""
    record = _record(setting, command.case)
    reason = command.reason.strip()
    if command.type not in _rule(setting).types:
        raise Refused(Why.NOT_VALID, field="type", value=command.type)
    if not reason:
        raise Refused(Why.NOTE_NEEDED)
    check_words(reason)
    if record.absent.get(command.type) != reason:
        yield AbsenceExplained(case=command.case, type=command.type, reason=reason)
        after = msgspec.structs.replace(record, absent=put(record.absent, command.type, reason))
        yield from _held_if_complete(setting, command.case, after)


def _held_if_complete(setting: Setting, number: CaseNumber, record: Professionals) -> Iterator[Event]:
    complete = not any(missing_for_held(setting.meeting, setting.protocol, record))
    if complete and record.met_on is not None and record.held_on != record.met_on:
        yield ProfessionalsHeld(case=number, on=record.met_on)


@decides(TakeIntoMinutes, Who.ADMINISTRATOR)
def take_into_minutes(command: TakeIntoMinutes, setting: Setting) -> Iterator[Event]:
    """Note it once; there must be something to note."""
    record = _record(setting, command.case)
    if record.held_on is None:
        raise Refused(Why.NOT_HEARD_YET, case=command.case)
    if record.minuted_at is None:
        yield AbsencesMinuted(case=command.case)


@decides(HearAgain, Who.ADMINISTRATOR)
def hear_again(command: HearAgain, setting: Setting) -> Iterator[Event]:
    """Take the answer for a case that was settled before; the last one counts."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    if not case.settled_before:
        raise Refused(Why.NOT_VALID, field="case", wanted="settled before")
    if case.heard_again is not command.because:
        yield CaseHeardAgain(case=command.case, because=command.because)


def _record(setting: Setting, number: CaseNumber) -> Professionals:
    """The case's record, for somebody who takes part in it. Raises Refused where nothing was agreed."""
    check_part(setting, number)
    record = setting.meeting.cases[number].professionals
    if record is None:
        raise Refused(Why.NO_SUCH_VOTE, case=number, question=Question.PROFESSIONALS.value)
    return record


def _rule(setting: Setting) -> ProfessionalsRule:
    rule = setting.protocol.professionals
    if rule is None:
        raise Refused(Why.NOT_IN_THIS_AREA)
    return rule


def _with_meeting(record: Professionals, event: ProfessionalsMet) -> Professionals:
    return msgspec.structs.replace(
        record, met_on=event.on, present=event.present, yields=frozenset(event.yields)
    )


def missing_for_held(
    meeting: Meeting, protocol: Protocol, record: Professionals
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What keeps it from counting as held: the agency types missing without a reason, and what is still to
    come of it (LUT-48)."""
    rule = protocol.professionals
    if rule is None:
        return (), ()
    absent = types_absent(meeting, protocol, record) if rule.absence_reasons else ()
    unexplained = tuple(kind for kind in absent if not record.absent.get(kind))
    return unexplained, tuple(one.key for one in rule.yields if one.key not in record.yields)


def types_absent(meeting: Meeting, protocol: Protocol, record: Professionals) -> tuple[str, ...]:
    """The expected agency types of which no agency came."""
    rule = protocol.professionals
    came = {meeting.agencies[key].type for key in record.present if key in meeting.agencies}
    return tuple(kind for kind in (rule.types if rule else ()) if kind not in came)


def wants_professionals(case: Case, protocol: Protocol, today: date) -> bool:
    """The case came back as often as asks for a professionals' meeting by the area's file, and none was held,
    decided on or ruled out (LUT-50)."""
    rule = protocol.professionals
    record = case.professionals
    if rule is None or rule.after_repeats is None or case.no_more_professionals_on or case.settled_before:
        return False
    if record is not None:
        return record.of_itself and record.held_on is None
    if case.last_heard is None:
        return False
    since = DueRule(DueUnit.MONTH, -rule.repeat_months).apply(today, protocol.calendar)
    recent = case.last_heard >= (since.date() if isinstance(since, datetime) else since)
    return recent and case.previous_hearings >= rule.after_repeats


def is_free_for_one(case: Case) -> bool:
    """None is under way for the case, and none was ruled out."""
    return not (case.professionals or case.no_more_professionals_on or case.settled_before)


def to_minute(meeting: Meeting) -> tuple[Case, ...]:
    """The cases whose professionals' meeting was held and stands in no minutes yet."""
    return tuple(
        case
        for case in meeting.cases.values()
        if case.professionals and case.professionals.held_on and not case.professionals.minuted_at
    )


def _with_record(meeting: Meeting, number: CaseNumber, **changes: object) -> Meeting:
    record = meeting.cases[number].professionals
    if record is None:
        raise ValueError("No professionals' meeting was agreed for this case.")
    return with_case(meeting, number, professionals=msgspec.structs.replace(record, **changes))


@evolves(ProfessionalsAgreed)
def professionals_agreed(meeting: Meeting, event: ProfessionalsAgreed, entry: Entry) -> Meeting:
    """A professionals' meeting is to be held."""
    return with_case(meeting, event.case, professionals=Professionals(agreed_on=event.on))


@evolves(ProfessionalsRaised)
def professionals_raised(meeting: Meeting, event: ProfessionalsRaised, entry: Entry) -> Meeting:
    """A professionals' meeting is to be held."""
    return with_case(meeting, event.case, professionals=Professionals(agreed_on=event.on, of_itself=True))


@evolves(ProfessionalsIncidentSaid)
def incident_said(meeting: Meeting, event: ProfessionalsIncidentSaid, entry: Entry) -> Meeting:
    """Its time counts from that day."""
    return _with_record(meeting, event.case, incident=event.on, said_at=entry.at)


@evolves(NoMoreProfessionalsAgreed)
def no_more_professionals(meeting: Meeting, event: NoMoreProfessionalsAgreed, entry: Entry) -> Meeting:
    """None is suggested any more."""
    return with_case(meeting, event.case, no_more_professionals_on=event.on)


@evolves(ProfessionalsNamed)
def professionals_named(meeting: Meeting, event: ProfessionalsNamed, entry: Entry) -> Meeting:
    """It is known who leads and who takes part."""
    return _with_record(meeting, event.case, lead=event.lead, agencies=event.agencies)


@evolves(ProfessionalsMet)
def professionals_met(meeting: Meeting, event: ProfessionalsMet, entry: Entry) -> Meeting:
    """It is known who came."""
    return _with_record(
        meeting, event.case, met_on=event.on, present=event.present, yields=frozenset(event.yields)
    )


@evolves(AbsenceExplained)
def absence_explained(meeting: Meeting, event: AbsenceExplained, entry: Entry) -> Meeting:
    """The reason is known."""
    record = meeting.cases[event.case].professionals
    absent = put(record.absent if record else {}, event.type, event.reason)
    return _with_record(meeting, event.case, absent=absent)


@evolves(ProfessionalsHeld)
def professionals_held(meeting: Meeting, event: ProfessionalsHeld, entry: Entry) -> Meeting:
    """It counts as held."""
    return _with_record(meeting, event.case, held_on=event.on)


@evolves(AbsencesMinuted)
def absences_minuted(meeting: Meeting, event: AbsencesMinuted, entry: Entry) -> Meeting:
    """The minutes have it."""
    return _with_record(meeting, event.case, minuted_at=entry.at)


@evolves(CaseHeardAgain)
def case_heard_again(meeting: Meeting, event: CaseHeardAgain, entry: Entry) -> Meeting:
    """The case may have a slot."""
    return with_case(meeting, event.case, heard_again=event.because)
