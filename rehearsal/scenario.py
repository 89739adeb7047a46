"""Read a scenario file, JSON or TOML, into a world.

What the file leaves out is derived from the keys in it (ids, conversations), so that scenarios stay short
and the same on every machine. A file with a mistake is refused with the place of the mistake.
"""

from __future__ import annotations

import base64
import json
import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rehearsal import Json
from rehearsal.world import GROUP, Bot, Conversation, Meeting, Person, World, stable_token, stable_uuid

HERE = Path(__file__).parent / "scenarios"


class BadScenario(ValueError):
    """The scenario file cannot be used; the message says where and why."""


def names() -> list[str]:
    """The scenarios that come with the room."""
    return sorted(path.stem for path in HERE.glob("*.json"))


@cache
def title_of(name: str) -> str:
    """What one of the room's own scenarios is called."""
    return str(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")).get("title", name))


def load(path: str | Path) -> World:
    """The world that a file describes; a bare name means one of the scenarios that come with the room."""
    file = Path(path)
    if not file.exists() and not file.suffix:
        file = HERE / f"{path}.json"
    if not file.exists():
        raise BadScenario(f"There is no scenario '{path}'. Give a file, or one of: {', '.join(names())}.")
    try:
        text = file.read_text(encoding="utf-8")
        data = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadScenario(f"{file.name} is not valid {file.suffix[1:].upper()}: {error}.") from error
    return build(data)


def script_of(scenario: str) -> Path | None:
    """The script that comes with one of the room's own scenarios, if it has one."""
    script = HERE / scenario / "meeting.txt"
    return script if script.is_file() else None


def build(data: Json) -> World:
    """The world that a scenario's data describes."""
    seed = str(_need(data, "name", "the scenario"))
    tenant_id = data.get("tenant", stable_uuid(seed, "tenant"))
    bot_data = data.get("bot", {})
    bot = Bot(
        app_id=bot_data.get("app_id", stable_uuid(seed, "bot")),
        password=bot_data.get("password", f"rehearsal-{seed}"),
        name=bot_data.get("name", "MARAC Assistant"),
    )
    people = _people(seed, tenant_id, data)
    world = World(
        title=data.get("title", seed),
        tenant_id=tenant_id,
        bot=bot,
        people=people,
        meetings={},
        groups=_groups(data.get("groups", {}), people),
        valid_domains=list(data.get("valid_domains", [])),
    )
    for entry in _need(data, "meetings", "the scenario"):
        _add_meeting(seed, world, entry)
    for person in people.values():
        if person.installed:
            world.personal_chat(person.key)
    return world


def _people(seed: str, tenant_id: str, data: Json) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for entry in _need(data, "people", "the scenario"):
        person = _person(seed, tenant_id, entry)
        if person.key in people:
            raise BadScenario(f"Two people have the key '{person.key}'.")
        people[person.key] = person
    return people


def _person(seed: str, tenant_id: str, entry: Json) -> Person:
    key = str(_need(entry, "key", "a person"))
    anonymous = bool(entry.get("anonymous", False))
    token = stable_token(seed, "person", key)
    return Person(
        key=key,
        name=str(_need(entry, "name", f"person '{key}'")),
        teams_id=entry.get("teams_id", f"8:teamsvisitor:{token[:32]}" if anonymous else f"29:1{token}"),
        aad_object_id=None if anonymous else entry.get("aad", stable_uuid(seed, "person", key)),
        email="" if anonymous else entry.get("email", f"{key}@marac.example"),
        role=entry.get("role", ""),
        tenant_id=entry.get("tenant", tenant_id),
        installed=bool(entry.get("installed", True)) and not anonymous,
        user_role="anonymous" if anonymous else entry.get("user_role", "user"),
    )


def _groups(groups: Json, people: dict[str, Person]) -> dict[str, list[str]]:
    for name, keys in groups.items():
        for key in keys:
            if key not in people:
                raise BadScenario(f"Group '{name}' names '{key}', who is not among the people.")
    return {name: list(keys) for name, keys in groups.items()}


def _add_meeting(seed: str, world: World, entry: Json) -> None:
    key = str(_need(entry, "key", "a meeting"))
    invited = list(_need(entry, "invited", f"meeting '{key}'"))
    organizer = str(_need(entry, "organizer", f"meeting '{key}'"))
    for name in [*invited, organizer, *entry.get("presenters", [])]:
        if name not in world.people:
            raise BadScenario(f"Meeting '{key}' names '{name}', who is not among the people.")
    starts = _moment(_need(entry, "starts", f"meeting '{key}'"), key)
    chat = entry.get("chat_id", f"19:meeting_{stable_token(seed, 'chat', key)[:40]}@thread.v2")
    meeting = Meeting(
        key=key,
        title=str(_need(entry, "title", f"meeting '{key}'")),
        chat_id=chat,
        meeting_id=base64.urlsafe_b64encode(f"0#{chat}#0".encode()).decode(),
        join_url=f"https://teams.example/l/meetup-join/{stable_token(seed, 'join', key)}",
        kind=entry.get("type", "Scheduled"),
        organizer=organizer,
        starts=starts,
        ends=_moment(entry["ends"], key) if "ends" in entry else starts + timedelta(hours=3),
        presenters=set(entry.get("presenters", [])),
        installed=bool(entry.get("installed", True)),
    )
    world.meetings[key] = meeting
    world.conversations[meeting.chat_id] = Conversation(
        meeting.chat_id, GROUP, meeting.title, meeting=key, members=dict.fromkeys(invited)
    )


def _moment(value: Any, meeting: str) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise BadScenario(f"Meeting '{meeting}': give the time with its zone, not {value}.")
    return moment


def _need(data: Json, name: str, where: str) -> Any:
    if name not in data:
        raise BadScenario(f"{where[0].upper()}{where[1:]} lacks '{name}'.")
    return data[name]
