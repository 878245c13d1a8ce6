"""What a community held before an ingestion, kept up with what the ingestion does."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from ..store import Held, Origin, Store
from .folder import Found
from .sameness import Wording, differences, may_be_same


@dataclass(frozen=True)
class Twin:
    """A source with the same text."""

    held: Held
    path: str
    """One of its files, other than the one at hand."""
    added: tuple[str, ...]
    """Words that one of the two has and the other has not."""


class Known:
    """The files and sources of one community."""

    def __init__(self, store: Store, community: str) -> None:
        self._store = store
        self._sources = {held.source: held for held in store.held(community)}
        self._files: dict[Path, Origin] = {}
        self._holders: dict[str, dict[Path, Origin]] = {source: {} for source in self._sources}
        self._sketches: dict[str, frozenset[int]] = {}
        for origin in store.origins(community):
            self._note(Path(origin.root) / origin.path, origin)

    def files(self) -> tuple[tuple[Path, Origin], ...]:
        return tuple(self._files.items())

    def origin(self, found: Found) -> Origin | None:
        """What is known of a file, under whatever root it was found before."""
        return self._files.get(found.file)

    def held(self, origin: Origin) -> Held:
        return self._sources[origin.source]

    def others(self, origin: Origin) -> tuple[Path, ...]:
        """The other files in which the same source was found."""
        holders = self._holders[origin.source].items()
        return tuple(file for file, other in holders if other != origin)

    def put(self, file: Path, origin: Origin, held: Held) -> None:
        """Note what a file holds from now on."""
        self.forget(file)
        self._sources[held.source] = held
        self._note(file, origin)

    def forget(self, file: Path) -> None:
        """Drop a file; a source that no file holds any more is nobody's twin."""
        if origin := self._files.pop(file, None):
            del self._holders[origin.source][file]

    def twin(
        self, wording: Wording, readers: frozenset[str], date: dt.date | None, found: Found
    ) -> Twin | None:
        """A source of other files with the same text, the same readers and the same date.

        Not of other readers: who may read the one might not read the other. Not of another
        date: the same words said again are another event.
        """
        likely = {
            held: elsewhere
            for held in self._sources.values()
            if held.readers == readers and held.date == date
            if (elsewhere := self._elsewhere(held.source, found))
        }
        digest = wording.digest
        for held, path in likely.items():
            if held.words == digest:
                return Twin(held, path, ())
        sketch = wording.sketch
        for held, path in likely.items():
            if may_be_same(sketch, self._sketch(held.source)):
                added = differences(wording, Wording(self._store.text(held.source)))
                if added is not None:
                    return Twin(held, path, added)
        return None

    def _note(self, file: Path, origin: Origin) -> None:
        self._files[file] = origin
        self._holders.setdefault(origin.source, {})[file] = origin

    def _elsewhere(self, source: str, found: Found) -> str | None:
        holders = self._holders[source].items()
        return next((origin.path for file, origin in holders if file != found.file), None)

    def _sketch(self, source: str) -> frozenset[int]:
        if source not in self._sketches:
            self._sketches[source] = Wording(self._store.text(source)).sketch
        return self._sketches[source]
