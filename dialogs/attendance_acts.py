"""The rows for agencies that cannot come, for those that come for some cases alone, and for who agrees to an
observer.

All of them are private. None asks for a reason, and none takes the text of a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import attendance_options as choices
from dialogs import before_options, options
from dialogs.acts import PRIVATE, Act, Field, Kind
from marac.absence import NameSubstitute, ReceiveReport, SayNobodyComes
from marac.attendance import SayWhichCases
from marac.observers import AnswerObserver, ConfirmBriefed
from marac.words import PersonId
from usecases.requests import Wanted
from usecases.rooms import Room

ANSWERED = Field("person", "Observer", Kind.CHOICE, options=choices.observers_to_answer)


def _named(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    """For the agency of whoever is named, which a member can only do for their own. Nothing said about
    actions is no answer: the substitute is asked."""
    roll = room.meeting.roll if room.meeting else {}
    named = roll.get(values["person"])
    takes = values.get("takes_actions") if choices.asks_about_actions(room) else None
    return NameSubstitute(
        agency=(named.agency if named else None) or "", person=values["person"], takes_actions=takes
    )


def _not_received(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ReceiveReport(agency=values["agency"], received=False)


def _allows(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AnswerObserver(person=values["person"])


def _refuses(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AnswerObserver(person=values["person"], agrees=False)


ACTS = (
    Act(
        "substitute",
        "Who comes instead",
        "Say by name who comes for your agency instead. No reason is asked.",
        ("substitute", "comes instead"),
        NameSubstitute,
        (
            Field("person", "Person", Kind.CHOICE, options=before_options.colleagues),
            Field(
                "takes_actions",
                "They can take actions on for the agency",
                Kind.TICK,
                required=False,
                when=choices.asks_about_actions,
            ),
        ),
        make=_named,
        private=True,
    ),
    Act(
        "nobody-comes",
        "Nobody can come",
        "Say that nobody of your agency can come to this meeting. No reason is asked.",
        ("nobody comes", "nobody can come"),
        SayNobodyComes,
        (
            Field(
                "agency",
                "Agency",
                Kind.CHOICE,
                options=choices.agencies_that_may_be_away,
                default=choices.own_agency(choices.agencies_that_may_be_away),
                settled=True,
            ),
        ),
        private=True,
    ),
    Act(
        "report-received",
        "Report received",
        "Note that you hold the written report of an agency that cannot come. Its text stays with you.",
        ("report received",),
        ReceiveReport,
        (Field("agency", "Agency", Kind.CHOICE, options=choices.agencies_without_report),),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "report-not-received",
        "Report not received after all",
        "Take back that you hold an agency's written report.",
        ("report not received",),
        ReceiveReport,
        (Field("agency", "Agency", Kind.CHOICE, options=choices.agencies_with_report),),
        make=_not_received,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "which-cases",
        "Cases that concern us",
        "Say which of the listed cases concern your agency. You are expected for those alone.",
        ("which cases", "our cases", "concerns us"),
        SayWhichCases,
        (
            Field(
                "cases",
                "Cases that concern the agency (none: leave empty)",
                Kind.CHOICES,
                required=False,
                options=options.cases_to_hear,
                hint="Type “our cases” and their numbers, or “our cases none”.",
                stated=True,
            ),
            Field(
                "agency",
                "Agency",
                Kind.CHOICE,
                options=choices.agencies_to_ask,
                default=choices.own_agency(choices.agencies_to_ask),
                settled=True,
            ),
        ),
        private=True,
    ),
    Act(
        "allow-observer",
        "Agree",
        "Agree that somebody observes the meeting.",
        ("allow observer", "agree to observer"),
        AnswerObserver,
        (ANSWERED,),
        make=_allows,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "refuse-observer",
        "Do not agree",
        "Say that somebody is not to observe the meeting. No reason is asked.",
        ("refuse observer",),
        AnswerObserver,
        (ANSWERED,),
        make=_refuses,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "briefed",
        "Observer briefed",
        "Say that your agency has briefed the observer whom it brings on confidentiality, and answers for "
        "them.",
        ("observer briefed", "briefed"),
        ConfirmBriefed,
        (Field("person", "Observer", Kind.CHOICE, options=choices.observers_to_brief),),
        private=True,
    ),
)
