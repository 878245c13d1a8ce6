"""Carries what was said over from turn to turn; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models import Constraints
from .stated import Stated

SETS = ("kinds", "needs", "avoid", "done")
OF_THE_GROUP = frozenset(
    {
        "people", "modality", "familiarity", "deepest", "most_movement", "most_cost",
        "needs", "avoid", "done",
    }
)  # fmt: skip
"""Facts about the group and its limits; they outlive the request they were told with."""


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


def fold(known: Known, turn: Stated, *, whole: bool) -> Known:
    """What is known after a turn; of a `whole` session, a number alone tells the minutes."""
    fields = {name: value for name, value in known.fields.items() if name not in turn.unsays}
    fields |= turn.puts
    for name in SETS:
        members = fields.get(name, frozenset()) | turn.adds.get(name, frozenset())
        fields[name] = members - turn.withdraws.get(name, frozenset())
    if turn.more_people and "people" in fields:
        fields["people"] = max(1, fields["people"] + turn.more_people)
    for name, factor in turn.scales.items():
        if name in fields and name not in turn.puts:
            fields[name] = max(1, round(fields[name] * factor))
    last = turn.last_amount or known.last_amount
    if turn.bare:
        fields["minutes" if whole else last] = turn.bare
    return Known(fields, last, known)


def only_group(known: Known, *, topic: bool) -> Known:
    """What outlives a request when another begins; the `topic` too, if that builds on the first."""
    outlive = OF_THE_GROUP | {"topic"} if topic else OF_THE_GROUP
    kept = {name: value for name, value in known.fields.items() if name in outlive}
    return Known(kept, "minutes", known)
