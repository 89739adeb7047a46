"""Which agency can take an action of a case, who answers for it there, and by when.

Responsibility lies with an agency and never with the MARAC or those who administer it (LIN-19). Nobody who
may not see the case is made an owner or a collector, because an action would tell them of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from marac.admission import may_see
from marac.calendar import DueRule
from marac.decide import Refused, Setting, Why
from marac.floor import speaks_for
from marac.meeting import Action, Attendee, Meeting
from marac.protocol import Protocol
from marac.words import AgencyId, Capacity, CaseNumber, Consent, PersonId, Views

THE_MARAC = frozenset({"marac", "the marac"})
"""What people type when they mean that somebody else should do it."""


def speakers_of(meeting: Meeting, agency: AgencyId, case: CaseNumber) -> tuple[Attendee, ...]:
    """Those who speak for the agency in the case and so may see it, representatives first."""
    people = (a for a in meeting.roll.values() if speaks_for(meeting, a.person, agency, case))
    return tuple(sorted(people, key=lambda a: Capacity.REPRESENTATIVE not in a.capacities))


def is_here_for(meeting: Meeting, agency: AgencyId, case: CaseNumber) -> bool:
    """Somebody who speaks for the agency is here now, or was while the case was heard."""
    return any(_took_part(meeting, a.person, case) for a in speakers_of(meeting, agency, case))


def _took_part(meeting: Meeting, person: PersonId, case: CaseNumber) -> bool:
    if meeting.is_present(person):
        return True
    hearing = meeting.cases[case].hearing
    if hearing is None:
        return False
    return any(
        (hearing.closed_at is None or i.start <= hearing.closed_at)
        and (i.end is None or i.end >= hearing.opened_at)
        for i in meeting.presence.get(person, ())
    )


def can_take_one_now(meeting: Meeting, agency: AgencyId, case: CaseNumber) -> bool:
    """Somebody who speaks for the agency is here at this moment; once the case is over, was here while it was
    heard (KEN-40)."""
    if meeting.current_case == case:
        return any(meeting.is_present(a.person) for a in speakers_of(meeting, agency, case))
    return is_here_for(meeting, agency, case)


def is_for_guests(meeting: Meeting, agency: AgencyId) -> bool:
    """The agency is here through guests alone, so nobody of it can be asked later on (LIN-80)."""
    guests = any(a.agency == agency and a.is_guest for a in meeting.roll.values())
    return guests and not meeting.members_of(agency)


def is_an_owner(meeting: Meeting, agency: AgencyId) -> bool:
    """The agency can be made responsible: it is not the MARAC, nor one that only administers it (LIN-19)."""
    known = meeting.agencies.get(agency)
    if known is None or {agency.casefold(), known.name.strip().casefold()} & THE_MARAC:
        return False
    people = [a for a in meeting.roll.values() if a.agency == agency and a.is_welcome]
    return not any(a.is_administrator for a in people) or any(a.is_member for a in people)


def administration(meeting: Meeting) -> AgencyId | None:
    """The agency for which the administrators work; None where none of them stands for one on the roll."""
    agencies = (meeting.roll[person].agency for person in meeting.administrators())
    return next((a for a in agencies if a in meeting.agencies), None)


def answering_for(meeting: Meeting, agency: AgencyId, case: CaseNumber) -> tuple[PersonId, ...]:
    """Who of the agency is asked about an action that nobody of it owns: those who speak for it in the case,
    and for the administrators' own agency the administrators."""
    speakers = tuple(a.person for a in speakers_of(meeting, agency, case))
    if speakers or agency != administration(meeting):
        return speakers
    return tuple(p for p in meeting.administrators() if may_see(meeting, p, case))


def check_owner(
    setting: Setting,
    agency: AgencyId,
    case: CaseNumber,
    collector: PersonId | None,
    *,
    as_ready: bool = False,
) -> None:
    """Raise Refused where the agency cannot take an action of the case.

    `as_ready`: one of the area's own ready-made actions, which may be addressed to the administrators.
    """
    meeting, rules = setting.meeting, setting.protocol.actions
    if agency.strip().casefold() in THE_MARAC:
        raise Refused(Why.NOT_AN_OWNER, agency=agency)
    if agency not in meeting.agencies:
        raise Refused(Why.NO_SUCH_AGENCY, agency=agency)
    if as_ready and agency == administration(meeting):
        return
    if not is_an_owner(meeting, agency):
        raise Refused(Why.NOT_AN_OWNER, agency=agency)
    absent = not is_here_for(meeting, agency, case)
    if rules.present_only and not can_take_one_now(meeting, agency, case):
        raise Refused(Why.AGENCY_NOT_HERE, agency=agency, case=case)
    if collector is None and (absent or (rules.guests_need_collector and is_for_guests(meeting, agency))):
        raise Refused(Why.COLLECTOR_NEEDED, agency=agency, absent=absent)


def check_collector(setting: Setting, collector: PersonId | None, case: CaseNumber) -> None:
    """Raise Refused unless the collector is an administrator or a member who may see the case (LIN-80)."""
    if collector is None:
        return
    attendee = setting.meeting.roll.get(collector)
    fits = attendee is not None and (attendee.is_administrator or attendee.is_member)
    if not fits or not may_see(setting.meeting, collector, case):
        raise Refused(Why.NOT_VALID, field="collector")


