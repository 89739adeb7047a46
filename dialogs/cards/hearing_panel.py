"""The hearing on the desk of whoever runs a case: the case now, or the one to open next.

One obvious next step stands first; what is seldom wanted is folded away. What a representative or guest sees
is in `own_part`.
"""

from __future__ import annotations

from collections import Counter

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards import places_part
from dialogs.cards.attendance_panel import attending_lines
from dialogs.cards.case_words import head, presents
from dialogs.cards.mark_questions import mark_questions
from dialogs.cards.matters_part import followed_lines
from dialogs.cards.next_case import next_case
from dialogs.cards.own_part import guest_part, member_part
from dialogs.cards.plan_part import feedback_choice, plan_lines
from dialogs.cards.questions_part import questions_part
from dialogs.case_words import in_words_of
from dialogs.elements import Element
from dialogs.wording_hearing import VIEWS, hold_words, look_back_words
from marac.holds import Hold, HoldCode
from usecases.rooms import Room
from usecases.views.hearing_panel import (
    CaseNext,
    CaseNow,
    HearingPanel,
    SteppingOut,
)


def hearing_panel(panel: HearingPanel, meeting: str, room: Room, table: Table) -> list[Element]:
    """Everything of the hearing that the person's desk shows, the most pressing first."""
    return [
        *(member_part(panel.member, meeting, room, table) if panel.member else []),
        *(guest_part(panel.guest, meeting, room, table) if panel.guest else []),
        *([_stepping_out(panel.out)] if panel.out else []),
        *([_of_case(_now(panel.now, meeting, room, table), panel.now, room)] if panel.now else []),
        *([_bare(panel.bare)] if panel.bare else []),
        *(
            [_of_case(next_case(panel.next, meeting, room, table), panel.next, room)]
            if panel.next and not panel.bare
            else []
        ),
    ]


def _of_case(part: Element, of: CaseNow | CaseNext, room: Room) -> Element:
    return in_words_of(part, room, of.marks.number)


def _stepping_out(out: SteppingOut) -> Element:
    how = "is being heard" if out.is_open else "comes next"
    words = f"Case {out.case} {how}. You have a conflict in it, so somebody else sees to it."
    return elements.section(elements.notice(words, "warning"))


def _bare(label: str) -> Element:
    words = f"Next: {label}. The administrators admit the people for it and open it."
    return elements.section(elements.notice(words, "accent"))


def _now(now: CaseNow, meeting: str, room: Room, table: Table) -> Element:
    if now.marks.unminuted:
        case = now.marks.number
        press = elements.press(table.by_verb["close-case"], meeting, "Dealt with", "positive", case=case)
        return elements.section(*head(now.marks, room), *elements.buttons([press]))
    return elements.section(
        *head(now.marks, room),
        *mark_questions(now.marks, meeting, room, table),
        elements.facts(_who(now, room)),
        *places_part.warnings(now.places, room),
        *followed_lines(now.followed, room),
        *attending_lines(now.attending, room),
        *_speaking(now, meeting, room, table),
        *questions_part(now.questions, meeting, room, table),
        *_to_see_to(now, meeting, room, table),
        *_more(now, meeting, table),
    )


def _who(now: CaseNow, room: Room) -> list[tuple[str, str]]:
    pairs = [("Presents", presents(now.presenting, room) + places_part.by_name(now.places, room))]
    if now.other_chair:
        pairs.append(("Chair", room.names.person(now.other_chair)))
    if now.other_minute_taker:
        pairs.append(("Minutes", room.names.person(now.other_minute_taker)))
    if now.kept_out:
        pairs.append(("Has stepped out", wording.listed(room.names.person(p) for p in now.kept_out)))
    return pairs


def _speaking(now: CaseNow, meeting: str, room: Room, table: Table) -> list[Element | None]:
    """Whose turn it is, who is to come, who has spoken, and the word that moves on (LIN-37, LIN-73)."""
    names = room.names.agency
    coming = [names(s.agency) for s in now.speakers if s.state == "to-come"]
    done = [names(s.agency) for s in now.speakers if s.state == "done"]
    lines: list[Element | None] = [elements.heading("Speaking", spacing="Medium"), *_turn(now, room)]
    if coming and not now.places.unspoken:
        lines.append(elements.text(f"To come: {', '.join(coming)}", spacing="Small"))
    if done:
        lines.append(elements.subtle(f"✓ {', '.join(done)}"))
    lines += places_part.to_hear(now.places, room)
    case = now.marks.number
    following = now.next_speaker
    if following:
        label = f"Next: {names(following)}"
        press = elements.press(table.by_verb["next"], meeting, label, "positive", case=case)
    elif now.turn:
        press = elements.press(table.by_verb["next"], meeting, "End the round", "positive", case=case)
    else:
        lines.append(elements.subtle("Everybody has spoken."))
        press = None
    if now.plan.volunteered:
        lines.append(elements.subtle("Agencies offer their own actions: ask round."))
    return [
        *lines,
        *elements.buttons([press, _record(now, meeting, room, table)]),
        *places_part.to_mark(now.places, case, meeting, room, table, is_round_on=_round_is_on(now)),
    ]


