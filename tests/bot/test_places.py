"""Addresses that only look allowed, and the ones that are."""

from __future__ import annotations

import pytest

from bot.places import REMEMBERED, ServiceUrls, is_file_host, is_loopback_address, parse_address

TEAMS = ServiceUrls()


@pytest.mark.parametrize(
    ("service_url", "base"),
    [
        ("https://smba.trafficmanager.net", "https://smba.trafficmanager.net"),
        ("https://smba.trafficmanager.net/uk/", "https://smba.trafficmanager.net/uk"),
        ("https://SMBA.trafficmanager.net:443/emea/", "https://smba.trafficmanager.net/emea"),
    ],
)
def test_microsofts_regions_are_allowed(service_url: str, base: str) -> None:
    assert TEAMS.base(service_url) == base


@pytest.mark.parametrize(
    "service_url",
    [
        "",
        "smba.trafficmanager.net",
        "http://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.attacker.example/",
        "https://smba.trafficmanager.net@attacker.example/",
        "https://attacker.example/smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net\\@attacker.example/",
        "https://smba.trafficmanager.net/uk?next=x",
        "https://smba.trafficmanager.net/#x",
        "https://smba.trafficmanager.net/ uk",
        "https://[::1",
        "https://smba.trafficmanager.net:port/",
        "ftp://smba.trafficmanager.net/",
        "http://127.0.0.1:3978",
    ],
)
def test_what_only_looks_like_microsofts_is_not(service_url: str) -> None:
    assert TEAMS.base(service_url) is None


def test_a_path_is_compared_by_whole_segments_after_dots_are_resolved() -> None:
    uk = ServiceUrls(("https://smba.trafficmanager.net/uk/",))
    assert (
        uk.base("https://smba.trafficmanager.net/uk/tenant/") == "https://smba.trafficmanager.net/uk/tenant"
    )
    assert uk.base("https://smba.trafficmanager.net/ukraine/") is None
    assert uk.base("https://smba.trafficmanager.net/uk/../emea/") is None


def test_plain_http_is_not_allowed_even_where_somebody_lists_it() -> None:
    assert ServiceUrls(("http://teams.example/",)).base("http://teams.example/") is None


def test_in_rehearsal_the_machine_itself_counts_and_nothing_else() -> None:
    rehearsal = ServiceUrls(loopback=True)
    for here in (
        "http://127.0.0.1:9000",
        "http://localhost:9000/",
        "http://[::1]:9000",
        "https://127.9.9.9/",
    ):
        assert rehearsal.base(here) == here.rstrip("/")
    for elsewhere in ("https://smba.trafficmanager.net/", "http://10.0.0.1/", "http://localhost.example/"):
        assert rehearsal.base(elsewhere) is None


def test_a_stranger_cannot_fill_the_memory_with_service_urls() -> None:
    places = ServiceUrls()
    for number in range(3 * REMEMBERED):
        places.base(f"https://host-{number}.example/")
    assert len(places._bases) <= REMEMBERED


def test_loopback_is_the_machine_itself() -> None:
    assert is_loopback_address("http://127.0.0.1:80/x")
    assert not is_loopback_address("http://127.0.0.1.example/")
    assert not is_loopback_address("http://0.0.0.0/")
    assert parse_address("http://user:word@127.0.0.1/") is None


def test_files_live_on_teams_own_hosts() -> None:
    hosts = ("sharepoint.com",)
    assert is_file_host("https://council-my.sharepoint.com/f?tempauth=x", hosts, loopback=False)
    for address in (
        "http://council.sharepoint.com/f",
        "https://sharepoint.com.attacker.example/f",
        "https://notsharepoint.com/f",
        "https://x@council.sharepoint.com/f",
        "https://council.sharepoint.com:8443/f",
        "https://[::1",
        "https://council.sharepoint.com/f HTTP/1.1\r\nX: y",
        "https://council.sharepoint.com\\@attacker.example/f",
        "http://127.0.0.1/f",
        "/f",
    ):
        assert not is_file_host(address, hosts, loopback=False), address
    assert is_file_host("http://127.0.0.1:9/f?key=1", hosts, loopback=True)
    assert not is_file_host("https://council.sharepoint.com/f", hosts, loopback=True)
