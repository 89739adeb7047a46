"""The rows for what is reported privately: the report itself, the list, and how far each has got.

No field takes words: what a report is about belongs elsewhere, and its form says where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dialogs import options, wording_matters
from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from marac.matter_stages import matter_of, names_the_referrer
from marac.protocol import Matter
from marac.words import PersonId
from usecases.report_matter import RaiseMatter, SettleReported, TickStage, kinds_for
from usecases.report_update import ReportUpdate, news_of
from usecases.requests import Wanted
from usecases.rooms import Room
from usecases.views.matters import ShowMatters, StageLine, matter_lines

LONGEST_NUMBER = 20
WORDED = wording_matters
"""Imported so that what is refused here has its sentence."""
DAY = "Day on which it happened or came in"


def kinds(room: Room) -> list[Option]:
    """What the person may report, also by the name that the area's file has for it."""
    return [Option(m.key, m.label, _also(m)) for m in kinds_for(room)]


def _also(matter: Matter) -> tuple[str, ...]:
    plain = matter.key.replace("-", " ")
    return (plain, f"a {plain}", f"an {plain}")


def _chosen(room: Room, given: Mapping[str, Any]) -> Matter | None:
    return matter_of(room.protocol, str(given.get("kind") or ""))


def _asks(what: str) -> Callable[[Room, Mapping[str, Any]], bool]:
    def fits(room: Room, given: Mapping[str, Any]) -> bool:
        matter = _chosen(room, given)
        return matter is not None and (matter.about == what or what in matter.asks)

    return fits


def _asks_agency(room: Room, given: Mapping[str, Any]) -> bool:
    """It is about an agency, or goes to the one that referred the case."""
    matter = _chosen(room, given)
    return matter is not None and (matter.about == "agency" or names_the_referrer(matter))


def _guide(room: Room, given: Mapping[str, Any]) -> str:
    matter = _chosen(room, given)
    return matter.guide if matter else ""


def _report(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    given = {k: v for k, v in values.items() if v not in (None, "", ())}
    if "number" in given:
        given["number"] = str(given["number"]).casefold().removeprefix("case").strip()
    if "agencies" in given:
        given["agencies"] = tuple(given["agencies"])
    return RaiseMatter(**given)


def _update(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    number = str(values["number"]).casefold().removeprefix("case").strip()
    return ReportUpdate(number=number, longer=bool(values.get("longer")))


def _update_guide(room: Room, given: Mapping[str, Any]) -> str:
    matter = news_of(room.protocol)
    return matter.guide if matter else ""


def stages(room: Room) -> list[Option]:
    """The stages that the person has still to tick."""
    return [Option(line.duty, line.label) for line in _stages(room) if line.may_tick]


def _stages(room: Room) -> list[StageLine]:
    if room.meeting is None:
        return []
    lines = matter_lines(room.meeting, room.protocol, room.person, room.now)
    return [stage for line in lines for stage in line.stages]


def _is_dated(room: Room, given: Mapping[str, Any]) -> bool:
    return any(s.duty == given.get("stage") and s.dated for s in _stages(room))


def _is_answered(room: Room, given: Mapping[str, Any]) -> bool:
    return any(s.duty == given.get("stage") and s.answers for s in _stages(room))


def said(room: Room) -> list[Option]:
    """What stages can be answered with."""
    found = {a.key: a.label for m in room.protocol.matters for s in m.stages for a in s.answers}
    return [Option(key, label) for key, label in found.items()]


def _tick(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    duty, _, about = values["stage"].partition(":")
    on = values.get("on")
    answer = on.isoformat() if isinstance(on, date) else values.get("answer")
    return TickStage(duty=duty, subject=about, answer=answer or None)


def open_ones(room: Room) -> list[Option]:
    """What the person deals with and may settle."""
    if room.meeting is None:
        return []
    lines = matter_lines(room.meeting, room.protocol, room.person, room.now)
    return [Option(m.key, f"{m.label} {m.number or ''}".strip()) for m in lines if m.deals]


def _no_agencies(room: Room) -> str:
    return ""


ACTS = (
    Act(
        "report",
        "Report privately",
        "Report a complaint, a concern or the like. Only those who deal with it hear of it, privately.",
        ("report", "raise a concern", "report privately", "complaint"),
        RaiseMatter,
        (
            Field("kind", "What", Kind.CHOICE, options=kinds, settled=True),
            Field(
                "about_agency",
                "Agency",
                Kind.CHOICE,
                required=False,
                options=options.agencies,
                hint="The agency that referred it, if the case is not on the list",
                fits=_asks_agency,
            ),
            Field("meets_on", "Day of the meeting", Kind.DATE, required=False, fits=_asks("meeting")),
            Field("incident", DAY, Kind.DATE, required=False, fits=_asks("incident-date")),
            Field(
                "lead", "Who leads", Kind.CHOICE, required=False, options=options.people, fits=_asks("lead")
            ),
            Field(
                "agencies",
                "Agencies concerned",
                Kind.CHOICES,
                required=False,
                options=options.agencies,
                default=_no_agencies,
                fits=_asks("agencies"),
            ),
            Field(
                "number",
                "Case number",
                Kind.TEXT,
                required=False,
                hint="The number alone",
                max_length=LONGEST_NUMBER,
                fits=_asks("case"),
            ),
        ),
        make=_report,
        prompt=_guide,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "update",
        "Report an update",
        "Say that there is an update form on a case that was heard. I take its number alone.",
        ("update", "case update"),
        ReportUpdate,
        (
            Field("number", "Case number", Kind.TEXT, hint="The number alone", max_length=LONGEST_NUMBER),
            Field(
                "longer",
                "Longer flag",
                Kind.TICK,
                required=False,
                hint="The form asks all agencies to flag the case for longer",
            ),
        ),
        make=_update,
        prompt=_update_guide,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "matters",
        "What was reported",
        "See what was reported privately, as far as it is yours to deal with or you reported it.",
        ("matters", "what was reported", "reports"),
        ShowMatters,
        where=PRIVATE,
        private=True,
        as_form=True,
    ),
    Act(
        "stage-done",
        "Done",
        "Tick how far something has got that was reported privately.",
        ("stage done",),
        TickStage,
        (
            Field("stage", "Which", Kind.CHOICE, options=stages, settled=True),
            Field("answer", "Answer", Kind.CHOICE, required=False, options=said, fits=_is_answered),
            Field("on", "Day", Kind.DATE, required=False, fits=_is_dated),
        ),
        make=_tick,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "settle-matter",
        "Nothing more to do",
        "Say that nothing more is to be done about something that was reported privately.",
        ("settle matter", "matter settled"),
        SettleReported,
        (Field("matter", "Which", Kind.CHOICE, options=open_ones, settled=True),),
        where=PRIVATE,
        private=True,
    ),
)
