"""Guidance and activity cards -> sources that everybody may read."""

import datetime as dt
from collections.abc import Iterable, Iterator

from ..library import ShippedFile, card_text, read_activities, shipped_digest, shipped_files
from ..models import PUBLIC, Source, SourceKind
from ..retrieval.embedding import Embedder
from ..store import SHIPPED, Community, Origin, Store, new_id
from .document import Document
from .formats import markdown
from .ingest import Progress, embedded
from .sameness import Wording


def is_current(store: Store) -> bool:
    """Whether the store holds exactly what ships with this version."""
    known = store.community(SHIPPED)
    return known is not None and known.name == shipped_digest()


def take_in(store: Store, embedder: Embedder, now: dt.datetime, progress: Progress) -> None:
    """Bring the store up to what ships with this version; a kill in the middle is repaired
    by the next call, since the digest is written last."""
    items = list(_items(shipped_files()))
    with store.writing():
        if store.community(SHIPPED) is None:
            store.put_community(Community(SHIPPED, ""), now)
        known = {origin.path: origin for origin in store.origins(SHIPPED)}
        for n, (kind, path, document) in enumerate(items):
            progress(n, len(items), path)
            digest = Wording(document.text).digest
            if path not in known or known[path].sha256 != digest:
                _put(store, embedder, kind, Origin("knowledge", path, digest, ""), document)
        for path in known.keys() - {path for _, path, _ in items}:
            store.remove_origin(SHIPPED, "knowledge", path)
        store.put_community(Community(SHIPPED, shipped_digest()), now)
    progress(len(items), len(items), "")


def _items(shipped: Iterable[ShippedFile]) -> Iterator[tuple[SourceKind, str, Document]]:
    shipped = tuple(shipped)
    for file in shipped:
        if file.path.startswith("guidance/"):
            yield SourceKind.GUIDANCE, file.path, markdown.read(file.data, file.path)
    for card in read_activities(shipped):
        yield SourceKind.ACTIVITY, card.id, Document(text=card_text(card), title=card.title)


def _put(
    store: Store, embedder: Embedder, kind: SourceKind, found: Origin, document: Document
) -> None:
    source = Source(
        id=new_id(),
        kind=kind,
        title=document.title or found.path,
        path=found.path,
        readers=frozenset({PUBLIC}),
    )
    store.put_source(
        source,
        document.text,
        found.sha256,
        embedded(document, source.title, embedder),
        Origin(found.root, found.path, found.sha256, source.id),
        embedder.id,
    )
