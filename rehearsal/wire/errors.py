"""Errors in the form that Teams gives them: `{"error": {"code", "message"}}`."""

from __future__ import annotations

import json

from aiohttp import web


class WireError(Exception):
    """A call that Teams turns down; it becomes the answer."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def response(self) -> web.Response:
        """The error as an HTTP answer."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        body = json.dumps({"error": {"code": self.code, "message": self.message}})
        return web.Response(status=self.status, text=body, content_type="application/json", headers=headers)


def bad_argument(message: str) -> WireError:
    """400: something in the request is not as it must be."""
    return WireError(400, "BadArgument", message)


def bad_syntax(message: str) -> WireError:
    """400: the activity cannot be shown as it is."""
    return WireError(400, "BadSyntax", message)


def not_in_roster() -> WireError:
    """403: the bot is not installed in this chat."""
    return WireError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def no_conversation(conversation_id: str) -> WireError:
    """404: there is no such conversation."""
    return WireError(404, "ConversationNotFound", f"Conversation not found: {conversation_id}.")


def no_activity(activity_id: str) -> WireError:
    """404: the conversation has no such message."""
    return WireError(404, "ActivityNotFoundInConversation", f"Activity not found: {activity_id}.")


def no_member(member_id: str) -> WireError:
    """404: nobody of that id is in the conversation."""
    return WireError(404, "MemberNotFoundInConversation", f"Member not found in conversation: {member_id}.")
