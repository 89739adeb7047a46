"""The connector's routes for meetings: details, one participant, and the notification on the stage."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from rehearsal import Json
from rehearsal.activities import conversation_account, member_details
from rehearsal.clock import wire_time
from rehearsal.room import ROOM, Room
from rehearsal.wire.connector import read_object
from rehearsal.wire.errors import WireError, bad_argument, no_member, not_in_roster
from rehearsal.world import Meeting

RECIPIENTS = 50

routes = web.RouteTableDef()


@routes.get("/v1/meetings/{meeting}")
async def details(request: web.Request) -> web.Response:
    """What the meeting is, when, and who organises it."""
    room, meeting = request.app[ROOM], _meeting(request)
    organizer = room.world.person(meeting.organizer)
    conversation = conversation_account(room.world, room.world.conversation(meeting.chat_id))
    return web.json_response(
        {
            "details": {
                "id": meeting.meeting_id,
                "msGraphResourceId": meeting.meeting_id,
                "title": meeting.title,
                "type": meeting.kind,
                "joinUrl": meeting.join_url,
                "scheduledStartTime": wire_time(meeting.starts),
                "scheduledEndTime": wire_time(meeting.ends),
            },
            "conversation": conversation,
            "organizer": {
                "id": organizer.teams_id,
                "aadObjectId": organizer.aad_object_id,
                "tenantId": organizer.tenant_id,
            },
        }
    )


@routes.get("/v1/meetings/{meeting}/participants/{participant}")
async def participant(request: web.Request) -> web.Response:
    """One person's role, and whether they are in the meeting now."""
    room, meeting = request.app[ROOM], _meeting(request)
    if request.query.get("tenantId") != room.world.tenant_id:
        raise bad_argument("tenantId is missing or not that of the meeting.")
    wanted = request.match_info["participant"]
    person = next((p for p in room.world.people.values() if p.aad_object_id == wanted), None)
    conversation = room.world.conversation(meeting.chat_id)
    if person is None or not room.world.may_see(person.key, conversation):
        raise no_member(wanted)
    presence = {"role": meeting.role_of(person.key), "inMeeting": person.key in meeting.present}
    account = conversation_account(room.world, conversation)
    return web.json_response({"user": member_details(person), "meeting": presence, "conversation": account})


@routes.post("/v1/meetings/{meeting}/notification")
async def notify(request: web.Request) -> web.Response:
    """Show a URL dialog to people in the meeting; those who are not in it are named in a 207."""
    room, meeting = request.app[ROOM], _meeting(request)
    body = await read_object(request)
    if body.get("type") != "targetedMeetingNotification":
        raise bad_argument("The notification's type must be targetedMeetingNotification.")
    value = body.get("value") or {}
    recipients = value.get("recipients") or []
    if not 1 <= len(recipients) <= RECIPIENTS:
        raise bad_argument(f"A notification goes to 1 to {RECIPIENTS} recipients, not {len(recipients)}.")
    info = _stage(room, value.get("surfaces") or [])
    failures = []
    for recipient in recipients:
        person = room.world.person_by_id(str(recipient))
        if person is None or person.key not in meeting.present:
            failures.append(_failure(str(recipient)))
        else:
            shown = {"title": info.get("title", ""), "url": info["url"]}
            room.show_privately(
                person.key, "stage", (meeting.chat_id, ""), f"{shown['title']} {shown['url']}"
            )
            room.world.stage[person.key] = shown
            room.bus.publish("stage", person=person.key, conversation=meeting.chat_id)
    if failures:
        return web.json_response({"recipientsFailureInfo": failures}, status=207)
    return web.Response(status=202)


def _meeting(request: web.Request) -> Meeting:
    wanted = request.match_info["meeting"]
    meeting = request.app[ROOM].world.meeting_by_id(wanted)
    if meeting is None:
        raise WireError(404, "MeetingNotFound", f"Meeting not found: {wanted}.")
    if not meeting.installed:
        raise not_in_roster()
    return meeting


def _stage(room: Room, surfaces: list[Json]) -> Json:
    if len(surfaces) != 1 or surfaces[0].get("surface") != "meetingStage":
        raise bad_argument("Give one surface, meetingStage.")
    surface = surfaces[0]
    info = (surface.get("content") or {}).get("value")
    if surface.get("contentType") != "task" or not isinstance(info, dict):
        raise bad_argument("meetingStage takes the contentType task, with a value in its content.")
    url = urlsplit(str(info.get("url", "")))
    if url.hostname not in room.world.valid_domains:
        raise bad_argument(f"'{url.hostname}' is not among the manifest's validDomains.")
    return info


def _failure(recipient: str) -> Json:
    return {
        "recipientMri": recipient,
        "errorCode": "MemberNotFoundInConversation",
        "failureReason": "The recipient is not in the meeting.",
    }
