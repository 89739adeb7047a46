"""The Teams app's file: valid by Microsoft's schema, within Teams' limits, and with nothing left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from PIL import Image

from dialogs.commands import MOST_LISTED
from manifest import package
from tests.parts import NODE_MODULES

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = NODE_MODULES / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"
BOT_ID = "11111111-2222-3333-4444-555555555555"


def app_settings(**changed: str) -> package.AppSettings:
    """A council's settings, untouched by this machine's environment."""
    given: dict[str, Any] = {
        "bot_id": BOT_ID,
        "teams_app_id": "",
        "public_domain": "marac-bot.council.example",
        "publisher": "Example County Council",
        "website_url": "https://council.example/marac",
        "privacy_url": "https://council.example/privacy",
        "terms_url": "https://council.example/terms",
    }
    return package.AppSettings.model_construct(**(given | changed))


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The manifest, filled in."""
    return package.fill_in(app_settings(), "1.2.3")


def faults(manifest: dict[str, Any]) -> list[str]:
    """What Microsoft's schema has against a manifest."""
    path = SCHEMAS / f"v{manifest['manifestVersion']}" / "MicrosoftTeams.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    # Two of its patterns are for another language's regular expressions, so those are not checked.
    Draft4Validator.check_schema(schema, format_checker=FormatChecker(formats=()))
    return [error.message for error in Draft4Validator(schema).iter_errors(manifest)]


@pytest.mark.node
def test_the_manifest_is_valid_by_microsofts_schema(manifest: dict[str, Any]) -> None:
    assert faults(manifest) == []
    assert manifest["$schema"].endswith(f"/v{manifest['manifestVersion']}/MicrosoftTeams.schema.json")


@pytest.mark.node
def test_the_schema_would_refuse_a_wrong_manifest(manifest: dict[str, Any]) -> None:
    wrong = manifest | {"id": "{{teams_app_id}}", "accentColor": "blue", "surprise": True}
    assert len(faults(wrong)) == 3


def test_it_is_one_bot_for_meetings_and_for_each_person(manifest: dict[str, Any]) -> None:
    (bot,) = manifest["bots"]
    assert bot["botId"] == BOT_ID
    assert bot["scopes"] == ["personal", "groupChat"]
    assert bot["supportsFiles"] is True
    assert manifest["defaultInstallScope"] == "meetings"
    assert manifest["defaultGroupCapability"]["meetings"] == "bot"
    assert manifest["validDomains"] == ["marac-bot.council.example"]
    assert manifest["webApplicationInfo"] == {"id": BOT_ID, "resource": f"api://botid-{BOT_ID}"}


def test_it_asks_for_these_permissions_and_no_others(manifest: dict[str, Any]) -> None:
    asked = manifest["authorization"]["permissions"]["resourceSpecific"]
    assert {permission["type"] for permission in asked} == {"Application"}
    assert {permission["name"] for permission in asked} == {
        "OnlineMeeting.ReadBasic.Chat",
        "OnlineMeetingParticipant.Read.Chat",
        "ChatMember.Read.Chat",
        "ChatMessage.Read.Chat",
    }


def test_the_texts_and_lists_keep_to_teams_limits(manifest: dict[str, Any]) -> None:
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["name"]["full"]) <= 100
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    lists = manifest["bots"][0]["commandLists"]
    assert len(lists) <= 3
    assert all(0 < len(listed["commands"]) <= MOST_LISTED for listed in lists)


def test_a_conflict_is_not_offered_in_the_meeting_chat(manifest: dict[str, Any]) -> None:
    offered = {
        scope: {command["title"] for command in listed["commands"]}
        for listed in manifest["bots"][0]["commandLists"]
        for scope in listed["scopes"]
    }
    assert "conflict" in offered["personal"]
    assert not {"conflict", "actions", "my actions"} & offered["groupChat"]


