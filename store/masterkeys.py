"""The master keys: what opens every meeting's key and every name in the register.

They come from outside (a secret store, the settings) and never stand in the database. The first is the newest
and the only one that seals; the others open what was sealed before a rotation. For rehearsal alone a key file
may be made beside the database; nothing here ever makes a key for a real area by itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class MissingKeys(Exception):
    """No usable master key was given. The sentence says what to set."""


class WrongKeys(Exception):
    """The master keys given do not open what is in the database. The sentence says what to do."""


def wrong_keys() -> WrongKeys:
    """The refusal for everything that the given keys do not open."""
    return WrongKeys(
        "The master keys given do not open what is in this database. Put the key that was in use back "
        "into the list, after the newest one, and start again."
    )


class MasterKeys:
    """The list of master keys, newest first: seals under the newest, opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take Fernet keys, newest first. Raises MissingKeys for no key, or one of the wrong shape."""
        given = [key.strip() for key in keys if key.strip()]
        if not given:
            raise MissingKeys(
                "No master key is set. Make one with `marac-bot keys new`, keep it in your secret store and "
                "pass it to the bot as MARAC_MASTER_KEYS."
            )
        try:
            self._fernet = MultiFernet([Fernet(key) for key in given])
        except ValueError:
            raise MissingKeys(
                "A master key is not of the right shape: it must be 32 bytes in URL-safe base64, as "
                "`marac-bot keys new` prints it. Separate several with commas, newest first."
            ) from None
        self.newest = _fingerprint(given[0])
        """Which key seals: a fingerprint that says nothing about the key itself."""

    def seal(self, words: bytes) -> bytes:
        """`words` sealed under the newest key."""
        return self._fernet.encrypt(words)

    def open(self, sealed: bytes) -> bytes:
        """What `sealed` holds. Raises WrongKeys where none of the keys opens it."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise wrong_keys() from None


def _fingerprint(key: str) -> str:
    return hashlib.sha256(b"which master key:" + key.encode()).hexdigest()[:16]


def new_key() -> str:
    """A new master key, to be kept in a secret store."""
    return Fernet.generate_key().decode()


def keys_beside(path: Path) -> list[str]:
    """The keys of the key file at `path`, one a line, newest first; made with one key where there is none.

    Rehearsal only: whoever can read the file (mode 0600) can read the database.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").split()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(new_key() + "\n")
    return path.read_text(encoding="ascii").split()
