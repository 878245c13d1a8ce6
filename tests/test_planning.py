"""A plan's time adds up, nobody sits for more than an hour, and learning is in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library import read_activities, shipped_files
from assistant.models import Constraints, Evidence, Intent, Modality, Need, Understanding
from assistant.ranking import rank

from .builders import TODAY

CARDS = read_activities(shipped_files())


def plan(wanted: Constraints) -> Evidence:
    return rank((), CARDS, Understanding(intent=Intent.PLAN, constraints=wanted), TODAY)


sessions = st.builds(
    Constraints,
    minutes=st.integers(10, 240),
    people=st.none() | st.integers(2, 120),
    modality=st.none() | st.sampled_from([Modality.IN_PERSON, Modality.REMOTE, Modality.HYBRID]),
    needs=st.frozensets(st.sampled_from(Need), max_size=2),
)


@given(sessions)
@settings(max_examples=400, deadline=None)
def test_the_blocks_sum_to_the_time_asked_for(wanted: Constraints) -> None:
    found = plan(wanted).plan
    assert found is not None
    assert sum(block.minutes for block in found.blocks) == found.total == wanted.minutes
    assert all(block.minutes > 0 for block in found.blocks)


@given(sessions)
@settings(max_examples=200, deadline=None)
def test_nobody_sits_for_more_than_an_hour_and_a_bit(wanted: Constraints) -> None:
    found = plan(wanted).plan
    assert found is not None
    sitting = longest = 0
    for block in found.blocks:
        sitting = 0 if block.title == "Break" else sitting + block.minutes
        longest = max(longest, sitting)
    assert longest <= 70


def test_every_activity_of_the_plan_is_shown_with_its_card() -> None:
    evidence = plan(Constraints(minutes=60, people=14))
    assert evidence.plan is not None
    run = [block.activity for block in evidence.plan.blocks if block.activity]
    assert run == [item.activity.id for item in evidence.offered]
    assert len(run) == 3


def test_the_middle_of_a_plan_is_work_on_the_practice() -> None:
    _, middle, _ = plan(Constraints(minutes=60, people=14)).offered
    assert middle.activity.learning_tie >= 2


def test_too_little_time_for_a_plan_becomes_a_suggestion() -> None:
    assert plan(Constraints(minutes=5)).plan is None
