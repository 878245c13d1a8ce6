"""A process that is up: from a question to its answer."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.build import Workshop
from assistant.models import Question, Viewer
from assistant.retrieval.embedding import MiniLM

from .asked import questions, suggestions
from .baseline import NAME, collection, nearest
from .report import Figure, Spread, Target, say
from .sites import NOW, SHIPPED, Site, Sites

PART = "warm"
UNCOUNTED = 5
MODES = {"exact scan": False, "server": True}
"""How the engine is opened; a server uses the approximate index."""
PERCENTILES = {50: (Target(limit=15),), 95: (Target(limit=50),)}


class Call(NamedTuple):
    question: Question
    collection: str


Answering = Mapping[str, Callable[[Call], object]]


def measure(sites: Sites) -> Iterator[Figure]:
    site = sites.real
    rows = questions(frozenset(site.folders))
    asked = [Call(row.question, row.community or SHIPPED) for row in rows]
    viewer = Viewer(community=site.largest)
    wished = [
        Call(Question(text=text, viewer=viewer, today=NOW.date()), SHIPPED)
        for text in suggestions()
    ]
    answering = _answering(site)
    for label, calls in (("question", asked), ("suggestion", wished)):
        say(f"warm answers: {len(calls)} times {label}")
        seconds = _timed(answering, calls)
        yield from _figures(label, seconds)


def _answering(site: Site) -> Answering:
    """All ways of answering, opened in this process and used in turn."""
    embedder = MiniLM()
    stores = {name: collection(site.baseline, name, embedder) for name in (SHIPPED, *site.folders)}
    ways: dict[str, Callable[[Call], object]] = {}
    for mode, is_server in MODES.items():
        workshop = site.open(server=is_server)
        for slug in site.folders:
            workshop.retriever.warm(slug)
        ways[mode] = _asking(workshop)
    ways[NAME] = lambda call: nearest(stores[call.collection], call.question.text)
    return ways


def _asking(workshop: Workshop) -> Callable[[Call], object]:
    return lambda call: workshop.assistant.answer(call.question)


def _timed(answering: Answering, calls: Sequence[Call]) -> dict[str, list[float]]:
    """Milliseconds of each call; no call is made twice, so no memory of it helps."""
    taken: dict[str, list[float]] = {name: [] for name in answering}
    for n, call in enumerate(calls):
        for name, answer in answering.items():
            begun = time.perf_counter()
            answer(call)
            if n >= UNCOUNTED:
                taken[name].append(1_000 * (time.perf_counter() - begun))
    return taken


def _figures(label: str, taken: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    for mode in MODES:
        for percentile, targets in PERCENTILES.items():
            yield Figure(
                part=PART,
                what=f"{label}, {mode}, p{percentile}",
                unit="ms",
                ours=Spread.percentile(taken[mode], percentile),
                other=Spread.percentile(taken[NAME], percentile),
                against=f"{NAME}, search alone",
                targets=targets,
                note=f"{len(taken[mode])} asked",
            )
