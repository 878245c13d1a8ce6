"""What a reader makes of a file: its text, and where its headings are."""

import datetime as dt

from pydantic import Field

from ..models import Value


class Heading(Value):
    start: int
    """Where the heading's line begins in the text."""
    end: int
    """Where what it heads begins."""
    level: int = Field(ge=1)
    title: str


class Document(Value):
    """The text of one file. Passages are slices of `text`, so it is never rewritten later.

    For Markdown, reStructuredText and plain text, `text` is the file's own (decoded, with
    "\\n" line ends); for the other formats it is what a person would read in it.
    """

    text: str
    headings: tuple[Heading, ...] = ()
    """In order of `start`. A page of a PDF counts as a heading "page 3"."""
    body: int = 0
    """Where the text proper begins, after any front matter."""
    title: str = ""
    date: dt.date | None = None
    """When what the document tells of happened, if it says so."""
    genre: str = ""
    """norms, minutes, announcement … in the document's own word, if it says so."""
    status: str = ""
    readers: frozenset[str] | None = None
    """Audience that the document names for itself."""
    warnings: tuple[str, ...] = ()
    """What a person should know of how it was read, one sentence each."""
