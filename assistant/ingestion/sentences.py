"""Text -> blocks -> sentences, as character ranges. Nothing is rewritten."""

import re
from collections.abc import Iterator

from ..models import Span

BLANK = re.compile(r"\n[ \t]*\n+")
ITEM = re.compile(r"^[ \t]*(?:[-*+•▪◦]|\d{1,3}[.)]|\(?[a-z][.)])[ \t]+|^[ \t]*\|", re.M)
ENDING = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[*_]*[A-Z0-9ÀÖØÞ])")
MARKER = re.compile(r"^\W*(?:\d{1,3}|[A-Za-z])[.)]$")
"""The number of a list item: what follows belongs to it."""
NOT_AN_ENDING = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|Prof|St|No|approx|incl|resp|[A-Z]))\.$"
)


LONGEST_ABBREVIATION, LONGEST_MARKER = 10, 40


def blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Paragraphs, list items and table rows of text[start:end], trimmed, in order."""
    at = start
    for gap in [*BLANK.finditer(text, start, end), None]:
        stop = gap.start() if gap else end
        yield from _items(text, at, stop)
        at = gap.end() if gap else end


def sentences(text: str, span: Span) -> Iterator[Span]:
    """The sentences of one block."""
    at = span.start
    for ending in ENDING.finditer(text, span.start, span.end):
        if _is_abbreviation(text, at, ending.start()):
            continue
        if (piece := trimmed(text, at, ending.start())) is not None:
            yield piece
        at = ending.end()
    if (piece := trimmed(text, at, span.end)) is not None:
        yield piece


def _is_abbreviation(text: str, at: int, stop: int) -> bool:
    """Whether a full stop before `stop` ends a word or a list's number, and no sentence.

    Looks no further back than the longest of them: a text may hold very many.
    """
    if NOT_AN_ENDING.search(text, max(at, stop - LONGEST_ABBREVIATION), stop):
        return True
    return stop - at <= LONGEST_MARKER and bool(MARKER.match(text[at:stop].strip()))


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The range without surrounding white space; None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end) if start < end else None


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """A run of lines without a blank one: split where list items or table rows begin."""
    starts = [start, *(m.start() for m in ITEM.finditer(text, start, end) if m.start() > start)]
    for at, stop in zip(starts, [*starts[1:], end], strict=True):
        if (piece := trimmed(text, at, stop)) is not None:
            yield piece
