"""What a session allows against what an activity asks: each broken limit, by name.

The same table that filters also explains. Limits that were said are never relaxed; where
nothing was said, the cautious default holds (DOMAIN 8.1) until nothing would be left.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..models import (
    AT_WHICH_MOMENT,
    IN_WHICH_FORMAT,
    Activity,
    Constraints,
    Familiarity,
    Kind,
    Level,
    Modality,
    Moment,
    Need,
    Use,
)

PEOPLE_ASSUMED = 12
MOVEMENT_ASSUMED = 1
FAMILIARITY_ASSUMED = Familiarity.MIXED
LARGE_GROUP = 40
"""People from which a round of everyone in turn is no longer offered."""

NEEDS_A_LINE = frozenset(
    {
        Need.BLIND, Need.DEAF, Need.MOBILITY, Need.STAMMER, Need.PHONE_ONLY, Need.NO_CAMERA,
        Need.LOW_BANDWIDTH, Need.LITTLE_ENGLISH, Need.NEURODIVERGENT,
    }
)  # fmt: skip
"""Needs that change what people do; a card that does not say how is not offered."""
ONLY_ONLINE = frozenset({Need.NO_CAMERA, Need.LOW_BANDWIDTH, Need.PHONE_ONLY})
IMPLIED = {Need.LOW_BANDWIDTH: Need.NO_CAMERA}
"""A card that says what to do without cameras has said it for a thin connection too."""
ON_OCCASION = frozenset(
    {Kind.REMEMBRANCE, Kind.FAREWELL, Kind.ONBOARDING, Kind.CELEBRATION, Kind.GATHERING}
)
"""Kinds that belong to an occasion, and are offered only where it is named."""
COSTS = tuple(Level)


@dataclass(frozen=True)
class Fit:
    """How an activity would run for this group."""

    minutes: int
    trimmed: bool
    unmet: tuple[str, ...]
    """Limits that were said."""
    cautious: tuple[str, ...]
    """Defaults taken because nothing was said."""


def fit(activity: Activity, wanted: Constraints, done_mechanics: frozenset[str]) -> Fit:
    """Compare an activity with a brief; `done_mechanics` are those the group has just had."""
    minutes, trimmed = _duration(activity, wanted)
    return Fit(
        minutes=minutes,
        trimmed=trimmed,
        unmet=tuple(_unmet(activity, wanted, minutes, done_mechanics)),
        cautious=tuple(_cautious(activity, wanted)),
    )


def fits(activity: Activity, wanted: Constraints, done_mechanics: frozenset[str]) -> bool:
    """Whether no limit is broken; stops at the first that is."""
    minutes, _ = _duration(activity, wanted)
    return next(_unmet(activity, wanted, minutes, done_mechanics), None) is None


def _duration(activity: Activity, wanted: Constraints) -> tuple[int, bool]:
    """Minutes for this group, and whether the activity was trimmed to the time there is."""
    people = wanted.people or PEOPLE_ASSUMED
    whole = activity.minutes(people)
    if wanted.minutes is None or whole <= wanted.minutes:
        return whole, False
    short = activity.minutes(people, short=True)
    return (short, True) if short <= wanted.minutes else (whole, False)


def _unmet(
    activity: Activity, wanted: Constraints, minutes: int, done: frozenset[str]
) -> Iterator[str]:
    yield from _frame(activity, wanted, minutes)
    yield from _kind(activity, wanted)
    yield from _rhythm(activity, wanted)
    yield from _comfort(activity, wanted)
    for use in sorted(wanted.avoid & _uses(activity)):
        yield f"uses {use.replace('_', ' ')}"
    for need in sorted(wanted.needs):
        if not serves(activity, need, wanted.modality):
            yield f"does not work for: {need.replace('_', ' ')}"
    if activity.mechanic in done:
        yield "is what the group has just done, or the same under another name"


def _frame(activity: Activity, wanted: Constraints, minutes: int) -> Iterator[str]:
    """Time, head-count, format and place in the session."""
    group = activity.group
    if wanted.minutes is not None and minutes > wanted.minutes:
        yield f"takes {minutes} minutes; there are {wanted.minutes}"
    if wanted.people is not None and wanted.people < group.min:
        yield f"needs at least {group.min} people"
    if wanted.people is not None and group.max is not None and wanted.people > group.max:
        yield f"works up to {group.max} people"
    if wanted.modality is not None and wanted.modality not in activity.modality:
        yield f"does not work {IN_WHICH_FORMAT[wanted.modality]}"
    if wanted.moment is not None and wanted.moment not in activity.moments:
        yield f"does not belong {AT_WHICH_MOMENT[wanted.moment]}"


def _kind(activity: Activity, wanted: Constraints) -> Iterator[str]:
    if wanted.kinds and wanted.kinds.isdisjoint({activity.kind, *activity.also}):
        yield "is another kind of activity"
    if bool(wanted.ritual) and activity.ritual is None:
        yield "is not a ritual"


def _comfort(activity: Activity, wanted: Constraints) -> Iterator[str]:
    """What is asked of people: closeness, sharing, movement, money, preparation."""
    if wanted.familiarity is not None and _familiarity(activity) > wanted.familiarity:
        yield "asks for people who know each other better"
    if wanted.deepest is not None and activity.disclosure > wanted.deepest:
        yield "asks for more sharing than you want"
    if wanted.familiarity is not None and activity.disclosure > ceiling(activity, wanted):
        yield "asks for more sharing than a group at this point should be asked for"
    if wanted.most_movement is not None and activity.movement > wanted.most_movement:
        yield "asks for more movement than you want"
    if _cost(activity) > _cost_allowed(wanted):
        yield "costs money"
    if wanted.no_preparation and (activity.prep_minutes > 5 or activity.lead_days):
        yield "has to be prepared"


def _rhythm(activity: Activity, wanted: Constraints) -> Iterator[str]:
    ritual = activity.ritual
    if wanted.cadence is not None and (ritual is None or ritual.cadence != wanted.cadence):
        yield f"does not run {wanted.cadence.replace('_', ' ')}"
    if wanted.occasion is not None and not _is_for(activity, wanted.occasion):
        yield f"is not for this occasion: {wanted.occasion.replace('_', ' ')}"


def _is_for(activity: Activity, occasion: str) -> bool:
    if activity.ritual is not None and activity.ritual.occasion == occasion:
        return True
    return activity.kind in KINDS_OF_OCCASION.get(occasion, frozenset())


def _cautious(activity: Activity, wanted: Constraints) -> Iterator[str]:
    occasion = _names_occasion(wanted)
    if wanted.familiarity is None and _familiarity(activity) > FAMILIARITY_ASSUMED:
        yield "familiarity"
    if wanted.familiarity is None and activity.disclosure > ceiling(activity, wanted) + occasion:
        yield "sharing"
    if wanted.most_movement is None and activity.movement > MOVEMENT_ASSUMED + occasion:
        yield "movement"
    if wanted.most_cost is None and _cost(activity) > 0:
        yield "cost"
    if activity.kind in ON_OCCASION and not occasion:
        yield "occasion"
    if activity.ritual is not None and not wanted.ritual and not occasion:
        yield "ritual"
    if set(activity.moments) == {Moment.BETWEEN} and wanted.moment is None and not occasion:
        yield "between sessions"
    if set(activity.moments) == {Moment.CLOSING} and wanted.moment is None and not wanted.kinds:
        yield "closing"
    if set(activity.modality) == {Modality.ASYNC} and wanted.modality is None and not occasion:
        yield "not in a session"


def _names_occasion(wanted: Constraints) -> bool:
    """Whether something special is to be marked, which asks for more than a step of a session."""
    special = wanted.occasion not in (None, "session_open", "session_close")
    return special or not wanted.kinds.isdisjoint(ON_OCCASION)


def ceiling(activity: Activity, wanted: Constraints) -> int:
    """The deepest disclosure this group should be asked for (DOMAIN 3.3).

    Strangers and mixed groups: a preference or a work fact; one deeper in pairs or small groups
    with a free choice. Acquainted: work experience; close: personal stories. One less where
    ranks are mixed.
    """
    familiarity = FAMILIARITY_ASSUMED if wanted.familiarity is None else wanted.familiarity
    base = {
        Familiarity.STRANGERS: 1,
        Familiarity.MIXED: 1,
        Familiarity.ACQUAINTED: 2,
        Familiarity.CLOSE: 3,
    }[familiarity]
    sheltered = activity.audience != "plenary" and activity.depth_choice != "fixed"
    if sheltered and familiarity in (Familiarity.MIXED, Familiarity.ACQUAINTED):
        base += 1
    if Need.MIXED_RANKS in wanted.needs:
        base -= 1
    return max(base, 0)


def serves(activity: Activity, need: Need, modality: Modality | None) -> bool:
    """Whether the activity works for somebody with this need."""
    if need in activity.not_for:
        return False
    if need is Need.NO_BUDGET:
        return activity.cost is Level.NONE
    if need is Need.GRIEVING:
        return activity.kind not in (Kind.ENERGIZER, Kind.CELEBRATION)
    if need is Need.LARGE_GROUP:
        return activity.minutes(LARGE_GROUP) <= 1.5 * activity.minutes(PEOPLE_ASSUMED) and (
            activity.group.max is None or activity.group.max >= LARGE_GROUP
        )
    if need is Need.NEWCOMERS:
        return activity.newcomer_fit >= 1
    if need in NEEDS_A_LINE and not _is_beside_the_point(activity, need, modality):
        return need in activity.adaptations or IMPLIED.get(need) in activity.adaptations
    return True


def _is_beside_the_point(activity: Activity, need: Need, modality: Modality | None) -> bool:
    """A camera does not matter in a room, nor to people who write when it suits them."""
    offline = {Modality.IN_PERSON, Modality.ASYNC}
    places = {modality} if modality else set(activity.modality)
    return need in ONLY_ONLINE and places <= offline


def _uses(activity: Activity) -> frozenset[Use]:
    """What the activity uses, with what its figures say beside its list."""
    implied = {Use.MOVING} if activity.movement >= 2 else set()
    implied |= {Use.PAIRS} if activity.group.subgroup == 2 else set()
    implied |= {Use.SMALL_GROUPS} if (activity.group.subgroup or 0) > 2 else set()
    return frozenset(activity.uses) | implied


def _familiarity(activity: Activity) -> Familiarity:
    return Familiarity[activity.familiarity_min.upper()]


def _cost(activity: Activity) -> int:
    return COSTS.index(activity.cost)


def _cost_allowed(wanted: Constraints) -> int:
    return len(COSTS) if wanted.most_cost is None else COSTS.index(wanted.most_cost)


KINDS_OF_OCCASION: dict[str, frozenset[Kind]] = {
    "session_open": frozenset({Kind.OPENING, Kind.ICEBREAKER}),
    "session_close": frozenset({Kind.CLOSING}),
    "join": frozenset({Kind.ONBOARDING}),
    "first_contribution": frozenset({Kind.ONBOARDING, Kind.RECOGNITION}),
    "leave": frozenset({Kind.FAREWELL}),
    "birthday": frozenset({Kind.CELEBRATION}),
    "work_anniversary": frozenset({Kind.CELEBRATION}),
    "accomplishment": frozenset({Kind.CELEBRATION, Kind.RECOGNITION}),
    "loss": frozenset({Kind.REMEMBRANCE}),
    "gathering_meal": frozenset({Kind.GATHERING}),
    "outing": frozenset({Kind.GATHERING}),
    "new_name_or_sign": frozenset({Kind.ARTEFACT_MAKING}),
    "season_or_year_end": frozenset({Kind.MEMORY_CAPTURE, Kind.RECOGNITION}),
    "community_anniversary": frozenset({Kind.MEMORY_CAPTURE}),
    "celebration_of_craft": frozenset({Kind.AGENCY}),
    "setback": frozenset({Kind.STORY}),
}
"""Kinds of single activities that suit an occasion; rituals name their own."""
