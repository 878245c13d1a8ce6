"""Markdown, with front matter. The text stays the file's own."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ...markup import plain
from ..decoding import decode
from ..document import Document, Heading
from ..front_matter import read_front_matter
from ..identity import identified
from ..lines import LONGEST_TITLE, line_starts

NUMBER = re.compile(r"\d{1,3}[.)][ \t]+|")
ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")


def read(data: bytes, name: str) -> Document:
    """Raises UnreadableFile if the data is no text or its front matter is malformed."""
    document = read_front_matter(decode(data))
    headings = tuple(_headings(document.text, document.body))
    return identified(document.model_copy(update={"headings": headings}), name)


def _headings(text: str, body: int) -> Iterator[Heading]:
    starts = line_starts(text, body)
    tokens = _blocks(text[body:])
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.map and _is_heading(token, content.content):
            yield Heading(
                start=starts[token.map[0]],
                end=starts[token.map[1]],
                level=int(token.tag[1:]),
                title=_title(content.content),
            )


def _blocks(text: str) -> list[Token]:
    """Block tokens only: headings need no inline parsing, which takes most of the time."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser.parse(text)


def _title(content: str) -> str:
    """As a person reads it; a leading number, elsewhere the mark of a list item, is part of it."""
    number = NUMBER.match(content)
    begin = number.end() if number else 0
    return content[:begin] + plain(ATTRIBUTES.sub("", content[begin:]))


def _is_heading(token: Token, content: str) -> bool:
    """Not one in a quotation or list, and not a paragraph that a rule happens to underline.

    What is taken for a heading is in no passage, so a whole paragraph would be lost.
    """
    return token.level == 0 and "\n" not in content and len(content) <= LONGEST_TITLE
