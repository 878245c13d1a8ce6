"""Query -> hits the viewer may read: words and meaning, fused."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import IndexDamaged
from ..models import Hit, Passage, SourceKind, Viewer
from ..store import SHIPPED, Store
from . import EVERY_KIND, generation
from .dense import WORTH_IT, ChromaIndex
from .embedding import Embedder, Vectors
from .exact import best_per_owner, cosines
from .fusion import fuse
from .generation import KINDS, Generation
from .lexical import Matches, match
from .spelling import correct
from .terms import stem, terms

logger = logging.getLogger(__name__)

CARRY = 0.5
"""How much an earlier turn counts in a follow-up; halved for each turn further back. Adding
its *text* to the query instead lost in every measurement (docs/decisions/0003-retrieval.md)."""
DECAY = 0.5
CANDIDATES = 300
"""Spans asked of an approximate index, and passages taken by their words beside them."""
WORDS_IN_SPAN = 0.3
"""What a span's share of the query's words adds to its cosine when the best is chosen."""

SHIPPED_WEIGHT = 0.75
"""What ships with Convene stands behind a community's own words when both would answer."""

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass
class HybridRetriever:
    """Searches what ships with Convene together with one community, for one reader at a time."""

    store: Store
    embedder: Embedder
    chroma: bool = False
    """Use the approximate index also for small communities: for a server that stays up."""
    _open: dict[str, tuple[Generation, ChromaIndex | None]] = field(default_factory=dict)

    def search(
        self,
        query: str,
        *,
        viewer: Viewer,
        k: int,
        earlier: Sequence[str] = (),
        kinds: frozenset[SourceKind] = EVERY_KIND,
    ) -> tuple[Hit, ...]:
        """Up to `k` hits, best first, none the viewer may not read.

        `earlier` are turns a follow-up leans on, latest first. Ties break by passage id, so
        the same question gives the same hits.
        """
        index, approximate = self._generation(viewer.community)
        readable = self._readable(index, viewer, kinds)
        if not readable.any():
            return ()
        query = self._spelt(query, index, readable)
        matches = match(index.postings, weighted_terms(query, earlier), readable)
        vector = self._vector(query, earlier)
        rows = _candidates(index, approximate, vector, matches, readable)
        spans = {int(row): cosines(index.spans_of(row), vector) for row in rows}
        dense = np.array([scores.max() for scores in spans.values()], np.float32)
        fused = fuse(dense, matches.scores[rows], matches.coverage[rows])
        fused *= np.where(index.kinds[rows] == KINDS.index(SourceKind.RECORD), 1, SHIPPED_WEIGHT)
        ids = index.ids[rows]
        order = sorted(range(len(rows)), key=lambda n: (-float(fused[n]), str(ids[n])))[:k]
        passages = self.store.passages(str(ids[n]) for n in order)
        return tuple(
            _hit(passages[str(ids[n])], float(fused[n]), spans[int(rows[n])], matches, rows[n])
            for n in order
            if str(ids[n]) in passages
        )

    def has_index(self) -> bool:
        """Whether any index of this embedder has been built."""
        mark = f".{generation.model_label(self.embedder.id)}."
        index = self.store.home / "index"
        return index.is_dir() and any(mark in entry.name for entry in index.iterdir())

    def warm(self, community: str | None) -> None:
        """Open or build the index and load the model, so that the first question is quick."""
        self._generation(community)
        self.embedder.embed(["warm"])

    def _generation(self, community: str | None) -> tuple[Generation, ChromaIndex | None]:
        slugs = (SHIPPED, community) if community else (SHIPPED,)
        key = generation.name(slugs, self.store.revision(slugs), self.embedder.id)
        if key not in self._open:
            index = generation.open_or_build(self.store, slugs, self.embedder.id)
            stale = [other for other in self._open if other.split(".")[0] == key.split(".")[0]]
            for other in stale:
                del self._open[other]
            self._open[key] = index, self._approximate(index)
        return self._open[key]

    def _approximate(self, index: Generation) -> ChromaIndex | None:
        if not len(index) or not (self.chroma or len(index.vectors) >= WORTH_IT):
            return None
        try:
            walls = np.repeat(index.walls, np.diff(index.starts))
            return ChromaIndex(index.directory, index.vectors, walls)
        except IndexDamaged as error:
            logger.warning("%s; answering from the exact scan", error)
            return None

    def _readable(
        self, index: Generation, viewer: Viewer, kinds: frozenset[SourceKind]
    ) -> Mask:
        allowed = [
            code
            for code, readers in self.store.walls().items()
            if not readers.isdisjoint(viewer.audiences)
        ]
        wanted = [KINDS.index(kind) for kind in kinds]
        return np.isin(index.walls, np.array(allowed, np.int32)) & np.isin(index.kinds, wanted)

    def _spelt(self, query: str, index: Generation, readable: Mask) -> str:
        def frequency(word: str) -> int:
            return int(readable[index.postings.of(stem(word))[0]].sum())

        return correct(query, frequency=frequency, vocabulary=self.embedder.vocabulary)

    def _vector(self, query: str, earlier: Sequence[str]) -> Vectors:
        vectors = self.embedder.embed([query, *earlier])
        weights = [1.0, *(CARRY * DECAY**n for n in range(len(earlier)))]
        mixed = np.asarray(weights, np.float32) @ vectors
        return np.asarray(mixed / max(float(np.linalg.norm(mixed)), 1e-9), np.float32)


