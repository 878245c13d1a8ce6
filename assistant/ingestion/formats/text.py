"""Plain text: headings are guessed, and only where the layout leaves little doubt.

A wrong guess costs more than a missed one: the words of a heading are in no passage.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..decoding import decode
from ..document import Document, Heading
from ..front_matter import read_front_matter
from ..identity import identified
from ..lines import line_starts

LONGEST_HEADING = 70
MOST_WORDS = 10
UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ \t]*$")
UNDERLINE_LEVELS = {"=": 1, "-": 2}
NUMBERED = re.compile(r"(\d{1,2}(?:[.)]|(?:\.\d{1,2}){1,4}[.)]?))[ \t]+(?=[^\W\d_])")
OUTER = re.compile(r"[^\W_].*[\w)\]\"'”’]$")
"""Begins with a letter or digit and ends without punctuation: no list item, no sentence."""
NO_HEADING = re.compile(r"[|@\t]|\s{3}|https?:|\d\d:\d\d|[^\d\s]\s*:")
""""Date: 8 March" tells something, and so do table rows; "Session 2: Stories" heads something."""
TITLE, SHOUTED, SPOKEN, NUMBER = 1, 2, 3, 1


class _Block(NamedTuple):
    """Lines without a blank one between them, with the level they would have as a heading."""

    first: int
    last: int
    """One after the last line."""
    level: int = 0
    """0 if they look like text."""
    is_underlined: bool = False


def read(data: bytes, name: str) -> Document:
    """Raises UnreadableFile if the data is no text or its front matter is malformed."""
    document = read_front_matter(decode(data))
    headings = tuple(_headings(document.text, document.body))
    return identified(document.model_copy(update={"headings": headings}), name)


def _headings(text: str, body: int) -> Iterator[Heading]:
    lines = text[body:].split("\n")
    starts = line_starts(text, body)
    blocks = [_Block(0, 0), *_blocks(lines)]
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if _is_heading(before, block, after, lines):
            yield Heading(
                start=starts[block.first],
                end=starts[block.last],
                level=block.level,
                title=" ".join(lines[block.first].split()),
            )


def _is_heading(before: _Block, block: _Block, after: _Block, lines: Sequence[str]) -> bool:
    """Short lines of one level in a row are a list, a poem or an address.

    A line followed by lower case is no heading but the first half of a sentence.
    """
    if not block.level or block.is_underlined:
        return block.is_underlined
    if lines[after.first].lstrip()[0].islower():
        return False
    return before.level < block.level and (not after.level or after.level > block.level)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    first = 0
    is_top = True
    for n, line in enumerate([*lines, ""]):
        if n == first + 1 and _is_underlined(lines, first):
            yield _Block(first, n + 1, UNDERLINE_LEVELS[line[0]], is_underlined=True)
        elif line.strip():
            continue
        elif n > first:
            yield _Block(first, n, _level(lines[first:n], is_top=is_top))
        is_top = is_top and n <= first
        first = n + 1


def _is_underlined(lines: Sequence[str], n: int) -> bool:
    if n + 1 >= len(lines) or not UNDERLINE.match(lines[n + 1]):
        return False
    title = lines[n].strip()
    is_short = 0 < len(title) <= LONGEST_HEADING
    return is_short and title[-1] not in ".,;:" and any(c.isalnum() for c in title)


def _level(block: Sequence[str], *, is_top: bool) -> int:
    line = block[0].strip()
    if len(block) > 1 or len(line) > LONGEST_HEADING or len(line.split()) > MOST_WORDS:
        return 0
    if block[0][0].isspace() and not is_top:
        return 0
    if not OUTER.match(line) or NO_HEADING.search(line):
        return 0
    number = NUMBERED.match(line)
    words = line[number.end() :] if number else line
    if words[0].islower():
        return 0
    if is_top:
        return TITLE
    if number:
        return NUMBER + len(re.findall(r"\d+", number[1]))
    return SHOUTED if line.isupper() else SPOKEN
