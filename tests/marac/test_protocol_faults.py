"""A broken file of an area is refused whole, with a sentence for each fault that says what would be right.

Each line breaks a copy of an installed file in one place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import time
from importlib import resources
from typing import Any

import pytest
from pydantic import ValidationError

from marac.protocol import Protocol

Entries = dict[str, Any]

_TEXT = resources.files("marac").joinpath("protocols", "lincolnshire.toml").read_text(encoding="utf-8")


def _file() -> Entries:
    return tomllib.loads(_TEXT)


def _in(*path: str | int) -> Callable[[Entries], Any]:
    def find(entries: Any) -> Any:
        for step in path:
            entries = entries[step]
        return entries

    return find


def _set(*path: str | int, to: object) -> Callable[[Entries], None]:
    def change(entries: Entries) -> None:
        _in(*path[:-1])(entries)[path[-1]] = to

    return change


def _update(*path: str | int, to: Entries) -> Callable[[Entries], None]:
    def change(entries: Entries) -> None:
        _in(*path)(entries).update(to)

    return change


def _repeat(*path: str | int) -> Callable[[Entries], None]:
    def change(entries: Entries) -> None:
        listed = _in(*path)(entries)
        listed.append(listed[0])

    return change


def _drop(*path: str | int) -> Callable[[Entries], None]:
    def change(entries: Entries) -> None:
        del _in(*path[:-1])(entries)[path[-1]]

    return change


BROKEN: list[tuple[str, Callable[[Entries], None], str]] = [
    (
        "a due date nobody can read",
        _set("duties", 0, "due", to="in a week"),
        'duties.0.due\n  Value error, "in a week" does not say when something is due. Write it like "+5',
    ),
    (
        "a reminder nobody can read",
        _set("duties", 0, "remind", to=["Friday noon"]),
        '"Friday noon" does not say when something is due. Write it like "+5 working days"',
    ),
    ("an unknown entry", _set("quoracy", "quorum", to=5), "quoracy.quorum\n  Extra inputs are not permitted"),
    (
        "no section cited",
        _set("alerts", "cite", to=""),
        "alerts.cite\n  String should have at least 1 character",
    ),
    (
        "hours written wrongly",
        _set("office_hours", "Monday", to="half past eight"),
        'office_hours: Office hours are written like "08:30-16:30", not "half past eight".',
    ),
    (
        "a weekday written wrongly",
        _set("office_hours", "Mon", to="08:30-16:30"),
        'office_hours: "Mon" is no weekday: write one in full, like "Tuesday".',
    ),
    (
        "an unknown time zone",
        _set("timezone", to="Lincoln"),
        'timezone: "Lincoln" is no time zone; write one like "Europe/London".',
    ),
    (
        "an unknown type in quoracy",
        _set("quoracy", "requirements", 3, "any_of", to=["polise"]),
        'quoracy.requirements "police": "polise" is no agency type; write one of police, probation,',
    ),
    (
        "an unknown speaker",
        _set("hearing", "order", 0, "who", to="presenter"),
        'hearing.order: "presenter" is no agency type; write one of referring, others, outside-views,',
    ),
    (
        "an unknown agency looking back",
        _set("hearing", "look_back", 0, "who", to="force"),
        'hearing.look_back: "force" is no agency type; write one of others, police,',
    ),
    (
        "an unknown voice of the victim",
        _set("hearing", "victim_voice", to="adviser"),
        'hearing.victim_voice: "adviser" is no agency type; write one of police,',
    ),
    (
        "an unknown giver of feedback",
        _set("actions", "feedback_type", to="adviser"),
        'actions.feedback_type: "adviser" is no agency type; write one of police,',
    ),
    (
        "somebody unknown in the order of who tells the victim",
        _set("actions", "feedback", to={"cite": "1", "order": ["volunteer", "adviser"]}),
        'actions.feedback.order: "adviser" is no agency type; write one of volunteer, referring, police,',
    ),
    (
        "an unknown owner",
        _set("ready_actions", 0, "owner", to="everybody"),
        'ready_actions "keep-on-list": "everybody" is no agency type; write one of referring, all, involved,',
    ),
    (
        "data deleted while flags still stand",
        _set("retention", "months", to=12),
        "retention.months: 12 must be more than flags.months, which look that far back.",
    ),
    (
        "other words for a mark that no case has",
        _set("replaced_words", 0, "mark", to="adult-to-parent"),
        'replaced_words: "adult-to-parent" is no mark of a case; write one of child-to-parent.',
    ),
    (
        "an unknown role that owes a duty",
        _set("duties", 0, "owed_by", to="secretary"),
        'duties "agenda-published": "secretary" is no agency type; write one of administrators, chair,',
    ),
    (
        "a type called by a word of the rules",
        _set("agency_types", -1, "key", to="others"),
        'agency_types: "others" has a meaning of its own in the rules; choose another key.',
    ),
    (
        "a requirement that asks for nothing",
        _drop("quoracy", "requirements", 3, "any_of"),
        'quoracy.requirements: "police" must ask either for agencies',
    ),
    (
        "a requirement that asks for agencies and people",
        _set("quoracy", "requirements", 3, "capacity", to="chair"),
        'quoracy.requirements: "police" must ask either for agencies',
    ),
    (
        "a break in no sitting",
        _set("order", "breaks", 0, "sitting", to=3),
        "order.breaks: there is no sitting 3; write one of 1, 2.",
    ),
    (
        "a district in no sitting",
        _set("order", "district_sittings", "Lincoln City", to=3),
        "order.district_sittings: there is no sitting 3; write one of 1, 2.",
    ),
    (
        "a sitting for an unknown district",
        _set("order", "district_sittings", "Lincoln", to=1),
        'order.district_sittings: "Lincoln" is not in order.districts; put it there as well.',
    ),
    (
        "a district left out",
        _drop("order", "district_sittings", "Lincoln City"),
        'order.district_sittings: "Lincoln City" has no sitting; give every district one, or none.',
    ),
    (
        "a sitting that ends before it starts",
        _set("sittings", 1, "ends", to=time(8)),
        "sittings: sitting 2 must start before it ends.",
    ),
    (
        "a kind that no case has",
        _set("restricted", "chat_closed", to=["honour"]),
        'restricted.chat_closed: "honour" is no kind of case; write one of ordinary, hba,',
    ),
    (
        "a label without the number",
        _set("restricted", "label", to="Private case"),
        "restricted.label: it must hold {number}",
    ),
    (
        "an action due in hours",
        _set("actions", "default_due", to="+48 hours"),
        'actions.default_due: "+48 hours" counts hours, and a due date has none; write days instead.',
    ),
    (
        "a ready action due in hours",
        _set("ready_actions", 0, "due", to="+1 hour"),
        'ready_actions: "+1 hour" counts hours, and a due date has none; write days instead.',
    ),
    *(
        (f"{'.'.join(path)} twice", _repeat(*path), f"{'.'.join(path)}: {named} is there more than once")
        for path, named in (
            (("sittings",), '"1"'),
            (("opening",), '"welcome"'),
            (("agency_types",), '"police"'),
            (("quoracy", "requirements"), '"chair"'),
            (("observers", "categories"), '"future-member"'),
            (("order", "districts"), '"West Lindsey"'),
            (("hearing", "order"), '"referring" "always"'),
            (("hearing", "headings"), '"reasons"'),
            (("hearing", "look_back"), '"police"'),
            (("hearing", "checklist"), '"risks"'),
            (("hearing", "closing_reasons"), '"moved-away"'),
            (("ready_actions",), '"keep-on-list"'),
            (("decisions",), '"withdraw"'),
            (("duties",), '"agenda-published"'),
        )
    ),
    (
        "a fact that is not one of the duty's subject",
        _set("duties", 0, "discharged_by", to="presenter-named"),
        '"presenter-named" is a fact of a case, so the subject is "case", not "meeting".',
    ),
    (
        "hours from a day",
        _update("duties", 0, to={"anchor": "review", "due": "+48 hours"}),
        '"+48 hours" counts hours, and a review has only its day.',
    ),
]


@pytest.mark.parametrize(
    ("change", "sentence"), [line[1:] for line in BROKEN], ids=[line[0] for line in BROKEN]
)
def test_a_broken_file_is_refused_with_a_sentence(change: Callable[[Entries], None], sentence: str) -> None:
    entries = _file()
    change(entries)
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        Protocol.model_validate(entries)


def test_all_faults_of_a_file_are_told_at_once() -> None:
    entries = _file()
    _set("duties", 0, "owed_by", to="secretary")(entries)
    _set("hearing", "victim_voice", to="adviser")(entries)
    with pytest.raises(ValidationError) as refused:
        Protocol.model_validate(entries)
    assert '"secretary" is no agency type' in str(refused.value)
    assert '"adviser" is no agency type' in str(refused.value)
