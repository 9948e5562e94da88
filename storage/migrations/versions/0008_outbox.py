"""What the bot says on its own, and when a conversation is looked at whether it is to be reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Whoever has begun a household before is looked at once: `remind_at` in the past."""
    op.add_column("conversation", sa.Column("remind_at", sa.DateTime(timezone=True)))
    looked_at = sa.text("remind_at IS NOT NULL")
    op.create_index(
        "ix_conversation_remind_at", "conversation", ["remind_at"], sqlite_where=looked_at, postgresql_where=looked_at
    )
    op.execute(
        "UPDATE conversation SET remind_at = touched_at"
        " WHERE household_id IS NOT NULL AND blocked_at IS NULL AND channel = 'telegram'"
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'delivered', 'blocked', 'refused', 'unknown', 'dropped')",
            name="ck_outbox_state",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_outbox_conversation_id_conversation", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("conversation_id", "kind", "key", name="uq_outbox_conversation_id_kind_key"),
    )
    op.create_index("ix_outbox_state_not_before", "outbox", ["state", "not_before"])


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_index("ix_conversation_remind_at", "conversation")
    op.drop_column("conversation", "remind_at")
