"""The audience that a file names for itself; vectors of another embedder are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("origin", sa.Column("named", sa.Text(), nullable=True))
    op.create_index(op.f("ix_span_embedder"), "span", ["embedder"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_span_embedder"), table_name="span")
    op.drop_column("origin", "named")
