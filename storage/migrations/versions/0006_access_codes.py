"""Codes that let their holder into a conversation from another device (census/access_codes.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "access_code",
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("household_id", sa.Uuid),
        sa.Column("item", sa.Integer),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("purpose IN ('move', 'member')", name="ck_access_code_purpose"),
        sa.CheckConstraint("(purpose = 'member') = (item IS NOT NULL)", name="ck_access_code_member_is_named"),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_access_code"),
    )
    for column in ("conversation_id", "household_id", "expires_at"):
        op.create_index(f"ix_access_code_{column}", "access_code", [column])


def downgrade() -> None:
    op.drop_table("access_code")
