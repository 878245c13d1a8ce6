"""The best few hits are read together with the question, and put in order by that."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.models import Hit
from assistant.retrieval.embedding import MiniLM, Vectors
from assistant.retrieval.reading import Reader

from .builders import hit


class ByLength:
    """Takes the longest text for the best answer."""

    def tokens(self, text: str) -> tuple[Sequence[tuple[int, int]], Vectors]:
        return [(0, len(text))], np.ones((1, 1), np.float32)

    def answers(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        return [10.0 * len(text) for text in texts]


def found() -> tuple[Hit, ...]:
    texts = ("Short.", "This one is longer.", "The very longest of all of them.")
    return tuple(hit(text, score) for text, score in zip(texts, (0.9, 0.7, 0.5), strict=True))


def texts(hits: Sequence[Hit]) -> list[str]:
    return [each.passage.text.split()[0] for each in hits]


def test_what_answers_better_comes_first() -> None:
    assert texts(Reader(ByLength()).read(found(), "how long?")) == ["The", "This", "Short."]


def test_hits_stay_sorted_by_score() -> None:
    read = Reader(ByLength()).read(found(), "how long?")
    assert [each.score for each in read] == [0.9, 0.7, 0.5]


def test_hits_beyond_the_depth_are_left_as_they_are() -> None:
    read = Reader(ByLength(), depth=2).read(found(), "how long?")
    assert texts(read) == ["This", "Short.", "The"]
    assert [each.answers is None for each in read] == [False, False, True]


def test_no_hits_are_read_as_none() -> None:
    assert Reader(ByLength()).read((), "how long?") == ()


@pytest.fixture(scope="module", name="model")
def _model() -> MiniLM:
    return MiniLM()


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "where do we meet?",
            "We meet in the back room of the library.",
            "We meet to mend bicycles and toasters.",
        ),
        (
            "who has the key to the shed?",
            "Ask Imke for the key to the shed.",
            "The shed is painted green and stands behind the hall.",
        ),
        (
            "when does the tool library open?",
            "The tool library opens at nine on Saturdays.",
            "The tool library lends drills, saws and ladders to members.",
        ),
    ],
)
def test_an_answer_counts_more_than_its_topic(
    model: MiniLM, question: str, answer: str, other: str
) -> None:
    right, wrong = model.answers(question, [answer, other])
    assert right > wrong + 0.5


@pytest.mark.parametrize("text", ["", " ", "word " * 10_000, "👋🏽", "\0"])
def test_any_question_can_be_read_against_any_text(text: str, model: MiniLM) -> None:
    assert len(model.answers(text, [text, "Cameras are optional."])) == 2
