"""Query -> hits the viewer may read: words and meaning, fused."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ..errors import EmbeddingError, IndexDamaged
from ..models import Hit, Passage, SourceKind, Viewer
from ..store import SHIPPED, Store
from . import EVERY_KIND, generation
from .dense import WORTH_IT, ChromaIndex
from .embedding import Embedder, Vectors
from .exact import best_per_owner, cosines
from .fusion import fuse
from .generation import KINDS, Generation
from .lexical import Matches, match
from .reading import Reader
from .spelling import correct
from .terms import stem, terms

logger = logging.getLogger(__name__)

CARRY = 0.5
"""How much an earlier turn counts in a follow-up; halved for each turn further back. Adding
its *text* to the query instead lost in every measurement (docs/decisions/0003-retrieval.md)."""
DECAY = 0.5
LARGEST_COSINE = 1.01
CANDIDATES = 300
"""Spans asked of an approximate index, and passages taken by their words beside them."""
WORDS_IN_SPAN = 0.3
"""What a span's share of the query's words adds to its cosine when the best is chosen."""

SHIPPED_WEIGHT = 0.75
"""What ships with Convene stands behind a community's own words when both would answer."""

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Opened:
    index: Generation
    approximate: ChromaIndex | None


@dataclass(frozen=True)
class Wanted:
    query: str
    viewer: Viewer
    earlier: tuple[str, ...]
    kinds: frozenset[SourceKind]
    k: int


