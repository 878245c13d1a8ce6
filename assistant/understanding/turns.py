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
from typing import TYPE_CHECKING

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
ABOUT_ANSWERS = frozenset({TurnType.SURE, TurnType.SOURCE})
ASKED = frozenset(
    {
        TurnType.WHY, TurnType.COMPARE, TurnType.CHOOSE, TurnType.DROP, TurnType.BACK,
        TurnType.UNDO, TurnType.DONE_BEFORE, TurnType.EXPORT,
    }
)  # fmt: skip
"""What a turn in the form of a question may do about what lies on the table."""
SPEAKING = frozenset({Intent.SUGGEST, Intent.PLAN, Intent.UNCLEAR, Intent.QUESTION})
ANEW = ("plan", "suggest", "anew", "kinds", "ritual", "moment")
"""Cues by which a turn may ask for something of its own."""
SOFT = frozenset({TurnType.EDIT, TurnType.NORM, TurnType.RECORD, TurnType.GUIDANCE})
"""Cues that say little against others."""
MANAGED = frozenset({TurnType.LOG, TurnType.NEVER, TurnType.FORGET, TurnType.ROOM})
TABLED = OFFERS | MANAGED | {TurnType.EXPORT, TurnType.PLAN}
"""What may be done about things on the table."""
CHATTED = frozenset({TurnType.UNCLEAR, TurnType.SMALL_TALK, TurnType.OUT_OF_SCOPE})
CHANGED = frozenset(
    {TurnType.EDIT, TurnType.CONSTRAIN, TurnType.DROP, TurnType.BACK, TurnType.UNDO}
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Situation:
    """What a turn comes upon."""

    previous: TurnType | None = None
    offers: bool = False
    """Activities lie on the table."""
    plan: bool = False

    @property
    def answered(self) -> bool:
        """Whether the turn before was answered from what is written, or asked about that."""
        return self.previous in ANSWERS | ABOUT_ANSWERS

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
    vector: "NDArray[np.float32]"
    """The embedding of its text."""


def turn_type(heard: Heard) -> TurnType:
    """The type of a turn."""
    weights, bias = _weights()
    return likeliest(heard, features(heard) @ weights + bias)


def likeliest(heard: Heard, scores: "NDArray[np.float32]") -> TurnType:
    """The type with the highest score, of those that what the rules found leaves open."""
    left = open_types(heard)
    return max(left, key=lambda kind: float(scores[TYPES.index(kind)]))


def open_types(heard: Heard) -> frozenset[TurnType]:
    """The types that the words' form and what lies on the table leave open."""
    if not heard.reading.words:
        return frozenset({TurnType.UNCLEAR})
    does = frozenset(TurnType(cue.value) for cue in heard.reading.of("does"))
    if heard.situation.offers or heard.situation.plan:
        return _plainly(heard, does) or _about_table(heard, does)
    return _out_of_nothing(heard, does)


def _about_table(heard: Heard, does: frozenset[TurnType]) -> frozenset[TurnType]:
    """Of a turn that comes upon activities or a plan."""
    match heard.intent:
        case Intent.SUGGEST | Intent.PLAN:
            return TABLED
        case Intent.QUESTION if is_question(heard.reading):
            return ASKED | ANSWERS | ABOUT_ANSWERS | (does & TABLED)
        case Intent.QUESTION:
            return TABLED | ANSWERS | ABOUT_ANSWERS
        case Intent.MANAGE:
            return MANAGED | OFFERS | {TurnType.EXPORT}
        case Intent.UNCLEAR:
            return CHATTED | OFFERS | ANSWERS | MANAGED | {TurnType.EXPORT}
        case Intent.SMALL_TALK:
            return frozenset({TurnType.SMALL_TALK, TurnType.CHOOSE})
        case other:
            return frozenset({TurnType(other.value)})


def _out_of_nothing(heard: Heard, does: frozenset[TurnType]) -> frozenset[TurnType]:
    """Of a turn that comes upon nothing that could be changed."""
    match heard.intent:
        case Intent.QUESTION:
            spoken = does & (ABOUT_ANSWERS | {TurnType.ROOM, TurnType.FORGET})
            return ANSWERS | (spoken if heard.situation.answered else spoken - ABOUT_ANSWERS)
        case Intent.MANAGE:
            return MANAGED | {TurnType.UNDO}
        case Intent.UNCLEAR:
            return CHATTED | MANAGED
        case other:
            return frozenset({TurnType(other.value)})


def _plainly(heard: Heard, does: frozenset[TurnType]) -> frozenset[TurnType]:
    """What a turn about things on the table can only be, where its form leaves no doubt."""
    reading, said = heard.reading, heard.said
    if heard.intent not in SPEAKING or is_question(reading):
        return frozenset()
    if reading.has("anew") and heard.intent in (Intent.SUGGEST, Intent.PLAN):
        return frozenset({TurnType(heard.intent.value)})
    if any(reading.has(group) for group in ANEW):
        return frozenset()
    changes = {cue.value for cue in reading.of("edit")}
    if reading.has("revoked") and (said.withdraws or said.unsays):
        return frozenset({TurnType.CONSTRAIN})
    if does - SOFT:
        return frozenset()
    if changes & {"shorter", "longer", "changed"} and not changes & {"other", "rejected"}:
        return frozenset({TurnType.EDIT, TurnType.CONSTRAIN})
    told = {*said.puts, *said.adds} - {"topic", "done"}
    return frozenset({TurnType.CONSTRAIN, TurnType.EDIT}) if told and not changes else frozenset()


def features(heard: Heard) -> "NDArray[np.float32]":
    """The figures a turn is weighed by."""
    import numpy as np  # here: many who import this package never hear a turn

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
    return np.concatenate(
        [
            (MEANING * heard.vector).astype(np.float32),
            np.array(marks, np.float32),
            _wording(reading),
        ]
    )


def _wording(reading: Reading) -> "NDArray[np.float32]":
    """Its words and pairs of neighbours, each thrown into one of a fixed number of boxes
    (Weinberger et al. 2009, arXiv 0902.2206)."""
    import numpy as np

    words = ["^", *(word.text for word in reading.words), "$"]
    terms = (*words[1:-1], *map(" ".join, pairwise(words)))
    boxes = np.zeros(BOXES, np.float32)
    for term in terms:
        boxes[zlib.crc32(term.encode()) % BOXES] = 1.0
    return (WORDING * boxes).astype(np.float32)


BOXES = 2048
WORDING = 0.5
EDITS = ("shorter", "longer", "other", "changed", "rejected")
MEANING = 3.0
"""How far the embedding counts beside the marks, which are 0 or 1."""


@cache
def _weights() -> tuple["NDArray[np.float32]", "NDArray[np.float32]"]:
    import numpy as np

    with (
        as_file(files("assistant.understanding") / "language" / "en" / "turns.npz") as path,
        np.load(path) as kept,
    ):
        return kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
