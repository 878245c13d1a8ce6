"""Paths that a person names -> the files to read."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

MANIFEST = "community.toml"


@dataclass(frozen=True)
class Found:
    """A file, with where it was found."""

    root: Path
    path: str
    """Relative to `root`, with forward slashes: what a citation names."""

    @property
    def file(self) -> Path:
        return self.root / self.path


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """The files at or under `paths`, in a fixed order; raises InputError if one is missing.

    Hidden files and directories are left out, and links that lead out of the folder: what is
    ingested is what a person sees in it.
    """
    for path in paths:
        whole = path.expanduser().absolute()
        if whole.is_file():
            yield Found(whole.parent, whole.name)
        elif whole.is_dir():
            yield from _under(whole)
        else:
            raise InputError(f"{path} does not exist; name a folder or files to ingest")


def _under(root: Path) -> Iterator[Found]:
    real_root = root.resolve()
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(directory) / name
            inside = file.resolve().is_relative_to(real_root)
            if not name.startswith(".") and inside and name != MANIFEST:
                yield Found(root, file.relative_to(root).as_posix())
