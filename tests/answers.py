"""Answers for tests of the page, and an assistant that gives them without an engine."""

import datetime as dt
import threading
from dataclasses import dataclass, field

from assistant.errors import StoreBusy
from assistant.models import (
    Answer,
    Citation,
    Conversation,
    Intent,
    Question,
    Statement,
    Suggestion,
    TurnType,
)
from assistant.models import Turn as Said
from assistant.pipeline import Reply
from assistant.settling import continued
from assistant.store import Community
from ui.conversations import Turn
from ui.desk import Desk

TODAY = dt.date(2026, 11, 24)
COMMUNITY = Community(slug="river", name="River Weavers", invented=True)


def citation(**changes: object) -> Citation:
    fields: dict[str, object] = {
        "n": 1,
        "kind": "record",
        "title": "Our norms",
        "source": "handbook/norms.md",
        "locator": "The norms > Speaking",
        "quote": "Anyone may pass.",
        "passage": "One at a time. Anyone may pass. Nobody asks why.",
        "date": dt.date(2025, 4, 3),
    }
    return Citation.model_validate(fields | changes)


def suggestion(**changes: object) -> Suggestion:
    fields: dict[str, object] = {
        "activity": "act-one-word",
        "title": "One word each",
        "kind": "learning_bridge",
        "minutes": 8,
        "group": {"min": 4, "max": 14},
        "modality": ["in_person", "hybrid"],
        "disclosure": 1,
        "movement": 0,
        "steps": [
            {"minutes": 1.5, "do": "Explain the round.", "say": "One word is plenty."},
            {"minutes": 6.5, "do": "Listen to the words."},
        ],
        "prompts": ["A word for today"],
        "adaptations": ["Say who speaks before they speak."],
        "cautions": ["Fewer rounds than usual, to fit the time."],
        "why": ["takes 8 of your 10 minutes", "nobody has to stand"],
        "upside": "Everyone has spoken.",
        "watch": "It drags with many. Keep it short.",
        "bridge": "The words open the talk.",
        "pass_line": "Say pass.",
        "smallest": "One word in the chat.",
        "one_line": "Each says one word.",
        "materials": ["a bell"],
        "cites": [],
    }
    return Suggestion.model_validate(fields | changes)


def statement(text: str = "Anyone may pass.", **changes: object) -> Statement:
    return Statement.model_validate({"text": text, "label": "general"} | changes)


def answer(**changes: object) -> Answer:
    fields: dict[str, object] = {
        "outcome": "answered",
        "text": "",
        "understanding": {"intent": "question", "constraints": {}},
        "composer": "embedded",
    }
    return Answer.model_validate(fields | changes)


def turn(reply: Answer | None = None, **changes: object) -> Turn:
    fields: dict[str, object] = {"n": 1, "role": "facilitator", "asked": "Well?", "answer": reply}
    return Turn(**fields | changes)  # type: ignore[arg-type]


FOUND = answer(
    statements=[statement(label="record", cites=[1]), statement("Norms need care.")],
    citations=[citation()],
)
OFFERED = answer(
    statements=[statement("Two that fit."), statement("Passing is easy.", cites=[2])],
    suggestions=[
        suggestion(cites=[1]),
        suggestion(activity="act-two", title="Two truths", kind="icebreaker"),
    ],
    citations=[
        citation(kind="activity", title="One word each", source="act-one-word", date=None),
        citation(n=2, kind="guidance", title="Openers", source="guidance/openers.md"),
    ],
)
HOSTILE = "\"><img src=x onerror=alert(1)>${window.hit=1}{{7*7}}<script>window.hit=1</script>'&`"
ATTACK = answer(
    statements=[statement(HOSTILE, label="record", cites=[1])],
    suggestions=[suggestion(title=HOSTILE, one_line=HOSTILE, why=[HOSTILE])],
    citations=[citation(title=HOSTILE, quote=HOSTILE, passage=f"# {HOSTILE}", source=HOSTILE)],
)


@dataclass
class Scripted:
    """Answers by what a question contains; notes what it was asked."""

    asked: list[Question] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, question: Question, conversation: Conversation) -> Reply:
        earlier = tuple(turn.text for turn in conversation.turns)
        with self._lock:
            self.asked.append(question.model_copy(update={"earlier": earlier}))
        said = Said(text=question.text, type=TurnType.RECORD, intent=Intent.QUESTION)
        return Reply(self._answer(question), continued(conversation, said))

    def _answer(self, question: Question) -> Answer:
        text = question.text.lower()
        if "busy" in text:
            raise StoreBusy("another process is writing to /secret/place")
        if "crash" in text:
            raise RuntimeError("the password is opensesame")
        if "norms" in text:
            return FOUND
        if "attack" in text:
            return ATTACK
        if "divorce" in text:
            return answer(outcome="private", statements=[statement("I do not handle that.")])
        if "unknown" in text:
            return answer(outcome="not_in_records", statements=[statement("It is not there.")])
        return OFFERED


def desk(assistant: Scripted | None = None, community: Community | None = COMMUNITY) -> Desk:
    return Desk(assistant=assistant or Scripted(), community=community, today=lambda: TODAY)
