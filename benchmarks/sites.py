"""What is measured on: homes, each beside the alternative's index of the same texts."""

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.build import Workshop, build
from assistant.errors import UnreadableFile
from assistant.ingestion import shipped
from assistant.ingestion.folder import find
from assistant.ingestion.formats import markdown
from assistant.ingestion.ingest import Ingestion
from assistant.ingestion.reading import read_file
from assistant.library import card_text, example_folders, read_activities, shipped_files
from assistant.retrieval.embedding import Embedder, MiniLM, Vectors
from assistant.retrieval.search import HybridRetriever
from assistant.settings import Settings
from assistant.store import Store

from .report import say
from .synthetic import write_folder

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
SHIPPED = "shipped"
"""The alternative's collection of what ships with Convene."""
CORPORA = ("docs.carpentries.org", "team-compass", "community-committee")


class Text(NamedTuple):
    path: str
    text: str


@dataclass
class Remembering:
    """Embeds no text twice: sites share most of their texts, and preparing is not measured."""

    inner: Embedder
    known: dict[str, Vectors] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.inner.id

    def embed(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self.known]
        self.known.update(zip(missing, self.inner.embed(missing), strict=True))
        return np.stack([self.known[text] for text in texts])

    def vocabulary(self) -> Mapping[str, int]:
        return self.inner.vocabulary()


@dataclass(frozen=True)
class Site:
    """A home with communities in it, and the alternative's index of the same texts."""

    directory: Path
    folders: Mapping[str, Path]
    """What each community was read from, by slug."""

    @property
    def home(self) -> Path:
        return self.directory / "home"

    @property
    def baseline(self) -> Path:
        return self.directory / "baseline"

    @property
    def largest(self) -> str:
        """The community with most passages: the one that is asked where one is enough."""
        return max(self.folders, key=lambda slug: self._counts[slug][1])

    @property
    def passages(self) -> int:
        """Passages of the largest community."""
        return self._counts[self.largest][1]

    @cached_property
    def _counts(self) -> dict[str, tuple[int, int]]:
        store = Store(self.home)
        counts = store.source_counts()
        store.close()
        return counts

    def open(self, *, server: bool = False) -> Workshop:
        return build(Settings(home=self.home), server=server)


@dataclass(frozen=True)
class Sites:
    """Prepares each site once, in a directory that may be kept for the next run."""

    work: Path
    corpora: Path | None
    embedder: Embedder = field(default_factory=lambda: Remembering(MiniLM()))

    @cached_property
    def real(self) -> Site:
        """The example community, and the corpora if they are at hand."""
        found = {slug: Path(str(folder)) for slug, folder in example_folders().items()}
        if self.corpora is not None:
            found |= {slug: self.corpora / slug for slug in CORPORA}
        name = "corpora" if self.corpora else "example"
        return self._prepared(Site(self.work / name, found))

    def synthetic(self, passages: int) -> Site:
        """A community of so many passages, made from the real ones."""
        site = Site(
            self.work / f"synthetic-{passages}",
            {"synthetic": self.work / f"synthetic-{passages}" / "folder"},
        )
        if not site.directory.exists():
            say(f"writing {passages} synthetic passages")
            real = [text for folder in self.real.folders.values() for text in texts(folder)]
            write_folder(site.folders["synthetic"], [text.text for text in real], passages)
        return self._prepared(site)

    def _prepared(self, site: Site) -> Site:
        ready = site.directory / "ready"
        if not ready.exists():
            say(f"preparing {site.directory.name}")
            shutil.rmtree(site.home, ignore_errors=True)
            shutil.rmtree(site.baseline, ignore_errors=True)
            _fill_home(site, self.embedder)
            _fill_baseline(site, self.embedder)
            ready.touch()
        return site


def texts(folder: Path) -> Iterator[Text]:
    """What our readers make of a folder's files; the alternative is given it for nothing."""
    for found in find([folder]):
        try:
            yield Text(found.path, read_file(found.file, found.path).text)
        except UnreadableFile:
            continue


def _shipped_texts() -> Iterator[Text]:
    files = shipped_files()
    for file in files:
        if file.path.startswith("guidance/"):
            yield Text(file.path, markdown.read(file.data, file.path).text)
    for card in read_activities(files):
        yield Text(card.id, card_text(card))


def _fill_home(site: Site, embedder: Embedder) -> None:
    store = Store(site.home)
    shipped.take_in(store, embedder, NOW, lambda _done, _total, _path: None)
    for slug, folder in site.folders.items():
        Ingestion(store, embedder, slug, frozenset({"members"}), NOW).run([folder])
        HybridRetriever(store, embedder).warm(slug)
    store.close()


def _fill_baseline(site: Site, embedder: Embedder) -> None:
    # Imported here: whoever only opens a home should not pay for Chroma.
    from .baseline import collection, fill

    for slug, folder in site.folders.items():
        fill(collection(site.baseline, slug, embedder), texts(folder))
    fill(collection(site.baseline, SHIPPED, embedder), _shipped_texts())
