"""Who presents each case, confirmed ahead of the meeting: the agency that referred it, or another that
stands in.

A case without a confirmed presenter is heard all the same (LIN-81); administrators have the list of them
beforehand (LIN-16).
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import may_see
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting
from marac.presenting import presenting_agency
from marac.words import AgencyId, CaseNumber, CaseState, PersonId


class ConfirmPresenter(Command, frozen=True):
    """Say who presents the case: the agency, and who of it if that is known (LIN-16)."""

    case: CaseNumber
    agency: AgencyId | None = None
    presenter: PersonId | None = None


class PresenterConfirmed(Event, frozen=True):
    """It is known who presents the case."""

    case: CaseNumber
    agency: AgencyId
    person: PersonId | None = None


@decides(ConfirmPresenter, Who.MEMBER, Who.ADMINISTRATOR)
def confirm_presenter(command: ConfirmPresenter, setting: Setting) -> Iterator[Event]:
    """Take it from the agency that refers or presents the case, or from an administrator. Without an agency
    it is the presenter's, else the asker's own."""
    check_part(setting, command.case)
    meeting, asker = setting.meeting, setting.asker
    case = meeting.cases[command.case]
    if case.state is not CaseState.LISTED:
        raise Refused(Why.CASE_NOT_LISTED, case=case.number)
    if asker and not asker.is_administrator and asker.agency not in _may_say(case):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)
    agency = command.agency or _agency_of(setting, case, command.presenter)
    _check_presenter(meeting, case, agency, command.presenter)
    if (case.presenter, case.presenter_person) != (agency, command.presenter):
        yield PresenterConfirmed(case=case.number, agency=agency, person=command.presenter)


def _may_say(case: Case) -> tuple[AgencyId | None, ...]:
    return case.referring_agency, presenting_agency(case)


def _agency_of(setting: Setting, case: Case, presenter: PersonId | None) -> AgencyId:
    """The presenter's agency, else the one that should present."""
    named = setting.meeting.roll.get(presenter) if presenter else None
    agency = named.agency if named else presenting_agency(case)
    if agency is None:
        raise Refused(Why.MISSING, what=("presenter",))
    return agency


def _check_presenter(meeting: Meeting, case: Case, agency: AgencyId, presenter: PersonId | None) -> None:
    """Raise Refused unless somebody of the agency, and that person, may be in the case."""
    people = [
        a.person
        for a in meeting.roll.values()
        if a.agency == agency and (a.is_member or a.is_guest) and may_see(meeting, a.person, case.number)
    ]
    if not people:
        raise Refused(Why.NOT_VALID, field="agency", wanted="agency of which somebody may be in the case")
    if presenter is not None and presenter not in people:
        raise Refused(Why.NOT_VALID, field="presenter", wanted="person of the agency who may be in the case")


@evolves(PresenterConfirmed)
def presenter_confirmed(meeting: Meeting, event: PresenterConfirmed, entry: Entry) -> Meeting:
    """The presenter is known."""
    return with_case(meeting, event.case, presenter=event.agency, presenter_person=event.person)


def cases_without_presenter(meeting: Meeting) -> tuple[Case, ...]:
    """The cases still to be heard of which nobody has confirmed who presents them (LIN-16)."""
    return tuple(
        case
        for case in meeting.cases.values()
        if case.state is CaseState.LISTED and case.presenter is None and case.presenter_person is None
    )
