"""Cases that concern somebody who works for a member agency: what that agency says about who attends for it.

The connected person is kept off every list, message and action of the case, as if it were not there. Their
agency says privately who attends in its name and how the papers are locked away; what it says is sealed.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.actions import check_words
from marac.admission import may_see
from marac.call import person_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.facts import HostStatement
from marac.floor import check_part, speaks_for, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Case, Meeting, put
from marac.protocol import Protocol
from marac.words import AgencyId, CaseNumber, CaseState, FreeText, PersonId


class NoteConnected(Command, frozen=True):
    """Say that a case concerns somebody of this agency; `person` where they are on the roll (HAC-19)."""

    case: CaseNumber
    agency: AgencyId
    connected: PersonId | None = None


class GiveHostStatement(Command, frozen=True):
    """Say for one's agency who attends for the case, and how its papers are kept (HAC-19)."""

    case: CaseNumber
    agency: AgencyId
    attends: tuple[PersonId, ...]
    papers: str


class ConnectionNoted(Event, frozen=True):
    """A case concerns somebody of this agency."""

    case: CaseNumber
    agency: AgencyId
    connected: PersonId | None = None


class HostStatementGiven(Event, frozen=True):
    """The agency said who attends, and how the papers are kept."""

    case: CaseNumber
    agency: AgencyId
    attends: tuple[PersonId, ...]
    papers: FreeText


def asks_for_statements(protocol: Protocol) -> bool:
    """The area asks the agency of somebody connected for a statement."""
    return protocol.conflicts is not None and protocol.conflicts.host_statement


@decides(NoteConnected, Who.ADMINISTRATOR)
def note_connected(command: NoteConnected, setting: Setting) -> Iterator[Event]:
    """Take it; who is connected knows nothing of the case from then on, like an administrator who is."""
    if not asks_for_statements(setting.protocol):
        raise Refused(Why.NOT_IN_THIS_AREA)
    check_part(setting, command.case)
    case, person = setting.meeting.cases[command.case], command.connected
    if person is not None and person_on_roll(setting, person).agency != command.agency:
        raise Refused(Why.NOT_VALID, field="connected", wanted="person of that agency")
    if command.agency not in case.hosts or (person is not None and person not in case.connected):
        yield ConnectionNoted(case=command.case, agency=command.agency, connected=person)


@decides(GiveHostStatement, Who.MEMBER, Who.ADMINISTRATOR)
def give_host_statement(command: GiveHostStatement, setting: Setting) -> Iterator[Event]:
    """Take it from whoever speaks for the agency, or an administrator who was told; the last one counts."""
    check_part(setting, command.case)
    meeting, asker = setting.meeting, setting.asker
    case = meeting.cases[command.case]
    if command.agency not in case.hosts:
        raise Refused(Why.NOT_ASKED, agency=command.agency)
    speaks = speaks_for(meeting, setting.by, command.agency, command.case)
    if asker is not None and not asker.is_administrator and not speaks:
        raise Refused(Why.OWN_AGENCY_ONLY, agency=command.agency)
    able = {a.person for a in able_to_attend(meeting, command.agency, command.case)}
    if not command.attends or not set(command.attends) <= able:
        raise Refused(Why.NOT_VALID, field="attends", wanted="colleagues who may see the case")
    papers = command.papers.strip()
    if not papers:
        raise Refused(Why.NOTE_NEEDED)
    check_words(papers)
    known = case.hosts[command.agency]
    attends = tuple(sorted(command.attends))
    if known is None or (known.attends, known.papers) != (attends, papers):
        yield HostStatementGiven(case=command.case, agency=command.agency, attends=attends, papers=papers)


def able_to_attend(meeting: Meeting, agency: AgencyId, number: CaseNumber) -> tuple[Attendee, ...]:
    """The agency's members who may see the case."""
    return tuple(a for a in meeting.members_of(agency) if may_see(meeting, a.person, number))


def hosts_silent(protocol: Protocol, case: Case) -> tuple[AgencyId, ...]:
    """The agencies that have not said who attends and how the papers are kept."""
    if not asks_for_statements(protocol):
        return ()
    return tuple(agency for agency, said in case.hosts.items() if said is None)


def statements_owed(meeting: Meeting, person: PersonId) -> tuple[tuple[CaseNumber, AgencyId], ...]:
    """The cases to come for which somebody's own agency has still to say it, as far as they may see them."""
    return tuple(
        (case.number, agency)
        for case in meeting.cases.values()
        if case.state in (CaseState.LISTED, CaseState.OPEN)
        for agency, said in case.hosts.items()
        if said is None and speaks_for(meeting, person, agency, case.number)
    )


@evolves(ConnectionNoted)
def connection_noted(meeting: Meeting, event: ConnectionNoted, entry: Entry) -> Meeting:
    """The agency is asked, and the person knows of the case no longer."""
    case = meeting.cases[event.case]
    connected = case.connected | ({event.connected} if event.connected else frozenset())
    hosts = case.hosts if event.agency in case.hosts else put(case.hosts, event.agency, None)
    return with_case(meeting, event.case, connected=connected, hosts=hosts)


@evolves(HostStatementGiven)
def host_statement_given(meeting: Meeting, event: HostStatementGiven, entry: Entry) -> Meeting:
    """The statement is known, with its time."""
    said = HostStatement(attends=event.attends, papers=event.papers, given_at=entry.at)
    return with_case(meeting, event.case, hosts=put(meeting.cases[event.case].hosts, event.agency, said))
