"""Activities + a brief -> what to offer, and the nearest of what cannot be offered."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from statistics import median

from ..models import Activity, Constraints, Hit, Ranked, TurnType, Understanding
from .choosing import choose
from .fit import Fit, fit, fits
from .scoring import score

WORD = re.compile(r"[a-z0-9]+")
REFUSED_SHOWN = 3
NAME_WORDS_TO_SKIP = frozenset(
    {"a", "an", "the", "of", "in", "and", "to", "by", "your", "my", "our"}
)


def suggest(
    activities: Iterable[Activity], understanding: Understanding, hits: Sequence[Hit]
) -> tuple[tuple[Ranked, ...], tuple[Ranked, ...]]:
    """Offered, best first; and the nearest of the refused, with the limits they break.

    Cautious defaults give way one by one, least harmful first, only if nothing would be left;
    limits that were said never do.
    """
    wanted = understanding.constraints
    activities = tuple(activities)
    likeness = _likeness(hits)
    done = _mechanics_named(activities, wanted.done)
    fits = {card.id: fit(card, wanted, done) for card in activities}
    if understanding.keep:
        kept = _kept(activities, understanding, fits, likeness)
        if kept or understanding.turn not in LOOKS_ON:
            return kept, ()
    allowed = [
        card
        for card in activities
        if not fits[card.id].unmet and (card.auto_suggest or _is_named(card, understanding.query))
    ]
    ranked = [
        _ranked(card, wanted, fits[card.id], likeness.get(card.id, 0.0))
        for card in _with_caution(allowed, fits)
    ]
    ranked.sort(key=lambda item: (-item.score, item.activity.id))
    offered = choose(_fresh(ranked, activities, understanding.declined))
    return offered, () if offered else _nearest(activities, wanted, fits, likeness)


LOOKS_ON = frozenset({TurnType.CONSTRAIN, TurnType.EDIT})
"""Turns after which something else is looked for if what is on the table no longer fits."""


def _kept(
    activities: Sequence[Activity],
    understanding: Understanding,
    fits: dict[str, Fit],
    likeness: dict[str, float],
) -> tuple[Ranked, ...]:
    """Those asked to be kept that break no limit, in their order."""
    cards = {card.id: card for card in activities}
    return tuple(
        _ranked(cards[item], understanding.constraints, fits[item], likeness.get(item, 0.0))
        for item in understanding.keep
        if item in cards and not fits[item].unmet
    )


def lost(activities: Iterable[Activity], understanding: Understanding) -> tuple[Ranked, ...]:
    """Those asked to be kept that now break a limit, with the limits."""
    activities, wanted = tuple(activities), understanding.constraints
    done = _mechanics_named(activities, wanted.done)
    found = (
        (card, fit(card, wanted, done)) for card in activities if card.id in understanding.keep
    )
    return tuple(_ranked(card, wanted, of, 0.0) for card, of in found if of.unmet)


def _fresh(
    ranked: Sequence[Ranked], activities: Iterable[Activity], declined: frozenset[str]
) -> Sequence[Ranked]:
    """Without what was passed over and its like, as long as anything else is left."""
    seen = {card.mechanic for card in activities if card.id in declined}
    return [item for item in ranked if item.activity.mechanic not in seen] or ranked


def _likeness(hits: Sequence[Hit]) -> dict[str, float]:
    """How like the request each card is: 1 for the nearest, 0 for the middling and the rest.

    Every card is a little like any request; only what stands out of that says anything.
    """
    if not hits:
        return {}
    best, usual = max(hit.score for hit in hits), median(hit.score for hit in hits)
    width = max(best - usual, 1e-9)
    return {hit.passage.source.path: max(hit.score - usual, 0.0) / width for hit in hits}


def _with_caution(allowed: Sequence[Activity], fits: dict[str, Fit]) -> Sequence[Activity]:
    """Those within every default; defaults are dropped in turn while nothing is left."""
    for dropped in range(len(GIVES_WAY) + 1):
        held = set(GIVES_WAY[dropped:])
        within = [card for card in allowed if held.isdisjoint(fits[card.id].cautious)]
        if within:
            return within
    return allowed


GIVES_WAY = (
    "ritual", "closing", "between sessions", "not in a session", "cost", "occasion", "movement",
    "familiarity", "sharing",
)  # fmt: skip
"""Defaults in the order in which they give way: deeper sharing last of all."""


def _ranked(activity: Activity, wanted: Constraints, fit: Fit, likeness: float) -> Ranked:
    reasons = score(activity, wanted, fit, likeness)
    return Ranked(
        activity=activity,
        minutes=fit.minutes,
        trimmed=fit.trimmed,
        score=round(sum(reason.points for reason in reasons), 4),
        reasons=reasons,
        unmet=fit.unmet,
    )


def _nearest(
    activities: Sequence[Activity],
    wanted: Constraints,
    fits: dict[str, Fit],
    likeness: dict[str, float],
) -> tuple[Ranked, ...]:
    ranked = [
        _ranked(card, wanted, fits[card.id], likeness.get(card.id, 0.0)) for card in activities
    ]
    ranked.sort(key=lambda item: (len(item.unmet), -item.score, item.activity.id))
    return tuple(ranked[:REFUSED_SHOWN])


def what_would_have_to_give(activities: Iterable[Activity], wanted: Constraints) -> tuple[str, ...]:
    """Limits, in words, of which dropping any single one would let some activity fit.

    Where no single one is enough, pairs that are, joined by "together with".
    """
    activities = tuple(card for card in activities if card.auto_suggest)
    done = _mechanics_named(activities, wanted.done)

    def fits_something(brief: Constraints) -> bool:
        return any(fits(card, brief, done) for card in activities)

    single = tuple(name for name, brief in looser(wanted) if fits_something(brief))
    if single:
        return single
    pairs = (
        f"{one} together with {two}"
        for one, brief in looser(wanted)
        for two, loosest in looser(brief)
        if fits_something(loosest)
    )
    return tuple(islice(pairs, PAIRS_SHOWN))


def looser(wanted: Constraints) -> Iterator[tuple[str, Constraints]]:
    """The brief with each of its limits dropped in turn."""
    for field, name in LIMITS.items():
        if getattr(wanted, field) not in (None, frozenset()):
            yield name, wanted.model_copy(update={field: Constraints.model_fields[field].default})
    for field in ("needs", "avoid"):
        for item in sorted(getattr(wanted, field)):
            looser = wanted.model_copy(update={field: getattr(wanted, field) - {item}})
            yield NAMES[field].format(item.replace("_", " ")), looser


PAIRS_SHOWN = 2
NAMES = {"needs": "the need ({})", "avoid": "no {}"}
LIMITS = {
    "minutes": "the time there is",
    "people": "the number of people",
    "modality": "the format",
    "moment": "the moment in the session",
    "kinds": "the kind of activity",
    "cadence": "how often it comes round",
    "occasion": "the occasion",
    "familiarity": "how well people know each other",
    "deepest": "how personal it may get",
    "most_movement": "how much people may move",
    "most_cost": "the cost",
    "no_preparation": "preparing nothing",
    "done": "what was done before",
}


def _mechanics_named(activities: Iterable[Activity], names: Iterable[str]) -> frozenset[str]:
    """Mechanics of the activities that go by these names, however loosely written."""
    wanted = [_name_words(name) for name in names]
    return frozenset(
        card.mechanic
        for card in activities
        for name in wanted
        if name and (name == _name_words(card.title) or name == _name_words(card.id[4:]))
    )


def _is_named(activity: Activity, query: str) -> bool:
    return _name_words(activity.title) <= set(WORD.findall(query.lower()))


def _name_words(name: str) -> frozenset[str]:
    return frozenset(WORD.findall(name.lower())) - NAME_WORDS_TO_SKIP
