"""Hits -> hits that were read, best answer first.

A vector of a whole passage blurs its details, so a passage on the right topic looks as if it
answered a question about any detail of it. Two ways of looking closer make up for that. Each word
of the question looks for its nearest token in the passage, both in their contexts (late
interaction: Khattab and Zaharia 2020, arXiv 2004.12832); a word that nothing in the passage comes
near to marks what is missing. And a small cross-encoder (Nogueira and Cho 2019, arXiv 1901.04085)
reads question and passage together and says how surely one answers the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..markup import plain, without_addresses
from ..models import Hit, Passage, SourceKind
from .embedding import Vectors
from .terms import WORD, stop_words, words

DEPTH = 4
"""Passages that are read; reading one takes about 10 ms."""
MATCHED = 3
"""Passages in which the words of the question are looked for; about 10 ms each, too."""
FOUND = 15.0
"""What a passage's score in the search counts beside the reader's logit."""
OWN = 3.0
"""Logits by which a shipped passage must be the surer answer to stand before a record."""


class Judge(Protocol):
    """A model that reads closely."""

    def tokens(self, text: str) -> tuple[Sequence[tuple[int, int]], Vectors]:
        """Character ranges of a text's tokens, and one unit vector for each."""
        ...

    def answers(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """For each text, how surely it answers the question: a logit."""
        ...


@dataclass(frozen=True)
class Reader:
    """Reads the best few hits closely."""

    model: Judge
    depth: int = DEPTH

    def read(self, hits: Sequence[Hit], query: str) -> tuple[Hit, ...]:
        """The same hits, the first `depth` with `answers` and in a new order.

        Their scores are dealt out anew in that order, so hits stay sorted by score. Ties keep
        their order.
        """
        few = self._matched(hits[: self.depth], query)
        logits = self.model.answers(query, [legible(hit.passage) for hit in few])
        read = sorted(zip(few, logits, strict=True), key=lambda pair: -_promise(pair[0], pair[1]))
        scores = sorted((hit.score for hit in few), reverse=True)
        best = (
            hit.model_copy(update={"answers": logit, "score": score})
            for (hit, logit), score in zip(read, scores, strict=True)
        )
        return (*best, *hits[self.depth :])

    def _matched(self, hits: Sequence[Hit], query: str) -> tuple[Hit, ...]:
        """The same hits in the same order, the first few with `nearest` filled in."""
        asked = self._asked(query)
        matched = [
            hit.model_copy(update={"nearest": self._nearest(asked, hit.passage)})
            for hit in hits[:MATCHED]
        ]
        return (*matched, *hits[MATCHED:])

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


def _promise(hit: Hit, logit: float) -> float:
    """What a hit's place is decided by: a community's own words stand before what ships."""
    own = hit.passage.source.kind is SourceKind.RECORD
    return logit + FOUND * hit.score + (OWN if own else 0.0)


def legible(passage: Passage) -> str:
    """A passage as it is read: its title and nearest heading, then its own words."""
    heading = passage.locator.split(" > ")[-1]
    return f"{passage.source.title}: {heading}. {without_addresses(plain(passage.text))}"
