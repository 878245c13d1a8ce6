"""A new process, from its start to the printed answer."""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from .asked import questions
from .baseline import NAME
from .clock import UNITS, Taken, timed
from .report import Figure, Spread, Target, say
from .sites import Site, Sites

ROOT = Path(__file__).parents[1]
PART = "cold"
QUESTIONS = 5
WALL = (Target(limit=0.7), Target(limit=6, of="ratio", at_least=True))


def measure(sites: Sites, *, runs: int, passages: int) -> Iterator[Figure]:
    yield from _race(sites.real, sites, runs)
    yield from _race(sites.synthetic(passages), sites, runs)


def _race(site: Site, sites: Sites, runs: int) -> Iterator[Figure]:
    """Both in turn, so that what else the machine does falls on both; one pair uncounted."""
    say(f"cold start on {site.directory.name}, {runs} runs of each")
    pairs = [
        (_ours(site, ask), _baseline(site, ask)) for ask in islice(cycle(_asked(sites)), runs + 1)
    ][1:]
    what = f"{site.passages:,} passages, question to printed answer"
    for name, unit in UNITS.items():
        yield Figure(
            part=PART,
            what=what,
            unit=unit,
            ours=Spread.of([float(getattr(ours, name)) for ours, _ in pairs]),
            other=Spread.of([float(getattr(other, name)) for _, other in pairs]),
            against=NAME,
            targets=WALL if name == "wall" else (),
            note=f"{runs} runs",
        )


def _asked(sites: Sites) -> list[str]:
    """Synthetic passages are made from the real ones, so the same questions suit both."""
    rows = questions(frozenset({sites.real.largest}))
    own = [row.ask for row in rows if row.corpus == sites.real.largest and row.has_answer]
    return own[:QUESTIONS]


def _ours(site: Site, ask: str) -> Taken:
    return _run(site, "assistant", "ask", ask, "--community", site.largest)


def _baseline(site: Site, ask: str) -> Taken:
    return _run(site, "benchmarks.baseline", str(site.baseline), site.largest, ask)


def _run(site: Site, *arguments: str) -> Taken:
    return timed(
        lambda: subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env={**os.environ, "CONVENE_HOME": str(site.home)},
            stdout=subprocess.PIPE,
            check=True,
        )
    )
