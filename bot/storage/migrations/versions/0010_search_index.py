"""The terms partnerships are found by, in the database's own full-text index, and slips of the pen in names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

POSTGRESQL = (
    "ALTER TABLE partnership_search ADD COLUMN vector tsvector NOT NULL"
    " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED",
    "CREATE INDEX ix_partnership_search_vector ON partnership_search USING gin (vector)",
)
ENTER = "INSERT INTO partnership_index (rowid, terms) VALUES (new.place, new.terms)"
LEAVE = "INSERT INTO partnership_index (partnership_index, rowid, terms) VALUES ('delete', old.place, old.terms)"
SQLITE = (
    "CREATE VIRTUAL TABLE partnership_index USING fts5"
    " (terms, content = 'partnership_search', content_rowid = 'place', detail = none, columnsize = 0,"
    " tokenize = \"ascii tokenchars '=_-'\")",
    f"CREATE TRIGGER partnership_search_in AFTER INSERT ON partnership_search BEGIN {ENTER}; END",
    f"CREATE TRIGGER partnership_search_out AFTER DELETE ON partnership_search BEGIN {LEAVE}; END",
    f"CREATE TRIGGER partnership_search_new AFTER UPDATE ON partnership_search BEGIN {LEAVE}; {ENTER}; END",
)


def upgrade() -> None:
    op.create_table(
        "partnership_search",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("partnership_id", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_partnership_search_partnership_id")
        ),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_partnership_search")),
        sa.UniqueConstraint("partnership_id", name=op.f("uq_partnership_search_partnership_id")),
    )
    op.create_table(
        "name_slips",
        sa.Column("slip", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slip", "word", name=op.f("pk_name_slips")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)
    op.drop_column("partnerships", "words")


def downgrade() -> None:
    op.add_column("partnerships", sa.Column("words", sa.Text(), server_default="", nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE partnership_index")
    op.drop_table("name_slips")
    op.drop_table("partnership_search")
