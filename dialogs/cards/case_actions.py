"""The cards of one case's actions: for those who take part in it, and for an agency that is asked to
confirm."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.plan_part import kinds_line
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import PROTECTS, day, due, outcome, state
from marac.facts import AdministratorsNote
from marac.words import ActionState
from usecases.rooms import Room
from usecases.status_words import STATES
from usecases.views.actions import ActionLine
from usecases.views.case_actions import CaseAction, CaseActions, StandardLine, ToConfirm

FEWER_BUTTONS = 3
LONGEST_LABEL = 40
MARKS = {ActionState.OFFERED: "○", ActionState.PROPOSED: "○", ActionState.IMPOSSIBLE: "✗"}
MOST_BUTTONS = 6
"""So many lines carry buttons of their own; of more, the rest are changed by typing."""


@renders(CaseActions)
def case_actions(view: CaseActions, room: Room, table: Table) -> Element:
    """Every action with its state, and for chair and administrators what they can do about it."""
    most = FEWER_BUTTONS if view.is_full else MOST_BUTTONS
    return elements.card(
        elements.title(f"Case {view.case}: actions"),
        elements.subtle(_summary(view.total, view.unconfirmed)),
        elements.subtle(kinds) if (kinds := kinds_line(view.kinds, room.protocol)) else None,
        _earlier(view.earlier, room),
        _taken_before(view.taken_before, room),
        [
            part
            for place, line in enumerate(view.lines)
            for part in _line(line, view, room, table, with_buttons=view.runs_it and place < most)
        ],
        elements.subtle(f"And {view.more} more, all in the action list at the close.") if view.more else None,
        _proposed(view, room, table),
        _standard(view, room, table),
        _notes(view, room),
        _points(view, table),
        elements.buttons(_adding(view, room, table)),
    )


def _proposed(view: CaseActions, room: Room, table: Table) -> Element | None:
    """What counts as no action until its agency takes it on (WOL-38)."""
    if not view.proposed:
        return None
    act = table.by_verb
    on_their_word = view.runs_it and room.attendee is not None and room.attendee.is_administrator
    return elements.section(
        elements.heading("Proposed, not accepted yet"),
        *(
            part
            for line in view.proposed
            for part in (
                *described(line, room),
                *elements.buttons(
                    [
                        elements.press(act["confirm"], view.meeting, "They accept", action=line.action)
                        if on_their_word
                        else None,
                        elements.press(act["strike"], view.meeting, action=line.action)
                        if view.runs_it
                        else None,
                    ]
                ),
            )
        ),
        elements.subtle(f"And {view.more_proposed} more.") if view.more_proposed else None,
    )


def _standard(view: CaseActions, room: Room, table: Table) -> Element | None:
    """What every case has, apart from what was made for this one (LUT-35)."""
    if not view.standard:
        return None
    shown = [_standard_line(line, view, room, table) for line in view.standard]
    return elements.section(elements.heading("In every case"), *shown)


def _standard_line(line: StandardLine, view: CaseActions, room: Room, table: Table) -> Element:
    whose = wording.listed(room.names.agency(a) for a in line.agencies) or "nobody found to take it"
    words = (
        f"{line.what} ({'all agencies' if line.for_all else whose}){' – struck' if line.is_struck else ''}"
    )
    items = [elements.text(words, spacing="Small")]
    if view.runs_it and not line.is_struck:
        act = table.by_verb["strike-standard"]
        press = elements.press(act, view.meeting, case=view.case, ready=line.ready)
        items += elements.buttons([{**press, "mode": "secondary"}])
    return {"type": "Container", "spacing": "Small", "items": items}


def _notes(view: CaseActions, room: Room) -> Element | None:
    if not view.notes:
        return None
    said = [_note(note, room) for note in view.notes]
    return elements.section(
        elements.heading("For the administrators"),
        elements.subtle(f"The last {len(said)} of {len(said) + view.more_notes}.")
        if view.more_notes
        else None,
        *(elements.text(words, spacing="Small") for words in said),
    )


def _note(note: AdministratorsNote, room: Room) -> str:
    about = f"{room.names.agency(note.agency)}: " if note.agency else ""
    return f"{about}{note.words}" + (f" ({note.stands})" if note.stands else "")


def _points(view: CaseActions, table: Table) -> Element | None:
    """What is checked with the chair before the case is left, with its tick (HAC-38)."""
    if not view.points:
        return None
    left = [point for point in view.points if not point.is_ticked]
    ticked = ",".join(point.key for point in view.points) if len(left) == 1 else None
    tick = {"points": ticked} if ticked else {}
    press = elements.press(
        table.by_verb["checklist"], view.meeting, "Tick it" if ticked else None, case=view.case, **tick
    )
    return elements.section(
        elements.heading("Checked with the chair"),
        *(elements.text(f"{'✓' if p.is_ticked else '○'} {p.label}", spacing="Small") for p in view.points),
        *elements.buttons([press if left else None]),
    )


def _summary(number: int, waiting: int) -> str:
    if not number:
        return "No actions recorded yet"
    return f"{wording.count(number, 'action')} recorded, {waiting or 'none'} still to be confirmed"


def _earlier(lines: tuple[ActionLine, ...], room: Room) -> Element | None:
    if not lines:
        return None
    shown = [
        elements.text(
            f"{room.names.agency(line.agency)}: {line.what} ({due(line.due)}, {STATES[line.state]})",
            spacing="Small",
        )
        for line in lines
    ]
    return elements.section(elements.heading("Unfinished from earlier meetings"), *shown)


def _taken_before(lines: tuple[CaseAction, ...], room: Room) -> Element | None:
    if not lines:
        return None
    shown = [
        elements.text(f"{room.names.agency(line.agency)}: {line.what}", spacing="Small") for line in lines
    ]
    return elements.section(elements.heading("Done before the meeting"), *shown)


def _line(
    line: CaseAction, view: CaseActions, room: Room, table: Table, *, with_buttons: bool
) -> list[Element]:
    act, about = table.by_verb, {"action": line.action}
    waits = line.state is ActionState.OFFERED
    confirm = elements.press(act["confirm"], view.meeting, "Confirm for them", **about)
    agree = elements.press(act["agree-date"], view.meeting, "Agree date", **about) if line.asked_for else None
    further = [
        elements.press(act["change"], view.meeting, **about),
        elements.press(act["strike"], view.meeting, **about),
    ]
    chairs = None
    if line.agreed is False and view.runs_it:
        chairs = elements.press(act["agree-actions"], view.meeting, "Agree", case=view.case, **about)
    buttons = [chairs, confirm if waits else None, agree, *({**b, "mode": "secondary"} for b in further)]
    return [
        elements.section(
            *described(line, room),
            elements.notice(f"To be corrected: {line.correction}", "warning") if line.correction else None,
            *(elements.buttons(buttons) if with_buttons else []),
        )
    ]


def described(line: CaseAction, room: Room) -> list[Element]:
    """An action in full: who, what, by when, for whom, and how it stands."""
    who = room.names.agency(line.agency)
    if line.owner:
        who += f", {room.names.person(line.owner)}"
    facts = [
        due(line.due),
        PROTECTS[line.protects].lower() if line.protects else "",
        "feedback to the victim" if line.feedback else "",
        "joint" if line.is_joint else "",
        _kind(line.category, room),
        "own records, after a repeat incident" if line.after_repeat else "",
        "by letter, safe to post" if line.by_letter else "",
        {None: "", True: "agreed by the chair", False: "not agreed by the chair yet"}[line.agreed],
        {None: "", True: "understood", False: ""}[line.understood],
        f"update by {room.names.person(line.collector)}" if line.collector else "",
        f"new date asked: {day(line.asked_for)}" if line.asked_for else "",
        f"was due {wording.listed(day(on) for on in line.was_due)}" if line.was_due else "",
    ]
    mark = MARKS.get(line.state, "✓")
    return [
        elements.heading(f"{mark} {who}", spacing="None"),
        elements.text(line.what, spacing="None"),
        *(elements.text(words, spacing="None") for words in (*feedback_words(line), *outcome(line.outcome))),
        elements.subtle(" · ".join([f for f in facts if f] + [state(line.state, line.outcome), line.action])),
    ]


def _kind(category: str | None, room: Room) -> str:
    return next((c.label.lower() for c in room.protocol.actions.categories if c.key == category), "")


def feedback_words(line: CaseAction) -> list[str]:
    """What was settled about telling the victim, for those who may see the action."""
    told = f"May be told: {line.may_tell}" if line.may_tell else ""
    others = f"Also to be told: {line.others_told}" if line.others_told else ""
    return [words for words in (told, others) if words]


def _adding(view: CaseActions, room: Room, table: Table) -> list[Element | None]:
    act, about = table.by_verb, {"case": view.case}
    if not view.may_add:
        return []
    rules, enter = room.protocol.actions, "action" if view.runs_it else "offer"
    label = "Propose an action" if view.runs_it and rules.volunteered else None
    may_enter = view.may_enter or not view.runs_it
    weighed = [r for r in room.protocol.ready_actions if r.prompt and r.scope == "on-demand"]
    return [
        elements.press(act["agree-actions"], view.meeting, "Agree all", "positive", **about, action="")
        if view.not_agreed
        else None,
        elements.press(act[enter], view.meeting, label, "positive", **about) if may_enter else None,
        elements.press(act["ready"], view.meeting, **about),
        elements.press(act["feedback"], view.meeting, **about) if rules.feedback is not None else None,
        *(elements.press(act["ready"], view.meeting, _short(r.what), **about, ready=r.key) for r in weighed),
    ]


def _short(what: str) -> str:
    """A ready-made action's wording on a button."""
    return what if len(what) <= LONGEST_LABEL else f"{what[:LONGEST_LABEL].rstrip()}…"


