"""Text being written out from a format that is not text, with its headings."""

import re

from ...errors import UnreadableFile
from ..document import Document, Heading

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ud800-\udfff]")
"""Takes no room on a page: control characters, soft hyphens, broken halves of characters."""
PARAGRAPH, LINE = "\n\n", "\n"


class Manuscript:
    """Blocks in reading order. What a page shows in one place stays together."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._gap = ""

    def heading(self, level: int, title: str) -> None:
        """A heading that is itself part of the text."""
        title = " ".join(UNSEEN.sub("", title).split())
        if title:
            start = self._write(PARAGRAPH, title)
            self._gap = PARAGRAPH
            self._head(start, level, title)

    def mark(self, level: int, title: str) -> None:
        """A heading that is no part of the text, such as the number of a page."""
        self._append(self._gap and PARAGRAPH)
        self._gap = ""
        self._head(self._length, level, title)

    def paragraph(self, text: str) -> None:
        self._block(PARAGRAPH, text)

    def line(self, text: str) -> None:
        """One of several lines that belong together: an item of a list, a row of a table."""
        self._block(LINE, text)

    def document(self, title: str, warnings: tuple[str, ...]) -> Document:
        """What was written; raises UnreadableFile if that is nothing."""
        text = "".join(self._parts)
        if not text.strip():
            raise UnreadableFile("has no text to read")
        headings = tuple(self._headings)
        return Document(text=text, headings=headings, title=title, warnings=warnings)

    def _block(self, gap: str, text: str) -> None:
        text = UNSEEN.sub("", text).strip()
        if text:
            self._write(gap, text)
            self._gap = gap

    def _write(self, gap: str, text: str) -> int:
        """Append text after a gap, which is wide next to a paragraph; return where it starts."""
        if self._gap:
            self._append(max(self._gap, gap, key=len))
        start = self._length
        self._append(text)
        return start

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _head(self, start: int, level: int, title: str) -> None:
        self._headings.append(Heading(start=start, end=self._length, level=level, title=title))
