"""Run the benchmarks: `python -m benchmarks --help`."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from .report import Figure, say, table, write

EXTRA = ("langchain_chroma", "langchain_text_splitters", "psutil")

Part = Callable[[], Iterator[Figure]]


def main() -> None:
    options = _options().parse_args()
    missing = [name for name in EXTRA if find_spec(name) is None]
    if missing:
        say(f"{', '.join(missing)} missing; install with: pip install -e '.[benchmarks]'")
        sys.exit(2)
    with _work(options.work) as work:
        parts = _parts(options, work)
        wanted = options.parts or list(parts)
        if unknown := set(wanted) - parts.keys():
            say(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
            sys.exit(2)
        figures: list[Figure] = []
        for name in wanted:
            figures += parts[name]()
            if options.output is not None:  # after each part, in case a later one fails
                write(options.output, figures, _recorded(options), dt.date.today())
    sys.stdout.write(table(figures) + "\n")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("parts", nargs="*", help="cold warm ingest memory recall scale; all when none is named")
    add("--corpora", type=Path, help="a folder that holds the public corpora; see README.md")
    add("--work", type=Path, help="keep what was prepared here, and use it again")
    add("--output", type=Path, help="also write the figures to this file, as JSON")
    add("--runs", type=int, default=7, help="cold starts of each")
    add("--passages", type=int, default=8_000, help="synthetic passages for cold starts")
    add("--crowd", type=int, default=10_000, help="synthetic passages for memory")
    add("--vectors", type=int, default=100_000, help="synthetic vectors for scale")
    add("--million", action="store_true", help="scale also with 1,000,000 vectors")
    return parser


@contextmanager
def _work(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with TemporaryDirectory() as work:
        yield Path(work)


def _parts(options: argparse.Namespace, work: Path) -> Mapping[str, Part]:
    # Imported here: they need the libraries whose absence has just been reported.
    from . import cold, ingest, memory, recall, scale, warm
    from .sites import Sites

    sites = Sites(work, options.corpora and options.corpora.resolve())
    sizes = [options.vectors, *([scale.MILLION] if options.million else [])]
    return {
        "cold": lambda: cold.measure(sites, runs=options.runs, passages=options.passages),
        "warm": lambda: warm.measure(sites),
        "ingest": lambda: ingest.measure(sites),
        "memory": lambda: memory.measure(sites, passages=options.crowd),
        "recall": lambda: recall.measure(sites),
        "scale": lambda: scale.measure(sizes),
    }


def _recorded(options: argparse.Namespace) -> dict[str, object]:
    """The options without paths, which are this machine's own business."""
    said = {k: v for k, v in vars(options).items() if k not in ("corpora", "work", "output")}
    return {**said, "corpora": options.corpora is not None}


if __name__ == "__main__":
    main()
