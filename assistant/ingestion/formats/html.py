"""HTML: what a browser would show of a page, without its menus. Parse in a child process."""

import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag, UnicodeDammit, XMLParsedAsHTMLWarning
from bs4.element import CData, NavigableString

from ...errors import UnreadableFile
from ..decoding import decode
from ..document import Document
from ..identity import identified
from .hidden_html import drop_hidden
from .manuscript import Manuscript

NO_TEXT = re.compile(
    "head|script|style|template|noscript|svg|math|iframe|object|canvas|audio|video|select|button|"
    "textarea|nav"
)
PARTS = ("article", "main", "section", "blockquote")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|"
    "figcaption|figure|footer|form|header|hr|html|legend|li|main|ol|p|section|summary|table|tbody|"
    "td|tfoot|th|thead|tr|ul"
)
LAYOUT = frozenset({"table", "ul", "ol", *HEADINGS})
CELLS = frozenset({"td", "th"})
LINES = frozenset({"li", "dt", "dd"})
BULLET = "- "
CELL_END = " | "
SPACE = re.compile(r"\s+")
HIDDEN = "Text that a browser does not show was left out."


def read(data: bytes, name: str) -> Document:
    """Raises UnreadableFile if nothing is shown, or it is nested beyond reading."""
    markup = _markup(data)
    soup = _parsed(markup)
    has_hidden = drop_hidden(soup, markup)
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    _drop_furniture(soup)
    try:
        page = _Page()
        page.walk(soup)
        page.flush()
    except RecursionError as error:
        raise UnreadableFile("is nested too deeply to be read") from error
    document = page.manuscript.document(title, (HIDDEN,) if has_hidden else ())
    return identified(document, name)


def _markup(data: bytes) -> str:
    """UTF-8 wins over what a page declares: most wrong declarations are on pages in UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return UnicodeDammit(data, is_html=True).unicode_markup or decode(data).text


def _parsed(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(markup, "lxml")


def _drop_furniture(soup: BeautifulSoup) -> None:
    """Scripts and menus; a header or footer of the whole page unless it holds its heading."""
    for part in [part for part in soup.find_all(True) if _is_furniture(part)]:
        part.decompose()


def _is_furniture(part: Tag) -> bool:
    if NO_TEXT.fullmatch(part.name) or part.get("role") == "navigation":
        return True
    is_edge = part.name in ("header", "footer")
    return is_edge and part.find_parent(PARTS) is None and part.find(HEADINGS) is None


class _Page:
    """The page's text so far, and the inline text of the block at hand."""

    def __init__(self) -> None:
        self.manuscript = Manuscript()
        self._inline: list[str] = []
        self._bullet = ""
        self._is_line = False

    def walk(self, parent: Tag) -> None:
        for child in parent.children:
            if isinstance(child, Tag):
                self._element(child)
            elif type(child) is NavigableString or type(child) is CData:
                self._inline.append(SPACE.sub(" ", child))

    def flush(self) -> None:
        """End the block at hand."""
        text = "\n".join(" ".join(line.split()) for line in "".join(self._inline).split("\n"))
        self._inline.clear()
        if not text.strip():
            return
        write = self.manuscript.line if self._is_line else self.manuscript.paragraph
        write(self._bullet + text.strip())
        self._bullet = ""

    def _element(self, element: Tag) -> None:
        if element.name == "br":
            self._inline.append("\n")
        elif element.name in HEADINGS:
            self.flush()
            self.manuscript.heading(int(element.name[1]), _words(element))
        elif element.name == "pre":
            self.flush()
            self.manuscript.paragraph(element.get_text())
        elif element.name == "tr" and _is_row_of_data(element):
            self.flush()
            self.manuscript.line(CELL_END.join(map(_words, _cells(element))))
        elif BLOCK.fullmatch(element.name):
            self._block(element)
        else:
            self.walk(element)

    def _block(self, element: Tag) -> None:
        self.flush()
        outer = self._is_line
        if element.name in LINES:
            self._is_line = True
            self._bullet = BULLET if element.name == "li" else ""
        self.walk(element)
        self.flush()
        self._is_line = outer


def _cells(row: Tag) -> Iterator[Tag]:
    return (cell for cell in row.children if isinstance(cell, Tag) and cell.name in CELLS)


def _is_row_of_data(row: Tag) -> bool:
    """Tables also lay out whole pages; then a cell holds blocks of its own."""
    is_layout = any(isinstance(part, Tag) and part.name in LAYOUT for part in row.descendants)
    return not is_layout and sum(1 for _ in _cells(row)) > 1


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
