"""Sends a mail where somebody cannot be written to in Teams: over STARTTLS, or not at all.

A server that is away is left alone for a while, so that a morning's mails do not each wait for it and hold
up what goes to Teams. Nothing of a mail is logged.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from hashlib import sha256

import aiosmtplib

from bot.places import is_loopback_host
from bot.settings import Settings
from dialogs import wording
from usecases.ports import Notice, PersonRecord

TIMEOUT_SECONDS = 10.0
MOST_AT_ONCE = 4
"""Connections to the server; a mail that gets none soon goes back into the outbox."""
LONGEST_QUEUED_SECONDS = 5.0
LONGEST_SECONDS = 30.0
"""For a whole mail, whatever the server's steps take: well within the lease on its letter."""
REST_SECONDS = 30.0
"""So long a server is left alone that could not be reached."""
REFUSED = range(500, 600)
NO_SUCH_ADDRESS = 553
"""What a mail server says of an address that cannot be one."""


ADVICE: tuple[tuple[type[BaseException], str], ...] = (
    (
        aiosmtplib.SMTPAuthenticationError,
        "The mail server does not let the bot in: correct MARAC_SMTP_USER and MARAC_SMTP_PASSWORD.",
    ),
    (
        aiosmtplib.SMTPSenderRefused,
        "The mail server takes nothing from MARAC_SMTP_FROM: correct it, or set MARAC_SMTP_USER for a login.",
    ),
    (OSError, "The mail server cannot be reached or trusted: check MARAC_SMTP_HOST and MARAC_SMTP_PORT."),
    (
        aiosmtplib.SMTPException,
        "The mail server offers no STARTTLS, or no login although MARAC_SMTP_USER is set.",
    ),
)
"""What an operator has to do about a fault that is not a mail's own, the first that fits: mails wait."""


class MailFailed(Exception):
    """The mail server did not take a mail, this time: it is worth trying again after `retry_after` seconds
    (None: as usual). `code` is the server's status, or a word of ours; `advice` says what an operator has to
    do, if anything."""

    safe_to_log = True

    def __init__(self, code: str, retry_after: float | None = None, advice: str = "") -> None:
        super().__init__(f"The mail server did not take the mail ({code}). {advice}".rstrip())
        self.code = code
        self.retry_after = retry_after
        self.why = f"{code}: {advice}" if advice else code


class MailRefused(Exception):
    """The mail server will never take this mail, as by `code`: the person has to be rung."""

    safe_to_log = True

    def __init__(self, code: int) -> None:
        super().__init__(f"The mail server refused the mail for good ({code}).")
        self.code = code


class Mailer:
    """The way to the mail server that the settings name."""

    def __init__(self, settings: Settings, monotonic: Callable[[], float]) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._rests_until = 0.0
        self._advice = ""
        # Rehearsal sends to this machine alone, where a server need not offer STARTTLS.
        on_this_machine = settings.rehearsal and is_loopback_host(settings.smtp_host)
        self._start_tls = None if on_this_machine else True

    async def send(self, notice: Notice, to: PersonRecord, body: str, at: datetime) -> None:
        """Send it; the same notice always under the same Message-ID. Raises MailFailed or MailRefused."""
        address = to.email
        if not address.isascii() or not _looks_right(address):
            raise MailRefused(NO_SUCH_ADDRESS)
        message = self._message(notice, address, body, at)
        try:
            async with asyncio.timeout(LONGEST_QUEUED_SECONDS):
                await self._slots.acquire()
        except TimeoutError:
            raise MailFailed("Busy") from None
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await self._hand_over(message)
        except TimeoutError:
            raise MailFailed("TimedOut") from None
        finally:
            self._slots.release()

    def _message(self, notice: Notice, address: str, body: str, at: datetime) -> EmailMessage:
        sender = self._settings.smtp_from
        digest = sha256(notice.key.encode()).hexdigest()[:40]
        message = EmailMessage(policy=WIRE)
        message["From"] = sender
        message["To"] = address
        message["Subject"] = wording.NEUTRAL
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{digest}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message

    async def _hand_over(self, message: EmailMessage) -> None:
        rest = self._rests_until - self._monotonic()
        if rest > 0:
            raise MailFailed("Away", rest, self._advice)
        settings = self._settings
        try:
            await aiosmtplib.send(
                message,
                hostname=settings.smtp_host,
                local_hostname=settings.smtp_from.rpartition("@")[2],
                port=settings.smtp_port,
                username=settings.smtp_user or None,
                password=settings.smtp_password.get_secret_value() or None,
                start_tls=self._start_tls,
                tls_context=ssl.create_default_context(),
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refusal:
            raise _judged(max(one.code for one in refusal.recipients)) from None
        except aiosmtplib.SMTPDataError as refusal:
            raise _judged(refusal.code) from None
        except aiosmtplib.SMTPSenderRefused as refusal:
            raise (self._shut(refusal) if refusal.code in REFUSED else _judged(refusal.code)) from None
        except (aiosmtplib.SMTPException, OSError) as fault:
            raise self._shut(fault) from None

    def _shut(self, fault: Exception) -> MailFailed:
        """Not reached, not trusted or not let in, or its sender is not: nothing to do with this mail."""
        self._rests_until = self._monotonic() + REST_SECONDS
        self._advice = next(said for kind, said in ADVICE if isinstance(fault, kind))
        return MailFailed(type(fault).__name__, advice=self._advice)


def _looks_right(address: str) -> bool:
    before, _, domain = address.rpartition("@")
    return bool(before and domain) and address.isprintable() and not set(address) & set(' ,;<>"')


def _judged(code: int) -> MailFailed | MailRefused:
    return MailRefused(code) if code in REFUSED else MailFailed(str(code))
