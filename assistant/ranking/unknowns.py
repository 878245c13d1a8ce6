"""Is there one thing worth asking back?

Only what could change the choice is asked, and only once something useful has been given: for
each unknown in turn, what would come first is ranked again with every value it might have.
"""

from collections.abc import Sequence

from ..models import Activity, Familiarity, Hit, Modality, Ranked, TurnType, Understanding
from .suggesting import suggest

VALUES = {
    "modality": (Modality.IN_PERSON, Modality.REMOTE, Modality.HYBRID),
    "people": (5, 14, 40),
    "minutes": (5, 15),
    "familiarity": (Familiarity.STRANGERS, Familiarity.CLOSE),
}
"""Unknowns in the order of what matters most, with values far from each other."""


def worth_asking(
    activities: Sequence[Activity],
    understanding: Understanding,
    hits: Sequence[Hit],
    offered: Sequence[Ranked],
) -> str | None:
    """The first unknown with a value under which what comes first now would not be offered."""
    if understanding.turn is not TurnType.SUGGEST:
        return None
    first = offered[0].activity.id
    for field, values in VALUES.items():
        if getattr(understanding.constraints, field) is not None:
            continue
        for value in values:
            brief = understanding.constraints.model_copy(update={field: value})
            asked = understanding.model_copy(update={"constraints": brief})
            found, _ = suggest(activities, asked, hits)
            if first not in {item.activity.id for item in found}:
                return field
    return None
