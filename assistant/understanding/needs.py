"""What somebody in the room needs, and what a facilitator rules out."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ..models import Need, Use
from .negation import is_denied
from .phrases import Found
from .reading import Reading

T = TypeVar("T")
BREAKS = frozenset({"<break>", "for"})
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
        denied = is_denied(cue, reading, breaks=BREAKS) or _is_gone(cue, reading)
        denied = denied or _is_revoked(cue, reading)
        told[denied].add(Need(cue.value))
    told[True] |= {Need(cue.value) for cue in reading.of("met")}
    return Ruled(frozenset(told[False] - told[True]), frozenset(told[True]))


def uses(reading: Reading) -> Ruled[Use]:
    """What is ruled out, and what is allowed again."""
    banned = {Use(cue.value) for cue in reading.of("ban")}
    allowed = set()
    for cue in reading.of("use"):
        if _is_allowed(cue, reading) or _is_revoked(cue, reading):
            allowed.add(Use(cue.value))
        elif is_denied(cue, reading, deniers=DENIALS, breaks=BREAKS):
            banned.add(Use(cue.value))
    banned -= {Use(cue.value) for cue in reading.of("ban") if _is_revoked(cue, reading)}
    return Ruled(frozenset(banned - allowed), frozenset(allowed))


def _is_gone(cue: Found, reading: Reading) -> bool:
    """Whether whoever has the need will not be there after all."""
    return any(0 <= other.start - cue.end <= 1 for other in reading.of("gone"))


def _is_revoked(cue: Found, reading: Reading) -> bool:
    """Whether the turn takes back what was said of this before."""
    return any(0 <= cue.start - other.end <= 1 for other in reading.of("revoked"))


def _is_allowed(cue: Found, reading: Reading) -> bool:
    for other in reading.of("allow"):
        if other.value == "after" and other.start == cue.end:
            return not is_denied(cue, reading)
        if other.value == "before" and other.end == cue.start:
            return True
    return False
