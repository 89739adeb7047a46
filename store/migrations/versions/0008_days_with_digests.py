"""On which days an area's digests were made, so that the next ones leave out nothing that came since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_day",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("area", "day", name=op.f("pk_digest_day")),
    )
