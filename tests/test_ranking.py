"""What is offered breaks no stated limit, differs, and says why."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library import read_activities, shipped_files
from assistant.models import (
    Constraints,
    Energy,
    Familiarity,
    Intent,
    Kind,
    Level,
    Modality,
    Moment,
    Need,
    Understanding,
    Use,
)
from assistant.ranking import rank
from assistant.ranking.fit import COSTS, KINDS_OF_OCCASION

from .builders import TODAY, activity

CARDS = read_activities(shipped_files())
RHYTHMS = ["per_session", "weekly", "monthly", "quarterly", "yearly", "on_event"]

briefs = st.builds(
    Constraints,
    minutes=st.none() | st.integers(1, 120),
    people=st.none() | st.integers(1, 300),
    modality=st.none() | st.sampled_from(Modality),
    moment=st.none() | st.sampled_from(Moment),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=2),
    ritual=st.none() | st.booleans(),
    cadence=st.none() | st.sampled_from(RHYTHMS),
    occasion=st.none() | st.sampled_from(sorted(KINDS_OF_OCCASION)),
    lever=st.none() | st.sampled_from(["relationships", "identity", "agency"]),
    familiarity=st.none() | st.sampled_from(Familiarity),
    deepest=st.none() | st.integers(0, 4),
    energy=st.none() | st.sampled_from(Energy),
    most_movement=st.none() | st.integers(0, 3),
    most_cost=st.none() | st.sampled_from(Level),
    no_preparation=st.none() | st.booleans(),
    needs=st.frozensets(st.sampled_from(Need), max_size=3),
    avoid=st.frozensets(st.sampled_from(Use), max_size=3),
    done=st.frozensets(st.sampled_from([card.title.lower() for card in CARDS]), max_size=2),
)


def offer(wanted: Constraints, cards: object = CARDS) -> object:
    return rank((), cards, Understanding(intent=Intent.SUGGEST, constraints=wanted), TODAY)  # type: ignore[arg-type]


@given(briefs)
@settings(max_examples=10_000, deadline=None)
def test_nothing_offered_breaks_what_was_asked(wanted: Constraints) -> None:
    """Checked against the cards themselves, not against the ranker's own list of limits."""
    evidence = rank((), CARDS, Understanding(intent=Intent.SUGGEST, constraints=wanted), TODAY)
    done = {card.mechanic for card in CARDS if card.title.lower() in wanted.done}
    for item in evidence.offered:
        card = item.activity
        people = wanted.people or 12
        assert wanted.minutes is None or card.minutes(people, short=item.trimmed) <= wanted.minutes
        assert item.minutes == card.minutes(people, short=item.trimmed)
        assert wanted.people is None or card.group.min <= wanted.people <= (card.group.max or 10**6)
        assert wanted.modality in (None, *card.modality)
        assert wanted.moment in (None, *card.moments)
        assert not wanted.kinds or wanted.kinds & {card.kind, *card.also}
        assert not wanted.ritual or card.ritual
        assert wanted.cadence is None or (card.ritual and card.ritual.cadence == wanted.cadence)
        assert wanted.deepest is None or card.disclosure <= wanted.deepest
        assert wanted.most_movement is None or card.movement <= wanted.most_movement
        assert wanted.most_cost is None or COSTS.index(card.cost) <= COSTS.index(wanted.most_cost)
        assert not wanted.no_preparation or (card.prep_minutes <= 5 and not card.lead_days)
        assert (
            wanted.familiarity is None
            or Familiarity[card.familiarity_min.upper()] <= wanted.familiarity
        )
        assert not wanted.needs & set(card.not_for)
        assert not wanted.avoid & set(card.uses)
        assert card.mechanic not in done
        assert card.auto_suggest


@given(briefs)
@settings(max_examples=500, deadline=None)
def test_no_two_suggestions_are_the_same_thing(wanted: Constraints) -> None:
    evidence = rank((), CARDS, Understanding(intent=Intent.SUGGEST, constraints=wanted), TODAY)
    mechanics = [item.activity.mechanic for item in evidence.offered]
    assert len(mechanics) == len(set(mechanics)) <= 3


@given(briefs)
@settings(max_examples=500, deadline=None)
def test_where_nothing_fits_the_answer_can_say_what_stands_in_the_way(wanted: Constraints) -> None:
    evidence = rank((), CARDS, Understanding(intent=Intent.SUGGEST, constraints=wanted), TODAY)
    if not evidence.offered:
        assert evidence.refused
        assert all(item.unmet or not item.activity.auto_suggest for item in evidence.refused)


def test_the_same_brief_gives_the_same_offer() -> None:
    wanted = Constraints(minutes=10, people=14)
    assert offer(wanted) == offer(wanted)


def test_remembrance_is_never_offered_as_an_opener() -> None:
    evidence = rank((), CARDS, Understanding(intent=Intent.SUGGEST), TODAY)
    kinds = {item.activity.kind for item in evidence.offered}
    assert not kinds & {Kind.REMEMBRANCE, Kind.FAREWELL, Kind.ONBOARDING}


def test_a_done_activity_takes_its_mechanic_with_it() -> None:
    cards = (activity("one-word", mechanic="word"), activity("two-words", mechanic="word"))
    understanding = Understanding(
        intent=Intent.SUGGEST, constraints=Constraints(done=frozenset({"one word"}))
    )
    assert rank((), cards, understanding, TODAY).offered == ()


def test_a_trimmed_activity_says_so() -> None:
    card = activity(
        steps=[
            {"minutes": 2, "do": "a"},
            {"rounds": 3, "per_round": 5, "fewest_rounds": 1, "do": "b"},
        ],
        modality=["in_person"],
    )
    understanding = Understanding(intent=Intent.SUGGEST, constraints=Constraints(minutes=8))
    [item] = rank((), (card,), understanding, TODAY).offered
    assert (item.minutes, item.trimmed) == (7, True)


def test_what_would_have_to_give_names_the_limit_in_the_way() -> None:
    understanding = Understanding(
        intent=Intent.SUGGEST, constraints=Constraints(minutes=2, people=10)
    )
    evidence = rank((), (activity(),), understanding, TODAY)
    assert evidence.offered == ()
    assert evidence.gives == ("the time there is",)


def test_what_was_passed_over_is_not_offered_again() -> None:
    wanted = Understanding(intent=Intent.SUGGEST, constraints=Constraints(minutes=10, people=14))
    pages: list[set[str]] = []
    declined: frozenset[str] = frozenset()
    for _ in range(3):
        later = wanted.model_copy(update={"declined": declined})
        offered = rank((), CARDS, later, TODAY).offered
        declined |= {item.activity.id for item in offered}
        pages.append({item.activity.mechanic for item in offered})
    assert all(pages)
    assert not pages[0] & pages[1]
    assert not pages[2] & (pages[0] | pages[1])