@renders(ToConfirm)
def to_confirm(view: ToConfirm, room: Room, table: Table) -> Element:
    """What waits for the agency: confirm or correct each."""
    return elements.card(
        elements.title(f"Case {view.case}: {_question(view)}"),
        elements.text(_asked(view)),
        [
            elements.section(
                *described(line, room),
                *elements.buttons(_answers(line, view, table)),
            )
            for line in view.lines
        ],
        elements.subtle(f"And {view.more} more, once these are answered.") if view.more else None,
        _to_understand(view, room, table),
        elements.subtle(reminder) if (reminder := _reminder(view, room)) else None,
    )


def _answers(line: CaseAction, view: ToConfirm, table: Table) -> list[Element | None]:
    act, about = table.by_verb, {"action": line.action}
    if line.state is ActionState.PROPOSED:
        return [
            elements.press(act["confirm"], view.meeting, "We take it on", "positive", **about),
            elements.press(act["not-ours"], view.meeting, **about),
            elements.press(act["correct"], view.meeting, **about),
        ]
    return [
        elements.press(act["confirm"], view.meeting, style="positive", **about),
        elements.press(act["correct"], view.meeting, **about),
    ]


def _to_understand(view: ToConfirm, room: Room, table: Table) -> Element | None:
    """What is asked of the agency, once more before the case closes (WOL-03, KEN-34, LUT-28)."""
    if not view.to_understand:
        return None
    return elements.section(
        elements.heading("What you have taken on"),
        *(part for line in view.to_understand for part in described(line, room)),
        *elements.buttons(
            [elements.press(table.by_verb["understood"], view.meeting, style="positive", case=view.case)]
        ),
    )


def _reminder(view: ToConfirm, room: Room) -> str:
    """What the area reminds of whoever is to tell the victim (KEN-37)."""
    rule = room.protocol.actions.feedback
    about = (*view.lines, *view.to_understand)
    return rule.reminder if rule is not None and any(line.feedback for line in about) else ""


def _question(view: ToConfirm) -> str:
    """What the card is about, in its heading."""
    if view.lines and all(line.state is ActionState.PROPOSED for line in view.lines):
        return "will you take this on?"
    if view.to_understand and not view.lines:
        return "is it clear what is asked of you?"
    return "is this what was agreed?"


def _asked(view: ToConfirm) -> str:
    sent = (
        f" {wording.count(view.corrected, 'correction')} sent; the administrators will change it and ask "
        "you again."
        if view.corrected
        else ""
    )
    if not view.lines and view.to_understand:
        return f"Before the case closes: please say that you know what is asked of you.{sent}"
    if not view.lines:
        return f"Nothing more waits for you in this case. Thank you.{sent}"
    if all(line.state is ActionState.PROPOSED for line in view.lines):
        return f"This was proposed for your agency. It is an action only once you take it on.{sent}"
    return f"Please confirm each action that your agency takes, or say what is wrong with it.{sent}"
