"""A sealed index: random ids, vectors, hashed terms and audience numbers; no text.

A generation is built beside the others and renamed into place, so a kill leaves either a
whole one or none. Its name says what it was built from; when that changes, or when anything
in it does not add up, it is thrown away and built again from the store.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import IndexDamaged
from ..models import SourceKind
from ..store import Store
from .embedding import Vectors, unpack
from .lexical import HEADING_WEIGHT, Postings, index
from .terms import terms

FORMAT = 1
"""Raised whenever what is built, or how, changes: terms, weights, arrays."""
KINDS = tuple(SourceKind)
ARRAYS = (
    "vectors", "starts", "ids", "walls", "kinds",
    "terms", "offsets", "rows", "counts", "lengths",
)  # fmt: skip


@dataclass(frozen=True)
class Generation:
    """Rows are passages in a fixed order; each has one or more vectors, one a span."""

    directory: Path
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
    return f"{safe}.{model_label(embedder)}.{FORMAT}.{revision}"


def model_label(embedder: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in embedder)


def open_or_build(store: Store, slugs: tuple[str, ...], embedder: str) -> Generation:
    """The current index, built first if it is missing, torn or out of date."""
    root = store.home / "index"
    target = root / name(slugs, store.revision(slugs), embedder)
    try:
        return load(target)
    except IndexDamaged:
        shutil.rmtree(target, ignore_errors=True)
    root.mkdir(exist_ok=True, mode=0o700)
    _build(store, slugs, embedder, target)
    _sweep(root, keep=target)
    return load(target)


def load(directory: Path) -> Generation:
    """Open a sealed index; raises IndexDamaged unless every part is there and adds up."""
    try:
        seal = json.loads((directory / "seal.json").read_text("utf-8"))
        arrays = {}
        for part in ARRAYS:
            path = directory / f"{part}.npy"
            if path.stat().st_size != seal["bytes"][part]:
                raise IndexDamaged(f"{path} has changed size")
            arrays[part] = np.load(path, mmap_mode="r" if seal["count"] else None)
    except (OSError, ValueError, KeyError) as error:
        raise IndexDamaged(f"no whole index in {directory}: {error}") from error
    return Generation(
        directory=directory,
        vectors=arrays["vectors"],
        starts=arrays["starts"],
        ids=arrays["ids"],
        walls=arrays["walls"],
        kinds=arrays["kinds"],
        postings=Postings(
            arrays["terms"], arrays["offsets"], arrays["rows"], arrays["counts"], arrays["lengths"]
        ),
    )


def _build(store: Store, slugs: tuple[str, ...], embedder: str, target: Path) -> None:
    rows = list(store.index_rows(slugs, embedder))
    first = [n for n, row in enumerate(rows) if n == 0 or rows[n - 1].passage != row.passage]
    place = {rows[n].passage: at for at, n in enumerate(first)}
    documents: list[list[str]] = [[] for _ in first]
    for passage, headings, text in store.index_texts(slugs):
        if passage in place:
            documents[place[passage]] = terms(headings) * HEADING_WEIGHT + terms(text)
    postings = index(documents)
    arrays = {
        "vectors": unpack((row.vector for row in rows), len(rows)),
        "starts": np.array([*first, len(rows)], np.int64),
        "ids": np.array([rows[n].passage for n in first], "U32"),
        "walls": np.array([rows[n].wall for n in first], np.int32),
        "kinds": np.array([KINDS.index(SourceKind(rows[n].kind)) for n in first], np.int8),
        "terms": postings.terms,
        "offsets": postings.offsets,
        "rows": postings.rows,
        "counts": postings.counts,
        "lengths": postings.lengths,
    }
    scratch = Path(tempfile.mkdtemp(prefix="building-", dir=target.parent))
    try:
        _seal(scratch, arrays)
        scratch.replace(target)
    except OSError:
        # Another process may have put the same generation there first; it is as good as ours.
        shutil.rmtree(scratch, ignore_errors=True)
        if not target.exists():
            raise


def _seal(directory: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    sizes = {}
    for part, array in arrays.items():
        path = directory / f"{part}.npy"
        with path.open("wb") as file:
            np.save(file, array)
            file.flush()
            os.fsync(file.fileno())
        sizes[part] = path.stat().st_size
    seal = {"count": len(arrays["ids"]), "bytes": sizes}
    (directory / "seal.json").write_text(json.dumps(seal), "utf-8")


def _sweep(root: Path, keep: Path) -> None:
    """Remove older generations of the same communities, and what a killed build left."""
    label = keep.name.split(".", 1)[0]
    for other in root.iterdir():
        stale = other.name.startswith(f"{label}.") and other != keep
        if stale or other.name.startswith("building-"):
            shutil.rmtree(other, ignore_errors=True)
