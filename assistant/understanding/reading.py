"""A turn, read: its words, and the cues found in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .clock import clock_spans
from .language import Language, Vocabulary
from .numbers import value
from .phrases import Found, longest
from .splitting import split
from .words import Word, join

SEVERAL = 5
"""From how many on a bare number of people is a head-count and no part of the group."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one turn."""

    text: str
    words: tuple[Word, ...]
    cues: Mapping[str, tuple[Found, ...]]

    def of(self, group: str) -> tuple[Found, ...]:
        """The cues of a group, in order of place."""
        return self.cues.get(group, ())

    def has(self, group: str, value: str | None = None) -> bool:
        """Whether a group, or one value of it, is in the turn."""
        return any(value is None or cue.value == value for cue in self.of(group))

    def sentence(self, at: int) -> int:
        """Which sentence a word is in, counted from one."""
        return sum(word.gap == "." for word in self.words[: at + 1])

    def numbers(self, cue: Found) -> list[float]:
        return [word.number for word in self.words[cue.start : cue.end] if word.number is not None]

    def source(self, start: int, end: int) -> str:
        """The turn's own text from one word up to another."""
        if start >= end:
            return ""
        return self.text[self.words[start].start : self.words[end - 1].end]


def read(text: str, language: Language) -> Reading:
    """Find every cue in a text."""
    vocabulary = language.words
    words = value(split(text, vocabulary), vocabulary)
    words = _collapsed(words, clock_spans(words, vocabulary))
    words = _keyed(words, vocabulary)
    words = _collapsed(words, _amounts(words, language))
    found = language.cues.find(words, clause_starts(words))
    groups: dict[str, list[Found]] = {}
    for cue in found:
        groups.setdefault(cue.group, []).append(cue)
    cues = {group: tuple(longest(members)) for group, members in groups.items()}
    return Reading(text, tuple(words), cues)


def clause_starts(words: Sequence[Word]) -> frozenset[int]:
    """The words that begin a clause: after a break, and after the filler that opens one."""
    starts: set[int] = set()
    for at, word in enumerate(words):
        after_filler = at - 1 in starts and "<filler>" in words[at - 1].keys
        if word.gap or after_filler:
            starts.add(at)
    return frozenset(starts)


def _amounts(words: Sequence[Word], language: Language) -> list[tuple[int, int, Word]]:
    """Lengths of time and dates, each with the word that takes its place."""
    spans: list[tuple[int, int, Word]] = []
    at = 0
    for cue in sorted(
        language.amounts.find(words, frozenset()), key=lambda cue: (cue.start, -cue.length)
    ):
        if cue.start < at:
            continue
        inside = words[cue.start : cue.end]
        one = replace(join(inside), number=None, keys=(f"<{cue.group}>",))
        if cue.group == "duration":
            numbers = [word.number for word in inside if word.number is not None]
            one = replace(one, seconds=language.formulas[int(cue.value)].of(numbers))
        spans.append((cue.start, cue.end, one))
        at = cue.end
    return spans


def _collapsed(words: list[Word], spans: Iterable[tuple[int, int, Word]]) -> list[Word]:
    """The words with each span replaced by its one word."""
    result: list[Word] = []
    at = 0
    for start, end, one in spans:
        result += [*words[at:start], one]
        at = end
    return [*result, *words[at:]]


def _keyed(words: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words with the names under which phrases may call for them."""
    shouted = _mostly_capital(words)
    keyed: list[Word] = []
    for word in words:
        keys = word.keys or _keys(word, vocabulary, shouted=shouted)
        titled = bool(keyed) and "<title>" in keyed[-1].keys and not word.gap
        if titled and word.text not in vocabulary.known and "<name>" not in keys:
            keys = (*keys, "<name>")
        keyed.append(replace(word, keys=keys))
    return keyed


def _keys(word: Word, vocabulary: Vocabulary, *, shouted: bool) -> tuple[str, ...]:
    keys = vocabulary.keys(word.text)
    if vocabulary.gibberish.fullmatch(word.text):
        keys = (*keys, "<gibberish>")
    if word.number is not None:
        return (*keys, "<n>", "<several>" if word.number >= SEVERAL else "<few>")
    capital = word.capital and word.gap != "." and not shouted and word.text not in vocabulary.known
    if word.text in vocabulary.names or capital:
        return (*keys, "<name>")
    return keys


def _mostly_capital(words: Sequence[Word]) -> bool:
    """Whether capitals tell nothing, because nearly every word has one."""
    inside = [word for word in words if word.gap != "." and word.text[0].isalpha()]
    return len(inside) > 2 and sum(word.capital for word in inside) * 2 > len(inside)
