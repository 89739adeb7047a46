"""Forty people come into a meeting within a second, and declare; then its only police agency goes and comes
back.

Measures how long after each event that made or broke quoracy the alert reaches chair and administrators, and
checks in the journal that quoracy came out right.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from bench.cores import Cores
from bench.council import AREA, PEOPLE, Person, movement, people, runs_it, to_bytes
from bench.figures import Finding, below, exactly, is_so
from bench.load import Request
from bench.processes import Running
from bench.product import ACCEPT, Presses, is_card, serving
from bench.seeding import Council, declaration_version, seed
from bench.stand_in import Post, StandIn
from marac.declarations import has_declared
from marac.protocol import protocol_for
from marac.quoracy import QuoracyGained, QuoracyLost, assess

JOIN = "meetingParticipantJoin"
LEAVE = "meetingParticipantLeave"
BURST_SECONDS = 1.0
ALERT_SECONDS = 1.0
PATIENCE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.01
GAINED = "The meeting is quorate again."
LOST = "The meeting is not quorate"


@dataclass(frozen=True, slots=True)
class Alert:
    """How long an alert took to everybody who is to have it, in seconds; None for one that never came."""

    what: str
    seconds: list[float | None]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was measured: how long the forty joins took to be answered, and the alerts."""

    burst: float
    alerts: list[Alert]
    findings: list[Finding]

    @property
    def worst(self) -> float:
        """The slowest alert in seconds; infinite if one never came."""
        return max(
            float("inf") if seconds is None else seconds for alert in self.alerts for seconds in alert.seconds
        )


async def gather(work: Path, stand_in: StandIn, cores: Cores) -> Gathered:
    """Play the scene once."""
    folder = work / "gathering"
    folder.mkdir()
    council = await seed(folder, 1, stand_in.address)
    async with serving(council, stand_in, cores.measured) as bot, ClientSession() as session:
        scene = _Scene(bot, session, stand_in, council.meetings[0])
        await scene.first_alert()
        burst, came = await scene.everybody_joins()
        alerts = [await scene.alert("quoracy gained", GAINED, came)]
        alerts.append(await scene.alert("quoracy lost", LOST, await scene.police_move(LEAVE)))
        alerts.append(await scene.alert("quoracy regained", GAINED, await scene.police_move(JOIN)))
    result = Gathered(burst, alerts, [])
    result.findings.extend(
        [
            exactly("turns of the gathering not answered as asked", scene.refused, 0),
            below("forty joins and declarations answered within", burst, BURST_SECONDS + 0.5, " s"),
            below("slowest alert after its event", result.worst, ALERT_SECONDS, " s"),
            *await _proofs(council),
        ]
    )
    return result


class _Scene:
    """One meeting being played."""

    def __init__(self, bot: Running, session: ClientSession, stand_in: StandIn, meeting: str) -> None:
        self.refused = 0
        self._bot = bot
        self._session = session
        self._stand_in = stand_in
        self._meeting = meeting
        self._presses = Presses(stand_in)
        self._moves = 0

    async def first_alert(self) -> None:
        """Wait until it has been said that the sitting, just opened, is not quorate."""
        self._stand_in.listen()
        await self.alert("not quorate at the opening", LOST, time.perf_counter())

    async def everybody_joins(self) -> tuple[float, float]:
        """Everybody joins, evenly over a second, and declares; seconds it took, and when quoracy was made."""
        self._stand_in.listen()
        order = sorted(people(), key=_is_police)
        begun = time.perf_counter()
        pause = BURST_SECONDS / len(order)
        comings = [self._come(person, begun + number * pause) for number, person in enumerate(order)]
        sent = await asyncio.gather(*comings)
        made = next(at for person, at in zip(order, sent, strict=True) if _is_police(person))
        return time.perf_counter() - begun, made

    async def _come(self, person: Person, at: float) -> float:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        sent = await self._move(person, JOIN)
        version = declaration_version()
        await self._send(self._presses.one(person, self._meeting, ACCEPT, version=version), wants_card=True)
        return sent

    async def police_move(self, how: str) -> float:
        """All of the police leave, or come back; when the event that makes the difference was sent."""
        sent = [await self._move(person, how) for person in people() if _is_police(person)]
        return sent[-1] if how == LEAVE else sent[0]

    async def _move(self, person: Person, how: str) -> float:
        self._moves += 1
        request = self._presses.signed(to_bytes(movement(self._stand_in.address, person, self._moves, how)))
        sent = time.perf_counter()
        await self._send(request, wants_card=False)
        return sent

    async def _send(self, request: Request, *, wants_card: bool) -> None:
        headers = {"Content-Type": "application/json", **request.headers}
        async with self._session.post(self._bot.messages, data=request.body, headers=headers) as answer:
            body = await answer.read()
            self.refused += not (is_card(answer.status, body) if wants_card else answer.status == 200)

    async def alert(self, what: str, words: str, since: float) -> Alert:
        """Wait until everybody who is to have the alert has it, or patience ends."""
        told = [person for person in people() if runs_it(person)]
        deadline = time.perf_counter() + PATIENCE_SECONDS
        found: list[float | None] = []
        while time.perf_counter() < deadline:
            found = [_first(self._stand_in.posts, person, words, since) for person in told]
            if None not in found:
                break
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        return Alert(what, found)


def _is_police(person: Person) -> bool:
    """Counts as the police: their representatives, not the chair, who is of the same agency."""
    return person.agency_type == "police" and not runs_it(person)


def _first(posts: Sequence[Post], person: Person, words: str, since: float) -> float | None:
    """How many seconds after `since` these words first reached the person."""
    return next(
        (
            p.at - since
            for p in posts
            if p.at >= since and p.conversation == person.conversation and p.says(words)
        ),
        None,
    )


async def _proofs(council: Council) -> list[Finding]:
    """What the journal says in the end: who is here, who has declared, and how quoracy went."""
    protocol = protocol_for(AREA)
    async with council.opened() as store:
        meeting = await store.ledger.load(council.meetings[0])
        lines = await store.ledger.entries(council.meetings[0])
    changes = [type(e.event).__name__ for e in lines if isinstance(e.event, QuoracyLost | QuoracyGained)]
    stands = assess(meeting, protocol)
    return [
        exactly("people here at the end", sum(1 for _ in meeting.present()), PEOPLE),
        exactly(
            "people who have declared", sum(has_declared(meeting, protocol, p) for p in meeting.roll), PEOPLE
        ),
        is_so("quorate at the end", stands.is_quorate and meeting.sitting is not None, "no"),
        is_so(
            "quoracy lost and gained in the journal just as it happened",
            changes == ["QuoracyLost", "QuoracyGained", "QuoracyLost", "QuoracyGained"],
            ", ".join(changes),
        ),
    ]
