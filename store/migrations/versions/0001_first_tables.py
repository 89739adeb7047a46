"""The first tables: journal, meetings and their keys, outbox, register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("statutory", sa.Boolean(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("contact_role", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("area", "key", name=op.f("pk_agency")),
    )
    op.create_table(
        "chat",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("teams_meeting", sa.String(), nullable=True),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("bound", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_chat")),
    )
    op.create_table(
        "key_material",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_key_material")),
    )
    op.create_table(
        "meeting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meeting")),
    )
    op.create_index("ix_meeting_area_first_day", "meeting", ["area", "first_day"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("number", ROW_NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"], unique=False)
    op.create_index(
        "uq_outbox_waiting_surface",
        "outbox",
        ["meeting", "recipient", "surface"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting' AND surface <> ''"),
        postgresql_where=sa.text("state = 'waiting' AND surface <> ''"),
    )
    op.create_table(
        "person",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("line_manager_email", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("capacities", sa.Text(), nullable=False),
        sa.Column("authority", sa.Boolean(), nullable=True),
        sa.Column("induction", sa.Boolean(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False),
        sa.Column("has_left", sa.Boolean(), nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("area", "key", name=op.f("pk_person")),
    )
    op.create_index("ix_person_email_index", "person", ["email_index"], unique=False)
    op.create_index("ix_person_key", "person", ["key"], unique=False)
    op.create_table(
        "posted",
        sa.Column("number", ROW_NUMBER, nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_posted")),
        sa.UniqueConstraint("conversation", "activity", name=op.f("uq_posted_conversation_activity")),
    )
    op.create_index("ix_posted_meeting_conversation", "posted", ["meeting", "conversation"], unique=False)
    op.create_index(
        "uq_posted_surface",
        "posted",
        ["meeting", "recipient", "surface"],
        unique=True,
        sqlite_where=sa.text("surface <> ''"),
        postgresql_where=sa.text("surface <> ''"),
    )
    op.create_table(
        "reach",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("teams_id", sa.String(), nullable=False),
        sa.Column("aad_id", sa.String(), nullable=True),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_reach")),
    )
    op.create_index("ix_reach_aad_id", "reach", ["aad_id"], unique=False)
    op.create_index("ix_reach_teams_id", "reach", ["teams_id"], unique=False)
    op.create_table(
        "register_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_register_version")),
    )
    op.create_table(
        "sweep",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweep")),
    )
    op.create_table(
        "action",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.key"], name=op.f("fk_action_meeting")),
        sa.PrimaryKeyConstraint("meeting", "action", name=op.f("pk_action")),
    )
    op.create_index("ix_action_area_due", "action", ["area", "due"], unique=False)
    op.create_index("ix_action_owner", "action", ["owner"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("number", ROW_NUMBER, nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.key"], name=op.f("fk_erasure_meeting")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_erasure")),
    )
    op.create_table(
        "journal",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("turn", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.key"], name=op.f("fk_journal_meeting")),
        sa.PrimaryKeyConstraint("meeting", "sequence", name=op.f("pk_journal")),
        sa.UniqueConstraint("turn", name=op.f("uq_journal_turn")),
    )
    op.create_table(
        "meeting_key",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.key"], name=op.f("fk_meeting_key_meeting")),
        sa.PrimaryKeyConstraint("meeting", name=op.f("pk_meeting_key")),
    )
