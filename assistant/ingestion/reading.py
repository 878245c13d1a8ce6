"""A file -> a document, or a reason why not.

To add a format: write `formats/<name>.py` with `read(data: bytes, name: str) -> Document`, which
raises UnreadableFile, in words for the file's owner, for whatever it cannot read whole; build the
text with `formats.manuscript.Manuscript` unless it is the file's own, and end with
`identity.identified`, which finds title and date. Then name its suffixes in FORMATS and take them
out of LATER. Give it `is_apart` if a library parses data that was not written by hand: it then
runs in a child process with limits. If the format has a telling beginning, add that to SIGNATURES.

A message of UnreadableFile is a predicate: it is shown after the file's path.
"""

import re
from importlib import import_module
from io import BytesIO
from pathlib import Path, PurePath
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from ..errors import UnreadableFile
from .document import Document
from .isolation import read_apart

LARGEST_MB = 50
LARGEST = LARGEST_MB * 1_000_000
LARGEST_HERE = 2_000_000
"""Bytes of text parsed in this process; parsing more could hold it up for long."""


class Format(NamedTuple):
    name: str
    """Of the module in `formats` that reads it."""
    is_apart: bool = False
    """Whether it is parsed in a child process."""


MARKDOWN, TEXT, RST = Format("markdown"), Format("text"), Format("rst", is_apart=True)
HTML, PDF, DOCX = (Format(name, is_apart=True) for name in ("html", "pdf", "docx"))

FORMATS = {
    "": TEXT,  # README, LICENSE
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".rmd": MARKDOWN,
    ".qmd": MARKDOWN,
    ".mdx": MARKDOWN,
    ".rst": RST,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".docx": DOCX,
}
BINARY = (PDF, DOCX)

LATER = {
    ".ics": "a calendar",
    ".mbox": "a mailbox",
    ".eml": "a mail",
    ".csv": "a table",
    ".tsv": "a table",
    ".xlsx": "a spreadsheet",
    ".ods": "a spreadsheet",
    ".json": "a data file or chat export",
    ".vtt": "a transcript",
    ".srt": "a transcript",
    ".zip": "an archive",
    ".odt": "an OpenDocument text",
    ".doc": "an old Word document",
    ".rtf": "a rich text",
    ".pptx": "a presentation",
    ".epub": "a book",
}
"""Formats that may hold a community's words and are not read yet."""
ZIP = b"PK\x03\x04"
SIGNATURES = (
    (b"BEGIN:VCALENDAR", LATER[".ics"]),
    (b"WEBVTT", LATER[".vtt"]),
    (b"{\\rtf", LATER[".rtf"]),
    (ZIP, LATER[".zip"]),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PDF_START = 1_024
"""Bytes within which a PDF must say that it is one."""
CHAT_START = 20_000
CHAT_LINE = re.compile(
    rb"^(?:\xe2\x80\x8e)?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}[^\n]{0,20}?"
    rb"(?:\]| -) [^\n:]{1,60}: |^\d\d:\d\d:\d\d\s+From .{1,60}:",
    re.M,
)
FEWEST_CHAT_LINES = 3
CONCEALED = re.compile(
    "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]|[\u202a-\u202e\u2066-\u2069]"
)
"""Invisible copies of letters (but in flags) and marks that reorder what is seen."""


def read_file(path: Path, name: str) -> Document:
    """Read a file of at most 50 MB; `name` is its path as people know it.

    Raises UnreadableFile for everything that cannot be read whole.
    """
    data = _contents(path)
    format = _format(data, PurePath(name).suffix.lower())
    if format.is_apart or len(data) > LARGEST_HERE:
        document = read_apart(format.name, data, name)
    else:
        document = import_module(f".formats.{format.name}", __package__).read(data, name)
    return _checked(document)


def _contents(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile("is a folder; name the files in it, or ingest the whole folder")
        if not path.is_file():
            raise UnreadableFile("is not there, or is no ordinary file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {error.strerror}") from error
    if len(data) > LARGEST:
        raise UnreadableFile(f"is larger than {LARGEST_MB} MB; split it")
    if not data.strip():
        raise UnreadableFile("is empty")
    return data


def _format(data: bytes, suffix: str) -> Format:
    """By content where that is certain, else by suffix."""
    if b"%PDF-" in data[:PDF_START] and (suffix == ".pdf" or data.lstrip().startswith(b"%PDF-")):
        return PDF
    if data.startswith(ZIP) and (suffix == ".docx" or _holds_word_document(data)):
        return DOCX
    if data.startswith(OLD_OFFICE):
        raise UnreadableFile(
            "is an old Office file or protected by a password; save it as .docx without one"
        )
    other = next((what for start, what in SIGNATURES if data.startswith(start)), None)
    if what := other or LATER.get(suffix):
        raise UnreadableFile(f"is {what}, a format that is not read yet")
    format = FORMATS.get(suffix)
    if format is None:
        raise UnreadableFile(f"is not a document; these are read: {_suffixes()}")
    if format in BINARY:
        raise UnreadableFile(f"is no {suffix} file, whatever its name says; export it again")
    if format is TEXT and len(CHAT_LINE.findall(data[:CHAT_START])) >= FEWEST_CHAT_LINES:
        raise UnreadableFile("is a chat export, a format that is not read yet")
    return format


def _suffixes() -> str:
    return " ".join(suffix for suffix in FORMATS if suffix)


def _holds_word_document(data: bytes) -> bool:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (BadZipFile, ValueError):
        return False


def _checked(document: Document) -> Document:
    if not document.text[document.body :].strip():
        raise UnreadableFile("has no text to read")
    if not CONCEALED.search(document.text):
        return document
    warning = "It holds invisible characters, which can conceal words; look at its source."
    return document.model_copy(update={"warnings": (*document.warnings, warning)})
