"""A sealed index: random ids, vectors, hashed terms and audience numbers; no text.

A generation is built beside the others and renamed into place, so a kill leaves either a
whole one or none. Its name says what it was built from; when that changes, or when anything
in it does not add up, it is thrown away and built again from the store. One process builds at
a time; the others wait and take what it made.
"""

import hashlib
import json
import logging
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from ..errors import EmbeddingError, IndexDamaged
from ..models import SourceKind
from ..store import IndexRow, Store
from .embedding import Vectors, unpack
from .lexical import HEADING_WEIGHT, Postings, index
from .terms import terms

logger = logging.getLogger(__name__)

FORMAT = 2
"""Raised whenever what is built, or how, changes: terms, weights, arrays."""
KINDS = tuple(SourceKind)
ARRAYS = (
    "vectors", "starts", "ids", "walls", "kinds",
    "terms", "offsets", "rows", "counts", "lengths",
)  # fmt: skip
SEAL = "seal"
HEADER = 4_096
"""Bytes of the vectors that are checked; to read them all at each start would take too long."""
UNDER_CONSTRUCTION = "building-"

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Generation:
    """Rows are passages in the store's order; each has one or more vectors, one a span."""

    directory: Path | None
    """None if it is kept in memory alone."""
    vectors: Vectors
    starts: NDArray[np.int64]
    """Row n has the vectors from starts[n] to starts[n + 1]."""
    ids: NDArray[np.str_]
    walls: NDArray[np.int32]
    kinds: NDArray[np.int8]
    postings: Postings

    def __len__(self) -> int:
        return len(self.ids)

    def spans_of(self, row: int | np.int64) -> Vectors:
        return self.vectors[self.starts[row] : self.starts[row + 1]]


def name(slugs: Iterable[str], revision: str, embedder: str) -> str:
    """The directory that holds the index of these communities as they are now."""
    label = "+".join(slug or "shipped" for slug in slugs)
    safe = "".join(c if c.isalnum() or c in "+-" else "_" for c in label)
    model = "".join(c if c.isalnum() else "-" for c in embedder)
    return f"{safe}.{model}.{FORMAT}.{revision}"


def open_or_build(store: Store, slugs: tuple[str, ...], embedder: str) -> Generation:
    """The current index, built first if it is missing, torn or out of date.

    Where it cannot be kept, because the disk is full or may not be written, it is built in
    memory: that is slow, but it answers.
    """
    target = store.home / "index" / name(slugs, store.revision(slugs), embedder)
    with suppress(IndexDamaged):
        return load(target)
    arrays = None
    try:
        target.parent.mkdir(exist_ok=True, mode=0o700)
        with FileLock(target.parent / "build.lock"):
            with suppress(IndexDamaged):
                return load(target)  # another process built it while we waited
            arrays = _arrays(store, slugs, embedder)
            _keep(arrays, target)
            return load(target)
    except OSError as error:
        logger.warning("the index cannot be kept (%s); answering from memory", error.strerror)
        return _assembled(arrays or _arrays(store, slugs, embedder), None)


def load(directory: Path) -> Generation:
    """Open a sealed index; raises IndexDamaged unless every part is there and adds up."""
    try:
        facts = _unsealed(directory / SEAL)
        arrays = {}
        for part in ARRAYS:
            path = directory / f"{part}.npy"
            if _mark(path, part) != facts["marks"][part]:
                raise IndexDamaged(f"{path} has changed")
            arrays[part] = np.load(path, mmap_mode="r" if facts["count"] else None)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"no whole index in {directory}: {error}") from error
    return _assembled(arrays, directory)


def discard(index: Generation) -> None:
    """Throw an index away that turned out to be damaged; the next search builds another."""
    if index.directory is not None:
        shutil.rmtree(index.directory, ignore_errors=True)


def _assembled(arrays: Arrays, directory: Path | None) -> Generation:
    parts = {part: arrays[part] for part in ("vectors", "starts", "ids", "walls", "kinds")}
    posted = {part: arrays[part] for part in ("terms", "offsets", "rows", "counts", "lengths")}
    return Generation(directory=directory, postings=Postings(**posted), **parts)  # type: ignore[arg-type]


