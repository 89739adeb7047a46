"""The rows for the running order and what is marked on its cases before they are heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import before_options as choices
from dialogs import options
from dialogs.acts import BOTH, PRIVATE, Act, Field, Kind
from marac.caselist import ChangeKind, MarkCommon, MarkConsent
from marac.presenters import ConfirmPresenter
from marac.running_order import Lengthen, MoveCase, Retime, SetOrder, TellOrder
from marac.words import CaseKind, Consent, PersonId
from usecases.requests import ShowOrder, Wanted
from usecases.rooms import Room

MY_CASE = Field(
    "case",
    "Case",
    Kind.CHOICE,
    options=choices.cases_answered_for,
    default=choices.only_case_answered_for,
)


def _move(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    place = str(values["place"])
    if place.startswith(choices.SITTING):
        return MoveCase(case=values["case"], sitting=int(place.removeprefix(choices.SITTING)))
    if values["where"] == "after":
        return MoveCase(case=values["case"], after=place)
    return MoveCase(case=values["case"], before=place)


def _lengthen(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    """A clock time is meant on the sitting's own day, whatever day it is today."""
    number, ends, calendar = int(values["sitting"]), values["ends"], room.protocol.calendar
    sittings = room.meeting.sittings if room.meeting else ()
    start = next((s.starts_at for s in sittings if s.number == number), ends)
    return Lengthen(sitting=number, ends=calendar.moment(calendar.day_of(start), calendar.local(ends).time()))


def _consent(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return MarkConsent(case=values["case"], consent=Consent(values["consent"]))


def _kind(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ChangeKind(case=values["case"], kind=CaseKind(values["kind"]))


ACTS = (
    Act(
        "order",
        "Running order",
        "The running order, with the times of the cases that concern you.",
        ("order", "running order", "agenda", "times"),
        ShowOrder,
        where=BOTH,
    ),
    Act(
        "move-case",
        "Move a case",
        "Move a case before or after another one, or to another sitting.",
        ("move", "move case"),
        MoveCase,
        (
            Field("case", "Case", Kind.CHOICE, options=options.cases_to_hear),
            Field("where", "Where", Kind.CHOICE, options=choices.where),
            Field("place", "Which case or sitting", Kind.CHOICE, options=choices.places),
        ),
        make=_move,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "retime",
        "Update the times",
        "Bring the times of what is still to be heard into line with how far the meeting has got.",
        ("retime", "update times", "new times"),
        Retime,
        where=PRIVATE,
    ),
    Act(
        "lay-out",
        "Lay out again",
        "Lay the cases still to be heard out again by the area's rules; changes made by hand are lost.",
        ("lay out", "lay out again"),
        SetOrder,
        where=PRIVATE,
    ),
    Act(
        "lengthen",
        "Lengthen a sitting",
        "Let a sitting go on until later. Representatives and chairs are told at once.",
        ("lengthen",),
        Lengthen,
        (
            Field("sitting", "Sitting", Kind.CHOICE, options=choices.sittings, default=choices.next_sitting),
            Field("ends", "Until", Kind.TIME, hint="17:00"),
        ),
        make=_lengthen,
        where=PRIVATE,
    ),
    Act(
        "tell-order",
        "Tell the representatives",
        "Tell representatives and chairs that the agenda can be read, with their times.",
        ("tell order", "agenda is ready"),
        TellOrder,
        where=PRIVATE,
    ),
    Act(
        "presents",
        "Confirm the presenter",
        "Say who presents your agency's case, or which other agency does instead.",
        ("presents", "confirm presenter"),
        ConfirmPresenter,
        (
            MY_CASE,
            Field("presenter", "Who presents", Kind.CHOICE, required=False, options=choices.presenters),
            Field("agency", "Another agency instead", Kind.CHOICE, required=False, options=options.agencies),
        ),
        private=True,
    ),
    Act(
        "consent",
        "Consent to IDVA support",
        "Say whether the victim agreed to IDVA support, refused it or was not reached. The case is heard "
        "whatever the answer.",
        ("consent",),
        MarkConsent,
        (MY_CASE, Field("consent", "Answer", Kind.CHOICE, options=choices.consents)),
        make=_consent,
        private=True,
    ),
    Act(
        "kind",
        "Kind of case",
        "Change what sort of case it is. This is the only way to lift a restriction.",
        ("kind", "kind of case"),
        ChangeKind,
        (
            Field("case", "Case", Kind.CHOICE, options=options.cases_to_hear),
            Field("kind", "Kind", Kind.CHOICE, options=choices.kinds),
        ),
        make=_kind,
        private=True,
    ),
    Act(
        "common",
        "Common case",
        "Mark a case that another agency's own meeting has too, and who gives the summary.",
        ("common", "common case"),
        MarkCommon,
        (
            Field("case", "Case", Kind.CHOICE, options=options.cases),
            Field("agency", "Agency that has it too", Kind.CHOICE, options=options.agencies),
            Field("summary_by", "Who gives the summary", Kind.CHOICE, options=options.agencies),
        ),
        private=True,
    ),
)
