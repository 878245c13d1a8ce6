"""A word of a turn, and a clause of words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place in the text and what came between it and the word before."""

    text: str
    start: int
    end: int
    capital: bool = False
    gap: str = ""
    """Empty, "," or ":" for a soft break, "." for the end of a sentence."""
    number: float | None = None
    seconds: float | None = None
    """Set when the word is a length of time."""
    keys: tuple[str, ...] = ()
    """Under which names phrases may call for this word."""


def join(words: Sequence[Word]) -> Word:
    """Several words as one."""
    first, last = words[0], words[-1]
    return replace(first, text=" ".join(word.text for word in words), end=last.end)
