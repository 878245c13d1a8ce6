"""Which of the things on the table a turn points to: "the second", "the weather one"."""

from collections.abc import Mapping, Sequence

from .language import Vocabulary
from .reading import Reading

ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "former": 0, "top": 0, "second": 1, "2nd": 1, "two": 1,
    "middle": 1, "third": 2, "3rd": 2, "three": 2, "last": -1, "latter": -1, "bottom": -1,
}  # fmt: skip
LED_BY = frozenset(
    {"the", "number", "option", "your", "no", "or", "and", "#", "suggestion", "idea"}
)
BARE = frozenset({"first", "second", "third", "latter", "former"})
"""Ordinals that point even with nothing before them."""
COUNTS = frozenset({"one", "two", "three"})
"""Numerals, which point only after "number" or "option"."""


def pointed_at(
    reading: Reading, offered: Sequence[str], titles: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Ids of those meant, in the order named; empty if the turn names none of them."""
    places = dict.fromkeys((*_by_place(reading, len(offered)), *_by_name(
        reading, [titles.get(item, "") for item in offered], vocabulary
    )))  # fmt: skip
    return tuple(offered[place] for place in places)


def place_named(reading: Reading, many: int) -> int | None:
    """The place of the first item named by its place, of so many."""
    return next(iter(_by_place(reading, many)), None)


def _by_place(reading: Reading, many: int) -> list[int]:
    words = reading.words
    found = []
    for at, word in enumerate(words):
        place = ORDINALS.get(word.text)
        if place is None and word.number is not None and _led(at, reading, {"number", "option"}):
            place = int(word.number) - 1
        if place is None:
            continue
        needs = {"number", "option"} if word.text in COUNTS else LED_BY
        if word.text not in BARE and not _led(at, reading, needs):
            continue
        if -many <= place < many:
            found.append(place % many)
    return found


def _led(at: int, reading: Reading, by: frozenset[str] | set[str]) -> bool:
    return at > 0 and not reading.words[at].gap and reading.words[at - 1].text in by


def _by_name(reading: Reading, titles: Sequence[str], vocabulary: Vocabulary) -> list[int]:
    """Those whose titles share a telling word with the turn that no other title has."""
    said = {_root(word.text) for word in reading.words if word.text not in vocabulary.stop}
    words = [
        {_root(word) for word in title.lower().split() if word not in vocabulary.stop}
        for title in titles
    ]
    shared = [
        said & own - set().union(*(other for other in words if other is not own)) for own in words
    ]
    most = max(map(len, shared), default=0)
    return [n for n, own in enumerate(shared) if most and len(own) == most]


def _root(word: str) -> str:
    return word.strip("?!.,:;“”\"'()").removesuffix("'s").removesuffix("s")
