"""Public question sets in SQuAD's format -> questions with passages that do or do not answer.

Unanswerable are SQuAD 2.0's own, and three kinds made of answerable ones: the sentence with the
answer taken out, a name or number of the question exchanged, a passage from elsewhere in the
article. Passages are cut to the sentences around the answer, about as long as Convene's.
"""

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(\[A-Z0-9])")
WORD = re.compile(r"[A-Z0-9][\w'’-]*")
LENGTHS = (45, 60, 90, 100, 110)
"""Words in a passage."""
REMOVED, EXCHANGED, ELSEWHERE = 0.5, 0.25, 0.2
"""How often each kind is made of an answerable question."""


class Pair(NamedTuple):
    question: str
    passage: str
    answered: bool
    answer: tuple[int, int] | None = None
    """Where the answer stands in the passage, in characters."""
    weight: float = 1.0


def squad(path: Path, draw: random.Random) -> Iterator[Pair]:
    for article in json.loads(path.read_text("utf-8"))["data"]:
        texts = [paragraph["context"] for paragraph in article["paragraphs"]]
        names = [word for text in texts for word in WORD.findall(text)]
        for paragraph in article["paragraphs"]:
            others = [text for text in texts if text != paragraph["context"]]
            for asked in paragraph["qas"]:
                if asked.get("is_impossible"):
                    yield _impossible(asked, paragraph["context"], draw)
                else:
                    yield from _possible(asked, paragraph["context"], names, others, draw)


def qnli(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            answered = row["label"] == "entailment"
            yield Pair(row["question"], row["sentence"], answered, weight=0.7)


def _impossible(asked: dict[str, Any], text: str, draw: random.Random) -> Pair:
    near = asked.get("plausible_answers") or [{"answer_start": draw.randrange(len(text))}]
    start = near[0]["answer_start"]
    low, high = _around(text, start, start + len(near[0].get("text", " ")), draw)
    return Pair(asked["question"], text[low:high], answered=False)


def _possible(
    asked: dict[str, Any],
    text: str,
    names: Sequence[str],
    others: Sequence[str],
    draw: random.Random,
) -> Iterator[Pair]:
    question, answer = asked["question"], asked["answers"][0]["text"]
    start = asked["answers"][0]["answer_start"]
    low, high = _around(text, start, start + len(answer), draw)
    passage, place = text[low:high], (start - low, start - low + len(answer))
    yield Pair(question, passage, True, place)
    if draw.random() < REMOVED and (rest := _without(passage, place, answer)):
        yield Pair(question, rest, answered=False)
    if draw.random() < EXCHANGED and (other := _exchanged(question, names, text, draw)):
        yield Pair(other, passage, answered=False, weight=0.7)
    if others and draw.random() < ELSEWHERE:
        other = draw.choice(others)
        if answer.lower() not in other.lower():
            at = draw.randrange(len(other))
            low, high = _around(other, at, at + 1, draw)
            yield Pair(question, other[low:high], answered=False, weight=0.7)


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [(match.start(), match.end()) for match in SENTENCE_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    return list(zip(starts, [*(start for start, _ in ends), len(text)], strict=True))


def _around(text: str, start: int, end: int, draw: random.Random) -> tuple[int, int]:
    """Whole sentences around a place, taken from either side by chance."""
    sentences, longest = _sentences(text), draw.choice(LENGTHS)
    within = [n for n, (low, high) in enumerate(sentences) if low < end and high > start]
    first, last = (within[0], within[-1]) if within else (0, 0)

    def words(n: int, m: int) -> int:
        return len(text[sentences[n][0] : sentences[m][1]].split())

    while True:
        wider = [(first - 1, last)] if first else []
        wider += [(first, last + 1)] if last + 1 < len(sentences) else []
        fitting = [pair for pair in wider if words(*pair) <= longest]
        if not fitting:
            return sentences[first][0], sentences[last][1]
        first, last = draw.choice(fitting)


def _without(passage: str, place: tuple[int, int], answer: str) -> str | None:
    """The other sentences; None if they are too few or hold the answer as well."""
    start, end = place
    kept = [passage[a:b] for a, b in _sentences(passage) if not (a < end and b > start)]
    rest = " ".join(kept)
    return None if len(kept) < 2 or answer.lower() in rest.lower() else rest


def _exchanged(question: str, names: Sequence[str], text: str, draw: random.Random) -> str | None:
    """The question with one of its names or numbers replaced by one the text does not have."""
    own = [m for m in WORD.finditer(question) if m.start() and m.group() in text]
    if not own:
        return None
    word = draw.choice(own)
    digit = word.group()[0].isdigit()
    fitting = [n for n in names if n not in text and n[0].isdigit() == digit]
    if not fitting:
        return None
    return question[: word.start()] + draw.choice(fitting) + question[word.end() :]
