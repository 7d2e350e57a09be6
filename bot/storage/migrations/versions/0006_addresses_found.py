"""Find an address whatever its capitals, without reading whole tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {
    "codes": "address",
    "drafts": "email",
    "eois": "email",
    "outbox": "recipient",
    "tickets": "answer_to",
}


def upgrade() -> None:
    for table, column in COLUMNS.items():
        op.create_index(f"ix_{table}_lower_{column}", table, [sa.text(f"lower({column})")])


def downgrade() -> None:
    for table, column in COLUMNS.items():
        op.drop_index(f"ix_{table}_lower_{column}", table)
