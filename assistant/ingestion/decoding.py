"""Bytes of a text file -> text with "\\n" line ends."""

import codecs
import re
from typing import NamedTuple

from ..errors import UnreadableFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MOST_CONTROLS = 0.002
"""Share of control characters above which data is no text."""
WESTERN = "cp1252"
MOST_ACCENTS = 0.06
FEW_ACCENTS = 8


class Decoded(NamedTuple):
    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Raises UnreadableFile if the data is no text, or its letters cannot be known."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    if not encoding and b"\0" in data:
        raise UnreadableFile("is not text: it holds NUL bytes; if it is, save it as UTF-8")
    text = _decoded(data, encoding or "utf-8")
    guess = "" if text is not None else _guess(data)
    if guess:
        text = _decoded(data, guess)
    if text is None:
        raise UnreadableFile("cannot be decoded; save it as UTF-8")
    if len(CONTROL.findall(text)) > MOST_CONTROLS * len(text):
        raise UnreadableFile("is not text: it holds control characters")
    warnings = (f"It is not in UTF-8; {guess} was guessed. Check accented letters.",)
    return Decoded(_with_line_ends(text), warnings if guess else ())


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guess(data: bytes) -> str:
    """The encoding of bytes that are not UTF-8, or "".

    Text of mostly unaccented Latin letters is taken for Western: by far the most frequent, and
    a statistical guess of so few accents prefers rarer encodings to it ("créme" as "crčme").
    """
    from charset_normalizer import from_bytes

    accents = sum(len(run) for run in re.findall(rb"[\x80-\xff]+", data))
    letters = sum(len(run) for run in re.findall(rb"[A-Za-z]+", data))
    few = accents <= max(FEW_ACCENTS, MOST_ACCENTS * len(data)) and accents <= letters
    if few and _decoded(data, WESTERN) is not None:
        return WESTERN
    # Without a mark, UTF-16 would have shown itself by NUL bytes.
    best = from_bytes(data, cp_exclusion=["utf_16", "utf_16_be", "utf_16_le", "utf_32"]).best()
    return best.encoding if best else ""


def _with_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