def test_nothing_is_left_to_fill_in(manifest: dict[str, Any]) -> None:
    assert "{{" not in json.dumps(manifest)
    assert manifest["version"] == "1.2.3"
    assert manifest["id"] == BOT_ID
    other = "99999999-2222-3333-4444-555555555555"
    assert package.fill_in(app_settings(teams_app_id=other), "1.2.3")["id"] == other


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("bot_id", "", "MicrosoftAppId"),
        ("bot_id", "my-bot", "MicrosoftAppId"),
        ("teams_app_id", "1234", "MARAC_TEAMS_APP_ID"),
        ("public_domain", "", "MARAC_PUBLIC_DOMAIN"),
        ("public_domain", "https://marac-bot.council.example", "MARAC_PUBLIC_DOMAIN"),
        ("public_domain", "*.council.example", "MARAC_PUBLIC_DOMAIN"),
        ("public_domain", "localhost", "MARAC_PUBLIC_DOMAIN"),
        ("public_domain", "192.0.2.1", "MARAC_PUBLIC_DOMAIN"),
        ("publisher", " ", "MARAC_PUBLISHER"),
        ("publisher", "The Council of an Uncommonly Long Name", "MARAC_PUBLISHER"),
        ("website_url", "http://council.example", "MARAC_WEBSITE_URL"),
        ("privacy_url", "", "MARAC_PRIVACY_URL"),
        ("terms_url", "council.example/terms", "MARAC_TERMS_URL"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(field: str, value: str, named: str) -> None:
    with pytest.raises(package.PackageRefused) as refused:
        package.fill_in(app_settings(**{field: value}), "1.2.3")
    (problem,) = refused.value.problems
    assert problem.startswith(f"{named}: ")


def test_a_version_that_teams_does_not_read_is_refused() -> None:
    with pytest.raises(package.PackageRefused, match="three numbers"):
        package.fill_in(app_settings(), "1.2.3.dev4")


@pytest.mark.node
def test_the_tables_commands_take_the_templates_place() -> None:
    commands = {"personal": [{"title": "help", "description": "What you may do"}], "groupChat": []}
    filled = package.fill_in(app_settings(), "1.2.3", commands)
    assert filled["bots"][0]["commandLists"] == [
        {"scopes": ["personal"], "commands": [{"title": "help", "description": "What you may do"}]},
        {"scopes": ["groupChat"], "commands": []},
    ]
    assert faults(filled) == []


def test_more_commands_than_teams_shows_are_refused() -> None:
    thirteen = [{"title": f"command {number}", "description": ""} for number in range(13)]
    with pytest.raises(package.PackageRefused, match="at most 12 commands for personal, and 13"):
        package.fill_in(app_settings(), "1.2.3", {"personal": thirteen})


def test_the_file_holds_the_manifest_and_the_icons_and_nothing_else(
    manifest: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "dist" / "app.zip"
    package.write(manifest, path)
    with zipfile.ZipFile(path) as file:
        assert file.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(file.read("manifest.json")) == manifest
        assert {manifest["icons"]["color"], manifest["icons"]["outline"]} < set(file.namelist())
    first = path.read_bytes()
    package.write(manifest, path)
    assert path.read_bytes() == first


def packaged(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Package from a folder of one's own, with these settings in its .env."""
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "manifest.package"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_packaging_says_all_that_is_missing_and_writes_nothing(tmp_path: Path) -> None:
    run = packaged(tmp_path, MARAC_PUBLISHER="Example County Council")
    assert run.returncode == 1
    named = [line.split()[1] for line in run.stderr.splitlines()[1:]]
    assert named == [
        "MicrosoftAppId:",
        "MARAC_PUBLIC_DOMAIN:",
        "MARAC_WEBSITE_URL:",
        "MARAC_PRIVACY_URL:",
        "MARAC_TERMS_URL:",
    ]
    assert not (tmp_path / "dist").exists()


def test_packaging_from_settings_makes_the_file_and_says_where(tmp_path: Path) -> None:
    run = packaged(
        tmp_path,
        MicrosoftAppId=BOT_ID,
        MARAC_PUBLIC_DOMAIN="marac-bot.council.example",
        MARAC_PUBLISHER="Example County Council",
        MARAC_WEBSITE_URL="https://council.example/marac",
        MARAC_PRIVACY_URL="https://council.example/privacy",
        MARAC_TERMS_URL="https://council.example/terms",
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "dist/marac-assistant.zip is ready" in run.stdout
    with zipfile.ZipFile(tmp_path / "dist" / "marac-assistant.zip") as file:
        assert json.loads(file.read("manifest.json"))["bots"][0]["botId"] == BOT_ID


def test_the_colour_icon_is_192_pixels_square_and_opaque(manifest: dict[str, Any]) -> None:
    with Image.open(package.FOLDER / manifest["icons"]["color"]) as icon:
        assert icon.format == "PNG"
        assert icon.size == (192, 192)
        assert icon.convert("RGBA").getchannel("A").getextrema() == (255, 255)
        assert icon.convert("RGB").getpixel((0, 0)) == tuple(bytes.fromhex(manifest["accentColor"][1:]))


def test_the_outline_icon_is_32_pixels_square_white_and_transparent(manifest: dict[str, Any]) -> None:
    with Image.open(package.FOLDER / manifest["icons"]["outline"]) as icon:
        assert icon.format == "PNG"
        assert icon.size == (32, 32)
        assert icon.mode == "RGBA"
        assert icon.getchannel("A").getextrema() == (0, 255)
        assert icon.getpixel((0, 0)) == (255, 255, 255, 0)
        assert {icon.getchannel(band).getextrema() for band in "RGB"} == {(255, 255)}
