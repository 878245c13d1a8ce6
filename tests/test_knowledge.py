"""The shipped content: complete, sourced, licensed, and within the coverage it promises."""

import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from assistant.library import read_activities, shipped_files
from assistant.models import Activity, Energy, Kind, Modality, Use

PROPOSITIONS = {f"P{n}" for n in range(1, 71)}
FRONT_MATTER = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n", re.S)
ACTIVITIES = read_activities(shipped_files())
GUIDANCE = {file.path: file.data.decode() for file in shipped_files() if file.path.endswith(".md")}
CARDS = [card for card in ACTIVITIES if card.id.startswith("act-")]
RITUALS = [card for card in ACTIVITIES if card.id.startswith("rit-")]


def front_matter(text: str) -> dict[str, object]:
    found = FRONT_MATTER.match(text)
    assert found, text[:80]
    return tomllib.loads(found[1])


def test_every_proposition_of_the_guidance_is_written_somewhere() -> None:
    listed: set[str] = set()
    for text in GUIDANCE.values():
        sections = front_matter(text).get("propositions", {})
        assert isinstance(sections, dict)
        listed |= {name for names in sections.values() for name in names}
    assert listed == PROPOSITIONS


@pytest.mark.parametrize("path", GUIDANCE)
def test_a_proposition_is_listed_under_a_heading_that_exists(path: str) -> None:
    headings = set(re.findall(r"^## (.+)$", GUIDANCE[path], re.M))
    sections = front_matter(GUIDANCE[path]).get("propositions", {})
    assert isinstance(sections, dict)
    assert set(sections) <= headings


@pytest.mark.parametrize("path", GUIDANCE)
def test_guidance_names_its_source_and_licence(path: str) -> None:
    matter = front_matter(GUIDANCE[path])
    assert {"id", "title", "source", "licence"} <= matter.keys()
    assert matter["licence"] == "CC BY 4.0"


def test_ids_of_guidance_are_unique() -> None:
    ids = [front_matter(text)["id"] for text in GUIDANCE.values()]
    assert len(ids) == len(set(ids))


def test_the_guidance_never_presents_a_list_of_seven_dimensions() -> None:
    """Only the fourth is verified; the others are slots with working labels."""
    for text in GUIDANCE.values():
        assert not re.search(r"dimension [1-35-7]\b", text, re.I)


def test_the_library_has_all_cards_and_rituals() -> None:
    assert (len(CARDS), len(RITUALS)) == (61, 30)


@pytest.mark.parametrize("card", ACTIVITIES, ids=lambda card: card.id)
def test_a_card_is_complete_enough_to_run(card: Activity) -> None:
    assert card.licence == "CC BY 4.0"
    assert card.source
    assert any(step.say for step in card.steps)
    assert (
        card.prompts
        or card.kind in {Kind.ENERGIZER, Kind.GATHERING, Kind.ONBOARDING}
        or (card.disclosure == 0)
    )
    assert len(card.adaptations) + len(card.not_for) >= 8
    assert card.smallest
    assert card.pass_line


@pytest.mark.parametrize("card", ACTIVITIES, ids=lambda card: card.id)
def test_a_card_asks_for_the_topic_and_nothing_else(card: Activity) -> None:
    assert set(re.findall(r"\{(\w*)\}", card.model_dump_json())) - {""} <= {"topic"}


def test_each_kind_is_there_at_least_twice() -> None:
    counts = Counter(kind for card in ACTIVITIES for kind in {card.kind, *card.also})
    assert {kind: counts[kind] for kind in Kind if counts[kind] < 2} == {}


@pytest.mark.parametrize("lever", ["relationships", "identity", "agency"])
def test_each_lever_leads_in_at_least_twelve_cards(lever: str) -> None:
    def leads(card: Activity) -> bool:
        strengths: dict[str, int] = card.levers.model_dump()
        return strengths[lever] == max(strengths.values()) > 0

    assert sum(map(leads, ACTIVITIES)) >= 12


@pytest.mark.parametrize(
    ("what", "number"),
    [("async", 8), ("hybrid", 8), ("large", 8), ("short", 8)],
)
def test_special_cases_are_covered(what: str, number: int) -> None:
    is_such = {
        "async": lambda card: Modality.ASYNC in card.modality,
        "hybrid": lambda card: Modality.HYBRID in card.modality,
        "large": lambda card: card.group.max is None or card.group.max > 60,
        "short": lambda card: card.minutes(12) < 4,
    }[what]
    assert sum(map(is_such, CARDS)) >= number


def test_most_cards_ask_for_little_disclosure() -> None:
    light = sum(card.disclosure <= 1 for card in CARDS)
    assert light >= 0.7 * len(CARDS)


def test_no_card_needs_touch_or_alcohol_or_high_exertion() -> None:
    for card in ACTIVITIES:
        assert not {Use.TOUCH, Use.ALCOHOL} & set(card.uses), card.id
        assert card.energy is not Energy.HIGH, card.id


def test_sentences_are_not_repeated_across_cards() -> None:
    """Three cards stand side by side in an answer; a stock sentence would show."""
    seen: Counter[str] = Counter()
    for card in ACTIVITIES:
        lines = {card.why, card.pass_line, card.upside, card.watch.counter}
        lines |= set(card.adaptations.values())
        sentences = {s.strip() for line in lines for s in re.split(r"(?<=[.!?])\s+", line)}
        seen.update(s for s in sentences if len(s.split()) > 7)
    assert [sentence for sentence, count in seen.items() if count > 2] == []


def test_the_example_community_says_that_it_is_invented() -> None:
    folder = files("knowledge") / "examples" / "fernbridge-repair-circle"
    manifest = tomllib.loads((folder / "community.toml").read_text("utf-8"))
    assert manifest["invented"] is True
