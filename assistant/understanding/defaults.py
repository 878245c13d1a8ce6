"""Which defaults are taken because nothing was said, told as sentences."""

from collections.abc import Mapping

from ..models import Constraints, Familiarity, Need


def assumed(constraints: Constraints, sentences: Mapping[str, str]) -> tuple[str, ...]:
    """One sentence for each default; the fields themselves stay unset."""
    needs = constraints.needs
    missing = {
        "people": constraints.people is None and Need.LARGE_GROUP not in needs,
        "familiarity": constraints.familiarity is None,
        "ranks": Need.MIXED_RANKS not in needs,
        "newcomers": Need.NEWCOMERS not in needs
        and constraints.familiarity is not Familiarity.STRANGERS,
        "deepest": constraints.deepest is None,
        "movement": constraints.most_movement is None,
        "cost": constraints.most_cost is None,
    }
    return tuple(sentences[name] for name, taken in missing.items() if taken)
