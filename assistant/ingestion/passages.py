"""Documents -> passages with the vectors of their spans."""

from collections.abc import Iterator

from ..markup import plain, without_addresses
from ..retrieval.embedding import Embedder, pack
from ..store import NewPassage, NewSpan
from .document import Document
from .splitting import Piece, split


def embedded(document: Document, title: str, embedder: Embedder) -> tuple[NewPassage, ...]:
    """A document's passages with the vectors of their spans; raises EmbeddingError."""
    pieces = list(split(document))
    texts = [text for piece in pieces for text in _span_texts(document, title, piece)]
    if not texts:
        return ()
    vectors = iter(pack(embedder.embed(texts)))
    return tuple(
        NewPassage(
            start=piece.start,
            text=document.text[piece.start : piece.end],
            locator=piece.locator,
            spans=tuple(NewSpan(span, next(vectors)) for span in piece.spans),
        )
        for piece in pieces
    )


def span_text(title: str, locator: str, quote: str) -> str:
    """What is embedded of a span: the headings it stands under, then its own words.

    A sentence such as "Two years, renewable once." means nothing without its heading.
    """
    headings = [part for part in locator.split(" > ") if part]
    context = ": ".join(dict.fromkeys([title, *headings[-2:]]))
    return f"{context}. {without_addresses(plain(quote))}"


def _span_texts(document: Document, title: str, piece: Piece) -> Iterator[str]:
    for span in piece.spans:
        quote = document.text[piece.start + span.start : piece.start + span.end]
        yield span_text(title, piece.locator, quote)