def _record(now: CaseNow, meeting: str, room: Room, table: Table) -> Element | None:
    """The way to enter an action; whoever chairs gives none out where actions are volunteered (LUT-37)."""
    act, case = table.by_verb["action"], now.marks.number
    if not now.plan.volunteered:
        return elements.press(act, meeting, case=case)
    may_propose = room.attendee is not None and room.attendee.is_administrator
    return elements.press(act, meeting, "Propose an action", case=case) if may_propose else None


def _turn(now: CaseNow, room: Room) -> list[Element | None]:
    turn = now.turn
    if turn is None:
        return []
    local = room.protocol.calendar.local
    until = f" – until {wording.clock(local(turn.ends_at))}" if turn.ends_at else ""
    name = room.names.agency(turn.agency)
    window = look_back_words(turn.window)
    return [
        elements.text(f"▸ {name}{until}", weight="Bolder", spacing="Small"),
        places_part.turn_line(now.places),
        elements.text("Their time is up.", color="Warning", spacing="None") if turn.is_over else None,
        elements.subtle(f"Looks back: {window}") if window else None,
    ]


MANY = 3
"""So many points are counted and not named."""
_SEEN_TO_ELSEWHERE = frozenset({HoldCode.QUESTION_OPEN})
"""The holds that another part of the panel shows with its own button."""


def _to_see_to(now: CaseNow, meeting: str, room: Room, table: Table) -> list[Element | None]:
    """What is still to be seen to before the case closes, what is settled, and how to leave it (LIN-23,
    LIN-39 to LIN-42, LIN-46)."""
    left = [h for h in now.holds if h.code not in _SEEN_TO_ELSEWHERE]
    if _round_is_on(now):
        left = [h for h in left if h.code in _WHILE_SPEAKING or (now.summed_up and h.code in _AT_THE_END)]
    lines: list[Element | None] = [elements.heading("Before you close", spacing="Medium")]
    lines += [elements.text(f"○ {_short(h, now, room)}", spacing="None") for h in left]
    lines += [elements.subtle(f"✓ {words}") for words in _settled(now, room)]
    if now.unconfirmed:
        who = wording.listed(room.names.agency(a) for a in now.unconfirmed)
        lines.append(elements.subtle(f"Actions not confirmed yet by {who}"))
    lines += plan_lines(now.plan, room)
    return [*lines, *elements.buttons(_closing_buttons(now, left, meeting, room, table), most=3)]


_WHILE_SPEAKING = frozenset({HoldCode.VIEWS_MISSING, HoldCode.POINTS_UNTICKED, HoldCode.NO_CLOSING_REASON})
"""What can be seen to while agencies speak; the rest is shown once the round is over."""


_AT_THE_END = frozenset({HoldCode.NOT_UNDERSTOOD})
"""What is seen to once the case has been summed up, whoever has spoken."""


def _round_is_on(now: CaseNow) -> bool:
    return now.turn is not None or now.next_speaker is not None


def _short(hold: Hold, now: CaseNow, room: Room) -> str:
    """A hold in a few words: the case is before the chair, so its name is enough."""
    agencies = room.names.agency
    if hold.code is HoldCode.POINTS_UNTICKED:
        left = [p.label for p in now.points if not p.is_ticked]
        which = f": {wording.listed(left)}" if len(left) < MANY else ""
        return f"Checklist, {len(now.points) - len(left)} of {len(now.points)}{which}"
    if hold.code is HoldCode.NO_OFFER:
        return f"No action and no answer: {wording.listed(agencies(a) for a in now.silent)}"
    if hold.code is HoldCode.NO_FEEDBACK and now.plan.feedback_order:
        choice = feedback_choice(now.plan, room)
        first = "owner" in hold.facts.get("needs", ("owner",))
        return f"Who tells the victim: {choice}" if first and choice else hold_words(hold, room)
    if hold.code is HoldCode.NO_FEEDBACK:
        usual = f" ({agencies(now.feedback_default)}, unless another)" if now.feedback_default else ""
        return f"Who gives the victim feedback{usual}"
    short = {
        HoldCode.VIEWS_MISSING: "Victim's views",
        HoldCode.NOT_SUMMED_UP: "Sum up, and ask whether there is anything further",
    }
    return short.get(hold.code) or hold_words(hold, room)


