"""Every sentence that the bot says in its own name, in plain British English.

Short, warm and exact: what is so, and what to do. No name from a case, no reason, no wording of an action
is ever put into one of these; they take numbers, agencies and times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from marac.case_words import worded, words_for
from marac.chat_naming import are_numbers_named, place_of
from marac.decide import Why

if TYPE_CHECKING:
    from dialogs.acts import Act, Field
    from usecases.directory import Names
    from usecases.rooms import Room

BOT = "MARAC Assistant"
PRESENCE_COUNTS = (
    "Being present counts as agreeing to this. Please still accept it here, so that it is on record."
)
NEUTRAL = "You have a message from the MARAC Assistant."
"""What a lock screen may show."""


def verdict(binding: bool, is_met: bool) -> str:
    """How quoracy stands in two words; where it only informs, nothing is ever called inquorate."""
    if binding:
        return "Quorate" if is_met else "Not quorate"
    return "Everybody wanted is here" if is_met else "Somebody is missing"


def listed(items: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    parts = list(items)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 case`, `3 cases`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def contact(names: Names, key: str) -> str:
    """An agency with whom to ring there (LIN-09)."""
    record = names.agencies.get(key)
    how = ", ".join(p for p in (record.contact.role, record.contact.phone) if p) if record else ""
    return f"{names.agency(key)}: {how or 'no contact in the register'}"


def or_from(places: Iterable[str]) -> str:
    """` or from A or B`; nothing where there are none."""
    words = listed(places, "or")
    return f" or from {words}" if words else ""


def nth_case(place: int | None) -> str:
    """`The 3rd case`, where its number is not named; `A case` where it has no place."""
    if place is None:
        return "A case"
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"The {place}{ending} case"


def case_in_chat(number: str, room: Room) -> str:
    """What the meeting chat calls a case: its number, or its place in the order where somebody who must not
    know of it could read the number."""
    meeting = room.meeting
    if meeting is None or are_numbers_named(meeting, room.protocol):
        return f"Case {number}"
    place = place_of(meeting, number)
    return nth_case(place[0] if place else None)


def then(words: str) -> str:
    """The words as a further sentence; nothing where there are none."""
    return f" {words}" if words else ""


def with_article(word: str) -> str:
    """`a guest`, `an observer`."""
    return f"{'an' if word[:1].casefold() in 'aeio' else 'a'} {word}"


def answer(key: str) -> str:
    """An answer of the area's file as words: `research-sent` as `Research sent`."""
    return key.replace("-", " ").capitalize()


def clock(moment: datetime | time) -> str:
    """`09:05`; the caller has made it local."""
    return f"{moment:%H:%M}"


def day(moment: Any) -> str:
    """`Wednesday 25 November`."""
    return f"{moment:%A} {moment.day} {moment:%B}"


def missing(act: Act, one: Field) -> str:
    """A field that was left out; one that the moment should have said says itself why it cannot."""
    if one.carried and one.hint:
        return one.hint
    return f"I need one more thing to do that: {one.label.lower()}.{_hint(one)}"


def too_long(one: Field, length: int) -> str:
    """Text over its limit."""
    return f"{one.label} can be {one.max_length} characters at most; this is {length}. Please shorten it."


def no_such_choice(one: Field, labels: list[str]) -> str:
    """A choice that is not one of those there are."""
    if not labels:
        return f"There is nothing to choose for “{one.label}” at the moment."
    shown = listed(labels[:12], "or") + (" …" if len(labels) > 12 else "")
    return f"I could not find that for “{one.label}”. Please choose {shown}."


def several_choices(one: Field, labels: list[str]) -> str:
    """A choice that could be several of those there are."""
    shown = listed(labels[:12], "or") + (" …" if len(labels) > 12 else "")
    return f"Several fit “{one.label}”. Which do you mean: {shown}?"


def left_over(act: Act) -> str:
    """A line that goes on after what could be understood."""
    return (
        f"I understood “{act.words[0]}”, but not the rest of the line, so nothing has changed. "
        f"Please type it in one of these ways: {listed((f'“{w}”' for w in act.words), 'or')}."
    )


