"""Questions in, answers out: the whole pipeline over a small community of real files."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.build import Workshop, build
from assistant.composing import Fallback, House
from assistant.composing.embedded import EmbeddedComposer
from assistant.errors import ComposerError
from assistant.models import (
    Answer,
    Claim,
    Draft,
    Evidence,
    Label,
    Outcome,
    Question,
    Quote,
    Role,
    Understanding,
    Viewer,
)
from assistant.readiness import make_ready
from assistant.settings import Settings

from .builders import NOW, TODAY

FILES = {
    "community.toml": (
        'name = "Harbour Makers"\nask = "the stewards (stewards@harbour.example)"\n'
        '[[audience]]\npaths = ["stewards/**"]\nreaders = ["facilitators"]\n'
    ),
    "handbook/norms.md": (
        "# Norms\n\n## Cameras\n\n"
        "Cameras are optional in the online room. Nobody has to say why.\n\n"
        "## Recording\n\nA meeting is recorded only if everyone present agrees beforehand.\n\n"
        "## Buddies\n\nEvery newcomer has a buddy for the first three meetings.\n"
    ),
    "outings/2025-03-08-bowling.md": (
        "# Outing: bowling\n\nEleven of us went bowling and had dinner.\n"
    ),
    "outings/write-up.md": (
        '+++\ntitle = "Outing: river walk"\ndate = 2025-05-17\nkind = "outing"\n+++\n'
        "Fourteen came for the river walk and the picnic; rain at the end.\n"
    ),
    "outings/2025-07-05-museum.md": ("# Outing: museum\n\nWe plan to visit the museum of tools.\n"),
    "stewards/budget.md": "# Budget\n\nThe river walk cost 4.20 a head for juice and bread.\n",
}
JUNE = dt.date(2025, 6, 12)


@pytest.fixture(scope="module", name="workshop")
def _workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    yield from _opened(tmp_path_factory, FILES)


@pytest.fixture(scope="module", name="twin")
def _twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """The same community, in which what members may not read was never written."""
    readable = {name: text for name, text in FILES.items() if not name.startswith("stewards/")}
    yield from _opened(tmp_path_factory, readable)


def _opened(factory: pytest.TempPathFactory, files: Mapping[str, str]) -> Iterator[Workshop]:
    folder = factory.mktemp("harbour")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    opened = build(Settings(home=factory.mktemp("home")))
    make_ready(opened, NOW, lambda *_: None, example=False)
    opened.ingestion("harbour", frozenset({"members"}), NOW, lambda *_: None).run([Path(folder)])
    yield opened
    opened.store.close()


def ask(
    workshop: Workshop,
    text: str,
    *earlier: str,
    role: Role = Role.MEMBER,
    today: dt.date = TODAY,
) -> Answer:
    viewer = Viewer(community="harbour", role=role)
    return workshop.assistant.answer(
        Question(text=text, viewer=viewer, earlier=earlier, today=today)
    )


def cited(answer: Answer) -> list[str]:
    return [citation.source for citation in answer.citations]


def test_a_norm_is_quoted_and_cited(workshop: Workshop) -> None:
    answer = ask(workshop, "Do I have to have my camera on?")
    assert answer.outcome is Outcome.ANSWERED
    assert cited(answer)[0] == "handbook/norms.md"
    assert "optional" in answer.statements[0].text
    assert answer.statements[0].label is Label.RECORD


def test_every_quote_is_a_slice_of_its_passage_and_of_the_file(workshop: Workshop) -> None:
    for text in ("Do I have to have my camera on?", "is it recorded?", "do I get a buddy?"):
        for citation in ask(workshop, text).citations:
            assert citation.quote in citation.passage
            if citation.kind == "record":
                assert citation.passage in FILES[citation.source]


def test_every_statement_is_labelled_and_sourced_unless_general(workshop: Workshop) -> None:
    answer = ask(workshop, "Do I have to have my camera on?")
    numbers = {citation.n for citation in answer.citations}
    for statement in answer.statements:
        assert bool(statement.cites) is (statement.label is not Label.GENERAL)
        assert set(statement.cites) <= numbers


def test_a_follow_up_is_read_in_the_light_of_what_was_asked(workshop: Workshop) -> None:
    answer = ask(workshop, "and recording?", "Do I have to have my camera on?")
    assert "recorded only if everyone" in answer.statements[0].text


def test_the_last_outing_is_the_latest_that_took_place(workshop: Workshop) -> None:
    answer = ask(workshop, "what happened at our last outing?", today=JUNE)
    assert cited(answer)[0] == "outings/write-up.md"


def test_the_next_outing_is_the_one_to_come(workshop: Workshop) -> None:
    answer = ask(workshop, "when is the next outing?", today=JUNE)
    assert cited(answer)[0] == "outings/2025-07-05-museum.md"


def test_what_is_not_written_down_is_said_to_be_so(workshop: Workshop) -> None:
    answer = ask(workshop, "what is the wifi password at the venue?")
    assert answer.outcome is Outcome.NOT_IN_RECORDS
    assert answer.citations == ()
    assert "stewards@harbour.example" in answer.text


HIDDEN = (
    "how much did the river walk cost a head?",
    "what did we spend on juice and bread?",
    "river walk budget",
    "is there a budget for outings?",
)


@pytest.mark.parametrize("text", HIDDEN)
def test_hidden_and_absent_read_the_same(workshop: Workshop, twin: Workshop, text: str) -> None:
    hidden, absent = ask(workshop, text), ask(twin, text)
    assert hidden.model_dump(exclude={"seconds"}) == absent.model_dump(exclude={"seconds"})
    assert "stewards/budget.md" in cited(ask(workshop, text, role=Role.FACILITATOR))


def test_what_comes_nearest_is_shown_and_not_given_as_the_answer(workshop: Workshop) -> None:
    answer = ask(workshop, "how many weeks before an outing do newcomers have to sign up?")
    assert answer.outcome is Outcome.NOT_IN_RECORDS
    first, *_ = answer.statements
    assert (first.label, first.cites) == (Label.GENERAL, ())
    assert "may not answer" in answer.text
    nearest = [statement for statement in answer.statements if statement.cites]
    assert nearest
    assert all(f"- {statement.text}" in answer.text for statement in nearest)


def test_a_private_matter_gets_one_reply_whatever_is_known(workshop: Workshop) -> None:
    one = ask(workshop, "is it true that Jo lost her mother?")
    other = ask(workshop, "why has Quentin been away, is he ill?")
    assert one.outcome is other.outcome is Outcome.PRIVATE
    assert one.text == other.text


def test_a_suggestion_fits_and_can_be_run(workshop: Workshop) -> None:
    answer = ask(workshop, "ten-minute opener, 14 people, hybrid, one is blind")
    assert answer.outcome is Outcome.ANSWERED
    assert 1 <= len(answer.suggestions) <= 3
    for item in answer.suggestions:
        assert item.minutes <= 10
        assert sum(step.minutes for step in item.steps) == item.minutes
        assert "hybrid" in item.modality
        assert item.adaptations
        assert item.why
        assert item.cites


def test_what_cannot_be_done_is_named_with_what_would_have_to_give(workshop: Workshop) -> None:
    answer = ask(workshop, "a one-minute icebreaker in trios for 200 people, no writing, no chat")
    assert answer.outcome is Outcome.INFEASIBLE
    assert answer.suggestions == ()
    assert "could give" in answer.text


def test_a_plan_adds_up(workshop: Workshop) -> None:
    answer = ask(workshop, "plan a 60 minute session for 14 people on a call about seed saving")
    assert answer.plan is not None
    assert sum(block.minutes for block in answer.plan.blocks) == answer.plan.total == 60


def test_the_same_question_gives_the_same_answer(workshop: Workshop) -> None:
    first, second = (ask(workshop, "do I get a buddy?") for _ in range(2))
    assert first.model_copy(update={"seconds": 0}) == second.model_copy(update={"seconds": 0})


def test_an_answer_survives_json(workshop: Workshop) -> None:
    answer = ask(workshop, "ten-minute opener for 14 people")
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


class Inventing:
    """A composer that makes up its source."""

    def compose(self, understanding: Understanding, evidence: Evidence, house: House) -> Draft:
        made_up = Claim(
            text="Studies show this.",
            label=Label.RECORD,
            rests_on=(Quote(passage="made-up", text="Studies show this."),),
        )
        return Draft(outcome=Outcome.ANSWERED, claims=(made_up,), composer="inventing")


class Failing:
    def compose(self, understanding: Understanding, evidence: Evidence, house: House) -> Draft:
        raise ComposerError("timeout")


@pytest.mark.parametrize("composer", [Inventing(), Fallback(Failing(), EmbeddedComposer())])
def test_an_untrue_or_failing_composer_is_replaced(workshop: Workshop, composer: object) -> None:
    own = workshop.assistant
    falling = replace(own, composer=composer)  # type: ignore[arg-type]
    viewer = Viewer(community="harbour", role=Role.MEMBER)
    answer = falling.answer(Question(text="do I get a buddy?", viewer=viewer, today=TODAY))
    assert answer.composer == "embedded"
    assert "Studies" not in answer.text


def test_another_one_is_another_one(workshop: Workshop) -> None:
    first = "ten-minute opener for 14 people, remote"
    shown = [
        {item.activity for item in answer.suggestions}
        for answer in (
            ask(workshop, first),
            ask(workshop, "another one", first),
            ask(workshop, "something else please", first, "another one"),
        )
    ]
    assert all(shown)
    assert not shown[0] & shown[1]
    assert not shown[2] & (shown[0] | shown[1])
