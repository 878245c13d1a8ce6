"""The truth is kept whole, by one writer at a time, and what is wrong with it is said."""

import datetime as dt
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copytree, ignore_patterns

import numpy as np
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from assistant.errors import StoreBusy, StoreError
from assistant.models import Conversation, Intent, Source, SourceKind, Span, Turn, TurnType
from assistant.retrieval.embedding import pack
from assistant.store import (
    Community,
    NewPassage,
    NewSource,
    NewSpan,
    Origin,
    Store,
    Talks,
    new_id,
)
from assistant.store.engine import MIGRATIONS, PRAGMAS, connect, migrate, sqlite_url
from assistant.store.schema import HEAD, metadata

from .builders import NOW
from .communities import run, start, unprivileged

VECTOR = pack(np.eye(1, 8, dtype=np.float32))[0]
MEMBERS = frozenset({"members"})


def talk(text: str) -> Conversation:
    return Conversation(
        turns=(Turn(text=text, type=TurnType.RECORD, intent=Intent.QUESTION, query=text),)
    )


def new_source(
    text: str = "One. Two.", *, readers: frozenset[str] = MEMBERS, community: str = "river"
) -> NewSource:
    """A source of one passage a sentence, of one span each."""
    source = Source(
        id=new_id(),
        kind=SourceKind.RECORD,
        title="A record",
        path="a.md",
        readers=readers,
        community=community,
    )
    spans = (NewSpan(Span(start=0, end=3), VECTOR),)
    passages = tuple(NewPassage(0, part, "", spans) for part in text.split(". "))
    return NewSource(source, text, "digest", passages, "model-1")


def file(new: NewSource, path: str = "a.md") -> Origin:
    return Origin("/folder", path, "sha", new.source.id)


def faulty(new: NewSource) -> NewSource:
    """The same, of which the database refuses the last span."""
    *whole, last = new.passages
    broken = NewSpan(Span(start=0, end=3), None)  # type: ignore[arg-type]
    return replace(new, passages=(*whole, replace(last, spans=(broken,))))


def rows(home: Path) -> dict[str, int]:
    """Rows in each table."""
    with closing(sqlite3.connect(home / "convene.sqlite3")) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in metadata.tables
        }


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(name="store")
def _store(home: Path) -> Iterator[Store]:
    store = Store(home)
    store.put_community(Community("river", "River"), NOW)
    yield store
    store.close()


# --- transactions ----------------------------------------------------------------------------


def test_a_source_is_stored_whole_or_not_at_all(store: Store, home: Path) -> None:
    before = rows(home), store.revision(["river"])
    new = new_source()
    with pytest.raises(IntegrityError):
        store.put_source(faulty(new), file(new))
    assert (rows(home), store.revision(["river"])) == before
    store.put_source(new, file(new))
    assert store.source_counts() == {"river": (1, 2)}


def test_a_changed_file_replaces_its_source_in_one_transaction(store: Store, home: Path) -> None:
    old, new = new_source("Old."), new_source("New. Longer.")
    store.put_source(old, file(old))
    before = rows(home)
    with pytest.raises(IntegrityError):
        store.put_source(faulty(new), file(new))
    assert rows(home) == before
    assert store.text(old.source.id) == "Old."
    store.put_source(new, file(new))
    assert [held.source for held in store.held("river")] == [new.source.id]
    assert rows(home)["passage"] == rows(home)["span"] == 2


def test_a_file_found_under_another_root_replaces_what_it_was_known_as(store: Store) -> None:
    old, new = new_source("Old."), new_source("New.")
    store.put_source(old, file(old))
    elsewhere = replace(file(new), root="/folder/part")
    store.put_source(new, elsewhere, replacing=file(old))
    assert store.origins("river") == (elsewhere,)


def test_forgetting_a_file_keeps_a_text_that_another_file_holds(store: Store) -> None:
    new = new_source()
    store.put_source(new, file(new, "a.md"))
    store.put_origin("river", file(new, "b.md"))
    store.remove_origin("river", file(new, "a.md"))
    assert store.text(new.source.id) == new.text
    [passage] = store.passages(
        [*store.passage_ids("river", SourceKind.RECORD)["b.md"][:1]]
    ).values()
    assert passage.source.path == "b.md"


