"""What is known of a language: word lists and phrases, read once from the data files."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .phrases import UNLESS, PhraseIndex
from .spelling import Spelling

FILES = ("words", "names", "limits", "constraints", "intents", "turns", "queries", "defaults")

Table = Mapping[str, Any]
"""A data file, as read."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Turns the numbers of a phrase into one: each times its factor, added up."""

    times: tuple[float, ...]
    plus: float

    def of(self, numbers: Iterable[float]) -> float:
        return sum(a * b for a, b in zip(self.times, numbers, strict=False)) + self.plus


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Single words: what they stand for, are worth and belong to."""

    same: Mapping[str, str]
    """Abbreviations and irregular contractions, with what they stand for."""
    tails: Mapping[str, str]
    """Endings after an apostrophe, with what they stand for."""
    before_is: frozenset[str]
    """Words after which 's means "is" and no possession."""
    gibberish: re.Pattern[str]
    """What can be no word."""
    numbers: Mapping[str, float]
    number_phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    """Numbers of several words, by the first."""
    multipliers: Mapping[str, float]
    classes: Mapping[str, tuple[str, ...]]
    """By word, or by beginning with a star: the classes it belongs to, as phrases call them."""
    stems: frozenset[str]
    """The beginnings that some phrase asks for."""
    endings: frozenset[str]
    """The endings that make a word a member of some class."""
    names: frozenset[str]
    not_names: frozenset[str]
    known: frozenset[str]
    """Words that are no misspelling."""
    stop: frozenset[str]
    """Words that say nothing by themselves."""
    spelling: Spelling

    def keys(self, word: str) -> tuple[str, ...]:
        """The names under which phrases may call for a word."""
        begins = [word[:n] + "*" for n in range(3, len(word) + 1) if word[:n] in self.stems]
        ends = [
            "*" + word[-n:]
            for n in (1, 2, 3, 4, 5)
            if len(word) > n + 1 and word[-n:] in self.endings
        ]
        forms = (word, *begins, *ends)
        classes = dict.fromkeys(name for form in forms for name in self.classes.get(form, ()))
        return (word, *begins, *classes)


@dataclass(frozen=True, slots=True)
class Language:
    words: Vocabulary
    amounts: PhraseIndex
    """Phrases that are read as one word: lengths of time, dates."""
    cues: PhraseIndex
    formulas: tuple[Formula, ...]
    """What the phrases for time and head-count come to; their value is a place in here."""
    sentences: Mapping[str, str]
    """The sentences in which defaults are told."""


@cache
def english() -> Language:
    """The English word lists; read on first use."""
    folder = files("assistant.understanding") / "language" / "en"
    return _built(
        {name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in FILES}
    )


def _built(data: Mapping[str, Table]) -> Language:
    limits = data["limits"]
    macros = {name: _lines(text) for name, text in data["words"]["macros"].items()}
    durations, people = limits["durations"], limits["people"]
    amounts = PhraseIndex(macros)
    for phrase, group, value in _amounts(limits):
        amounts.add(phrase, group, value)
    cues = PhraseIndex(macros)
    for phrase, group, value in _cues(data, first=len(durations)):
        cues.add(phrase, group, value)
    return Language(
        words=_vocabulary(data, amounts.words | cues.words),
        amounts=amounts,
        cues=cues,
        formulas=tuple(_formula(entry) for entry in (*durations, *people)),
        sentences=data["defaults"],
    )


def _vocabulary(data: Mapping[str, Table], in_phrases: set[str]) -> Vocabulary:
    words, names = data["words"], data["names"]
    classes = {f"<{name}>": text.split() for name, text in words["classes"].items()}
    listed = frozenset(in_phrases.union(*classes.values()))
    people, others = frozenset(names["names"].split()), frozenset(names["not_names"].split())
    stop = frozenset(words["stop"].split())
    spared = frozenset(words["spared"].split())
    return Vocabulary(
        same=words["same"],
        tails=words["tails"],
        before_is=frozenset(words["before_is"].split()),
        gibberish=re.compile(words["gibberish"]),
        numbers=words["numbers"],
        number_phrases=_by_first(phrase for phrase in words["numbers"] if " " in phrase),
        multipliers=words["multipliers"],
        classes=_by_member(classes),
        stems=frozenset(word[:-1] for word in listed if word.endswith("*")),
        endings=frozenset(word[1:] for word in listed if word.startswith("*")),
        names=people,
        not_names=others,
        known=listed | people | others | stop | spared | frozenset(words["numbers"]),
        stop=stop,
        spelling=Spelling(words["mended"].split()),
    )


def _amounts(limits: Table) -> Iterator[tuple[str, str, str]]:
    for place, entry in enumerate(limits["durations"]):
        yield from ((phrase, "duration", str(place)) for phrase in _lines(entry["say"]))
    yield from ((phrase, "date", "") for phrase in _lines(limits["dates"]))


def _cues(data: Mapping[str, Table], first: int) -> Iterator[tuple[str, str, str]]:
    """Phrase, group and value of every cue; the head-counts' formulas come after the `first`."""
    for place, entry in enumerate(data["limits"]["people"], first):
        group = entry.get("group", "people")
        yield from ((phrase, group, str(place)) for phrase in _lines(entry["say"]))
    for group in ("people", "crowd"):
        yield from ((phrase, group, UNLESS) for phrase in _lines(data["limits"]["no_people"]))
    groups = {
        **data["limits"]["cues"],
        **data["constraints"],
        **data["intents"],
        **data["turns"],
        **data["queries"],
    }
    for group, values in groups.items():
        for value, text in values.items():
            yield from ((phrase, group, value) for phrase in _lines(text))


def _formula(entry: Table) -> Formula:
    return Formula(tuple(entry.get("times", ())), entry.get("plus", 0))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def _by_first(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in sorted(phrases, key=lambda phrase: -len(phrase.split())):
        first, *_ = words = tuple(phrase.split())
        found[first] = (*found.get(first, ()), words)
    return found


def _by_member(classes: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, members in classes.items():
        for member in members:
            found[member] = (*found.get(member, ()), name)
    return found
