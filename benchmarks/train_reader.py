"""Public and own questions -> the weights of the reader (docs/decisions/0005-answerability.md).

    pip install torch safetensors onnx onnxruntime sympy
    python -m benchmarks.train_reader MODEL --squad dev-v2.0.json xquad.en.json --qnli dev.tsv \
        --corpora FOLDER --home SCRATCH --out READERS
    python -m benchmarks.train_reader MODEL --begin assistant/retrieval/weights/reader-int8.onnx \
        --corpora FOLDER --home SCRATCH --out READERS

MODEL is the folder of the published MiniLM. Trained are the four layers above those that reader
and embedder share: on the public pairs first, then on our first questions; or, with --begin, on
from a finished reader with our later questions. Either way once on those about one half of the
corpora (`first.onnx`) and once on those about the other (`second.onnx`). Each half is measured on
the other (`benchmarks/fit_answerability.py`); the mean of their weights ships (Wortsman et al.
2022, arXiv 2203.05482).
"""

import argparse
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from torch.nn import functional as F  # noqa: N812

from assistant.retrieval.embedding import END, LONGEST_QUESTION, START, MiniLM
from assistant.retrieval.reading import legible
from assistant.retrieval.weights.build import HEAD_WIDTH, HEADS, LAYERS, SHARED, WIDTH, write_reader

from .answer_pairs import Pair, qnli, squad
from .labelled import FIRST_FILES, FIRST_FOLD, LATER_FILES, Labelled, labelled

LONGEST = 176
DROPPED = 0.1
BATCH, GROUPS = 32, 12
PUBLIC_RATE, OWN_RATE = 2e-4, 1.2e-4
OWN_ROUNDS = 2
ORDER_WEIGHT, SPAN_WEIGHT = 0.3, 0.5
UNANSWERED_WEIGHT, NEAR_MISS_WEIGHT = 0.8, 0.4
"""A near miss of an answerable question may be an answer that nobody marked."""
NEAR = 6

Weights = dict[str, Any]
Loss = Callable[[Weights, Sequence[Any]], Any]


class Encoded(NamedTuple):
    tokens: list[int]
    passage_from: int
    answered: bool
    weight: float
    answer: tuple[int, int] | None
    """First and last token of the answer."""


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--squad", type=Path, nargs="*", default=[])
    parser.add_argument("--qnli", type=Path)
    parser.add_argument("--begin", type=Path, help="a finished reader to go on from")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    draw, tokenizer = random.Random(1), MiniLM().tokenizer
    tokenizer.no_truncation()
    weights = start(options.model)
    if options.begin:
        weights |= taken_from(options.begin)
    else:
        public = [pair for path in options.squad for pair in squad(path, draw)]
        public += qnli(options.qnli) if options.qnli else ()
        pairs = [encoded(tokenizer, pair) for pair in public]
        train(weights, mixed(pairs, draw), pair_loss, rate=PUBLIC_RATE)
    names = LATER_FILES if options.begin else FIRST_FILES
    questions = list(labelled(options.corpora, options.home, names))
    halves = []
    for first in (True, False):
        tuned = {name: value.detach().clone() for name, value in weights.items()}
        kept = [question for question in questions if (question.corpus in FIRST_FOLD) == first]
        train(tuned, own(tokenizer, kept, draw), group_loss, rate=OWN_RATE)
        halves.append({name: value.detach().numpy() for name, value in tuned.items()})
    one, other = halves
    write_reader(one, options.out / "first.onnx")
    write_reader(other, options.out / "second.onnx")
    mean = {name: (one[name] + other[name]) / 2 for name in one}
    write_reader(mean, options.out / "reader-int8.onnx")


def start(model: Path) -> Weights:
    """The published weights, and those of the reader's own parts as they begin."""
    weights: Weights = load_file(model / "model.safetensors")
    weights["sides"] = torch.zeros(2, WIDTH)
    weights["verdict.weight"] = torch.randn(1, 2 * WIDTH) / (2 * WIDTH) ** 0.5
    weights["verdict.bias"] = torch.zeros(1)
    weights["span.weight"] = torch.randn(2, WIDTH) / WIDTH**0.5
    weights["span.bias"] = torch.zeros(2)
    return weights


