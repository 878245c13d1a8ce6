"""Text -> words: lower case, contractions opened, known misspellings mended."""

import re

from .language import Vocabulary
from .words import Word

PIECE = re.compile(
    r"\bf2f\b|w/o?(?=\s|\d)|[ap]\.m\b\.?|\+(?=\s*\d)|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[½¼¾]|['’′]|[.,;:=!?…()\[\]\"“”/\-–—>&]|\n"
)
HARD = frozenset(".?!…\n")
POSSESSIVE, NEGATED = "'s", "n't"
SHORTEST_MENDED = 4
"""Letters; shorter words are too easily mistaken."""


def split(text: str, vocabulary: Vocabulary) -> list[Word]:
    """The words of a text in order, unnumbered and without keys."""
    words: list[Word] = []
    gap = "."
    previous_end = 0
    for piece in PIECE.finditer(text):
        raw = piece.group()
        if raw[0].isalnum() or raw in vocabulary.same:
            words += _opened(piece, gap, vocabulary)
            gap = ""
        elif raw in "'’′":
            if words and words[-1].text.isdigit() and piece.start() == previous_end:
                words.append(Word(vocabulary.same["′"], piece.start(), piece.end()))
        elif raw in "-–" and _joins(text, piece.start()):
            if words and text[piece.end() : piece.end() + 2].strip()[:1].isdecimal():
                words.append(Word(vocabulary.same["–"], piece.start(), piece.end()))
        else:
            gap = _wider(gap, raw)
        previous_end = piece.end()
    return words


def _joins(text: str, at: int) -> bool:
    """Whether the dash at this place ties what stands on both sides of it."""
    before, after = text[max(at - 2, 0) : at], text[at + 1 : at + 3]
    if before[-1:].isalnum() and after[:1].isalnum():
        return True
    return before.strip()[-1:].isdecimal() and after.strip()[:1].isdecimal()


def _wider(gap: str, raw: str) -> str:
    if gap == "." or raw in HARD:
        return "."
    return ":" if raw in ":=" else ","


def _opened(piece: re.Match[str], gap: str, vocabulary: Vocabulary) -> list[Word]:
    """One word, or the two that a contraction stands for."""
    raw, start, end = piece.group(), piece.start(), piece.end()
    text = raw.lower().replace("’", "'")
    capital = raw[0].isupper()
    stem, tail = _contraction(text, vocabulary)
    stem = _mended(stem, vocabulary)
    first, *rest = stem.split()
    cut = start + len(stem) if tail and len(stem) < len(raw) else end
    words = [Word(first, start, cut, capital, gap)]
    words += [Word(word, start, cut) for word in rest]
    if tail:
        words.append(Word(tail, cut, end))
    return words


def _contraction(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The two parts of "isn't", "we're" or "Rosa's"; the second is empty for other words."""
    if "'" not in text or text in vocabulary.same:
        return vocabulary.same.get(text, text), ""
    stem, _, tail = text.rpartition("'")
    if tail == POSSESSIVE[1:] and stem not in vocabulary.before_is:
        return stem, POSSESSIVE
    if tail == NEGATED[-1] and stem.endswith(NEGATED[0]):
        stem = stem[:-1]
    return stem, vocabulary.tails.get(tail, "")


def _mended(word: str, vocabulary: Vocabulary) -> str:
    if word in vocabulary.known or len(word) < SHORTEST_MENDED or not word.isalpha():
        return word
    return vocabulary.spelling.nearest(word) or word
