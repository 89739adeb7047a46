"""The SDKs' own echoes, each in a virtual environment of its own, made from a lock file with hashes.

They are what the product is held against, so they run as their makers publish them: nothing tuned, nothing
shared with the product's own environment.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import Running, free_port, plain_environment, running

FOLDER = Path(__file__).parent / "peers"


class NotInstalled(Exception):
    """A peer's environment could not be made; the text says what pip said last."""


@dataclass(frozen=True, slots=True)
class Peer:
    """An echo: the script's name, and whose SDK it is."""

    script: str
    name: str

    @property
    def lock(self) -> Path:
        """What it needs, pinned and with hashes."""
        return FOLDER / f"{self.script}.lock"


STOCK = Peer("echo_on_botbuilder", "stock botbuilder echo (4.17.1)")
OTHERS = (
    Peer("echo_on_teams", "Microsoft Teams SDK echo (2.1.1)"),
    Peer("echo_on_agents", "Microsoft 365 Agents SDK echo (1.9.0)"),
)


async def install(peer: Peer, work: Path) -> Path:
    """The Python of the peer's environment below `work`, made if it is not there. Raises NotInstalled."""
    python = work / peer.script / "bin" / "python"
    made_from = work / peer.script / "made-from"
    wanted = hashlib.sha256(peer.lock.read_bytes() + sys.version.encode()).hexdigest()
    if made_from.exists() and made_from.read_text(encoding="utf-8") == wanted:
        return python
    print(f"Installing the {peer.name} in an environment of its own", flush=True)
    pip = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq", "--require-hashes"]
    await _must_run([sys.executable, "-m", "venv", "--clear", str(work / peer.script)])
    await _must_run([str(python), *pip, "-r", str(peer.lock)])
    made_from.write_text(wanted, encoding="utf-8")
    return python


async def _must_run(command: Sequence[str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=plain_environment()
    )
    printed, _ = await process.communicate()
    if process.returncode != 0:
        last = printed.decode(errors="replace").strip().splitlines()[-3:]
        raise NotInstalled(" ".join(last) or f"{command[0]} ended with {process.returncode}")


@asynccontextmanager
async def echoing(peer: Peer, work: Path, core: int | None) -> AsyncIterator[Running]:
    """The peer's echo, running until the block ends. Raises NotInstalled or NotStarted."""
    python, port = await install(peer, work), free_port()
    command = [str(python), str(FOLDER / f"{peer.script}.py"), str(port)]
    log, env = work / f"{peer.script}.log", plain_environment()
    async with running(command, port=port, core=core, log=log, env=env, cwd=work) as echo:
        yield echo
