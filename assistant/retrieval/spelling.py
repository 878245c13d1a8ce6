"""Slips of the keyboard -> the word that was meant.

A word is corrected only if neither the passages nor the language model's vocabulary know it,
and only by one edit that keeps its first letter; a word the passages use is preferred. All
candidates are generated from the misspelt word, so no list of the passages' words is kept.
"""

from collections.abc import Callable, Iterator, Mapping
from string import ascii_lowercase

from .terms import WORD, stop_words, words

SHORTEST = 5
"""Shorter words have too many neighbours to guess among."""


def correct(
    text: str, *, frequency: Callable[[str], int], vocabulary: Callable[[], Mapping[str, int]]
) -> str:
    """`text` with corrected words.

    `frequency` counts the passages that use a word; `vocabulary` gives the known words of the
    language, each with its rank, the commonest lowest. It is asked for only when needed.
    """
    for found in reversed(list(WORD.finditer(text))):
        [word] = words(found.group()) or [""]
        if len(word) < SHORTEST or not word.isalpha() or word in stop_words():
            continue
        if frequency(word) or word in vocabulary():
            continue
        if better := _nearest(word, frequency, vocabulary()):
            text = text[: found.start()] + better + text[found.end() :]
    return text


def _nearest(
    word: str, frequency: Callable[[str], int], vocabulary: Mapping[str, int]
) -> str | None:
    candidates = sorted(set(_edits(word)))
    used = max(candidates, key=lambda c: (frequency(c), c in vocabulary), default=None)
    if used and frequency(used):
        return used
    known = [candidate for candidate in candidates if candidate in vocabulary]
    return min(known, key=lambda c: vocabulary[c], default=None)


def _edits(word: str) -> Iterator[str]:
    """Every string one deletion, swap, change or insertion away that keeps the first letter."""
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
