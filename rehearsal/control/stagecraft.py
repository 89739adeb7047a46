"""What a stage manager can do: faults, limits, the clock, redelivery, order, keys, spoilt tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web

from rehearsal import Json
from rehearsal.clock import wire_time
from rehearsal.control.guard import BadRequest, need, read
from rehearsal.courier import Delivery
from rehearsal.deeds import outcome
from rehearsal.room import ROOM, Room

routes = web.RouteTableDef()
SWITCHES = ("limits", "check_bearer", "targeted")


@routes.post("/rehearsal/api/faults")
async def ask_fault(request: web.Request) -> web.Response:
    """Ask for a fault: status and/or delay_ms, and code, message, retry_after, times, method, path, after."""
    room, body = request.app[ROOM], await read(request)
    fault = room.faults.ask(body)
    room.bus.publish("settings")
    return web.json_response({"ok": True, "id": fault.id})


@routes.delete("/rehearsal/api/faults")
async def clear_faults(request: web.Request) -> web.Response:
    """Let everything go well again."""
    request.app[ROOM].faults.clear()
    request.app[ROOM].bus.publish("settings")
    return web.json_response({"ok": True})


@routes.post("/rehearsal/api/settings")
async def settings(request: web.Request) -> web.Response:
    """Switch on or off: limits, check_bearer, targeted (each true or false)."""
    room, body = request.app[ROOM], await read(request)
    for name, value in body.items():
        if name not in SWITCHES or not isinstance(value, bool):
            raise BadRequest(f"Give true or false to one of: {', '.join(SWITCHES)}.")
    room.limits.on = body.get("limits", room.limits.on)
    room.limits.forget()
    room.check_bearer = body.get("check_bearer", room.check_bearer)
    room.targeted = body.get("targeted", room.targeted)
    room.bus.publish("settings")
    return web.json_response({"ok": True})


@routes.post("/rehearsal/api/clock")
async def clock(request: web.Request) -> web.Response:
    """Move the room's clock `to` a moment or `by` seconds, and the bot's with it if it has one to move."""
    room, body = request.app[ROOM], await read(request)
    try:
        if "to" in body:
            room.clock.set(datetime.fromisoformat(need(body, "to")))
        elif isinstance(body.get("by"), int | float):
            room.clock.advance(timedelta(seconds=body["by"]))
        else:
            raise BadRequest("Give 'to' (a moment with its zone) or 'by' (seconds).")
    except (ValueError, OverflowError) as error:
        raise BadRequest(str(error)) from error
    delivery = await room.courier.post("/rehearsal/clock", {"now": room.clock.now().isoformat()})
    room.bus.publish("clock")
    if not delivery.is_accepted:
        room.went_wrong(f"The bot's clock did not follow: {delivery.problem}")
    followed: Json = {"bot_followed": delivery.is_accepted, "problem": delivery.problem}
    return web.json_response({"ok": True, "now": wire_time(room.clock.now())} | followed)


@routes.post("/rehearsal/api/redeliver")
async def redeliver(request: web.Request) -> web.Response:
    """Deliver the last activity again, as Teams does when it is unsure."""
    return web.json_response(outcome(await request.app[ROOM].courier.redeliver()))


@routes.post("/rehearsal/api/hold")
async def hold(request: web.Request) -> web.Response:
    """Lay activities aside, so as to deliver them in another order."""
    room = request.app[ROOM]
    room.courier.hold()
    room.bus.publish("settings")
    return web.json_response({"ok": True})


@routes.post("/rehearsal/api/release")
async def release(request: web.Request) -> web.Response:
    """Deliver what was laid aside, in the `order` given (places from 0), else last first."""
    room, body = request.app[ROOM], await read(request)
    deliveries = await room.courier.release(body.get("order"))
    _note_failures(room, deliveries)
    room.bus.publish("settings")
    return web.json_response({"ok": True, "deliveries": [outcome(d) for d in deliveries]})


def _note_failures(room: Room, deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        if not delivery.is_accepted:
            room.went_wrong(f"Held back: {delivery.problem}")


@routes.post("/rehearsal/api/rotate-keys")
async def rotate_keys(request: web.Request) -> web.Response:
    """Sign with a fresh key from now on; `keep_old` leaves the old one published."""
    room, body = request.app[ROOM], await read(request)
    return web.json_response({"ok": True, "kid": room.identity.rotate(bool(body.get("keep_old", False)))})


@routes.post("/rehearsal/api/spoil-tokens")
async def spoil_tokens(request: web.Request) -> web.Response:
    """Spoil the tokens of the next `times` activities by a `flaw`."""
    room, body = request.app[ROOM], await read(request)
    room.courier.spoil(need(body, "flaw"), int(body.get("times", 1)))
    return web.json_response({"ok": True})
