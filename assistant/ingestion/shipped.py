"""Guidance and activity cards -> sources that everybody may read."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from ..library import ShippedFile, card_text, read_activities, shipped_digest, shipped_files
from ..models import PUBLIC, Source, SourceKind
from ..retrieval.embedding import Embedder
from ..store import SHIPPED, Community, NewSource, Origin, Store, new_id
from .document import Document
from .formats import markdown
from .ingest import Progress
from .passages import embedded
from .sameness import Wording

ROOT = "knowledge"


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
            store.put_community(Community(SHIPPED, ""), None)
        known = {origin.path: origin for origin in store.origins(SHIPPED)}
        for n, (kind, path, document) in enumerate(items):
            progress(n, len(items), path)
            digest = hashlib.sha256(document.model_dump_json().encode()).hexdigest()
            if path not in known or known[path].sha256 != digest:
                _put(store, embedder, kind, Origin(ROOT, path, digest, new_id()), document)
        for path in known.keys() - {path for _, path, _ in items}:
            store.remove_origin(SHIPPED, known[path])
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
        id=found.source,
        kind=kind,
        title=document.title or found.path,
        path=found.path,
        readers=frozenset({PUBLIC}),
    )
    passages = embedded(document, source.title, embedder)
    words = Wording(document.text).digest
    store.put_source(NewSource(source, document.text, words, passages, embedder.id), found)
