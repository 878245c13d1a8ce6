"""reStructuredText. The text stays the file's own."""

from collections.abc import Iterator

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document

from ...errors import UnreadableFile
from ..decoding import decode
from ..document import Document, Heading
from ..front_matter import read_front_matter
from ..identity import identified
from ..lines import LONGEST_TITLE, line_starts

OTHER_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
SILENT = 5


def read(data: bytes, name: str) -> Document:
    """Raises UnreadableFile if the data is no text or is nested beyond reading."""
    document = read_front_matter(decode(data))
    headings = tuple(_headings(document.text, document.body))
    return identified(document.model_copy(update={"headings": headings}), name)


def _headings(text: str, body: int) -> Iterator[Heading]:
    starts = line_starts(text, body)
    lines = text[body:].split("\n")
    for section in _tree(text[body:]).findall(nodes.section):
        underline = (section.line or 0) - 1
        if not _is_underline(lines, underline):
            continue
        overlined = underline > 1 and lines[underline - 2].rstrip() == lines[underline].rstrip()
        title = section[0].astext()
        if len(title) <= LONGEST_TITLE:
            yield Heading(
                start=starts[underline - 2 if overlined else underline - 1],
                end=starts[underline + 1],
                level=_depth(section),
                title=title,
            )


def _tree(text: str) -> nodes.document:
    """The parsed text. Nothing that the text asks for is read from disk or network."""
    settings = get_default_settings(Parser)
    settings.file_insertion_enabled = False
    settings.raw_enabled = False
    settings.syntax_highlight = "none"
    settings.report_level = SILENT
    settings.halt_level = SILENT
    document = new_document("", settings)
    try:
        Parser().parse(text.translate(OTHER_LINE_ENDS), document)
    except RecursionError as error:
        raise UnreadableFile("is nested too deeply to be read") from error
    return document


def _is_underline(lines: list[str], n: int) -> bool:
    """Whether docutils' line number is where it should be, which is not promised for all input."""
    mark = lines[n].strip() if 0 < n < len(lines) else ""
    return len(set(mark)) == 1 and not mark.isalnum() and bool(lines[n - 1].strip())


def _depth(section: nodes.section) -> int:
    above = section.parent
    return 1 + _depth(above) if isinstance(above, nodes.section) else 1
