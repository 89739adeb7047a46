"""Who that is: from Teams' ids to a person of the register, remembered so that a turn costs nothing.

Somebody unknown is looked up once by the address that Teams vouches for; whoever has no account, or stands
in no register, stays unknown and is told whom to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.connector import Connector
from bot.failures import SendFailed
from marac.words import PersonId
from usecases.office import Office
from usecases.ports import Reach

_log = structlog.get_logger()
_MOST_KNOWN = 5000
PERSONAL = "personal"


class People:
    """Recognises whoever an activity is from, and notes how they are reached."""

    def __init__(self, office: Office, connector: Connector) -> None:
        self._office = office
        self._connector = connector
        self._known: dict[str, tuple[PersonId, Reach]] = {}

    async def sender(self, activity: Mapping[str, Any]) -> PersonId | None:
        """Who sent the activity, or None for somebody in no register."""
        return await self.recognise(activity.get("from") or {}, activity)

    async def recognise(self, account: Mapping[str, Any], activity: Mapping[str, Any]) -> PersonId | None:
        """Who an account in an activity is; a personal chat is remembered as the way to reach them."""
        teams_id = str(account.get("id") or "")
        if not teams_id or teams_id.startswith("28:"):
            return None
        known = self._known.get(teams_id)
        conversation = activity.get("conversation") or {}
        is_personal = conversation.get("conversationType") == PERSONAL
        if known and (not is_personal or known[1].conversation == conversation.get("id")):
            return known[0]
        person = known[0] if known else await self._find(account, teams_id, activity)
        if person is None:
            return None
        await self._remember(person, account, activity, conversation.get("id") if is_personal else None)
        return person

    async def _find(
        self, account: Mapping[str, Any], teams_id: str, activity: Mapping[str, Any]
    ) -> PersonId | None:
        register = self._office.register
        found = await register.person_of(account.get("aadObjectId"), teams_id)
        if found is not None or not account.get("aadObjectId"):
            return found
        vouched = account if account.get("email") or account.get("userPrincipalName") else None
        member = vouched or await self._member(teams_id, activity)
        for address in _addresses(member, _tenant(activity)):
            person = await register.person_by_email(address)
            if person is not None:
                return person
        return None

    async def _member(self, teams_id: str, activity: Mapping[str, Any]) -> Mapping[str, Any]:
        conversation = (activity.get("conversation") or {}).get("id")
        try:
            return await self._connector.member(str(activity.get("serviceUrl")), str(conversation), teams_id)
        except SendFailed as failure:
            _log.info("member.not_found", status=failure.status, code=failure.code)
            return {}

    async def _remember(
        self,
        person: PersonId,
        account: Mapping[str, Any],
        activity: Mapping[str, Any],
        conversation: str | None,
    ) -> None:
        teams_id = str(account["id"])
        reach = Reach(
            person=person,
            teams_id=teams_id,
            aad_id=account.get("aadObjectId"),
            tenant=_tenant(activity),
            service_url=str(activity.get("serviceUrl") or ""),
            conversation=conversation,
        )
        await self._office.register.saw(reach)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[teams_id] = (person, reach)


def _tenant(activity: Mapping[str, Any]) -> str:
    """The tenant that the chat belongs to."""
    conversation, data = activity.get("conversation") or {}, activity.get("channelData") or {}
    return str(conversation.get("tenantId") or (data.get("tenant") or {}).get("id") or "")


def _addresses(account: Mapping[str, Any], home: str) -> list[str]:
    """The addresses under which somebody may be recognised. Another tenant can write any e-mail address
    into its accounts, but a sign-in name only of a domain that it owns."""
    is_ours = bool(home) and str(account.get("tenantId") or "").lower() == home.lower()
    named = [account.get("email") if is_ours else None, account.get("userPrincipalName")]
    return [str(address) for address in named if address]
