"""From a folder to something that can be asked."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from assistant.ingestion.ingest import Ingestion
from assistant.retrieval.embedding import Embedder, MiniLM, Vectors
from assistant.retrieval.search import HybridRetriever
from assistant.store import Store

from .baseline import NAME, collection, fill
from .report import Figure, Spread, Target, say
from .sites import NOW, Sites, Text, texts

PART = "ingest"
ROUNDS = 3


@dataclass
class Watched:
    """An embedder that notes what it was given and how long it took."""

    inner: Embedder
    texts: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def id(self) -> str:
        return self.inner.id

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        begun = time.perf_counter()
        vectors = self.inner.embed(texts)
        self.seconds += time.perf_counter() - begun
        return vectors

    def vocabulary(self) -> Mapping[str, int]:
        return self.inner.vocabulary()


class Round(NamedTuple):
    """Seconds of each way of taking in the same folders."""

    ours: float
    embedding: float
    """Of ours, spent in the embedder."""
    alone: float
    """The embedder by itself, given all the texts that ours embeds at once."""
    other: float
    passages: int
    vectors: int


def measure(sites: Sites) -> Iterator[Figure]:
    folders = dict(sites.real.folders)
    read = {slug: list(texts(folder)) for slug, folder in folders.items()}
    embedder = MiniLM()
    embedder.embed(["warm"])
    rounds = []
    for n in range(ROUNDS):
        say(f"ingestion, round {n + 1} of {ROUNDS}")
        rounds.append(_round(folders, read, embedder))
    yield from _figures(rounds)


def _round(folders: Mapping[str, Path], read: Mapping[str, list[Text]], model: MiniLM) -> Round:
    watched = Watched(model)
    with TemporaryDirectory() as ours, TemporaryDirectory() as other:
        seconds, passages = _take_in(Path(ours), folders, watched)
        alone = _seconds(lambda: model.embed(watched.texts))
        baseline = _seconds(lambda: _fill(Path(other), read, model))
    return Round(seconds, watched.seconds, alone, baseline, passages, vectors=len(watched.texts))


def _take_in(home: Path, folders: Mapping[str, Path], embedder: Watched) -> tuple[float, int]:
    """Read, split, embed, store and index, as `convene ingest` does; seconds and passages."""
    begun = time.perf_counter()
    store = Store(home)
    for slug, folder in folders.items():
        Ingestion(store, embedder, slug, frozenset({"members"}), NOW).run([folder])
        HybridRetriever(store, embedder).warm(slug)
    seconds = time.perf_counter() - begun
    passages = sum(passages for _, passages in store.source_counts().values())
    store.close()
    return seconds, passages


def _fill(directory: Path, read: Mapping[str, list[Text]], embedder: Embedder) -> None:
    for slug, found in read.items():
        fill(collection(directory, slug, embedder), found)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _figures(rounds: Sequence[Round]) -> Iterator[Figure]:
    passages, vectors = rounds[0].passages, rounds[0].vectors
    note = f"{passages:,} passages in {vectors:,} vectors, {len(rounds)} rounds"
    yield Figure(
        part=PART,
        what="whole ingestion",
        unit="passages/s",
        ours=Spread.of([passages / r.ours for r in rounds]),
        other=Spread.of([passages / r.alone for r in rounds]),
        against="the embedder alone, all texts at once",
        more_is_better=True,
        targets=(Target(limit=0.9, of="ratio", at_least=True),),
        note=note,
    )
    yield Figure(
        part=PART,
        what="everything but the embedder",
        unit="ms/passage",
        ours=Spread.of([1_000 * (r.ours - r.embedding) / passages for r in rounds]),
        targets=(Target(limit=2),),
        note=note,
    )
    yield Figure(
        part=PART,
        what="the same folders",
        unit="s",
        ours=Spread.of([r.ours for r in rounds]),
        other=Spread.of([r.other for r in rounds]),
        against=f"{NAME}, reading not counted",
        note=note,
    )
