"""The case list: which cases come to a meeting, with their handling marks and never their content.

Listing the same list again changes nothing, and nothing here takes a case off (LIN-65). A list cannot lift a
restriction: a mark that is missing in a file must never open a case to everybody, so that takes a command for
the one case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from marac.admission import BARE_SLOT, RESTRICTED, may_see
from marac.case_marks import check_answer, mark_of, with_mark
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.facts import Fact
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.list_closing import can_be_asked, is_closed, late_asked
from marac.meeting import Case, Meeting, put
from marac.next_meeting import for_next
from marac.presenting import presenting_agency
from marac.protocol import Protocol
from marac.words import AgencyId, CaseKind, CaseNumber, CaseState, Consent

NUMBER: Final = re.compile(r"[0-9]+([/-][0-9]+)?")
"""What a case number looks like. It has no letters, for they could be a name's (LIN-120)."""
_COMMON: Final = "common:"


class Listing(Fact, frozen=True):
    """A case as a list gives it. `sitting` is set only where the list says so."""

    number: CaseNumber
    district: str | None = None
    referring_agency: AgencyId | None = None
    presenter: AgencyId | None = None
    kind: CaseKind = CaseKind.ORDINARY
    children: bool = False
    pregnancy: bool = False
    repeat: bool = False
    guests: tuple[AgencyId, ...] = ()
    consent: Consent | None = None
    previous_hearings: int = 0
    last_heard: date | None = None
    sitting: int | None = None
    reviewed_before: bool = False
    linked: tuple[CaseNumber, ...] = ()
    adviser: str | None = None
    settled_before: bool = False
    referred_on: date | None = None
    marks: Mapping[str, str] = {}


class ListCases(Command, frozen=True):
    """Put these cases on the meeting's list, or bring them into line with the list. `next_day`: on which day
    the next meeting begins, where it has been called, for those that come too late. `from_earlier`: they are
    from an earlier meeting, are never too late, and make no list of their own."""

    listed: tuple[Listing, ...]
    next_day: date | None = None
    from_earlier: bool = False


class ChangeKind(Command, frozen=True):
    """Say of one case what sort it is; the only way to lift a restriction."""

    case: CaseNumber
    kind: CaseKind


class MarkConsent(Command, frozen=True):
    """Mark whether the victim agreed to the IDVA's support, refused it or was not reached (LIN-52)."""

    case: CaseNumber
    consent: Consent


class MarkCommon(Command, frozen=True):
    """Mark a case as one that `agency` has as well, with the agency that gives the summary (LIN-113)."""

    case: CaseNumber
    agency: AgencyId
    summary_by: AgencyId


class CaseListed(Event, frozen=True):
    """A case came onto the list; `from_earlier`: of itself, from an earlier meeting."""

    listing: Listing
    from_earlier: bool = False


class CaseChanged(Event, frozen=True):
    """The list says something else of a case than before."""

    listing: Listing


class KindChanged(Event, frozen=True):
    """A case is of another sort than was listed."""

    case: CaseNumber
    kind: CaseKind


class ConsentMarked(Event, frozen=True):
    """The mark on consent was set."""

    case: CaseNumber
    consent: Consent


class CommonCaseMarked(Event, frozen=True):
    """A case is common to that agency's own meeting, and it is known who gives the summary."""

    case: CaseNumber
    agency: AgencyId
    summary_by: AgencyId


@decides(ListCases, Who.ADMINISTRATOR, Who.SYSTEM)
def list_cases(command: ListCases, setting: Setting) -> Iterator[Event]:
    """List what is new and change what differs; what comes too late is asked about, or is for the next
    meeting. Raises Refused for the whole list if anything of it will not do."""
    if setting.meeting.closed_at is not None:
        raise Refused(Why.MEETING_CLOSED)
    for listing in command.listed:
        check_listing(listing, setting)
    _check_restrictions(command.listed, setting.meeting)
    late = not command.from_earlier and is_closed(setting.meeting, setting.protocol, setting.now)
    asked = late and can_be_asked(setting.meeting, setting.protocol, setting.now)
    for listing in command.listed:
        known = setting.meeting.cases.get(listing.number)
        if known is None:
            yield CaseListed(listing=listing, from_earlier=command.from_earlier)
            if asked:
                yield late_asked(listing.number, setting.protocol)
            elif late:
                yield for_next(listing.number, setting, command.next_day)
        elif as_listed(known, listing) != known:
            yield CaseChanged(listing=listing)


