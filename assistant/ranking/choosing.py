"""Which of the fitting activities to show: good, and different from each other."""

from collections.abc import Sequence

from ..models import Ranked

SHOWN = 3
NEAR = 0.75
"""An alternative may score this share of the best and still be worth showing for variety."""


def choose(ranked: Sequence[Ranked], shown: int = SHOWN) -> tuple[Ranked, ...]:
    """Up to `shown`, best first, no mechanic twice, differing in kind and energy where they can.

    At least one asks for little sharing and no movement, if there is such a one at all.
    """
    chosen: list[Ranked] = []
    for candidate in ranked:
        if len(chosen) == shown:
            break
        if _is_fresh(candidate, chosen) and _adds_variety(candidate, chosen, ranked):
            chosen.append(candidate)
    for candidate in ranked:
        if len(chosen) < shown and _is_fresh(candidate, chosen):
            chosen.append(candidate)
    if chosen and not any(_is_gentle(item) for item in chosen):
        gentle = next((c for c in ranked if _is_gentle(c) and _is_fresh(c, chosen[:-1])), None)
        if gentle is not None and len(chosen) > 1:
            chosen[-1] = gentle
    return tuple(sorted(chosen, key=lambda item: (-item.score, item.activity.id)))


def _is_fresh(candidate: Ranked, chosen: Sequence[Ranked]) -> bool:
    return all(candidate.activity.mechanic != item.activity.mechanic for item in chosen)


def _adds_variety(candidate: Ranked, chosen: Sequence[Ranked], ranked: Sequence[Ranked]) -> bool:
    """Unlike every one already chosen in kind, audience or energy, and not far behind."""
    if not chosen:
        return True
    if candidate.score < NEAR * ranked[0].score:
        return False
    card = candidate.activity
    return all(
        (card.kind, card.audience, card.energy)
        != (item.activity.kind, item.activity.audience, item.activity.energy)
        for item in chosen
    )


def _is_gentle(item: Ranked) -> bool:
    return item.activity.disclosure <= 1 and item.activity.movement == 0
