"""The README shows what the program says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.build import Workshop, build
from assistant.models import Question, Role, Viewer
from assistant.readiness import make_ready
from assistant.settings import Settings

from .builders import NOW, TODAY

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


@pytest.fixture(scope="module", name="workshop")
def _workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    opened = build(Settings(home=tmp_path_factory.mktemp("home")))
    make_ready(opened, NOW, lambda *_: None, example=True)
    yield opened
    opened.store.close()


def test_the_answers_in_the_readme_are_the_program_s(workshop: Workshop) -> None:
    shown = README.split("```console\n")[1].split("```")[0]
    asked = re.findall(r'^\$ convene ask "(.+)"\n((?:(?!\$).+\n?)+)', shown, re.M)
    assert len(asked) == 2
    viewer = Viewer(community="fernbridge-repair-circle", role=Role.MEMBER)
    for text, lines in asked:
        answer = workshop.assistant.answer(Question(text=text, viewer=viewer, today=TODAY))
        said = " ".join(answer.text.split())
        for part in lines.split("…"):
            wanted = " ".join(part.replace("[1]", "").split())
            assert wanted.rstrip(".") in said.replace(" [1]", "").replace("[1] ", "")