def check_listing(listing: Listing, setting: Setting) -> None:
    """Raise Refused where a case cannot be listed as it is given: a number with letters, an unknown district,
    sitting, agency or mark, or a kind that the area does not hear."""
    protocol, agencies = setting.protocol, setting.meeting.agencies
    if not NUMBER.fullmatch(listing.number):
        raise Refused(Why.NOT_VALID, field="number", wanted="case number without letters")
    districts = protocol.order.districts
    if listing.district is not None and districts and listing.district not in districts:
        raise Refused(Why.NOT_VALID, field="district", wanted="district of the area", case=listing.number)
    if listing.sitting is not None and listing.sitting not in {s.number for s in setting.meeting.sittings}:
        raise Refused(Why.NOT_VALID, field="sitting", wanted="sitting of the meeting", case=listing.number)
    for agency in (listing.referring_agency, listing.presenter, *listing.guests):
        if agency is not None and agency not in agencies:
            raise Refused(Why.NO_SUCH_AGENCY, agency=agency, case=listing.number)
    _check_heard_here(listing.kind, protocol)
    for key, answer in listing.marks.items():
        mark = mark_of(protocol, key)
        if mark is None:
            raise Refused(Why.NOT_VALID, field="mark", answers=tuple(m.key for m in protocol.case_marks))
        check_answer(mark, answer)


def _check_heard_here(kind: CaseKind, protocol: Protocol) -> None:
    """A disclosure request is heard where the area has a section for it, and nowhere else."""
    taken = any("disclosure-request" in section.takes for section in protocol.order.sections)
    if kind is CaseKind.DISCLOSURE and not taken:
        raise Refused(Why.NO_SUCH_SECTION)


def _check_restrictions(listed: tuple[Listing, ...], meeting: Meeting) -> None:
    lifted = tuple(
        one.number
        for one in listed
        if one.number in meeting.cases and _lifts(meeting.cases[one.number].kind, one.kind)
    )
    if lifted:
        raise Refused(Why.RESTRICTION_STAYS, cases=lifted)


def _lifts(was: CaseKind, now: CaseKind) -> bool:
    """The change would show somebody what was hidden from them. An employee-sensitive case that became an HBA
    one would: it has no slot that others see, and the HBA one's bears its number."""
    return was in RESTRICTED and (now not in RESTRICTED or (was in BARE_SLOT) != (now in BARE_SLOT))


