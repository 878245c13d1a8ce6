"""How a Word paragraph or run looks, styles and direct formatting taken together."""

import re
from typing import Any, NamedTuple

from docx.oxml.ns import qn

HEADING = re.compile(r"heading (\d)$", re.I)
LISTS = ("list bullet", "list number")
DEEPEST_BASE = 12
"""Styles based on each other; a longer chain is a circle."""
SMALLEST = 4
"""Half points up to which letters are specks."""
WHITE = "FFFFFF"
NO_GROUND = ("", "AUTO", WHITE)


class Look(NamedTuple):
    level: int = 0
    """As a heading; 0 for text."""
    is_title: bool = False
    is_item: bool = False
    has_ground: bool = False
    """Whether something is painted behind the letters."""
    is_white: bool = False
    is_vanished: bool = False
    is_tiny: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.is_vanished or self.is_tiny or (self.is_white and not self.has_ground)


class Styles:
    """The looks that the document's styles give."""

    def __init__(self, styles: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._looks: dict[str, Look] = {}

    def of_paragraph(self, paragraph: Any) -> Look:
        """The look of a paragraph; the formatting of its end mark says nothing of its letters."""
        properties = paragraph.find(qn("w:pPr"))
        look = self._named("" if properties is None else _value(properties, "w:pStyle"))
        if properties is not None:
            look = _with_paragraph(look, properties)
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        in_shaded_cell = cell is not None and self._is_shaded(cell)
        return look._replace(has_ground=look.has_ground or in_shaded_cell)

    def of_run(self, run: Any, paragraph: Look) -> Look:
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return paragraph
        look = self._dressed(_value(properties, "w:rStyle"), paragraph, DEEPEST_BASE)
        return _with_run(look, properties)

    def _is_shaded(self, cell: Any) -> bool:
        """Whether the cell is shaded, or may be: a table's style often shades its first row."""
        properties = cell.find(qn("w:tcPr"))
        if properties is not None and _is_shaded(properties):
            return True
        tables = cell.iterancestors(qn("w:tbl"))
        names = (table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}") for table in tables)
        styles = (self._styles.get(name.get(qn("w:val"))) for name in names if name is not None)
        return any(
            _is_shaded(part) for style in styles if style is not None for part in style.iter()
        )

    def _named(self, style: str) -> Look:
        if style not in self._looks:
            self._looks[style] = self._dressed(style, Look(), DEEPEST_BASE)
        return self._looks[style]

    def _dressed(self, style: str, look: Look, depth: int) -> Look:
        """A look with a style put over it, and first those that it is based on."""
        element = self._styles.get(style)
        if element is None or not depth:
            return look
        look = self._dressed(_value(element, "w:basedOn"), look, depth - 1)
        for part in element:
            if part.tag == qn("w:pPr"):
                look = _with_paragraph(look, part)
            elif part.tag == qn("w:rPr"):
                look = _with_run(look, part)
        return _with_name(look, _value(element, "w:name"))


def _with_name(look: Look, name: str) -> Look:
    if heading := HEADING.match(name):
        return look._replace(level=int(heading[1]) or 1)
    if name.lower() == "title":
        return look._replace(level=1, is_title=True)
    return look._replace(is_item=look.is_item or name.lower().startswith(LISTS))


def _with_paragraph(look: Look, properties: Any) -> Look:
    outline = _value(properties, "w:outlineLvl")
    if outline.isdigit():
        look = look._replace(level=int(outline) + 1 if int(outline) < 9 else 0)
    numbering = properties.find(f"{qn('w:numPr')}/{qn('w:numId')}")
    if numbering is not None:
        look = look._replace(is_item=numbering.get(qn("w:val")) != "0")
    return look._replace(has_ground=look.has_ground or _is_shaded(properties))


def _with_run(look: Look, properties: Any) -> Look:
    for part in properties:
        value = part.get(qn("w:val")) or ""
        if part.tag == qn("w:vanish"):
            look = look._replace(is_vanished=value not in ("0", "false", "off"))
        elif part.tag == qn("w:color"):
            look = look._replace(is_white=value.upper() == WHITE)
        elif part.tag == qn("w:sz") and value.isdigit():
            look = look._replace(is_tiny=int(value) <= SMALLEST)
        elif part.tag == qn("w:highlight"):
            look = look._replace(has_ground=value not in ("none", "white"))
    return look._replace(has_ground=look.has_ground or _is_shaded(properties))


def _is_shaded(properties: Any) -> bool:
    shading = properties.find(qn("w:shd"))
    return shading is not None and (shading.get(qn("w:fill")) or "").upper() not in NO_GROUND


def _value(parent: Any, tag: str) -> str:
    child = parent.find(qn(tag))
    return "" if child is None else child.get(qn("w:val")) or ""
