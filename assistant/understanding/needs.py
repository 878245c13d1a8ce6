"""What somebody in the room needs, and what a facilitator rules out."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ..models import Need, Use
from .negation import is_denied
from .phrases import Found
from .reading import Reading

T = TypeVar("T")
DENIALS = frozenset({"<not>", "<dislike>"})


@dataclass(frozen=True, slots=True)
class Ruled(Generic[T]):
    """What a turn puts in, and what it takes back."""

    in_force: frozenset[T] = frozenset()
    withdrawn: frozenset[T] = frozenset()


def needs(reading: Reading) -> Ruled[Need]:
    """The needs somebody has, and those nobody has after all."""
    told: dict[bool, set[Need]] = {True: set(), False: set()}
    for cue in reading.of("needs"):
        told[is_denied(cue, reading)].add(Need(cue.value))
    return Ruled(frozenset(told[False]), frozenset(told[True] - told[False]))


def uses(reading: Reading) -> Ruled[Use]:
    """What is ruled out, and what is allowed again."""
    banned = {Use(cue.value) for cue in reading.of("ban")}
    allowed = set()
    for cue in reading.of("use"):
        if _is_allowed(cue, reading):
            allowed.add(Use(cue.value))
        elif is_denied(cue, reading, DENIALS):
            banned.add(Use(cue.value))
    return Ruled(frozenset(banned - allowed), frozenset(allowed))


def _is_allowed(cue: Found, reading: Reading) -> bool:
    for other in reading.of("allow"):
        if other.value == "after" and other.start == cue.end:
            return not is_denied(cue, reading)
        if other.value == "before" and other.end == cue.start:
            return True
    return False
