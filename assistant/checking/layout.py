"""A text in any layout -> its sentences, its slots of time, and where it takes place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

Place = Literal["in_person", "remote", "hybrid", "unknown"]

SENTENCE = re.compile(r"[^.!?\n;]+(?:\.(?=\d)[^.!?\n;]+)*[.!?;]*")
CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])(?:(?:[:.h](?P<minute>[0-5]\d))\s?(?P<half>[ap]\.?m\.?)?"
    r"|\s?(?P<only>[ap]\.?m\.?)|h(?!\w))(?![\d%])",
    re.I,
)
LASTS = re.compile(
    r"(?<![\d:.])(?P<n>\d{1,3})\s?(?:-|–)?\s?(?:(?P<min>min(?:ute)?s?\b|['’′](?!\w)|m\b)|"
    r"(?P<hour>h(?:our)?s?\b))",
    re.I,
)
WORDED = re.compile(r"\b(one|two|three|four|five|six|an?)[- ](?:and a half[- ])?hours?\b", re.I)
WHOLE_DAY = re.compile(r"\b(?:all|full|whole|half)[- ]day\b|\bday[- ]long\b", re.I)
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
REMOTE = re.compile(
    r"\b(?:zoom|teams call|(?:meet|join|session|where:|held|call|workshop|all|are) online|webinar|"
    r"remote(?:ly)?|virtual(?:ly)?|video ?call|jitsi|google meet|"
    r"webex|dial[- ]?in|breakout rooms?|on a call|the call|unmute|webcams?|cameras?|livestream)\b",
    re.I,
)
HYBRID = re.compile(
    r"\bhybrid\b|\b(?:join|dial|follow)\b[^.\n]{0,40}\b(?:online|zoom|remotely)\b", re.I
)
INDOORS = re.compile(
    r"\b(?:room|venue|hall|restaurant|caf[eé]|pub|bar|park|garden|building|library|church|office|"
    r"upstairs|loft|basement|workshop space|centre|center|street|road)\b",
    re.I,
)
DAY = 24 * 60
LONGEST = 14 * 60
"""Minutes between two times from which on they are not of one session."""


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the session with its minutes, as its line tells them."""

    start: int
    """Where its line begins in the text."""
    end: int
    begins: int | None
    """Minutes after midnight."""
    minutes: int


@dataclass(frozen=True, slots=True)
class Layout:
    text: str
    sentences: tuple[Sentence, ...]
    slots: tuple[Slot, ...]
    place: Place
    longest: int
    """Minutes of the longest length that is named; 0 if none is."""

    def sentence(self, at: int) -> Sentence:
        """The sentence that holds a place in the text."""
        return next(
            (one for one in self.sentences if one.start <= at < one.end), Sentence(at, at + 1)
        )

    def line(self, at: int) -> int:
        """The number of the line a place is in, from 1."""
        return self.text.count("\n", 0, at) + 1

    def quote(self, start: int, end: int) -> str:
        return self.text[start:end].strip()


def laid_out(text: str) -> Layout:
    """The layout of a text; times on lines, durations on lines, tables and bullets are known."""
    sentences = tuple(Sentence(m.start(), m.end()) for m in SENTENCE.finditer(text))
    return Layout(text, sentences, tuple(_slots(text, sentences)), _place(text), _longest(text))


def _place(text: str) -> Place:
    remote, here = REMOTE.search(text), INDOORS.search(text)
    if HYBRID.search(text) and (here or re.search(r"\bhybrid\b", text, re.I)):
        return "hybrid"
    if remote:
        return "remote"
    return "in_person" if here else "unknown"


def _longest(text: str) -> int:
    named = [minutes_of(match) for match in LASTS.finditer(text)]
    named += [NUMBERS[match[1].lower()] * 60 for match in WORDED.finditer(text)]
    named += [240 for _ in WHOLE_DAY.finditer(text)]
    return max(named, default=0)


def _slots(text: str, sentences: tuple[Sentence, ...]) -> Iterator[Slot]:
    """From lines with clock times, the time up to the next; else from sentences with them, else
    from lines with durations."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    timed = [(start, end, clocks) for start, end in lines if (clocks := _clocks(text[start:end]))]
    if len(timed) >= 2:
        yield from _between(timed)
        return
    said = [(s.start, s.end, _clocks(text[s.start : s.end])) for s in sentences]
    told = [(start, end, clocks) for start, end, clocks in said if clocks]
    if len(told) > 2:
        yield from _between(told)
        return
    for start, end in lines:
        lasts = LASTS.search(text, start, end)
        if lasts:
            yield Slot(start, end, None, minutes_of(lasts))


def _between(timed: list[tuple[int, int, list[int]]]) -> Iterator[Slot]:
    """Each up to the time it names itself, else up to the next."""
    following = [clocks[0] for _, _, clocks in timed[1:]]
    for (start, end, clocks), until in zip_longest(timed, following):
        ends = clocks[1] if len(clocks) > 1 else until
        minutes = (ends - clocks[0]) % DAY if ends is not None else 0
        if 0 < minutes <= LONGEST:
            yield Slot(start, end, clocks[0], minutes)


def _clocks(line: str) -> list[int]:
    """Minutes after midnight of the clock times near the beginning of a line."""
    found = []
    for match in CLOCK.finditer(line):
        if match.start() > 40 or not (match["minute"] or match["only"] or "h" in match[0]):
            continue
        half = (match["half"] or match["only"] or "").lower().replace(".", "")
        hour = int(match["hour"]) % 12 + 12 * (half == "pm") if half else int(match["hour"])
        found.append(hour * 60 + int(match["minute"] or 0))
    return found[:2]


def minutes_of(match: re.Match[str]) -> int:
    """The minutes of a length that was found."""
    return int(match["n"]) * (60 if match["hour"] else 1)
