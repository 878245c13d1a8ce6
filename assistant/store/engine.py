"""Opening the database: SQLite by default, any SQLAlchemy URL otherwise; migrated on the way."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, ProgrammingError

from ..errors import StoreBusy, StoreError
from .schema import HEAD

PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
           "secure_delete=ON", "temp_store=MEMORY")  # fmt: skip
"""`temp_store`: what is sorted must not lie about in a directory that others share."""
MIGRATIONS = Path(__file__).parent / "migrations"
WRITES = "convene_writes"
DAMAGED = "is damaged ({reason}); move the file away and ingest again, or restore a backup"
UNUSABLE = (
    "cannot be used ({reason}); check that the disk is well and that you may write there, "
    "or set CONVENE_HOME to another directory"
)
ADVICE = {
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full; free some space and try again",
}
"""By SQLite's primary error code: what to do about it."""


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def make_private(path: Path) -> None:
    """Create the file, if it is missing, so that nobody else may read it; raises OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def connect(url: str) -> sa.Engine:
    """An engine on a database of the newest schema; raises StoreError with what to do."""
    try:
        engine = sa.create_engine(url)
    except ArgumentError as error:
        raise StoreError(
            "CONVENE_DATABASE_URL is no database URL; write it like "
            "postgresql+psycopg://user:password@host/name, or unset it to use SQLite"
        ) from error
    except ImportError as error:
        raise StoreError(
            f"CONVENE_DATABASE_URL needs the package {error.name!r}, which is not installed; "
            "install it, or unset the variable to use SQLite"
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    try:
        with explained(engine):
            if _revision(engine) != HEAD:
                migrate(engine, MIGRATIONS)
    except StoreError:
        engine.dispose()
        raise
    return engine


@contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turns what the database complains of into a StoreError that says what to do."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a fault of ours, not of the database
    except DatabaseError as error:
        raise _explanation(error, engine) from error


def migrate(engine: sa.Engine, scripts: Path) -> None:
    """Bring the database up to the newest of the scripts, wholly or not at all."""
    # Imported here: a database that is up to date, which is nearly every start, needs no Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        if engine.dialect.name == "sqlite":
            # Else a migration that rebuilds a table would delete whatever hangs on its rows.
            _execute(connection.connection.dbapi_connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                f"the database {_place(engine)} was written by a newer version of Convene; "
                "install that version, or set CONVENE_HOME to another directory"
            ) from error
    engine.dispose()  # the connection without foreign keys must not be used again


def _explanation(error: DatabaseError, engine: sa.Engine) -> StoreError:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"another process is writing to {_place(engine)}; try again soon")
    advice = ADVICE.get(code, UNUSABLE).format(reason=error.orig)
    return StoreError(f"the database {_place(engine)} {advice}")


def _place(engine: sa.Engine) -> str:
    """The file, or the URL without its password."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        return engine.url.database
    return engine.url.render_as_string(hide_password=True)


def _set_up(connection: SqliteConnection, _record: object) -> None:
    for pragma in PRAGMAS:
        _execute(connection, f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Begin before the driver would, which is at the first change, and never for tables.

    Whoever is to write says so at once: else two who have both read could not go on.
    """
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _execute(connection: object, statement: str) -> None:
    assert isinstance(connection, SqliteConnection)
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement)


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        row = connection.execute(sa.text("SELECT version_num FROM alembic_version")).first()
        return str(row[0]) if row else None
