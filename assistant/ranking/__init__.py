"""Hits + understanding -> evidence. Stated limits filter; likeness and fit order."""

import datetime as dt
from collections.abc import Iterable, Sequence

from ..models import (
    Activity,
    Evidence,
    Hit,
    Intent,
    Ledger,
    Passage,
    Ranked,
    TurnType,
    Understanding,
)
from .answering import answer_from, is_confident, is_related
from .planning import needed, plan_session
from .resting import allowed
from .suggesting import lost, suggest, what_would_have_to_give
from .unknowns import worth_asking
from .why import changes, runner_up

NOTHING_HELD = Ledger()
SUGGESTING = frozenset({Intent.SUGGEST, Intent.PLAN})


def rank(
    hits: Sequence[Hit],
    activities: Iterable[Activity],
    understanding: Understanding,
    today: dt.date,
    ledger: Ledger = NOTHING_HELD,
) -> Evidence:
    """Order what was found, and decide what may be offered and whether it answers."""
    if understanding.intent in SUGGESTING:
        return _suggested(hits, allowed(activities, ledger, understanding, today), understanding)
    ordered, confidence = answer_from(hits, understanding, today)
    return Evidence(
        hits=ordered,
        confidence=confidence,
        confident=is_confident(confidence),
        related=is_related(confidence),
    )


def _suggested(
    hits: Sequence[Hit], activities: Sequence[Activity], understanding: Understanding
) -> Evidence:
    wanted = understanding.constraints
    if understanding.intent is Intent.PLAN and (
        session := plan_session(activities, understanding, hits)
    ):
        return Evidence(
            plan=session.plan, offered=session.offered, cards=_cards(hits, session.offered)
        )
    if understanding.intent is Intent.PLAN:
        return Evidence(needs_minutes=needed(activities, understanding, hits))
    offered, refused = suggest(activities, understanding, hits)
    explained = understanding.turn is TurnType.WHY and offered
    return Evidence(
        offered=offered,
        refused=refused,
        lost=lost(activities, understanding) if understanding.keep else (),
        second=runner_up(activities, understanding, hits, offered[0].activity.id)
        if explained
        else None,
        changes=changes(activities, understanding, hits, offered[0].activity.id)
        if explained
        else (),
        asks=worth_asking(activities, understanding, hits, offered) if offered else None,
        gives=() if offered else what_would_have_to_give(activities, wanted),
        cards=_cards(hits, offered),
    )


def _cards(hits: Sequence[Hit], offered: Sequence[Ranked]) -> tuple[Passage, ...]:
    names = {item.activity.id for item in offered}
    return tuple(hit.passage for hit in hits if hit.passage.source.path in names)
