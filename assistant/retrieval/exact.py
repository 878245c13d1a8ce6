"""Exact cosines: one pass over the memory-mapped vectors."""

import numpy as np
from numpy.typing import NDArray

from .embedding import Vectors

Floats = NDArray[np.float32]


def cosines(vectors: Vectors, query: Vectors) -> Floats:
    """The cosine of a unit query with every unit vector.

    The query is cast to float32 first: a float64 one would silently copy the whole matrix.
    einsum reaches the memory bound where BLAS's matrix-vector product does not.
    """
    if not len(vectors):
        return np.empty(0, np.float32)
    return np.asarray(np.einsum("ij,j->i", vectors, query.astype(np.float32)))


def best_per_owner(scores: Floats, starts: NDArray[np.int64]) -> Floats:
    """Each owner's highest score; owner n has the scores from starts[n] to starts[n + 1]."""
    if not len(scores):
        return np.empty(0, np.float32)
    return np.maximum.reduceat(scores, starts[:-1])
