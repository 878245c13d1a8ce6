"""Mends misspellings of the few words that understanding depends on."""

from collections.abc import Iterable


class Spelling:
    """Finds the listed word one slip away: a letter too many, too few, wrong or swapped."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._without: dict[str, list[str]] = {}
        for word in sorted(self._words):
            for shorter in _shorter(word):
                self._without.setdefault(shorter, []).append(word)

    def nearest(self, word: str) -> str | None:
        """The listed word that `word` is a slip of, or None; an inflection is no slip."""
        near = {
            candidate
            for key in (word, *_shorter(word))
            for candidate in (*self._without.get(key, ()), *self._listed(key))
            if _one_slip(word, candidate) and not _inflected(word, candidate)
        }
        return min(near) if len(near) == 1 else None

    def _listed(self, word: str) -> tuple[str, ...]:
        return (word,) if word in self._words else ()


def _shorter(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(len(word))]


def _one_slip(one: str, other: str) -> bool:
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True
    left, right = one[at:], other[at:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped


def _inflected(one: str, other: str) -> bool:
    """Whether the two differ in nothing but their endings."""
    return one[:-1] == other[:-1] or one.startswith(other) or other.startswith(one)
