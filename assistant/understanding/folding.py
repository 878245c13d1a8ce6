"""Carries what was said over from turn to turn; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models import Constraints, Energy
from .stated import Stated

SETS = ("kinds", "needs", "avoid", "done")
OF_THE_GROUP = frozenset(
    {
        "people", "modality", "familiarity", "deepest", "most_movement", "most_cost",
        "needs", "avoid", "done",
    }
)  # fmt: skip
"""Facts about the group and its limits; they outlive the request they were told with."""
SHORTER, LONGER = 0.6, 1.5


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the session so far."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    last_amount: str = "minutes"
    """The field that the last number was about."""
    before: "Known | None" = None
    """What was known before the last turn that changed anything."""

    def constraints(self) -> Constraints:
        return Constraints(**self.fields)


def fold(known: Known, turn: Stated) -> Known:
    """What is known after a turn."""
    fields = {name: value for name, value in known.fields.items() if name not in turn.unsays}
    fields |= turn.puts
    for name in SETS:
        members = fields.get(name, frozenset()) | turn.adds.get(name, frozenset())
        fields[name] = members - turn.withdraws.get(name, frozenset())
    if turn.more_people and "people" in fields:
        fields["people"] += turn.more_people
    if turn.length and "minutes" in fields and "minutes" not in turn.puts:
        fields["minutes"] = _scaled(fields["minutes"], turn.length)
    last = turn.last_amount or known.last_amount
    if turn.bare:
        fields[last] = turn.bare
    return Known(fields, last, known)


def only_group(known: Known) -> Known:
    """What outlives a request when another begins."""
    kept = {name: value for name, value in known.fields.items() if name in OF_THE_GROUP}
    return Known(kept, "minutes", known)


def _scaled(minutes: int, length: str) -> int:
    return max(1, round(minutes * (SHORTER if length == "shorter" else LONGER)))
