"""Every limit that is said is understood, and none that is not."""

import pytest

from assistant.models import Constraints, Familiarity, Intent, Kind, Modality, Need, Question, Use

from .builders import TODAY
from .phrase_table import Row, rows, understood
from .talking import taken


def wanted(row: Row) -> Constraints:
    want = dict(row["want"])
    if "familiarity" in want:
        want["familiarity"] = Familiarity[want["familiarity"].upper()]
    return Constraints.model_validate(want)


def suggestion(text: str, *earlier: str) -> Constraints:
    return taken(Question(text=text, earlier=earlier, today=TODAY)).constraints


@pytest.mark.parametrize("row", rows("constraints"))
def test_exactly_what_is_said_is_understood(row: Row) -> None:
    assert understood(row).constraints == wanted(row)


@pytest.mark.parametrize("row", rows("constraints", missed=True))
def test_known_misses_are_still_missed(row: Row) -> None:
    assert row["reason"]
    assert understood(row).constraints != wanted(row)


def test_a_fresh_request_keeps_the_group_and_drops_the_old_request() -> None:
    known = suggestion(
        "suggest a farewell for our treasurer",
        "a calm opener of 10 minutes about bread for 12 people on Zoom, one is blind, no music",
    )
    assert known == Constraints(
        people=12,
        modality=Modality.REMOTE,
        needs=frozenset({Need.BLIND}),
        avoid=frozenset({Use.MUSIC}),
        kinds=frozenset({Kind.FAREWELL}),
        occasion="leave",
    )


def test_undoing_goes_back_to_what_was_known_before() -> None:
    turns = ("plan an hour for 14 people", "actually 45", "undo")
    assert suggestion("we are remote", *turns).minutes == 60


def test_an_answered_question_in_between_changes_nothing() -> None:
    asked = ("an icebreaker for 12 people", "which icebreaker did the 30 of you use on Zoom?")
    known = suggestion("make it ten minutes", *asked)
    assert (known.people, known.minutes, known.modality) == (12, 10, None)


def test_a_whole_session_takes_its_own_length_and_a_step_takes_the_step_s() -> None:
    said = "a two-hour workshop with a ten-minute opener"
    assert suggestion(f"plan {said}").minutes == 120
    assert suggestion("a ten-minute opener for a two-hour workshop").minutes == 10


def test_a_plan_is_not_bound_to_the_kind_of_one_of_its_steps() -> None:
    assert suggestion("plan an hour with an icebreaker and a closing").kinds == frozenset()


@pytest.mark.parametrize(
    ("said", "people"),
    [("a hundred and six people", 106), ("a hundred people", 100), ("1,200 people", 1200)],
)
def test_large_numbers_are_read_as_one(said: str, people: int) -> None:
    assert suggestion(f"an icebreaker for {said}").people == people


@pytest.mark.parametrize("said", ["0 minutes", "500 hours", "0 people", "9999999 people"])
def test_impossible_numbers_are_no_limit(said: str) -> None:
    known = suggestion(f"an icebreaker, {said}")
    assert (known.minutes, known.people) == (None, None)


def test_defaults_are_told_and_the_fields_stay_unset() -> None:
    understanding = taken(Question(text="an icebreaker", today=TODAY))
    assert understanding.assumed == (
        "I assumed about 12 people.",
        "I assumed that some know each other and some do not.",
        "I assumed that people of different rank may be in the room.",
        "I assumed that newcomers may be there.",
        "I assumed that sharing should stay light.",
        "I assumed no more than small movements.",
        "I assumed that it should cost nothing.",
    )
    assert understanding.constraints == Constraints(kinds=frozenset({Kind.ICEBREAKER}))


def test_nothing_is_assumed_where_something_was_said() -> None:
    text = (
        "an icebreaker for 9 strangers, mixed seniority, two are new, we can go deeper, "
        "we can move, a cheap one"
    )
    assert taken(Question(text=text, today=TODAY)).assumed == ()


def test_no_head_count_is_assumed_for_a_group_that_is_called_large() -> None:
    assumed = taken(Question(text="an icebreaker for a large group", today=TODAY)).assumed
    assert not any("people." in sentence for sentence in assumed)


@pytest.mark.parametrize("text", ["who hosts in May?", "hi", "is Lee ill?", "log that"])
def test_defaults_and_limits_belong_to_requests_only(text: str) -> None:
    understanding = taken(Question(text=text, today=TODAY))
    assert understanding.intent not in (Intent.SUGGEST, Intent.PLAN)
    assert understanding.assumed == ()
    assert understanding.constraints == Constraints()
