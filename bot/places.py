"""Which hosts the edge may talk to: service URLs, file hosts and loopback, decided on parsed addresses.

A prefix compared as text would take `https://allowed.example.attacker.example` for an allowed host, so
addresses are compared by scheme, host, port and whole path segments, and anything with a user name, a query
or a fragment is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address

from yarl import URL

TEAMS_SERVICE_URLS = ("https://smba.trafficmanager.net/",)
"""Where Microsoft's public cloud takes what a Teams bot sends; a region is a path below it."""

TEAMS_FILE_HOSTS = ("sharepoint.com",)
"""Where Teams keeps files that people drop and files that they accept; hosts below these count too."""

REMEMBERED = 256
"""So many decisions are kept; a bot meets a handful of service URLs, a stranger could send any number."""


def is_loopback_host(host: str | None) -> bool:
    """Whether this host name or address can only be reached from the machine itself."""
    if not host:
        return False
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def parse_address(address: str) -> URL | None:
    """Read an absolute http or https address; None where it is not one, or hides something.

    A user name, a query, a fragment, a backslash or a control character makes it None.
    """
    if _hides_something(address):
        return None
    try:
        url = URL(address)
        port = url.port
    except ValueError:
        return None
    plain = not (url.user or url.password or url.query_string or url.fragment)
    return url if plain and url.scheme in {"http", "https"} and url.host and port else None


def _hides_something(address: str) -> bool:
    """A backslash, a space or a control character: parsers disagree on what comes after it."""
    return "\\" in address or any(ord(character) <= 32 or ord(character) == 127 for character in address)


def is_loopback_address(address: str) -> bool:
    """Whether this http or https address points at the machine itself."""
    url = parse_address(address)
    return url is not None and is_loopback_host(url.host)


def _segments(url: URL) -> list[str]:
    return [part for part in url.raw_path.split("/") if part]


def _lies_under(url: URL, prefix: URL) -> bool:
    if (url.scheme, url.host, url.port) != (prefix.scheme, prefix.host, prefix.port):
        return False
    wanted = _segments(prefix)
    return _segments(url)[: len(wanted)] == wanted


@dataclass(slots=True)
class ServiceUrls:
    """The service URLs that activities may name and that messages may go to.

    `loopback` is for rehearsal: then the machine itself counts, and nothing else, whatever `prefixes` say.
    """

    prefixes: tuple[str, ...] = TEAMS_SERVICE_URLS
    loopback: bool = False
    _bases: dict[str, str | None] = field(default_factory=dict)

    def base(self, service_url: str) -> str | None:
        """The address to put a route behind (without a final slash), or None where it is not allowed."""
        if service_url in self._bases:
            return self._bases[service_url]
        if len(self._bases) >= REMEMBERED:
            self._bases.clear()
        base = self._decide(service_url)
        self._bases[service_url] = base
        return base

    def _decide(self, service_url: str) -> str | None:
        url = parse_address(service_url)
        if url is None:
            return None
        if self.loopback:
            return str(url).rstrip("/") if is_loopback_host(url.host) else None
        if url.scheme != "https":
            return None
        prefixes = (parse_address(prefix) for prefix in self.prefixes)
        allowed = any(prefix is not None and _lies_under(url, prefix) for prefix in prefixes)
        return str(url).rstrip("/") if allowed else None


def is_file_host(address: str, hosts: Iterable[str], *, loopback: bool) -> bool:
    """Whether a file may be fetched from or put to this address; its query (a key of its own) is allowed."""
    if _hides_something(address):
        return False
    try:
        url = URL(address)
    except ValueError:
        return False
    host = url.host
    if not host or url.user or url.password or url.fragment:
        return False
    if loopback:
        return url.scheme in {"http", "https"} and is_loopback_host(host)
    below = any(host == known or host.endswith("." + known) for known in hosts)
    return url.scheme == "https" and url.port == 443 and below
