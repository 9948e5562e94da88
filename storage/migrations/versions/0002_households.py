"""Households, their sheets and the persons who are counted (census/tables.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("region", sa.Text),
        sa.Column("locality", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("length(region) = 2", name="ck_household_region_is_kato"),
        sa.PrimaryKeyConstraint("id", name="pk_household"),
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("form_version", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state IN ('open', 'submitted', 'withdrawn')", name="ck_sheet_state"),
        sa.PrimaryKeyConstraint("id", name="pk_sheet"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_sheet_household_id_household"),
        sa.UniqueConstraint("household_id", "form", "subject", "part", name="uq_sheet_household_id_form_subject_part"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("item", sa.Integer),
        sa.Column("iin_sealed", sa.LargeBinary),
        sa.Column("iin_fingerprint", sa.LargeBinary),
        sa.Column("name_sealed", sa.LargeBinary),
        sa.Column("no_iin", sa.Boolean, nullable=False),
        sa.Column("respondent", sa.Boolean, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True)),
        sa.Column("receipt", sa.Text),
        sa.CheckConstraint("(iin_sealed IS NULL) = (iin_fingerprint IS NULL)", name="ck_person_iin_is_whole"),
        sa.CheckConstraint("(counted_at IS NULL) = (receipt IS NULL)", name="ck_person_counted_has_receipt"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_person_household_id_household"),
        sa.UniqueConstraint("household_id", "item", name="uq_person_household_id_item"),
        sa.UniqueConstraint("receipt", name="uq_person_receipt"),
    )
    op.create_index("ix_person_iin_fingerprint", "person", ["iin_fingerprint"])
    counted, respondent = sa.text("counted_at IS NOT NULL"), sa.text("respondent")
    op.create_index(
        "uq_person_counted_once", "person", ["iin_fingerprint"],
        unique=True, sqlite_where=counted, postgresql_where=counted,
    )  # fmt: skip
    op.create_index(
        "uq_person_one_respondent", "person", ["household_id"],
        unique=True, sqlite_where=respondent, postgresql_where=respondent,
    )  # fmt: skip


def downgrade() -> None:
    for table in ("person", "sheet", "household"):
        op.drop_table(table)
