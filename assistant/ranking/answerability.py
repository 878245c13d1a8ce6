"""Does the evidence answer this question? A calibrated yes or no, not a fixed phrase.

Logistic regression over a few figures of the best hits. The weights are data, fitted by
`benchmarks/fit_answerability.py` on labelled questions (docs/decisions/0005-answerability.md).
"""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import fmean

from ..models import Hit

LOOKED_AT = 3
"""Hits that are asked for each figure."""
UNREAD = 0.0
"""The logit of hits that nobody read."""
SURROUNDING = 6
"""Hits whose mean cosine the best one's is compared with."""


@dataclass(frozen=True)
class Kind:
    """A kind of question, and what tells an answer to it, if anything does."""

    asked: re.Pattern[str]
    given: re.Pattern[str] | None


def features(hits: Sequence[Hit], query: str) -> dict[str, float]:
    """The figures the decision rests on, by name; `hits` is not empty."""
    best, few = hits[0], hits[:LOOKED_AT]
    read = [sorted(hit.nearest) for hit in hits if hit.nearest]
    judged = [hit.answers for hit in hits if hit.answers is not None]
    others = [hit.dense for hit in hits[1:SURROUNDING]]
    return {
        "answers": best.answers if best.answers is not None else max(judged, default=UNREAD),
        "answers_few": max(judged, default=UNREAD),
        **_matches(read),
        "dense": best.dense,
        "dense_few": max(hit.dense for hit in few),
        "span_dense": best.span_dense,
        "coverage": best.coverage,
        "coverage_few": max(hit.coverage for hit in few),
        "span_coverage": best.span_coverage,
        "span_coverage_few": max(hit.span_coverage for hit in few),
        "lexical": math.log1p(best.lexical),
        "margin": best.dense - fmean(others) if others else 0.0,
        "words": len(read[0]) / 10 if read else 0.0,
        **_kinds(best, query),
    }


def confidence(hits: Sequence[Hit], query: str) -> float:
    """Probability that the best of the hits answers; 0 if there is none."""
    if not hits:
        return 0.0
    weights = _fitted()["weights"]
    total = weights["bias"] + sum(
        weights[name] * value for name, value in features(hits, query).items()
    )
    return 1 / (1 + math.exp(-total))


def threshold(name: str) -> float:
    """The probability from which evidence answers, or is at least related to the question."""
    return _fitted()["threshold"][name]


def _matches(read: Sequence[Sequence[float]]) -> dict[str, float]:
    """How near the passages read come to the asked word they come least near to, and to all.

    Each of `read` is ascending. They need not be the first hits: those may since have been
    put in another order, by their dates for example.
    """
    return {
        "missing": max((near[0] for near in read), default=0.0),
        "two_missing": max((fmean(near[:2]) for near in read), default=0.0),
        "nearness": max((fmean(near) for near in read), default=0.0),
        "best_missing": read[0][0] if read else 0.0,
    }


def _kinds(hit: Hit, query: str) -> dict[str, float]:
    """Which kinds of question this is, and whether what such a question asks for is there."""
    found: dict[str, float] = {}
    expected = 0.0
    for name, kind in _expectations().items():
        asked = kind.asked.search(query) is not None
        found[f"asks_{name}"] = float(asked)
        if asked and kind.given:
            expected += 1.0 if kind.given.search(hit.quote) else -1.0
    return {**found, "expected": expected}


@cache
def _expectations() -> Mapping[str, Kind]:
    text = (files("assistant.ranking") / "expectations.toml").read_text("utf-8")
    return {
        name: Kind(
            asked=re.compile(kind["asked"], re.I),
            given=re.compile(kind["given"], re.I) if "given" in kind else None,
        )
        for name, kind in tomllib.loads(text).items()
    }


@cache
def _fitted() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads((files("assistant.ranking") / "answerability.toml").read_text("utf-8"))
