"""The actions that an area gives every case as soon as it opens, apart from those made for the case (LUT-35).

One that falls to a single agency is an action like any other, taken on by the area's rule. One that falls to
all stands on the case itself: a line an agency and case would be hundreds in a meeting, and none would be
read. The chair may strike any of them, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marac.actions import Draft, lines
from marac.confirmation import ActionStruck
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Case, Meeting, put
from marac.ownership import default_due
from marac.protocol import Protocol, ReadyAction
from marac.standing import owners_of, stands_for
from marac.words import ActionState, AgencyId, CaseNumber, CaseState, FreeText

ALL = "all"
"""The owner that means every agency."""


class StrikeStandard(Command, frozen=True):
    """Strike one of the actions that every case has from this one, with a reason."""

    case: CaseNumber
    ready: str
    note: str


class StandardActionStood(Event, frozen=True):
    """A case has one of the actions that every case has, for these agencies."""

    case: CaseNumber
    ready: str
    agencies: tuple[AgencyId, ...]


class StandardActionStruck(Event, frozen=True):
    """One of the actions that every case has was struck from a case."""

    case: CaseNumber
    ready: str
    note: FreeText


@follows
def standard_actions_follow(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A case that opens for the first time has what every case has."""
    entered = 0
    for number, case in after.cases.items():
        earlier = before.cases.get(number)
        if case.state is not CaseState.OPEN or (earlier is not None and earlier.state is CaseState.OPEN):
            continue
        for ready in _missing(case, setting.protocol):
            agencies = owners_of(ready, after, setting.protocol, case)
            yield StandardActionStood(case=number, ready=ready.key, agencies=agencies)
            if ready.owner != ALL:
                for line in lines(_draft(ready, case, agencies, setting), setting, entered):
                    entered += 1
                    yield line


def _missing(case: Case, protocol: Protocol) -> Iterator[ReadyAction]:
    for ready in protocol.ready_actions:
        if ready.scope == "every-case" and ready.key not in case.standard and stands_for(ready, case):
            yield ready


def _draft(ready: ReadyAction, case: Case, agencies: tuple[AgencyId, ...], setting: Setting) -> Draft:
    return Draft(
        case=case.number,
        what=ready.what,
        agencies=agencies,
        due=default_due(setting.meeting, setting.protocol, ready.due),
        feedback=ready.feedback,
        kind=ready.key,
        standard=True,
        by_rule=True,
    )


@decides(StrikeStandard, Who.CHAIR, Who.ADMINISTRATOR)
def strike_standard(command: StrikeStandard, setting: Setting) -> Iterator[Event]:
    """Strike it with a note of why; striking twice changes nothing."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    if command.ready not in case.standard:
        raise Refused(Why.NO_SUCH_READY_ACTION, ready=command.ready)
    if command.ready in case.standard_struck:
        return
    note = command.note.strip()
    if not note:
        raise Refused(Why.NOTE_NEEDED)
    yield StandardActionStruck(case=command.case, ready=command.ready, note=note)
    for action in _lines_of(setting.meeting, command.case, command.ready):
        yield ActionStruck(action=action.key, note=note)


def _lines_of(meeting: Meeting, case: CaseNumber, ready: str) -> tuple[Action, ...]:
    return tuple(a for a in meeting.actions_for(case) if a.standard and a.kind == ready)


@evolves(StandardActionStood)
def standard_action_stood(meeting: Meeting, event: StandardActionStood, entry: Entry) -> Meeting:
    """The case has it, once."""
    standard = put(meeting.cases[event.case].standard, event.ready, event.agencies)
    return with_case(meeting, event.case, standard=standard)


@evolves(StandardActionStruck)
def standard_action_struck(meeting: Meeting, event: StandardActionStruck, entry: Entry) -> Meeting:
    """The case goes without it."""
    struck = meeting.cases[event.case].standard_struck | {event.ready}
    return with_case(meeting, event.case, standard_struck=struck)


def is_for_all(protocol: Protocol, key: str) -> bool:
    """The action that every case has falls to every agency."""
    return any(r.key == key and r.owner == ALL for r in protocol.ready_actions)


def standard_of(meeting: Meeting, case: Case) -> tuple[tuple[str, tuple[AgencyId, ...], bool], ...]:
    """What every case has and this one too: name, the agencies as they are by now, whether it was struck."""
    found = []
    for key, agencies in case.standard.items():
        current = tuple(a.agency for a in _lines_of(meeting, case.number, key))
        struck = key in case.standard_struck or (bool(agencies) and _all_struck(meeting, case, key))
        found.append((key, current or agencies, struck))
    return tuple(found)


def _all_struck(meeting: Meeting, case: Case, key: str) -> bool:
    """It had lines of its own, and all of them were struck one by one."""
    own = [a for a in meeting.actions.values() if a.case == case.number and a.standard and a.kind == key]
    return bool(own) and all(a.state is ActionState.STRUCK for a in own)


def stands_for_all_in(
    meeting: Meeting, agency: AgencyId, cases: Sequence[Case]
) -> Mapping[str, tuple[CaseNumber, ...]]:
    """What stands on these cases for every agency, this one among them: name, and the cases that go without
    it because the chair struck it there."""
    found: dict[str, tuple[CaseNumber, ...]] = {}
    for case in cases:
        for key in standing_for_all(meeting, agency, case):
            found.setdefault(key, ())
    return {key: tuple(c.number for c in cases if key in c.standard_struck) for key in found}


def standing_for_all(meeting: Meeting, agency: AgencyId, case: Case) -> tuple[str, ...]:
    """What stands on the case for every agency, this one among them, and was not struck."""
    lined = {a.kind for a in meeting.actions.values() if a.case == case.number and a.standard}
    return tuple(
        key
        for key, agencies in case.standard.items()
        if agency in agencies and key not in lined and key not in case.standard_struck
    )
