"""Another writer's answer beside the first, and which answers rest on what their owner alone may see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add two columns to the exchanges."""
    op.add_column("turns", sa.Column("beside", sa.JSON(), nullable=True))
    op.add_column("turns", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
