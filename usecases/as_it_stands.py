"""A meeting read as far as its journal stands: for what is worked out from many meetings, and kept until
something has been written to one."""

from __future__ import annotations

from marac.meeting import Meeting
from usecases.office import Office
from usecases.ports import NoMeeting, Standing


async def as_it_stands(office: Office, key: str, standing: Standing) -> Meeting | None:
    """The meeting no older than `standing` says; None where it is gone."""
    try:
        meeting = await office.ledger.load(key)
        if meeting.sequence < standing.sequence:
            return await office.ledger.load(key, fresh=True)
    except NoMeeting:
        return None
    return meeting
