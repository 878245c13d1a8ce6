"""Turns as the router hears them: examples one by one, and dialogues turn after turn."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.models import Intent, TurnType
from assistant.retrieval.embedding import Embedder
from assistant.understanding.intents import intent_of
from assistant.understanding.language import english
from assistant.understanding.reading import read
from assistant.understanding.stated import stated
from assistant.understanding.turns import Heard, Situation

SITUATIONS = {
    "start": (Situation(),),
    "offer": (Situation(TurnType.SUGGEST, offers=True), Situation(TurnType.CONSTRAIN, offers=True)),
    "plan": (Situation(TurnType.PLAN, offers=True, plan=True),),
    "answer": (Situation(TurnType.RECORD), Situation(TurnType.NORM, offers=True)),
}
INTENTS = {
    TurnType.SUGGEST: Intent.SUGGEST,
    TurnType.CONSTRAIN: Intent.SUGGEST,
    TurnType.EDIT: Intent.SUGGEST,
    TurnType.PLAN: Intent.PLAN,
    TurnType.RECORD: Intent.QUESTION,
    TurnType.NORM: Intent.QUESTION,
    TurnType.GUIDANCE: Intent.QUESTION,
    TurnType.PRIVATE: Intent.PRIVATE,
}


class Example(NamedTuple):
    text: str
    types: frozenset[TurnType]
    """Any of these is right; the first choice is `type`."""
    type: TurnType
    heard: Heard


def hear(text: str, situation: Situation, embedder: Embedder) -> Heard:
    language = english()
    reading = read(text, language)
    said = stated(reading, language, whole=False)
    request = (Intent.PLAN if situation.plan else Intent.SUGGEST) if situation.offers else None
    previous = INTENTS.get(situation.previous) if situation.previous else None
    intent = intent_of(reading, said, previous=previous, request=request)
    return Heard(reading, said, intent, situation, embedder.embed([text])[0])


def examples(path: Path, embedder: Embedder) -> Iterator[Example]:
    for group in tomllib.loads(path.read_text("utf-8"))["turns"]:
        kind = TurnType(group["type"])
        for text in filter(None, group["say"].splitlines()):
            for after in group["after"]:
                for situation in SITUATIONS[after]:
                    yield Example(text, frozenset({kind}), kind, hear(text, situation, embedder))


def dialogues(path: Path, embedder: Embedder) -> Iterator[tuple[str, Sequence[Example]]]:
    for dialogue in tomllib.loads(path.read_text("utf-8"))["dialogue"]:
        yield dialogue["id"], tuple(_turns(dialogue["turn"], embedder))


def _turns(turns: Sequence[dict[str, object]], embedder: Embedder) -> Iterator[Example]:
    situation = Situation()
    for turn in turns:
        kind, text = TurnType(str(turn["type"])), str(turn["say"])
        also = turn.get("also", [])
        assert isinstance(also, list)
        right = frozenset({kind, *map(TurnType, also)})
        yield Example(text, right, kind, hear(text, situation, embedder))
        situation = after(kind, situation)


def after(kind: TurnType, situation: Situation) -> Situation:
    """What lies on the table once a turn of a kind has been answered sensibly."""
    match kind:
        case TurnType.PLAN:
            return Situation(kind, offers=True, plan=True)
        case TurnType.SUGGEST:
            return Situation(kind, offers=True)
        case TurnType.FORGET:
            return Situation(kind)
        case _:
            return Situation(kind, situation.offers, situation.plan)
