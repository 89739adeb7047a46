"""The confidentiality declaration: each person, privately, fresh for every meeting, against the version in
force.

Late arrivals and observers declare like anybody else. An administrator may record somebody's declaration
for them, and the journal then shows who did.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.call import person_on_roll, with_attendee
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting, put
from marac.protocol import Protocol
from marac.words import PersonId


class Declare(Command, frozen=True):
    """Accept the declaration of this version (LIN-33, LIN-58)."""

    person: PersonId
    version: str


class ConfirmAuthority(Command, frozen=True):
    """Say whether one can decide, commit resources and take on actions for one's agency (LIN-13)."""

    person: PersonId
    has_authority: bool


class CheckInvitation(Command, frozen=True):
    """Confirm that the calendar invitation carries the declaration's text (HAC-28)."""


class ConfirmPrivateSetting(Command, frozen=True):
    """Say that one is somewhere where nobody else can hear (LIN-79)."""

    person: PersonId


class Declared(Event, frozen=True):
    """Somebody accepted the declaration; `on_behalf` when an administrator recorded it."""

    person: PersonId
    version: str
    on_behalf: bool = False


class AuthorityGiven(Event, frozen=True):
    """Somebody said whether they can commit their agency."""

    person: PersonId
    has_authority: bool


class InvitationChecked(Event, frozen=True):
    """The calendar invitation carries the text of this version."""

    version: str


class PrivateSettingConfirmed(Event, frozen=True):
    """Somebody said that nobody else can hear."""

    person: PersonId


@decides(Declare, Who.SELF, Who.ADMINISTRATOR)
def declare(command: Declare, setting: Setting) -> Iterator[Event]:
    """Accept the version in force; an older one is refused, the same again changes nothing."""
    person_on_roll(setting, command.person)
    wanted = setting.protocol.declaration.version
    if command.version != wanted:
        raise Refused(Why.OLD_DECLARATION, version=command.version, wanted=wanted)
    if not has_declared(setting.meeting, setting.protocol, command.person):
        yield Declared(person=command.person, version=wanted, on_behalf=setting.by != command.person)


@decides(ConfirmAuthority, Who.MEMBER, Who.ADMINISTRATOR)
def confirm_authority(command: ConfirmAuthority, setting: Setting) -> Iterator[Event]:
    """Record the answer of somebody who speaks for an agency, or an administrator's for them; the last one
    counts."""
    asker = setting.asker
    if setting.by != command.person and not (asker and asker.is_administrator):
        raise Refused(Why.NOT_ALLOWED)
    if person_on_roll(setting, command.person).authority is not command.has_authority:
        yield AuthorityGiven(person=command.person, has_authority=command.has_authority)


@decides(CheckInvitation, Who.ADMINISTRATOR)
def check_invitation(command: CheckInvitation, setting: Setting) -> Iterator[Event]:
    """Note it once, where the area has the declaration go with the invitation."""
    if not setting.protocol.declaration.with_invitation:
        raise Refused(Why.NOT_IN_THIS_AREA)
    if setting.meeting.invitation_checked_at is None:
        yield InvitationChecked(version=setting.protocol.declaration.version)


@decides(ConfirmPrivateSetting, Who.SELF, Who.ADMINISTRATOR)
def confirm_private_setting(command: ConfirmPrivateSetting, setting: Setting) -> Iterator[Event]:
    """Record it once."""
    if not person_on_roll(setting, command.person).private_setting:
        yield PrivateSettingConfirmed(person=command.person)


@evolves(Declared)
def declared(meeting: Meeting, event: Declared, entry: Entry) -> Meeting:
    """The person has declared against that version."""
    return msgspec.structs.replace(
        meeting, declarations=put(meeting.declarations, event.person, event.version)
    )


@evolves(AuthorityGiven)
def authority_given(meeting: Meeting, event: AuthorityGiven, entry: Entry) -> Meeting:
    """The person's entry has the answer."""
    attendee = meeting.roll[event.person]
    return with_attendee(meeting, msgspec.structs.replace(attendee, authority=event.has_authority))


@evolves(InvitationChecked)
def invitation_checked(meeting: Meeting, event: InvitationChecked, entry: Entry) -> Meeting:
    """It was looked at, and when."""
    return msgspec.structs.replace(meeting, invitation_checked_at=entry.at)


@evolves(PrivateSettingConfirmed)
def private_setting_confirmed(meeting: Meeting, event: PrivateSettingConfirmed, entry: Entry) -> Meeting:
    """The person's entry has the tick."""
    return with_attendee(meeting, msgspec.structs.replace(meeting.roll[event.person], private_setting=True))


def declaration_words(protocol: Protocol, meeting: Meeting | None, words: str) -> str:
    """Words of the declaration with the meeting's name and day put in where they are left open (HAC-54)."""
    starts = min((s.starts_at for s in meeting.sittings), default=None) if meeting is not None else None
    day = protocol.calendar.local(starts) if starts is not None else None
    said = f"{day.day} {day:%B %Y}" if day is not None else "the day of the meeting"
    return words.replace("{meeting}", protocol.name).replace("{date}", said)


def has_declared(meeting: Meeting, protocol: Protocol, person: PersonId) -> bool:
    """Whether the person has accepted the version in force."""
    return meeting.declarations.get(person) == protocol.declaration.version


def undeclared(meeting: Meeting, protocol: Protocol) -> tuple[Attendee, ...]:
    """Everybody here who has not accepted the version in force, observers and guests included (LIN-33)."""
    return tuple(a for a in meeting.present() if not has_declared(meeting, protocol, a.person))


def without_authority(meeting: Meeting) -> tuple[Attendee, ...]:
    """The members here who have not said that they can commit their agency (LIN-13)."""
    return tuple(a for a in meeting.present() if a.is_member and not a.authority)
