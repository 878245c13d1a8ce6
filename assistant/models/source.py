"""What we hold, and the piece of it that can be cited."""

import datetime as dt
from enum import StrEnum

from .audience import Viewer
from .base import Value


class SourceKind(StrEnum):
    GUIDANCE = "guidance"
    ACTIVITY = "activity"
    RECORD = "record"


class Source(Value):
    """A document or record. `community` is None for what ships with Convene."""

    id: str
    kind: SourceKind
    title: str
    path: str
    """Relative to what was ingested, or the id of a shipped file."""
    readers: frozenset[str] = frozenset()
    """Who may read it; empty means nobody."""
    community: str | None = None
    date: dt.date | None = None
    """When what it tells of happened; not the file's date."""
    genre: str = ""
    """What the document calls itself: norms, minutes, announcement …"""
    status: str = ""
    """Such as "superseded" or "draft", in the document's own words."""

    def may_be_read_by(self, viewer: Viewer) -> bool:
        if self.community not in (None, viewer.community):
            return False
        return not self.readers.isdisjoint(viewer.audiences)


class Span(Value):
    """A few consecutive sentences of a passage: what is embedded, and what can be quoted."""

    start: int
    end: int
    """Half-open character range within the passage's text."""


class Passage(Value):
    """A citable piece of a source; its text is the source's own, character for character."""

    id: str
    source: Source
    locator: str
    """The headings that lead to it, outermost first, joined with " > "."""
    start: int
    """Where it begins in the source's text, in characters."""
    text: str
    spans: tuple[Span, ...] = ()

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]


class Hit(Value):
    """A passage that was found, with what speaks for it."""

    passage: Passage
    score: float
    """Fused score in 0..1, comparable within one search only."""
    dense: float = 0.0
    """Cosine of the question with the passage's nearest span."""
    lexical: float = 0.0
    """BM25 of the question's words against the passage."""
    coverage: float = 0.0
    """Share of the question's words, weighted by rarity, that occur in the passage."""
    span: int = 0
    """Index of the span that answers best."""
    span_dense: float = 0.0
    span_coverage: float = 0.0
    nearest: tuple[float, ...] = ()
    """For each word of the question that says something, in order, the cosine of the token of
    the passage that means most nearly the same in its context; empty if it was not read."""
    answers: float | None = None
    """How surely the passage answers the question, as a logit; None if it was not read."""

    @property
    def quote(self) -> str:
        return self.passage.quote(self.passage.spans[self.span])
