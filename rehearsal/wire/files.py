"""Files: where the bot fetches what was dropped into a chat, and where it puts what a person agreed to take.

As in Teams, the addresses carry their own permission and take no bearer token.
"""

from __future__ import annotations

import re

from aiohttp import web

from rehearsal.room import ROOM, StoredFile
from rehearsal.wire.errors import WireError, bad_argument

routes = web.RouteTableDef()


@routes.get("/files/{file}")
async def download(request: web.Request) -> web.Response:
    """A file's bytes, never shown by a browser in place."""
    stored = request.app[ROOM].files.get(request.match_info["file"])
    if stored is None:
        raise WireError(404, "itemNotFound", "There is no such file, or its address has expired.")
    headers = {
        "Content-Disposition": f'attachment; filename="{_ascii(stored.name)}"',
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=stored.data, content_type="application/octet-stream", headers=headers)


@routes.put("/files/upload/{file}")
async def upload(request: web.Request) -> web.Response:
    """Take a file in one piece, as a person agreed to; its Content-Range must name all of it."""
    room, file_id = request.app[ROOM], request.match_info["file"]
    agreed = room.uploads.get(file_id)
    if agreed is None:
        raise WireError(404, "itemNotFound", "There is no such upload session.")
    data = await request.read()
    expected = f"bytes 0-{len(data) - 1}/{len(data)}"
    if request.headers.get("Content-Range") != expected:
        raise bad_argument(f"Content-Range must be '{expected}'.")
    del room.uploads[file_id]
    room.files[file_id] = StoredFile(agreed.name, data, agreed.person)
    room.bus.publish("file", person=agreed.person)
    return web.json_response({"id": file_id, "name": agreed.name, "size": len(data)}, status=201)


def _ascii(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._ -]", "_", name)
