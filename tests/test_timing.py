"""Minutes always add up, whatever the card and the head-count."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library import read_activities, shipped_files
from assistant.models import Activity, Constraints, Modality, Ranked
from assistant.presenting.suggestion import steps

from .builders import activity

CARDS = read_activities(shipped_files())


def test_a_round_in_turn_grows_with_the_group() -> None:
    card = activity(
        steps=[{"minutes": 3, "do": "a"}, {"per_person": 2, "do": "b"}], modality=["in_person"]
    )
    assert [card.minutes(n) for n in (3, 24)] == [9, 51]


def test_rounds_in_parallel_take_the_same_for_any_group() -> None:
    card = activity(
        steps=[
            {"minutes": 3, "do": "a"},
            {"rounds": 3, "per_round": 6, "do": "b"},
            {"minutes": 4, "do": "c"},
        ],
        modality=["in_person"],
    )
    assert {card.minutes(n) for n in (3, 12, 100)} == {25}


def test_a_few_turns_stay_a_few() -> None:
    card = activity(
        steps=[{"minutes": 1, "do": "a"}, {"per_person": 1, "at_most": 5, "do": "b"}],
        modality=["in_person"],
    )
    assert card.minutes(40) == 6


@given(
    st.sampled_from(CARDS), st.integers(1, 300), st.booleans(), st.sampled_from([None, *Modality])
)
@settings(max_examples=2_000, deadline=None)
def test_the_steps_shown_add_up_to_the_minutes_shown(
    card: Activity, people: int, trimmed: bool, modality: Modality | None
) -> None:
    item = Ranked(
        activity=card, minutes=card.minutes(people, short=trimmed), trimmed=trimmed, score=0
    )
    shown = steps(item, Constraints(people=people, modality=modality))
    assert sum(step.minutes for step in shown) == item.minutes
    assert all(step.minutes >= 0 and step.do for step in shown)


@given(st.sampled_from(CARDS), st.integers(1, 300))
@settings(max_examples=500, deadline=None)
def test_the_short_version_is_never_longer(card: Activity, people: int) -> None:
    assert card.minutes(people, short=True) <= card.minutes(people)
