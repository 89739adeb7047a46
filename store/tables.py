"""Every table, in the members' words. No column holds words that somebody typed or a name except in sealed
form.

The journal is what happened; `meeting`, `action`, `outbox` and `posted` follow from it or serve it. Who may
be reached how stands in the register's tables. Change anything here together with a migration: a test
compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from store.columns import SealedText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

RowId = BigInteger().with_variant(Integer, "sqlite")
"""A row's own number. SQLite numbers rows by itself only where the column is a plain INTEGER."""

meeting = Table(
    "meeting",
    metadata,
    Column("key", String, primary_key=True),
    Column("area", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("head", String, nullable=False),
    Column("seal", String, nullable=False),
    Column("erased_at", UtcDateTime),
    Index("ix_meeting_area_first_day", "area", "first_day"),
)
"""A meeting: how many lines its journal has, the hash of the last, and a seal on both that only the bot can
make.
"""

meeting_key = Table(
    "meeting_key",
    metadata,
    Column("meeting", String, ForeignKey(meeting.c.key), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("master", String, nullable=False),
)
"""A meeting's own key, sealed under the master key whose fingerprint is `master`."""

erasure = Table(
    "erasure",
    metadata,
    Column("number", RowId, primary_key=True),
    Column("meeting", String, ForeignKey(meeting.c.key), nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
)
"""The log of deleted meeting keys: which and when."""

key_material = Table(
    "key_material",
    metadata,
    Column("name", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("master", String, nullable=False),
)
"""Keys that outlive a rotation (for the look-up of addresses, for the seals), sealed under the master key."""

journal = Table(
    "journal",
    metadata,
    Column("meeting", String, ForeignKey(meeting.c.key), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("actor", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("hash", String, nullable=False),
    Column("turn", String),
    PrimaryKeyConstraint("meeting", "sequence"),
    UniqueConstraint("turn"),
)
"""The journal. `body` is the event as JSON without typed words, `sealed` the words under the meeting's key.
"""

action = Table(
    "action",
    metadata,
    Column("meeting", String, ForeignKey(meeting.c.key), nullable=False),
    Column("action", String, nullable=False),
    Column("area", String, nullable=False),
    Column("case_number", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("owner", String),
    Column("due", Date),
    Column("state", String, nullable=False),
    Column("is_open", Boolean, nullable=False),
    PrimaryKeyConstraint("meeting", "action"),
    Index("ix_action_owner", "owner"),
    Index("ix_action_area_due", "area", "due"),
)
"""Actions as they are looked up across meetings: identifiers and dates."""

heard = Table(
    "heard",
    metadata,
    Column("meeting", String, ForeignKey(meeting.c.key), nullable=False),
    Column("case_number", String, nullable=False),
    Column("area", String, nullable=False),
    Column("heard_on", Date, nullable=False),
    Column("flagged_until", Date),
    Column("state", String, nullable=False),
    PrimaryKeyConstraint("meeting", "case_number"),
    Index("ix_heard_area_case_number", "area", "case_number"),
    Index("ix_heard_area_heard_on", "area", "heard_on"),
)
"""Which case was heard when, as it is looked up across a year's meetings: a number and dates, no more."""

matter = Table(
    "matter",
    metadata,
    Column("meeting", String, ForeignKey(meeting.c.key), nullable=False),
    Column("matter", String, nullable=False),
    Column("area", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("case_number", String),
    Column("is_open", Boolean, nullable=False),
    PrimaryKeyConstraint("meeting", "matter"),
    Index("ix_matter_area", "area"),
)
"""What was reported privately, as it is looked up across meetings: of what kind, and of which case."""

outbox = Table(
    "outbox",
    metadata,
    Column("number", RowId, primary_key=True),
    Column("key", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("area", String, nullable=False),
    Column("meeting", String, nullable=False),
    Column("surface", String, nullable=False),
    Column("facts", Text, nullable=False),
    Column("not_before", UtcDateTime),
    Column("urgent", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("worker", String, nullable=False),
    Column("why", String, nullable=False),
    UniqueConstraint("key"),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index(
        "uq_outbox_waiting_surface",
        "meeting",
        "recipient",
        "surface",
        unique=True,
        sqlite_where=text("state = 'waiting' AND surface <> ''"),
        postgresql_where=text("state = 'waiting' AND surface <> ''"),
    ),
    Index(
        "ix_outbox_sending_surface",
        "meeting",
        "recipient",
        "surface",
        "due_at",
        sqlite_where=text("state = 'sending' AND surface <> ''"),
        postgresql_where=text("state = 'sending' AND surface <> ''"),
    ),
)
"""What is to be said. Empty `meeting` and `surface` mean none, so that one waiting refresh a surface can be
demanded.
"""

posted = Table(
    "posted",
    metadata,
    Column("number", RowId, primary_key=True),
    Column("conversation", String, nullable=False),
    Column("activity", String, nullable=False),
    Column("meeting", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("surface", String, nullable=False),
    UniqueConstraint("conversation", "activity"),
    Index("ix_posted_meeting_conversation", "meeting", "conversation"),
    Index(
        "uq_posted_surface",
        "meeting",
        "recipient",
        "surface",
        unique=True,
        sqlite_where=text("surface <> ''"),
        postgresql_where=text("surface <> ''"),
    ),
)
"""What the bot has posted, so that a card can be brought up to date and working posts deleted at the close.
"""

agency = Table(
    "agency",
    metadata,
    Column("area", String, nullable=False),
    Column("key", String, nullable=False),
    Column("name", String, nullable=False),
    Column("type", String, nullable=False),
    Column("statutory", Boolean, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("contact_role", SealedText, nullable=False),
    Column("contact_phone", SealedText, nullable=False),
    Column("contact_email", SealedText, nullable=False),
    Column("signatory", SealedText, nullable=False),
    Column("master", String, nullable=False),
    Column("in_case_system", Boolean, nullable=False, server_default=true()),
    Column("has_left", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("area", "key"),
)
"""An area's agencies. `master` says under which master key the sealed columns stand."""

person = Table(
    "person",
    metadata,
    Column("area", String, nullable=False),
    Column("key", String, nullable=False),
    Column("name", SealedText, nullable=False),
    Column("email", SealedText, nullable=False),
    Column("email_index", String, nullable=False),
    Column("phone", SealedText, nullable=False),
    Column("job_title", SealedText, nullable=False),
    Column("line_manager_email", SealedText, nullable=False),
    Column("agency", String),
    Column("capacities", Text, nullable=False),
    Column("authority", Boolean),
    Column("induction", Boolean, nullable=False),
    Column("covers", Text, nullable=False),
    Column("barred", Boolean, nullable=False),
    Column("has_left", Boolean, nullable=False),
    Column("master", String, nullable=False),
    Column("checks", Text, nullable=False, server_default="[]"),
    Column("digest_at", String),
    PrimaryKeyConstraint("area", "key"),
    Index("ix_person_key", "key"),
    Index("ix_person_email_index", "email_index"),
)
"""An area's people. `email_index` is a keyed hash of the address: it finds, and tells nothing. `checks` are
the keys of what they have of the area's person checks, each with its day or null. `digest_at` is the hour
that they chose for their digest, such as `16:00`."""

reach = Table(
    "reach",
    metadata,
    Column("person", String, primary_key=True),
    Column("teams_id", String, nullable=False),
    Column("aad_id", String),
    Column("tenant", String, nullable=False),
    Column("service_url", String, nullable=False),
    Column("conversation", String),
    Index("ix_reach_teams_id", "teams_id"),
    Index("ix_reach_aad_id", "aad_id"),
)
"""How people are reached in Teams: identifiers only."""

chat = Table(
    "chat",
    metadata,
    Column("conversation", String, primary_key=True),
    Column("area", String, nullable=False),
    Column("service_url", String, nullable=False),
    Column("tenant", String, nullable=False),
    Column("teams_meeting", String),
    Column("bot_id", String, nullable=False),
    Column("bound", Integer, nullable=False),
)
"""Meeting chats and the area each serves; the highest `bound` is the latest binding."""

register_version = Table(
    "register_version",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)
"""One row, raised by every change to the register, so that each process knows when what it holds has aged."""

digest_day = Table(
    "digest_day",
    metadata,
    Column("area", String, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("area", "day"),
)
"""The days on which an area's digests were made, so that the next ones say all that has come since."""

sweep = Table(
    "sweep",
    metadata,
    Column("name", String, primary_key=True),
    Column("worker", String, nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
)
"""Which process does a periodic job just now, until when nobody else may, and when it was last done."""