def _settled(now: CaseNow, room: Room) -> list[str]:
    words = [_actions(now, room)] if now.actions else []
    if now.taken_before:
        words.append(f"{wording.count(now.taken_before, 'step')} taken before the meeting")
    if now.views:
        words.append(f"Victim's views: {VIEWS[now.views].lower()}")
    if now.points and all(p.is_ticked for p in now.points):
        words.append("Checklist")
    if now.feedback:
        words.append(f"Feedback: {wording.listed(room.names.agency(a) for a in now.feedback)}")
    elif now.feedback_not_safe:
        words.append("Feedback is not safe")
    if now.summed_up:
        words.append("Summed up, nothing further")
    return words


def _settles(hold: Hold, now: CaseNow, room: Room) -> str | None:
    """What settles a hold; where more is settled about feedback than that it is not safe, that is first, and
    where the chair marks the turn for the victim's views, its own buttons do."""
    if hold.code is HoldCode.VIEWS_MISSING and places_part.is_voice_due(now.places, room):
        return None
    if hold.code is HoldCode.NO_FEEDBACK and room.protocol.actions.feedback is not None:
        return "feedback"
    return _SETTLES.get(hold.code)


def _actions(now: CaseNow, room: Room) -> str:
    """How many actions there are and whose, for the summing up; their wording is a press away (LIN-41)."""
    counts = Counter(now.actions)
    whose = [
        room.names.agency(agency) + (f" ({number})" if number > 1 else "")
        for agency, number in counts.items()
    ]
    return f"{wording.count(len(now.actions), 'action')}: {wording.listed(whose)}"


_SETTLES = {
    HoldCode.VIEWS_MISSING: "views",
    HoldCode.POINTS_UNTICKED: "checklist",
    HoldCode.NO_OFFER: "nobody-else",
    HoldCode.NO_FEEDBACK: "feedback-not-safe",
    HoldCode.NO_CLOSING_REASON: "closing-reason",
    HoldCode.NO_REVIEW_DATE: "review-date",
    HoldCode.PROFESSIONALS_UNNAMED: "name-professionals",
    HoldCode.NOT_SUMMED_UP: "nothing-further",
    HoldCode.NOT_AGREED: "case-actions",
    HoldCode.NOT_UNDERSTOOD: "all-understood",
}


def _closing_buttons(
    now: CaseNow, left: list[Hold], meeting: str, room: Room, table: Table
) -> list[Element | None]:
    """A button for each thing left; closing stands first once nothing is."""
    act, case = table.by_verb, now.marks.number
    if not now.holds:
        return [elements.press(act["close-case"], meeting, style="positive", case=case)]
    settling = [verb for verb in (_settles(h, now, room) for h in left) if verb]
    if (now.actions or now.plan.proposed) and not _round_is_on(now) and "case-actions" not in settling:
        settling.append("case-actions")
    first = None if _round_is_on(now) else settling[0] if settling else None
    return [
        elements.press(act[verb], meeting, style="positive" if verb == first else "default", case=case)
        for verb in settling
    ]


def _more(now: CaseNow, meeting: str, table: Table) -> list[Element]:
    act, case = table.by_verb, now.marks.number
    seldom = [
        elements.press(act["call"], meeting, case=case),
        elements.press(act["stand-in"], meeting, case=case),
        elements.press(act["mark-turn"], meeting, case=case) if now.places.marks else None,
        elements.press(act["panels"], meeting, case=case) if now.places.panels else None,
        elements.press(act["question"], meeting, case=case),
        elements.press(act["case"], meeting, "Whole case", case=case),
        elements.press(act["feedback-not-safe"], meeting, case=case)
        if now.plan.feedback_order and not (now.feedback or now.feedback_not_safe)
        else None,
        elements.press(act["note"], meeting, case=case) if now.plan.volunteered else None,
        elements.press(act["close-anyway"], meeting, case=case) if now.holds else None,
    ]
    return elements.folded("more-of-the-case", "More", *elements.buttons(seldom, most=3))
