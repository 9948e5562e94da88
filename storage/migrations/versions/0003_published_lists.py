"""The choice lists beside a form, kept with the version they belong to, and what a version was published from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("published_form", sa.Column("source", sa.Text))
    op.create_table(
        "published_list",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_published_list"),
    )
    op.create_table(
        "published_form_list",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", "version", "file", name="pk_published_form_list"),
        sa.ForeignKeyConstraint(
            ["name", "version"],
            ["published_form.name", "published_form.version"],
            name="fk_published_form_list_name_version_published_form",
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["published_list.digest"], name="fk_published_form_list_digest_published_list"
        ),
    )


def downgrade() -> None:
    op.drop_table("published_form_list")
    op.drop_table("published_list")
    op.drop_column("published_form", "source")
