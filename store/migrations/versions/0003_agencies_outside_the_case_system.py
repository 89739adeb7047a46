"""Whether an agency reads the order in the case system, or needs it by secure e-mail or as a copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "agency", sa.Column("in_case_system", sa.Boolean(), nullable=False, server_default=sa.true())
    )
