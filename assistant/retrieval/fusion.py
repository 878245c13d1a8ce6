"""Two scores of every row -> one.

A weighted sum of scaled scores; measured better than reciprocal rank fusion on all three
question collections tried (docs/decisions/0003-retrieval.md).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DENSE_WEIGHT = 0.65
"""Share of the dense score when nothing speaks for the words themselves."""
LEAST_DENSE_WEIGHT = 0.4
STANDS_OUT = 2.0
"""How many times the tenth-best lexical score the best must be to be trusted fully."""
COVERS = 0.9
"""Share of the question's words, by rarity, that the best passage must hold for that."""


def fuse(dense: Floats, lexical: Floats, coverage: Floats) -> Floats:
    """Fused scores in 0..1, for rows that may be read.

    Scores are divided by the best rather than stretched between worst and best, so that rows
    which an approximate index never looked at do not matter.
    """
    weight = dense_weight(lexical, coverage)
    return (weight * _scaled(dense) + (1 - weight) * _scaled(lexical)).astype(np.float32)


def dense_weight(lexical: Floats, coverage: Floats) -> float:
    """Lower when one passage holds the question's words and no other comes near.

    Names, tags and registers are found by words: a dense model ranks "who likes quokkas?" over
    a list of likes hardly better than chance (Weller et al. 2025, the LIMIT collection).
    """
    if len(lexical) < 10 or not lexical.max() > 0:
        return DENSE_WEIGHT
    best = int(lexical.argmax())
    if coverage[best] < COVERS:
        return DENSE_WEIGHT
    tenth = float(np.partition(lexical, -10)[-10])
    ratio = float(lexical[best]) / max(tenth, 1e-6)
    trust = min(max((ratio - 1) / (STANDS_OUT - 1), 0.0), 1.0)
    return DENSE_WEIGHT - trust * (DENSE_WEIGHT - LEAST_DENSE_WEIGHT)


def _scaled(scores: Floats) -> Floats:
    positive = np.maximum(scores, 0)
    return np.asarray(positive / max(float(positive.max(initial=0)), 1e-9), np.float32)
