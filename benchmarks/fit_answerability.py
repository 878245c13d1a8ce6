"""Labelled questions -> the weights of `assistant/ranking/answerability.toml`.

    python -m benchmarks.fit_answerability --corpora FOLDER --home SCRATCH --readers READERS

Prints how well weights fitted without a corpus do on that corpus, then, with --write, fits on
everything. READERS holds what `benchmarks/train_reader.py` makes: each question is read by the
reader that was tuned on the other half of the corpora, for one knows by heart what it was tuned on.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.models import Hit
from assistant.ranking.answerability import features
from assistant.retrieval.embedding import MiniLM
from assistant.retrieval.reading import Reader

from .labelled import FIRST_FILES, FIRST_FOLD, LATER_FILES, labelled

TARGET = Path(__file__).parent.parent / "assistant" / "ranking" / "answerability.toml"
FALSE_ABSTENTIONS = 0.10
"""Share of the answerable questions that the threshold may turn away."""
TURNED_AWAY = {"answer": FALSE_ABSTENTIONS, "related": 0.02}
"""Share of the answerable questions below each threshold."""
RIDGE = 10.0
FOUND_WITHIN = 3
RESAMPLES = 1_000

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Places = list[tuple[int, int]]


@dataclass(frozen=True)
class Figures:
    """The figures of each question, whether it is answered, and the corpus it is about."""

    names: tuple[str, ...]
    rows: Floats
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
    parser.add_argument("--readers", type=Path, required=True)
    parser.add_argument("--later", action="store_true", help="readers trained with --begin")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(argv)
    names = LATER_FILES if options.later else FIRST_FILES
    figures, right = read(options.corpora, options.home, options.readers, names)
    held_out = leave_one_out(figures)
    for line in (*order(right), *report(held_out, figures)):
        sys.stdout.write(line + "\n")
    if options.write:
        logits = held_out[figures.answered]
        thresholds = {
            name: float(np.quantile(logits, share)) for name, share in TURNED_AWAY.items()
        }
        TARGET.write_text(_toml(fit(figures.rows, figures.answered), figures.names, thresholds))


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


def leave_one_out(figures: Figures) -> Floats:
    """Each question's logit, from weights that saw no question about its corpus."""
    logits = np.zeros(len(figures.answered))
    for corpus in np.unique(figures.corpora):
        held = figures.corpora == corpus
        fitted = fit(figures.rows[~held], figures.answered[~held])
        logits[held] = fitted.logits(figures.rows[held])
    return logits


def area(logits: Floats, answered: Marks) -> float:
    """Chance that an answered question gets the higher logit of a pair."""
    above = logits[answered][:, None] - logits[~answered][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def abstained(logits: Floats, answered: Marks, allowed: float) -> float:
    """Share of unanswered questions turned away when `allowed` of the others are too."""
    return float((logits[~answered] < np.quantile(logits[answered], allowed)).mean())


def report(logits: Floats, figures: Figures) -> Iterator[str]:
    """Lines: all corpora with bootstrap intervals, then each corpus."""
    answered = figures.answered
    draws = np.random.default_rng(0).integers(0, len(logits), (RESAMPLES, len(logits)))
    areas = [area(logits[draw], answered[draw]) for draw in draws]
    low, high = np.quantile(areas, [0.025, 0.975])
    yield f"{len(logits)} questions, area {area(logits, answered):.3f} [{low:.3f}, {high:.3f}]"
    for allowed in (0.05, 0.1, 0.15, 0.2, 0.3):
        shares = [abstained(logits[draw], answered[draw], allowed) for draw in draws]
        low, high = np.quantile(shares, [0.025, 0.975])
        share = abstained(logits, answered, allowed)
        yield f"turned away at {allowed:.0%} false abstentions: {share:.2f} [{low:.2f}, {high:.2f}]"
    for corpus in np.unique(figures.corpora):
        of = figures.corpora == corpus
        within = area(logits[of], answered[of])
        share = abstained(logits[of], answered[of], FALSE_ABSTENTIONS)
        yield f"{corpus}: {of.sum()} questions, area {within:.3f}, turned away {share:.2f}"


def read(corpora: Path, home: Path, readers: Path, names: Sequence[str]) -> tuple[Figures, Places]:
    """The figures of each question that counts; and where the answer stood before and after."""
    first, second = (Reader(MiniLM(reader=readers / f"{n}.onnx")) for n in ("first", "second"))
    rows: list[dict[str, float]] = []
    answered: list[bool] = []
    corpus: list[str] = []
    places: Places = []
    for question in labelled(corpora, home, names):
        reader = second if question.corpus in FIRST_FOLD else first
        hits = reader.read(question.hits, question.ask)
        before, after = (_place(found, question.right) for found in (question.hits, hits))
        if question.answerable:
            places.append((before, after))
        if hits and (not question.answerable or after < FOUND_WITHIN):
            rows.append(features(hits, question.ask))
            answered.append(question.answerable)
            corpus.append(question.corpus)
    table = np.array([list(row.values()) for row in rows])
    return Figures(tuple(rows[0]), table, np.array(answered), np.array(corpus)), places


def order(places: Places) -> Iterator[str]:
    """How many answers stood first, and among the first three, before reading and after."""
    for most in (1, FOUND_WITHIN):
        before, after = (np.mean([p[when] < most for p in places]) for when in (0, 1))
        yield f"answer among the first {most}: {before:.3f} before reading, {after:.3f} after"


def _place(hits: Sequence[Hit], right: frozenset[str]) -> int:
    return next((n for n, hit in enumerate(hits) if hit.passage.id in right), len(hits))


def _toml(fitted: Fit, names: Sequence[str], logits: Mapping[str, float]) -> str:
    weights = fitted.plain(names)
    lines = [
        "# Written by benchmarks/fit_answerability.py; do not edit by hand.",
        "",
        "[threshold]",
        *(f"{name} = {1 / (1 + np.exp(-logit)):.4f}" for name, logit in logits.items()),
        "",
        "[weights]",
        *(f"{name} = {value:.5f}" for name, value in weights.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
