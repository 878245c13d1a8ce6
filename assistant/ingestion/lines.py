"""Where lines begin. Only "\\n" ends one: str.splitlines would count others and shift offsets."""

from itertools import accumulate

LONGEST_TITLE = 200
"""Characters. A longer line is text whatever marks it: what heads a section is in no passage."""


def line_starts(text: str, begin: int) -> list[int]:
    """Offset of each line of text[begin:], and of the end of the text."""
    lengths = (len(line) + 1 for line in text[begin:].split("\n"))
    starts = list(accumulate(lengths, initial=begin))
    return [min(start, len(text)) for start in starts]
