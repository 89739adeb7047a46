"""Serve the page and Microsoft's card renderer, under a policy that lets no script in from anywhere else.

Where npm has not fetched the renderer, its address answers 404 and the page shows cards in its own plain way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

HERE = Path(__file__).parent / "page"
RENDERER = Path(__file__).resolve().parents[1] / "node_modules/adaptivecards/dist/adaptivecards.min.js"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

RENDERER_FILE = web.AppKey("renderer_file", Path)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
routes = web.RouteTableDef()


@routes.get("/")
async def front(_: web.Request) -> web.Response:
    """The page."""
    return _file(HERE / "index.html")


@routes.get("/page/{name}")
async def part(request: web.Request) -> web.Response:
    """One of the page's parts, by its plain name."""
    file = HERE / request.match_info["name"]
    if file.parent != HERE or file.suffix not in TYPES or not file.is_file():
        raise web.HTTPNotFound(text="The page has no such part.", headers=HEADERS)
    return _file(file)


@routes.get("/vendor/adaptivecards.js")
async def renderer(request: web.Request) -> web.Response:
    """Microsoft's renderer, if npm has fetched it."""
    file = request.app[RENDERER_FILE]
    if not file.is_file():
        raise web.HTTPNotFound(text="The renderer is not installed: npm ci fetches it.", headers=HEADERS)
    return _file(file)


def _file(file: Path) -> web.Response:
    return web.Response(
        body=file.read_bytes(), content_type=TYPES[file.suffix], charset="utf-8", headers=HEADERS
    )
