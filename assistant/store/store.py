"""The truth: sources, passages and their vectors, communities, conversations.

Reading needs no lock. Writing does: `Store.writing()` holds an operating-system lock, so a
second process is refused at once instead of interleaving, and the lock dies with its holder.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from ..errors import StoreBusy, StoreError
from ..models import Passage, SourceKind
from .engine import WRITES, connect, explained, make_private, sqlite_url
from .rows import (
    BATCH,
    SOURCE,
    delete_origin,
    first_path,
    insert_passages,
    new_revision,
    put_origin,
    spans_of,
    to_community,
    to_origin,
    to_readers,
    to_source,
    touch,
    wall_of,
)
from .schema import community, origin, passage, source, span, wall
from .values import SHIPPED, Community, Held, IndexRow, NewSource, Origin, StaleSpan

DATABASE = "convene.sqlite3"
LOCK_SECONDS = 0.5


class Store:
    """One database. Opening it makes the home directory and the tables if they are missing.

    Every method raises StoreError, with what to do, if the database cannot be used.
    """

    def __init__(self, home: Path, url: str | None = None) -> None:
        self.home = home
        self._lock = FileLock(str(home / "write.lock"))
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            if url is None:
                _refuse_emptied(home)
                make_private(home / DATABASE)
        except OSError as error:
            raise StoreError(
                f"the home directory {home} cannot be used ({error.strerror}); "
                "set CONVENE_HOME to a directory you can write to"
            ) from error
        self._engine = connect(url or sqlite_url(home / DATABASE))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock; raises StoreBusy if another process has it."""
        try:
            self._lock.acquire(timeout=LOCK_SECONDS)
        except Timeout:
            raise StoreBusy(
                f"another process is writing to {self.home}; wait until it is done and try again"
            ) from None
        except OSError as error:
            raise StoreError(
                f"the home directory {self.home} cannot be written ({error.strerror}); "
                "make it writable, or set CONVENE_HOME to one that is"
            ) from error
        try:
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the database throughout."""
        with explained(self._engine), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[sa.Connection]:
        """A transaction: all of what is done in it is kept, or nothing."""
        options = {WRITES: True}
        with explained(self._engine), self._engine.execution_options(**options).begin() as made:
            yield made

    # --- communities ---------------------------------------------------------------------

    def communities(self) -> tuple[Community, ...]:
        """All communities, the one that was ingested last first; not what ships."""
        query = (
            sa.select(community)
            .where(community.c.slug != SHIPPED)
            .order_by(community.c.ingested.desc().nulls_last(), community.c.slug)
        )
        with self.reading() as connection:
            return tuple(to_community(row) for row in connection.execute(query))

    def community(self, slug: str) -> Community | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(community).where(community.c.slug == slug)).first()
        return to_community(row) if row else None

    def put_community(self, wanted: Community, when: dt.datetime | None) -> None:
        """Create or update a community; its revision is left as it is.

        `when` is the time at which its ingestion was done, None while it is not.
        """
        values = {
            "name": wanted.name,
            "purpose": wanted.purpose,
            "ask": wanted.ask,
            "timezone": wanted.timezone,
            "invented": wanted.invented,
            "ingested": when,
        }
        with self.changing() as connection:
            updated = connection.execute(
                sa.update(community).where(community.c.slug == wanted.slug).values(values)
            )
            if not updated.rowcount:
                connection.execute(
                    sa.insert(community).values(slug=wanted.slug, revision=new_revision(), **values)
                )

    def remove_community(self, slug: str) -> None:
        """Forget a community with all that is kept of it."""
        with self.changing() as connection:
            connection.execute(sa.delete(community).where(community.c.slug == slug))

    # --- sources and passages --------------------------------------------------------------

    def origins(self, slug: str) -> tuple[Origin, ...]:
        query = sa.select(origin).where(origin.c.community == slug).order_by(origin.c.id)
        with self.reading() as connection:
            return tuple(to_origin(row) for row in connection.execute(query))

    def held(self, slug: str) -> tuple[Held, ...]:
        """What tells the sources of a community apart, the one found first first."""
        first = sa.func.min(origin.c.id)
        query = (
            sa.select(source.c.id, source.c.title, source.c.words, source.c.date, wall.c.readers)
            .join(wall, wall.c.code == source.c.wall)
            .join(origin, origin.c.source == source.c.id)
            .where(source.c.community == slug)
            .group_by(source.c.id, source.c.title, source.c.words, source.c.date, wall.c.readers)
            .order_by(first)
        )
        with self.reading() as connection:
            return tuple(
                Held(row.id, row.title, row.words, to_readers(row.readers), row.date)
                for row in connection.execute(query)
            )

    def text(self, source_id: str) -> str:
        query = sa.select(source.c.text).where(source.c.id == source_id)
        with self.reading() as connection:
            return str(connection.execute(query).scalar_one())

    def put_source(self, new: NewSource, found: Origin, replacing: Origin | None = None) -> None:
        """Store a source with its first origin and all its passages, or nothing of it.

        What was known from the same file before, be it as `replacing`, goes in the same
        transaction.
        """
        item = new.source
        slug = item.community or SHIPPED
        with self.changing() as connection:
            connection.execute(
                sa.insert(source).values(
                    id=item.id,
                    community=slug,
                    kind=item.kind.value,
                    title=item.title,
                    text=new.text,
                    words=new.words,
                    date=item.date,
                    genre=item.genre,
                    status=item.status,
                    wall=wall_of(connection, item.readers),
                )
            )
            put_origin(connection, slug, found, replacing)
            insert_passages(connection, item.id, new.passages, new.embedder)
            touch(connection, slug)

    def put_origin(self, slug: str, found: Origin, replacing: Origin | None = None) -> None:
        """Note that a known source is in a file, whatever was known of that file before."""
        with self.changing() as connection:
            put_origin(connection, slug, found, replacing)

    def remove_origin(self, slug: str, gone: Origin) -> None:
        """Forget a file; a source that no file holds any more goes with it."""
        with self.changing() as connection:
            delete_origin(connection, slug, gone)

    def set_readers(self, source_id: str, slug: str, readers: frozenset[str]) -> bool:
        """Change who may read a source; says whether that changed anything."""
        with self.changing() as connection:
            code = wall_of(connection, readers)
            changed = connection.execute(
                sa.update(source)
                .where(source.c.id == source_id, source.c.wall != code)
                .values(wall=code)
            ).rowcount
            if changed:
                touch(connection, slug)
        return bool(changed)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages of these ids, whole, by id; unknown ids are left out."""
        wanted = tuple(ids)
        query = (
            sa.select(passage, *SOURCE, first_path().label("path"), wall.c.readers)
            .join(source, source.c.id == passage.c.source)
            .join(wall, wall.c.code == source.c.wall)
            .where(passage.c.id.in_(wanted))
        )
        with self.reading() as connection:
            spans = spans_of(connection, wanted)
            return {
                row.id: Passage(
                    id=row.id,
                    source=to_source(row),
                    locator=row.locator,
                    start=row.start,
                    text=row.text,
                    spans=spans.get(row.id, ()),
                )
                for row in connection.execute(query)
            }

    def passage_ids(self, slug: str, kind: SourceKind) -> dict[str, tuple[str, ...]]:
        """For each path of a kind of source, the ids of its passages in order."""
        query = (
            sa.select(origin.c.path, passage.c.id)
            .join(source, source.c.id == origin.c.source)
            .join(passage, passage.c.source == source.c.id)
            .where(source.c.community == slug, source.c.kind == kind.value)
            .order_by(origin.c.path, passage.c.position)
        )
        found: dict[str, tuple[str, ...]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                found[row.path] = (*found.get(row.path, ()), row.id)
        return found

    def source_counts(self) -> dict[str, tuple[int, int]]:
        """For each slug: how many sources and passages it has."""
        query = (
            sa.select(
                source.c.community,
                sa.func.count(sa.distinct(source.c.id)).label("sources"),
                sa.func.count(passage.c.id).label("passages"),
            )
            .outerjoin(passage, passage.c.source == source.c.id)
            .group_by(source.c.community)
        )
        with self.reading() as connection:
            return {row.community: (row.sources, row.passages) for row in connection.execute(query)}

    # --- for the index ---------------------------------------------------------------------

    def revision(self, slugs: Iterable[str]) -> str:
        """A word that changes whenever anything findable in these communities does."""
        query = sa.select(community.c.slug, community.c.revision).where(
            community.c.slug.in_(tuple(slugs))
        )
        with self.reading() as connection:
            rows = sorted((row.slug, row.revision) for row in connection.execute(query))
        return "-".join(str(revision) for _, revision in rows)

    def walls(self) -> dict[int, frozenset[str]]:
        with self.reading() as connection:
            return {
                row.code: to_readers(row.readers) for row in connection.execute(sa.select(wall))
            }

    def index_rows(self, slugs: Iterable[str], embedder: str) -> Iterator[IndexRow]:
        """Every passage of these communities that has vectors of this embedder.

        The order is that of paths and of passages within them: the same whenever the same
        files are ingested, so that whatever breaks ties by it does so alike.
        """
        first = (
            sa.select(origin.c.source, sa.func.min(origin.c.id).label("id"))
            .group_by(origin.c.source)
            .subquery()
        )
        spans = (
            sa.select(span.c.passage, sa.func.count().label("number"))
            .where(span.c.embedder == embedder)
            .group_by(span.c.passage)
            .subquery()
        )
        query = (
            sa.select(passage.c.id, source.c.wall, source.c.kind, spans.c.number)
            .join(spans, spans.c.passage == passage.c.id)
            .join(source, source.c.id == passage.c.source)
            .join(first, first.c.source == source.c.id)
            .join(origin, origin.c.id == first.c.id)
            .where(source.c.community.in_(tuple(slugs)))
            .order_by(
                source.c.community, origin.c.path, origin.c.root, passage.c.position, passage.c.id
            )
        )
        with self.reading() as connection:
            for row in connection.execute(query):
                yield IndexRow(row.id, row.wall, row.kind, row.number)

    def index_vectors(self, slugs: Iterable[str], embedder: str) -> Iterator[tuple[str, bytes]]:
        """Each of their cached vectors with its passage; in a passage, in the order of spans."""
        query = (
            sa.select(span.c.passage, span.c.vector)
            .join(passage, passage.c.id == span.c.passage)
            .join(source, source.c.id == passage.c.source)
            .where(source.c.community.in_(tuple(slugs)), span.c.embedder == embedder)
            .order_by(span.c.passage, span.c.position)
        )
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=BATCH * 4).execute(query):
                yield row.passage, row.vector

    def index_texts(self, slugs: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Id, headings and text of every passage of these communities, in no order."""
        query = (
            sa.select(passage.c.id, source.c.title, passage.c.locator, passage.c.text)
            .join(source, source.c.id == passage.c.source)
            .where(source.c.community.in_(tuple(slugs)))
        )
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=BATCH * 4).execute(query):
                yield row.id, f"{row.title}\n{row.locator}", row.text

    def has_stale_vectors(self, embedder: str) -> bool:
        """Whether any span carries a vector of some other embedder; known at once."""
        query = sa.select(sa.exists().where(_is_stale(embedder)))
        with self.reading() as connection:
            return bool(connection.execute(query).scalar_one())

    def stale_embedders(self, embedder: str) -> int:
        """How many spans carry a vector of some other embedder."""
        query = sa.select(sa.func.count()).select_from(span).where(_is_stale(embedder))
        with self.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def stale_spans(self, embedder: str, limit: int) -> tuple[StaleSpan, ...]:
        """Some of the spans that carry a vector of some other embedder."""
        query = (
            sa.select(span, passage.c.text, passage.c.locator, source.c.title)
            .join(passage, passage.c.id == span.c.passage)
            .join(source, source.c.id == passage.c.source)
            .where(_is_stale(embedder))
            .limit(limit)
        )
        with self.reading() as connection:
            return tuple(
                StaleSpan(
                    row.passage,
                    row.position,
                    row.title,
                    row.locator,
                    row.text[row.start : row.end],
                )
                for row in connection.execute(query)
            )

    def replace_vectors(self, vectors: Sequence[tuple[str, int, bytes]], embedder: str) -> None:
        """Store new vectors, given as passage id, position of the span, and vector."""
        change = (
            sa.update(span)
            .where(span.c.passage == sa.bindparam("p"), span.c.position == sa.bindparam("n"))
            .values(vector=sa.bindparam("v"), embedder=embedder)
        )
        with self.changing() as connection:
            connection.execute(change, [{"p": p, "n": n, "v": v} for p, n, v in vectors])
            touch(connection)


def _refuse_emptied(home: Path) -> None:
    """A database that was filled and is empty now must not pass for a new one."""
    file = home / DATABASE
    if file.is_file() and not file.stat().st_size and (home / "index").is_dir():
        raise StoreError(
            f"the database {file} is empty although there is an index of it; "
            "restore it from a backup, or delete it to begin anew"
        )


def _is_stale(embedder: str) -> sa.ColumnElement[bool]:
    # Not !=, for which the database would not use its index.
    return sa.or_(span.c.embedder < embedder, span.c.embedder > embedder)
