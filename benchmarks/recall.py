"""Is the passage that answers among the first?

Ours is asked as the pipeline asks: a question that is taken for something else, or whose answer
is ranked away, counts as a miss. The search alone, without the reader, is shown beside it: the
reader's weights were tuned on these very questions. The alternative knows no audiences and
searches the community's own texts alone, so it has less to confuse.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.build import Workshop
from assistant.models import Conversation, Hit, Question, Understanding
from assistant.pipeline import PASSAGES, SEARCHING, SUGGESTING
from assistant.ranking.answering import answer_from
from assistant.retrieval.embedding import MiniLM
from assistant.understanding import understand

from .asked import Asked, questions
from .baseline import NAME, K, collection, nearest
from .report import Figure, Spread, say
from .sites import SHIPPED, Sites

PART = "recall"
RANKS = (1, 3, 4)
ALL, FOLLOW_UP = "all styles", "follow_up"
PIPELINE, SEARCH = "pipeline", "search alone"
LAST_TURN, GLUED = NAME, f"{NAME}, all turns glued"
RESAMPLES = 10_000
SHARED = 100
"""Characters in a row that two passages share when one repeats the other."""

Passages = Sequence[tuple[str, str]]
"""Paths and texts, best first."""


@dataclass(frozen=True)
class Outcome:
    """What each way of searching found for one question."""

    asked: Asked
    found: Mapping[str, Passages]

    def is_right(self, way: str, rank: int) -> bool:
        """Whether a passage that answers is among the first `rank`."""
        return any(self.asked.is_answered_by(*passage) for passage in self.found[way][:rank])

    def distinct(self, way: str) -> int:
        """How many of the first four repeat no better one of them."""
        texts = [text for _, text in self.found[way][:K]]
        return sum(not any(_share(text, b) for b in texts[:n]) for n, text in enumerate(texts))

    def words(self, way: str) -> int:
        """How many words the first four have together."""
        return sum(len(text.split()) for _, text in self.found[way][:K])


def measure(sites: Sites) -> Iterator[Figure]:
    site = sites.real
    rows = [row for row in questions(frozenset(site.folders)) if row.has_answer]
    say(f"recall over {len(rows)} questions")
    workshop, embedder = site.open(), MiniLM()
    stores = {name: collection(site.baseline, name, embedder) for name in (SHIPPED, *site.folders)}
    outcomes = []
    for row in rows:
        store = stores[row.community or SHIPPED]
        theirs = {LAST_TURN: row.ask, GLUED: " ".join((*row.turns, row.ask))}
        found = {
            way: [
                (str(chunk.metadata["path"]), chunk.page_content) for chunk in nearest(store, text)
            ]
            for way, text in theirs.items()
        }
        outcomes.append(Outcome(row, found | _ours(workshop, row)))
    workshop.store.close()
    yield from _figures(outcomes)


def _understanding(workshop: Workshop, question: Question) -> Understanding:
    conversation = Conversation()
    for text in question.earlier:
        asked = question.model_copy(update={"text": text, "earlier": ()})
        conversation = workshop.assistant.reply(asked, conversation).conversation
    return understand(question, conversation, workshop.assistant.ears).understanding


def _ours(workshop: Workshop, row: Asked) -> dict[str, Passages]:
    question = row.question
    understanding = _understanding(workshop, question)
    read, found = (
        retriever.search(
            understanding.query or question.text,
            viewer=question.viewer,
            k=PASSAGES,
            earlier=understanding.earlier_queries,
        )
        for retriever in (workshop.retriever, replace(workshop.retriever, reader=None))
    )
    ordered, _ = answer_from(read, understanding, question.today)
    is_question = understanding.intent in SEARCHING - SUGGESTING
    return {PIPELINE: _passages(ordered if is_question else ()), SEARCH: _passages(found)}


def _passages(hits: Sequence[Hit]) -> Passages:
    """A passage is shown under its headings; a chunk holds its own, if it begins with them."""
    return [(hit.passage.source.path, f"{hit.passage.locator}\n{hit.passage.text}") for hit in hits]


def _share(one: str, other: str) -> bool:
    stretches = (one[at : at + SHARED] for at in range(len(one) - SHARED + 1))
    return any(stretch in other for stretch in stretches)


# --- figures ---------------------------------------------------------------------------------


def _figures(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    yield from _compared(ALL, outcomes, PIPELINE, LAST_TURN)
    yield from _compared(ALL, outcomes, SEARCH, LAST_TURN)
    for style in sorted({outcome.asked.style for outcome in outcomes}):
        own = [outcome for outcome in outcomes if outcome.asked.style == style]
        yield from _compared(style, own, PIPELINE, LAST_TURN)
        if style == FOLLOW_UP:
            yield from _compared(style, own, PIPELINE, GLUED)
    yield _mean(
        "distinct", Outcome.distinct, outcomes, f"not distinct: {SHARED} characters of a better one"
    )
    yield _mean(
        "words", Outcome.words, outcomes, "longer passages are right more often, and more to read"
    )


def _mean(
    what: str, measured: Callable[[Outcome, str], int], outcomes: Sequence[Outcome], note: str
) -> Figure:
    ours, other = (
        float(np.mean([measured(outcome, way) for outcome in outcomes]))
        for way in (SEARCH, LAST_TURN)
    )
    return Figure(
        part=PART,
        what=f"the first {K}, {SEARCH}",
        unit=what,
        ours=Spread.one(ours),
        other=Spread.one(other),
        against=LAST_TURN,
        more_is_better=measured is Outcome.distinct,
        note=note,
    )


def _compared(label: str, outcomes: Sequence[Outcome], ours: str, other: str) -> Iterator[Figure]:
    for rank in RANKS:
        mine, theirs = (
            np.array([outcome.is_right(way, rank) for outcome in outcomes], np.float64)
            for way in (ours, other)
        )
        low, high = interval(mine - theirs)
        yield Figure(
            part=PART,
            what=f"{label}, {ours}, at {rank}",
            unit="share right",
            ours=Spread.one(float(mine.mean())),
            other=Spread.one(float(theirs.mean())),
            against=other,
            more_is_better=True,
            note=f"{len(outcomes)} asked; difference {(mine - theirs).mean():+.2f} "
            f"[{low:+.2f}, {high:+.2f}]",
        )


def interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """95 % of the means of resampled pairs lie between these two (paired bootstrap)."""
    chance = np.random.default_rng(0)
    drawn = chance.integers(len(differences), size=(RESAMPLES, len(differences)))
    means = differences[drawn].mean(axis=1)
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))