def no_such_day(one: Field) -> str:
    """A date that is in no calendar, or in another century."""
    return f"There is no such day. Please write “{one.label}” like 02/12/2026."


def other_weekday(one: Field, on: date) -> str:
    """A date with the wrong day of the week before it."""
    return f"{on.day} {on:%B %Y} is a {on:%A}. Please say for “{one.label}” which day you mean."


def no_date(one: Field) -> str:
    """A date that cannot be read."""
    return f"I could not read the date for “{one.label}”. Please write it like 02/12/2026."


def no_time(one: Field) -> str:
    """A time that cannot be read."""
    return f"I could not read the time for “{one.label}”. Please write it like 10:30, or 25/11/2026 10:30."


def no_number(one: Field) -> str:
    """A number that cannot be read."""
    return f"“{one.label}” has to be a whole number, such as 2."


def no_tick(one: Field) -> str:
    """Neither yes nor no."""
    return f"Please answer “{one.label}” with yes or no."


def personal_details(kinds: Iterable[str]) -> str:
    """What was typed holds a person's details: where they belong, without repeating them (LIN-51)."""
    found = listed(DETAILS.get(str(kind), "a person's details") for kind in dict.fromkeys(kinds))
    return (
        f"That looks as if it holds {found}, so I have not kept it. Please put such details in the case "
        "system, "
        "and write it here without them. If it stands in a chat, delete it there."
    )


DETAILS = {
    "name": "a name",
    "date-of-birth": "a date of birth",
    "address": "an address",
    "postcode": "a postcode",
    "phone": "a telephone number",
    "email": "an e-mail address",
    "nhs-number": "an NHS number",
    "national-insurance": "a National Insurance number",
}


def _hint(one: Field) -> str:
    return f" {one.hint}" if one.hint else ""


def _held(facts: Mapping[str, Any]) -> str:
    return "This is waiting for something: " + listed(str(h) for h in facts.get("holds", ())) + "."


def _case(facts: Mapping[str, Any]) -> str:
    return f"Case {facts['case']}" if facts.get("case") else "A case"


REFUSALS: dict[Why, Callable[[Mapping[str, Any]], str]] = {
    Why.NOT_ALLOWED: lambda f: (
        "That is not something you can do in this meeting, so nothing has changed. "
        "Type “help” to see what you can do, or ask an administrator."
    ),
    Why.NOT_ON_ROLL: lambda f: (
        "You are not on the roll of this meeting. Please ask the MARAC administrators."
    ),
    Why.NO_SUCH_CASE: lambda f: (
        "I do not have a case of that number for you. Please check the running order."
    ),
    Why.NO_SUCH_PERSON: lambda f: "I do not have that person on this meeting's roll.",
    Why.NO_SUCH_AGENCY: lambda f: "I do not have that agency on this meeting's roll.",
    Why.NO_SITTING: lambda f: "No sitting is open yet. A chair or administrator can type “open”.",
    Why.SITTING_ENDED: lambda f: "The last sitting of this meeting has ended.",
    Why.TOO_EARLY: lambda f: f"That sitting is on {day(f['day'])}. Please tell me when you are there.",
    Why.OLD_DECLARATION: lambda f: (
        "The declaration has changed since you were sent that copy, so please read and "
        f"accept the version in force ({f['wanted']})."
    ),
    Why.NOT_PRESENT: lambda f: "That person is not here at the moment, so it cannot be handed to them.",
    Why.NOT_A_STEP: lambda f: "That is not a step of this opening.",
    Why.NOTE_NEEDED: lambda f: (
        "Please add a short note saying why; it is kept with the record of the meeting."
    ),
    Why.HELD: _held,
    Why.CASE_OPEN: lambda f: f"{_case(f)} is open. Please close it first.",
    Why.STEPPED_OUT: lambda f: (
        "Somebody else has to see to that: there is a conflict of interest between that person and the case."
    ),
    Why.CHAIR_ALONE: lambda f: "Only whoever is in the chair can say that, so nothing has changed.",
    Why.NOT_IN_THIS_AREA: lambda f: "The protocol of this MARAC does not have that, so nothing has changed.",
    Why.REFERRER_SILENT: lambda f: (
        "The agency that referred the case has not agreed yet. Ask it first, and note its answer."
    ),
    Why.NOT_ASKED: lambda f: "There is nothing of that kind waiting for an answer.",
    Why.ALREADY: lambda f: "That is so already; nothing has changed.",
    Why.NO_OPEN_CASE: lambda f: (
        f"Case {f['case']} is not open at the moment. Type “desk” to see where the meeting is."
        if f.get("case")
        else "No case is open at the moment. Please say which case you mean."
    ),
    Why.CASE_NOT_LISTED: lambda f: "That case is over for this meeting, so nothing has changed.",
    Why.CHAIR_CONFLICTED: lambda f: (
        "There is a conflict of interest between that chair and the case, so somebody else has to chair it. "
        "An administrator can type “another chair”."
    ),
    Why.CANNOT_LEAD: lambda f: (
        f"Whoever leads it has to take part in case {f['case']}, and not to watch. Please name somebody else."
    ),
    Why.NO_SUCH_VOTE: lambda f: "No question of that kind waits in that case.",
    Why.NOT_RESTRICTED: lambda f: "That is for restricted cases alone; this one is not restricted.",
    Why.ROOM_NOT_CLEAR: lambda f: (
        "Somebody who has to leave is still listed as here. Ask them to leave, or say in a note why the room "
        "is clear all the same."
    ),
    Why.NOT_VALID: lambda f: (
        f"That does not fit: {with_article(str(f.get('wanted', 'different value')))} is needed here."
    ),
}


