"""DOCX, in document order. Parse in a child process."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from ...errors import UnreadableFile
from ..document import Document
from ..identity import identified
from .docx_styles import Look, Styles
from .manuscript import Manuscript

LARGEST_UNPACKED = 200_000_000
LARGEST_XML = 40_000_000
"""Bytes; a thousand pages of text take about half of it."""
BULLET = "- "
CELL_END = " | "
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""A second copy of the same content, for older programs."""
ELSEWHERE = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), FALLBACK})
"""Struck out in tracked changes, there twice, or, in a text box, read as blocks of their own."""
NOTES = ("footnotes", "endnotes")
STALE_TITLES = re.compile(r"(?:untitled|word document|microsoft word|document\d*|title)\b", re.I)
HIDDEN = "Text formatted so that it cannot be seen was left out."


def read(data: bytes, name: str) -> Document:
    """Raises UnreadableFile if it is damaged, too large when unpacked, or without text."""
    word = _opened(data)
    story = _Story(Styles(word.styles.element))
    story.blocks(word.element.body)
    for notes in _notes(word):
        story.manuscript.heading(1, "Notes")
        story.blocks(notes)
    title = story.title or _kept_title(word.core_properties.title)
    warnings = (HIDDEN,) if story.has_hidden else ()
    return identified(story.manuscript.document(title, warnings), name)


def _opened(data: bytes) -> Any:
    try:
        _check_sizes(data)
        return docx.Document(BytesIO(data))
    except (BadZipFile, PackageNotFoundError, XMLSyntaxError, KeyError, ValueError) as error:
        raise UnreadableFile(
            "is damaged or no Word document; open it in a word processor and save it again"
        ) from error


def _check_sizes(data: bytes) -> None:
    """zipfile never unpacks more of a part than it declares, so the declared sizes hold."""
    with ZipFile(BytesIO(data)) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
    largest = max((size for name, size in sizes.items() if name.endswith(".xml")), default=0)
    if sum(sizes.values()) > LARGEST_UNPACKED or largest > LARGEST_XML:
        raise UnreadableFile(
            f"unpacks to more than {LARGEST_XML // 1_000_000} MB of text or "
            f"{LARGEST_UNPACKED // 1_000_000} MB in all; split it"
        )


def _notes(word: Any) -> Iterator[Any]:
    """Footnotes and endnotes, which python-docx does not model; separator lines are no notes."""
    for relation in word.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(NOTES):
            root = parse_xml(relation.target_part.blob)
            for note in [note for note in root if note.get(qn("w:type"))]:
                root.remove(note)
            if len(root):
                yield root


def _kept_title(said: str) -> str:
    return "" if STALE_TITLES.match(said) else " ".join(said.split())


class _Story:
    """The document's text so far."""

    def __init__(self, styles: Styles) -> None:
        self.manuscript = Manuscript()
        self.title = ""
        self.has_hidden = False
        self._styles = styles

    def blocks(self, parent: Any) -> None:
        """Paragraphs and tables in order, also within content controls and tracked insertions."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in ELSEWHERE:
                self.blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        look = self._styles.of_paragraph(paragraph)
        text = self._words(paragraph, look)
        if look.is_title and text.strip():
            self.title = self.title or " ".join(text.split())
        if look.level:
            self.manuscript.heading(look.level, text)
        elif look.is_item and text.strip():
            self.manuscript.line(BULLET + text)
        else:
            self.manuscript.paragraph(text)
        for box in paragraph.iter(qn("w:txbxContent")):
            if not _is_fallback(box) and next(box.iterancestors(qn("w:p"))) is paragraph:
                self.blocks(box)

    def _table(self, table: Any) -> None:
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is table:
                self._row([cell for cell in row.iter(qn("w:tc")) if _is_of(cell, row)])

    def _row(self, cells: list[Any]) -> None:
        if len(cells) == 1:
            # A frame around text, which may hold headings and lists.
            self.blocks(cells[0])
            return
        said = [self._cell(cell) for cell in cells]
        if any(said):
            self.manuscript.line(CELL_END.join(said))

    def _cell(self, cell: Any) -> str:
        """All words in a cell, those of tables within it included, on one line."""
        paragraphs = (each for each in cell.iter(qn("w:p")) if not _is_fallback(each))
        parts = [self._words(each, self._styles.of_paragraph(each)) for each in paragraphs]
        return " ".join(" ".join(parts).split())

    def _words(self, paragraph: Any, look: Look) -> str:
        """The paragraph's text as it stands after tracked changes, without what is hidden."""
        parts = []
        for run in paragraph.iter(qn("w:r")):
            if not _is_of_paragraph(run, paragraph):
                continue
            text = _run_text(run)
            if self._styles.of_run(run, look).is_hidden:
                self.has_hidden = self.has_hidden or bool(text.strip())
            else:
                parts.append(text)
        return "".join(parts)


def _run_text(run: Any) -> str:
    marks = {
        qn("w:tab"): "\t",
        qn("w:br"): "\n",
        qn("w:cr"): "\n",
        qn("w:noBreakHyphen"): "-",
    }
    return "".join(
        (part.text or "") if part.tag == qn("w:t") else marks.get(part.tag, "") for part in run
    )


def _is_fallback(element: Any) -> bool:
    return next(element.iterancestors(FALLBACK), None) is not None


def _is_of_paragraph(run: Any, paragraph: Any) -> bool:
    for above in run.iterancestors():
        if above is paragraph:
            return True
        if above.tag in ELSEWHERE:
            return False
    return False


def _is_of(cell: Any, row: Any) -> bool:
    """Whether a cell belongs to this row, not to one of a table within the row."""
    return next(cell.iterancestors(qn("w:tr"))) is row