@dataclass
class HybridRetriever:
    """Searches what ships with Convene together with one community, for one reader at a time.

    Any number of threads may search at once.
    """

    store: Store
    embedder: Embedder
    reader: Reader | None = None
    """Reads the best hits closely where a question is asked, and not where an activity is."""
    chroma: bool = False
    """Use the approximate index also for small communities: for a server that stays up."""
    _open: dict[tuple[str, ...], tuple[str, Opened]] = field(default_factory=dict)
    """By community: the name of the index that is open, and the index."""
    _locks: dict[tuple[str, ...], Lock] = field(default_factory=dict)
    """By community: held while its index is opened or built."""

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

        `earlier` are turns a follow-up leans on, latest first. Ties break by path and place in
        it, so the same question of the same files gives the same hits.
        """
        wanted = Wanted(query, viewer, tuple(earlier), kinds, k)
        try:
            return self._search(wanted, self._opened(viewer.community))
        except IndexDamaged as error:
            logger.warning("%s; building the index again", error)
            self._discard(viewer.community)
            return self._search(wanted, self._opened(viewer.community))

    def warm(self, community: str | None) -> None:
        """Open or build the index and load the model, so that the first question is quick."""
        self._opened(community)
        self.embedder.embed(["warm"])

    def _search(self, wanted: Wanted, opened: Opened) -> tuple[Hit, ...]:
        index = opened.index
        readable = self._readable(index, wanted.viewer, wanted.kinds)
        if not readable.any():
            return ()
        query = self._spelt(wanted.query, index, readable)
        vector = self._vector(query, wanted.earlier)
        if index.vectors.shape[1] != len(vector):
            raise EmbeddingError(
                f"the embedding model gives {len(vector)} numbers a text, and those kept of it "
                f"have {index.vectors.shape[1]}; give CONVENE_EMBEDDING_MODEL another name"
            )
        matches = match(index.postings, weighted_terms(query, wanted.earlier), readable)
        rows = _candidates(opened, vector, matches, readable)
        spans = {int(row): cosines(index.spans_of(row), vector) for row in rows}
        dense = np.array([scores.max() for scores in spans.values()], np.float32)
        if not (np.abs(dense) < LARGEST_COSINE).all():
            raise IndexDamaged(f"the vectors in {index.directory} are not of length 1")
        fused = fuse(dense, matches.scores[rows], matches.coverage[rows])
        fused *= np.where(index.kinds[rows] == KINDS.index(SourceKind.RECORD), 1, SHIPPED_WEIGHT)
        best = [int(n) for n in np.argsort(-fused, kind="stable")[: wanted.k]]
        passages = self.store.passages(str(index.ids[rows[n]]) for n in best)
        hits = tuple(
            _hit(passage, float(fused[n]), spans[int(rows[n])], matches, rows[n])
            for n in best
            if (passage := passages.get(str(index.ids[rows[n]])))
            # What the index says of readers may be out of date, or damaged.
            and passage.source.may_be_read_by(wanted.viewer)
        )
        if self.reader is None or wanted.kinds == {SourceKind.ACTIVITY}:
            return hits
        return self.reader.read(hits, query)

    def _opened(self, community: str | None) -> Opened:
        slugs = _slugs(community)
        with self._locks.setdefault(slugs, Lock()):
            name = generation.name(slugs, self.store.revision(slugs), self.embedder.id)
            known, opened = self._open.get(slugs, ("", None))
            if opened is None or known != name:
                self._close(slugs)
                index = generation.open_or_build(self.store, slugs, self.embedder.id)
                opened = Opened(index, self._approximate(index))
                self._open[slugs] = name, opened
            return opened

    def _discard(self, community: str | None) -> None:
        slugs = _slugs(community)
        with self._locks.setdefault(slugs, Lock()):
            if opened := self._close(slugs):
                generation.discard(opened.index)

    def _close(self, slugs: tuple[str, ...]) -> Opened | None:
        _, opened = self._open.pop(slugs, ("", None))
        if opened and opened.approximate:
            opened.approximate.close()
        return opened

    def _approximate(self, index: Generation) -> ChromaIndex | None:
        if index.directory is None or not len(index):
            return None
        if not (self.chroma or len(index.vectors) >= WORTH_IT):
            return None
        try:
            groups = np.repeat(_groups(index), np.diff(index.starts))
            return ChromaIndex(index.directory, index.vectors, groups)
        except IndexDamaged as error:
            logger.warning("%s; answering from the exact scan", error)
            return None

    def _readable(self, index: Generation, viewer: Viewer, kinds: frozenset[SourceKind]) -> Mask:
        allowed = [
            code
            for code, readers in self.store.walls().items()
            if not readers.isdisjoint(viewer.audiences)
        ]
        wanted = [KINDS.index(kind) for kind in kinds]
        may_read = np.isin(index.walls, np.array(allowed, np.int32))
        return np.asarray(may_read & np.isin(index.kinds, np.array(wanted, np.int8)))

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
    weights: dict[str, float] = {}
    for n, text in enumerate((query, *earlier)):
        weight = 1.0 if n == 0 else CARRY * DECAY ** (n - 1)
        for term in dict.fromkeys(terms(text)):
            weights[term] = max(weights.get(term, 0.0), weight)
    return weights


def _candidates(opened: Opened, vector: Vectors, matches: Matches, readable: Mask) -> Rows:
    """Rows worth an exact score: the nearest by meaning, and the best by their words."""
    if readable.sum() <= CANDIDATES:
        return np.flatnonzero(readable)
    index = opened.index
    found = _highest(matches.scores, readable & (matches.scores > 0))
    near = _nearest(opened, vector, readable)
    if near is None:
        dense = best_per_owner(cosines(index.vectors, vector), index.starts)
        near = _highest(dense, readable)
    return np.flatnonzero(found | near)


def _nearest(opened: Opened, vector: Vectors, readable: Mask) -> Mask | None:
    """Marks the nearest readable rows by the approximate index; None if there is none."""
    index = opened.index
    if opened.approximate is None:
        return None
    groups = np.unique(_groups(index)[readable]).tolist()
    try:
        near = opened.approximate.nearest(vector, groups, k=CANDIDATES)
    except IndexDamaged as error:
        logger.warning("%s; answering from the exact scan", error)
        return None
    marked = np.zeros(len(index), np.bool_)
    owners = np.searchsorted(index.starts, np.array([*near], np.int64), side="right") - 1
    marked[owners] = True
    return marked & readable


def _groups(index: Generation) -> NDArray[np.int32]:
    """A number for each row that says who may read it and of what kind it is."""
    return np.asarray(index.walls * len(KINDS) + index.kinds, np.int32)


def _slugs(community: str | None) -> tuple[str, ...]:
    return (SHIPPED, community) if community else (SHIPPED,)


def _highest(scores: NDArray[np.float32], among: Mask) -> Mask:
    """Marks the CANDIDATES best of these rows, and those as good as the last of them."""
    if among.sum() <= CANDIDATES:
        return among
    least = np.partition(scores[among], -CANDIDATES)[-CANDIDATES]
    return np.asarray(among & (scores >= least))


def _hit(
    passage: Passage,
    score: float,
    spans: NDArray[np.float32],
    matches: Matches,
    row: np.int64,
) -> Hit:
    """The hit with the span that answers best: near in meaning, and using the words asked."""
    shares = [_share(passage.quote(span), matches) for span in passage.spans]
    best = max(range(len(shares)), key=lambda n: (float(spans[n]) + WORDS_IN_SPAN * shares[n], -n))
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