def test_with_its_last_file_a_source_goes_and_all_that_hangs_on_it(
    store: Store, home: Path
) -> None:
    new = new_source()
    store.put_source(new, file(new))
    store.remove_origin("river", file(new))
    assert {table: rows(home)[table] for table in ("source", "origin", "passage", "span")} == {
        "source": 0, "origin": 0, "passage": 0, "span": 0,
    }  # fmt: skip


def test_a_file_that_comes_to_hold_another_text_lets_go_of_the_first(store: Store) -> None:
    first, second = new_source("First."), new_source("Second.")
    store.put_source(first, file(first, "a.md"))
    store.put_source(second, file(second, "b.md"))
    store.put_origin("river", file(second, "a.md"))
    assert [held.source for held in store.held("river")] == [second.source.id]


def test_removing_a_community_removes_all_that_is_kept_of_it(store: Store, home: Path) -> None:
    new = new_source()
    store.put_source(new, file(new))
    Talks(store).keep("c1", "river", talk("Hello"), NOW)
    store.remove_community("river")
    assert {table for table, count in rows(home).items() if count} == {"wall"}


def test_turns_said_at_the_same_time_are_all_kept(store: Store) -> None:
    said = [f"turn {n}" for n in range(40)]
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda text: Talks(store).keep("c1", "river", talk(text), NOW), said))
    assert sorted(t.text for t in Talks(store).conversation("c1").turns) == sorted(said)


# --- audiences and revisions -----------------------------------------------------------------


def test_one_audience_has_one_number_in_whatever_order_it_is_named(store: Store) -> None:
    circles = [f"circle:{n}" for n in range(60)]
    for n, readers in enumerate((circles, circles[::-1], ["care"])):
        new = new_source(f"Text {n}.", readers=frozenset(readers))
        store.put_source(new, file(new, f"{n}.md"))
    assert sorted(map(len, store.walls().values())) == [1, 60]


def test_a_changed_audience_is_that_of_the_passages_too(store: Store) -> None:
    new = new_source()
    store.put_source(new, file(new))
    assert store.set_readers(new.source.id, "river", frozenset({"care"}))
    assert not store.set_readers(new.source.id, "river", frozenset({"care"}))
    ids = store.passage_ids("river", SourceKind.RECORD)["a.md"]
    assert {p.source.readers for p in store.passages(ids).values()} == {frozenset({"care"})}


