"""Folders of files taken into a store, here and in processes that are killed."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.ingestion.ingest import Ingestion, Progress
from assistant.ingestion.report import Report
from assistant.models import Viewer
from assistant.models.audience import Role
from assistant.retrieval.embedding import Embedder
from assistant.store import Store

from .builders import NOW, WordEmbedder

ROOT = Path(__file__).parent.parent
MEMBER = Viewer(community="river", role=Role.MEMBER)
MEMBERS = frozenset({"members"})
NOBODY = 65_534


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Make the files, by path and text, in the folder."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def ingest(
    store: Store,
    *paths: Path,
    community: str = "river",
    readers: Iterable[str] = MEMBERS,
    progress: Progress = lambda *_: None,
    embedder: Embedder | None = None,
) -> Report:
    who = frozenset(readers)
    model = embedder or WordEmbedder()
    return Ingestion(store, model, community, who, NOW, progress).run(paths)


def states(report: Report) -> dict[str, str]:
    return {file.path: file.state for file in report.read}


def texts(store: Store, community: str = "river") -> list[str]:
    """The texts of a community's sources, sorted."""
    return sorted(store.text(held.source) for held in store.held(community))


def start(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """A Python process that runs `code` in the project, its output to be read."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def run(code: str, *arguments: object) -> str:
    """What such a process prints; fails if the process does."""
    with start(code, *arguments) as process:
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return output


@contextmanager
def unprivileged() -> Iterator[Path]:
    """A folder of one's own, without the superuser's rights if the tests run with those."""
    before = os.geteuid()
    with TemporaryDirectory() as place:
        if before == 0:
            os.chown(place, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Path(place)
        finally:
            os.seteuid(before)
