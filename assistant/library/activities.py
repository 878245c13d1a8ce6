"""Activity cards: TOML files -> activities, and the text by which a card is found and cited."""

import tomllib
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from ..errors import KnowledgeError
from ..models import Activity
from .shipped import ShippedFile

CARDS = TypeAdapter(tuple[Activity, ...])


def read_activities(shipped: Iterable[ShippedFile]) -> tuple[Activity, ...]:
    """All cards among the files, by id; raises KnowledgeError naming the file at fault."""
    cards = sorted(_cards(shipped), key=lambda card: card.id)
    for card, following in pairwise(cards):
        if card.id == following.id:
            raise KnowledgeError(f"two activity cards have the id {card.id}")
    return tuple(cards)


def _cards(shipped: Iterable[ShippedFile]) -> Iterator[Activity]:
    for file in shipped:
        if file.path.startswith("activities/") and file.path.endswith(".toml"):
            try:
                yield Activity.model_validate(tomllib.loads(file.data.decode("utf-8")))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
                raise KnowledgeError(f"knowledge/{file.path}: {error}") from error


def card_text(card: Activity) -> str:
    """What the card says, as a text in paragraphs: the source that a suggestion cites."""
    parts = [card.one_line, card.purpose, card.why]
    if card.ritual:
        parts += [card.ritual.act, card.ritual.newcomers]
    parts += [prompt.text for prompt in card.prompts]
    parts += [card.upside, f"{card.watch.risk} {card.watch.counter}", card.smallest]
    whole = "\n\n".join(part.strip() for part in parts if part.strip())
    return whole.replace("{topic}", "our practice")
