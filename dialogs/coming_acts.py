"""The rows for who comes: representatives, apologies, guests, observers, leavers, and those who are barred.

All of them are private. None asks for a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import attendance_options as attending
from dialogs import before_options as choices
from dialogs import options
from dialogs import people_options as leaving
from dialogs.acts import PRIVATE, Act, Field, Kind
from marac.guests import MarkDeclarationSent, WithdrawInvitation
from marac.observers import OUTSIDE, ApproveObserver, DeclineObserver, MarkInstructed
from marac.representation import GiveApologies, NameRepresentative
from marac.words import PersonId
from usecases.admit_observer import AdmitObserver, AskToObserve
from usecases.invite_guest import Invite
from usecases.put_out import Bar, Leaver, Returned, Unbar
from usecases.requests import ShowPeople, Wanted
from usecases.rooms import Room

COLLEAGUE = Field("person", "Person", Kind.CHOICE, options=choices.colleagues)
WHO = Field("person", "Person", Kind.CHOICE, options=options.people)
OBSERVER = Field("person", "Observer", Kind.CHOICE, options=choices.observers)
GUEST = Field("person", "Guest", Kind.CHOICE, options=choices.guests)
REASON = Field(
    "category", "Why they observe", Kind.CHOICE, options=choices.categories, when=attending.wants_reason
)
DAYS = Field(
    "sittings",
    "Sittings (leave empty for all)",
    Kind.CHOICES,
    required=False,
    options=choices.sittings,
)
INSTRUCTED = Field(
    "instructed",
    "The data protection instructions were sent",
    Kind.TICK,
    required=False,
    when=attending.wants_instructions,
)
LEAD = Field(
    "lead_agrees",
    "The Operational Lead agrees (for another reason)",
    Kind.TICK,
    required=False,
    when=attending.wants_lead,
)
BODY = Field(
    "organisation",
    "Or an outside body",
    Kind.CHOICE,
    required=False,
    options=attending.organisations,
    when=attending.wants_organisation,
)
NAME = Field("name", "Name", Kind.CONTACT, max_length=120)
EMAIL = Field("email", "Work e-mail", Kind.CONTACT, max_length=200)


def _named(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    """For the agency of whoever is named, which a member can only do for their own."""
    roll = room.meeting.roll if room.meeting else {}
    named = roll.get(values["person"])
    return NameRepresentative(agency=(named.agency if named else None) or "", person=values["person"])


def _away(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return GiveApologies(person=subject)


def _comes(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return GiveApologies(person=subject, comes=True)


def _observing(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {**values, "sittings": tuple(int(number) for number in values.get("sittings", ()))}
    if given.get("category") == OUTSIDE:
        given["category"] = None
    return given


def _approve(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ApproveObserver(**_observing(values))


def _admit(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AdmitObserver(**_observing(values))


ACTS = (
    Act(
        "people",
        "People",
        "Who is on the roll and who is here, since when, and how I know.",
        ("people", "roll", "who is here"),
        ShowPeople,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "representative",
        "Who comes for the agency",
        "Say who comes to this meeting for your agency and can decide for it.",
        ("representative", "comes for us"),
        NameRepresentative,
        (COLLEAGUE,),
        make=_named,
        private=True,
    ),
    Act(
        "apologies",
        "I cannot come",
        "Give apologies for this meeting. No reason is asked.",
        ("apologies", "i cannot come"),
        GiveApologies,
        make=_away,
        private=True,
    ),
    Act(
        "coming",
        "I can come after all",
        "Take your apologies back.",
        ("coming", "i can come"),
        GiveApologies,
        make=_comes,
        private=True,
    ),
    Act(
        "invite",
        "Invite a guest",
        "Invite somebody from outside for named cases. Everything asked for is needed.",
        ("invite", "invite guest"),
        Invite,
        (
            NAME,
            Field("job_title", "Job title", Kind.CONTACT, max_length=120),
            Field("phone", "Telephone", Kind.CONTACT, max_length=40, when=attending.wants_phone),
            EMAIL,
            Field("cases", "Cases", Kind.CHOICES, options=options.cases_to_hear),
            Field("agency", "Agency", Kind.CHOICE, required=False, options=choices.known_agencies),
            Field("new_agency", "Or a new agency", Kind.TEXT, required=False, max_length=120),
            Field("agency_type", "Its type", Kind.CHOICE, required=False, options=choices.agency_types),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "uninvite",
        "Take an invitation back",
        "Take a guest's invitation back for some cases.",
        ("uninvite", "take invitation back"),
        WithdrawInvitation,
        (GUEST, Field("cases", "Cases", Kind.CHOICES, options=options.cases)),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "declaration-sent",
        "Declaration sent",
        "Note that a guest was sent the declaration to read beforehand.",
        ("declaration sent",),
        MarkDeclarationSent,
        (GUEST,),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "observe",
        "Observing a meeting",
        "How somebody asks to observe a meeting, and who may.",
        ("observe", "observing"),
        AskToObserve,
        private=True,
    ),
    Act(
        "admit-observer",
        "Admit an observer",
        "Admit somebody new as an observer, with the reason and the day.",
        ("admit observer", "new observer"),
        AdmitObserver,
        (
            NAME,
            EMAIL,
            Field("agency", "Agency", Kind.CHOICE, required=False, options=choices.known_agencies),
            BODY,
            REASON,
            DAYS,
            INSTRUCTED,
            LEAD,
        ),
        make=_admit,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "approve-observer",
        "Approve an observer",
        "Approve an observer who is on the roll, with the reason and the day.",
        ("approve observer", "approve"),
        ApproveObserver,
        (OBSERVER, BODY, REASON, DAYS, INSTRUCTED, LEAD),
        make=_approve,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "instructed",
        "Instructions sent",
        "Note that an observer was sent the data protection instructions.",
        ("instructed", "instructions sent"),
        MarkInstructed,
        (OBSERVER,),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "decline-observer",
        "Decline an observer",
        "Decline an observer, or take the approval back.",
        ("decline observer",),
        DeclineObserver,
        (OBSERVER,),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "leaver",
        "Somebody has left",
        "Report that somebody has left: they are off every roll at once, and their agency is asked for a "
        "successor.",
        ("leaver", "has left"),
        Leaver,
        (
            Field("person", "Person", Kind.CHOICE, options=choices.colleagues),
            Field(
                "notice",
                "The written notice is there",
                Kind.TICK,
                required=False,
                when=leaving.closes_entries,
            ),
            Field(
                "successor",
                "Who follows",
                Kind.CHOICE,
                required=False,
                options=leaving.successors,
                when=leaving.closes_entries,
            ),
            Field(
                "name",
                "Or somebody new: name",
                Kind.CONTACT,
                required=False,
                max_length=120,
                when=leaving.closes_entries,
            ),
            Field(
                "email",
                "Their work e-mail",
                Kind.CONTACT,
                required=False,
                max_length=200,
                when=leaving.closes_entries,
            ),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "returned",
        "Somebody is back",
        "Put somebody back on the roll who was reported as having left.",
        ("returned", "is back"),
        Returned,
        (Field("person", "Person", Kind.CHOICE, options=choices.left),),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "bar",
        "Bar somebody",
        "Bar somebody from the meetings and everything of them. No reason is asked or kept.",
        ("bar",),
        Bar,
        (WHO,),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "unbar",
        "Lift a bar",
        "Let somebody in again who was barred.",
        ("unbar", "lift bar"),
        Unbar,
        (Field("person", "Person", Kind.CHOICE, options=choices.barred),),
        where=PRIVATE,
        private=True,
    ),
)
