"""What one turn states about the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models import Energy, Familiarity, Kind, Level, Modality, Moment, Use
from . import limits, needs, subjects
from .language import Language
from .negation import FAR, NEAR, is_denied
from .phrases import Found
from .reading import Reading

Fields = Mapping[str, Any]
"""Constraints by the name of their field."""
LAST_WINS: Mapping[str, type] = {
    "moment": Moment,
    "occasion": str,
    "cadence": str,
    "lever": str,
    "familiarity": Familiarity,
    "deepest": int,
    "energy": Energy,
    "most_movement": int,
    "most_cost": Level,
}

SCALES = {
    "shorter": ("minutes", 0.6),
    "longer": ("minutes", 1.5),
    "minutes_half": ("minutes", 0.5),
    "minutes_double": ("minutes", 2.0),
    "people_half": ("people", 0.5),
    "people_double": ("people", 2.0),
}
GESTURES = 1
"""The most movement when standing or moving about is ruled out."""
STEPS = frozenset({Kind.ICEBREAKER, Kind.ENERGIZER})
"""Kinds that are a step of a session, and say nothing about the whole of it."""
SESSION_OCCASIONS = {Moment.OPENING: "session_open", Moment.CLOSING: "session_close"}


@dataclass(frozen=True, slots=True)
class Stated:
    """The changes one turn makes to what is known."""

    puts: Fields = field(default_factory=dict)
    """Values that replace earlier ones."""
    adds: Fields = field(default_factory=dict)
    """Members that join a set."""
    withdraws: Fields = field(default_factory=dict)
    """Members that leave a set."""
    unsays: frozenset[str] = frozenset()
    """Fields of which nothing is known any more."""
    more_people: int = 0
    bare: int | None = None
    """A number alone, which stands for whatever number was told last."""
    last_amount: str | None = None
    scales: Mapping[str, float] = field(default_factory=dict)
    """Fields whose earlier number is multiplied."""

    @property
    def anything(self) -> bool:
        changes = (self.puts, self.adds, self.withdraws, self.unsays, self.scales)
        return any(changes) or bool(self.more_people) or self.bare is not None


def stated(reading: Reading, language: Language, *, whole: bool) -> Stated:
    """Every constraint in a turn; `whole` when a whole session is asked for."""
    needed, used = needs.needs(reading), needs.uses(reading)
    puts = {
        "minutes": limits.minutes(reading, whole=whole),
        "people": limits.people(reading, language),
        "modality": _modality(reading),
        "no_preparation": _answer(reading, "no_preparation"),
        "topic": subjects.topic(reading),
        **_simple(reading),
    }
    adds = {
        "kinds": _kinds(reading),
        "needs": needed.in_force,
        "avoid": used.in_force,
        "done": subjects.done(reading),
    }
    withdraws = {"needs": needed.withdrawn, "avoid": used.withdrawn}
    if used.in_force & {Use.STANDING, Use.MOVING} and puts["most_movement"] is None:
        puts["most_movement"] = GESTURES
    unsays = {cue.value for cue in reading.of("unsaid")}
    if used.withdrawn & {Use.STANDING, Use.MOVING}:
        unsays.add("most_movement")
    if whole:
        puts["moment"] = None
        adds["kinds"] -= STEPS
    return Stated(
        puts={name: value for name, value in puts.items() if value is not None},
        adds={name: members for name, members in adds.items() if members},
        withdraws={name: members for name, members in withdraws.items() if members},
        unsays=frozenset(unsays),
        more_people=limits.more_people(reading),
        bare=limits.bare_number(reading),
        last_amount=limits.last_amount(reading),
        scales=dict(SCALES[cue.value] for cue in _scaling(reading)),
    )


def _scaling(reading: Reading) -> list[Found]:
    return [cue for cue in (*reading.of("edit"), *reading.of("scaled")) if cue.value in SCALES]


def _simple(reading: Reading) -> dict[str, Any]:
    """The fields in which the last thing said holds, and what rituals add to them."""
    said = {name: _last(reading, name) for name in LAST_WINS}
    said["ritual"] = _answer(reading, "ritual")
    if said["cadence"] == "once":
        return {**said, "cadence": None, "ritual": False}
    if said["cadence"] and not (said["ritual"] or reading.has("repeated")):
        said["cadence"] = None
    if said["cadence"]:
        said["ritual"] = True
    if said["ritual"] and not said["occasion"]:
        said["occasion"] = SESSION_OCCASIONS.get(said["moment"])
    return said


def _last(reading: Reading, name: str) -> Any:
    reach = NEAR if name == "moment" else FAR
    told = [cue.value for cue in reading.of(name) if not is_denied(cue, reading, reach=reach)]
    if not told:
        return None
    kind = LAST_WINS[name]
    return Familiarity[told[-1].upper()] if kind is Familiarity else kind(told[-1])


def _answer(reading: Reading, name: str) -> bool | None:
    """Yes, no or nothing said; a denied yes is a no."""
    told = [(cue.value == "yes") != is_denied(cue, reading) for cue in reading.of(name)]
    return told[-1] if told else None


def _kinds(reading: Reading) -> frozenset[Kind]:
    told = (
        cue
        for cue in reading.of("kinds")
        if not is_denied(cue, reading, deniers=needs.DENIALS, reach=NEAR)
    )
    return frozenset(Kind(cue.value) for cue in told)


def _modality(reading: Reading) -> Modality | None:
    """Where people are; some here and some there is hybrid, whatever else is named."""
    told = [Modality(cue.value) for cue in reading.of("modality") if not is_denied(cue, reading)]
    if not told:
        return None
    if Modality.HYBRID in told:
        return Modality.HYBRID
    both = {Modality.REMOTE, Modality.IN_PERSON} <= set(told)
    return Modality.HYBRID if both and reading.has("partly") else told[-1]