def taken_from(reader: Path) -> Weights:
    """The weights of a finished reader, as near as their int8 form has kept them."""
    graph = onnx.load(reader).graph
    kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights: Weights = {"sides": kept["sides"]}
    for name, value in kept.items():
        match name.rpartition("."):
            case layer, _, "matrix_quantized":
                zero = kept[f"{layer}.matrix_zero_point"].astype(np.float32)
                scale = kept[f"{layer}.matrix_scale"]
                weights[f"{layer}.weight"] = ((value.astype(np.float32) - zero) * scale).T
            case layer, _, "scale":
                weights[f"{layer}.weight"] = value
            case layer, _, ("bias" | "shift"):
                weights[f"{layer}.bias"] = value
    for name in weights:
        if ".query." in name:
            weights[name] = weights[name] * HEAD_WIDTH**0.5
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in weights.items()}


def encoded(tokenizer: Any, pair: Pair) -> Encoded:
    asked = tokenizer.encode(pair.question, add_special_tokens=False).ids[:LONGEST_QUESTION]
    before = [START, *asked, END]
    passage = tokenizer.encode(pair.passage, add_special_tokens=False)
    ids = passage.ids[: LONGEST - len(before) - 1]
    of_answer = [
        n + len(before)
        for n, (low, high) in enumerate(passage.offsets[: len(ids)])
        if pair.answer and low < pair.answer[1] and high > pair.answer[0]
    ]
    answer = (of_answer[0], of_answer[-1]) if of_answer else None
    return Encoded([*before, *ids, END], len(before), pair.answered, pair.weight, answer)


def mixed(pairs: Sequence[Encoded], draw: random.Random) -> list[Sequence[Encoded]]:
    """Batches of pairs about as long as each other, in any order."""
    shuffled = draw.sample(pairs, len(pairs))
    batches = [
        batch
        for part in _parts(shuffled, BATCH * 40)
        for batch in _parts(sorted(part, key=lambda pair: len(pair.tokens)), BATCH)
    ]
    return draw.sample(batches, len(batches))


def _parts(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def own(
    tokenizer: Any, questions: Sequence[Labelled], draw: random.Random
) -> list[Sequence[Sequence[Encoded]]]:
    """Batches of questions, each a group of passages that answer it or do not."""
    batches: list[Sequence[Sequence[Encoded]]] = []
    for _ in range(OWN_ROUNDS):
        groups = [
            [encoded(tokenizer, pair) for pair in _passages(question, draw)]
            for question in draw.sample(questions, len(questions))
            if question.right or not question.answerable
        ]
        batches += _parts(sorted(groups, key=_longest), GROUPS)
    return draw.sample(batches, len(batches))


def _longest(group: Sequence[Encoded]) -> int:
    return max(len(pair.tokens) for pair in group)


def _passages(question: Labelled, draw: random.Random) -> Iterator[Pair]:
    def some(found: Sequence[str], count: int) -> list[str]:
        return draw.sample(found, min(count, len(found)))

    texts = {hit.passage.id: legible(hit.passage) for hit in question.hits}
    ids = list(texts)
    if not question.answerable:
        for key in (*ids[:1], *some(ids[1:4], 1)):
            yield Pair(question.ask, texts[key], answered=False, weight=UNANSWERED_WEIGHT)
    for key in some(sorted(question.right), 2):
        yield Pair(question.ask, texts[key], answered=True)
    if question.answerable:
        for key in some([key for key in ids[:NEAR] if key not in question.right], 2):
            yield Pair(question.ask, texts[key], answered=False, weight=NEAR_MISS_WEIGHT)


def train(weights: Weights, batches: Sequence[Sequence[Any]], loss: Loss, *, rate: float) -> None:
    """AdamW over the layers above the cut and the reader's own parts, once over the batches."""
    layers = tuple(f"encoder.layer.{n}." for n in range(SHARED, LAYERS))
    trained = [
        value.requires_grad_()
        for name, value in weights.items()
        if name.startswith((*layers, "sides", "verdict", "span"))
    ]
    optimiser = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01)
    warm = max(1, len(batches) // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min(1.0, (n + 1) / warm) * (1 - n / len(batches))
    )
    for batch in batches:
        total = loss(weights, batch)
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()


