"""Lengths given as two times of day: "from 14:00 to 15:30", "2pm till 3"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .language import Language
from .words import Word, join

HOUR = 3600
HALF_DAY = 12 * HOUR


def clock_spans(
    text: str, words: Sequence[Word], language: Language
) -> Iterator[tuple[int, int, Word]]:
    """The words from one time of day to another, each with the length that takes their place."""
    for match in language.clock.finditer(text):
        inside = [
            n
            for n, word in enumerate(words)
            if match.start() <= word.start and word.end <= match.end()
        ]
        seconds = _seconds(match)
        if inside and seconds:
            first, last = inside[0], inside[-1] + 1
            one = replace(join(words[first:last]), number=None, seconds=seconds)
            yield first, last, replace(one, keys=("<duration>", "<clock>"))


def _seconds(match: re.Match[str]) -> float:
    """How long it is, or 0 when the numbers are no times of day."""
    told = any(match[name] for name in ("minute", "end_minute", "half", "end_half"))
    if not told and (match["lead"] or "").lower() != "from":
        return 0
    half, end_half = (match["half"] or "").lower(), (match["end_half"] or "").lower()
    begin = _of_day(match["hour"], match["minute"], half)
    end = _of_day(match["end_hour"], match["end_minute"], end_half)
    if end <= begin:
        end += HALF_DAY
    if end_half and not half and end - begin > HALF_DAY:
        begin += HALF_DAY
    return max(end - begin, 0)


def _of_day(hour: str, minute: str | None, half: str) -> int:
    late = HALF_DAY if half == "pm" and int(hour) < 12 else 0
    return int(hour) * HOUR + int(minute or 0) * 60 + late
