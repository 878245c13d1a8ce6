"""Nearest spans through Chroma: the only file that imports chromadb.

Chroma holds random ids, vectors and audience numbers, never text: its files keep deleted text
and survive no kill in the middle of a save. So it lives inside a sealed generation, is written
once, and is thrown away with it. Worth its two seconds of start-up only where a long-running
server or a large community pays them back; the exact scan is its check and its fallback.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import IndexDamaged
from .embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

WORTH_IT = 20_000
"""Vectors from which even a short-lived process gains by the approximate index."""
COLLECTION = "spans"
BATCH = 4_000
SEARCH_WIDTH = 200
SEALED = "chroma.sealed"


class ChromaIndex:
    """The approximate index of one generation."""

    def __init__(self, directory: Path, vectors: Vectors, walls: NDArray[np.int32]) -> None:
        """`walls[i]` is the audience number of vector i. Built here if it is not yet there."""
        self._collection = _opened(directory, vectors, walls)

    def nearest(self, query: Vectors, walls: Sequence[int], k: int) -> dict[int, float]:
        """Cosines of up to `k` nearest vectors whose audience number is among `walls`."""
        if not walls or not k:
            return {}
        found = self._collection.query(
            query_embeddings=[query.astype(np.float32)],
            n_results=k,
            where={"wall": {"$in": list(walls)}},
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        return {
            int(vector): 1.0 - float(distance)
            for vector, distance in zip(found["ids"][0], distances, strict=True)
        }


def _opened(directory: Path, vectors: Vectors, walls: NDArray[np.int32]) -> "Collection":
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.errors import ChromaError

    home, seal = directory / "chroma", directory / SEALED
    settings = chromadb.Settings(anonymized_telemetry=False)
    try:
        client = chromadb.PersistentClient(str(home), settings)
        if seal.exists():
            collection = client.get_collection(COLLECTION, embedding_function=None)
            if collection.count() == len(vectors):
                return collection
            raise IndexDamaged(f"the Chroma index in {home} is not whole")
        return _built(client, seal, vectors, walls)
    except (ChromaError, OSError, ValueError) as error:
        raise IndexDamaged(f"the Chroma index in {home} cannot be used: {error}") from error


def _built(
    client: object, seal: Path, vectors: Vectors, walls: NDArray[np.int32]
) -> "Collection":
    from chromadb.api import ClientAPI

    assert isinstance(client, ClientAPI)
    if COLLECTION in {known.name for known in client.list_collections()}:
        client.delete_collection(COLLECTION)  # left unsealed by a build that was killed
    collection = client.create_collection(
        COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_WIDTH}},
    )
    for at in range(0, len(vectors), BATCH):
        rows = range(at, min(at + BATCH, len(vectors)))
        collection.add(
            ids=[str(row) for row in rows],
            embeddings=np.asarray(vectors[at : at + BATCH]),
            metadatas=[{"wall": int(walls[row])} for row in rows],
        )
    seal.touch()
    return collection
