"""What is said around the opening: the declaration beforehand, and earlier meetings' actions at their step.

The chat hears of actions by case number and agency, and each agency of its own part privately. The
declaration is offered with the order where the area has it go with the invitation, and to guests with theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.declarations import has_declared
from marac.followup import NewDateAgreed
from marac.going_through import ActionReplaced, OutstandingRecorded, OverdueExplained
from marac.guests import GuestInvited
from marac.journal import Event
from marac.meeting import Meeting
from marac.opening import SittingOpened, StartReached, StepSkipped, StepTicked
from marac.protocol import Protocol
from marac.running_order import OrderTold
from marac.steps import step_now
from marac.words import PersonId
from usecases.announce import BECOMES, CHAT, QUIET, Scene, announces, announces_each
from usecases.ports import Notice

OUTSTANDING = "outstanding-mine"
"""What of earlier meetings is gone through with one person, and the card that shows it."""


@announces_each(SittingOpened, StepTicked, StepSkipped)
def comes_to_outstanding(event: SittingOpened | StepTicked | StepSkipped, scene: Scene) -> Iterator[Notice]:
    """When the opening comes to the outstanding actions they are listed, and their owners asked (LIN-36);
    where each agency gets its own part afterwards, the chair's list comes first (LUT-26)."""
    if not _is_at_outstanding(scene.after, scene.protocol) or _is_at_outstanding(
        scene.before, scene.protocol
    ):
        return
    yield scene.say(CHAT, "outstanding")
    after = _told_after(scene.protocol)
    for attendee in scene.after.present():
        if not after or attendee.is_chair or attendee.is_administrator:
            yield _list_for(attendee.person, scene)


@announces_each(StepTicked, StepSkipped)
def outstanding_gone_through(event: StepTicked | StepSkipped, scene: Scene) -> Iterator[Notice]:
    """Straight after the list was shown each agency gets its own part, whether it is here or not (LUT-26)."""
    step = next((s for s in scene.protocol.opening if s.key == event.step), None)
    if step is None or step.does != "outstanding-actions" or not _told_after(scene.protocol):
        return
    for attendee in scene.after.roll.values():
        if attendee.is_member and not (attendee.is_chair or attendee.is_administrator):
            yield _list_for(attendee.person, scene)


def _list_for(person: PersonId, scene: Scene) -> Notice:
    """The person's list; where more is done with it than looking, it is kept up to date from then on."""
    said = scene.say(person, OUTSTANDING)
    if scene.protocol.outstanding is None:
        return said
    return msgspec.structs.replace(said, meeting=None, facts={BECOMES: OUTSTANDING})


@announces_each(OutstandingRecorded, ActionReplaced, OverdueExplained, NewDateAgreed)
def list_changed(event: Event, scene: Scene) -> Iterator[Notice]:
    """The lists of whoever said it, of chair and administrators show it, where they have one."""
    if scene.protocol.outstanding is None:
        return
    leads = [a.person for a in scene.after.roll.values() if a.is_chair or a.is_administrator]
    for person in dict.fromkeys((*leads, scene.entry.by)):
        if person in scene.after.roll:
            yield Notice(
                key=f"{scene.after.key}:{scene.entry.sequence}:{OUTSTANDING}:{person}",
                to=person,
                kind=OUTSTANDING,
                area=scene.after.area,
                meeting=None,
                surface=OUTSTANDING,
                facts={QUIET: True},
                urgent=True,
                if_posted=True,
            )


def _told_after(protocol: Protocol) -> bool:
    return protocol.outstanding is not None and protocol.outstanding.told_after


def _is_at_outstanding(meeting: Meeting, protocol: Protocol) -> bool:
    step = step_now(meeting, protocol)
    return step is not None and step.does == "outstanding-actions"


@announces(OrderTold)
def declaration_offered(event: OrderTold, scene: Scene) -> Iterator[Notice]:
    """Everybody who is to come is offered the declaration beforehand, where the area has it go with the
    invitation; administrators hear if the invitation was not looked at (HAC-28)."""
    if not scene.protocol.declaration.with_invitation:
        return
    for attendee in scene.after.roll.values():
        expected = attendee.is_member or attendee.is_chair or attendee.is_administrator
        if expected and not has_declared(scene.after, scene.protocol, attendee.person):
            yield scene.say(attendee.person, "declare-beforehand", urgent=False)
    if scene.after.invitation_checked_at is None:
        yield from scene.say_to(scene.administrators(), "invitation-unchecked")


@announces(GuestInvited)
def guest_declares_before(event: GuestInvited, scene: Scene) -> Iterator[Notice]:
    """A guest gets the declaration with the invitation, where the area wants it given before (LUT-06)."""
    has = has_declared(scene.after, scene.protocol, event.person)
    if scene.protocol.guests.declares_before and not has:
        yield scene.say(event.person, "declare-beforehand", urgent=False)


@announces(StartReached)
def guests_undeclared(event: StartReached, scene: Scene) -> Iterator[Notice]:
    """Administrators hear at the start of guests who have not given it (LUT-06)."""
    people = guests_without_declaration(scene.after, scene.protocol)
    if people and scene.protocol.guests.declares_before:
        yield from scene.say_to(scene.administrators(), "guests-undeclared", who=list(people))


def guests_without_declaration(meeting: Meeting, protocol: Protocol) -> tuple[PersonId, ...]:
    """The guests of some case who have not declared."""
    return tuple(
        a.person
        for a in meeting.roll.values()
        if a.is_guest and a.is_welcome and a.cases and not has_declared(meeting, protocol, a.person)
    )
