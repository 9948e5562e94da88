"""What was erased, when and by whom; and of an erased person the fingerprint may stay without the sealed IIN."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


BOTH = "(iin_sealed IS NULL) = (iin_fingerprint IS NULL)"
LEFT = "iin_sealed IS NULL OR iin_fingerprint IS NOT NULL"


def _change(iin_is_whole: str) -> None:
    """SQLite changes a check by copying the table; written out, so that it stands the same however often it is copied."""
    if op.get_bind().dialect.name == "postgresql":
        name = "ck_person_ck_person_iin_is_whole"
        op.execute(f"ALTER TABLE person DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({iin_is_whole})")
        return
    op.create_table(
        "person_copied",
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
        sa.CheckConstraint(iin_is_whole, name="ck_person_iin_is_whole"),
        sa.CheckConstraint("(counted_at IS NULL) = (receipt IS NULL)", name="ck_person_counted_has_receipt"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_person_household_id_household"),
        sa.UniqueConstraint("household_id", "item", name="uq_person_household_id_item"),
        sa.UniqueConstraint("receipt", name="uq_person_receipt"),
    )
    columns = (
        "id, household_id, item, iin_sealed, iin_fingerprint, name_sealed, no_iin, respondent, counted_at, receipt"
    )
    op.execute(f"INSERT INTO person_copied ({columns}) SELECT {columns} FROM person")  # noqa: S608 # names of our own
    op.drop_table("person")
    op.rename_table("person_copied", "person")
    op.create_index("ix_person_iin_fingerprint", "person", ["iin_fingerprint"])
    counted, respondent = sa.text("counted_at IS NOT NULL"), sa.text("respondent")
    op.create_index("uq_person_counted_once", "person", ["iin_fingerprint"], unique=True, sqlite_where=counted)
    op.create_index("uq_person_one_respondent", "person", ["household_id"], unique=True, sqlite_where=respondent)


def upgrade() -> None:
    _change(LEFT)
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("household_id", sa.Uuid),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("counted", sa.Integer, nullable=False),
        sa.CheckConstraint("scope IN ('conversation', 'draft', 'sent')", name="ck_erasure_scope"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )


def downgrade() -> None:
    """Whoever was erased keeps his count by a seal that opens to nothing: the former table wants both or none."""
    op.drop_table("erasure")
    person = sa.table("person", sa.column("iin_sealed", sa.LargeBinary), sa.column("iin_fingerprint"))
    opens_to_nothing = sa.update(person).where(person.c.iin_sealed.is_(None), person.c.iin_fingerprint.is_not(None))
    op.execute(opens_to_nothing.values(iin_sealed=b""))
    _change(BOTH)
