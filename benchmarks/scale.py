"""Very many vectors: the exact scan beside Chroma, as the engine uses it and by itself.

The vectors are unit vectors around random centres, three to a passage, under three audiences
of which the asker may read two. Embedding so many texts is not measured: it costs the same for
either.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import psutil
from chromadb import PersistentClient
from chromadb.config import Settings
from numpy.typing import NDArray

from assistant.retrieval.dense import COLLECTION, HOME, ChromaIndex
from assistant.retrieval.embedding import Vectors
from assistant.retrieval.exact import best_per_owner, cosines
from assistant.retrieval.search import CANDIDATES

from .report import Figure, Spread, Target, say

PART = "scale"
MB = 1_000_000
WIDTH = 384
PER_PASSAGE = 3
VECTORS_TO_A_CENTRE = 100
SCATTER = 0.8
"""Length of what is added to a centre, whose own length is 1."""
BLOCK = 50_000
QUERIES = 200
UNCOUNTED = 10
WALLS, READABLE = 3, (0, 1)
K = 10
MILLION = 1_000_000


class Collection(NamedTuple):
    vectors: Vectors
    starts: NDArray[np.int64]
    walls: NDArray[np.int32]
    """Audience of each vector."""
    queries: Vectors
    file: Path


def measure(sizes: Sequence[int]) -> Iterator[Figure]:
    """Both ways up to a million vectors; from there on the exact scan alone."""
    for size in sizes:
        say(f"scale: {size:,} vectors")
        with TemporaryDirectory() as directory:
            made = _made(Path(directory), size)
            if size < MILLION:
                yield from _compared(made, Path(directory))
            else:
                yield from _alone(made)


def _made(directory: Path, size: int) -> Collection:
    chance = np.random.default_rng(size)
    centres = _units(chance.standard_normal((max(size // VECTORS_TO_A_CENTRE, 1), WIDTH)))
    file = directory / "vectors.npy"
    vectors = np.lib.format.open_memmap(file, mode="w+", dtype=np.float32, shape=(size, WIDTH))
    for at in range(0, size, BLOCK):
        count = min(BLOCK, size - at)
        vectors[at : at + count] = _around(centres, count, chance)
    vectors.flush()
    passages = -(-size // PER_PASSAGE)
    walls = np.repeat(np.arange(passages, dtype=np.int32) % WALLS, PER_PASSAGE)[:size]
    starts = np.minimum(np.arange(passages + 1, dtype=np.int64) * PER_PASSAGE, size)
    queries = _around(centres, QUERIES + UNCOUNTED, chance)
    return Collection(np.load(file, mmap_mode="r"), starts, walls, queries, file)


def _around(centres: Vectors, count: int, chance: np.random.Generator) -> Vectors:
    scatter = _units(chance.standard_normal((count, WIDTH))) * np.float32(SCATTER)
    return _units(centres[chance.integers(len(centres), size=count)] + scatter)


def _units(rows: NDArray[np.floating]) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


# --- the two ways ----------------------------------------------------------------------------


def _exact(made: Collection, query: Vectors) -> NDArray[np.intp]:
    """The passages the engine would look at, from one pass over every vector."""
    readable = np.isin(made.walls[made.starts[:-1]], READABLE)
    best = np.where(readable, best_per_owner(cosines(made.vectors, query), made.starts), -1)
    near = np.argpartition(best, -CANDIDATES)[-CANDIDATES:]
    return near[np.argsort(-best[near])]


def _approximate(index: ChromaIndex, made: Collection, query: Vectors) -> NDArray[np.intp]:
    """The same from the approximate index; exact cosines put its candidates in order."""
    found = index.nearest(query, READABLE, CANDIDATES)
    owners = np.unique(np.fromiter(found, np.int64, len(found)) // PER_PASSAGE)
    spans = [made.vectors[made.starts[n] : made.starts[n + 1]] for n in owners]
    best = np.array([cosines(span, query).max() for span in spans])
    return owners[np.argsort(-best)]


def _by_itself(directory: Path) -> Callable[[Vectors], NDArray[np.intp]]:
    """Chroma asked for the nearest of all vectors, as one would who has no audiences."""
    [home] = directory.glob(f"{HOME}*/")
    client = PersistentClient(str(home), Settings(anonymized_telemetry=False))
    collection = client.get_collection(COLLECTION, embedding_function=None)

    def search(query: Vectors) -> NDArray[np.intp]:
        found = collection.query(
            query_embeddings=query[np.newaxis], n_results=K, include=["distances"]
        )
        return np.array([int(vector) // PER_PASSAGE for vector in found["ids"][0]])

    return search


def _timed(
    search: Callable[[Vectors], NDArray[np.intp]], queries: Vectors
) -> tuple[list[float], list[set[int]]]:
    """Milliseconds and the ten nearest passages of each query, the first few not counted."""
    taken, nearest = [], []
    for query in queries:
        begun = time.perf_counter()
        found = search(query)
        taken.append(1_000 * (time.perf_counter() - begun))
        nearest.append({int(n) for n in found[:K]})
    return taken[UNCOUNTED:], nearest[UNCOUNTED:]


# --- figures ---------------------------------------------------------------------------------


def _compared(made: Collection, directory: Path) -> Iterator[Figure]:
    begun = time.perf_counter()
    index = ChromaIndex(directory, made.vectors, made.walls)
    built = time.perf_counter() - begun
    exact, right = _timed(lambda query: _exact(made, query), made.queries)
    near, found = _timed(lambda query: _approximate(index, made, query), made.queries)
    plain, _ = _timed(_by_itself(directory), made.queries)
    index.close()
    alternatives = {
        f"Chroma, {CANDIDATES} among the readable, as the server asks": near,
        f"Chroma, {K} among all": plain,
    }
    for against, other in alternatives.items():
        yield from _latencies(len(made.vectors), exact, 80, against, other)
    yield Figure(
        part=PART,
        what=f"{len(made.vectors):,} vectors, recall@{K} of the server's Chroma",
        unit="share",
        ours=Spread.one(
            float(np.mean([len(f & r) / K for f, r in zip(found, right, strict=True)]))
        ),
        other=Spread.one(1),
        against="exact scan",
        more_is_better=True,
        targets=(Target(limit=0.99, at_least=True),),
    )
    [home] = directory.glob(f"{HOME}*/")
    yield from _costs(made, built, sum(_sizes(home)) / MB)


def _latencies(
    size: int,
    exact: Sequence[float],
    limit: float,
    against: str = "",
    other: Sequence[float] = (),
) -> Iterator[Figure]:
    """Of the exact scan, at the median and at the 95th percentile, which has the target."""
    for percentile, targets in ((50, ()), (95, (Target(limit=limit),))):
        yield Figure(
            part=PART,
            what=f"{size:,} vectors, exact scan, p{percentile}",
            unit="ms",
            ours=Spread.percentile(exact, percentile),
            other=Spread.percentile(other, percentile) if other else None,
            against=against,
            targets=targets,
            note=f"{len(exact)} queries" + ("" if other else "; Chroma not run at this size"),
        )


def _alone(made: Collection) -> Iterator[Figure]:
    exact, _ = _timed(lambda query: _exact(made, query), made.queries)
    size = len(made.vectors)
    yield from _latencies(size, exact, 250)
    yield Figure(
        part=PART,
        what=f"{size:,} vectors, resident with the mapped file",
        unit="MB",
        ours=Spread.one(float(psutil.Process().memory_info().rss) / MB),
    )
    yield Figure(
        part=PART,
        what=f"{size:,} vectors, on disk",
        unit="MB",
        ours=Spread.one(made.file.stat().st_size / MB),
    )


def _costs(made: Collection, built: float, chroma: float) -> Iterator[Figure]:
    begun = time.perf_counter()
    np.save(made.file.with_name("again.npy"), made.vectors)
    written = time.perf_counter() - begun
    for what, unit, ours, other in (
        ("written or built", "s", written, built),
        ("on disk", "MB", made.file.stat().st_size / MB, chroma),
    ):
        yield Figure(
            part=PART,
            what=f"{len(made.vectors):,} vectors, {what}",
            unit=unit,
            ours=Spread.one(ours),
            other=Spread.one(other),
            against="Chroma",
        )


def _sizes(directory: Path) -> Iterator[int]:
    return (path.stat().st_size for path in directory.rglob("*") if path.is_file())
