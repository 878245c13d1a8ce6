"""The truth: sources, passages and their vectors, communities, conversations.

Reading needs no lock. Writing does: `Store.writing()` holds an operating-system lock, so a
second process is refused at once instead of interleaving, and the lock dies with its holder.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from ..errors import StoreBusy, StoreError
from ..models import Passage, Source, SourceKind, Span
from .engine import connect, sqlite_url
from .schema import community, conversation, origin, passage, source, span, turn, wall

SHIPPED = ""
"""The slug under which what ships with Convene is kept."""
BATCH = 500


@dataclass(frozen=True)
class Community:
    slug: str
    name: str
    purpose: str = ""
    ask: str = ""
    """Whom to ask when the records do not say."""
    timezone: str = ""
    invented: bool = False
    revision: int = 0


@dataclass(frozen=True)
class NewSpan:
    span: Span
    vector: bytes


@dataclass(frozen=True)
class NewPassage:
    start: int
    text: str
    locator: str
    spans: tuple[NewSpan, ...]


@dataclass(frozen=True)
class Origin:
    """A file that a source was found in."""

    root: str
    path: str
    sha256: str
    source: str


@dataclass(frozen=True)
class StaleSpan:
    """A span whose vector is of another model, with the words that are embedded of it."""

    passage: str
    position: int
    title: str
    locator: str
    quote: str


@dataclass(frozen=True)
class IndexRow:
    """What an index knows of a span: no text."""

    passage: str
    position: int
    wall: int
    kind: str
    vector: bytes


class Store:
    """One database. Opening it makes the home directory and the tables if they are missing."""

    def __init__(self, home: Path, url: str | None = None) -> None:
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(
                f"the home directory {home} cannot be made ({error.strerror}); "
                "set CONVENE_HOME to a directory you can write to"
            ) from error
        self.home = home
        self._engine = connect(url or sqlite_url(home / "convene.sqlite3"))
        self._lock = FileLock(str(home / "write.lock"))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock; raises StoreBusy if another process has it."""
        try:
            self._lock.acquire(timeout=0.5)
        except Timeout:
            raise StoreBusy(
                f"another process is writing to {self.home}; wait until it is done and try again"
            ) from None
        try:
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        self._engine.dispose()

    # --- communities ---------------------------------------------------------------------

    def communities(self) -> tuple[Community, ...]:
        """All communities, the one that was ingested last first; not what ships."""
        query = (
            sa.select(community)
            .where(community.c.slug != SHIPPED)
            .order_by(community.c.ingested.desc(), community.c.slug)
        )
        with self._engine.connect() as connection:
            return tuple(_community(row) for row in connection.execute(query))

    def community(self, slug: str) -> Community | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(community).where(community.c.slug == slug)).first()
        return _community(row) if row else None

    def put_community(self, wanted: Community, when: dt.datetime) -> None:
        """Create or update a community; its revision is left as it is."""
        values = {
            "name": wanted.name,
            "purpose": wanted.purpose,
            "ask": wanted.ask,
            "timezone": wanted.timezone,
            "invented": wanted.invented,
            "ingested": when,
        }
        with self._engine.begin() as connection:
            updated = connection.execute(
                sa.update(community).where(community.c.slug == wanted.slug).values(values)
            )
            if not updated.rowcount:
                connection.execute(
                    sa.insert(community).values(slug=wanted.slug, revision=0, **values)
                )

    # --- sources and passages --------------------------------------------------------------

    def origins(self, slug: str) -> tuple[Origin, ...]:
        query = sa.select(origin).where(origin.c.community == slug).order_by(origin.c.id)
        with self._engine.connect() as connection:
            return tuple(
                Origin(row.root, row.path, row.sha256, row.source)
                for row in connection.execute(query)
            )

    def wordings(self, slug: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
        """Id of each source of a community, the SHA-256 of its bare words, and its readers."""
        query = (
            sa.select(source.c.id, source.c.words, wall.c.readers)
            .join(wall, wall.c.code == source.c.wall)
            .where(source.c.community == slug)
        )
        with self._engine.connect() as connection:
            return tuple(
                (row.id, row.words, frozenset(row.readers.split()))
                for row in connection.execute(query)
            )

    def text(self, source_id: str) -> str:
        query = sa.select(source.c.text).where(source.c.id == source_id)
        with self._engine.connect() as connection:
            return str(connection.execute(query).scalar_one())

    def put_source(
        self,
        item: Source,
        text: str,
        words: str,
        passages: Sequence[NewPassage],
        found: Origin,
        embedder: str,
    ) -> None:
        """Store a source with its first origin and all its passages, or nothing of it.

        What was known from the same file before is replaced in the same transaction.
        """
        slug = item.community or SHIPPED
        with self._engine.begin() as connection:
            _remove_origin(connection, slug, found.root, found.path)
            connection.execute(
                sa.insert(source).values(
                    id=item.id,
                    community=slug,
                    kind=item.kind.value,
                    title=item.title,
                    text=text,
                    words=words,
                    date=item.date,
                    genre=item.genre,
                    status=item.status,
                    wall=_wall(connection, item.readers),
                )
            )
            _insert_origin(connection, slug, found)
            _insert_passages(connection, item.id, passages, embedder)
            _touch(connection, slug)

    def add_origin(self, slug: str, found: Origin) -> None:
        """Note that a known source was found in one more file."""
        with self._engine.begin() as connection:
            _insert_origin(connection, slug, found)

    def remove_origin(self, slug: str, root: str, path: str) -> None:
        """Forget a file; a source that no file holds any more goes with it."""
        with self._engine.begin() as connection:
            _remove_origin(connection, slug, root, path)

    def set_readers(self, source_id: str, slug: str, readers: frozenset[str]) -> bool:
        """Change who may read a source; says whether that changed anything."""
        with self._engine.begin() as connection:
            code = _wall(connection, readers)
            changed = connection.execute(
                sa.update(source)
                .where(source.c.id == source_id, source.c.wall != code)
                .values(wall=code)
            ).rowcount
            if changed:
                _touch(connection, slug)
        return bool(changed)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages of these ids, whole, by id; unknown ids are left out."""
        wanted = tuple(ids)
        query = (
            sa.select(passage, *_SOURCE, _first_path().label("path"), wall.c.readers)
            .join(source, source.c.id == passage.c.source)
            .join(wall, wall.c.code == source.c.wall)
            .where(passage.c.id.in_(wanted))
        )
        with self._engine.connect() as connection:
            spans = _spans(connection, wanted)
            return {
                row.id: Passage(
                    id=row.id,
                    source=_source(row),
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
        with self._engine.connect() as connection:
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
        with self._engine.connect() as connection:
            return {
                row.community: (row.sources, row.passages) for row in connection.execute(query)
            }

    # --- for the index ---------------------------------------------------------------------

    def revision(self, slugs: Iterable[str]) -> str:
        """A word that changes whenever anything findable in these communities does."""
        query = sa.select(community.c.slug, community.c.revision).where(
            community.c.slug.in_(tuple(slugs))
        )
        with self._engine.connect() as connection:
            rows = sorted((row.slug, row.revision) for row in connection.execute(query))
        return "-".join(str(revision) for _, revision in rows)

    def walls(self) -> dict[int, frozenset[str]]:
        with self._engine.connect() as connection:
            return {
                row.code: frozenset(row.readers.split())
                for row in connection.execute(sa.select(wall))
            }

    def index_rows(self, slugs: Iterable[str], embedder: str) -> Iterator[IndexRow]:
        """Every span of these communities with its cached vector, passages kept together."""
        query = (
            sa.select(
                span.c.passage, span.c.position, source.c.wall, source.c.kind, span.c.vector
            )
            .join(passage, passage.c.id == span.c.passage)
            .join(source, source.c.id == passage.c.source)
            .where(source.c.community.in_(tuple(slugs)), span.c.embedder == embedder)
            .order_by(source.c.community, passage.c.id, span.c.position)
        )
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=BATCH * 4).execute(query):
                yield IndexRow(row.passage, row.position, row.wall, row.kind, row.vector)

    def index_texts(self, slugs: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Id, headings and text of every passage of these communities."""
        query = (
            sa.select(passage.c.id, source.c.title, passage.c.locator, passage.c.text)
            .join(source, source.c.id == passage.c.source)
            .where(source.c.community.in_(tuple(slugs)))
            .order_by(source.c.community, passage.c.id)
        )
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=BATCH * 4).execute(query):
                yield row.id, f"{row.title}\n{row.locator}", row.text

    def stale_embedders(self, embedder: str) -> int:
        """How many spans carry a vector of some other embedder."""
        query = sa.select(sa.func.count()).select_from(span).where(span.c.embedder != embedder)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def stale_spans(self, embedder: str, limit: int) -> tuple[StaleSpan, ...]:
        """Some of the spans that carry a vector of some other embedder."""
        query = (
            sa.select(span, passage.c.text, passage.c.locator, source.c.title)
            .join(passage, passage.c.id == span.c.passage)
            .join(source, source.c.id == passage.c.source)
            .where(span.c.embedder != embedder)
            .limit(limit)
        )
        with self._engine.connect() as connection:
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

    def replace_vectors(
        self, vectors: Sequence[tuple[str, int, bytes]], embedder: str
    ) -> None:
        """Store new vectors, given as passage id, position of the span, and vector."""
        change = (
            sa.update(span)
            .where(span.c.passage == sa.bindparam("p"), span.c.position == sa.bindparam("n"))
            .values(vector=sa.bindparam("v"), embedder=embedder)
        )
        with self._engine.begin() as connection:
            connection.execute(change, [{"p": p, "n": n, "v": v} for p, n, v in vectors])

    # --- conversations -----------------------------------------------------------------------

    def turns(self, conversation_id: str) -> tuple[str, ...]:
        query = (
            sa.select(turn.c.text)
            .where(turn.c.conversation == conversation_id)
            .order_by(turn.c.position)
        )
        with self._engine.connect() as connection:
            return tuple(row.text for row in connection.execute(query))

    def add_turn(self, conversation_id: str, slug: str, text: str, when: dt.datetime) -> None:
        """Append what a person said, beginning the conversation if it is new."""
        with self._engine.begin() as connection:
            known = connection.execute(
                sa.select(conversation.c.id).where(conversation.c.id == conversation_id)
            ).first()
            if not known:
                connection.execute(
                    sa.insert(conversation).values(
                        id=conversation_id, community=slug, owner="", begun=when
                    )
                )
            count = connection.execute(
                sa.select(sa.func.count())
                .select_from(turn)
                .where(turn.c.conversation == conversation_id)
            ).scalar_one()
            connection.execute(
                sa.insert(turn).values(
                    conversation=conversation_id, position=count, text=text, said=when
                )
            )


