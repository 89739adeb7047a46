"""Rooms to show things in: Testshire's invented meeting, seen by one person in 1:1 or in the chat."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Final

from marac.meeting import Meeting
from tests.marac.builders import ADMIN, AGENCIES, CASES, CHAIR, MID_MORNING, OTHER_ADMIN, PEOPLE, a_protocol
from usecases.directory import Names
from usecases.ports import AgencyRecord, Contact, PersonRecord
from usecases.rooms import Place, Room

AREA: Final = "testshire"
NAMED: Final = {
    CHAIR: "Chair Alder",
    "other-chair": "Second-Chair Aspen",
    ADMIN: "Admin Ash",
    OTHER_ADMIN: "Second-Admin Acacia",
    "police-rep": "Police Birch",
    "police-deputy": "Police Blackthorn",
    "health-rep": "Health Hazel",
    "idva-rep": "Idva Rowan",
    "childrens-rep": "Children Chestnut",
    "probation-rep": "Probation Poplar",
    "adults-rep": "Adults Oak",
    "housing-rep": "Housing Fir",
    "maternity-rep": "Maternity Maple",
    "nought-nineteen-rep": "Nursery Nutmeg",
    "observer": "Observer Olive",
    "guest": "Guest Gorse",
    "lead": "Lead Larch",
    "barred": "Barred Bramble",
    "gone": "Gone Gooseberry",
    "keen": "Keen Keyaki",
}
"""Invented names that stand nowhere else, so that they can be looked for in what is shown."""
PROTOCOL: Final = a_protocol()
RESTRICTED: Final = tuple(c.number for c in CASES if c.kind in ("hba", "employee-sensitive"))


@cache
def names() -> Names:
    """The register of the people and agencies in the tests' meetings."""
    agency_of = {a.person: a.agency for a in PEOPLE}
    people = {
        key: PersonRecord(
            area=AREA, key=key, name=name, email=f"{key}@marac.example", agency=agency_of.get(key)
        )
        for key, name in NAMED.items()
    }
    agencies = {
        a.key: AgencyRecord(
            area=AREA,
            key=a.key,
            name=a.name,
            type=a.type,
            statutory=a.statutory,
            aliases=(f"{a.name} Team",),
            contact=Contact(role="Duty manager", phone="01632 960001"),
        )
        for a in AGENCIES
    }
    return Names(people, agencies)


def a_room(
    person: str,
    meeting: Meeting | None,
    place: Place = Place.PERSONAL,
    now: datetime = MID_MORNING,
    **changes: Any,
) -> Room:
    """`person` in that place before `meeting`."""
    given: dict[str, Any] = {
        "person": person,
        "place": place,
        "now": now,
        "area": AREA,
        "protocol": PROTOCOL,
        "names": names(),
        "meeting": meeting,
        "areas": (AREA,),
    }
    return Room(**(given | changes))
