"""Lengths given as two times of day: "from 14:00 to 15:30", "half six till eight", "2pm till 3"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .language import Vocabulary
from .words import Word, join

MINUTE = 60
HOUR = 60 * MINUTE
HALF_DAY = 12 * HOUR
LATEST = 24
DIGITS = re.compile(r"(\d{1,2})[:.]?([0-5]\d)")
SPOKEN = frozenset({15, 30, 45})
"""Minutes that may follow an hour with nothing between, as in "six thirty"."""
PAST = frozenset({5, 10, 20, 25})
"""Minutes past an hour that are told before it."""
AMOUNTS = ("min", "hour", "sec", "day", "people", "not_people", "of")
"""Classes of words before which two numbers are an amount, and no times of day."""
BETWEEN = 5
"""Words that may part "we start at nine" from "till ten"."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, up to which word it goes, and whether it can be nothing else."""

    seconds: int
    end: int
    sure: bool = False
    half: str = ""
    hourless: bool = False
    """Only minutes past an hour that is not said."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words with the classes they belong to."""

    words: Sequence[Word]
    vocabulary: Vocabulary

    def has(self, at: int, name: str) -> bool:
        inside = 0 <= at < len(self.words)
        return inside and f"<{name}>" in self.vocabulary.classes.get(self.words[at].text, ())

    def number(self, at: int) -> float | None:
        return self.words[at].number if 0 <= at < len(self.words) else None


def clock_spans(words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[tuple[int, int, Word]]:
    """The words from one time of day to another, each with the length that takes their place."""
    told = Words(words, vocabulary)
    at = 0
    while at < len(words):
        begin = _time(told, at)
        end = _end(told, at, begin) if begin else None
        if begin and end:
            first = at - told.has(at - 1, "from")
            one = replace(join(words[first : end.end]), number=None, seconds=_length(begin, end))
            yield first, end.end, replace(one, keys=("<duration>", "<clock>"))
            at = end.end
        else:
            at += 1


def _end(told: Words, at: int, begin: Time) -> Time | None:
    """The time of day up to which it goes, when the words say that it is one."""
    starts = told.has(begin.end, "begins") or (
        told.has(at - 1, "at") and told.has(at - 2, "begins")
    )
    reach = BETWEEN if starts else 1
    for joint in range(begin.end, begin.end + reach):
        after = joint + 1 + told.has(joint + 1, "at")
        joined = told.has(joint, "until") or told.has(joint, "ends")
        if not joined and not (told.has(joint, "plus") and told.has(at - 1, "between")):
            continue
        end = _time(told, after)
        if end is None or told.words[joint].gap == "." or _is_amount(told, end.end):
            return None
        sure = begin.sure or end.sure or starts or _is_bound(told, at, joint)
        falls = end.seconds < begin.seconds and not told.has(at - 1, "now")
        return end if sure or (falls and not told.has(joint, "plus")) else None
    return None


def _is_bound(told: Words, at: int, joint: int) -> bool:
    """Whether "from 9 to 10" or "9 till 10" can be nothing but times of day."""
    return told.has(joint, "till") or (told.has(at - 1, "from") and not told.has(at - 1, "between"))


def _is_amount(told: Words, at: int) -> bool:
    return any(told.has(at, name) for name in AMOUNTS)


def _time(told: Words, at: int) -> Time | None:
    """The time of day that begins with a word."""
    if told.has(at, "noon"):
        return Time(HALF_DAY, at + 1, sure=True, half="noon")
    if told.has(at, "half"):
        hour = at + 1 + told.has(at + 1, "past_hour")
        return _moved(told, hour, 30 * MINUTE)
    if told.has(at, "quarter") and told.has(at + 1, "past_hour"):
        past = _moved(told, at + 2, 15 * MINUTE)
        return past or Time(15 * MINUTE, at + 2, sure=True, hourless=True)
    if told.has(at, "quarter") and told.has(at + 1, "to"):
        return _moved(told, at + 2, -15 * MINUTE)
    if told.has(at + 1, "past_hour") and told.number(at) in PAST:
        return _moved(told, at + 2, int(told.number(at) or 0) * MINUTE)
    return _hour(told, at)


def _moved(told: Words, at: int, by: int) -> Time | None:
    """An hour told with what it is past or before."""
    hour = _hour(told, at) if at < len(told.words) and not told.words[at].gap else None
    if hour is None or _is_amount(told, hour.end):
        return None
    return replace(hour, seconds=hour.seconds + by, sure=True)


def _hour(told: Words, at: int) -> Time | None:
    number = told.number(at)
    if number is None:
        return None
    digits = DIGITS.fullmatch(told.words[at].text)
    minutes, end = 0, at + 1
    if digits:
        number, minutes = int(digits[1]), int(digits[2])
    elif told.number(end) in SPOKEN and not told.words[end].gap:
        minutes, end = int(told.number(end) or 0), end + 1
    half = told.words[end].text if told.has(end, "half_day") else ""
    if number > LATEST or number != int(number):
        return None
    late = HALF_DAY if half == "pm" and number < 12 else 0
    sure = bool(minutes or half or (digits and not digits[0].isdecimal()))
    return Time(int(number) * HOUR + minutes * MINUTE + late, end + bool(half), sure, half)


def _length(begin: Time, end: Time) -> int:
    """Seconds from one time to the next that is told so."""
    start, stop = begin.seconds, end.seconds
    if end.hourless:
        start = begin.seconds % HOUR
    if stop <= start:
        stop += HALF_DAY
    if end.half and not begin.half and stop - start > HALF_DAY:
        start += HALF_DAY
    return max(stop - start, 0)
