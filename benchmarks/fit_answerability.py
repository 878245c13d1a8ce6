"""Labelled questions -> the weights of `assistant/ranking/answerability.toml`.

    python -m benchmarks.fit_answerability --corpora FOLDER --home SCRATCH [--write]

FOLDER holds one folder for each corpus a question names; questions about a corpus that is not
there are skipped, the invented community and the shipped guidance are always there. Prints how
well weights fitted without a corpus do on that corpus, then, with --write, fits on everything.
"""

import argparse
import datetime as dt
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.ingestion import shipped
from assistant.ingestion.ingest import Ingestion
from assistant.models import Hit, Role, SourceKind, Viewer
from assistant.ranking.answerability import features
from assistant.retrieval.embedding import MiniLM
from assistant.retrieval.reading import Reader
from assistant.retrieval.search import HybridRetriever
from assistant.store import Store

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "tests" / "questions"
FILES = ("public", "fernbridge", "guidance", "train_18f", "train_k8s", "train_mixed")
INVENTED = "fernbridge-repair-circle"
GUIDANCE = "guidance"
TARGET = ROOT / "assistant" / "ranking" / "answerability.toml"
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
FALSE_ABSTENTIONS = 0.10
"""Share of the answerable questions that the threshold may turn away."""
RIDGE = 10.0
FOUND_WITHIN = 3
RESAMPLES = 1_000

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Labelled:
    """The figures of each question, whether it is answered, and the corpus it is about."""

    names: tuple[str, ...]
    figures: Floats
    answered: Marks
    corpora: NDArray[np.str_]


@dataclass(frozen=True)
class Fit:
    """A logistic regression on standardised figures."""

    mean: Floats
    spread: Floats
    weights: Floats
    """One for each figure, then the bias."""

    def logits(self, figures: Floats) -> Floats:
        scaled = (figures - self.mean) / self.spread
        return np.asarray(scaled @ self.weights[:-1] + self.weights[-1], np.float64)

    def plain(self, names: Sequence[str]) -> dict[str, float]:
        """The same for figures as they are, by name."""
        weights = self.weights[:-1] / self.spread
        bias = float(self.weights[-1] - weights @ self.mean)
        return {"bias": bias, **dict(zip(names, map(float, weights), strict=True))}


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(argv)
    labelled = _labelled(options.corpora, options.home)
    held_out = leave_one_out(labelled)
    for line in report(held_out, labelled):
        sys.stdout.write(line + "\n")
    if options.write:
        threshold = float(np.quantile(held_out[labelled.answered], FALSE_ABSTENTIONS))
        TARGET.write_text(_toml(fit(labelled.figures, labelled.answered), labelled, threshold))


def fit(figures: Floats, answered: Marks) -> Fit:
    """Newton's method with a ridge; both outcomes weigh the same."""
    mean, spread = figures.mean(axis=0), figures.std(axis=0) + 1e-9
    rows = np.column_stack([(figures - mean) / spread, np.ones(len(figures))])
    ridge = RIDGE * np.diag([1.0] * (rows.shape[1] - 1) + [1e-6])
    balance = np.where(answered, 0.5 / answered.mean(), 0.5 / (1 - answered.mean()))
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (balance * (answered - chance)) - ridge @ weights
        curve = rows.T @ (rows * (balance * chance * (1 - chance))[:, None]) + ridge
        weights += np.linalg.solve(curve, slope)
    return Fit(mean, spread, weights)


def leave_one_out(labelled: Labelled) -> Floats:
    """Each question's logit, from weights that saw no question about its corpus."""
    logits = np.zeros(len(labelled.answered))
    for corpus in np.unique(labelled.corpora):
        held = labelled.corpora == corpus
        fitted = fit(labelled.figures[~held], labelled.answered[~held])
        logits[held] = fitted.logits(labelled.figures[held])
    return logits