# --- building --------------------------------------------------------------------------------


def _arrays(store: Store, slugs: tuple[str, ...], embedder: str) -> Arrays:
    rows = list(store.index_rows(slugs, embedder))
    place = {row.passage: at for at, row in enumerate(rows)}
    starts = np.concatenate([[0], np.cumsum([row.spans for row in rows])]).astype(np.int64)
    documents: list[list[str]] = [[] for _ in rows]
    for passage, headings, text in store.index_texts(slugs):
        if passage in place:
            documents[place[passage]] = terms(headings) * HEADING_WEIGHT + terms(text)
    postings = index(documents)
    return {
        "vectors": _vectors(store.index_vectors(slugs, embedder), place, starts),
        "starts": starts,
        **_columns(rows),
        "terms": postings.terms,
        "offsets": postings.offsets,
        "rows": postings.rows,
        "counts": postings.counts,
        "lengths": postings.lengths,
    }


def _columns(rows: list[IndexRow]) -> Arrays:
    return {
        "ids": np.array([row.passage for row in rows], "U32"),
        "walls": np.array([row.wall for row in rows], np.int32),
        "kinds": np.array([KINDS.index(SourceKind(row.kind)) for row in rows], np.int8),
    }


def _vectors(
    found: Iterable[tuple[str, bytes]], place: Mapping[str, int], starts: NDArray[np.int64]
) -> Vectors:
    """Cached vectors, which come in the order of ids, in that of the rows."""
    ordered = [b""] * int(starts[-1])
    filled = starts[:-1].copy()
    for passage, vector in found:
        if (at := place.get(passage)) is not None and filled[at] < starts[at + 1]:
            ordered[filled[at]] = vector
            filled[at] += 1
    if len({len(vector) for vector in ordered}) > 1:
        raise EmbeddingError(
            "vectors of different lengths are kept under one name: the model behind the endpoint "
            "has changed; give CONVENE_EMBEDDING_MODEL another name, which embeds all texts again"
        )
    return unpack(ordered, len(ordered))


def _keep(arrays: Arrays, target: Path) -> None:
    """Write a generation in the place of what is there, and sweep up; raises OSError."""
    shutil.rmtree(target, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=UNDER_CONSTRUCTION, dir=target.parent))
    try:
        _seal(scratch, arrays)
        scratch.replace(target)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    _sweep(target.parent, keep=target)


def _sweep(root: Path, keep: Path) -> None:
    """Remove older generations of the same communities, and what a killed build left."""
    label = keep.name.split(".", 1)[0]
    for other in root.iterdir():
        stale = other.name.startswith(f"{label}.") and other != keep
        if stale or other.name.startswith(UNDER_CONSTRUCTION):
            shutil.rmtree(other, ignore_errors=True)


# --- the seal --------------------------------------------------------------------------------


def _seal(directory: Path, arrays: Arrays) -> None:
    marks = {}
    for part, array in arrays.items():
        path = directory / f"{part}.npy"
        with path.open("wb") as file:
            np.save(file, array)
            file.flush()
            os.fsync(file.fileno())
        marks[part] = _mark(path, part)
    facts = json.dumps({"count": len(arrays["ids"]), "marks": marks})
    with (directory / SEAL).open("w", encoding="utf-8") as file:
        file.write(f"{_digest(facts)}\n{facts}")
        file.flush()
        os.fsync(file.fileno())


def _unsealed(path: Path) -> dict[str, Any]:
    digest, _, facts = path.read_text("utf-8").partition("\n")
    if _digest(facts) != digest:
        raise IndexDamaged(f"{path} has changed")
    return dict(json.loads(facts))


def _mark(path: Path, part: str) -> list[int]:
    """Size and checksum of a part."""
    with path.open("rb") as file:
        content = file.read(HEADER if part == "vectors" else -1)
    return [path.stat().st_size, zlib.crc32(content)]


def _digest(facts: str) -> str:
    return hashlib.blake2b(facts.encode(), digest_size=16).hexdigest()
