"""What is said of actions, to whom: wording in its reader's own card alone, and in the chat counts by case
and agency (LIN-42, LIN-55, LIN-63)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from marac.actions import ActionRecorded, tailored_for
from marac.administrators_notes import AdministratorsNoted
from marac.admission import is_restricted, may_see
from marac.chasing import ActionChased
from marac.confirmation import (
    ActionChanged,
    ActionConfirmed,
    ActionCorrected,
    ActionDeclined,
    ActionStruck,
    unconfirmed,
)
from marac.duties import DutyReopened, DutyTicked
from marac.escalation import ActionEscalated, RationaleGiven
from marac.feedback import FeedbackSettled
from marac.followup import (
    ActionDone,
    ActionHandedBack,
    ActionImpossible,
    ActionInHand,
    NewDateAgreed,
    NewDateAsked,
    NewDateDeclined,
    ProgressReported,
    asks_only_a_tick,
)
from marac.going_through import ActionReplaced, OutstandingRecorded, OverdueExplained
from marac.hearing import CaseClosed
from marac.journal import SYSTEM, Event
from marac.meeting import Action, Meeting
from marac.mistaken_ticks import DutyUnticked
from marac.outstanding import told_of
from marac.ownership import answering_for
from marac.points import SummedUp
from marac.standard import StandardActionStruck
from marac.standing import TransferOutNoted
from marac.understanding import ActionsAgreed, ActionsUnderstood, not_understood
from marac.words import ActionId, ActionState, CaseNumber, PersonId
from usecases.announce import MY_ACTIONS, QUIET, Scene, announces, announces_each
from usecases.ports import Notice

CASE_ACTIONS = "case-actions-card"
DIGEST = "digest"
CHANGES = "action-changes"
CIRCULATED = "open-actions-circulated"
SEEN_TO = "date-seen-to"


def confirm_surface(case: CaseNumber) -> str:
    """The card that asks one person about one case."""
    return f"confirm-{case}"


def asked_to_confirm(meeting: Meeting, action: Action) -> tuple[PersonId, ...]:
    """Who is asked about the action: whoever is told of it, as long as it is open or waits to be accepted."""
    waits = action.is_open or action.state is ActionState.PROPOSED
    return told_of(meeting, action) if waits else ()


def case_surface(case: CaseNumber) -> str:
    """The card of a case's actions that somebody has asked for."""
    return f"actions-{case}"


def _refresh(scene: Scene, to: PersonId, kind: str, surface: str, *, quiet: bool, **facts: Any) -> Notice:
    """Bring a person's card up to date; `quiet`: only where there is one. One's own list is no meeting's."""
    if quiet:
        facts[QUIET] = True
    return Notice(
        key=f"{scene.after.key}:{scene.entry.sequence}:{surface}:{to}",
        to=to,
        kind=kind,
        area=scene.after.area,
        meeting=None if surface in (MY_ACTIONS, DIGEST) else scene.after.key,
        surface=surface,
        facts=facts,
        urgent=True,
        if_posted=quiet,
    )


def _ask(scene: Scene, key: ActionId) -> Iterator[Notice]:
    """Those who answer for the action are shown it on the one card that they have for its case."""
    action = scene.after.actions[key]
    for person in asked_to_confirm(scene.after, action):
        if person != scene.entry.by:
            yield _confirm_card(scene, person, action.case, quiet=False)


def _confirm_card(scene: Scene, person: PersonId, case: CaseNumber, *, quiet: bool) -> Notice:
    return _refresh(scene, person, "to-confirm", confirm_surface(case), quiet=quiet, case=case)


def _settle(scene: Scene, key: ActionId) -> Iterator[Notice]:
    """The cards of those who were asked are brought up to date, where they have one."""
    action = scene.after.actions[key]
    before = scene.before.actions.get(key, action)
    people = (*asked_to_confirm(scene.before, before), *asked_to_confirm(scene.after, action))
    for person in dict.fromkeys(people):
        if may_see(scene.after, person, action.case):
            yield _confirm_card(scene, person, action.case, quiet=True)
    yield from _lists(scene, people)
    yield from _case_cards(scene, action.case)


def _case_cards(scene: Scene, case: CaseNumber) -> Iterator[Notice]:
    """Chair, administrators and whoever did it see the case's card brought up to date, where they have
    one."""
    did_it = [p for p in (scene.entry.by,) if may_see(scene.after, p, case)]
    for person in dict.fromkeys((*scene.team(case), *did_it)):
        if person in scene.after.roll:
            yield _refresh(scene, person, CASE_ACTIONS, case_surface(case), quiet=True, case=case)


def _lists(scene: Scene, people: Iterable[PersonId]) -> Iterator[Notice]:
    """The lists of those who have one open, and of whoever did it."""
    known = (p for p in (*people, scene.entry.by) if p in scene.after.roll)
    for person in dict.fromkeys(known):
        yield _refresh(scene, person, MY_ACTIONS, MY_ACTIONS, quiet=True)
        yield _refresh(scene, person, DIGEST, DIGEST, quiet=True)


