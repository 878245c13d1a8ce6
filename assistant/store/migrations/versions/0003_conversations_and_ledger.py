"""What a turn was taken for is kept with it; what a group ran, and what it ruled out."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turn", sa.Column("understood", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "held",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("community", sa.String(80), nullable=False),
        sa.Column("activity", sa.String(80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
        sa.ForeignKeyConstraint(
            ["community"],
            ["community.slug"],
            name=op.f("fk_held_community"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_held_community"), "held", ["community"], unique=False)
    op.create_table(
        "ruled_out",
        sa.Column("community", sa.String(80), nullable=False),
        sa.Column("activity", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("community", "activity", name=op.f("pk_ruled_out")),
        sa.ForeignKeyConstraint(
            ["community"],
            ["community.slug"],
            name=op.f("fk_ruled_out_community"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("ruled_out")
    op.drop_index(op.f("ix_held_community"), table_name="held")
    op.drop_table("held")
    op.drop_column("turn", "understood")
