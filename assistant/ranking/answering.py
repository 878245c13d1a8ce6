"""Hits -> those an answer may rest on, and whether they answer at all."""

import datetime as dt
import re
from collections.abc import Sequence

from ..models import Hit, SourceKind, Understanding
from .answerability import confidence, threshold
from .timing import in_time

WORD = re.compile(r"\w+")
OUTDATED = frozenset({"superseded", "replaced", "withdrawn", "archived", "draft", "cancelled"})
OUTDATED_WEIGHT = 0.75


def answer_from(
    hits: Sequence[Hit], understanding: Understanding, today: dt.date
) -> tuple[tuple[Hit, ...], float]:
    """Hits in the order an answer would use them, and the confidence that the best answers."""
    about = [hit for hit in hits if not _is_beside(hit, understanding.query)]
    ordered = sorted(about, key=lambda hit: -_weight(hit) * hit.score)
    if understanding.time is None:
        return tuple(ordered), confidence(ordered, understanding.query)
    timely = in_time(ordered, understanding.query, understanding.time, today)
    sure = 1.0 if timely.settled else confidence(timely.hits, understanding.query)
    return tuple(timely.hits), sure


def is_confident(value: float) -> bool:
    """Whether evidence of this confidence may be given as the answer."""
    return value >= threshold("answer")


def is_related(value: float) -> bool:
    """Whether it may at least be shown as the nearest that is written."""
    return value >= threshold("related")


def _is_beside(hit: Hit, query: str) -> bool:
    """Whether it is a card that the question does not name, and that only uses its words."""
    if hit.passage.source.kind is not SourceKind.ACTIVITY:
        return False
    name = set(WORD.findall(hit.passage.source.title.lower()))
    return not name <= set(WORD.findall(query.lower()))


def _weight(hit: Hit) -> float:
    """What is superseded or a draft stands behind what is in force."""
    return OUTDATED_WEIGHT if hit.passage.source.status.lower() in OUTDATED else 1.0