def pair_loss(weights: Weights, batch: Sequence[Encoded]) -> Any:
    """Is it answered, and if so, where does the answer begin and end?"""
    logits, spans = read(weights, batch)
    total = _verdict_loss(logits, batch)
    marked = [(n, pair.answer) for n, pair in enumerate(batch) if pair.answered and pair.answer]
    if not marked:
        return total
    rows = torch.tensor([n for n, _ in marked])
    ends = torch.tensor([answer for _, answer in marked])
    found = sum(F.cross_entropy(spans[rows, :, end], ends[:, end]) for end in (0, 1))
    return total + SPAN_WEIGHT * found / 2


def group_loss(weights: Weights, groups: Sequence[Sequence[Encoded]]) -> Any:
    """Is it answered, and does what answers a question stand before what does not?"""
    logits, _ = read(weights, [pair for group in groups for pair in group])
    total = _verdict_loss(logits, [pair for group in groups for pair in group])
    parts = logits.split([len(group) for group in groups])
    orders = [
        part.logsumexp(0) - part[torch.tensor([pair.answered for pair in group])].logsumexp(0)
        for part, group in zip(parts, groups, strict=True)
        if len({pair.answered for pair in group}) == 2
    ]
    return total + ORDER_WEIGHT * torch.stack(orders).mean() if orders else total


def _verdict_loss(logits: Any, batch: Sequence[Encoded]) -> Any:
    answered = torch.tensor([float(pair.answered) for pair in batch])
    weight = torch.tensor([pair.weight for pair in batch])
    return F.binary_cross_entropy_with_logits(logits, answered, weight)


def read(weights: Weights, batch: Sequence[Encoded]) -> tuple[Any, Any]:
    """For each pair, the logit that it is answered; for each token, whether an answer begins
    or ends there."""
    longest = max(len(pair.tokens) for pair in batch)
    ids = torch.tensor([pair.tokens + [0] * (longest - len(pair.tokens)) for pair in batch])
    places = torch.arange(longest)[None]
    real = places < torch.tensor([[len(pair.tokens)] for pair in batch])
    passage = real & (places >= torch.tensor([[pair.passage_from] for pair in batch]))
    with torch.no_grad():
        hidden = _embedded(weights, ids)
        for n in range(SHARED):
            hidden = _layer(weights, n, hidden, real)
    hidden = hidden + weights["sides"][passage.long()]
    for n in range(SHARED, LAYERS):
        hidden = _layer(weights, n, hidden, real, dropped=DROPPED)
    shown = hidden.masked_fill(~passage[..., None], -1e4).amax(1)
    both = F.dropout(torch.cat([hidden[:, 0], shown], -1), DROPPED)
    spans = _linear(weights, "span", hidden).float()
    outside = ~(passage | (places == 0))
    return (
        _linear(weights, "verdict", both).squeeze(-1).float(),
        spans.masked_fill(outside[..., None], -1e4),
    )


def _embedded(weights: Weights, ids: Any) -> Any:
    words = weights["embeddings.word_embeddings.weight"][ids]
    places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    return _norm(
        weights,
        "embeddings.LayerNorm",
        words + places + weights["embeddings.token_type_embeddings.weight"][0],
    )


def _layer(weights: Weights, n: int, hidden: Any, real: Any, dropped: float = 0.0) -> Any:
    prefix = f"encoder.layer.{n}."

    def heads(part: str) -> Any:
        flat = _linear(weights, f"{prefix}attention.self.{part}", hidden)
        return flat.unflatten(-1, (HEADS, HEAD_WIDTH)).transpose(1, 2)

    seen = F.scaled_dot_product_attention(
        heads("query"), heads("key"), heads("value"), attn_mask=real[:, None, None]
    )
    joined = seen.transpose(1, 2).flatten(2)
    attended = _linear(weights, f"{prefix}attention.output.dense", joined)
    hidden = _norm(
        weights,
        f"{prefix}attention.output.LayerNorm",
        hidden + F.dropout(attended, dropped),
    )
    inner = F.gelu(_linear(weights, f"{prefix}intermediate.dense", hidden))
    outer = _linear(weights, f"{prefix}output.dense", inner)
    return _norm(weights, f"{prefix}output.LayerNorm", hidden + F.dropout(outer, dropped))


def _linear(weights: Mapping[str, Any], name: str, value: Any) -> Any:
    return F.linear(value, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(weights: Mapping[str, Any], name: str, value: Any) -> Any:
    scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return F.layer_norm(value, (WIDTH,), scale, shift, 1e-12)


if __name__ == "__main__":
    main()
