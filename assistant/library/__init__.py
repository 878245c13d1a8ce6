"""What ships with Convene, as values."""

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

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


PART = "part-"


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
    with suppress(OSError):  # a full disk costs the copy, not the answer
        _keep(compiled, CARDS.dump_json(cards, by_alias=True))
    return cards


def _keep(target: Path, content: bytes) -> None:
    """Put the copy there whole, in place of older ones, beside whoever does the same."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=target.parent, prefix=PART, delete=False) as scratch:
        scratch.write(content)
    Path(scratch.name).replace(target)
    for path in target.parent.glob("activities-*.json"):
        if path != target:
            path.unlink(missing_ok=True)