def new_id() -> str:
    """Random, so that an id says nothing of what it names."""
    return uuid.uuid4().hex


# --- rows <-> values -----------------------------------------------------------------------

_SOURCE = (
    source.c.id.label("source_id"),
    source.c.community,
    source.c.kind,
    source.c.title,
    source.c.date,
    source.c.genre,
    source.c.status,
)


def _first_path() -> sa.ScalarSelect[str]:
    return (
        sa.select(origin.c.path)
        .where(origin.c.source == source.c.id)
        .order_by(origin.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _community(row: sa.Row[tuple[object, ...]]) -> Community:
    values: Mapping[str, object] = row._mapping
    return Community(**{name: values[name] for name in Community.__dataclass_fields__})  # type: ignore[arg-type]


def _source(row: sa.Row[tuple[object, ...]]) -> Source:
    return Source(
        id=row.source_id,
        kind=SourceKind(row.kind),
        title=row.title,
        path=row.path or "",
        readers=frozenset(row.readers.split()),
        community=row.community or None,
        date=row.date,
        genre=row.genre,
        status=row.status,
    )


def _spans(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[Span, ...]]:
    query = (
        sa.select(span.c.passage, span.c.start, span.c.end)
        .where(span.c.passage.in_(ids))
        .order_by(span.c.passage, span.c.position)
    )
    found: dict[str, tuple[Span, ...]] = {}
    for row in connection.execute(query):
        found[row.passage] = (*found.get(row.passage, ()), Span(start=row.start, end=row.end))
    return found


def _wall(connection: sa.Connection, readers: frozenset[str]) -> int:
    """The number of an audience; a new audience gets a new one."""
    key = " ".join(sorted(readers))
    found = connection.execute(sa.select(wall.c.code).where(wall.c.readers == key)).scalar()
    if found is not None:
        return int(found)
    made = connection.execute(sa.insert(wall).values(readers=key)).inserted_primary_key
    assert made is not None  # an insert of one row always has a key
    return int(made[0])


def _remove_origin(connection: sa.Connection, slug: str, root: str, path: str) -> None:
    here = (origin.c.community == slug, origin.c.root == root, origin.c.path == path)
    owner = connection.execute(sa.select(origin.c.source).where(*here)).scalar()
    if owner is None:
        return
    connection.execute(sa.delete(origin).where(*here))
    left = connection.execute(
        sa.select(sa.func.count()).select_from(origin).where(origin.c.source == owner)
    ).scalar_one()
    if not left:
        connection.execute(sa.delete(source).where(source.c.id == owner))
        _touch(connection, slug)


def _insert_origin(connection: sa.Connection, slug: str, found: Origin) -> None:
    connection.execute(
        sa.insert(origin).values(
            source=found.source,
            root=found.root,
            path=found.path,
            sha256=found.sha256,
            community=slug,
        )
    )


def _insert_passages(
    connection: sa.Connection, source_id: str, passages: Sequence[NewPassage], embedder: str
) -> None:
    rows, spans = [], []
    for position, item in enumerate(passages):
        passage_id = new_id()
        rows.append(
            {
                "id": passage_id,
                "source": source_id,
                "position": position,
                "locator": item.locator,
                "start": item.start,
                "text": item.text,
            }
        )
        spans += [
            {
                "passage": passage_id,
                "position": n,
                "start": new.span.start,
                "end": new.span.end,
                "embedder": embedder,
                "vector": new.vector,
            }
            for n, new in enumerate(item.spans)
        ]
    for table, values in ((passage, rows), (span, spans)):
        for at in range(0, len(values), BATCH):
            connection.execute(sa.insert(table), values[at : at + BATCH])


def _touch(connection: sa.Connection, slug: str) -> None:
    connection.execute(
        sa.update(community)
        .where(community.c.slug == slug)
        .values(revision=community.c.revision + 1)
    )
