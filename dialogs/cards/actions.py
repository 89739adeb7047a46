"""The cards of actions for their owners: one's own list, what waits to be confirmed, a case's list, and
what is outstanding for everybody."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day, due, outcome, parts, state
from marac.going_through import answers_of
from marac.words import ActionState, PersonId
from usecases.rooms import Room
from usecases.status_words import STATES
from usecases.views.actions import ActionLine, MyActions
from usecases.views.outstanding import Outstanding, OutstandingLine

TITLES = {
    "mine": "My actions",
    "outstanding": "Outstanding from earlier meetings",
}
INTRO = {
    "outstanding": (
        "Before the first case, please say how each of these stands: done, in hand, or a new date. In the "
        "meeting only the number of actions of each case and agency is shown."
    ),
}
NOTHING = "There is nothing open for you or your agency. Thank you."


@renders(MyActions)
def my_actions(view: MyActions, room: Room, table: Table) -> Element:
    """The list with each action's buttons: the usual answer first, the rest folded away."""
    meeting = room.meeting.key if room.meeting else ""
    return elements.card(
        elements.title(TITLES[view.purpose]),
        elements.subtle(_count(view)) if view.total else None,
        elements.text(INTRO[view.purpose]) if view.purpose in INTRO and view.total else None,
        elements.text(NOTHING) if not view.total else None,
        [part for line in view.lines for part in action_part(line, view.person, room, table)],
        _not_done(view, room),
        _further(view, meeting),
    )


def _not_done(view: MyActions, room: Room) -> Element | None:
    """What was closed without being done, with the reasons, for those who lead the meeting."""
    if not view.not_done:
        return None
    shown = [part for line in view.not_done for part in _closed(line, room)]
    return elements.section(elements.heading("Not carried out since the last meeting"), *shown)


def _closed(line: ActionLine, room: Room) -> list[Element]:
    how = state(line.state, line.outcome)
    return [
        elements.text(f"Case {line.case}, {room.names.agency(line.agency)}: {how}", weight="Bolder"),
        elements.text(line.what, spacing="None"),
        *(elements.text(words, spacing="None") for words in outcome(line.outcome)),
    ]


def _count(view: MyActions) -> str:
    late = f", {view.overdue} overdue" if view.overdue else ""
    return f"{wording.count(view.total, 'open action')}{late}"


def action_part(line: ActionLine, person: PersonId, room: Room, table: Table) -> list[Element]:
    """An action with its answers, as `person` sees it."""
    room = room.in_area(line.area)
    whose = room.names.agency(line.agency)
    if line.owner is not None and line.owner != person:
        whose += f" ({room.names.person(line.owner)})"
    items = [
        elements.heading(f"Case {line.case}", spacing="None"),
        elements.text(_when(line), spacing="None", color="Attention" if line.is_overdue else "Default"),
        elements.text(line.what) if line.what else None,
        elements.subtle(
            " · ".join(filter(None, (whose, STATES[line.state], line.reference))) + of_area(room)
        ),
        *(elements.text(words, spacing="Small") for words in _notes(line)),
        *elements.buttons(_answers(line, table)),
        *elements.buttons(_chairs(line, room, table)),
    ]
    return [elements.section(*items)]


def of_area(room: Room) -> str:
    """Of which area something is, for somebody who is in several."""
    return f" · {room.protocol.name}" if room.several else ""


def _when(line: ActionLine) -> str:
    if line.is_overdue:
        return f"Overdue: was due {day(line.due)}"
    return f"Due {day(line.due)}" if line.due else "No date: it comes up at the next meeting"


