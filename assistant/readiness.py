"""What has to be there before the first question: shipped knowledge, a community, vectors."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from .build import Workshop
from .ingestion import shipped
from .ingestion.reembedding import reembed
from .library import example_folders

Report = Callable[[str, int, int], None]
"""Called with what is being done, and how much of how much is done."""


def make_ready(workshop: Workshop, now: dt.datetime, report: Report, *, example: bool) -> None:
    """Take in what ships, once; with `example`, also the example community if there is none.

    On a home that is ready this costs a few queries.
    """
    store, embedder = workshop.store, workshop.embedder
    if not shipped.is_current(store):
        shipped.take_in(store, embedder, now, _under("Reading the guidance and cards", report))
    if example and not store.communities():
        for slug, folder in example_folders().items():
            label = "Reading the example community"
            ingestion = workshop.ingestion(
                slug, frozenset({"members"}), now, _under(label, report)
            )
            ingestion.run([Path(str(folder))])
    if not workshop.retriever.has_index() and store.stale_embedders(embedder.id):
        reembed(store, embedder, _under("Embedding with another model", report))


def _under(label: str, report: Report) -> Callable[[int, int, str], None]:
    return lambda done, total, _path: report(label, done, total)


