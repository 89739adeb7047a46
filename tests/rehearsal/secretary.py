"""A little secretary: enough of a bot to play a short meeting with, for the tests of player and page."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.bots import RecordingBot, card, card_reply, form_reply, message

Json = dict[str, Any]


def roll(declared: list[str]) -> Json:
    """The card for the meeting chat; each person sees their own by refreshing."""
    facts = [
        {"title": "Declared", "value": f"{len(declared)} of 3"},
        {"title": "Next", "value": "Case 1, 09:15"},
    ]
    content = card(
        "**Opening**",
        refresh={"action": {"type": "Action.Execute", "verb": "mine"}},
        actions=[
            {"type": "Action.Execute", "title": "Declare", "verb": "declare", "style": "positive"},
            {"type": "Action.Submit", "title": "Add action", "data": {"msteams": {"type": "task/fetch"}}},
        ],
    )
    content["body"].append({"type": "FactSet", "facts": facts})
    return content


def action_form() -> Json:
    """The form for an action."""
    content = card("Nothing of this is written in the chat.")
    content["body"] += [
        {
            "type": "Input.Text",
            "id": "what",
            "label": "What is to be done?",
            "isRequired": True,
            "isMultiline": True,
            "errorMessage": "Say what is to be done.",
        },
        {
            "type": "Input.ChoiceSet",
            "id": "owner",
            "label": "Whose is it?",
            "choices": [{"title": "Police", "value": "police"}, {"title": "Health", "value": "health"}],
            "value": "police",
        },
        {"type": "Input.Date", "id": "due", "label": "Due", "value": "2026-12-01"},
        {"type": "Input.Toggle", "id": "safe", "title": "Safe to tell the victim"},
    ]
    content["actions"] = [
        {"type": "Action.Submit", "title": "Save", "style": "positive", "data": {"verb": "save"}}
    ]
    return content


class Secretary(RecordingBot):
    """Remembers who has declared and keeps one card in the chat up to date."""

    def __init__(self) -> None:
        super().__init__()
        self.declared: list[str] = []
        self.roll_id = ""
        self.answers = {
            "message": self.talk,
            "application/vnd.microsoft.meetingStart": self.open,
            "adaptiveCard/action": self.act,
            "task/fetch": self.form,
            "task/submit": self.save,
        }

    async def open(self, _: RecordingBot, activity: Json) -> None:
        """Put the card into the chat."""
        self.roll_id = await self.send(activity, message(roll(self.declared), summary="The meeting is open"))

    async def talk(self, _: RecordingBot, activity: Json) -> None:
        """Answer `help`, and anything else with a way on."""
        words = activity.get("text", "")
        if words == "help":
            await self.say(activity, "You may say **help**, or:\n- press Declare\n- press Add action")
        elif activity["conversation"]["conversationType"] == "personal":
            await self.say(activity, f"I do not know “{words}”. Say help.")

    async def act(self, _: RecordingBot, activity: Json) -> Json:
        """Declare, or show the person's own card."""
        name = activity["from"]["name"]
        if activity["value"]["action"]["verb"] == "declare" and name not in self.declared:
            self.declared.append(name)
            await self.put(activity, self.roll_id, message(roll(self.declared)))
        own = roll(self.declared)
        said = f"You have declared, {name}." if name in self.declared else f"{name}, please declare."
        own["body"].insert(1, {"type": "TextBlock", "text": said, "wrap": True})
        return card_reply(own)

    async def form(self, _: RecordingBot, activity: Json) -> Json:
        """Open the form for an action."""
        return form_reply("New action for case 1", action_form())

    async def save(self, _: RecordingBot, activity: Json) -> Json:
        """Say that it is kept."""
        return {"task": {"type": "message", "value": f"Kept: due {activity['value']['data']['due']}."}}
