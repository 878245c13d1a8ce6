"""From a folder to something that can be asked."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from assistant.ingestion.ingest import Ingestion
from assistant.retrieval.embedding import Embedder, MiniLM, Vectors
from assistant.retrieval.search import HybridRetriever
from assistant.store import Store

from .baseline import NAME, collection, fill
from .clock import UNITS, Taken, timed
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
    """What each way of taking in the same folders takes."""

    ours: Taken
    embedding: float
    """Seconds of ours spent in the embedder."""
    alone: Taken
    """The embedder by itself, given all the texts that ours embeds at once."""
    other: Taken
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
    with TemporaryDirectory() as home, TemporaryDirectory() as other:
        ours = timed(lambda: _take_in(Path(home), folders, watched))
        alone = timed(lambda: model.embed(watched.texts))
        baseline = timed(lambda: _fill(Path(other), read, model))
        passages = _passages(Path(home))
    return Round(ours, watched.seconds, alone, baseline, passages, vectors=len(watched.texts))


def _take_in(home: Path, folders: Mapping[str, Path], embedder: Watched) -> None:
    """Read, split, embed, store and index, as `convene ingest` does."""
    store = Store(home)
    for slug, folder in folders.items():
        Ingestion(store, embedder, slug, frozenset({"members"}), NOW).run([folder])
        HybridRetriever(store, embedder).warm(slug)
    store.close()


def _passages(home: Path) -> int:
    store = Store(home)
    counts = store.source_counts()
    store.close()
    return sum(passages for _, passages in counts.values())


def _fill(directory: Path, read: Mapping[str, list[Text]], embedder: Embedder) -> None:
    for slug, found in read.items():
        fill(collection(directory, slug, embedder), found)


def _figures(rounds: Sequence[Round]) -> Iterator[Figure]:
    passages = rounds[0].passages
    note = f"{passages:,} passages in {rounds[0].vectors:,} vectors, {len(rounds)} rounds"
    for clock, unit in UNITS.items():
        ours, alone, other = (
            [float(getattr(getattr(round, way), clock)) for round in rounds]
            for way in ("ours", "alone", "other")
        )
        yield Figure(
            part=PART,
            what="whole ingestion",
            unit=f"passages/{unit}",
            ours=Spread.of([passages / seconds for seconds in ours]),
            other=Spread.of([passages / seconds for seconds in alone]),
            against="the embedder alone, all texts at once",
            more_is_better=True,
            targets=(Target(limit=0.9, of="ratio", at_least=True),),
            note=note,
        )
        yield Figure(
            part=PART,
            what="the same folders",
            unit=unit,
            ours=Spread.of(ours),
            other=Spread.of(other),
            against=f"{NAME}, reading not counted",
            note=note,
        )
    yield Figure(
        part=PART,
        what="everything but the embedder",
        unit="ms/passage",
        ours=Spread.of([1_000 * (r.ours.wall - r.embedding) / passages for r in rounds]),
        targets=(Target(limit=2),),
        note=note,
    )
