"""Who presents a case: the confirmed presenter, else the referring agency, and a stand-in where that one is
not here.

A missing presenter never stops a case from being heard (LIN-81). For a case moved in from elsewhere the
administrators confirm who presents (LIN-105). No name of anybody in a case is asked for (LIN-74).
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import may_see
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import agencies_here, check_part, with_case, with_hearing
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting
from marac.words import AgencyId, CaseKind, CaseNumber, PersonId


class AppointStandIn(Command, frozen=True):
    """Ask an agency that is here to present instead of the one that is not (LIN-81)."""

    case: CaseNumber
    agency: AgencyId


class ConfirmTransferPresenter(Command, frozen=True):
    """Say who presents a case moved in: the other area's guest agency, or an administrator (LIN-105)."""

    case: CaseNumber
    agency: AgencyId | None = None
    person: PersonId | None = None


class StandInAppointed(Event, frozen=True):
    """An agency presents instead of the one that should."""

    case: CaseNumber
    agency: AgencyId


class TransferPresenterConfirmed(Event, frozen=True):
    """Administrators said who presents a case moved in."""

    case: CaseNumber
    agency: AgencyId | None
    person: PersonId | None


@decides(AppointStandIn, Who.CHAIR, Who.ADMINISTRATOR)
def appoint_stand_in(command: AppointStandIn, setting: Setting) -> Iterator[Event]:
    """Appoint an agency that takes part in the case; the same again changes nothing."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    if command.agency not in agencies_here(setting.meeting, case):
        raise Refused(Why.NOT_PRESENT, agency=command.agency)
    if case.stand_in != command.agency:
        yield StandInAppointed(case=command.case, agency=command.agency)


@decides(ConfirmTransferPresenter, Who.ADMINISTRATOR)
def confirm_transfer_presenter(command: ConfirmTransferPresenter, setting: Setting) -> Iterator[Event]:
    """Take one of the case's guest agencies, or an administrator, as presenter of a case moved in."""
    check_part(setting, command.case)
    meeting, case = setting.meeting, setting.meeting.cases[command.case]
    if case.kind is not CaseKind.TRANSFER_IN:
        raise Refused(Why.NOT_VALID, field="case", wanted="transfer-in")
    if (command.agency is None) == (command.person is None):
        raise Refused(Why.MISSING, field="presenter")
    if command.agency is not None and command.agency not in _invited(meeting, case):
        raise Refused(Why.NOT_VALID, field="agency", wanted="guest of the case")
    if command.person is not None and not meeting.roll[command.person].is_administrator:
        raise Refused(Why.NOT_VALID, field="person", wanted="administrator")
    if (case.presenter, case.presenter_person) != (command.agency, command.person):
        yield TransferPresenterConfirmed(case=case.number, agency=command.agency, person=command.person)


def _invited(meeting: Meeting, case: Case) -> frozenset[AgencyId]:
    """The agencies invited for the case, by the case list or by the invitation of a guest."""
    by_roll = {a.agency for a in meeting.roll.values() if a.is_guest and a.agency and case.number in a.cases}
    return frozenset({*case.guests, *by_roll})


@evolves(StandInAppointed)
def stand_in_appointed(meeting: Meeting, event: StandInAppointed, entry: Entry) -> Meeting:
    """The stand-in presents, also if the case is open already."""
    meeting = with_case(meeting, event.case, stand_in=event.agency)
    if meeting.current_case == event.case:
        return with_hearing(meeting, event.case, presenter=event.agency, stand_in=True)
    return meeting


@evolves(TransferPresenterConfirmed)
def transfer_presenter_confirmed(
    meeting: Meeting, event: TransferPresenterConfirmed, entry: Entry
) -> Meeting:
    """The presenter is known."""
    return with_case(meeting, event.case, presenter=event.agency, presenter_person=event.person)


def presenting_agency(case: Case) -> AgencyId | None:
    """The agency that should present: the one confirmed, else the one that referred; None where a person
    presents."""
    return None if _presents_alone(case) else case.presenter or case.referring_agency


def _presents_alone(case: Case) -> bool:
    """A person presents who speaks for no agency, such as an administrator (LIN-105)."""
    return case.presenter is None and case.presenter_person is not None


def presenter_of(case: Case) -> AgencyId | None:
    """The agency that does present: a stand-in if one was appointed."""
    return case.stand_in or presenting_agency(case)


def is_presenter_confirmed(case: Case) -> bool:
    """Somebody was confirmed as presenter, where the case needs that (LIN-105)."""
    known = case.presenter is not None or case.presenter_person is not None
    return case.kind is not CaseKind.TRANSFER_IN or known


def is_presenter_here(meeting: Meeting, case: Case) -> bool:
    """Whoever presents the case is here and takes part in it."""
    if case.stand_in is None and case.presenter_person is not None and _presents_alone(case):
        person = case.presenter_person
        return meeting.is_present(person) and may_see(meeting, person, case.number)
    agency = presenter_of(case)
    return agency is not None and agency in agencies_here(meeting, case)


def stand_ins_offered(meeting: Meeting, case: Case, first: tuple[str, ...] = ()) -> tuple[AgencyId, ...]:
    """The agencies here that can be asked to present instead; those of the agency types that the area asks
    `first` lead, in its order (HAC-32)."""
    able = [key for key in agencies_here(meeting, case) if key != presenting_agency(case)]
    rank = {kind: place for place, kind in enumerate(first)}
    return tuple(sorted(able, key=lambda key: rank.get(meeting.agencies[key].type, len(rank))))


def was_presenter_absent(case: Case) -> bool:
    """The case was opened, and whoever should have presented it did not (LIN-81, LIN-82)."""
    hearing = case.hearing
    if hearing is None:
        return False
    return hearing.stand_in or (hearing.presenter is None and not _presents_alone(case))