def weighted_terms(query: str, earlier: Sequence[str]) -> dict[str, float]:
    """The query's terms at weight 1, those of earlier turns at their carried weight."""
    weights: Counter[str] = Counter()
    for n, text in enumerate((query, *earlier)):
        weight = 1.0 if n == 0 else CARRY * DECAY ** (n - 1)
        for term in dict.fromkeys(terms(text)):
            weights[term] = max(weights[term], weight)
    return dict(weights)


def _candidates(
    index: Generation,
    approximate: ChromaIndex | None,
    vector: Vectors,
    matches: Matches,
    readable: Mask,
) -> Rows:
    """Rows worth an exact score: the nearest by meaning, and the best by their words."""
    found = readable & _highest(matches.scores, readable)
    if approximate is not None:
        walls = np.unique(index.walls[readable]).tolist()
        near = approximate.nearest(vector, walls, k=CANDIDATES)
        owners = np.searchsorted(index.starts, np.array(near, np.int64), side="right") - 1
        found[owners] |= readable[owners]
    else:
        dense = best_per_owner(cosines(index.vectors, vector), index.starts)
        found |= readable & _highest(dense, readable)
    return np.flatnonzero(found)


def _highest(scores: NDArray[np.float32], readable: Mask) -> Mask:
    """Marks the CANDIDATES best of the readable rows."""
    masked = np.where(readable, scores, -np.inf)
    if len(masked) <= CANDIDATES:
        return readable
    return masked >= np.partition(masked, -CANDIDATES)[-CANDIDATES]


def _hit(
    passage: Passage,
    score: float,
    spans: NDArray[np.float32],
    matches: Matches,
    row: np.int64,
) -> Hit:
    """The hit with the span that answers best: near in meaning, and using the words asked."""
    shares = [_share(passage.quote(span), matches) for span in passage.spans]
    best = max(
        range(len(shares)), key=lambda n: (float(spans[n]) + WORDS_IN_SPAN * shares[n], -n)
    )
    return Hit(
        passage=passage,
        score=score,
        dense=float(spans.max()),
        lexical=float(matches.scores[row]),
        coverage=float(matches.coverage[row]),
        span=best,
        span_dense=float(spans[best]),
        span_coverage=shares[best],
    )


def _share(text: str, matches: Matches) -> float:
    """Share of the query's weight, by rarity, that occurs in a text."""
    present = set(terms(text))
    total = sum(matches.rarity.values())
    return sum(idf for term, idf in matches.rarity.items() if term in present) / max(total, 1e-9)
