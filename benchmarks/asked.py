"""The development questions: what is asked, and where it is answered."""

import datetime as dt
import tomllib
from pathlib import Path

from assistant.models import Question, Role, Viewer
from assistant.models.base import Value

TESTS = Path(__file__).parents[1] / "tests"
COLLECTIONS = ("public", "fernbridge", "guidance")
GUIDANCE = "guidance"


class Asked(Value):
    """A question of the collections, with the sources and the words that answer it."""

    id: str
    corpus: str
    ask: str
    style: str
    turns: tuple[str, ...] = ()
    """What the person said before, oldest first."""
    role: Role = Role.MEMBER
    now: dt.date = dt.date(2026, 11, 24)
    sources: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    answer: str = ""
    answerable: bool = True
    private: bool = False
    near: str = ""
    """For one without an answer: the source that comes near."""

    @property
    def community(self) -> str | None:
        return None if self.corpus == GUIDANCE else self.corpus

    @property
    def has_answer(self) -> bool:
        return self.answerable and not self.private and bool(self.sources)

    @property
    def question(self) -> Question:
        viewer = Viewer(community=self.community, role=self.role)
        return Question(text=self.ask, viewer=viewer, earlier=self.turns, today=self.now)

    def is_answered_by(self, path: str, text: str) -> bool:
        """Whether a passage is of a listed source and holds every word that has to be there."""
        lowered = text.lower()
        return path in self.sources and all(word.lower() in lowered for word in self.contains)


def questions(communities: frozenset[str]) -> tuple[Asked, ...]:
    """All questions about these communities and about the shipped guidance."""
    rows = [
        Asked.model_validate(row)
        for name in COLLECTIONS
        for row in tomllib.loads((TESTS / f"questions/{name}.toml").read_text("utf-8"))["question"]
    ]
    return tuple(row for row in rows if row.corpus in communities | {GUIDANCE})


def suggestions() -> tuple[str, ...]:
    """What people say who would like an activity."""
    rows = tomllib.loads((TESTS / "phrases/intents.toml").read_text("utf-8"))["rows"]
    return tuple(row["say"] for row in rows if row["want"] == "suggest" and not row.get("earlier"))
