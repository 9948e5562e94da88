"""How often an answer was refused before it was taken: the one thing about an answer its log cannot tell afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("answer_log", sa.Column("refusals", sa.Integer))


def downgrade() -> None:
    op.drop_column("answer_log", "refusals")
