"""Rows <-> values, and the changes that a transaction is made of."""

import datetime as dt
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from ..models import Source, SourceKind, Span
from .schema import community, origin, passage, source, span, wall
from .values import Community, NewPassage, Origin, new_id

BATCH = 500
REVISION_BITS = 31
SOURCE = (
    source.c.id.label("source_id"),
    source.c.community,
    source.c.kind,
    source.c.title,
    source.c.date,
    source.c.genre,
    source.c.status,
)


# --- out -------------------------------------------------------------------------------------


def first_path() -> sa.ScalarSelect[str]:
    """The path under which a source was found first."""
    return (
        sa.select(origin.c.path)
        .where(origin.c.source == source.c.id)
        .order_by(origin.c.id)
        .limit(1)
        .scalar_subquery()
    )


def to_community(row: sa.Row[tuple[object, ...]]) -> Community:
    ingested = row.ingested
    if ingested is not None and ingested.tzinfo is None:
        ingested = ingested.replace(tzinfo=dt.UTC)  # SQLite keeps no zone; we write UTC
    return Community(
        slug=row.slug,
        name=row.name,
        purpose=row.purpose,
        ask=row.ask,
        timezone=row.timezone,
        invented=row.invented,
        revision=row.revision,
        ingested=ingested,
    )


def to_source(row: sa.Row[tuple[object, ...]]) -> Source:
    return Source(
        id=row.source_id,
        kind=SourceKind(row.kind),
        title=row.title,
        path=row.path or "",
        readers=to_readers(row.readers),
        community=row.community or None,
        date=row.date,
        genre=row.genre,
        status=row.status,
    )


def to_origin(row: sa.Row[tuple[object, ...]]) -> Origin:
    named = None if row.named is None else to_readers(row.named)
    return Origin(row.root, row.path, row.sha256, row.source, named)


def to_readers(kept: str) -> frozenset[str]:
    return frozenset(kept.split())


def spans_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[Span, ...]]:
    """The spans of these passages, in order, by passage."""
    query = (
        sa.select(span.c.passage, span.c.start, span.c.end)
        .where(span.c.passage.in_(ids))
        .order_by(span.c.passage, span.c.position)
    )
    found: dict[str, tuple[Span, ...]] = {}
    for row in connection.execute(query):
        found[row.passage] = (*found.get(row.passage, ()), Span(start=row.start, end=row.end))
    return found


# --- in --------------------------------------------------------------------------------------


def from_readers(readers: frozenset[str]) -> str:
    return " ".join(sorted(readers))


def wall_of(connection: sa.Connection, readers: frozenset[str]) -> int:
    """The number of an audience; a new audience gets a new one."""
    key = from_readers(readers)
    found = connection.execute(sa.select(wall.c.code).where(wall.c.readers == key)).scalar()
    if found is not None:
        return int(found)
    made = connection.execute(sa.insert(wall).values(readers=key)).inserted_primary_key
    assert made is not None  # an insert of one row always has a key
    return int(made[0])


def put_origin(
    connection: sa.Connection, slug: str, found: Origin, replacing: Origin | None = None
) -> None:
    """Note a file, in the place of what was known of it before, perhaps under another root."""
    known = _row_of(connection, slug, replacing or found) or _row_of(connection, slug, found)
    values = {
        "source": found.source,
        "root": found.root,
        "path": found.path,
        "sha256": found.sha256,
        "named": None if found.named is None else from_readers(found.named),
    }
    if known is None:
        connection.execute(sa.insert(origin).values(community=slug, **values))
        return
    number, before = known
    connection.execute(sa.update(origin).where(origin.c.id == number).values(values))
    _drop_unheld(connection, before)
    touch(connection, slug)


def delete_origin(connection: sa.Connection, slug: str, gone: Origin) -> None:
    """Forget a file; a source that no file holds any more goes with it."""
    known = _row_of(connection, slug, gone)
    if known is None:
        return
    number, before = known
    connection.execute(sa.delete(origin).where(origin.c.id == number))
    _drop_unheld(connection, before)
    touch(connection, slug)


def _row_of(connection: sa.Connection, slug: str, file: Origin) -> tuple[int, str] | None:
    """The number of what is known of a file, and its source."""
    query = sa.select(origin.c.id, origin.c.source).where(
        origin.c.community == slug, origin.c.root == file.root, origin.c.path == file.path
    )
    row = connection.execute(query).first()
    return (row.id, row.source) if row else None


def _drop_unheld(connection: sa.Connection, source_id: str) -> None:
    held = sa.exists().where(origin.c.source == source.c.id)
    connection.execute(sa.delete(source).where(source.c.id == source_id, ~held))


def insert_passages(
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


def touch(connection: sa.Connection, slug: str | None = None) -> None:
    """Note that what can be found in a community has changed; in all of them if none is named."""
    change = sa.update(community).values(revision=new_revision())
    if slug is not None:
        change = change.where(community.c.slug == slug)
    connection.execute(change)


def new_revision() -> int:
    return secrets.randbits(REVISION_BITS)
