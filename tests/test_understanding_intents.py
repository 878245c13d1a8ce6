"""Turns are told apart by the kind of help they ask for."""

import datetime as dt
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.models import Intent, Question
from assistant.models.question import LONGEST_QUESTION
from assistant.understanding.spelling import Spelling

from .builders import TODAY
from .phrase_table import Row, plain_rows, rows, understood
from .talking import taken

MANY = 5.0
"""Seconds allowed for a thousand turns: far above what they take, far below a slow rule."""


@pytest.mark.parametrize("row", rows("intents"))
def test_the_kind_of_help_is_understood(row: Row) -> None:
    assert understood(row).intent == row["want"]


@pytest.mark.parametrize("row", rows("intents", missed=True))
def test_known_misses_are_still_missed(row: Row) -> None:
    assert row["reason"]
    assert understood(row).intent != row["want"]


def test_the_table_holds_turns_of_every_intent() -> None:
    told = Counter(str(row["want"]) for row in plain_rows("intents"))
    assert min(told[intent] for intent in Intent) >= 8


def test_questions_of_other_communities_are_questions() -> None:
    """Written by somebody else, from other communities' handbooks; two ask about the weather."""
    table = tomllib.loads((Path(__file__).parent / "questions" / "public.toml").read_text("utf-8"))
    intents = Counter(
        taken(Question(text=row["ask"], earlier=tuple(row.get("turns", ())), today=TODAY)).intent
        for row in table["question"]
    )
    assert intents[Intent.QUESTION] >= 0.97 * intents.total()


@pytest.mark.parametrize(
    "text", ["how do I get back in?", "what's the command to build the docs?", "any tips on visas?"]
)
def test_how_to_asks_for_a_step_only_beside_something_of_a_session(text: str) -> None:
    assert taken(Question(text=text, today=TODAY)).intent is Intent.QUESTION


def test_capitals_tell_no_name_where_every_word_has_one() -> None:
    text = "Why Has Bread Been Left In The Hall?"
    assert taken(Question(text=text, today=TODAY)).intent is Intent.QUESTION


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("remtoe", "remote"), ("remoote", "remote"), ("rmote", "remote"), ("remofe", "remote"),
        ("remotes", None), ("emote", None), ("table", None),
    ],
)  # fmt: skip
def test_one_slip_is_mended_and_an_inflection_is_none(word: str, meant: str | None) -> None:
    assert Spelling(["remote", "hybrid"]).nearest(word) == meant


WORDS = (
    "an icebreaker for 12 people no one is blind half of us on Zoom from 2pm till 3 ten minutes "
    "don't who hosts why and it that last 1.5h 10-20 45' ½ ? . , : ; — Jo's forget less than"
)
words = st.sampled_from(WORDS.split())
texts = st.text(min_size=1, max_size=300) | st.lists(words, min_size=1, max_size=60).map(" ".join)


@given(text=texts, earlier=st.lists(texts, max_size=3))
@example(text="9" * 400 + " minutes", earlier=[])
@example(text="²’s", earlier=["İ'S ½½ 0 minutes for 0 people"])
@example(text="0 people in 0 minutes", earlier=[])
def test_any_text_is_understood_and_always_the_same_way(text: str, earlier: list[str]) -> None:
    question = Question(text=text, earlier=tuple(earlier), today=TODAY)
    assert taken(question) == taken(question)


def test_the_day_does_not_matter() -> None:
    text = "what happened at our last outing?"
    days = (TODAY, TODAY + dt.timedelta(days=300))
    assert len({taken(Question(text=text, today=day)) for day in days}) == 1


def test_understanding_is_quick() -> None:
    question = Question(
        text="how much did it cost per head?",
        earlier=(
            "I need an opener for 14 people, ten minutes, hybrid",
            "what was our last outing?",
        ),
        today=TODAY,
    )
    taken(question)
    begun = time.process_time()
    for _ in range(200):
        taken(question)
    assert time.process_time() - begun < MANY


def test_the_longest_question_is_understood_in_a_moment() -> None:
    text = ("how do we celebrate the founding day, and who decided that? " * 80)[:LONGEST_QUESTION]
    begun = time.process_time()
    taken(Question(text=text, today=TODAY))
    assert time.process_time() - begun < 1
