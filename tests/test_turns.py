"""What a turn does, over the dialogues that routing was tuned on."""

from pathlib import Path

import pytest

from assistant.models import TurnType
from assistant.retrieval.embedding import MiniLM
from assistant.understanding.turns import Situation, turn_type
from benchmarks.turn_sets import Example, dialogues, hear

DIALOGUES = Path(__file__).parent / "turns" / "dev.toml"
LEAST = 0.9


@pytest.fixture(scope="module", name="model")
def _model() -> MiniLM:
    return MiniLM()


def test_most_turns_are_taken_for_what_they_are(model: MiniLM) -> None:
    turns: list[Example] = [turn for _, told in dialogues(DIALOGUES, model) for turn in told]
    wrong = [turn.text for turn in turns if turn_type(turn.heard) not in turn.types]
    assert len(wrong) <= (1 - LEAST) * len(turns), wrong


@pytest.mark.parametrize("text", ["", "   ", "…", "\u200b"])
def test_a_turn_without_words_is_unclear(model: MiniLM, text: str) -> None:
    heard = hear(text or " ", Situation(), model)
    assert turn_type(heard) is TurnType.UNCLEAR
