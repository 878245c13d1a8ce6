"""Which words of a passage to quote."""

from ..models import Hit, Passage

SHORT = 12
"""A quote with fewer words than this says too little alone."""


def quote(hit: Hit) -> str:
    """The span that answers best, with its neighbour where it is only half of the matter.

    A line that ends with a colon announces what follows; a very short line leans on the next.
    The quote is a slice of the passage.
    """
    passage = hit.passage
    first = last = hit.span
    while last + 1 < len(passage.spans) and _is_unfinished(passage, first, last):
        last += 1
        if last - hit.span >= 2:
            break
    return passage.text[passage.spans[first].start : passage.spans[last].end]


def _is_unfinished(passage: Passage, first: int, last: int) -> bool:
    text = passage.text[passage.spans[first].start : passage.spans[last].end].rstrip("*_ ")
    return text.endswith(":") or len(text.split()) < SHORT
