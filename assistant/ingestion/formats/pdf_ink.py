"""What of a PDF page's text is drawn so that a person can see it."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pypdf import PageObject
from pypdf.generic import ArrayObject, TextStringObject

INVISIBLE_MODES = (3, 7)
SMALLEST = 2.0
"""Points below which letters are specks."""
SHOWS = (b"Tj", b"TJ", b"'", b'"')
PAINTS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"BI")
FILLS = (b"g", b"rg", b"k", b"sc", b"scn")

RECOGNISED = "Its text was recognised from an image (OCR) and may hold mistakes."
HIDDEN = "Text that cannot be seen on the page was left out."


class Ink(NamedTuple):
    """The text of a page that counts, and what to know about it."""

    text: str
    warnings: tuple[str, ...] = ()


class _State(NamedTuple):
    mode: int = 0
    size: float = 12.0
    is_white: bool = False


def page_text(page: PageObject) -> Ink:
    """The page's visible text; all of it if most is invisible, as under a scanned image."""
    pen = _Pen()
    text = _extracted(page, pen)
    if not pen.hidden:
        return Ink(text)
    if pen.hidden_by_mode > pen.shown:
        return Ink(text, (RECOGNISED,))
    return Ink(_extracted(page, _Pen(erases=True)), (HIDDEN,))


def _extracted(page: PageObject, pen: "_Pen") -> str:
    return page.extract_text(
        visitor_operand_before=pen.before,
        visitor_operand_after=pen.after,
    )


@dataclass
class _Pen:
    """Follows the drawing of a page and counts letters, seen and unseen."""

    erases: bool = False
    """Whether unseen letters are taken out before their text is extracted."""
    shown: int = 0
    hidden: int = 0
    hidden_by_mode: int = 0
    has_ground: bool = False
    """Whether anything was painted that white letters could stand on."""
    _state: _State = field(default_factory=_State)
    _saved: list[_State] = field(default_factory=list)

    def before(self, operator: bytes, operands: Any, cm: list[float], tm: list[float]) -> None:
        if operator in SHOWS and operands:
            self._show(operands, _scale(cm) * _scale(tm))
        elif operator == b"Tr" and operands:
            self._state = self._state._replace(mode=int(operands[0]))
        elif operator == b"Tf" and len(operands) > 1:
            self._state = self._state._replace(size=abs(float(operands[1])))
        elif operator in FILLS:
            self._state = self._state._replace(is_white=_is_white(operands))
        elif operator in PAINTS:
            self.has_ground = self.has_ground or not self._state.is_white
        if operator in (b"q", b"Do"):
            self._saved.append(self._state)
        elif operator == b"Q" and self._saved:
            self._state = self._saved.pop()

    def after(self, operator: bytes, *_: Any) -> None:
        if operator == b"Do" and self._saved:
            self._state = self._saved.pop()

    def _show(self, operands: Any, scale: float) -> None:
        strings = operands[-1] if isinstance(operands[-1], ArrayObject) else operands
        letters = sum(len(s) for s in strings if isinstance(s, (str, bytes)))
        by_mode = self._state.mode in INVISIBLE_MODES
        is_white = self._state.is_white and not self.has_ground
        if not (by_mode or is_white or self._state.size * scale < SMALLEST):
            self.shown += letters
            return
        self.hidden += letters
        self.hidden_by_mode += letters if by_mode else 0
        if self.erases:
            for n, string in enumerate(strings):
                if isinstance(string, (str, bytes)):
                    strings[n] = TextStringObject("")


def _is_white(operands: Any) -> bool:
    """White in the colour space that the number of values suggests; CMYK counts ink, not light."""
    values = [float(value) for value in operands if isinstance(value, (int, float))]
    if len(values) == 4:
        return not any(values)
    return len(values) in (1, 3) and all(value == 1 for value in values)


def _scale(matrix: list[float]) -> float:
    """How much a matrix enlarges letters."""
    return float(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5)
