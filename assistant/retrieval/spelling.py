"""Slips of the keyboard -> the word that was meant.

A word is corrected only if neither the passages nor the language model's vocabulary know it,
and only by one edit that keeps its first letter. A word the passages use may be any such edit
away; one that only the vocabulary knows must be a slip that fingers make, since many a rarer
word (darning, vegan) stands one letter beside a common one. All candidates are generated from
the misspelt word, so no list of the passages' words is kept.
"""

from collections.abc import Callable, Iterator, Mapping
from string import ascii_lowercase
from unicodedata import normalize

from .terms import WORD, stop_words, words

SHORTEST = 5
"""Shorter words have too many neighbours to guess among."""
SHORTEST_SLIP = 6
VOWELS = frozenset("aeiou")
INFLECTIONS = ("s", "es", "d", "ed", "ing")
SENTENCE_ENDS = (".", "!", "?", ":")

Vocabulary = Mapping[str, int]


def correct(
    text: str, *, frequency: Callable[[str], int], vocabulary: Callable[[], Vocabulary]
) -> str:
    """`text` with corrected words.

    `frequency` counts the passages that use a word; `vocabulary` gives the known words of the
    language, each with its rank, the commonest lowest. It is asked for only when needed.
    """
    text = normalize("NFC", text)
    for found in reversed(list(WORD.finditer(text))):
        word = "".join(words(found.group()))
        if len(word) < SHORTEST or not word.isalpha() or word in stop_words():
            continue
        if frequency(word) or not _forms(word).isdisjoint(vocabulary()):
            continue
        better = _used(word, frequency, vocabulary())
        if better is None and not _is_name(text, found.start()):
            better = _meant(word, vocabulary())
        if better:
            text = text[: found.start()] + better + text[found.end() :]
    return text


def _forms(word: str) -> frozenset[str]:
    """The word and what it may be an inflection of."""
    bases = {word, *(word.removesuffix(ending) for ending in INFLECTIONS)}
    return frozenset({*bases, *(f"{base}e" for base in bases)})


def _is_name(text: str, start: int) -> bool:
    """Capitalised where a sentence does not begin; of a text all in capitals, no word is."""
    before = text[:start].rstrip()
    begins = not before or before.endswith(SENTENCE_ENDS)
    return text[start].isupper() and not begins and not text.isupper()


def _used(word: str, frequency: Callable[[str], int], vocabulary: Vocabulary) -> str | None:
    best = max(sorted(set(_edits(word))), key=lambda c: (frequency(c), c in vocabulary))
    return best if frequency(best) else None


def _meant(word: str, vocabulary: Vocabulary) -> str | None:
    if len(word) < SHORTEST_SLIP:
        return None
    known = sorted(set(_slips(word)) & vocabulary.keys())
    return min(known, key=lambda candidate: vocabulary[candidate], default=None)


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


def _slips(word: str) -> Iterator[str]:
    """Two letters swapped, one left out, one too many of a double, or the wrong vowel."""
    for at in range(1, len(word)):
        head, here, tail = word[:at], word[at], word[at + 1 :]
        yield from (head + letter + here + tail for letter in ascii_lowercase)
        if here == head[-1]:
            yield head + tail
        if here in VOWELS:
            yield from (head + letter + tail for letter in VOWELS - {here})
        if tail:
            yield head + tail[0] + here + tail[1:]
