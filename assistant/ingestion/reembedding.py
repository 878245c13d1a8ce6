"""Vectors of one model -> vectors of another, for everything that is kept."""

from collections.abc import Callable

from ..retrieval.embedding import Embedder, pack
from ..store import Store
from .passages import span_text

BATCH = 256


def reembed(store: Store, embedder: Embedder, progress: Callable[[int, int, str], None]) -> None:
    """Give every span that carries another model's vector one of this model.

    Works in batches that are each saved whole, so an interruption costs one batch.
    """
    with store.writing():
        total, done = store.stale_embedders(embedder.id), 0
        while stale := store.stale_spans(embedder.id, BATCH):
            texts = [span_text(s.title, s.locator, s.quote) for s in stale]
            vectors = pack(embedder.embed(texts))
            store.replace_vectors(
                [(s.passage, s.position, v) for s, v in zip(stale, vectors, strict=True)],
                embedder.id,
            )
            done += len(stale)
            progress(done, total, "")