def _notes(line: ActionLine) -> list[str]:
    notes = [
        f"May be told: {line.may_tell}" if line.may_tell else "",
        f"Also to be told: {line.others_told}" if line.others_told else "",
        line.reminder,
    ]
    notes = [words for words in notes if words]
    if line.unowned:
        notes.append("Nobody of the agency is named for it any longer. Please agree with it who takes it on.")
    if line.was_due:
        notes.append(f"Was due before: {wording.listed(day(on) for on in line.was_due)}.")
    if line.because:
        notes.append(f"Late because: {line.because}")
    if line.missing:
        notes.append(f"Reported done. It is closed once I also know {parts(line.missing)}.")
    if line.asked_for:
        notes.append(f"A new date was asked for: {day(line.asked_for)}.")
    if line.escalated:
        notes.append("This was escalated. Please say why in the case system, then tick “Reason given”.")
    return notes


def _chairs(line: ActionLine, room: Room, table: Table) -> list[Element | None]:
    """What chair and administrators record or settle of it at the opening."""
    act, about = table.by_verb, {"action": line.action}
    labels = {one.key: one.label for one in answers_of(room.protocol)}
    record = elements.press(act["outstanding-answer"], line.meeting, **about) if line.answers else None
    if record is not None and line.raised:
        record = {**record, "title": f"Recorded: {labels.get(line.raised, line.raised)}"}
    settle = [
        elements.press(act[verb], line.meeting, **about) if line.may_settle else None
        for verb in ("settle-date", "replace-action")
    ]
    explain = elements.press(act["explain-overdue"], line.meeting, **about) if line.may_explain else None
    rename = elements.press(act["change"], line.meeting, "Who takes it on", **about) if line.unowned else None
    return [record, *settle, explain, rename]


def _answers(line: ActionLine, table: Table) -> list[Element | None]:
    act, about = table.by_verb, {"action": line.action}
    said = {"completed_on": line.completed_on.isoformat()} if line.completed_on else {}
    if line.tick:
        first = elements.press(act["tick-action"], line.meeting, line.tick, "positive", **about)
    else:
        first = elements.press(
            act["fed-back" if line.feedback else "done"], line.meeting, style="positive", **about, **said
        )
    further = [
        elements.press(act["rationale"], line.meeting, **about) if line.escalated else None,
        elements.press(act["new-date"], line.meeting, **about),
        elements.press(act["impossible"], line.meeting, **about),
        elements.press(act["not-needed"], line.meeting, **about),
    ]
    in_hand = line.state is ActionState.IN_HAND
    return [
        first,
        None if in_hand else elements.press(act["in-hand"], line.meeting, **about),
        *({**button, "mode": "secondary"} for button in further if button),
    ]


def _further(view: MyActions, meeting: str) -> list[Element]:
    following = view.start + len(view.lines)
    buttons: list[Element | None] = []
    if following < view.total:
        label = f"Show the next {min(view.total - following, len(view.lines))} of {view.total}"
        buttons.append(elements.execute("my-actions", label, {"meeting": meeting, "start": following}))
    if view.start:
        buttons.append(elements.execute("my-actions", "From the beginning", {"meeting": meeting}))
    return elements.buttons(buttons)


@renders(Outstanding)
def outstanding(view: Outstanding, room: Room, table: Table) -> Element:
    """The chat's list: case, agency, how many and due when."""
    if not view.lines:
        return elements.card(
            elements.title("Outstanding actions"),
            elements.text("Nothing is outstanding from earlier meetings."),
        )
    late = f", {view.overdue} overdue" if view.overdue else ""
    return elements.card(
        elements.title("Outstanding actions"),
        elements.subtle(f"{wording.count(view.total, 'action')} from earlier meetings{late}"),
        [
            elements.section(
                elements.text(f"Case {case}", weight="Bolder") if case else None,
                *(elements.text(_public(x, room), spacing="None") for x in view.lines if x.case == case),
            )
            for case in dict.fromkeys(line.case for line in view.lines)
        ],
        elements.subtle(f"And {view.more} more.") if view.more else None,
        elements.text("Their owners are asked in their own chat with me: done, in hand, or a new date."),
    )


def _public(line: OutstandingLine, room: Room) -> str:
    late = f" ({line.overdue} overdue)" if line.overdue else ""
    return f"{room.names.agency(line.agency)}: {wording.count(line.count, 'action')}, {due(line.due)}{late}"
