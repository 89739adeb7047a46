"""Puts the Teams app into one file: the manifest filled in for one council, and the two icons.

What differs between councils comes from the same settings as the bot's, and nothing is guessed: a setting
that is missing or cannot be right stops the packaging with a sentence that says what to do. It refuses to
leave a placeholder in, to go beyond Teams' limits, and to put anything else into the file.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from dialogs.commands import MOST_LISTED, manifest_commands

FOLDER = Path(__file__).parent
PACKAGE = Path("dist", "marac-assistant.zip")  # where make is called
ICONS = ("color.png", "outline.png")
PUBLISHER_LENGTH = 32  # characters
_WHEN = (2026, 1, 1, 0, 0, 0)  # one date for every entry: the same settings make the same bytes

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE)
_HTTPS = re.compile(rf"https://({_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9](:\d+)?(/\S*)?", re.IGNORECASE)
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")

Commands = Mapping[str, Sequence[Mapping[str, str]]]
"""For a scope ("personal", "groupChat"): its commands, each with `title` and `description`."""


class PackageRefused(Exception):
    """The app cannot be packaged; `problems` are sentences that say what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class AppSettings(BaseSettings):
    """What the manifest says about one council's own app."""

    model_config = SettingsConfigDict(
        env_prefix="MARAC_", env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True
    )

    bot_id: str = Field("", validation_alias="MicrosoftAppId")
    teams_app_id: str = ""
    public_domain: str = ""
    publisher: str = ""
    website_url: str = ""
    privacy_url: str = ""
    terms_url: str = ""

    def problems(self) -> list[str]:
        """A sentence for each setting that is missing or cannot be right."""
        found = []
        if not _GUID.fullmatch(self.bot_id):
            found.append("MicrosoftAppId: set the bot's app id, as Entra shows it (8-4-4-4-12 hex digits).")
        if self.teams_app_id and not _GUID.fullmatch(self.teams_app_id):
            found.append("MARAC_TEAMS_APP_ID: give a GUID, or leave it out to use the bot's app id.")
        if not _DOMAIN.fullmatch(self.public_domain):
            found.append(
                "MARAC_PUBLIC_DOMAIN: set the bot's public name, such as marac-bot.council.example, "
                "without https:// and without a path."
            )
        if not 0 < len(self.publisher.strip()) <= PUBLISHER_LENGTH:
            found.append(
                f"MARAC_PUBLISHER: name the organisation that runs the bot, in {PUBLISHER_LENGTH} characters."
            )
        pages = {"WEBSITE": self.website_url, "PRIVACY": self.privacy_url, "TERMS": self.terms_url}
        return found + [
            f"MARAC_{name}_URL: set an address that begins with https://."
            for name, address in pages.items()
            if not _HTTPS.fullmatch(address)
        ]


def fill_in(settings: AppSettings, version: str, commands: Commands | None = None) -> dict[str, Any]:
    """The manifest for these settings, with the commands that the bot's own table lists, or with `commands`.

    Raises PackageRefused with every problem at once.
    """
    problems = settings.problems()
    if not _VERSION.fullmatch(version):
        problems.append(f"The version {version!r} is not three numbers, as Teams asks: see pyproject.toml.")
    template = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    commands = manifest_commands() if commands is None else commands
    problems += _command_problems(commands)
    template["bots"][0]["commandLists"] = [
        {"scopes": [scope], "commands": [dict(command) for command in listed]}
        for scope, listed in commands.items()
    ]
    if problems:
        raise PackageRefused(problems)
    values = {name: value.strip() for name, value in settings.model_dump().items()}
    values["teams_app_id"] = values["teams_app_id"] or values["bot_id"]
    filled: dict[str, Any] = _replace(template, values | {"version": version})
    return filled


def _command_problems(commands: Commands) -> list[str]:
    return [
        f"Teams shows at most {MOST_LISTED} commands for {scope}, and {len(listed)} are listed."
        for scope, listed in commands.items()
        if len(listed) > MOST_LISTED
    ]


def _replace(part: Any, values: Mapping[str, str]) -> Any:
    """The template with each {{name}} replaced; an unknown name is a fault of the template."""
    if isinstance(part, str):
        return _PLACEHOLDER.sub(lambda found: values[found[1]], part)
    if isinstance(part, list):
        return [_replace(item, values) for item in part]
    if isinstance(part, dict):
        return {key: _replace(value, values) for key, value in part.items()}
    return part


def write(manifest: Mapping[str, Any], path: Path) -> None:
    """Write the app's file: the manifest and the icons, at the top level, and nothing else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = {"manifest.json": json.dumps(manifest, indent=2, ensure_ascii=False).encode()}
    entries |= {name: (FOLDER / name).read_bytes() for name in ICONS}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, date_time=_WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)


def main() -> int:
    """Package the app from the settings; 1, with what to do on standard error, if it cannot be done."""
    try:
        manifest = fill_in(AppSettings(), version_of("marac-assistant"))
    except PackageRefused as refused:
        print("The Teams app was not packaged. In .env or the environment:", file=sys.stderr)
        for problem in refused.problems:
            print(f"  - {problem}", file=sys.stderr)
        return 1
    write(manifest, PACKAGE)
    print(f"{PACKAGE} is ready: upload it in the Teams admin centre (Manage apps).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
