"""What people have of the area's person checks, such as training or vetting; and which agencies have left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("checks", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("agency", sa.Column("has_left", sa.Boolean(), nullable=False, server_default=sa.false()))
