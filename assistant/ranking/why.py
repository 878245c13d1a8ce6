"""Why an activity was chosen, and what would have changed the choice.

Nothing is made up afterwards: the reasons are those that were counted, and a change is named
only if ranking again with it puts another activity first.
"""

from collections.abc import Iterable, Iterator, Sequence

from ..models import Activity, Change, Constraints, Hit, Ranked, Understanding
from .suggesting import looser, suggest

CHANGES = 3


def runner_up(
    activities: Iterable[Activity], understanding: Understanding, hits: Sequence[Hit], chosen: str
) -> Ranked | None:
    """The best activity under the same limits that is not the one chosen, nor its like."""
    free = understanding.model_copy(
        update={"keep": (), "declined": understanding.declined | {chosen}}
    )
    offered, _ = suggest(activities, free, hits)
    return next((item for item in offered if item.activity.id != chosen), None)


def changes(
    activities: Iterable[Activity], understanding: Understanding, hits: Sequence[Hit], chosen: str
) -> tuple[Change, ...]:
    """Limits of which dropping any single one puts another activity first, and which."""
    return tuple(_changes(tuple(activities), understanding, hits, chosen))[:CHANGES]


def _changes(
    activities: Sequence[Activity], understanding: Understanding, hits: Sequence[Hit], chosen: str
) -> Iterator[Change]:
    for name, brief in looser(understanding.constraints):
        first = _first(activities, understanding, hits, brief)
        if first is not None and first.activity.id != chosen:
            yield Change(without=name, first=first.activity.id, title=first.activity.title)


def _first(
    activities: Sequence[Activity],
    understanding: Understanding,
    hits: Sequence[Hit],
    brief: Constraints,
) -> Ranked | None:
    asked = understanding.model_copy(update={"keep": (), "constraints": brief})
    offered, _ = suggest(activities, asked, hits)
    return next(iter(offered), None)
