"""Everything the bot asks of Teams, on one kept-alive session: plain dicts in, plain values out.

The SDK makes a client for every turn, blocks the event loop for meetings, and never tries twice; this does
none of it. It sends nowhere but to an allowed service URL, follows no redirect, and keeps nothing of what it
sent.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.bearer import Bearer
from bot.failures import RETRIED_IN_CALL, SendFailed, from_response, read_retry_after
from bot.places import ServiceUrls
from bot.wire import decode, encode

PAGE_SIZE = 500
MOST_PAGES = 100

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one call may go on trying, in seconds; what needs longer is the outbox's to send again.

    A turn has 10 seconds, so one call's waits together stay under `longest_wait`.
    """

    attempts: int = 4
    first_wait: float = 0.4
    longest_wait: float = 6.0
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clock, sleep and chance, passed in so that a test can travel: seconds throughout."""

    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


@lru_cache(maxsize=1024)
def _part(identifier: str) -> str:
    return quote(identifier, safe="")


def _route(*parts: str) -> str:
    return "/" + "/".join(_part(part) for part in parts)


class Connector:
    """The Bot Connector and Teams routes. Every method raises SendFailed where Teams does not do it."""

    def __init__(
        self,
        session: ClientSession,
        bearer: Bearer,
        service_urls: ServiceUrls,
        patience: Patience | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._session = session
        self._bearer = bearer
        self._service_urls = service_urls
        self._patience = patience or Patience()
        self._around = surroundings or Surroundings()
        self._timeout = ClientTimeout(total=self._patience.timeout)

    async def send(self, service_url: str, conversation_id: str, activity: Mapping[str, Any]) -> str:
        """Post an activity; its id."""
        route = _route("v3", "conversations", conversation_id, "activities")
        return _id(await self._call("POST", service_url, route, activity))

    async def reply(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> str:
        """Post an activity in answer to another; its id."""
        route = _route("v3", "conversations", conversation_id, "activities", activity_id)
        return _id(await self._call("POST", service_url, route, activity))

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace one of the bot's own activities."""
        route = _route("v3", "conversations", conversation_id, "activities", activity_id)
        await self._call("PUT", service_url, route, activity)

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        """Delete one of the bot's own activities."""
        route = _route("v3", "conversations", conversation_id, "activities", activity_id)
        await self._call("DELETE", service_url, route)

    async def send_targeted(
        self, service_url: str, conversation_id: str, recipient_id: str, activity: Mapping[str, Any]
    ) -> str:
        """Post an activity that this one person alone sees in the chat; its id.

        A preview of Microsoft's: on 400, 403 or 404 send it 1:1 instead.
        """
        route = _route("v3", "conversations", conversation_id, "activities") + "?isTargetedActivity=true"
        only_you = {**activity, "recipient": {"id": recipient_id}}
        return _id(await self._call("POST", service_url, route, only_you))

    async def create_conversation(self, service_url: str, parameters: Mapping[str, Any]) -> Json:
        """Open a conversation with Bot Framework's own parameters; Teams' answer, with its `id`."""
        return _object(await self._call("POST", service_url, "/v3/conversations", parameters))

    async def create_personal(self, service_url: str, *, bot_id: str, user_id: str, tenant_id: str) -> str:
        """The id of the 1:1 conversation with a person, opened where there was none."""
        parameters = {
            "isGroup": False,
            "bot": {"id": bot_id},
            "members": [{"id": user_id}],
            "tenantId": tenant_id,
            "channelData": {"tenant": {"id": tenant_id}},
        }
        opened = _id(await self.create_conversation(service_url, parameters))
        if not opened:
            raise SendFailed(200, "UnreadableAnswer", is_final=True)
        return opened

    async def members(self, service_url: str, conversation_id: str) -> list[Json]:
        """Everybody in a conversation, all pages of them."""
        route = _route("v3", "conversations", conversation_id, "pagedmembers") + f"?pageSize={PAGE_SIZE}"
        found: list[Json] = []
        more = ""
        for _ in range(MOST_PAGES):
            page = _object(await self._call("GET", service_url, route + more))
            found.extend(page.get("members") or [])
            token = page.get("continuationToken")
            if not token:
                return found
            more = f"&continuationToken={_part(str(token))}"
        raise SendFailed(200, "UnreadableAnswer", is_final=True)

    async def member(self, service_url: str, conversation_id: str, member_id: str) -> Json:
        """One person of a conversation, by their Teams id or their Entra id."""
        route = _route("v3", "conversations", conversation_id, "members", member_id)
        return _object(await self._call("GET", service_url, route))

    async def meeting(self, service_url: str, meeting_id: str) -> Json:
        """A meeting's details, by the id in `channelData.meeting.id`."""
        return _object(await self._call("GET", service_url, _route("v1", "meetings", meeting_id)))

    async def meeting_participant(
        self, service_url: str, meeting_id: str, aad_id: str, tenant_id: str
    ) -> Json:
        """Somebody's role in a meeting and whether they are in it now. Roles change: do not keep it."""
        route = _route("v1", "meetings", meeting_id, "participants", aad_id)
        return _object(await self._call("GET", service_url, f"{route}?tenantId={_part(tenant_id)}"))

    async def notify_in_meeting(
        self, service_url: str, meeting_id: str, notification: Mapping[str, Any]
    ) -> dict[str, str]:
        """Show a targeted notification in a meeting; whom it did not reach, with Teams' code for each."""
        route = _route("v1", "meetings", meeting_id, "notification")
        body = await self._call("POST", service_url, route, notification)
        failures = body.get("recipientsFailureInfo") if isinstance(body, dict) else None
        return {
            str(failure.get("recipientMri", "")): str(failure.get("errorCode") or "Unknown")
            for failure in failures or []
            if isinstance(failure, dict)
        }

    async def _call(
        self, method: str, service_url: str, route: str, body: Mapping[str, Any] | None = None
    ) -> Any:
        base = self._service_urls.base(service_url)
        if base is None:
            raise SendFailed(0, "ServiceUrlNotAllowed", is_final=True)
        url = URL(base + route, encoded=True)
        data = None if body is None else encode(body)
        waited = 0.0
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return await self._try(method, url, data)
            except SendFailed as failure:
                wait = self._wait_after(failure, attempt)
                if wait is None or waited + wait > self._patience.longest_wait:
                    raise
            waited += wait
            await self._around.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _wait_after(self, failure: SendFailed, attempt: int) -> float | None:
        """Seconds until the next attempt; None where there is none to be made within this call."""
        retried = failure.status in RETRIED_IN_CALL or failure.code == "NoAnswer"
        if not retried or attempt >= self._patience.attempts or failure.code == "TokenNotGranted":
            return None
        jittered = self._patience.first_wait * 2.0 ** (attempt - 1) * (0.5 + self._around.chance())
        return max(jittered, failure.retry_after or 0.0)

    async def _try(self, method: str, url: URL, data: bytes | None) -> Any:
        header = await self._bearer.header()
        try:
            return await self._once(method, url, data, header)
        except SendFailed as failure:
            if failure.status != 401 or header is None:
                raise
            self._bearer.forget(header)
        # Not a retry of the message but of the token: one that ended early (a clock, a changed secret).
        return await self._once(method, url, data, await self._bearer.header())

    async def _once(self, method: str, url: URL, data: bytes | None, header: str | None) -> Any:
        headers = {"Accept": "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        if header is not None:
            headers["Authorization"] = header
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                status, retry_after = response.status, response.headers.get("Retry-After")
                content = await response.read()
        except TimeoutError as problem:
            raise SendFailed(0, "TimedOut", is_final=False) from problem
        except ClientError as problem:
            raise SendFailed(0, "NoAnswer", is_final=False) from problem
        answer = _parse(content)
        if status >= 300:
            raise from_response(status, answer, read_retry_after(retry_after, self._around.now()))
        return answer


def _parse(content: bytes) -> Any:
    """JSON where it is JSON; None for nothing and for a proxy's error page."""
    if not content:
        return None
    try:
        return decode(content)
    except (ValueError, RecursionError):
        return None


def _object(answer: Any) -> Json:
    if not isinstance(answer, dict):
        raise SendFailed(200, "UnreadableAnswer", is_final=True)
    return answer


def _id(answer: Any) -> str:
    """The id in an answer; empty where Teams gave none (it does for some activity types)."""
    found = answer.get("id") if isinstance(answer, dict) else None
    return str(found) if found else ""
