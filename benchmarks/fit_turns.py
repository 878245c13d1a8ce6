"""Example turns -> the weights of `assistant/understanding/language/en/turns.npz`.

    python -m benchmarks.fit_turns [--write] [DIALOGUES...]

Prints how often examples are taken rightly that were left out of the fit (one part in five), and
the turns of the dialogues named, then, with --write, keeps the weights fitted on all examples.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.models import TurnType
from assistant.retrieval.embedding import MiniLM
from assistant.understanding.turns import TYPES, features, likeliest

from .turn_sets import Example, dialogues, examples

EXAMPLES = Path(__file__).parent / "turns" / "examples.toml"
TARGET = Path(__file__).parent.parent / "assistant/understanding/language/en/turns.npz"
PARTS = 5
RIDGE = 3e-4
STEPS, RATE = 400, 1.0

Floats = NDArray[np.float64]
Fitted = tuple[Floats, Floats]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dialogues", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="list what is taken wrongly")
    options = parser.parse_args(argv)
    model = MiniLM()
    known = list(examples(EXAMPLES, model))
    sys.stdout.write(f"left out: {_held_out(known):.3f} of {len(known)}\n")
    fitted = fit(known)
    for path in options.dialogues:
        turns = [turn for _, told in dialogues(path, model) for turn in told]
        lines = _report(path.stem, turns, fitted, wrong=options.wrong)
        sys.stdout.writelines(f"{line}\n" for line in lines)
    if options.write:
        weights, bias = fitted
        np.savez_compressed(TARGET, weights=weights.astype("<f2"), bias=bias.astype("<f2"))


def fit(known: Sequence[Example]) -> Fitted:
    """Softmax regression by accelerated gradient descent; every type weighs the same."""
    rows = np.array([features(turn.heard) for turn in known], np.float64)
    places = np.array([TYPES.index(turn.type) for turn in known])
    counts = np.bincount(places, minlength=len(TYPES))
    weight = (1 / np.maximum(counts, 1) ** 0.5)[places]
    weight /= weight.sum()
    target = np.eye(len(TYPES))[places]
    weights = np.zeros((rows.shape[1] + 1, len(TYPES)))
    rows = np.column_stack([rows, np.ones(len(rows))])
    speed = np.zeros_like(weights)
    for _ in range(STEPS):
        ahead = weights + 0.9 * speed
        logits = rows @ ahead
        chance = np.exp(logits - logits.max(1, keepdims=True))
        chance /= chance.sum(1, keepdims=True)
        slope = rows.T @ (weight[:, None] * (chance - target)) + RIDGE * ahead
        speed = 0.9 * speed - RATE * slope
        weights += speed
    return weights[:-1], weights[-1]


def taken(turn: Example, fitted: Fitted) -> TurnType:
    weights, bias = fitted
    return likeliest(turn.heard, (features(turn.heard) @ weights + bias).astype(np.float32))


def _held_out(known: Sequence[Example]) -> float:
    """Share of the examples taken rightly by weights that saw no example of the same text."""
    texts = sorted({turn.text for turn in known})
    draw = np.random.default_rng(0).permutation(len(texts))
    part = {texts[n]: place % PARTS for place, n in enumerate(draw)}
    right = 0
    for left_out in range(PARTS):
        fitted = fit([turn for turn in known if part[turn.text] != left_out])
        right += sum(
            taken(turn, fitted) in turn.types for turn in known if part[turn.text] == left_out
        )
    return right / len(known)


def _report(name: str, turns: Sequence[Example], fitted: Fitted, *, wrong: bool) -> Iterator[str]:
    found = [(turn, taken(turn, fitted)) for turn in turns]
    missed = [(turn, kind) for turn, kind in found if kind not in turn.types]
    yield f"{name}: {1 - len(missed) / len(turns):.3f} of {len(turns)}"
    of = Counter(turn.type for turn in turns)
    lost = Counter(turn.type for turn, _ in missed)
    yield "  " + ", ".join(f"{kind} {of[kind] - lost[kind]}/{of[kind]}" for kind in sorted(of))
    if wrong:
        for turn, kind in missed:
            yield f"  {turn.type} taken for {kind}: {turn.text}"


if __name__ == "__main__":
    main()
