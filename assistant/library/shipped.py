"""The files that ship with Convene, and whether they are the ones already taken in."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple


class ShippedFile(NamedTuple):
    path: str
    """Below `knowledge/`, with forward slashes."""
    data: bytes


@cache
def shipped_files() -> tuple[ShippedFile, ...]:
    """Guidance and activities, in a fixed order."""
    root = files("knowledge")
    wanted = ("guidance", "activities")
    return tuple(found for name in wanted for found in _below(root / name, name))


@cache
def shipped_digest() -> str:
    """Changes whenever any shipped file does."""
    digest = hashlib.sha256()
    for file in shipped_files():
        digest.update(file.path.encode() + b"\0" + file.data + b"\0")
    return digest.hexdigest()[:16]


def example_folders() -> dict[str, Traversable]:
    """The example communities, by slug."""
    root = files("knowledge") / "examples"
    entries = sorted(root.iterdir(), key=lambda entry: entry.name)
    return {entry.name: entry for entry in entries if entry.is_dir()}


def _below(folder: Traversable, path: str) -> Iterator[ShippedFile]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _below(entry, f"{path}/{entry.name}")
        elif entry.name.endswith((".md", ".toml")):
            yield ShippedFile(f"{path}/{entry.name}", entry.read_bytes())
