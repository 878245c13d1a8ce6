"""What reaches the retriever: the question itself, and earlier ones only when it leans on them."""

import pytest

from assistant.models import Question, TurnType

from .builders import TODAY
from .phrase_table import Row, rows, understood
from .talking import taken


def query_of(row: Row, turn: int) -> str:
    """The query of one of a row's earlier turns."""
    before = tuple(row["earlier"][:turn])
    return taken(Question(text=row["earlier"][turn], earlier=before, today=TODAY)).query


@pytest.mark.parametrize("row", rows("follow_ups"))
def test_the_query_is_the_question_in_the_person_s_own_words(row: Row) -> None:
    assert understood(row).query == row["query"]


@pytest.mark.parametrize("row", rows("follow_ups"))
def test_earlier_turns_are_handed_on_only_when_leant_on(row: Row) -> None:
    leant_on = tuple(query_of(row, turn) for turn in row.get("leans", ()))
    assert understood(row).earlier_queries == leant_on


@pytest.mark.parametrize("row", rows("follow_ups"))
def test_a_follow_up_says_what_it_is_about(row: Row) -> None:
    about = row["earlier"][row["about"]] if "about" in row else None
    assert understood(row).about == about


@pytest.mark.parametrize("row", rows("follow_ups"))
def test_time_is_set_only_for_something_asked_for_by_date(row: Row) -> None:
    assert understood(row).time == row.get("time")


@pytest.mark.parametrize("row", rows("follow_ups"))
def test_the_origin_is_set_only_when_the_wording_says_so(row: Row) -> None:
    assert understood(row).wants == row.get("wants")


def test_no_more_than_two_earlier_turns_are_handed_on() -> None:
    earlier = ("what is the bell for?", "who rings it?", "and since when?", "why?")
    understanding = taken(Question(text="and where?", earlier=earlier, today=TODAY))
    assert len(understanding.earlier_queries) == 2
    assert understanding.about == "what is the bell for?"


def test_a_turn_that_stands_by_itself_ends_the_chain() -> None:
    earlier = ("what is the bell for?", "when does the group meet in summer?")
    understanding = taken(Question(text="and where?", earlier=earlier, today=TODAY))
    assert understanding.earlier_queries == ("when does the group meet in summer?",)


def test_a_long_question_about_the_past_stands_by_itself() -> None:
    text = "who brought the green ladder and the big toolbox back?"
    understanding = taken(Question(text=text, earlier=("who hosts?",), today=TODAY))
    assert understanding.earlier_queries == ()


def test_a_private_matter_is_never_handed_on_to_the_retriever() -> None:
    earlier = ("who hosts in May?", "is Lee ill?")
    for text in ("and is it serious?", "tell me more", "who decided that?"):
        understanding = taken(Question(text=text, earlier=earlier, today=TODAY))
        assert "Lee" not in " ".join((understanding.query, *understanding.earlier_queries))
        assert "Lee" not in (understanding.about or "")


def test_why_that_one_keeps_the_limits_it_asks_about() -> None:
    earlier = ("an icebreaker for 14 people on Zoom", "shorter")
    understanding = taken(Question(text="why that one?", earlier=earlier, today=TODAY))
    assert understanding.turn is TurnType.WHY
    assert understanding.constraints.people == 14
    assert understanding.about == earlier[0]
