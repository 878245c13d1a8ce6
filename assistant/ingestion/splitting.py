"""Document -> passages small enough to read, with spans small enough to quote.

A passage never crosses a heading, and is a slice of the document. It holds whole paragraphs
and list items up to a limit; only a paragraph longer than the limit is cut, between sentences.
Spans are what is embedded: one or a few consecutive sentences, because a question is answered
by a sentence or two and a vector of a whole page blurs them.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..models import Span
from .document import Document, Heading
from .sentences import blocks, sentences, trimmed

PASSAGE_WORDS = 170
SPAN_WORDS = 45
LONGEST_PIECE = 1_500
"""Characters after which text without any sentence ending is cut at a space."""


class Piece(NamedTuple):
    """A passage to be: a range of the document's text, its headings, and spans within it."""

    start: int
    end: int
    locator: str
    spans: tuple[Span, ...]
    """Ranges relative to `start`."""


def split(document: Document) -> Iterator[Piece]:
    """Cut a document into passages.

    Every word of its body is in exactly one of them, but for headings: those are in the
    locators of what they head, and in a passage only if they head nothing.
    """
    for start, end, locator in _sections(document):
        units = list(_units(document.text, start, end))
        for run in _packed(document.text, units, PASSAGE_WORDS):
            yield Piece(
                start=run[0].start,
                end=run[-1].end,
                locator=locator,
                spans=tuple(_spans(document.text, run)),
            )


def _sections(document: Document) -> Iterator[tuple[int, int, str]]:
    """Ranges between headings, each with the path of headings that leads to it."""
    headings = document.headings
    ends = [*(heading.start for heading in headings), len(document.text)]
    yield document.body, ends[0], ""
    path: list[Heading] = []
    for heading, following, end in zip(headings, (*headings, None)[1:], ends[1:], strict=True):
        path = [above for above in path if above.level < heading.level]
        heads_nothing = following is None or following.level <= heading.level
        if heads_nothing and not document.text[heading.end : end].strip():
            # "## Cameras may stay off", and no more: then the heading is all that is said.
            yield heading.start, heading.end, _locator(path)
        path.append(heading)
        yield heading.end, end, _locator(path)


def _locator(path: Iterable[Heading]) -> str:
    return " > ".join(heading.title for heading in path if heading.title)


def _units(text: str, start: int, end: int) -> Iterator[Span]:
    """Blocks, or the sentences of a block that is too long for one passage."""
    for block in blocks(text, start, end):
        if _words(text, block) <= PASSAGE_WORDS and block.end - block.start <= LONGEST_PIECE:
            yield block
        else:
            for sentence in sentences(text, block):
                yield from _cut(text, sentence)


def _cut(text: str, span: Span) -> Iterator[Span]:
    """A range without sentence endings that is too long is cut at the last space that fits."""
    start = span.start
    while span.end - start > LONGEST_PIECE:
        space = text.rfind(" ", start, start + LONGEST_PIECE)
        stop = space if space > start else start + LONGEST_PIECE
        if (piece := trimmed(text, start, stop)) is not None:
            yield piece
        start = stop
    if (piece := trimmed(text, start, span.end)) is not None:
        yield piece


def _packed(text: str, units: Iterable[Span], limit: int) -> Iterator[list[Span]]:
    """Consecutive units in runs of at most `limit` words; a longer unit stands alone."""
    run: list[Span] = []
    size = 0
    for unit in units:
        words = _words(text, unit)
        if run and size + words > limit:
            yield run
            run, size = [], 0
        run.append(unit)
        size += words
    if run:
        yield run


def _spans(text: str, run: list[Span]) -> Iterator[Span]:
    base = run[0].start
    fine = [piece for unit in run for piece in sentences(text, unit)]
    for group in _packed(text, fine, SPAN_WORDS):
        yield Span(start=group[0].start - base, end=group[-1].end - base)


def _words(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())
