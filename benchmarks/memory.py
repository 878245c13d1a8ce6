"""What a warm process holds in memory, and what lies on disk."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import psutil

from assistant.retrieval.dense import HOME

from .asked import questions
from .baseline import NAME
from .report import Figure, Spread, Target, say
from .sites import Site, Sites

ROOT = Path(__file__).parents[1]
PART = "memory"
MB = 1_000_000
QUESTIONS = 20
MODES = {"exact scan": "exact", "server, without its page": "server"}


def measure(sites: Sites, *, passages: int) -> Iterator[Figure]:
    asked = [row.ask for row in questions(frozenset({sites.real.largest}))][:QUESTIONS]
    for site in (sites.real, sites.synthetic(passages)):
        say(f"memory on {site.directory.name}")
        yield from _resident(site, asked)
        yield from _on_disk(site)
    with as_file(files("assistant.retrieval.weights")) as weights:
        model = _megabytes(weights.iterdir())
    yield Figure(part=PART, what="model and tokenizer on disk", unit="MB", ours=Spread.one(model))


def _resident(site: Site, asked: list[str]) -> Iterator[Figure]:
    other = _weighed("baseline", site.baseline, site.largest, asked)
    for label, mode in MODES.items():
        yield Figure(
            part=PART,
            what=f"{site.passages:,} passages, {label}",
            unit="MB resident",
            ours=Spread.one(_weighed(mode, site.home, site.largest, asked)),
            other=Spread.one(other),
            against=NAME,
            targets=(Target(limit=400),) if mode == "server" else (),
            note=f"after {len(asked)} questions",
        )


def _weighed(mode: str, directory: Path, community: str, asked: list[str]) -> float:
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.probe", mode, str(directory), community],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        if process.stdout.readline() != "ready\n":
            raise ChildProcessError(f"the {mode} process ended before it had answered")
        size = float(psutil.Process(process.pid).memory_info().rss)
        process.stdin.close()
    return size / MB


def _on_disk(site: Site) -> Iterator[Figure]:
    """Of the whole home: every community in it, beside all collections of the alternative."""
    files = list((site.home / "index").rglob("*"))
    chroma = [file for file in files if any(part.startswith(HOME) for part in file.parts)]
    other = Spread.one(_megabytes(site.baseline.rglob("*")))
    for what, paths, against in (
        ("index on disk", set(files) - set(chroma), other),
        ("index on disk with the server's Chroma", files, other),
        ("database on disk, texts and vectors", site.home.glob("convene.sqlite3*"), None),
    ):
        yield Figure(
            part=PART,
            what=f"{site.directory.name}: {what}",
            unit="MB",
            ours=Spread.one(_megabytes(paths)),
            other=against,
            against=NAME if against else "",
        )


def _megabytes(paths: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in paths if path.is_file()) / MB
