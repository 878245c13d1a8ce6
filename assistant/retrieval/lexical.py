"""BM25 over arrays: opened in a millisecond, holding hashes of terms and no text.

Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond".
Document frequencies and the mean length are taken over what the viewer may read, so words
of a hidden passage do not even shape the scores of the others.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.6
HEADING_WEIGHT = 2
"""A term in a title or heading counts as this many in the text."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    """For each term (a 64-bit hash, sorted): the rows it occurs in, and how often."""

    terms: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    def of(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Rows and counts of one term; empty if it does not occur."""
        key = hashed(term)
        at = int(np.searchsorted(self.terms, key))
        if at == len(self.terms) or self.terms[at] != key:
            return self.rows[:0], self.counts[:0]
        begin, end = self.offsets[at], self.offsets[at + 1]
        return self.rows[begin:end], self.counts[begin:end]


@dataclass(frozen=True)
class Matches:
    """What BM25 says of every row, and what it knew of the query's terms."""

    scores: Floats
    coverage: Floats
    """Share of the query's weight (by rarity) that occurs in the row, 0 to 1."""
    rarity: Mapping[str, float]
    """Inverse document frequency of each query term; highest for one that occurs nowhere."""


def hashed(term: str) -> np.uint64:
    digest = hashlib.blake2b(term.encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def index(documents: Iterable[Sequence[str]]) -> Postings:
    """Postings of documents given as lists of terms; row n is the n-th document."""
    lengths: list[int] = []
    entries: dict[str, list[tuple[int, int]]] = {}
    for row, document in enumerate(documents):
        lengths.append(len(document))
        for term, count in Counter(document).items():
            entries.setdefault(term, []).append((row, min(count, 65_535)))
    ordered = sorted((int(hashed(term)), found) for term, found in entries.items())
    sizes = [len(found) for _, found in ordered]
    flat = [pair for _, found in ordered for pair in found]
    return Postings(
        terms=np.array([key for key, _ in ordered], np.uint64),
        offsets=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        rows=np.array([row for row, _ in flat], np.int32),
        counts=np.array([count for _, count in flat], np.uint16),
        lengths=np.array(lengths, np.int32),
    )


def match(postings: Postings, query: Mapping[str, float], readable: NDArray[np.bool_]) -> Matches:
    """Score all rows for weighted query terms; rows that are not readable score 0."""
    size = len(readable)
    number = int(readable.sum())
    mean = float(postings.lengths[readable].mean()) if number else 1.0
    scores = np.zeros(size, np.float32)
    covered = np.zeros(size, np.float32)
    rarity: dict[str, float] = {}
    for term, weight in query.items():
        rows, counts = postings.of(term)
        seen = readable[rows]
        rows, counts = rows[seen], counts[seen]
        rarity[term] = idf = _idf(number, len(rows))
        often = counts.astype(np.float32)
        length = postings.lengths[rows].astype(np.float32)
        norm = K1 * (1 - B + B * length / max(mean, 1.0))
        scores[rows] += np.float32(weight * idf) * often * (K1 + 1) / (often + norm)
        covered[rows] += np.float32(weight * idf)
    # A term nobody uses counts as the rarest of all: no passage can cover it.
    total = sum(weight * rarity[term] for term, weight in query.items())
    return Matches(scores, covered / np.float32(max(total, 1e-9)), rarity)


def _idf(number: int, containing: int) -> float:
    """ln(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N rows; never negative."""
    return float(np.log(1 + (number - containing + 0.5) / (containing + 0.5)))
