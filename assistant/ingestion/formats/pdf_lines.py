"""Lines of PDF pages -> paragraphs: a PDF says where letters stand, not what belongs together."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

BULLET = re.compile(r"[-*+•▪◦●○–]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s")
BROKEN_WORD = re.compile(r"(\w+)-$")
SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")
PAGE_NUMBER = re.compile(r"^\d{1,4}\b|\b\d{1,4}$|(?<=\bpage )\d{1,4}\b", re.I)
EDGE = 2
"""Lines at the top and at the bottom of a page that may be a running header or footer."""
FULL_LINE = 0.75
"""A line shorter than this share of a usual full line ends its paragraph."""


def without_running_lines(pages: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each page; what most pages repeat at an edge is kept once, apart."""
    lines = [[" ".join(line.split()) for line in page.split("\n")] for page in pages]
    edges = [_edges(page, number) for number, page in enumerate(lines)]
    times = Counter(pattern for page in edges for pattern in set(page.values()))
    seen: set[str] = set()
    for page, patterns in zip(lines, edges, strict=True):
        kept: list[str] = []
        for line in page:
            pattern = patterns.get(line, "")
            if 2 * times[pattern] <= max(len(pages), 2):
                kept.append(line)
            elif pattern not in seen:
                seen.add(pattern)
                kept += ["", line, ""]
        yield kept


def paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Runs of lines that were one line before they were wrapped."""
    width = _width(lines)
    run: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if line:
            run.append(line)
        if run and _ends_paragraph(line, following, width):
            yield run
            run = []


def joined(lines: Iterable[str], compounds: frozenset[str]) -> str:
    """One line. A word broken at a line's end is mended, unless `compounds` has it hyphenated."""
    text = ""
    for line in lines:
        broken = BROKEN_WORD.search(text[-80:])
        if broken and line[0].islower():
            rest = re.match(r"\w*", line)
            whole = f"{broken[1]}-{rest[0] if rest else ''}".lower()
            text = (text if whole in compounds else text[:-1]) + line
        else:
            text = f"{text} {line}" if text else line
    return text


def _edges(page: Iterable[str], number: int) -> dict[str, str]:
    """Lines at the page's edges, with what other pages may share: all but a counting number."""
    written = [line for line in page if line]
    return {
        line: PAGE_NUMBER.sub(lambda found: f"<{int(found[0]) - number}>", line)
        for line in [*written[:EDGE], *written[-EDGE:]]
    }


def _width(lines: Iterable[str]) -> int:
    """Characters of a usual full line: nine in ten are shorter."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if not line or not following or BULLET.match(following):
        return True
    if BROKEN_WORD.search(line) or following[0].islower():
        return False
    is_short = len(following) < FULL_LINE * width
    heads = is_short and not SENTENCE_END.search(following) and SENTENCE_END.search(line)
    return bool(heads) or len(line) < FULL_LINE * width
