"""Which case was heard when, for flags, repeats and closures across a year; and when a sweep was last
done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.columns import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heard",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("flagged_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.key"], name=op.f("fk_heard_meeting")),
        sa.PrimaryKeyConstraint("meeting", "case_number", name=op.f("pk_heard")),
    )
    op.create_index("ix_heard_area_case_number", "heard", ["area", "case_number"], unique=False)
    op.create_index("ix_heard_area_heard_on", "heard", ["area", "heard_on"], unique=False)
    op.add_column("sweep", sa.Column("done_at", UtcDateTime(), nullable=True))
