"""Query -> hits the viewer may read."""

from collections.abc import Sequence
from typing import Protocol

from ..models import Hit, SourceKind, Viewer

EVERY_KIND = frozenset(SourceKind)


class Retriever(Protocol):
    def search(
        self,
        query: str,
        *,
        viewer: Viewer,
        k: int,
        earlier: Sequence[str] = (),
        kinds: frozenset[SourceKind] = EVERY_KIND,
    ) -> tuple[Hit, ...]:
        """Return up to `k` hits, best first, none the viewer may not read."""
        ...
