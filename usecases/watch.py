"""The watch on the clock's own work: where nothing has been looked after for a day, administrators are told.

Reminders that silently stop are the one fault that nobody sees. So whoever notices that no sweep has been
done for a day says so, once a day: while it lasts, and when the work is taken up again after a time away.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from marac.words import Capacity
from usecases.office import Office
from usecases.ports import Notice

NOT_LOOKED_AFTER: Final = "not-looked-after"
A_DAY: Final = timedelta(days=1)


async def silence(office: Office, last_done: datetime | None) -> list[Notice]:
    """What administrators of every area are told where nothing has been looked after since `last_done` for a
    day or more; nothing on a bot that has never done it, which has only just been put to work."""
    now = office.now()
    if last_done is None or now - last_done < A_DAY:
        return []
    return [
        Notice(
            key=f"{NOT_LOOKED_AFTER}:{area}:{person}:{office.today(area).isoformat()}",
            to=person,
            kind=NOT_LOOKED_AFTER,
            area=area,
            facts={"since": last_done.isoformat()},
            urgent=True,
        )
        for area in office.areas
        for person, record in (await office.names(area)).people.items()
        if Capacity.ADMINISTRATOR in record.capacities and not (record.left or record.barred)
    ]
