"""Is the passage that answers among the first?

Ours is asked as the pipeline asks: a question that is taken for something else, or that the
asker may not read the answer to, counts as a miss. The alternative knows no audiences and
searches the community's own texts alone.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.build import Workshop
from assistant.pipeline import PASSAGES, SEARCHING, SUGGESTING
from assistant.ranking.answering import answer_from
from assistant.retrieval.embedding import MiniLM
from assistant.understanding import understand

from .asked import Asked, questions
from .baseline import NAME, K, collection, nearest
from .report import Figure, Spread, say
from .sites import SHIPPED, Site, Sites

PART = "recall"
RANKS = (1, 3, 4)
FOLLOW_UP = "follow_up"
RESAMPLES = 10_000
MISSED = PASSAGES + 1
SHARED = 100
"""Characters in a row that two chunks share when one repeats the other."""


class Outcome(NamedTuple):
    """At which place, from 1, each way has a passage that answers."""

    asked: Asked
    ours: int
    last_turn: int
    glued: int
    """The alternative, given all turns as one text."""
    ours_distinct: int
    distinct: int
    """How many of the first four bring text that no better one of them brought."""


def measure(sites: Sites) -> Iterator[Figure]:
    site = sites.real
    rows = [row for row in questions(frozenset(site.folders)) if row.has_answer]
    say(f"recall over {len(rows)} questions")
    outcomes = _outcomes(site, rows)
    yield from _figures("all styles", outcomes)
    for style in sorted({row.style for row in rows}):
        yield from _figures(style, [o for o in outcomes if o.asked.style == style])
    yield from _glued([o for o in outcomes if o.asked.style == FOLLOW_UP])
    yield Figure(
        part=PART,
        what=f"distinct among the first {K}",
        unit="passages",
        ours=Spread.one(float(np.mean([o.ours_distinct for o in outcomes]))),
        other=Spread.one(float(np.mean([o.distinct for o in outcomes]))),
        against=NAME,
        more_is_better=True,
        note=f"not distinct: shares {SHARED} characters in a row with a better one",
    )


def _outcomes(site: Site, rows: Sequence[Asked]) -> list[Outcome]:
    workshop, embedder = site.open(), MiniLM()
    stores = {name: collection(site.baseline, name, embedder) for name in (SHIPPED, *site.folders)}
    found = []
    for row in rows:
        store = stores[row.community or SHIPPED]
        last, glued = (
            [(str(c.metadata["path"]), c.page_content) for c in nearest(store, text)]
            for text in (row.ask, " ".join((*row.turns, row.ask)))
        )
        ours = _passages(workshop, row)
        found.append(
            Outcome(
                asked=row,
                ours=_rank(row, ours),
                last_turn=_rank(row, last),
                glued=_rank(row, glued),
                ours_distinct=_distinct(ours[:K]),
                distinct=_distinct(last),
            )
        )
    workshop.store.close()
    return found


def _passages(workshop: Workshop, row: Asked) -> list[tuple[str, str]]:
    """Paths and texts in the order in which the pipeline would answer from them."""
    question = row.question
    understanding = understand(question)
    if understanding.intent not in SEARCHING - SUGGESTING:
        return []
    hits = workshop.retriever.search(
        understanding.query,
        viewer=question.viewer,
        k=PASSAGES,
        earlier=understanding.earlier_queries,
    )
    ordered, _ = answer_from(hits, understanding, question.today)
    return [
        (hit.passage.source.path, f"{hit.passage.locator}\n{hit.passage.text}") for hit in ordered
    ]


def _rank(row: Asked, passages: Sequence[tuple[str, str]]) -> int:
    right = (n for n, (path, text) in enumerate(passages, 1) if row.is_answered_by(path, text))
    return next(right, MISSED)


def _distinct(passages: Sequence[tuple[str, str]]) -> int:
    texts = [text for _, text in passages]
    return sum(
        not any(_share(text, better) for better in texts[:n]) for n, text in enumerate(texts)
    )


def _share(one: str, other: str) -> bool:
    stretches = (one[at : at + SHARED] for at in range(len(one) - SHARED + 1))
    return any(stretch in other for stretch in stretches)


def _figures(style: str, outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    for rank in RANKS:
        yield _figure(f"{style}, at {rank}", outcomes, rank, lambda o: o.last_turn, "")


def _glued(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    for rank in RANKS:
        what = f"{FOLLOW_UP}, at {rank}"
        yield _figure(what, outcomes, rank, lambda o: o.glued, ", all turns glued")


def _figure(
    what: str,
    outcomes: Sequence[Outcome],
    rank: int,
    place: Callable[[Outcome], int],
    how: str,
) -> Figure:
    ours = np.array([o.ours <= rank for o in outcomes], np.float64)
    other = np.array([place(o) <= rank for o in outcomes], np.float64)
    low, high = interval(ours - other)
    return Figure(
        part=PART,
        what=what,
        unit="share right",
        ours=Spread.one(float(ours.mean())),
        other=Spread.one(float(other.mean())),
        against=NAME + how,
        more_is_better=True,
        note=f"{len(outcomes)} asked; difference {(ours - other).mean():+.2f} "
        f"[{low:+.2f}, {high:+.2f}]",
    )


def interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """95 % of the means of resampled pairs lie between these two (paired bootstrap)."""
    chance = np.random.default_rng(0)
    drawn = chance.integers(len(differences), size=(RESAMPLES, len(differences)))
    means = differences[drawn].mean(axis=1)
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))
