"""What was reported privately, so that it is looked after however old the meeting is that has it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matter",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.key"], name=op.f("fk_matter_meeting")),
        sa.PrimaryKeyConstraint("meeting", "matter", name=op.f("pk_matter")),
    )
    op.create_index("ix_matter_area", "matter", ["area"], unique=False)