@decides(ChangeKind, Who.ADMINISTRATOR)
def change_kind(command: ChangeKind, setting: Setting) -> Iterator[Event]:
    """Change it before the case has been heard."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    if case.state is not CaseState.LISTED:
        raise Refused(Why.CASE_NOT_LISTED, case=command.case)
    _check_heard_here(command.kind, setting.protocol)
    if case.kind is not command.kind:
        yield KindChanged(case=command.case, kind=command.kind)


@decides(MarkConsent, Who.MEMBER, Who.ADMINISTRATOR)
def mark_consent(command: MarkConsent, setting: Setting) -> Iterator[Event]:
    """Take the mark from whoever refers or presents the case, or an administrator; the last one counts."""
    check_part(setting, command.case)
    case, asker = setting.meeting.cases[command.case], setting.asker
    if asker and not asker.is_administrator and asker.agency not in _of_the_referrer(case):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)
    if case.consent is not command.consent:
        yield ConsentMarked(case=command.case, consent=command.consent)


def _of_the_referrer(case: Case) -> tuple[AgencyId | None, ...]:
    return case.referring_agency, presenting_agency(case)


@decides(MarkCommon, Who.ADMINISTRATOR)
def mark_common(command: MarkCommon, setting: Setting) -> Iterator[Event]:
    """Take the mark, with an agency on the roll that gives the summary."""
    check_part(setting, command.case)
    if command.summary_by not in setting.meeting.agencies:
        raise Refused(Why.NO_SUCH_AGENCY, agency=command.summary_by)
    if common_with(setting.meeting.cases[command.case]).get(command.agency) != command.summary_by:
        yield CommonCaseMarked(case=command.case, agency=command.agency, summary_by=command.summary_by)


@follows
def consent_answered(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """Where the area asks for the mark as a duty, the answer to the duty is the mark (LIN-52)."""
    if before.duty_answers is after.duty_answers:
        return
    for duty in setting.protocol.duties:
        for case in consent_blank(after) if duty.when == "consent-blank" else ():
            answer = after.duty_answers.get(f"{duty.key}:{case.number}")
            if answer in {consent.value for consent in Consent}:
                yield ConsentMarked(case=case.number, consent=Consent(answer))
        for case in after.cases.values() if duty.consent else ():
            key = f"{duty.key}:{case.number}"
            said = duty.consent.get(after.duty_answers.get(key, ""))
            fresh = after.duty_answers.get(key) != before.duty_answers.get(key)
            if fresh and said is not None and case.consent != said:
                yield ConsentMarked(case=case.number, consent=Consent(said))


@evolves(CaseListed)
def case_listed(meeting: Meeting, event: CaseListed, entry: Entry) -> Meeting:
    """The case is on the list."""
    case = Case(number=event.listing.number, listed_at=entry.at, from_earlier=event.from_earlier)
    return _with_listing(meeting, case, event.listing)


@evolves(CaseChanged)
def case_changed(meeting: Meeting, event: CaseChanged, entry: Entry) -> Meeting:
    """The case is as the list has it."""
    return _with_listing(meeting, meeting.cases[event.listing.number], event.listing)


@evolves(KindChanged)
def kind_changed(meeting: Meeting, event: KindChanged, entry: Entry) -> Meeting:
    """The case is of that sort; its room has to be cleared anew."""
    return with_case(meeting, event.case, kind=event.kind, room_clear=False)


@evolves(ConsentMarked)
def consent_marked(meeting: Meeting, event: ConsentMarked, entry: Entry) -> Meeting:
    """The mark is set."""
    return with_case(meeting, event.case, consent=event.consent)


@evolves(CommonCaseMarked)
def common_case_marked(meeting: Meeting, event: CommonCaseMarked, entry: Entry) -> Meeting:
    """The mark is set."""
    marks = put(meeting.cases[event.case].marks, f"{_COMMON}{event.agency}", event.summary_by)
    return with_case(meeting, event.case, marks=marks)


def _with_listing(meeting: Meeting, case: Case, listing: Listing) -> Meeting:
    return msgspec.structs.replace(
        meeting, cases=put(meeting.cases, listing.number, as_listed(case, listing))
    )


def as_listed(case: Case, listing: Listing) -> Case:
    """The case as the list has it. What the list leaves blank and people have since said (consent, presenter,
    an earlier review) stays."""
    return msgspec.structs.replace(
        case,
        district=listing.district,
        referring_agency=listing.referring_agency,
        presenter=listing.presenter or case.presenter,
        kind=listing.kind,
        children=listing.children,
        pregnancy=listing.pregnancy,
        repeat=listing.repeat,
        guests=listing.guests,
        consent=listing.consent or case.consent,
        previous_hearings=listing.previous_hearings,
        last_heard=listing.last_heard,
        sitting=listing.sitting,
        reviewed_before=listing.reviewed_before or case.reviewed_before,
        linked=listing.linked,
        adviser=listing.adviser,
        settled_before=listing.settled_before or case.settled_before,
        referred_on=listing.referred_on or case.referred_on,
        marks=_marks(case, listing),
    )


def _marks(case: Case, listing: Listing) -> Mapping[str, str]:
    """What the list says of its own marks; of what it leaves out, what people have said."""
    marks = case.marks
    for key, answer in listing.marks.items():
        marks = with_mark(marks, key, answer)
    return marks


def common_with(case: Case) -> Mapping[AgencyId, AgencyId]:
    """The agencies that have the case as well, each with the agency that gives the summary (LIN-113)."""
    return {key.removeprefix(_COMMON): by for key, by in case.marks.items() if key.startswith(_COMMON)}


def consent_blank(meeting: Meeting) -> tuple[Case, ...]:
    """The cases still to be heard of which nobody has said whether the victim agreed (LIN-52)."""
    return tuple(c for c in meeting.cases.values() if c.consent is None and c.state is CaseState.LISTED)


def cases_for(meeting: Meeting, agency: AgencyId) -> tuple[Case, ...]:
    """The cases that the agency presents and that some member of it may see."""
    return tuple(
        case
        for case in meeting.cases.values()
        if presenting_agency(case) == agency
        and any(may_see(meeting, a.person, case.number) for a in meeting.members_of(agency))
    )
