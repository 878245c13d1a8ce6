"""Text -> search terms: lower case, no stop words, stemmed."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import normalize

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
LOOSE_MARK = re.compile("[\u0300-\u036f]")
"""An accent that belongs to no letter of its own, as in a lower-case İ; it would end a word."""


@cache
def stop_words() -> frozenset[str]:
    return frozenset((files("assistant.retrieval") / "stopwords.txt").read_text("utf-8").split())


def words(text: str) -> list[str]:
    """Lower-case words without apostrophe endings, however their accents are encoded."""
    return [_bare(word) for word in WORD.findall(_folded(text))]


def terms(text: str) -> list[str]:
    """Stems of the words that say something, in order, repeats kept."""
    stop = stop_words()
    return [stem(word) for word in words(text) if word not in stop]


def content_words(text: str) -> list[str]:
    """The words that say something, unstemmed."""
    stop = stop_words()
    return [word for word in words(text) if word not in stop]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Porter's second English stemmer (snowballstem.org)."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("english")


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return LOOSE_MARK.sub("", normalize("NFKC", text.lower()))


def _bare(word: str) -> str:
    word = word.replace("’", "'")
    return word.removesuffix("'s") if word.endswith("'s") else word
