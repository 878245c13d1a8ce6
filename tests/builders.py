"""Values for tests: each says what matters to it and hides the rest."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.models import Activity, Hit, Passage, Source, Span
from assistant.retrieval.embedding import Vectors
from assistant.retrieval.terms import terms

TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


class WordEmbedder:
    """A bag of words as a unit vector: explainable by eye, and quick."""

    id = "words-1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        matrix = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                matrix[row, hashlib.sha256(term.encode()).digest()[0] % 64] += 1
        lengths = np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
        return np.asarray(matrix / lengths, np.float32)

    def vocabulary(self) -> Mapping[str, int]:
        return {}


def passage(text: str, **changes: object) -> Passage:
    """A passage of one span, of a record that members may read."""
    own = {"kind": "record", "title": "A record", "path": "record.md", "date": None, "status": ""}
    source = Source.model_validate(
        {name: changes.pop(name, usual) for name, usual in own.items()}
        | {
            "id": "s" + hashlib.sha256(text.encode()).hexdigest()[:8],
            "readers": frozenset({"members"}),
            "community": "river",
        }
    )
    fields: dict[str, object] = {
        "id": hashlib.sha256(text.encode()).hexdigest()[:8],
        "source": source,
        "locator": "",
        "start": 0,
        "text": text,
        "spans": (Span(start=0, end=len(text)),),
    }
    return Passage.model_validate(fields | changes)


def hit(text: str, score: float = 0.9, **changes: object) -> Hit:
    return Hit(
        passage=passage(text, **changes),
        score=score,
        dense=score,
        lexical=5.0,
        coverage=1.0,
        span_dense=score,
        span_coverage=1.0,
    )


def activity(name: str = "one-word", **changes: object) -> Activity:
    """A card for anybody, anywhere: five minutes as one group."""
    fields: dict[str, object] = {
        "id": f"act-{name}",
        "title": name.replace("-", " ").capitalize(),
        "kind": "icebreaker",
        "mechanic": name,
        "one_line": "Each says one word.",
        "purpose": "To arrive.",
        "why": "A word is little to ask.",
        "learning_bridge": "The words open the talk about {topic}.",
        "learning_tie": 1,
        "levers": {"relationships": 1, "identity": 0, "agency": 0},
        "moments": ["opening", "middle", "after_break", "closing", "between"],
        "group": {"min": 2},
        "modality": ["in_person", "remote", "hybrid"],
        "energy": "calm",
        "disclosure": 1,
        "depth_choice": "person",
        "opt_out": ["pass"],
        "pass_line": "Say pass.",
        "audience": "plenary",
        "channels": ["spoken", "written"],
        "movement": 0,
        "language_load": 0,
        "culture_load": 0,
        "hierarchy_sensitivity": 0,
        "newcomer_fit": 3,
        "harvest": {"keep": "nothing"},
        "steps": [
            {"minutes": 2, "do": "Explain.", "remote": "In the chat.", "hybrid": "In the chat."},
            {"minutes": 3, "do": "Listen."},
        ],
        "upside": "Everyone has spoken.",
        "watch": {"risk": "It drags.", "counter": "Keep it short."},
        "smallest": "One word in the chat.",
        "source": "Written for a test.",
        "licence": "CC BY 4.0",
    }
    return Activity.model_validate(fields | changes)
