"""Is it the same text twice, in two layouts?

Two files often hold one text: a page and its PDF, a table and its flattened copy. They count
as the same only if their words agree but for layout: a heading here, a page header there. Any
word within a sentence, a list item, a number, or a word that says what has become of the text
("cancelled") makes it another text, since a revised rule differs from the old one by little
else. A text kept twice does no harm; one that is dropped is lost.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from heapq import nsmallest
from importlib.resources import files

TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
WORD = re.compile(r"[^\W_]+")
LIST_ITEM = re.compile(r"\s*(?:[-*+•▪◦]|\(?\w{1,3}[.)])\s")
HEADING = re.compile(r"\s*#+\s")
SENTENCE = re.compile(r"[.!?:;|]")
LINK_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to"})
SHINGLE = 6
LEAST_OVERLAP = 0.8
SKETCH = 64
INSIDE, AT_ENDS = 1, 8
"""Words that layout may add in one place: a heading inside, a header or footer at an end."""


@dataclass(frozen=True)
class Wording:
    """A text as its bare words."""

    text: str

    @cached_property
    def tokens(self) -> list[re.Match[str]]:
        """The words where they stand in the text."""
        return list(WORD.finditer(self._untagged))

    @cached_property
    def words(self) -> list[str]:
        return [word.lower() for word in WORD.findall(self._untagged)]

    @cached_property
    def shingles(self) -> frozenset[int]:
        runs = zip(*(self.words[n:] for n in range(SHINGLE)), strict=False)
        return frozenset(hash(run) for run in runs)

    @property
    def sketch(self) -> frozenset[int]:
        """A sample of the shingles: texts that share most of these share most of those."""
        return frozenset(nsmallest(SKETCH, self.shingles))

    @property
    def digest(self) -> str:
        """SHA-256 of the words: equal for texts that differ in layout alone."""
        return hashlib.sha256(" ".join(self.words).encode()).hexdigest()

    @property
    def _untagged(self) -> str:
        return TAG.sub(lambda tag: " " * len(tag[0]), self.text)


def may_be_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts with these sketches are worth a comparison."""
    return len(one & other) * 3 > min(len(one), len(other))


def is_same_text(one: Wording, other: Wording) -> bool:
    return differences(one, other) is not None


def differences(one: Wording, other: Wording) -> tuple[str, ...] | None:
    """What layout has added to either text; None if more than layout differs."""
    if one.words == other.words:
        return ()
    shared = len(one.shingles & other.shingles)
    if shared < LEAST_OVERLAP * max(len(one.shingles), len(other.shingles), 1):
        return None
    added = [*_added(one, other)]
    if not all(stretch.is_layout for stretch in added):
        return None
    return tuple(stretch.said for stretch in added)


@dataclass(frozen=True)
class _Stretch:
    """A range of words that stand in one of two texts, and what the other has instead."""

    wording: Wording
    begin: int
    end: int
    instead: int = 0

    @property
    def said(self) -> str:
        return " ".join(self.wording.words[self.begin : self.end])

    @property
    def is_layout(self) -> bool:
        return not self.instead and _is_layout(self.wording, self.begin, self.end)


def _added(one: Wording, other: Wording) -> Iterator[_Stretch]:
    """What stands in one text and not in the other."""
    matcher = SequenceMatcher(None, one.words, other.words, autojunk=False)
    for tag, begin, end, other_begin, other_end in matcher.get_opcodes():
        if tag == "insert":
            yield _Stretch(other, other_begin, other_end)
        elif tag != "equal":
            yield _Stretch(one, begin, end, instead=other_end - other_begin)


def _is_layout(wording: Wording, begin: int, end: int) -> bool:
    """Whether these words are a heading, header or footer: lines of their own, like a title."""
    at_an_end = begin == 0 or end == len(wording.words)
    if end - begin > (AT_ENDS if at_an_end else INSIDE):
        return False
    tokens = wording.tokens
    before = wording.text[tokens[begin - 1].end() : tokens[begin].start()] if begin else "\n\n"
    after = wording.text[tokens[end - 1].end() :]
    after = after[: tokens[end].start() - tokens[end - 1].end()] if end < len(tokens) else "\n\n"
    stretch = wording.text[tokens[begin].start() : tokens[end - 1].end()]
    if "\n" not in before or "\n" not in after or SENTENCE.search(stretch + after):
        return False
    line = before.rpartition("\n")[2] + stretch
    if LIST_ITEM.match(line):
        return False
    return _is_title(tokens[begin:end]) and (at_an_end or _is_marked(line, before, after))


def _is_title(tokens: list[re.Match[str]]) -> bool:
    words = [token[0] for token in tokens]
    return all(
        word.isalpha()
        and (word[0].isupper() or word in LINK_WORDS)
        and word.lower() not in _statuses()
        for word in words
    )


def _is_marked(line: str, before: str, after: str) -> bool:
    """Whether a word inside the text is a heading beyond doubt."""
    alone = before.count("\n") > 1 and after.count("\n") > 1
    return bool(HEADING.match(line)) or (alone and line.strip().isupper())


@cache
def _statuses() -> frozenset[str]:
    return frozenset((files("assistant.ingestion") / "statuses.txt").read_text("utf-8").split())
