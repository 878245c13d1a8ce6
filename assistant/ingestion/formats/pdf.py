"""PDF, page by page. Parse in a child process."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ...errors import UnreadableFile
from ..document import Document
from ..identity import identified
from .manuscript import Manuscript
from .pdf_ink import Ink, page_text
from .pdf_lines import BULLET, joined, paragraphs, without_running_lines

GLYPHS = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "▪", 0xA0: " ",
}  # fmt: skip
"""Ligatures, and symbol fonts' bullets, as characters that a search knows."""
END = b"%%EOF"
LATEST_END = 2_048
FAULTY = "It has faults, and some of its text may be missing; compare it with the original."
COMPOUND = re.compile(r"\w+-\w+")


def read(data: bytes, name: str) -> Document:
    """Raises UnreadableFile if it is damaged, protected or without text."""
    if END not in data[-LATEST_END:]:
        raise UnreadableFile("is incomplete, its end is missing; export or download it again")
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise UnreadableFile(
                "is protected (encrypted); open it with its password and save a copy without one"
            )
        with _Complaints() as complaints:
            pages = [page_text(page) for page in reader.pages]
        said = reader.metadata.title if reader.metadata else None
    except PyPdfError as error:
        raise UnreadableFile("is damaged; open it in a PDF viewer and save it again") from error
    texts = [page.text.translate(GLYPHS) for page in pages]
    if not any(text.strip() for text in texts):
        raise UnreadableFile(
            "has no text (a scan?); run it through OCR first, for instance with OCRmyPDF"
        )
    warnings = (*_warnings(pages), *(FAULTY for _ in complaints.records[:1]))
    document = _manuscript(texts).document(_title(said or "", texts[0]), warnings)
    return identified(document, name)


class _Complaints(logging.Handler):
    """What pypdf passes over while it extracts text, which it only logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def __enter__(self) -> "_Complaints":
        logging.getLogger("pypdf").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("pypdf").removeHandler(self)


def _manuscript(pages: Sequence[str]) -> Manuscript:
    compounds = frozenset(word.lower() for page in pages for word in COMPOUND.findall(page))
    manuscript = Manuscript()
    for number, lines in enumerate(without_running_lines(pages), start=1):
        manuscript.mark(1, f"page {number}")
        for paragraph in paragraphs(lines):
            write = manuscript.line if BULLET.match(paragraph[0]) else manuscript.paragraph
            write(joined(paragraph, compounds))
    return manuscript


def _title(said: str, first_page: str) -> str:
    """The title in the metadata if page 1 shows it: writing programs leave stale ones behind."""
    said = " ".join(said.split())
    shown = " ".join(first_page.split())
    return said if said.lower() in shown.lower() else ""


def _warnings(pages: Sequence[Ink]) -> Iterator[str]:
    without = [str(n) for n, page in enumerate(pages, start=1) if not page.text.strip()]
    if without:
        yield f"Without text, perhaps scanned: page {', '.join(without[:20])}."
    kinds = Counter(warning for page in pages for warning in page.warnings)
    for warning, times in kinds.items():
        yield f"{warning} Pages concerned: {times}."
