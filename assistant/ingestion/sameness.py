"""Is it the same text twice, in two layouts?

Two files often hold one text: a page and its PDF, a table and its flattened copy. They count
as the same only if their words agree but for layout: a heading word here, a page footer there.
A replaced word, a number, or a whole sentence more is a different text, since a revised rule
differs from the old one by little else.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W_]+")
SENTENCE_END = re.compile(r"[.!?]")
SHINGLE = 6
LEAST_OVERLAP = 0.8
INSIDE, AT_ENDS = 1, 8
"""Words that layout may add in one place: a heading inside, a header or footer at an end."""


@dataclass(frozen=True)
class Wording:
    """A text as its bare words."""

    text: str

    @cached_property
    def tokens(self) -> list[re.Match[str]]:
        blanked = TAG.sub(lambda m: " " * len(m[0]), self.text.lower())
        return list(WORD.finditer(blanked))

    @cached_property
    def words(self) -> list[str]:
        return [token[0] for token in self.tokens]

    @cached_property
    def shingles(self) -> frozenset[int]:
        runs = zip(*(self.words[n:] for n in range(SHINGLE)), strict=False)
        return frozenset(hash(run) for run in runs)

    @property
    def digest(self) -> str:
        """SHA-256 of the words: equal for texts that differ in layout alone."""
        return hashlib.sha256(" ".join(self.words).encode()).hexdigest()


def is_same_text(one: Wording, other: Wording) -> bool:
    if one.words == other.words:
        return True
    shared = len(one.shingles & other.shingles)
    if shared < LEAST_OVERLAP * max(len(one.shingles), len(other.shingles), 1):
        return False
    return all(
        (a[0] == a[1] or b[0] == b[1]) and _is_layout(one, *a) and _is_layout(other, *b)
        for a, b in _differences(one, other)
    )


def _differences(
    one: Wording, other: Wording
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Word ranges that stand in one text and not in the other."""
    matcher = SequenceMatcher(None, one.words, other.words, autojunk=False)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag != "equal":
            yield (a_from, a_to), (b_from, b_to)


def _is_layout(wording: Wording, begin: int, end: int) -> bool:
    """Whether these words may be layout: few, no number, no sentence."""
    if begin == end:
        return True
    at_an_end = begin == 0 or end == len(wording.words)
    if end - begin > (AT_ENDS if at_an_end else INSIDE):
        return False
    stretch = wording.text[wording.tokens[begin].start() : wording.tokens[end - 1].end() + 1]
    return not SENTENCE_END.search(stretch) and not any(c.isdigit() for c in stretch)
