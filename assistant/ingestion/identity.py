"""What a document says of itself beyond front matter: its title, and when it took place."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from ..markup import plain, without_addresses
from .dates import find_date, find_date_in_name, find_dates
from .document import Document, Heading

FIRST_LINES = 5
LONGEST_DATE_LINE = 150
"""In characters. A longer line is prose, and a date in it is seldom the document's own."""
START = 4_000
"""Characters in which the first lines are looked for."""
ANOTHER_DATE = re.compile(
    r"\b(next|previous|last meeting|deadline|due|until|since|founded)\b", re.I
)


def identified(document: Document, name: str) -> Document:
    """The document with title and date filled in from its headings, path and first lines."""
    title = document.title or _title(document)
    titled = document.model_copy(update={"title": title})
    # A title dates what it tells of; a file name may only say when somebody wrote.
    date = titled.date or find_date(title) or _date_in_path(name) or _date_in_text(titled)
    return titled.model_copy(update={"date": date})


def _title(document: Document) -> str:
    """The heading at the very top, or the only one of the first level; a page mark is neither."""
    headings = [heading for heading in document.headings if heading.start < heading.end]
    if not headings:
        return ""
    top = headings[0]
    is_at_top = not document.text[document.body : top.start].strip()
    if is_at_top and not (_tells_of_many_days(document.headings) and _has_equals(top, headings)):
        return top.title
    highest = [heading for heading in headings if heading.level == 1]
    return highest[0].title if len(highest) == 1 else ""


def _has_equals(top: Heading, headings: Iterable[Heading]) -> bool:
    """Whether it is one of several: then it heads an entry of a log and not the whole."""
    return sum(1 for heading in headings if heading.level == top.level) > 1


def _date_in_path(name: str) -> dt.date | None:
    """From the file name, else from the nearest folder that carries a date."""
    parts = reversed(PurePath(name).parts)
    return next((date for part in parts if (date := find_date_in_name(part))), None)


def _date_in_text(document: Document) -> dt.date | None:
    top = document.headings[0].title if document.headings else ""
    if _tells_of_many_days(document.headings):
        return None
    lines = (line for line in _first_lines(document) if not ANOTHER_DATE.search(line))
    return find_date(top) or next((date for line in lines if (date := find_date(line))), None)


def _tells_of_many_days(headings: Iterable[Heading]) -> bool:
    """A log of a year's meetings has no date of its own; its first entry would stand for all."""
    return len({date for heading in headings for date in find_dates(heading.title)}) > 2


def _first_lines(document: Document) -> Iterator[str]:
    start = document.text[document.body : document.body + START]
    lines = [line for line in start.split("\n") if line.strip()]
    for line in lines[:FIRST_LINES]:
        if len(line) <= LONGEST_DATE_LINE:
            yield without_addresses(plain(line))
