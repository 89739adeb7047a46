"""Files, in both directions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal.bots import RecordingBot
from tests.rehearsal.conftest import Stage

OFFER = {
    "type": "message",
    "attachments": [
        {
            "contentType": "application/vnd.microsoft.teams.card.file.consent",
            "name": "actions.csv",
            "content": {
                "description": "The action list",
                "sizeInBytes": 5,
                "acceptContext": {"list": 1},
                "declineContext": {"list": 1, "no": True},
            },
        }
    ],
}


async def drop(stage: Stage, query: str, data: bytes) -> tuple[int, Any]:
    async with stage.session.post(f"{stage.base}/rehearsal/api/drop-file?{query}", data=data) as response:
        return response.status, await response.json()


async def test_a_dropped_file_can_be_fetched_by_the_bot(stage: Stage) -> None:
    status, _ = await drop(stage, "person=chair&name=cases.csv", b"a,b\n1,2\n")
    assert status == 200
    info = stage.bot.activities[-1]["attachments"][0]
    assert info["contentType"] == "application/vnd.microsoft.teams.file.download.info"
    assert (info["name"], info["content"]["fileType"]) == ("cases.csv", "csv")
    async with stage.session.get(info["content"]["downloadUrl"]) as response:
        assert await response.read() == b"a,b\n1,2\n"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def test_files_go_to_the_bot_in_its_own_chat_only(stage: Stage) -> None:
    status, body = await drop(stage, f"person=chair&name=x.csv&conversation={stage.chat}", b"x")
    assert (status, "1:1" in body["error"]) == (409, True)
    assert (await drop(stage, "person=visitor&name=x.csv", b"x"))[0] == 400
    assert (await stage.post(stage.chat, OFFER))[0] == 400
    async with stage.session.get(f"{stage.base}/files/unknown") as response:
        assert response.status == 404


async def test_an_accepted_file_is_put_and_can_be_downloaded(stage: Stage) -> None:
    async def upload(bot: RecordingBot, activity: dict[str, Any]) -> dict[str, Any]:
        assert activity["value"]["context"] == {"list": 1}
        url = activity["value"]["uploadInfo"]["uploadUrl"]
        assert bot.session is not None
        async with bot.session.put(url, data=b"a,b,c", headers={"Content-Range": "bytes 0-3/4"}) as response:
            assert response.status == 400
        async with bot.session.put(url, data=b"a,b,c", headers={"Content-Range": "bytes 0-4/5"}) as response:
            assert response.status == 201
        async with bot.session.put(url, data=b"a,b,c", headers={"Content-Range": "bytes 0-4/5"}) as response:
            assert response.status == 404  # the session is used up
        return {}

    stage.bot.answers["fileConsent/invoke"] = upload
    await stage.post(stage.personal("chair"), OFFER)
    assert (await stage.do("consent/accept", person="chair", name="actions.csv"))["ok"]
    url = stage.bot.activities[-1]["value"]["uploadInfo"]["contentUrl"]
    async with stage.session.get(url) as response:
        assert await response.read() == b"a,b,c"
    attachment = (await stage.messages("chair", stage.personal("chair")))[0]["attachments"][0]
    assert attachment["consent"] == "accept"
    status, _ = await stage.ask("POST", "consent/accept", {"person": "chair", "name": "actions.csv"})
    assert status == 409


async def test_a_declined_file_is_not_put(stage: Stage) -> None:
    await stage.post(stage.personal("chair"), OFFER)
    await stage.do("consent/decline", person="chair")
    value = stage.bot.activities[-1]["value"]
    assert (value["action"], value["context"]) == ("decline", {"list": 1, "no": True})
    assert "uploadInfo" not in value


@pytest.mark.parametrize("status", [500, 404])
async def test_a_bot_that_fails_on_consent_is_found_out(stage: Stage, status: int) -> None:
    await stage.post(stage.personal("chair"), OFFER)
    stage.bot.status = status
    answer = await stage.do("consent/accept", person="chair")
    assert not answer["ok"]
    assert (await stage.get("state"))["problems"]