@announces(ActionRecorded)
def action_recorded(event: ActionRecorded, scene: Scene) -> Iterator[Notice]:
    """Its agency is asked to confirm what somebody else entered (LIN-42); not what is only ever ticked."""
    action = scene.after.actions[event.key]
    if not event.confirmed and not asks_only_a_tick(action, scene.protocol):
        yield from _ask(scene, event.key)
    elif _is_late(scene, event.case):
        for person in _to_understand(scene, event.case):
            yield _confirm_card(scene, person, event.case, quiet=person == scene.entry.by)
    yield from _case_cards(scene, event.case)


def _is_late(scene: Scene, case: CaseNumber) -> bool:
    """The case was summed up before, so what comes now is shown to its owner at once."""
    hearing = scene.before.cases[case].hearing if case in scene.before.cases else None
    return hearing is not None and hearing.summed_up


@announces_each(ActionConfirmed, ActionStruck, ActionDeclined, FeedbackSettled)
def confirmed(
    event: ActionConfirmed | ActionStruck | ActionDeclined | FeedbackSettled, scene: Scene
) -> Iterator[Notice]:
    """Whoever was asked sees that it is settled."""
    yield from _settle(scene, event.action)


@announces(SummedUp)
def summed_up(event: SummedUp, scene: Scene) -> Iterator[Notice]:
    """Where the area asks for it, each owner is shown what is asked of them before the case closes (WOL-03,
    KEN-34, LUT-28)."""
    for person in _to_understand(scene, event.case):
        if person != scene.entry.by:
            yield _confirm_card(scene, person, event.case, quiet=False)


def _to_understand(scene: Scene, case: CaseNumber) -> tuple[PersonId, ...]:
    waiting = not_understood(scene.after, scene.protocol, case)
    return tuple(dict.fromkeys(p for a in waiting for p in told_of(scene.after, a)))


@announces_each(ActionsUnderstood, ActionsAgreed)
def understood(event: ActionsUnderstood | ActionsAgreed, scene: Scene) -> Iterator[Notice]:
    """Whoever was asked sees that it is settled."""
    people = [p for key in event.actions for p in told_of(scene.after, scene.after.actions[key])]
    for person in dict.fromkeys(people):
        yield _confirm_card(scene, person, event.case, quiet=True)
    yield from _case_cards(scene, event.case)


@announces_each(StandardActionStruck, AdministratorsNoted)
def noted(event: StandardActionStruck | AdministratorsNoted, scene: Scene) -> Iterator[Notice]:
    """The case's card shows it, to those who have one."""
    yield from _case_cards(scene, event.case)


@announces(ActionChanged)
def changed(event: ActionChanged, scene: Scene) -> Iterator[Notice]:
    """What was changed is asked about anew, unless it stays confirmed."""
    if event.confirmed:
        yield from _settle(scene, event.action)
    else:
        yield from _ask(scene, event.action)
        yield from _case_cards(scene, scene.after.actions[event.action].case)


