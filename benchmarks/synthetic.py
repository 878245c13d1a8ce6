"""Passages in any number, made from real ones: repeated, with words and numbers changed.

Ten of a hundred longer words become other words of the same texts and numbers become other
numbers, so that no copy is found to be the same text and each has a vector of its own.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from assistant.ingestion.formats import markdown
from assistant.ingestion.splitting import split
from assistant.markup import plain

SEED = 20_261_124
PER_FILE = 12
CHANGED = 0.1
FEWEST_WORDS = 12
WORD = re.compile(r"\b[a-z]{5,}\b")
NUMBER = re.compile(r"\d")


def write_folder(folder: Path, texts: Iterable[str], passages: int) -> None:
    """Write Markdown files that are split into `passages` passages."""
    real = list(_passages(texts))
    vocabulary = sorted({word for text in real for word in WORD.findall(text)})
    chance = random.Random(SEED)
    folder.mkdir(parents=True)
    made = (_changed(real[n % len(real)], vocabulary, chance) for n in count())
    left = passages
    for number in count():
        if left <= 0:
            return
        sections = [next(made) for _ in range(min(PER_FILE, left))]
        page = _page(number, sections)
        left -= sum(1 for _ in split(markdown.read(page.encode(), "page.md")))
        (folder / f"page-{number:05}.md").write_text(page, "utf-8")


def _page(number: int, sections: Sequence[str]) -> str:
    parts = [f"## Part {n}\n\n{text}\n" for n, text in enumerate(sections, 1)]
    return f"# Page {number}\n\n" + "\n".join(parts)


def _passages(texts: Iterable[str]) -> Iterator[str]:
    """Whole passages as plain words, each once."""
    seen = set()
    for text in texts:
        document = markdown.read(text.encode(), "text.md")
        for piece in split(document):
            words = plain(document.text[piece.start : piece.end])
            if len(words.split()) >= FEWEST_WORDS and words not in seen:
                seen.add(words)
                yield words


def _changed(text: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    def other(found: re.Match[str]) -> str:
        return chance.choice(vocabulary) if chance.random() < CHANGED else found.group()

    return NUMBER.sub(lambda _: str(chance.randrange(10)), WORD.sub(other, text))
