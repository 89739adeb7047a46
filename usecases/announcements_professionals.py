"""What is said of professionals' meetings: numbers alone, to those who see to them.

Administrators are asked for what has to be named once one is agreed, and at the next opening for what goes
into its minutes; for a case that was settled, why it is heard again.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.caselist import CaseListed
from marac.opening import SittingOpened
from marac.professionals import ProfessionalsAgreed, needs_left
from usecases.announce import Scene, announces
from usecases.ports import Notice


@announces(ProfessionalsAgreed)
def professionals_agreed(event: ProfessionalsAgreed, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators of the case are asked who leads and who takes part, if the area wants it."""
    if needs_left(scene.protocol, None, ()):
        yield from scene.say_to(scene.team(event.case), "professionals-agreed", case=event.case)


@announces(SittingOpened)
def professionals_to_minute(event: SittingOpened, scene: Scene) -> Iterator[Notice]:
    """Administrators hear at the opening what is to go into these minutes (LUT-48); found when it is sent."""
    if scene.protocol.professionals is not None:
        yield from scene.say_to(scene.administrators(), "professionals-to-minute")


@announces(CaseListed)
def settled_case_listed(event: CaseListed, scene: Scene) -> Iterator[Notice]:
    """Administrators say why a settled case is heard again, or it keeps off the order (LUT-50)."""
    if event.listing.settled_before:
        number = event.listing.number
        for notice in scene.say_to(scene.administrators(number), "settled-again", case=number):
            yield msgspec.structs.replace(notice, key=f"{notice.key}:{number}")
