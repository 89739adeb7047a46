"""The sentences about actions, duties and posts: refusals, states and dates, without a word of any action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dialogs import wording
from marac.decide import Why
from marac.words import ActionState, Protects
from usecases.status_words import status
from usecases.views.actions import Outcome

PROTECTS = {
    Protects.ADULT: "Adult at risk",
    Protects.CHILD: "Child",
    Protects.PERPETRATOR: "Perpetrator",
    Protects.STAFF: "Staff",
    Protects.OTHERS: "Others at risk",
}
_PARTS = {
    "what": "what is to be done",
    "owner": "the agency that takes it",
    "due": "a due date",
    "protects": "whom it protects",
    "may_tell": "what may be told",
    "others_told": "whether anybody else is to be told (or “nobody”)",
    "safe_to_post": "the tick that it is safe to post a letter there",
    "correction": "what is wrong",
    "instead": "what was done instead",
    "reason": "the reason, in a few words",
    "changed": "what changed, in a few words",
    "answer": "an answer",
    "completed_on": "the date on which it was done",
    "modus_updated": "that the case system is updated",
    "safe_to_feed_back": "that it was safe to feed back",
    "number": "the case’s number",
    "incident-date": "the day on which it happened or came in",
    "lead": "who leads",
    "agency": "the agency that it is about",
    "agency type": "what kind of agency it is",
    "agencies": "the agencies that take part",
    "date": "the date",
    "name": "the name",
    "role": "the role of whoever it is for",
    "presenter": "who presents",
    "referring_agency": "the agency that referred it",
}


def parts(names: tuple[str, ...] | list[str]) -> str:
    """What is missing, in words."""
    return wording.listed(_PARTS.get(name, name) for name in names)


def day(on: date | str | None) -> str:
    """`Wed 2 Dec 2026`, or that there is none. Dates among a message's facts come as ISO text."""
    if on is None:
        return "no date"
    on = date.fromisoformat(on) if isinstance(on, str) else on
    return f"{on:%a} {on.day} {on:%b %Y}"


def outcome(one: Outcome | None) -> list[str]:
    """Why an action was not carried out, for those who may see the case."""
    if one is None:
        return []
    why = "What changed" if one.changed else "Not done because"
    said = (
        f"Done instead: {one.instead}" if one.instead else "",
        f"{why}: {one.because}" if one.because else "",
    )
    return [words for words in said if words]


def state(of: ActionState, outcome: Outcome | None) -> str:
    """How an action stands, in words."""
    return status(of, outcome is not None and outcome.changed)


def due(on: date | str | None) -> str:
    """`due Wed 2 Dec 2026`, or that there is no date."""
    return f"due {day(on)}" if on else "no date"


def _missing(facts: Mapping[str, Any]) -> str:
    return f"I still need {parts(facts.get('what', ()))}. Nothing has been recorded yet."


def _still_to_come(facts: Mapping[str, Any]) -> str:
    """What holds the end of a sitting or the close: a note carries it over."""
    cases, sittings = facts.get("cases", ()), facts.get("sittings", ())
    waits = [f"case {number}" for number in cases] + [f"sitting {number}" for number in sittings]
    return f"Still to come: {wording.listed(waits)}. Add a short note saying why, and it is carried over."


def _collector(facts: Mapping[str, Any]) -> str:
    why = "is not here" if facts.get("absent") else "is here for this case alone"
    return (
        f"That agency {why}, so please also choose who collects the update from it: an administrator or "
        "a member."
    )


_HINDRANCES = {
    "no-mail": "no mail server is set up for me",
    "no-address": "an address for it is missing in the register",
    "restricted": "the case is restricted, and nothing about it goes by e-mail",
    "kept-out": "somebody whom it is for may not know of the case",
}


wording.REFUSALS.update(
    {
        Why.NO_SUCH_ACTION: lambda f: (
            "I do not have that action for you. Type “my actions” to see yours with their references."
        ),
        Why.MEETING_CLOSED: lambda f: "The meeting is closed. An administrator can still add to its actions.",
        Why.HELD: _still_to_come,
        Why.MISSING: _missing,
        Why.NOT_HEARD_YET: lambda f: (
            f"Case {f['case']} has not been opened yet. What your agency has done already can be logged with "
            "“already taken”."
        ),
        Why.TO_BE_ENTERED: lambda f: (
            f"“{f['label']}” is done by entering it, and not by a tick. Type “duties”, and press its button "
            "there."
        ),
        Why.NO_SUCH_DUTY: lambda f: "I do not have that task for you. Type “duties” to see what is due.",
        Why.NO_SUCH_POST: lambda f: "I do not know of that post. It may be gone already.",
        Why.NO_SUCH_READY_ACTION: lambda f: "That is not one of this area's ready-made actions.",
        Why.OWN_AGENCY_ONLY: lambda f: (
            "You can do that for your own agency only. The chair or an administrator can help."
        ),
        Why.NOT_AN_OWNER: lambda f: (
            "An action needs an agency that takes it on. It cannot be the MARAC, or those who administer it."
        ),
        Why.OWNER_FIXED: lambda f: (
            "The area's rules say who takes that action, so it cannot go to another agency."
        ),
        Why.COLLECTOR_NEEDED: _collector,
        Why.PERSONAL_DETAILS: lambda f: wording.personal_details(f["kinds"]),
        Why.OUT_OF_HOURS: lambda f: (
            "Offices are closed, so nobody is chased now. Please do it when they are open."
        ),
        Why.DATE_PAST: lambda f: f"{day(f['on'])} has gone by. Please choose a day from today on.",
        Why.DATE_AHEAD: lambda f: (
            f"That is too late. The last possible day is {day(f['latest'])}."
            if f.get("latest")
            else f"{day(f['on'])} is still to come. When it is done, please tell me then."
        ),
        Why.ACTION_FINISHED: lambda f: "That action is finished already, so nothing has changed.",
        Why.RECORDED_FOR_THEM: lambda f: (
            "Actions are entered by the chair and the administrators here. Please say in the meeting what "
            "your agency takes on; you will be asked to confirm it."
        ),
        Why.NOT_ACCEPTED: lambda f: (
            "That was proposed and the agency has not taken it on, so there is nothing to report yet. Its "
            "people can type “confirm” to take it on, or “not ours”."
        ),
        Why.AGENCY_NOT_HERE: lambda f: (
            "That agency is not here, so it cannot be given an action. Leave it with the administrators "
            "instead: type “note” and what the agency is to be asked."
        ),
        Why.OWN_SEARCH: lambda f: (
            "That asks for a look through records and nothing more, which is no action here. Please offer "
            "another step. If it follows a repeat incident, tick “after a repeat incident”."
        ),
        Why.WEIGH_FIRST: lambda f: f"{f['prompt']} If it was agreed, tick “agreed after weighing this up”.",
        Why.NOT_BY_MAIL: lambda f: (
            f"I cannot send that: {_HINDRANCES[f['hindrance']]}. Once you have seen to it by hand, say that "
            "it has gone."
        ),
        Why.TICK_ONLY: lambda f: "For that action a tick is all I take: no date and no detail.",
    }
)
