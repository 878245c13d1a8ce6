"""Hits + understanding -> evidence. Stated limits filter; likeness and fit order."""

import datetime as dt
from collections.abc import Iterable, Sequence

from ..models import Activity, Evidence, Hit, Intent, SourceKind, Understanding
from .answering import answer_from, is_confident
from .suggesting import suggest, what_would_have_to_give

SUGGESTING = frozenset({Intent.SUGGEST, Intent.PLAN})


def rank(
    hits: Sequence[Hit],
    activities: Iterable[Activity],
    understanding: Understanding,
    today: dt.date,
) -> Evidence:
    """Order what was found, and decide what may be offered and whether it answers."""
    if understanding.intent in SUGGESTING:
        activities = tuple(activities)
        cards = [hit for hit in hits if hit.passage.source.kind is SourceKind.ACTIVITY]
        offered, refused = suggest(activities, understanding, cards)
        names = {item.activity.id for item in offered}
        wanted = understanding.constraints
        return Evidence(
            hits=tuple(hit for hit in hits if hit.passage.source.kind is SourceKind.GUIDANCE),
            offered=offered,
            refused=refused,
            gives=() if offered else what_would_have_to_give(activities, wanted),
            cards=tuple(h.passage for h in cards if h.passage.source.path in names),
        )
    ordered, confidence = answer_from(hits, understanding, today)
    return Evidence(hits=ordered, confidence=confidence, confident=is_confident(confidence))
