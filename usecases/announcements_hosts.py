"""What is said when a case concerns somebody of a member agency: to its others, privately, by number."""

from __future__ import annotations

from collections.abc import Iterator

from marac.hosts import ConnectionNoted, HostStatementGiven, able_to_attend
from usecases.announce import Scene, announces
from usecases.ports import Notice


@announces(ConnectionNoted)
def connection_noted(event: ConnectionNoted, scene: Scene) -> Iterator[Notice]:
    """Everybody of the agency who may see the case is asked, and never whoever is connected (HAC-19)."""
    people = [a.person for a in able_to_attend(scene.after, event.agency, event.case)]
    yield from scene.say_to(people, "host-statement-wanted", case=event.case, agency=event.agency)


@announces(HostStatementGiven)
def host_statement_given(event: HostStatementGiven, scene: Scene) -> Iterator[Notice]:
    """Administrators hear that it is there; what it says stands on the case's card."""
    told = [p for p in scene.administrators(event.case) if p != scene.entry.by]
    yield from scene.say_to(told, "host-statement-given", case=event.case, agency=event.agency)
