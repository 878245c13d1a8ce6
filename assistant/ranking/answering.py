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
    about = [hit for hit in hits if _is_wanted(hit, understanding)]
    ordered = sorted(about, key=lambda hit: -_weight(hit) * hit.score)
    if understanding.time is None:
        return tuple(ordered), confidence(ordered, understanding.query)
    timely = in_time(ordered, understanding.query, understanding.time, today)
    sure = 1.0 if timely.settled else confidence(timely.hits, understanding.query)
    return tuple(timely.hits), sure


def is_confident(value: float) -> bool:
    return value >= threshold()


def _is_wanted(hit: Hit, understanding: Understanding) -> bool:
    kind = hit.passage.source.kind
    if kind is SourceKind.ACTIVITY and not _is_named(hit, understanding.query):
        return False
    if understanding.wants == "records":
        return kind is SourceKind.RECORD
    if understanding.wants == "guidance":
        return kind is not SourceKind.RECORD
    return True


def _is_named(hit: Hit, query: str) -> bool:
    """Whether the question names the activity; else a card only happens to use its words."""
    return set(WORD.findall(hit.passage.source.title.lower())) <= set(WORD.findall(query.lower()))


def _weight(hit: Hit) -> float:
    """What is superseded or a draft stands behind what is in force."""
    return OUTDATED_WEIGHT if hit.passage.source.status.lower() in OUTDATED else 1.0
