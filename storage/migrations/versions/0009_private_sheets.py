"""A member of a household may answer his own sheet by a private link: when it was passed on to him, when he took it over."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("sheet", sa.Column("passed_at", Instant))
    op.add_column("sheet", sa.Column("taken_over_at", Instant))


def downgrade() -> None:
    op.drop_column("sheet", "taken_over_at")
    op.drop_column("sheet", "passed_at")
