"""What goes into the store and comes out of it, beside sources and passages."""

import datetime as dt
import uuid
from dataclasses import dataclass

from ..models import Source, Span

SHIPPED = ""
"""The slug under which what ships with Convene is kept."""


@dataclass(frozen=True)
class Community:
    slug: str
    name: str
    purpose: str = ""
    ask: str = ""
    """Whom to ask when the records do not say."""
    timezone: str = ""
    invented: bool = False
    revision: int = 0
    ingested: dt.datetime | None = None
    """When its last ingestion was done; None if none ever was."""


@dataclass(frozen=True)
class NewSpan:
    span: Span
    vector: bytes


@dataclass(frozen=True)
class NewPassage:
    start: int
    text: str
    locator: str
    spans: tuple[NewSpan, ...]


@dataclass(frozen=True)
class NewSource:
    source: Source
    text: str
    words: str
    """SHA-256 of the bare words."""
    passages: tuple[NewPassage, ...]
    embedder: str


@dataclass(frozen=True)
class Origin:
    """A file that a source was found in."""

    root: str
    path: str
    sha256: str
    source: str
    named: frozenset[str] | None = frozenset()
    """The audience the file names for itself, empty if it names none; None if not known."""


@dataclass(frozen=True)
class Held:
    """What tells a source that is kept from others."""

    source: str
    title: str
    words: str
    """SHA-256 of the bare words."""
    readers: frozenset[str]
    date: dt.date | None


@dataclass(frozen=True)
class StaleSpan:
    """A span whose vector is of another model, with the words that are embedded of it."""

    passage: str
    position: int
    title: str
    locator: str
    quote: str


@dataclass(frozen=True)
class IndexRow:
    """What an index knows of a passage: no text."""

    passage: str
    wall: int
    kind: str
    spans: int


def new_id() -> str:
    """Random, so that an id says nothing of what it names."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Talk:
    """A conversation that is kept, as a list shows it."""

    id: str
    begins: str
    """The first thing that was said in it."""
    turns: int
    last: dt.datetime
