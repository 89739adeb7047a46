"""An index on card refreshes on their way, without which taking letters grew slow with a full outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_sending_surface",
        "outbox",
        ["meeting", "recipient", "surface", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'sending' AND surface <> ''"),
        postgresql_where=sa.text("state = 'sending' AND surface <> ''"),
    )
