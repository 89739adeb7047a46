"""Who that is: from Teams' ids to a person of the register, remembered so that a turn costs nothing.

Somebody unknown is looked up once by the e-mail that Teams gives for them; somebody whom no register has
stays unknown, and is told whom to ask.
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
        found = await self._office.register.person_of(account.get("aadObjectId"), teams_id)
        if found is not None:
            return found
        email = account.get("email") or await self._email(teams_id, activity)
        return await self._office.register.person_by_email(email) if email else None

    async def _email(self, teams_id: str, activity: Mapping[str, Any]) -> str:
        conversation = (activity.get("conversation") or {}).get("id")
        try:
            member = await self._connector.member(
                str(activity.get("serviceUrl")), str(conversation), teams_id
            )
        except SendFailed as failure:
            _log.info("member_not_found", status=failure.status, code=failure.code)
            return ""
        return str(member.get("email") or member.get("userPrincipalName") or "")

    async def _remember(
        self,
        person: PersonId,
        account: Mapping[str, Any],
        activity: Mapping[str, Any],
        conversation: str | None,
    ) -> None:
        teams_id = str(account["id"])
        tenant = (activity.get("conversation") or {}).get("tenantId")
        tenant = tenant or ((activity.get("channelData") or {}).get("tenant") or {}).get("id")
        reach = Reach(
            person=person,
            teams_id=teams_id,
            aad_id=account.get("aadObjectId"),
            tenant=str(tenant or ""),
            service_url=str(activity.get("serviceUrl") or ""),
            conversation=conversation,
        )
        await self._office.register.saw(reach)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[teams_id] = (person, reach)

    def forget(self) -> None:
        """Look everybody up anew: the register has been changed."""
        self._known.clear()
