"""Figures, and how they are written: a table to read, JSON to keep."""

import datetime as dt
import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from pydantic import computed_field

from assistant.models.base import Value

LIBRARIES = ("chromadb", "langchain-chroma", "langchain-text-splitters", "numpy", "onnxruntime")


class Spread(Value):
    """What was measured in the middle, at the lowest and at the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        return cls(median=float(np.median(values)), low=min(values), high=max(values))

    @classmethod
    def percentile(cls, values: Sequence[float], wanted: float) -> Self:
        return cls.one(float(np.percentile(values, wanted)))

    @classmethod
    def one(cls, value: float) -> Self:
        return cls(median=value, low=value, high=value)

    def __str__(self) -> str:
        if self.low == self.high:
            return _number(self.median)
        return f"{_number(self.median)} ({_number(self.low)} to {_number(self.high)})"


class Target(Value):
    """A limit that our figure, or its ratio to the alternative's, was meant to keep."""

    limit: float
    of: Literal["ours", "ratio"] = "ours"
    at_least: bool = False

    def __str__(self) -> str:
        bound = "at least" if self.at_least else "at most"
        return f"{bound} {_number(self.limit)}{' times' if self.of == 'ratio' else ''}"


class Figure(Value):
    """One thing measured of ours, and of the alternative under the same load."""

    part: str
    what: str
    unit: str
    ours: Spread
    against: str = ""
    """What the alternative is."""
    other: Spread | None = None
    more_is_better: bool = False
    targets: tuple[Target, ...] = ()
    note: str = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ratio(self) -> float | None:
        """How many times better ours is; below 1 the alternative is better."""
        if self.other is None or not self.ours.median or not self.other.median:
            return None
        ratio = self.ours.median / self.other.median
        return ratio if self.more_is_better else 1 / ratio

    @computed_field  # type: ignore[prop-decorator]
    @property
    def missed(self) -> tuple[str, ...]:
        """The targets that this run did not keep."""
        return tuple(str(target) for target in self.targets if not self._keeps(target))

    def _keeps(self, target: Target) -> bool:
        value = self.ours.median if target.of == "ours" else self.ratio
        if value is None:
            return True
        return value >= target.limit if target.at_least else value <= target.limit


def table(figures: Iterable[Figure]) -> str:
    """Markdown, one row a figure."""
    head = ("part", "what", "unit", "Convene", "alternative", "ratio", "target", "note")
    rows = [head, ("---",) * len(head), *(_row(figure) for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write(path: Path, figures: Sequence[Figure], options: dict[str, Any], day: dt.date) -> None:
    """All figures as JSON, with what they were measured on.

    `load` is how many processes wanted a core in the last quarter of an hour: where it is more
    than there are cores, only the ratios say something.
    """
    # Imported here: it may be what is missing, and this module has to be there to say so.
    import psutil

    content = {
        "date": day.isoformat(),
        "machine": machine(),
        "load": round(psutil.getloadavg()[-1], 1),
        "libraries": {name: version(name) for name in LIBRARIES},
        "options": options,
        "figures": [figure.model_dump(mode="json") for figure in figures],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def machine() -> str:
    """In words; nothing that tells one machine of a kind from another."""
    python = ".".join(platform.python_version_tuple()[:2])
    return f"{os.cpu_count()} cores, {platform.system()}, Python {python}"


def say(text: str) -> None:
    """Progress, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _row(figure: Figure) -> tuple[str, ...]:
    other = "" if figure.other is None else f"{figure.other} {figure.against}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    target = ", ".join(
        f"{target}: {'MISSED' if str(target) in figure.missed else 'kept'}"
        for target in figure.targets
    )
    return (
        figure.part, figure.what, figure.unit, str(figure.ours), other, ratio, target, figure.note
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
