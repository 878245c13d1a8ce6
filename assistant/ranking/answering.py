"""Hits -> those an answer may rest on, and whether they answer at all."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from ..models import Hit, SourceKind, Understanding
from .answerability import confidence, threshold

OUTDATED = frozenset({"superseded", "replaced", "withdrawn", "archived", "draft", "cancelled"})
OUTDATED_WEIGHT = 0.75
NEAR = 0.6
"""A passage this near to the best one counts as being about the same thing."""


def answer_from(
    hits: Sequence[Hit], understanding: Understanding, today: dt.date
) -> tuple[tuple[Hit, ...], float]:
    """Hits in the order an answer would use them, and the confidence that the best answers."""
    about = [hit for hit in hits if _is_wanted(hit, understanding)]
    ordered = sorted(about, key=lambda hit: -_weight(hit) * hit.score)
    if understanding.time is not None:
        ordered = _by_time(ordered, understanding.time, today)
    return tuple(ordered), confidence(ordered, understanding.query)


def is_confident(value: float) -> bool:
    return value >= threshold()


def _is_wanted(hit: Hit, understanding: Understanding) -> bool:
    kind = hit.passage.source.kind
    if understanding.wants == "records":
        return kind is SourceKind.RECORD
    if understanding.wants == "guidance":
        return kind is not SourceKind.RECORD
    return True


def _weight(hit: Hit) -> float:
    """What is superseded or a draft stands behind what is in force."""
    return OUTDATED_WEIGHT if hit.passage.source.status.lower() in OUTDATED else 1.0


def _by_time(
    hits: Sequence[Hit], which: Literal["last", "next", "first"], today: dt.date
) -> list[Hit]:
    """Those about the same thing in order of their event's date, then the others as they were.

    "Last" is the latest that is past, "next" the earliest that is not; a planned event is
    never the last one, however near the words are.
    """
    if not hits:
        return []
    top = hits[0].score
    dated = [
        (hit.passage.source.date, hit)
        for hit in hits
        if hit.passage.source.date is not None and hit.score >= NEAR * top
    ]
    if which == "next":
        timely = sorted((d for d in dated if d[0] >= today), key=lambda d: d[0])
    else:
        past = [d for d in dated if d[0] <= today]
        timely = sorted(past, key=lambda d: d[0], reverse=which == "last")
    first = [hit for _, hit in timely]
    return first + [hit for hit in hits if hit not in first]
