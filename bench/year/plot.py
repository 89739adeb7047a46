"""The year as a picture: what each role got a week, a panel for each area, on one scale.

A plain SVG that reads on a light and on a dark page; a person's name is nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import escape
from math import ceil
from typing import Final

from bench.year.live import STARTS
from bench.year.outcome import ROLES, Lived
from bench.year.tables import shares

WIDTH, PANEL, TOP, LEFT, RIGHT, GAP = 860, 104, 92, 44, 14, 44
COLOURS: Final = {
    "administrators": ("#b3401f", "#ff9a76"),
    "chairs": ("#6a3fb5", "#c6a8ff"),
    "members": ("#0f6b74", "#5fd0da"),
    "operational lead": ("#8a6a00", "#f0c64f"),
}
"""For each role the colour on a light and on a dark page."""
STYLE: Final = """
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .faint { fill: #57606a } .grid { stroke: #d0d7de; stroke-width: 1 }
  .line { fill: none; stroke-width: 1.8; stroke-linejoin: round }
"""
DARK: Final = "text { fill: #e6edf3 } .faint { fill: #9aa4af } .grid { stroke: #3d444d }"


def plot(years: Sequence[Lived]) -> str:
    """The picture of these years."""
    most = _most(years)
    height = TOP + len(years) * (PANEL + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="what">',
        '<title id="what">Messages that were not urgent, a person and week, by area and role</title>',
        f"<style>{STYLE}{_colours(0)}@media (prefers-color-scheme: dark) {{ {DARK}{_colours(1)} }}</style>",
        f'<text x="{LEFT}" y="22" style="font-size: 15px; font-weight: 600">What each role got a week</text>',
        f'<text x="{LEFT}" y="42" class="faint">Messages a person and week that were not urgent: digests, '
        "reminders at an hour, notices</text>",
        *_legend(),
    ]
    for place, lived in enumerate(years):
        parts.extend(_panel(lived, TOP + place * (PANEL + GAP), most))
    return "\n".join((*parts, "</svg>", ""))


def _most(years: Sequence[Lived]) -> int:
    found = (max(share.a_week, default=0.0) for lived in years for share in shares(lived).values())
    return max(2, ceil(max(found, default=0.0)))


def _colours(page: int) -> str:
    rules = (
        f".{_class(role)} {{ stroke: {pair[page]} }} .{_class(role)}-name {{ fill: {pair[page]} }}"
        for role, pair in COLOURS.items()
    )
    return " ".join(rules)


def _class(role: str) -> str:
    return role.replace(" ", "-")


def _legend() -> Iterator[str]:
    x = LEFT
    for role in ROLES:
        yield f'<line x1="{x}" x2="{x + 22}" y1="62" y2="62" class="line {_class(role)}" stroke-width="3"/>'
        yield f'<text x="{x + 28}" y="66">{escape(role)}</text>'
        x += 54 + 8 * len(role)


def _panel(lived: Lived, top: int, most: int) -> Iterator[str]:
    yield f'<text x="{LEFT}" y="{top}" style="font-weight: 600">{escape(lived.name)}</text>'
    base = top + 10 + PANEL
    step = max(1, most // 4)
    for value in range(0, most + 1, step):
        y = _y(value, base, most)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" class="grid"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" class="faint" text-anchor="end">{value}</text>'
    yield from _months(lived, base)
    for role, share in reversed(shares(lived).items()):
        yield f'<path d="{_steps(share.a_week, base, most)}" class="line {_class(role)}"/>'


def _months(lived: Lived, base: float) -> Iterator[str]:
    """The first week of each month has its name."""
    for week in range(lived.weeks):
        day = STARTS + timedelta(weeks=week)
        if day.day <= 7:
            x = _x(week, lived.weeks)
            yield f'<line x1="{x}" x2="{x}" y1="{base}" y2="{base + 4}" class="grid"/>'
            yield f'<text x="{x}" y="{base + 17}" class="faint">{day:%b}</text>'


def _steps(a_week: Sequence[float], base: float, most: int) -> str:
    """A level for each week."""
    weeks = len(a_week)
    moves = [f"M{_x(0, weeks)} {_y(a_week[0], base, most)}"]
    for week, value in enumerate(a_week):
        moves.append(f"V{_y(value, base, most)}H{_x(week + 1, weeks)}")
    return "".join(moves)


def _x(week: int, weeks: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * week / weeks, 1)


def _y(value: float, base: float, most: int) -> float:
    return round(base - PANEL * value / most, 1)
