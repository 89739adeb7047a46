"""A case as a card: what this person may see of it, and what they may do about it."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.case_words import head, presents
from dialogs.cards.matters_part import followed_lines
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from dialogs.wording_hearing import EMPLOYER, QUESTIONS, ROUTES
from dialogs.wording_waiting import waited_words
from marac.facts import Attendance
from marac.words import CaseKind, CaseState, Question
from usecases.rooms import Room
from usecases.views.case import CaseCard, Restriction, RunningPart

STATES = {
    CaseState.LISTED: "still to be heard",
    CaseState.OPEN: "being heard now",
    CaseState.HEARD: "heard",
    CaseState.WITHDRAWN: "withdrawn",
    CaseState.CLOSED: "closed",
}


@renders(CaseCard)
def case(view: CaseCard, room: Room, table: Table) -> Element:
    """The card; every part stands only where its facts are given."""
    referred = room.names.agency(view.referring_agency) if view.referring_agency else ""
    top = head(view.marks, room) if view.marks else [elements.title(f"Case {view.number}")]
    return elements.card(
        [one for one in top if one],
        elements.subtle(_when(view, room)),
        elements.subtle(f"Referred by {referred}") if referred and not view.marks else None,
        elements.subtle(f"Presents: {presents(view.presenting, room)}") if view.presenting else None,
        _running(view.running, room) if view.running else None,
        followed_lines(view.running.followed, room) if view.running else None,
        elements.buttons(_buttons(view, room, table), most=3),
    )


def _when(view: CaseCard, room: Room) -> str:
    if view.for_next is not None:
        return f"For the next meeting, on {day(view.for_next)}"
    if view.starts_at is None:
        return STATES[view.state].capitalize()
    local = room.protocol.calendar.local(view.starts_at)
    return f"{wording.day(local)}, {wording.clock(local)} – {STATES[view.state]}"


def _running(part: RunningPart, room: Room) -> Element:
    names, local = room.names.person, room.protocol.calendar.local
    pairs = [
        ("Chair", names(part.chair) if part.chair else "nobody yet"),
        ("Minutes", names(part.minute_taker) if part.minute_taker else "nobody yet"),
        ("Actions", str(part.actions)),
    ]
    for one in part.chaired:
        until = wording.clock(local(one.end)) if one.end else "now"
        pairs.append(("Chaired by", f"{names(one.person)}, {wording.clock(local(one.start))} to {until}"))
    if part.conflicts:
        stays = [p for p in part.conflicts if p not in part.kept_out]
        said = [f"{names(p)}{' (stays)' if p in stays else ' (steps out)'}" for p in part.conflicts]
        pairs.append(("Conflicts", wording.listed(said)))
    if part.presenter_was_absent:
        pairs.append(("Presenting agency", "was absent"))
    pairs += _attendance(part.attendance, room)
    return elements.section(
        elements.facts(
            [*pairs, *_settled(part, room), *_hosts(part, room), *_restricted(part.restriction, room)]
        )
    )


def _attendance(part: Attendance | None, room: Room) -> list[tuple[str, str]]:
    """Who was there when the case opened, and who was not (HAC-04)."""
    if part is None:
        return []
    at = wording.clock(room.protocol.calendar.local(part.at))
    here = wording.listed(room.names.agency(a) for a in part.agencies)
    absent = wording.listed(room.names.agency(a) for a in part.absent)
    return [(f"Here at {at}", here or "nobody"), *([("Absent", absent)] if absent else [])]


def _settled(part: RunningPart, room: Room) -> list[tuple[str, str]]:
    reasons = {c.key: c.label for c in room.protocol.hearing.closing_reasons}
    pairs = [("Question", QUESTIONS[q.question]) for q in part.questions]
    if part.waited is not None:
        pairs.append(("Waited", waited_words(part.waited)))
    if part.wait_reason:
        pairs.append(("Why it waited", part.wait_reason))
    if part.closing_reason:
        pairs.append(("Closed because", reasons.get(part.closing_reason, part.closing_reason)))
    if part.reviewed_before:
        pairs.append(("Reviewed before", ROUTES[part.route] if part.route else "not said how it comes back"))
    if part.review_agreed_on:
        pairs.append(("Review", wording.day(part.review_on) if part.review_on else "no date yet"))
    return pairs


def _hosts(part: RunningPart, room: Room) -> list[tuple[str, str]]:
    """What the agency of somebody connected has said, and when (HAC-19)."""
    pairs = []
    for agency, said in part.hosts.items():
        words = "not said yet who attends"
        if said is not None:
            at = wording.clock(room.protocol.calendar.local(said.given_at))
            words = f"{wording.listed(room.names.person(p) for p in said.attends)}; {said.papers} ({at})"
        pairs.append((f"Attends for {room.names.agency(agency)}", words))
    return pairs


def _restricted(part: Restriction | None, room: Room) -> list[tuple[str, str]]:
    if part is None:
        return []
    people = wording.listed(room.names.person(p) for p in part.admitted)
    pairs = [("Admitted", people or "nobody yet")]
    if part.not_called:
        pairs.append(("Not telephoned", wording.listed(room.names.person(p) for p in part.not_called)))
    if part.kind is CaseKind.EMPLOYEE_SENSITIVE:
        pairs.append(("Employer agency", EMPLOYER[part.employer] if part.employer else "not said yet"))
    return pairs


def _buttons(view: CaseCard, room: Room, table: Table) -> list[Element | None]:
    """What may be done about the case, for those for whom it is."""
    wanted: list[tuple[str, dict[str, str]]] = []
    part, data = view.running, {"case": view.number}
    if part is not None and part.restriction is not None:
        wanted += [("admit", data), ("call-made", data), ("unadmit", data)]
        if not part.restriction.may_be_listed:
            wanted.append(("employer-told", data))
    if part is not None and view.state is CaseState.LISTED:
        if view.marks is not None and view.marks.kind is CaseKind.TRANSFER_IN:
            wanted.append(("transfer-presenter", data))
        wanted += [("mark-for-closure", data), ("seat-chair", data), ("case-minutes", data)]
    if part is not None and part.may_connect and view.state is CaseState.LISTED:
        wanted.append(("connected", data))
    if part is not None and part.reviewed_before and part.route is None:
        wanted.append(("reviewed-case", data))
    if part is not None and part.review_agreed_on is not None:
        wanted.append(("review-date", data))
    if view.may_withdraw:
        wanted.append(("question", {**data, "question": Question.WITHDRAW.value}))
    labels = {"question": "Withdraw as not high risk", "mark-for-closure": _mark(view)}
    if view.marks is not None and view.marks.for_closure:
        wanted = [(v, {**d, "marked": "no"}) if v == "mark-for-closure" else (v, d) for v, d in wanted]
    return [
        elements.press(table.by_verb[verb], view.meeting, labels.get(verb), **given)
        for verb, given in wanted
        if table.by_verb[verb].is_for(room)
    ]


def _mark(view: CaseCard) -> str:
    marked = view.marks is not None and view.marks.for_closure
    return "Do not close it after all" if marked else "Mark for closure"
