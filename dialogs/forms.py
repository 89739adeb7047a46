"""The form behind an act: its fields as inputs, what was typed kept, and what is wrong said at the top.

What is typed in a form is never a chat message. Its title is neutral: it may be seen over a shoulder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import elements
from dialogs.acts import Act, Field, Kind
from dialogs.case_words import in_words_of
from dialogs.elements import Element
from dialogs.reading import as_text
from dialogs.values import YES, is_readable, value_of
from usecases.rooms import Room

_INPUTS = {Kind.DATE: "Input.Date", Kind.NUMBER: "Input.Number", Kind.TICK: "Input.Toggle"}


def form(act: Act, room: Room, given: Mapping[str, Any], wrong: str | None = None) -> Element:
    """The form as a card. `given` are values already known, `wrong` a sentence about what to change."""
    settled = [f for f in act.asked if f.settled and as_text(given.get(f.name))]
    asked = [f for f in act.asked if f not in settled and _is_asked(f, room, given)]
    carried = {k: v for k, v in given.items() if k not in {f.name for f in asked} and k != "msteams"}
    submit = {
        "type": "Action.Submit",
        "title": act.title,
        "style": "positive",
        "data": {**carried, "form": act.verb},
    }
    made = elements.card(
        elements.notice(wrong, "attention") if wrong else None,
        [elements.heading(_label(one, room, as_text(given[one.name]))) for one in settled],
        elements.text(act.help),
        [elements.notice(words, "accent") for words in _said(act, room, given)],
        [_input(one, room, given.get(one.name)) for one in asked],
        {"type": "ActionSet", "actions": [submit]},
    )
    return in_words_of(made, room, _case_of(act, room, given))


def _case_of(act: Act, room: Room, given: Mapping[str, Any]) -> str | None:
    """The one case that the form is about: what is given, that of the action given, or the open one."""
    if room.meeting is None:
        return None
    action = room.meeting.actions.get(as_text(given.get("action")))
    if action is not None or as_text(given.get("case")):
        return as_text(given.get("case")) or (action.case if action else None)
    asks = any(one.name in ("case", "action") for one in act.fields)
    return room.meeting.current_case if asks else None


def _is_asked(one: Field, room: Room, given: Mapping[str, Any]) -> bool:
    return one.is_asked(room) and (one.fits is None or one.fits(room, given))


def _said(act: Act, room: Room, given: Mapping[str, Any]) -> list[str]:
    """What the form reminds of, and what the area has to say to what was chosen."""
    reminder = act.reminder(room) if act.reminder else ""
    prompt = act.prompt(room, given) if act.prompt else ""
    return [words for words in (reminder, prompt) if words]


def kept(act: Act, given: Mapping[str, Any], wrong: str) -> Element:
    """What was filled in, to be sent once more, where nothing else can be looked up just now: what was typed
    can still be changed, what was chosen stays as it was."""
    typed = [f for f in act.asked if f.kind in (Kind.TEXT, Kind.LONG_TEXT) and given.get(f.name)]
    rest = {k: v for k, v in given.items() if k not in {f.name for f in typed} and k != "msteams"}
    submit = {"type": "Action.Submit", "title": act.title, "data": {**rest, "form": act.verb}}
    return elements.card(
        elements.notice(wrong, "attention"),
        [
            {
                "type": "Input.Text",
                "id": one.name,
                "label": one.label,
                "isMultiline": one.kind is Kind.LONG_TEXT,
                "value": str(given[one.name]),
            }
            for one in typed
        ],
        {"type": "ActionSet", "actions": [submit]},
    )


def _label(one: Field, room: Room, value: str) -> str:
    """The words for what a button has said already."""
    options = one.options(room) if one.options else ()
    return next((o.label for o in options if o.value == value), value)


def _input(one: Field, room: Room, given: Any) -> Element:
    value = _shown(given) if given is not None else one.default(room) if one.default else None
    base: Element = {"id": one.name, "label": one.label, "isRequired": one.required}
    if one.required:
        base["errorMessage"] = f"Please fill in: {one.label.lower()}."
    if one.kind in (Kind.CHOICE, Kind.CHOICES):
        return _choices(one, room, base, value)
    if one.kind is Kind.TICK:
        return _toggle(one, value)
    made = {**base, "type": _INPUTS.get(one.kind, "Input.Text")}
    if one.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CONTACT, Kind.TIME):
        made |= {"maxLength": one.max_length, "isMultiline": one.kind is Kind.LONG_TEXT}
        if one.hint:
            made["placeholder"] = one.hint
    if one.kind not in (Kind.DATE, Kind.NUMBER):
        return made | ({"value": value} if value is not None else {})
    if value and is_readable(one, room, value):
        known = value_of(one, room, value)
        made["value"] = known if one.kind is Kind.NUMBER else known.isoformat()
    return made


def _toggle(one: Field, value: str | None) -> Element:
    """A tick. Never marked as required, for Teams would then take nothing but yes."""
    ticked = value is not None and value.casefold() in YES
    return {
        "type": "Input.Toggle",
        "id": one.name,
        "label": one.label,
        "title": one.hint or "Yes",
        "value": str(ticked).lower(),
    }


def _shown(given: Any) -> str:
    """What was said before, as an input holds it: several choices with commas between them."""
    if isinstance(given, (list, tuple)):
        return ",".join(filter(None, map(as_text, given)))
    return as_text(given)


def _choices(one: Field, room: Room, base: Element, value: str | None) -> Element:
    options = [o for o in one.options(room) if o.offered] if one.options else []
    made: Element = {
        **base,
        "type": "Input.ChoiceSet",
        "isMultiSelect": one.kind is Kind.CHOICES,
        "style": "expanded" if one.kind is Kind.CHOICES or len(options) <= 4 else "compact",
        "wrap": True,
        "choices": [{"title": elements.unlinked(o.label), "value": o.value} for o in options],
    }
    if one.kind is Kind.CHOICE and len(options) > 4:
        made["placeholder"] = one.hint or "Choose"
    if value is not None:
        made["value"] = value
    return made
