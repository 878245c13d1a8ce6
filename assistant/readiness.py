"""What has to be there before the first question: shipped knowledge, a community, vectors."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from .build import Workshop
from .ingestion import shipped
from .ingestion.ingest import Progress
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
    if example:
        _take_in_example(workshop, now, _under("Reading the example community", report))
    if store.has_stale_vectors(embedder.id):
        reembed(store, embedder, _under("Embedding with another model", report))


def _take_in_example(workshop: Workshop, now: dt.datetime, progress: Progress) -> None:
    """If there is no community at all, or an example that was not read to the end."""
    known = {community.slug: community for community in workshop.store.communities()}
    for slug, folder in example_folders().items():
        if not known or (slug in known and known[slug].ingested is None):
            ingestion = workshop.ingestion(slug, frozenset({"members"}), now, progress)
            ingestion.run([Path(str(folder))])


def _under(label: str, report: Report) -> Progress:
    return lambda done, total, _path: report(label, done, total)
