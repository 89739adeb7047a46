"""The rows for opening a sitting: being here, declaring, conflicts, handing over, the chair's steps and
decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import options
from dialogs.acts import PRIVATE, Act, Field, Kind
from marac.conflicts import AskToStay, DeclareConflicts
from marac.declarations import CheckInvitation, ConfirmAuthority, ConfirmPrivateSetting, Declare
from marac.delegation import AcceptDelegation, Delegate
from marac.opening import (
    GoAhead,
    LogContact,
    NameMinuteTaker,
    OpenSitting,
    Resume,
    SkipStep,
    Suspend,
    TakeBreak,
    TickStep,
)
from marac.presence import Arrive, Depart
from marac.words import PersonId, Source
from usecases.requests import ShowDeclaration, Wanted
from usecases.rooms import Room

CASE = Field("case", "Case", Kind.CHOICE, options=options.cases)
NOTE = Field("note", "Why", Kind.LONG_TEXT, hint="In a few words; no details of anybody in a case.")
AGENCY = Field("agency", "Agency", Kind.CHOICE, options=options.agencies)


def _source(room: Room, subject: PersonId) -> Source:
    return Source.CHECKED_IN if subject == room.person else Source.MARKED


def _arrive(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return Arrive(person=subject, source=_source(room, subject))


def _depart(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return Depart(person=subject, source=_source(room, subject))


def _declare(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return Declare(person=subject, version=values.get("version") or room.protocol.declaration.version)


def _conflicts(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return DeclareConflicts(person=subject, cases=values.get("cases", ()))


def _stays(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AskToStay(case=values["case"], person=values["person"], stays=True)


def _leaves(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AskToStay(case=values["case"], person=values["person"], stays=False)


def _delegate(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    entry = room.meeting.roll.get(subject) if room.meeting else None
    agency = values.get("agency") or (entry.agency if entry else None) or ""
    return Delegate(agency=agency, to_person=values["to_person"])


def _decline(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AcceptDelegation(agency=values["agency"], accepts=False)


PERSON = Field("person", "Person", Kind.CHOICE, options=options.people)

ACTS = (
    Act(
        "check-in",
        "I am here",
        "Say that you are in the meeting.",
        ("here", "i am here", "check in"),
        Arrive,
        make=_arrive,
    ),
    Act(
        "leave",
        "I am leaving",
        "Say that you are leaving the meeting.",
        ("leaving", "i am leaving", "check out"),
        Depart,
        make=_depart,
    ),
    Act(
        "declare",
        "Confidentiality declaration",
        "Read the confidentiality declaration, and accept it.",
        ("declare", "declaration"),
        ShowDeclaration,
        as_form=True,
    ),
    Act(
        "accept-declaration",
        "I have read it and accept it",
        "Accept the declaration that you have read.",
        (
            "accept declaration",
            "i accept",
            "i accept it",
            "i accept the declaration",
            "accept the declaration",
        ),
        Declare,
        (Field("version", "Version", required=False, max_length=40, carried=True),),
        make=_declare,
    ),
    Act(
        "invitation-checked",
        "The invitation carries it",
        "Confirm that the calendar invitation carries the confidentiality declaration.",
        ("invitation checked",),
        CheckInvitation,
    ),
    Act(
        "authority",
        "I can commit my agency",
        "Say whether you can decide and commit resources for your agency.",
        ("authority",),
        ConfirmAuthority,
        (Field("has_authority", "I can decide for my agency", Kind.TICK),),
    ),
    Act(
        "private-setting",
        "Nobody can overhear me",
        "Confirm that you are somewhere private.",
        ("private setting",),
        ConfirmPrivateSetting,
    ),
    Act(
        "conflicts",
        "Conflicts of interest",
        "Say in which cases you have a conflict of interest, or that you have none. No reason is asked, and "
        "only the chair and the administrators see it.",
        ("conflict", "conflicts", "conflict of interest"),
        DeclareConflicts,
        (
            Field(
                "cases",
                "Cases with a conflict (none: leave empty)",
                Kind.CHOICES,
                required=False,
                options=options.cases,
                hint="Type “no conflicts”, or “conflict” and the case numbers.",
                stated=True,
            ),
        ),
        make=_conflicts,
        private=True,
    ),
    Act(
        "no-conflicts",
        "No conflicts",
        "Say that you have no conflict of interest in any case.",
        ("no conflicts", "no conflict", "conflict none", "conflicts none", "no conflict of interest"),
        DeclareConflicts,
        make=_conflicts,
        private=True,
        listed=False,
    ),
    Act(
        "stay",
        "Ask to stay",
        "Ask somebody with a conflict to stay for the case.",
        ("stay",),
        AskToStay,
        (CASE, PERSON),
        make=_stays,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "leave-case",
        "Ask to step out",
        "Ask somebody with a conflict to step out for the case.",
        ("step out",),
        AskToStay,
        (CASE, PERSON),
        make=_leaves,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "delegate",
        "Hand over to a colleague",
        "Ask somebody of another agency who is here to act for yours.",
        ("delegate", "hand over"),
        Delegate,
        (
            Field("to_person", "To whom", Kind.CHOICE, options=options.members_here),
            Field(
                "agency",
                "For which agency",
                Kind.CHOICE,
                required=False,
                options=options.agencies,
                settled=True,
            ),
        ),
        make=_delegate,
    ),
    Act(
        "accept",
        "Accept",
        "Agree to act for an agency that has asked you.",
        ("accept",),
        AcceptDelegation,
        (AGENCY,),
    ),
    Act(
        "decline",
        "Decline",
        "Decline to act for an agency that has asked you.",
        ("decline",),
        AcceptDelegation,
        (AGENCY,),
        make=_decline,
    ),
    Act("open", "Open the sitting", "Open today's sitting.", ("open", "open sitting", "start"), OpenSitting),
    Act(
        "step",
        "Done",
        "Tick a step of the opening.",
        ("step", "tick step"),
        TickStep,
        (Field("step", "Step", Kind.CHOICE, options=options.steps),),
    ),
    Act(
        "skip",
        "Skip",
        "Skip a step of the opening, with a note.",
        ("skip", "skip step"),
        SkipStep,
        (Field("step", "Step", Kind.CHOICE, options=options.steps), NOTE),
    ),
    Act(
        "go-ahead",
        "Go ahead",
        "Go ahead although something is missing, and say why.",
        ("go ahead", "proceed"),
        GoAhead,
        (NOTE,),
    ),
    Act("suspend", "Suspend", "Suspend the sitting, and say why.", ("suspend",), Suspend, (NOTE,)),
    Act("resume", "Resume", "Go on after a break or a suspension.", ("resume", "go on"), Resume),
    Act("break", "Take a break", "Take a break between cases.", ("break", "take a break"), TakeBreak),
    Act(
        "minute-taker",
        "Minute taker",
        "Name who takes the minutes.",
        ("minutes", "minute taker"),
        NameMinuteTaker,
        (Field("person", "Minute taker", Kind.CHOICE, options=options.administrators),),
    ),
    Act(
        "rung",
        "Contact rung",
        "Note that a missing agency's contact has been rung.",
        ("rung", "contact made"),
        LogContact,
        (AGENCY,),
        where=PRIVATE,
    ),
)
