"""What ships with Convene, as values."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from ..models import Activity
from .activities import CARDS, card_text, read_activities
from .shipped import ShippedFile, example_folders, shipped_digest, shipped_files

__all__ = [
    "ShippedFile",
    "card_text",
    "example_folders",
    "load_activities",
    "read_activities",
    "shipped_digest",
    "shipped_files",
]


def load_activities(cache: Path) -> tuple[Activity, ...]:
    """The activity cards; from a compiled copy in the directory `cache` when there is one.

    Reading ninety TOML files takes longer than answering a question, so what was read once is
    kept as JSON under the digest of the files. The copy may be deleted at any time.
    """
    compiled = cache / f"activities-{shipped_digest()}.json"
    try:
        return CARDS.validate_json(compiled.read_bytes())
    except (OSError, ValidationError):
        cards = read_activities(shipped_files())
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    _replace(compiled, CARDS.dump_json(cards, by_alias=True), cache.glob("activities-*.json"))
    return cards


def _replace(target: Path, content: bytes, older: Iterable[Path]) -> None:
    for path in older:
        path.unlink(missing_ok=True)
    scratch = target.with_suffix(".part")
    scratch.write_bytes(content)
    scratch.replace(target)
