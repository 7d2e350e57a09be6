"""Send a form once, whatever conversation it is sent from: the database holds it, and finds the key by an index."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_eois_idempotency_key", "eois", ["idempotency_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_eois_idempotency_key", "eois")
