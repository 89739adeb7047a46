"""The connector's routes for meetings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal.conftest import Stage


def path(stage: Stage, rest: str = "") -> str:
    return f"/v1/meetings/{stage.room.world.meeting('marac').meeting_id}{rest}"


def notification(*recipients: str, url: str = "https://marac.example/form") -> dict[str, Any]:
    dialog = {"height": 100, "width": 100, "title": "Quorum", "url": url}
    surface = {"surface": "meetingStage", "contentType": "task", "content": {"value": dialog}}
    return {
        "type": "targetedMeetingNotification",
        "value": {"recipients": list(recipients), "surfaces": [surface]},
    }


async def test_details_of_a_meeting(stage: Stage) -> None:
    status, body, _ = await stage.wire("GET", path(stage))
    assert status == 200
    details = body["details"]
    assert (details["title"], details["type"]) == ("Rehearsal MARAC", "Scheduled")
    assert details["scheduledStartTime"] == "2026-11-24T09:00:00.000Z"
    assert body["conversation"]["id"] == stage.chat
    assert body["organizer"]["aadObjectId"] == stage.room.world.person("chair").aad_object_id
    status, body, _ = await stage.wire("GET", "/v1/meetings/unknown")
    assert (status, body["error"]["code"]) == (404, "MeetingNotFound")


async def test_a_participants_role_and_presence(stage: Stage) -> None:
    world = stage.room.world
    police = world.person("police")
    there = path(stage, f"/participants/{police.aad_object_id}?tenantId={world.tenant_id}")
    status, body, _ = await stage.wire("GET", there)
    assert status == 200
    assert body["meeting"] == {"role": "Presenter", "inMeeting": False}
    await stage.do("join", person="police", meeting="marac")
    _, body, _ = await stage.wire("GET", there)
    assert body["meeting"] == {"role": "Presenter", "inMeeting": True}
    assert body["user"]["id"] == police.teams_id


async def test_a_participant_is_asked_for_by_tenant_and_aad_id(stage: Stage) -> None:
    world = stage.room.world
    chair, guest = world.person("chair"), world.person("guest")
    assert (await stage.wire("GET", path(stage, f"/participants/{chair.aad_object_id}")))[0] == 400
    tenant = f"?tenantId={world.tenant_id}"
    assert (await stage.wire("GET", path(stage, f"/participants/{chair.teams_id}{tenant}")))[0] == 404
    assert (await stage.wire("GET", path(stage, f"/participants/{guest.aad_object_id}{tenant}")))[0] == 404


async def test_a_notification_reaches_those_in_the_meeting(stage: Stage) -> None:
    world = stage.room.world
    chair, police = world.person("chair").teams_id, world.person("police").teams_id
    await stage.do("join", person="chair", meeting="marac")
    status, _, _ = await stage.wire("POST", path(stage, "/notification"), notification(chair))
    assert status == 202
    status, body, _ = await stage.wire("POST", path(stage, "/notification"), notification(chair, police))
    assert (status, body["recipientsFailureInfo"][0]["recipientMri"]) == (207, police)
    assert (await stage.sight("chair"))["stage"] == {"title": "Quorum", "url": "https://marac.example/form"}
    assert (await stage.sight("police"))["stage"] is None
    kinds = [entry["kind"] for entry in await stage.get("seen?person=chair")]
    assert kinds.count("stage") == 2
    assert all(entry["kind"] != "stage" for entry in await stage.get("seen?person=police"))


@pytest.mark.parametrize(
    "spoil",
    [
        {"type": "other"},
        {"value": {"recipients": [], "surfaces": []}},
        {"value": {"recipients": ["29:x"] * 51, "surfaces": []}},
        {"value": {"recipients": ["29:x"], "surfaces": [{"surface": "meetingTabIcon"}]}},
    ],
)
async def test_a_notification_in_the_wrong_form_is_turned_down(stage: Stage, spoil: dict[str, Any]) -> None:
    status, body, _ = await stage.wire("POST", path(stage, "/notification"), notification("29:x") | spoil)
    assert (status, body["error"]["code"]) == (400, "BadArgument")


async def test_a_notification_points_to_a_domain_of_the_manifest(stage: Stage) -> None:
    wish = notification("29:x", url="https://elsewhere.example/form")
    status, body, _ = await stage.wire("POST", path(stage, "/notification"), wish)
    assert status == 400
    assert "validDomains" in body["error"]["message"]