@announces(ActionCorrected)
def corrected(event: ActionCorrected, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators of the case hear that something is to be changed; what it is stands on the
    case's card."""
    action = scene.after.actions[event.action]
    told = [p for p in scene.team(action.case) if p != scene.entry.by]
    yield from scene.say_to(
        told, "action-corrected", case=action.case, agency=action.agency, action=action.key
    )
    yield from _settle(scene, event.action)


@announces_each(OutstandingRecorded, ActionReplaced, OverdueExplained)
def gone_through(
    event: OutstandingRecorded | ActionReplaced | OverdueExplained, scene: Scene
) -> Iterator[Notice]:
    """Nobody is told; the lists of those who answer for it, and of whoever said it, show it."""
    yield from _settle(scene, event.action)


@announces_each(ActionDone, ActionInHand, ActionImpossible, ProgressReported, RationaleGiven)
def reported(
    event: ActionDone | ActionInHand | ActionImpossible | ProgressReported | RationaleGiven, scene: Scene
) -> Iterator[Notice]:
    """Nobody is told; the lists of those who answer for it show it."""
    yield from _settle(scene, event.action)


@announces_each(ActionDone, ActionInHand, ActionImpossible, NewDateAsked)
def reported_on(
    event: ActionDone | ActionInHand | ActionImpossible | NewDateAsked, scene: Scene
) -> Iterator[Notice]:
    """The administrators of the case see it on the day's card, one for all of the area's meetings."""
    if not scene.protocol.actions.tells_changes:
        return
    day = scene.protocol.calendar.day_of(scene.entry.at).isoformat()
    for person in scene.administrators(scene.after.actions[event.action].case):
        if person != scene.entry.by:
            yield Notice(
                key=f"{scene.after.key}:{scene.entry.sequence}:{CHANGES}:{person}",
                to=person,
                kind=CHANGES,
                area=scene.after.area,
                meeting=None,
                surface=f"{CHANGES}-{scene.after.area}-{day}",
                facts={"day": day},
            )


@announces(NewDateAsked)
def new_date_asked(event: NewDateAsked, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators are asked while a sitting is under way, else the administrators alone."""
    action = scene.after.actions[event.action]
    running = scene.team(action.case) if scene.after.sitting else scene.administrators(action.case)
    told = [p for p in running if p != scene.entry.by]
    yield from scene.say_to(
        told,
        "new-date-asked",
        urgent=scene.after.sitting is not None,
        case=action.case,
        agency=action.agency,
        action=action.key,
        on=event.on,
        due=action.due,
    )
    yield from _settle(scene, event.action)


@announces_each(NewDateAgreed, NewDateDeclined)
def new_date_answered(event: NewDateAgreed | NewDateDeclined, scene: Scene) -> Iterator[Notice]:
    """Whoever answers for the action hears what became of the question, if it was put."""
    action, before = scene.after.actions[event.action], scene.before.actions.get(event.action)
    if before is not None and before.asked_for is not None and scene.entry.by != SYSTEM:
        kind = "new-date-agreed" if isinstance(event, NewDateAgreed) else "new-date-declined"
        told = [p for p in asked_to_confirm(scene.after, action) if p != scene.entry.by]
        yield from scene.say_to(told, kind, urgent=False, case=action.case, due=action.due)
    yield from _settle(scene, event.action)


@announces(ActionHandedBack)
def handed_back(event: ActionHandedBack, scene: Scene) -> Iterator[Notice]:
    """The agency hears that nobody of it is named any longer, the administrators that somebody has to be."""
    meeting, action = scene.after, scene.after.actions[event.action]
    told = (*answering_for(meeting, action.agency, action.case), *scene.administrators(action.case))
    yield from scene.say_to(
        told,
        "action-handed-back",
        urgent=False,
        case=action.case,
        agency=action.agency,
        due=action.due,
        action=action.key,
    )


@announces(ActionEscalated)
def escalated(event: ActionEscalated, scene: Scene) -> Iterator[Notice]:
    """Whoever answers for it hears that it was escalated, by number and date alone (LIN-93)."""
    action = scene.after.actions[event.action]
    told = asked_to_confirm(scene.after, action)
    yield from scene.say_to(told, "action-escalated", case=action.case, due=action.due)
    yield from _settle(scene, event.action)


@announces(ActionChased)
def chased(event: ActionChased, scene: Scene) -> Iterator[Notice]:
    """Whoever answers for it is reminded, by case number and date alone."""
    action = scene.after.actions[event.action]
    yield from scene.say_to(
        told_of(scene.after, action),
        "action-chased",
        urgent=False,
        case=action.case,
        due=action.due,
        action=action.key,
    )


@announces(TransferOutNoted)
def transfer_out(event: TransferOutNoted, scene: Scene) -> Iterator[Notice]:
    """Administrators are alerted at once (LIN-106)."""
    yield from scene.say_to(scene.administrators(event.case), "transfer-out", case=event.case)


@announces(CaseClosed)
def case_closed(event: CaseClosed, scene: Scene) -> Iterator[Notice]:
    """The chat hears how many actions there are and whose word is still missing; nothing of a restricted
    case."""
    meeting = scene.after
    taken = tailored_for(meeting, event.case)
    if not taken or is_restricted(meeting.cases[event.case]):
        return
    waiting = list(dict.fromkeys(a.agency for a in unconfirmed(meeting, event.case)))
    yield from scene.say_in_chat(
        "case-actions",
        case=event.case,
        count=len(taken),
        waiting=len(unconfirmed(meeting, event.case)),
        agencies=waiting,
    )


@announces_each(DutyTicked, DutyUnticked)
def duty_ticked(event: Event, scene: Scene) -> Iterator[Notice]:
    """The day's digest of whoever ticked it, or took that back, shows how it stands."""
    if scene.entry.by in scene.after.roll:
        yield _refresh(scene, scene.entry.by, DIGEST, DIGEST, quiet=True)


@announces(DutyTicked)
def circulated(event: DutyTicked, scene: Scene) -> Iterator[Notice]:
    """Once administrators have looked through the open actions, and not before, members have the list
    (WOL-41). Of anything else that members are to know of, they hear that it is there to be read."""
    date = next((d for d in scene.protocol.dates if d.key == event.duty), None)
    if date is None or not date.tells_members:
        return
    members = [a.person for a in scene.after.roll.values() if a.is_member and a.is_welcome]
    if date.offers == "open-actions":
        yield from scene.say_to(members, CIRCULATED, urgent=False)
    else:
        told = [person for person in members if person != scene.entry.by]
        yield from scene.say_to(told, SEEN_TO, urgent=False, date=event.duty, on=event.subject)


@announces(DutyReopened)
def duty_reopened(event: DutyReopened, scene: Scene) -> Iterator[Notice]:
    """Administrators hear at once that something has to be told anew, such as a guest's time (LIN-78)."""
    told = [p for p in scene.administrators() if p != scene.entry.by]
    yield from scene.say_to(told, "duty-reopened", urgent=False, duty=event.duty, subject=event.subject)