def owner_in(
    meeting: Meeting, agency: AgencyId, case: CaseNumber, chosen: PersonId | None
) -> PersonId | None:
    """Who of the agency owns the action: whoever was chosen, else somebody who acts for it and is here."""
    people = speakers_of(meeting, agency, case)
    if any(a.person == chosen for a in people):
        return chosen
    return next((a.person for a in people if meeting.is_present(a.person)), None)


def check_chosen_owner(
    setting: Setting, owner: PersonId | None, agencies: tuple[AgencyId, ...], case: CaseNumber
) -> None:
    """Raise Refused where the person chosen as owner acts for none of the agencies in this case."""
    people = {a.person for agency in agencies for a in speakers_of(setting.meeting, agency, case)}
    if owner is not None and owner not in people:
        raise Refused(Why.NOT_VALID, field="owner")


def may_report(meeting: Meeting, person: PersonId, action: Action) -> bool:
    """The person may see the case and say how the action stands: its owner, anyone who speaks for the agency,
    its collector, or an administrator for them."""
    attendee = meeting.roll.get(person)
    if attendee is None or not may_see(meeting, person, action.case):
        return False
    named = person in (action.owner, action.collector)
    theirs = named or speaks_for(meeting, person, action.agency, action.case)
    return theirs or attendee.is_administrator


def meeting_day(meeting: Meeting, protocol: Protocol) -> date:
    """The day from which what follows a meeting is counted: that of its last sitting.

    All its days are written up as one meeting (LIN-01), so an action of the first day has the same date as
    one of the last. A sitting that never took place does not count once the meeting is closed.
    """
    held = [s for s in meeting.sittings if s.was_held]
    counted = held if meeting.closed_at is not None and held else list(meeting.sittings)
    last = max(counted, key=lambda s: s.starts_at)
    return protocol.calendar.day_of(last.opened_at or last.starts_at)


def default_due(meeting: Meeting, protocol: Protocol, expression: str | None = None) -> date | None:
    """When an action is due unless stated otherwise; None where the area wants a date chosen (LIN-91).

    Counted from the meeting's day by `expression`, else by the area's default, and never on a closed day.
    """
    expression = expression or protocol.actions.default_due
    if expression is None:
        return None
    calendar = protocol.calendar
    due = calendar.day_of(DueRule.parse(expression).apply(meeting_day(meeting, protocol), calendar))
    return due if calendar.is_working_day(due) else calendar.next_working_day(due)


def feedback_default(meeting: Meeting, protocol: Protocol, case: CaseNumber) -> AgencyId | None:
    """The agency that gives the victim feedback unless stated otherwise (LIN-88).

    None asks the chair for another: no consent, no contact, or no such agency on the roll. Where the area
    has an order of preference it is the first of it that can be named (LUT-36).
    """
    if protocol.actions.feedback is not None and protocol.actions.feedback.order:
        named = (agency for _, agency in feedback_order(meeting, protocol, case) if agency)
        return next(named, None)
    return _while_engaged(meeting, protocol.actions.feedback_type, case)


def _while_engaged(meeting: Meeting, wanted: str | None, case: CaseNumber) -> AgencyId | None:
    """The agency of that type, while nothing says that it does not work with the victim."""
    about = meeting.cases[case]
    if about.consent in (Consent.REFUSED, Consent.NOT_REACHED):
        return None
    if about.hearing is not None and about.hearing.views is Views.NOT_REACHED:
        return None
    return next((a for a in agencies_of_type(meeting, wanted) if speakers_of(meeting, a, case)), None)


def feedback_order(
    meeting: Meeting, protocol: Protocol, case: CaseNumber
) -> tuple[tuple[str, AgencyId | None], ...]:
    """The area's order of who tells the victim, each with the agency that it comes to here; None where
    nobody can be named, or somebody has to come forward first (`volunteer`)."""
    rule = protocol.actions.feedback
    return tuple((who, _named(who, meeting, case)) for who in (rule.order if rule is not None else ()))


def _named(who: str, meeting: Meeting, case: CaseNumber) -> AgencyId | None:
    if who == "volunteer":
        return None
    if who == "referring":
        referring = meeting.cases[case].referring_agency
        known = referring is not None and referring in meeting.agencies and is_an_owner(meeting, referring)
        return referring if known else None
    return _while_engaged(meeting, who, case)


def agencies_of_type(meeting: Meeting, wanted: str | None) -> Iterator[AgencyId]:
    """The agencies on the roll of one of the protocol's types."""
    return (key for key, agency in meeting.agencies.items() if agency.type == wanted)


def check_date(setting: Setting, due: date | None) -> None:
    """Raise Refused for a day that has gone by, on the area's calendar."""
    if due is not None and due < today(setting):
        raise Refused(Why.DATE_PAST, on=due)


def today(setting: Setting) -> date:
    """The day that it is in the area."""
    return setting.protocol.calendar.day_of(setting.now)
