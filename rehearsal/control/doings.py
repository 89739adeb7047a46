"""What people can be made to do through the control interface; each call names the person."""

from __future__ import annotations

from aiohttp import web

from rehearsal.control.guard import BadRequest, need, read
from rehearsal.deeds import hand_over, look, meet, press, talk
from rehearsal.room import ROOM

routes = web.RouteTableDef()


@routes.post("/rehearsal/api/say")
async def say(request: web.Request) -> web.Response:
    """Person, conversation, text."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(
        await talk.say(room, need(body, "person"), need(body, "conversation"), need(body, "text"))
    )


@routes.post("/rehearsal/api/edit")
async def edit(request: web.Request) -> web.Response:
    """Person, conversation, message, text."""
    room, body = request.app[ROOM], await read(request)
    where = (need(body, "person"), need(body, "conversation"), need(body, "message"))
    return web.json_response(await talk.edit(room, *where, need(body, "text")))


@routes.post("/rehearsal/api/delete")
async def delete(request: web.Request) -> web.Response:
    """Person, conversation, message."""
    room, body = request.app[ROOM], await read(request)
    where = (need(body, "person"), need(body, "conversation"), need(body, "message"))
    return web.json_response(await talk.delete(room, *where))


@routes.post("/rehearsal/api/undelete")
async def undelete(request: web.Request) -> web.Response:
    """Person, conversation, message."""
    room, body = request.app[ROOM], await read(request)
    where = (need(body, "person"), need(body, "conversation"), need(body, "message"))
    return web.json_response(await talk.undelete(room, *where))


@routes.post("/rehearsal/api/look")
async def look_at(request: web.Request) -> web.Response:
    """Person, conversation; with a message, that card is refreshed by hand."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(
        await look.look(room, need(body, "person"), need(body, "conversation"), body.get("message"))
    )


@routes.post("/rehearsal/api/press")
async def press_button(request: web.Request) -> web.Response:
    """Person, inputs, and the button: conversation, message, attachment, action; or title (conversation,
    containing)."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(await press.press(room, need(body, "person"), body))


@routes.post("/rehearsal/api/form/submit")
async def submit_form(request: web.Request) -> web.Response:
    """Person, action or title, inputs."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(await press.submit_form(room, need(body, "person"), body))


@routes.post("/rehearsal/api/form/close")
async def close_form(request: web.Request) -> web.Response:
    """Person."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(press.close_form(room, need(body, "person")))


@routes.post("/rehearsal/api/join")
async def join(request: web.Request) -> web.Response:
    """Person, meeting."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(await meet.join(room, need(body, "person"), need(body, "meeting")))


@routes.post("/rehearsal/api/leave")
async def leave(request: web.Request) -> web.Response:
    """Person, meeting."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(await meet.leave(room, need(body, "person"), need(body, "meeting")))


@routes.post("/rehearsal/api/meeting/start")
async def start(request: web.Request) -> web.Response:
    """Meeting."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(await meet.start(room, need(body, "meeting")))


@routes.post("/rehearsal/api/meeting/end")
async def end(request: web.Request) -> web.Response:
    """Meeting."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response(await meet.end(room, need(body, "meeting")))


@routes.post("/rehearsal/api/install")
@routes.post("/rehearsal/api/uninstall")
async def install(request: web.Request) -> web.Response:
    """Person or meeting."""
    room, body = request.app[ROOM], await read(request)
    installed = request.path.endswith("/install")
    if "meeting" in body:
        return web.json_response(await meet.install_in(room, need(body, "meeting"), installed))
    return web.json_response(await meet.install_for(room, need(body, "person"), installed))


@routes.post("/rehearsal/api/announce")
async def announce(request: web.Request) -> web.Response:
    """Nothing; the bot hears of everybody who has it installed, and of the meetings it is in."""
    await read(request)
    return web.json_response(await meet.announce(request.app[ROOM]))


@routes.post("/rehearsal/api/drop-file")
async def drop_file(request: web.Request) -> web.Response:
    """The bytes are the body; person, name and (if not the 1:1) conversation stand in the query."""
    room, query = request.app[ROOM], request.query
    if "person" not in query or "name" not in query:
        raise BadRequest("Give 'person' and 'name' in the query, and the file's bytes as the body.")
    person = room.world.person(query["person"])
    if person.is_anonymous:
        raise BadRequest(f"{person.name} has no account, and so no 1:1 chat.")
    where = query.get("conversation") or room.world.personal_chat(person.key).id
    data = await request.read()
    return web.json_response(await hand_over.drop_file(room, person.key, where, query["name"], data))


@routes.post("/rehearsal/api/consent/accept")
@routes.post("/rehearsal/api/consent/decline")
async def consent(request: web.Request) -> web.Response:
    """Person, and message or name of the file."""
    room, body = request.app[ROOM], await read(request)
    accept = request.path.endswith("/accept")
    return web.json_response(await hand_over.answer_consent(room, need(body, "person"), body, accept=accept))
