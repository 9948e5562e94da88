"""The cards of interviewers, instructors and operators, for whoever wants to know with whom he speaks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "staff_card",
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("surname", sa.Text, nullable=False),
        sa.Column("given_names", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("place_kk", sa.Text),
        sa.Column("place_ru", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.CheckConstraint("length(region) = 2", name="ck_staff_card_region_is_kato"),
        sa.CheckConstraint("role IN ('interviewer', 'instructor', 'operator')", name="ck_staff_card_role"),
        sa.CheckConstraint("(place_kk IS NULL) = (place_ru IS NULL)", name="ck_staff_card_place_in_both"),
        sa.CheckConstraint("valid_from <= valid_until", name="ck_staff_card_valid_from_until"),
        sa.PrimaryKeyConstraint("campaign", "key", name="pk_staff_card"),
    )


def downgrade() -> None:
    op.drop_table("staff_card")
