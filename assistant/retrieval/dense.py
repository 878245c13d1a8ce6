"""Nearest spans through Chroma: the only file that imports chromadb.

Chroma holds random ids, vectors and group numbers, never text: its files keep deleted text
and survive no kill in the middle of a save. So it lives inside a sealed generation, is written
once, and is thrown away with it. Worth its two seconds of start-up only where a long-running
server or a large community pays them back; the exact scan is its check and its fallback.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from ..errors import IndexDamaged
from .embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

WORTH_IT = 1_000_000
"""Vectors from which even a short-lived process gains by the approximate index: its start-up
alone takes longer than an exact scan of fewer (benchmarks/README.md)."""
COLLECTION = "spans"
BATCH = 4_000
GRAPH: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "ef_search": 400,
    "ef_construction": 200,
    "max_neighbors": 32,
}
"""Wide enough that the first ten are those of the exact scan, also for random vectors."""
HOME, SEAL = "chroma-", "chroma.sealed"
DATABASE = "chroma.sqlite3"
"""The one file in it that survives a kill, and may change its size when it is opened."""


class ChromaIndex:
    """The approximate index of one generation."""

    def __init__(self, directory: Path, vectors: Vectors, groups: NDArray[np.int32]) -> None:
        """Built in `directory` if it is not whole there; raises IndexDamaged if it cannot be.

        `groups[i]` is a number of vector i by which a search can be narrowed: who may read it.
        """
        self._sizes = dict(zip(*np.unique(groups, return_counts=True), strict=True))
        self._client, self._collection = _opened(directory, vectors, groups)

    def nearest(self, query: Vectors, groups: Sequence[int], k: int) -> dict[int, float]:
        """Cosines of the `k` nearest vectors among these groups; raises IndexDamaged."""
        from chromadb.errors import ChromaError

        wanted = min(k, sum(int(self._sizes.get(group, 0)) for group in groups))
        if not wanted:
            return {}
        within: dict[Literal["$in", "$nin"], list[str | int | float | bool]] = {
            "$in": [int(group) for group in groups]
        }
        try:
            found = self._collection.query(
                query_embeddings=np.asarray([query], np.float32),
                n_results=wanted,
                where={"group": within},
                include=["distances"],
            )
        except (ChromaError, OSError, ValueError, AttributeError) as error:
            # AttributeError is what it has for whom closes it in the middle of a search.
            raise IndexDamaged(f"the Chroma index cannot be searched: {error}") from error
        if len(found["ids"][0]) < wanted:
            # What it lost it loses in silence.
            raise IndexDamaged(f"the Chroma index found {len(found['ids'][0])} of {wanted}")
        distances = (found["distances"] or [[]])[0]
        return {
            int(vector): 1.0 - float(distance)
            for vector, distance in zip(found["ids"][0], distances, strict=True)
        }

    def close(self) -> None:
        """Let go of its files; a search that is under way then raises IndexDamaged."""
        self._client.close()


def _opened(
    directory: Path, vectors: Vectors, groups: NDArray[np.int32]
) -> tuple["Client", "Collection"]:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    from chromadb.errors import ChromaError

    try:
        with FileLock(directory / "chroma.lock"):
            # One that is not whole is not even opened: it can fill the disk, or end the process.
            home = _whole_home(directory) or _built(directory, vectors, groups)
        client = _client(home)
        return client, client.get_collection(COLLECTION, embedding_function=None)
    except (ChromaError, OSError, ValueError) as error:
        raise IndexDamaged(f"the Chroma index in {directory} cannot be used: {error}") from error


def _whole_home(directory: Path) -> Path | None:
    """Where the index is that has been sealed, if all of it is there."""
    try:
        sealed = json.loads((directory / SEAL).read_text("utf-8"))
        home = directory / sealed["home"]
        whole = sealed["sizes"] == _sizes_in(home) and (home / DATABASE).is_file()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return home if whole else None


def _built(directory: Path, vectors: Vectors, groups: NDArray[np.int32]) -> Path:
    """Under another name than the last, which this process may still have open."""
    for left in directory.glob(f"{HOME}*"):
        shutil.rmtree(left, ignore_errors=True)
    home = Path(tempfile.mkdtemp(prefix=HOME, dir=directory))
    _fill(home, vectors, groups)
    seal = {"home": home.name, "sizes": _sizes_in(home)}
    (directory / SEAL).write_text(json.dumps(seal), "utf-8")
    return home


def _fill(home: Path, vectors: Vectors, groups: NDArray[np.int32]) -> None:
    client = _client(home)
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": GRAPH}
        )
        for at in range(0, len(vectors), BATCH):
            rows = range(at, min(at + BATCH, len(vectors)))
            collection.add(
                ids=[str(row) for row in rows],
                embeddings=np.asarray(vectors[at : at + BATCH]),
                metadatas=[{"group": int(groups[row])} for row in rows],
            )
    finally:
        client.close()


def _client(home: Path) -> "Client":
    import chromadb
    from chromadb.api.client import Client
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(home), Settings(anonymized_telemetry=False))
    assert isinstance(client, Client)  # the declared type does not know how to close
    return client


def _sizes_in(home: Path) -> dict[str, int]:
    """Bytes of each file of the graph."""
    return {
        file.relative_to(home).as_posix(): file.stat().st_size
        for file in sorted(home.rglob("*"))
        if file.is_file() and not file.name.startswith(DATABASE)
    }
