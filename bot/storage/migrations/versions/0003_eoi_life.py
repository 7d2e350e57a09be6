"""Drafts, versions, one-time codes, erasures, and when mail is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.Text(), nullable=False),
    sa.Column('conversation_id', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('address_digest', sa.Text(), nullable=False),
    sa.Column('source_digest', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('proven_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_codes')),
    sa.UniqueConstraint('nonce', name=op.f('uq_codes_nonce'))
    )
    op.create_index('ix_codes_address_digest_created_at', 'codes', ['address_digest', 'created_at'], unique=False)
    op.create_index(op.f('ix_codes_conversation_id'), 'codes', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_codes_created_at'), 'codes', ['created_at'], unique=False)
    op.create_index('ix_codes_source_digest_created_at', 'codes', ['source_digest', 'created_at'], unique=False)
    op.create_table('drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('conversation_id', sa.Text(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drafts')),
    sa.UniqueConstraint('form_id', name=op.f('uq_drafts_form_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_drafts_reference'))
    )
    op.create_index(op.f('ix_drafts_conversation_id'), 'drafts', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_drafts_email'), 'drafts', ['email'], unique=False)
    op.create_index(op.f('ix_drafts_updated_at'), 'drafts', ['updated_at'], unique=False)
    op.create_table('erasures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address_digest', sa.Text(), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures')),
    sa.UniqueConstraint('address_digest', name=op.f('uq_erasures_address_digest'))
    )
    op.create_table('eoi_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('eoi_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('conversation_id', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['eoi_id'], ['eois.id'], name=op.f('fk_eoi_versions_eoi_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_eoi_versions')),
    sa.UniqueConstraint('eoi_id', 'version', name=op.f('uq_eoi_versions_eoi_id_version'))
    )
    op.create_index(op.f('ix_eoi_versions_conversation_id'), 'eoi_versions', ['conversation_id'], unique=False)
    op.add_column('eois', sa.Column('status_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('eois', sa.Column('status_note', sa.Text(), nullable=True))
    op.add_column('outbox', sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbox', sa.Column('tries', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('outbox', sa.Column('problem', sa.Text(), nullable=True))
    op.add_column('outbox', sa.Column('not_after', sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f('ix_outbox_sent_at_id'), table_name='outbox')
    op.execute("UPDATE outbox SET due_at = created_at WHERE sent_at IS NULL")
    op.create_index(op.f('ix_outbox_due_at'), 'outbox', ['due_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_outbox_due_at'), table_name='outbox')
    op.create_index(op.f('ix_outbox_sent_at_id'), 'outbox', ['sent_at', 'id'], unique=False)
    op.drop_column('outbox', 'not_after')
    op.drop_column('outbox', 'problem')
    op.drop_column('outbox', 'tries')
    op.drop_column('outbox', 'due_at')
    op.drop_column('eois', 'status_note')
    op.drop_column('eois', 'status_at')
    op.drop_index(op.f('ix_eoi_versions_conversation_id'), table_name='eoi_versions')
    op.drop_table('eoi_versions')
    op.drop_table('erasures')
    op.drop_index(op.f('ix_drafts_updated_at'), table_name='drafts')
    op.drop_index(op.f('ix_drafts_email'), table_name='drafts')
    op.drop_index(op.f('ix_drafts_conversation_id'), table_name='drafts')
    op.drop_table('drafts')
    op.drop_index('ix_codes_source_digest_created_at', table_name='codes')
    op.drop_index(op.f('ix_codes_created_at'), table_name='codes')
    op.drop_index(op.f('ix_codes_conversation_id'), table_name='codes')
    op.drop_index('ix_codes_address_digest_created_at', table_name='codes')
    op.drop_table('codes')
