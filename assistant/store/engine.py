"""Opening the database: SQLite by default, any SQLAlchemy URL otherwise; migrated on the way."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

from ..errors import StoreError
from .schema import HEAD

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
           "busy_timeout=10000")  # fmt: skip


def connect(url: str) -> sa.Engine:
    """An engine on a database of the newest schema; raises StoreError with what to do."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_pragmas)
    try:
        if _revision(engine) != HEAD:
            _migrate(engine)
    except DatabaseError as error:
        raise StoreError(
            f"the database {engine.url.render_as_string()} cannot be opened ({error.orig}); "
            "move the file away and ingest again, or restore it from a backup"
        ) from error
    return engine


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - DB-API has no type
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        try:
            row = connection.execute(sa.text("SELECT version_num FROM alembic_version")).first()
        except OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
        return str(row[0]) if row else None


def _migrate(engine: sa.Engine) -> None:
    # Imported here: a database that is up to date, which is nearly every start, needs no Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
