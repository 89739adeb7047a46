"""The product's adapter on botbuilder-core's CloudAdapterBase: one connector for all turns.

The stock adapter makes two clients and a token cache for every turn, and answers 500 to every invoke that
returns a body. This one gives each turn the same connector and lets the answer be plain JSON.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from typing import Any

from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import (
    Activity,
    ConversationParameters,
    ConversationReference,
    ConversationResourceResponse,
    ResourceResponse,
)

from bot.connector import Connector
from bot.identity import Doorkeeper
from bot.turn import Answer, Handler, Turn
from bot.wire import is_model, read, write

NOT_IMPLEMENTED = 501


class EdgeContext(TurnContext):  # type: ignore[misc]  # the SDK ships no types
    """A turn's context whose sends copy an activity once, not to its last leaf.

    The SDK's deep copy of every outgoing card costs more than sending it; only top-level fields are set on
    the copy, so a shallow one protects the caller just as well.
    """

    async def send_activities(self, activities: list[Activity]) -> list[ResourceResponse]:
        """Address, send and report activities, through the handlers registered on this context."""
        if self._on_send_activities or self.activity.delivery_mode == "expectReplies":
            answers: list[ResourceResponse] = await super().send_activities(activities)
            return answers
        output = [self._addressed(activity) for activity in activities]
        responses = await self.adapter.send_activities(self, output)
        if any(activity.type != "trace" for activity in output):
            self.responded = True
        return list(responses)

    def _addressed(self, activity: Activity) -> Activity:
        """The activity as an answer to this turn's: to where it came from, and from the bot."""
        incoming, out = self.activity, copy(activity)
        out.channel_id, out.service_url, out.locale = (
            incoming.channel_id,
            incoming.service_url,
            incoming.locale,
        )
        out.conversation, out.from_property = incoming.conversation, incoming.recipient
        out.recipient = incoming.from_property
        if incoming.id and incoming.type != "conversationUpdate":
            out.reply_to_id = incoming.id
        out.type = out.type or "message"
        out.input_hint = out.input_hint or "acceptingInput"
        out.id = None
        return out


class _OneConnector:
    """What CloudAdapterBase asks for clients: the same connector every time, and never a user's token."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def authenticate_request(self, *_: object) -> None:
        raise PermissionError("Tokens are checked in bot.identity, before a turn reaches the adapter.")

    def create_connector_factory(self, *_: object) -> _OneConnector:
        return self

    async def create(self, *_: object) -> Connector:
        return self._connector

    async def create_user_token_client(self, *_: object) -> None:
        return None


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK ships no types
    """Runs turns, and carries what botbuilder's TurnContext sends to the one connector."""

    def __init__(self, connector: Connector, doorkeeper: Doorkeeper) -> None:
        super().__init__(_OneConnector(connector))
        self.connector = connector
        self.doorkeeper = doorkeeper

    async def run(self, raw: Mapping[str, Any], handler: Handler) -> Answer:
        """Run one authenticated activity through middleware and handler; the answer to its HTTP request.

        Raises MalformedActivity where the activity is not one, and whatever the handler raises.
        """
        context = self._create_turn_context(read(Activity, raw), None, "", self.connector, None, None, None)
        answered: list[Answer | None] = []

        async def logic(context: TurnContext) -> None:
            answered.append(await handler(Turn(raw, context)))

        await self.run_pipeline(context, logic)
        return self._answer(context, answered[-1] if answered else None)

    def _create_turn_context(self, activity: Activity, *_: object) -> TurnContext:
        """What the SDK calls for every kind of turn: always the one connector, whatever it passes."""
        context = EdgeContext(self, activity)
        context.turn_state[self.BOT_CONNECTOR_CLIENT_KEY] = self.connector
        return context

    def _answer(self, context: TurnContext, answer: Answer | None) -> Answer:
        if answer is not None:
            return answer
        if context.activity.delivery_mode == "expectReplies":
            return Answer(200, {"activities": list(context.buffered_reply_activities)})
        if context.activity.type != "invoke":
            return Answer(200)
        response = context.turn_state.get(self._INVOKE_RESPONSE_KEY)
        if response is None or response.value is None:
            return Answer(NOT_IMPLEMENTED)
        body = response.value.body
        return Answer(int(response.value.status), write(body) if is_model(body) else body)

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send a turn's activities in order. Raises SendFailed where Teams does not take one."""
        return [await self._send(context, activity) for activity in activities]

    async def _send(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        if activity.type == "delay":
            await asyncio.sleep(float(activity.value or 1000) / 1000)
            return ResourceResponse(id="")
        if activity.type == "invokeResponse":
            context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
            return ResourceResponse(id="")
        if activity.type == "trace":
            return ResourceResponse(id="")
        body = write(activity)
        where, conversation = activity.service_url, activity.conversation.id
        if activity.reply_to_id:
            sent = await self.connector.reply(where, conversation, activity.reply_to_id, body)
        else:
            sent = await self.connector.send(where, conversation, body)
        return ResourceResponse(id=sent)

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace an activity that the bot sent. Raises SendFailed."""
        await self.connector.update(
            activity.service_url or context.activity.service_url,
            activity.conversation.id,
            activity.id,
            write(activity),
        )
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete an activity that the bot sent. Raises SendFailed."""
        await self.connector.delete(
            reference.service_url or context.activity.service_url,
            reference.conversation.id,
            reference.activity_id,
        )

    async def create_conversation(
        self,
        bot_app_id: str,
        callback: Callable[[TurnContext], Awaitable[None]],
        conversation_parameters: ConversationParameters,
        channel_id: str = "msteams",
        service_url: str = "",
        audience: str = "",
    ) -> None:
        """Open a conversation and run a turn in it, in the SDK's own form. Raises SendFailed.

        The app id and the audience are the connector's already and change nothing here.
        """
        opened = await self.connector.create_conversation(service_url, write(conversation_parameters))
        made = ConversationResourceResponse(id=opened.get("id"), activity_id=opened.get("activityId"))
        activity = self._create_create_activity(made, channel_id, service_url, conversation_parameters)
        await self.run_pipeline(self._create_turn_context(activity), callback)
