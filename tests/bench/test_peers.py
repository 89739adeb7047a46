"""What the benchmark compares with is pinned by hash, holds no address, and is what the report calls it."""

from __future__ import annotations

import re

import pytest

from bench.peers import OTHERS, STOCK, Peer

PEERS = (STOCK, *OTHERS)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.script)
def test_everything_is_pinned_and_hashed_and_comes_from_no_named_place(peer: Peer) -> None:
    lock = peer.lock.read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", lock) if block.strip()]

    assert blocks
    assert "://" not in lock
    assert not [line for line in lock.splitlines() if line.startswith("-")]
    assert all(re.match(r"[a-zA-Z0-9._-]+(\[.*\])?==\S+", block) for block in blocks)
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.script)
def test_the_version_in_the_report_is_the_one_that_is_installed(peer: Peer) -> None:
    wanted = peer.lock.with_suffix(".in").read_text(encoding="utf-8").split()
    version = re.search(r"\((.+)\)", peer.name)

    assert version is not None
    assert {one.partition("==")[2] for one in wanted} == {version[1]}
    assert all(f"{one} " in peer.lock.read_text(encoding="utf-8") for one in wanted)
