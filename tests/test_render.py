"""What the page shows of an answer: all of it, each word as a word, and where it comes from."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.models import Answer, Modality, Outcome, Role
from assistant.store import Community
from tests.answers import (
    COMMUNITY,
    FOUND,
    HOSTILE,
    OFFERED,
    answer,
    citation,
    statement,
    suggestion,
    turn,
)
from ui import render
from ui.conversations import Turn
from ui.words import words

TEMPLATES = Path(render.__file__).parent / "templates"


class Page(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pieces).split())


def shown(reply: Answer, **changes: object) -> Page:
    return Page(render.conversation([turn(reply, **changes)], Role.FACILITATOR))


TEXTS = [name for name, value in suggestion() if isinstance(value, str)]
LISTS = ["prompts", "adaptations", "cautions", "why", "materials"]
HOSTILE_CARDS = [
    *(suggestion(**{name: HOSTILE}) for name in TEXTS),
    *(suggestion(**{name: [HOSTILE]}) for name in LISTS),
    suggestion(steps=[{"minutes": 1, "do": HOSTILE, "say": HOSTILE}]),
]
HOSTILE_CITATIONS = [
    *(citation(**{name: HOSTILE}) for name in ("title", "source", "locator")),
    citation(quote=HOSTILE, passage=f"{HOSTILE} {HOSTILE}"),
]
HOSTILE_TURNS = [
    *(turn(answer(suggestions=[card])) for card in HOSTILE_CARDS),
    *(
        turn(answer(citations=[cited], statements=[statement(cites=[1])]))
        for cited in HOSTILE_CITATIONS
    ),
    turn(answer(statements=[statement(HOSTILE)], citations=[citation()]), asked=HOSTILE),
    turn(trouble=HOSTILE),
]


@pytest.mark.parametrize("hostile", HOSTILE_TURNS)
def test_hostile_text_stays_text_wherever_it_stands(hostile: Turn) -> None:
    source = render.conversation([hostile], Role.MEMBER) + render.sources(hostile)
    assert_inert(source)


def test_hostile_names_of_communities_stay_text() -> None:
    assert_inert(render.header(Community(slug="x", name=HOSTILE), Role.MEMBER))


def assert_inert(source: str) -> None:
    """The hostile text is there to be read, and made no element and no attribute."""
    page = Page(source)
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "script"})
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    values = " ".join(value or "" for _, attrs in page.tags for value in attrs.values())
    assert "${window.hit=1}{{7*7}}" in page.text + values


def test_no_template_marks_a_text_as_safe() -> None:
    """The escaping above holds only if nothing opts out of it."""
    for path in [*TEMPLATES.iterdir(), *TEMPLATES.parent.glob("*.py")]:
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe|Markup\(|html_template|autoescape (?:off|false)", text), (
            path
        )


def test_every_class_is_ours_so_that_none_is_gradios() -> None:
    pages = [
        render.header(COMMUNITY, Role.GUEST),
        render.conversation([turn(OFFERED), turn(FOUND)], Role.GUEST),
        render.conversation([], Role.GUEST),
        render.sources(turn(FOUND)),
        render.announcement(turn(FOUND)),
    ]
    for page in map(Page, pages):
        names = " ".join(attrs.get("class") or "" for _, attrs in page.tags).split()
        assert names
        assert [name for name in names if not name.startswith("cv-")] == []


# --- sentences and their sources ------------------------------------------------------------


@pytest.mark.parametrize("label", ["guidance", "record", "general"])
def test_each_sentence_says_in_a_word_where_it_comes_from(label: str) -> None:
    page = shown(answer(statements=[statement("Take turns.", label=label)]))
    assert f"Take turns. {label}" in page.text


def test_a_number_leads_to_its_source_of_the_same_turn() -> None:
    [link] = [attrs for tag, attrs in shown(FOUND, n=3).tags if tag == "a"]
    ids = [attrs.get("id") for _, attrs in Page(render.sources(turn(FOUND, n=3))).tags]
    assert link["href"] == "#cv-source-3-1"
    assert "cv-source-3-1" in ids
    assert link["aria-label"] == "1, source: Our norms"


def test_the_quote_is_marked_where_it_stands_in_the_passage() -> None:
    source = render.sources(turn(FOUND))
    assert "One at a time. <mark>Anyone may pass.</mark> Nobody asks why." in source


def test_a_passage_keeps_its_own_characters() -> None:
    passage = "# Norms\n\n**Anyone** may pass."
    cited = answer(citations=[citation(passage=passage, quote="**Anyone** may")])
    cut = render.sources(turn(cited)).split('dir="auto">')[1].split("</blockquote>")[0]
    assert re.sub("</?mark>", "", cut) == passage


def test_a_source_says_what_it_is_where_and_of_what_day() -> None:
    text = Page(render.sources(turn(FOUND))).text
    assert "Record · The norms > Speaking · 3 April 2025" in text
    assert "handbook/norms.md" in text


def test_an_answer_without_sources_says_so() -> None:
    assert "rests on no passage" in render.sources(turn(answer()))


# --- cards ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expected",
    [
        "Learning bridge",
        "Each says one word.",
        "Time 8 min",
        "Group 4–14 people",
        "Sharing Light",
        "Moving None",
        "Format In person or hybrid",
        "Why this Takes 8 of your 10 minutes; nobody has to stand.",
        "So that it works for everyone Say who speaks before they speak.",
        "Passing Say pass.",
        "Gain Everyone has spoken.",
        "Watch out It drags with many. Keep it short.",
        "1.5 min Explain the round. “One word is plenty.”",
        "Prompts to choose from A word for today",
        "Bring a bell",
        "Mind Fewer rounds than usual, to fit the time.",
        "Then The words open the talk.",
        "Smallest version One word in the chat.",
    ],
)
def test_a_card_shows(expected: str) -> None:
    assert expected in shown(answer(suggestions=[suggestion()])).text


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(4, None, "4 or more people"), (3, 3, "Group 3 people"), (2, 9, "2–9 people")],
)
def test_a_group_is_put_in_words(low: int, high: int | None, expected: str) -> None:
    card = suggestion(group={"min": low, "max": high})
    assert expected in shown(answer(suggestions=[card])).text


@pytest.mark.parametrize("modality", Modality)
def test_every_format_has_words(modality: Modality) -> None:
    card = suggestion(modality=[modality])
    assert words().formats[modality] in shown(answer(suggestions=[card])).text


def test_what_a_card_does_not_say_leaves_no_empty_heading() -> None:
    bare = dict.fromkeys(["adaptations", "cautions", "prompts", "materials", "why"], ())
    card = suggestion(**bare, bridge="", smallest="", upside="", watch="", pass_line="")
    text = shown(answer(suggestions=[card])).text
    for heading in ("Why this", "Bring", "Mind", "Then", "Gain", "Watch out", "Passing"):
        assert heading not in text


def test_only_the_latest_suggestions_can_be_changed() -> None:
    page = render.conversation([turn(OFFERED), turn(OFFERED, n=2)], Role.FACILITATOR)
    assert page.count("cv-follow") == 1
    assert "cv-follow" not in render.conversation([turn(OFFERED), turn(FOUND, n=2)], Role.MEMBER)


# --- the kinds of answer ----------------------------------------------------------------------


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_named_unless_it_is_simply_an_answer(outcome: Outcome) -> None:
    page = shown(answer(outcome=outcome, statements=[statement("So it is.")]))
    named = [attrs for _, attrs in page.tags if attrs.get("class") == "cv-outcome"]
    assert bool(named) is (outcome is not Outcome.ANSWERED)
    assert words().outcomes[outcome] in page.text
    assert "So it is." in page.text


def test_no_outcome_looks_like_a_failure() -> None:
    for outcome in Outcome:
        assert "cv-trouble" not in render.conversation([turn(answer(outcome=outcome))], Role.GUEST)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (None, ""),
        (answer(outcome="clarify"), "Answer 1 is here. A question back to you."),
        (FOUND, "Answer 1 is here. 1 source."),
        (OFFERED, "Answer 1 is here. 2 suggestions. 2 sources."),
    ],
)
def test_an_answer_is_announced_once_it_is_there(reply: Answer | None, expected: str) -> None:
    assert Page(render.announcement(turn(reply))).text == expected


def test_a_question_under_way_is_shown_as_it_was_heard() -> None:
    page = Page(render.conversation([turn(asked="Is it so?")], Role.MEMBER))
    assert "Is it so?" in page.text
    assert "Looking through" in page.text


# --- welcome and header -----------------------------------------------------------------------


@pytest.mark.parametrize("role", words().roles)
def test_each_role_is_welcomed_with_three_or_four_starters_of_its_own(role: Role) -> None:
    page = Page(render.conversation([], role))
    starters = tuple(attrs["data-text"] for _, attrs in page.tags if attrs.get("data-text"))
    assert starters == words().roles[role].starters
    assert 3 <= len(starters) <= 4
    others = {s for r, view in words().roles.items() if r != role for s in view.starters}
    assert others.isdisjoint(starters)


def test_the_header_marks_an_invented_community() -> None:
    assert "Invented example" in render.header(COMMUNITY, Role.GUEST)
    assert "Invented example" not in render.header(Community("x", "Real ones"), Role.GUEST)


def test_the_header_offers_the_roles_as_one_group_of_radio_buttons() -> None:
    radios = [a for tag, a in Page(render.header(None, Role.MEMBER)).tags if tag == "input"]
    assert [(a["value"], "checked" in a) for a in radios] == [
        ("facilitator", False),
        ("member", True),
        ("guest", False),
    ]
    assert {a["name"] for a in radios} == {"cv-role"}