def refusal(why: Why, facts: Mapping[str, Any], room: Room | None = None) -> str:
    """The sentence for a refusal; with the room of whoever is told, it can name people and agencies, and is
    in the words that are used of its case."""
    said = _refusal(why, facts, room)
    if room is None or room.meeting is None:
        return said
    about = facts.get("case") or room.meeting.current_case
    return worded(said, words_for(room.meeting, room.protocol, about))


def _refusal(why: Why, facts: Mapping[str, Any], room: Room | None) -> str:
    if why in (Why.HELD, Why.ROOM_NOT_CLEAR):
        from dialogs.wording_hearing import held, not_clear

        if why is Why.ROOM_NOT_CLEAR and room is not None:
            return not_clear(facts, room)
        if facts.get("holds"):
            return held(facts, room)
    return REFUSALS[why](facts)


IN_PRIVATE = "Please say that to me here, in our own chat. Nothing has changed."
"""Said in 1:1 to somebody who typed in the meeting chat what belongs here."""
NOBODY_OF_THAT_NAME = (
    "I do not find one person of that name on this meeting's roll. Please write their whole name."
)
STALE_BUTTON = "That button is from an earlier version. Type “desk” for a fresh card."
NOT_YOURS = "That is not something you can do here. Type “help” to see what you can do."
NOT_IN_REGISTER = (
    "I do not find you in the register of any MARAC that I serve. Please ask your MARAC administrators to "
    "add you; "
    "until then I can show you nothing."
)


def taken_from_chat(*, private: bool) -> str:
    """What somebody is told in 1:1 who typed something in the meeting chat."""
    done = "Thank you, I have taken that."
    if not private:
        return done
    return (
        f"{done} It is nobody else's business, so please delete your post from the meeting chat (only you "
        "can) and tell me such things here."
    )


FILE_DECLINED = "All right, I have not sent the file. Ask again whenever you want it."
FILE_NOT_YOURS = "I cannot give you that file any more. Type “help” to see what you can do."
FILE_NOT_SENT = "I could not put the file into your OneDrive. Nothing is lost; please ask again in a minute."
FILE_NOT_READ = "I could not fetch that file from Teams. Nothing has been imported; please drop it again."
FILES_IN_PRIVATE = "Please drop files to me in our own chat, not here, and delete the one you put here."
"""Said where somebody drops a file in the meeting chat."""


def file_offer(name: str) -> str:
    """What the consent card says about a file."""
    return (
        f"{name}: for your work at this MARAC alone. Keep it as your agency's rules say; do not pass it on."
    )
