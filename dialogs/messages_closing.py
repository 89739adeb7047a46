"""The words at the close and about posts that have to go."""

from __future__ import annotations

from datetime import datetime

from dialogs import wording
from dialogs.messages import Facts, message
from dialogs.wording_actions import day
from usecases.rooms import Room

DELETE_YOURS = (
    "Please delete now what you wrote in this chat: nobody else can. I have removed my own cards and "
    "messages."
)


@message("sitting-ended", title="The sitting has ended")
def _sitting_ended(facts: Facts, room: Room) -> list[str]:
    if not facts["starts_at"]:
        return ["The sitting has ended. Thank you."]
    local = room.protocol.calendar.local(datetime.fromisoformat(str(facts["starts_at"])))
    return [
        f"The sitting has ended. Thank you. Sitting {facts['following']} is on {wording.day(local)} at "
        f"{wording.clock(local)}."
    ]


def _unflagged(room: Room) -> str:
    """Whose own file bears no flag; of all cases, so in the words that may be used of each."""
    others = [
        rule.words["perpetrator"] for rule in room.protocol.replaced_words if "perpetrator" in rule.words
    ]
    if not others:
        return "the alleged perpetrator is"
    return f"an alleged perpetrator or a {wording.listed(others, 'or')} is"


@message("meeting-closed", title="The meeting is closed")
def _meeting_closed(facts: Facts, room: Room) -> list[str]:
    over = facts["carried_over"]
    carried = f", {wording.count(over, 'case')} carried over" if over else ""
    lines = [f"The meeting is closed: {wording.count(facts['heard'], 'case')} heard{carried}."]
    if facts["flagged_until"]:
        lines.append(
            f"The cases heard stay on the list and flagged until {day(facts['flagged_until'])}; "
            f"{_unflagged(room)} not flagged."
        )
    lines.append("Everybody has their own agency's list in their chat with me.")
    return [*lines, *filter(None, [room.protocol.debrief]), DELETE_YOURS]


@message("delete-posts", title="Please delete what you wrote")
def _delete_posts(facts: Facts, room: Room) -> list[str]:
    flagged = facts["flagged"]
    lines = [
        f"You have {wording.count(facts['count'], 'message')} in the meeting chat. Please delete "
        f"{'it' if facts['count'] == 1 else 'them'} now: only you can."
    ]
    if flagged:
        lines.append(f"{flagged} of them may show who somebody is, so please begin with those.")
    return lines


@message("delete-post", title="Please delete a message", style="attention")
def _delete_post(facts: Facts, room: Room) -> list[str]:
    if facts["closed"]:
        return [
            "The meeting chat is closed at the moment. Please delete what you have just written there: "
            "only you "
            "can. If it has to be said, say it aloud, or write it to me here."
        ]
    return [
        "A message of yours in the meeting chat may show who somebody is. Please delete it now: only you "
        "can. "
        f"Details of people belong in {room.protocol.case_system}; in the chat a case is its number alone."
    ]
