"""Which type of turn this is, in the conversation it is said in.

Rules alone see the words and miss the paraphrase; a vector alone sees the meaning and misses
who is offering what to whom. Both, with what lies on the table, are weighed by a multinomial
logistic regression whose weights are data (`benchmarks/fit_turns.py`). What must not be got
wrong by weighing is decided by rules before it: a person's private matters, and instructions
to break the rules.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..models import Intent, TurnType
from .asking import begins_as_question, is_question
from .reading import Reading
from .stated import Stated

TYPES = tuple(TurnType)
GROUPS = ("suggest", "plan", "ask", "edit", "scaled", "bare", "done", "anew", "conversation",
          "manage", "continuing", "pointing", "when", "wants", "kinds", "moment", "unsaid",
          "needs", "modality", "people", "time", "use", "ban", "gone")  # fmt: skip
"""Cues whose mere presence says something."""
SHORT = 6
"""Words from which on a turn is as long as it needs to be."""
ANSWERS = frozenset({TurnType.RECORD, TurnType.NORM, TurnType.GUIDANCE})
"""Types that are answered from what is written."""
OFFERS = frozenset(
    {
        TurnType.SUGGEST, TurnType.EDIT, TurnType.CONSTRAIN, TurnType.DONE_BEFORE, TurnType.WHY,
        TurnType.COMPARE, TurnType.CHOOSE, TurnType.DROP, TurnType.BACK, TurnType.UNDO,
    }
)  # fmt: skip
"""Types that are about activities or a plan on the table."""
CHANGED = frozenset(
    {TurnType.EDIT, TurnType.CONSTRAIN, TurnType.DROP, TurnType.BACK, TurnType.UNDO}
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a turn comes upon."""

    previous: TurnType | None = None
    offers: bool = False
    """Activities lie on the table."""
    plan: bool = False

    def marks(self) -> tuple[bool, ...]:
        return (
            self.previous is None,
            self.previous in ANSWERS or self.previous is TurnType.PRIVATE,
            self.previous in CHANGED,
            self.offers,
            self.plan,
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn as it was heard: read, and with what came before it."""

    reading: Reading
    said: Stated
    intent: Intent
    situation: Situation
    vector: Floats
    """The embedding of its text."""


def turn_type(heard: Heard) -> TurnType:
    """The type of a turn."""
    if not heard.reading.words:
        return TurnType.UNCLEAR
    if heard.reading.has("injection"):
        return TurnType.OUT_OF_SCOPE
    if heard.intent is Intent.PRIVATE:
        return TurnType.PRIVATE
    weights, bias = _weights()
    return TYPES[int((features(heard) @ weights + bias).argmax())]


def features(heard: Heard) -> Floats:
    """The figures a turn is weighed by."""
    reading, said = heard.reading, heard.said
    does = {cue.value for cue in reading.of("does")}
    form = [
        is_question(reading) if reading.words else False,
        begins_as_question(reading) if reading.words else False,
        bool(said.puts or said.adds),
        bool(said.withdraws or said.unsays),
        bool(said.scales) or said.bare is not None,
        "?" in reading.text,
        len(reading.words) <= 2,
        min(len(reading.words), SHORT) / SHORT,
    ]
    marks = [
        *(kind.value in does for kind in TYPES),
        *(heard.intent is intent for intent in Intent),
        *heard.situation.marks(),
        *(reading.has(group) for group in GROUPS),
        *(any(cue.value == value for cue in reading.of("edit")) for value in EDITS),
        *form,
    ]
    return np.concatenate([MEANING * heard.vector, np.array(marks, np.float32), _wording(reading)])


def _wording(reading: Reading) -> Floats:
    """Its words and pairs of neighbours, each thrown into one of a fixed number of boxes
    (Weinberger et al. 2009, arXiv 0902.2206)."""
    words = ["^", *(word.text for word in reading.words), "$"]
    terms = (*words[1:-1], *map(" ".join, pairwise(words)))
    boxes = np.zeros(BOXES, np.float32)
    for term in terms:
        boxes[zlib.crc32(term.encode()) % BOXES] = 1.0
    return WORDING * boxes


BOXES = 2048
WORDING = np.float32(0.5)
EDITS = ("shorter", "longer", "other", "changed", "rejected")
MEANING = np.float32(3.0)
"""How far the embedding counts beside the marks, which are 0 or 1."""


@cache
def _weights() -> tuple[Floats, Floats]:
    with (
        as_file(files("assistant.understanding") / "language" / "en" / "turns.npz") as path,
        np.load(path) as kept,
    ):
        return kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
