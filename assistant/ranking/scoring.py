"""How well a fitting activity serves the brief: points, each with its reason.

The weights are DOMAIN 8.1's: lever fit 3, time and size 2 each, likeness to the words 2,
learning tie 2, newcomer fit 1.5, energy 1, language and culture load 1.
"""

from collections.abc import Iterator

from ..models import Activity, Constraints, Kind, Moment, Need, Reason
from .fit import PEOPLE_ASSUMED, Fit

PLAIN_LANGUAGE = frozenset({Need.LITTLE_ENGLISH, Need.DEAF, Need.PHONE_ONLY})


def score(activity: Activity, wanted: Constraints, fit: Fit, likeness: float) -> tuple[Reason, ...]:
    """Everything that moves the activity up or down; `likeness` to the request is 0 to 1."""
    return tuple(
        reason for reason in _reasons(activity, wanted, fit, likeness) if abs(reason.points) > 0.01
    )


def _reasons(
    activity: Activity, wanted: Constraints, fit: Fit, likeness: float
) -> Iterator[Reason]:
    yield Reason(
        about="words", text="is close to what you asked for", points=round(4 * likeness, 3)
    )
    if wanted.minutes is not None:
        share = min(fit.minutes / wanted.minutes, 1.0)
        text = f"takes {fit.minutes} of your {wanted.minutes} minutes"
        yield Reason(about="minutes", text=text, points=round(2 * share, 3))
    if fit.trimmed:
        yield Reason(about="minutes", text="had to be trimmed to fit", points=-0.6)
    yield from _size(activity, wanted)
    if wanted.lever is not None:
        strength = getattr(activity.levers, wanted.lever)
        yield Reason(about="lever", text=f"serves {_LEVER[wanted.lever]}", points=float(strength))
    if activity.kind in wanted.kinds:
        text = f"is {_article(activity.kind.value)} {activity.kind.value.replace('_', ' ')}"
        yield Reason(about="kind", text=text, points=1.0)
    if wanted.moment is not None and activity.kind in _MADE_FOR.get(wanted.moment, frozenset()):
        yield Reason(about="moment", text="is made for that moment", points=2.5)
    yield from _people(activity, wanted)
    tie = activity.learning_tie
    yield Reason(
        about="learning", text="leads straight into the work of the session", points=2 * tie / 3
    )
    if wanted.energy is not None and activity.energy is wanted.energy:
        yield Reason(about="energy", text=f"is {activity.energy.value}", points=1.5)
    if wanted.no_preparation and activity.prep_minutes <= 2:
        yield Reason(about="preparation", text="needs next to no preparation", points=1.0)
    risks = len(activity.risks)
    yield Reason(about="risks", text="has risks to keep an eye on", points=-0.15 * risks)


def _size(activity: Activity, wanted: Constraints) -> Iterator[Reason]:
    if wanted.people is None:
        return
    grows = activity.minutes(wanted.people) > 1.5 * activity.minutes(PEOPLE_ASSUMED)
    small = activity.audience in ("pair", "small", "nobody")
    points = 2.0 - (1.0 if grows else 0.0) + (0.5 if small and wanted.people >= 10 else 0.0)
    yield Reason(
        about="people", text=f"{_GROUPED[activity.audience]} with {wanted.people}", points=points
    )


def _people(activity: Activity, wanted: Constraints) -> Iterator[Reason]:
    fit_for_new = activity.newcomer_fit
    if Need.NEWCOMERS in wanted.needs:
        yield Reason(
            about="newcomers", text="puts newcomers and old hands on one level",
            points=1.5 * fit_for_new / 3,
        )  # fmt: skip
    if Need.MIXED_RANKS in wanted.needs:
        points = 1.0 - 0.7 * activity.hierarchy_sensitivity
        yield Reason(about="ranks", text="does not put rank on show", points=points)
    if Need.SHY in wanted.needs or Need.STAMMER in wanted.needs:
        quiet = activity.audience != "plenary" and "write" in activity.opt_out
        yield Reason(
            about="quiet", text="makes nobody speak to everyone", points=1.0 if quiet else 0.0
        )
    if wanted.needs & PLAIN_LANGUAGE:
        load = activity.language_load + activity.culture_load
        yield Reason(about="language", text="leans little on language", points=1.0 - load / 3)
    adapted = sum(1 for need in wanted.needs if need in activity.adaptations)
    if adapted:
        text = "says step by step how it goes for the needs you named"
        yield Reason(about="needs", text=text, points=0.5 * adapted)


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


_MADE_FOR = {
    Moment.OPENING: frozenset({Kind.OPENING, Kind.ICEBREAKER}),
    Moment.AFTER_BREAK: frozenset({Kind.ENERGIZER}),
    Moment.CLOSING: frozenset({Kind.CLOSING}),
}
_GROUPED = {
    "nobody": "asks nobody to speak, so it works",
    "pair": "has people talk in pairs, so it does not drag",
    "small": "has people talk in small groups, so it does not drag",
    "plenary": "works as one group",
}
_LEVER = {
    "relationships": "relationships among members",
    "identity": "the community's shared identity",
    "agency": "members' say in where the community goes",
}
