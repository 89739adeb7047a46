"""botbuilder's models from JSON and back, without losing what they don't know."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.wire import MalformedActivity, encode, read
from tests.bot.edge_world import World


def test_a_whole_activity_is_read_as_the_sdk_would() -> None:
    raw: dict[str, Any] = World(base="http://127.0.0.1:1").activity(
        attachments=[{"contentType": "text/csv", "contentUrl": "https://files.example/f", "name": "f.csv"}],
        membersAdded=[{"id": "29:sam"}],
        reactionsAdded=[{"type": "like"}],
        replyToId=None,
        someNewField={"a": 1},
    )
    activity = read(Activity, raw)
    sdk = Activity().deserialize(raw)
    for name in ("type", "id", "service_url", "channel_id", "text", "channel_data", "reply_to_id"):
        assert getattr(activity, name) == getattr(sdk, name), name
    assert activity.timestamp == datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)
    assert activity.from_property.aad_object_id == sdk.from_property.aad_object_id == "robin-aad"
    assert activity.conversation.tenant_id == sdk.conversation.tenant_id
    assert activity.attachments[0].content_url == "https://files.example/f"
    assert activity.members_added[0].id == "29:sam"
    assert activity.reactions_added[0].type == "like"
    assert activity.additional_properties == {"someNewField": {"a": 1}}


def test_a_mention_is_found_and_removed_by_the_sdks_own_helper() -> None:
    mention = {
        "type": "mention",
        "text": "<at>MARAC Assistant</at>",
        "mentioned": {"id": "28:b", "name": "MARAC Assistant"},
    }
    raw = {"type": "message", "text": "<at>MARAC Assistant</at> help", "entities": [mention]}
    activity = read(Activity, raw | {"recipient": {"id": "28:b"}})
    assert TurnContext.remove_recipient_mention(activity).strip() == "help"


def test_what_is_read_is_written_again_without_loss() -> None:
    raw = World(base="http://127.0.0.1:1").activity(someNewField=[1, None], timestamp=None)
    assert json.loads(encode(read(Activity, raw))) == raw


def test_enums_and_times_are_written_as_the_wire_has_them() -> None:
    made = Activity(type=ActivityTypes.typing, timestamp=datetime(2026, 11, 22, 10, tzinfo=UTC))
    assert json.loads(encode(made)) == {"type": "typing", "timestamp": "2026-11-22T10:00:00Z"}


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"from": 1}, "from"),
        ({"attachments": {}}, "attachments"),
        ({"attachments": ["x"]}, "attachments"),
        ({"conversation": {"id": 5}}, "id"),
        ({"serviceUrl": {}}, "serviceUrl"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(raw: dict[str, Any], key: str) -> None:
    with pytest.raises(MalformedActivity) as caught:
        read(Activity, raw)
    assert caught.value.key == key


def test_a_time_that_is_none_is_no_reason_to_refuse() -> None:
    assert read(Activity, {"type": "message", "timestamp": "yesterday"}).timestamp is None
    assert read(Activity, {"type": "message", "timestamp": 5}).timestamp is None


def test_what_has_no_wire_form_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        encode({"value": object()})