CHANGES: dict[str, Callable[[Store, NewSource], object]] = {
    "a new source": lambda store, _: store.put_source(other := new_source(), file(other, "b.md")),
    "a changed audience": lambda store, new: store.set_readers(
        new.source.id, "river", frozenset({"care"})
    ),
    "a forgotten file": lambda store, new: store.remove_origin("river", file(new)),
    "a moved file": lambda store, new: store.put_origin(
        "river", file(new, "z.md"), replacing=file(new)
    ),
    "new vectors": lambda store, new: store.replace_vectors(
        [(store.passage_ids("river", SourceKind.RECORD)["a.md"][0], 0, VECTOR)], "model-2"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_revision_changes_with(change: str, store: Store) -> None:
    new = new_source()
    store.put_source(new, file(new))
    before = store.revision(["", "river"])
    CHANGES[change](store, new)
    assert store.revision(["", "river"]) != before


def test_the_revision_stays_when_nothing_that_can_be_found_changes(store: Store) -> None:
    new = new_source()
    store.put_source(new, file(new))
    before = store.revision(["river"])
    store.put_origin("river", file(new, "b.md"))
    store.put_community(Community("river", "The River"), NOW)
    Talks(store).keep("c1", "river", talk("Hello"), NOW)
    assert store.revision(["river"]) == before


def test_two_databases_with_one_history_have_different_revisions(
    store: Store, tmp_path: Path
) -> None:
    """Else an index left by the one would pass for the other's, after a restored backup."""
    other = Store(tmp_path / "other")
    other.put_community(Community("river", "River"), NOW)
    for each in (store, other):
        new = new_source()
        each.put_source(new, file(new))
    assert store.revision(["river"]) != other.revision(["river"])
    other.close()


def test_a_restored_backup_comes_to_no_revision_that_was_before(
    store: Store, home: Path, tmp_path: Path
) -> None:
    store.close()
    backup = copytree(home, tmp_path / "backup")
    revisions = []
    for place in (home, backup):
        with closing(Store(place)) as opened:
            new = new_source()
            opened.put_source(new, file(new))
            revisions.append(opened.revision(["river"]))
    assert revisions[0] != revisions[1]


def test_vectors_of_another_model_are_known_to_be_there(store: Store) -> None:
    assert not store.has_stale_vectors("model-1")
    new = new_source()
    store.put_source(new, file(new))
    assert not store.has_stale_vectors("model-1")
    assert store.has_stale_vectors("model-0")
    assert store.has_stale_vectors("model-2")
    assert store.stale_embedders("model-2") == 2


def test_when_a_community_was_ingested_is_told_in_utc(store: Store) -> None:
    [known] = store.communities()
    assert known.ingested == NOW
    assert known.ingested.tzinfo is dt.UTC


# --- one writer ------------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from assistant.store import Store
store = Store(Path(sys.argv[1]))
with store.writing():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_refused_at_once_and_let_in_when_the_first_is_killed(
    store: Store, home: Path
) -> None:
    with start(HOLD, home) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        begun = time.monotonic()
        with pytest.raises(StoreBusy, match="another process is writing"), store.writing():
            pass
        assert time.monotonic() - begun < 2.5
        assert store.communities()  # reading goes on
        os.kill(holder.pid, signal.SIGKILL)
    with store.writing():
        pass


def test_two_threads_do_not_write_at_the_same_time(store: Store) -> None:
    def write() -> str:
        with store.writing():
            return "let in"

    with store.writing(), ThreadPoolExecutor(1) as other, pytest.raises(StoreBusy):
        other.submit(write).result()


# --- migrations ------------------------------------------------------------------------------


def scripts(directory: Path = MIGRATIONS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(directory))
    return config


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert ScriptDirectory.from_config(scripts()).get_heads() == [HEAD]


def test_the_migrations_make_the_tables_that_the_code_describes(home: Path) -> None:
    Store(home).close()
    engine = sa.create_engine(sqlite_url(home / "convene.sqlite3"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_migrations_lead_back_to_nothing(home: Path) -> None:
    Store(home).close()
    engine = connect(sqlite_url(home / "convene.sqlite3"))
    config = scripts()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()


KILLED_MIGRATION = """
import os, signal, sys
import sqlalchemy as sa
from pathlib import Path
from assistant.store import Store

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def strike(connection, cursor, statement, *_):
    if statement.strip().startswith("CREATE TABLE passage"):
        os.kill(os.getpid(), signal.SIGKILL)

Store(Path(sys.argv[1]))
"""


def test_a_home_whose_first_opening_was_killed_opens(home: Path) -> None:
    with start(KILLED_MIGRATION, home) as process:
        assert process.wait() == -signal.SIGKILL
    store = Store(home)
    assert store.communities() == ()
    store.close()


OPEN = """
import sys
from pathlib import Path
from assistant.store import Store
Store(Path(sys.argv[1])).close()
"""


def test_a_new_home_may_be_opened_by_many_at_once(home: Path) -> None:
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: run(OPEN, home), range(4)))


REBUILDING = '''"""Rebuilds a table on which others hang."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{head}"
def upgrade():
    with op.batch_alter_table("source", recreate="always") as table:
        table.add_column(sa.Column("colour", sa.Text()))
'''


def test_a_migration_that_rebuilds_a_table_keeps_what_hangs_on_it(
    store: Store, home: Path, tmp_path: Path
) -> None:
    new = new_source()
    store.put_source(new, file(new))
    store.close()
    later = copytree(MIGRATIONS, tmp_path / "later", ignore=ignore_patterns("__pycache__"))
    (later / "versions" / "9999.py").write_text(REBUILDING.format(head=HEAD), "utf-8")
    engine = connect(sqlite_url(home / "convene.sqlite3"))
    migrate(engine, later)
    engine.dispose()
    assert rows(home)["span"] == 2


def test_a_database_of_a_newer_version_is_refused_in_a_sentence(store: Store, home: Path) -> None:
    store.close()
    with closing(sqlite3.connect(home / "convene.sqlite3")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(StoreError, match="newer version of Convene"):
        Store(home)


# --- the file --------------------------------------------------------------------------------


@pytest.mark.parametrize("pragma", [pragma for pragma in PRAGMAS if "busy" not in pragma])
def test_a_pragma_is_in_force(pragma: str, home: Path) -> None:
    Store(home).close()
    engine = connect(sqlite_url(home / "convene.sqlite3"))
    name, _, wanted = pragma.partition("=")
    numbers = {"WAL": "wal", "FULL": "2", "ON": "1", "MEMORY": "2"}
    with engine.connect() as connection:
        assert str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) == numbers[wanted]
    engine.dispose()


def test_the_home_and_the_database_are_for_their_owner_alone(tmp_path: Path) -> None:
    made, there = tmp_path / "made", tmp_path / "there"
    there.mkdir(mode=0o755)
    for home in (made, there):
        Store(home).close()
        assert (home / "convene.sqlite3").stat().st_mode & 0o777 == 0o600
    assert made.stat().st_mode & 0o777 == 0o700


def read_all(home: Path) -> None:
    with closing(Store(home)) as store:
        for held in store.held("river"):
            store.text(held.source)


def garbage(content: bytes) -> bytes:
    return b"no database" * 500


def cut(content: bytes) -> bytes:
    return content[: len(content) // 3]


def holed(content: bytes) -> bytes:
    return content[:4096] + bytes(len(content) - 4096)


@pytest.mark.parametrize("damage", [garbage, cut, holed])
def test_a_damaged_database_is_reported_with_what_to_do(
    damage: Callable[[bytes], bytes], store: Store, home: Path
) -> None:
    for n in range(50):
        new = new_source(f"Text {n}. " * 50)
        store.put_source(new, file(new, f"{n}.md"))
    store.close()
    database = home / "convene.sqlite3"
    database.write_bytes(damage(database.read_bytes()))
    with pytest.raises(
        StoreError, match=r"is damaged .*ingest again, or restore a backup"
    ) as caught:
        read_all(home)
    assert str(database) in str(caught.value)


def test_an_emptied_database_is_not_taken_for_a_new_one(store: Store, home: Path) -> None:
    store.close()
    (home / "index").mkdir()
    (home / "convene.sqlite3").write_bytes(b"")
    with pytest.raises(StoreError, match="is empty although"):
        Store(home)


FULL = """
import resource, sys
from pathlib import Path
from assistant.errors import StoreError
from assistant.store import Community, Store
from tests.test_store import file, new_source
store = Store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
new = new_source("word " * 100_000)
try:
    store.put_source(new, file(new))
except StoreError as error:
    print(error)
"""


def test_a_disk_that_is_full_costs_the_file_at_hand_and_no_more(store: Store, home: Path) -> None:
    new = new_source()
    store.put_source(new, file(new))
    assert "check that the disk is well" in run(FULL, home)
    assert store.text(new.source.id) == new.text
    assert store.source_counts() == {"river": (1, 2)}


def no_folder(path: Path) -> Path:
    path.write_text("a file")
    return path / "home"


def a_file(path: Path) -> Path:
    path.write_text("a file")
    return path


def no_right(path: Path) -> Path:
    path.mkdir(mode=0o500)
    return path / "home"


def a_folder_for_a_database(path: Path) -> Path:
    (path / "convene.sqlite3").mkdir(parents=True)
    return path


@pytest.mark.parametrize("home_in", [no_folder, a_file, no_right, a_folder_for_a_database])
def test_a_home_that_cannot_be_used_is_reported_with_what_to_do(
    home_in: Callable[[Path], Path],
) -> None:
    said = r"cannot be used .* set CONVENE_HOME to"
    with unprivileged() as place, pytest.raises(StoreError, match=said):
        Store(home_in(place / "there"))


@pytest.mark.parametrize(
    "url", ["nonsense", "nothing://host/name", "postgresql+nosuchdriver://anna:s3cret@host/name"]
)
def test_a_database_url_that_cannot_be_used_is_reported_without_the_password(
    url: str, home: Path
) -> None:
    with pytest.raises(StoreError, match="CONVENE_DATABASE_URL") as caught:
        Store(home, url)
    assert "s3cret" not in str(caught.value)
