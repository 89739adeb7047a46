"""The register's records as rows and back. What is sealed is sealed by the columns themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import msgspec

from marac.words import Capacity
from store.database import Database
from store.lines import Row
from usecases.ports import AgencyRecord, Chat, Contact, PersonRecord, Reach


def agency_row(record: AgencyRecord, database: Database) -> Row:
    """The row of an agency."""
    return {
        "area": record.area,
        "key": record.key,
        "name": record.name,
        "type": record.type,
        "statutory": record.statutory,
        "aliases": _listed(record.aliases),
        "contact_role": record.contact.role,
        "contact_phone": record.contact.phone,
        "contact_email": record.contact.email,
        "signatory": record.signatory,
        "in_case_system": record.in_case_system,
        "has_left": record.left,
        "master": database.keys.newest,
    }


def agency_record(row: Mapping[str, Any]) -> AgencyRecord:
    """The agency that a row holds."""
    return AgencyRecord(
        area=row["area"],
        key=row["key"],
        name=row["name"],
        type=row["type"],
        statutory=row["statutory"],
        aliases=_tuple(row["aliases"]),
        contact=Contact(role=row["contact_role"], phone=row["contact_phone"], email=row["contact_email"]),
        signatory=row["signatory"],
        in_case_system=row["in_case_system"],
        left=row["has_left"],
    )


def person_row(record: PersonRecord, database: Database) -> Row:
    """The row of a person."""
    return {
        "area": record.area,
        "key": record.key,
        "name": record.name,
        "email": record.email,
        "email_index": database.secrets.blind_index(record.email),
        "phone": record.phone,
        "job_title": record.job_title,
        "line_manager_email": record.line_manager_email,
        "agency": record.agency,
        "capacities": _listed(tuple(sorted(record.capacities))),
        "authority": record.authority,
        "induction": record.induction,
        "covers": _listed(record.covers),
        "barred": record.barred,
        "has_left": record.left,
        "checks": msgspec.json.encode(record.checks).decode(),
        "digest_at": record.digest_at.isoformat("minutes") if record.digest_at is not None else None,
        "master": database.keys.newest,
    }


def person_record(row: Mapping[str, Any]) -> PersonRecord:
    """The person that a row holds."""
    return PersonRecord(
        area=row["area"],
        key=row["key"],
        name=row["name"],
        email=row["email"],
        agency=row["agency"],
        capacities=frozenset(Capacity(name) for name in _tuple(row["capacities"])),
        job_title=row["job_title"],
        phone=row["phone"],
        line_manager_email=row["line_manager_email"],
        authority=row["authority"],
        induction=row["induction"],
        covers=_tuple(row["covers"]),
        barred=row["barred"],
        left=row["has_left"],
        checks=msgspec.json.decode(row["checks"], type=tuple[tuple[str, date | None], ...]),
        digest_at=time.fromisoformat(row["digest_at"]) if row["digest_at"] else None,
    )


def reach_record(row: Mapping[str, Any]) -> Reach:
    """How a person is reached, as a row has it."""
    return Reach(**row)


def chat_record(row: Mapping[str, Any]) -> Chat:
    """The chat that a row holds."""
    return Chat(**{name: value for name, value in row.items() if name != "bound"})


def merged(known: Reach | None, seen: Reach) -> Reach:
    """What is known after somebody was seen: what is empty or None in `seen` stays as it was known."""
    if known is None:
        return seen
    news = {name: value for name, value in msgspec.structs.asdict(seen).items() if value}
    return msgspec.structs.replace(known, **news)


def _listed(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()


def _tuple(listed: str) -> tuple[str, ...]:
    return msgspec.json.decode(listed, type=tuple[str, ...])