def area(logits: Floats, answered: Marks) -> float:
    """Chance that an answered question gets the higher logit of a pair."""
    above = logits[answered][:, None] - logits[~answered][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def abstained(logits: Floats, answered: Marks, allowed: float) -> float:
    """Share of unanswered questions turned away when `allowed` of the others are too."""
    return float((logits[~answered] < np.quantile(logits[answered], allowed)).mean())


def report(logits: Floats, labelled: Labelled) -> Iterator[str]:
    """Lines: all corpora with bootstrap intervals, then each corpus."""
    answered = labelled.answered
    draws = np.random.default_rng(0).integers(0, len(logits), (RESAMPLES, len(logits)))
    areas = [area(logits[draw], answered[draw]) for draw in draws]
    low, high = np.quantile(areas, [0.025, 0.975])
    yield f"{len(logits)} questions, area {area(logits, answered):.3f} [{low:.3f}, {high:.3f}]"
    for allowed in (0.05, 0.1, 0.15, 0.2, 0.3):
        shares = [abstained(logits[draw], answered[draw], allowed) for draw in draws]
        low, high = np.quantile(shares, [0.025, 0.975])
        share = abstained(logits, answered, allowed)
        yield f"turned away at {allowed:.0%} false abstentions: {share:.2f} [{low:.2f}, {high:.2f}]"
    for corpus in np.unique(labelled.corpora):
        of = labelled.corpora == corpus
        within = area(logits[of], answered[of])
        share = abstained(logits[of], answered[of], FALSE_ABSTENTIONS)
        yield f"{corpus}: {of.sum()} questions, area {within:.3f}, turned away {share:.2f}"


def _labelled(corpora: Path, home: Path) -> Labelled:
    store, model = Store(home), MiniLM()
    retriever, reader = HybridRetriever(store, model), Reader(model)
    shipped.take_in(store, model, NOW, lambda *_: None)
    rows: list[dict[str, float]] = []
    answered: list[bool] = []
    names: list[str] = []
    for question in _questions():
        corpus = str(question["corpus"])
        if not _is_ready(store, model, corpus, corpora):
            continue
        hits = _hits(retriever, reader, question)
        label = bool(question.get("answerable", True))
        if hits and (not label or _is_found(hits, question)):
            rows.append(features(hits, question["ask"]))
            answered.append(label)
            names.append(corpus)
    figures = np.array([list(row.values()) for row in rows])
    return Labelled(tuple(rows[0]), figures, np.array(answered), np.array(names))


def _questions() -> Iterator[dict[str, Any]]:
    for name in FILES:
        if (path := QUESTIONS / f"{name}.toml").exists():
            yield from tomllib.loads(path.read_text("utf-8"))["question"]


def _is_ready(store: Store, model: MiniLM, corpus: str, corpora: Path) -> bool:
    """Ingests the corpus the first time it is asked for; false if it is not there."""
    if corpus == GUIDANCE or store.community(corpus):
        return True
    examples = ROOT / "knowledge" / "examples"
    folder = examples / corpus if corpus == INVENTED else corpora / corpus
    if not folder.is_dir():
        return False
    Ingestion(store, model, corpus, frozenset({"members"}), NOW).run([folder])
    return True


def _hits(retriever: HybridRetriever, reader: Reader, question: dict[str, Any]) -> tuple[Hit, ...]:
    corpus = question["corpus"]
    viewer = Viewer(
        community=None if corpus == GUIDANCE else corpus, role=Role(question.get("role", "member"))
    )
    hits = retriever.search(
        question["ask"],
        viewer=viewer,
        k=12,
        earlier=tuple(reversed(question.get("turns", []))),
        kinds=frozenset({SourceKind.RECORD, SourceKind.GUIDANCE}),
    )
    return reader.read(hits, question["ask"])


def _is_found(hits: Sequence[Hit], question: dict[str, Any]) -> bool:
    return any(
        hit.passage.source.path in question["sources"]
        and all(token.lower() in _whole(hit) for token in question["contains"])
        for hit in hits[:FOUND_WITHIN]
    )


def _whole(hit: Hit) -> str:
    passage = hit.passage
    return f"{passage.source.title} {passage.locator} {passage.text}".lower()


def _toml(fitted: Fit, labelled: Labelled, logit: float) -> str:
    weights = fitted.plain(labelled.names)
    lines = [
        "# Written by benchmarks/fit_answerability.py; do not edit by hand.",
        "",
        "[threshold]",
        f"answer = {1 / (1 + np.exp(-logit)):.4f}",
        "",
        "[weights]",
        *(f"{name} = {value:.5f}" for name, value in weights.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
