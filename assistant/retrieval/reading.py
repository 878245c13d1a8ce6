"""Hits -> hits that were read: which of the asked-for things does a passage speak of?

A vector of a whole passage blurs its details, so a question about the right topic and the
wrong detail looks answered. Here each word of the question looks for its nearest token in the
passage, both in their contexts (late interaction: Khattab and Zaharia 2020, arXiv 2004.12832);
a word that nothing in the passage comes near to marks what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..markup import plain, without_addresses
from ..models import Hit, Passage
from .embedding import Vectors
from .terms import WORD, stop_words, words

DEPTH = 3
"""Passages that are read; further ones hardly ever answer what these do not."""


class Contextual(Protocol):
    """A model that tells what each token means in its context."""

    def tokens(self, text: str) -> tuple[Sequence[tuple[int, int]], Vectors]:
        """Character ranges of a text's tokens, and one unit vector for each."""
        ...


@dataclass(frozen=True)
class Reader:
    """Reads the best few hits closely."""

    model: Contextual
    depth: int = DEPTH

    def read(self, hits: Sequence[Hit], query: str) -> tuple[Hit, ...]:
        """The same hits in the same order, the first `depth` with `nearest` filled in."""
        asked = self._asked(query)
        read = [
            hit.model_copy(update={"nearest": self._nearest(asked, hit.passage)})
            for hit in hits[: self.depth]
        ]
        return (*read, *hits[self.depth :])

    def _asked(self, query: str) -> Vectors:
        """A unit vector for each word of the query that says something."""
        ranges, states = self.model.tokens(query)
        found = [
            [
                n
                for n, (start, end) in enumerate(ranges)
                if start < word.end() and end > word.start()
            ]
            for word in WORD.finditer(query)
            if stop_words().isdisjoint(words(word.group()))
        ]
        means = [states[tokens].mean(axis=0) for tokens in found if tokens]
        if not means:
            return states
        asked = np.array(means, np.float32)
        lengths = np.maximum(np.linalg.norm(asked, axis=1, keepdims=True), 1e-9)
        return np.asarray(asked / lengths, np.float32)

    def _nearest(self, asked: Vectors, passage: Passage) -> tuple[float, ...]:
        _, states = self.model.tokens(legible(passage))
        if not len(states):
            return ()
        return tuple(float(best) for best in (asked @ states.T).max(axis=1))


def legible(passage: Passage) -> str:
    """A passage as it is read: its title and nearest heading, then its own words."""
    heading = passage.locator.split(" > ")[-1]
    return f"{passage.source.title}: {heading}. {without_addresses(plain(passage.text))}"
