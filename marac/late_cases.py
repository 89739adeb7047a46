"""Cases that come after the list of a meeting has closed: they wait for the next one, or somebody decides.

The first list of a meeting is never late. Where the area lets late cases be asked for, all whom it names must
say yes, and the case is heard at the end, marked as additional; past its last moment the answer is no, with
the way for a case that cannot wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from marac.admission import may_know_of
from marac.case_marks import answer_of
from marac.caselist import CaseListed, Listing, check_listing
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Event
from marac.list_closing import check_can_be_asked, is_closed, late_asked
from marac.meeting import Case
from marac.protocol import Protocol
from marac.words import AgencyId, CaseNumber

_KEPT: Final = tuple(
    name for name in Listing.__struct_fields__ if name not in ("sitting", "marks", "referred_on")
)
"""What of a case is so at every meeting."""


class AskForLateCase(Command, frozen=True):
    """Ask that a case be heard although the list has closed. `referred_by` is the asker's own agency unless
    an administrator says another."""

    number: CaseNumber
    children: bool = False
    pregnancy: bool = False
    district: str | None = None
    referred_by: AgencyId | None = None


@decides(AskForLateCase, Who.MEMBER, Who.ADMINISTRATOR, Who.CHAIR, Who.ANY_CHAIR)
def ask_for_late_case(command: AskForLateCase, setting: Setting) -> Iterator[Event]:
    """Pass it to those who decide. A case of which the asker may not know is answered like any other."""
    meeting, protocol, asker = setting.meeting, setting.protocol, setting.asker
    if meeting.closed_at is not None:
        raise Refused(Why.MEETING_CLOSED)
    if not is_closed(meeting, protocol, setting.now):
        raise Refused(Why.LIST_OPEN)
    check_can_be_asked(meeting, protocol, setting.now)
    agency = command.referred_by or (asker.agency if asker else None)
    if asker is not None and not asker.is_administrator and agency != asker.agency:
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)
    listing = Listing(
        number=command.number,
        district=command.district,
        referring_agency=agency,
        children=command.children,
        pregnancy=command.pregnancy,
    )
    check_listing(listing, setting)
    if command.number in meeting.cases:
        if may_know_of(meeting, setting.by, command.number):
            raise Refused(Why.ALREADY, case=command.number)
        return
    yield CaseListed(listing=listing)
    yield late_asked(listing.number, protocol)


def listing_of(case: Case, protocol: Protocol) -> Listing:
    """A case for the next meeting as that one's list has it: everything but the sitting, and counted from the
    day on which it first came in."""
    reached = case.referred_on or (protocol.calendar.day_of(case.listed_at) if case.listed_at else None)
    marks = {m.key: said for m in protocol.case_marks if (said := answer_of(case, m.key)) is not None}
    kept = {name: getattr(case, name) for name in _KEPT}
    return Listing(**kept, marks=marks, referred_on=reached)
