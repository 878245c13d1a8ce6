"""Paths that a person names -> the files to read."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

MANIFEST = "community.toml"


@dataclass(frozen=True)
class Found:
    """A file, with where it was found; or a folder that cannot be opened."""

    root: Path
    """The nearest folder above with a manifest, which says who may read the file; without
    one, the folder that was named."""
    path: str
    """Relative to `root`, with forward slashes: what a citation names."""

    @property
    def file(self) -> Path:
        return self.root / self.path

    @property
    def shown(self) -> str:
        """The path as it can be written; a name need not be text on every system."""
        return self.path.encode("utf-8", "backslashreplace").decode()


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """The files at or under `paths`, each once, in a fixed order.

    Hidden files and directories are left out, and links that lead out of the folder: what is
    ingested is what a person sees in it. Raises InputError if a path is missing.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _at(path):
            if found.file not in seen:
                seen.add(found.file)
                yield found


def folders(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The folders among `paths`, as the roots of what is found in them."""
    opened = (_opened(path) for path in paths)
    return tuple(sorted({Path(os.path.realpath(p)) for p in opened if _is(Path.is_dir, p)}))


def _at(path: Path) -> Iterator[Found]:
    path = _opened(path)
    # os.path.realpath throughout: Path.resolve raises for a link that leads to itself.
    if _is(Path.is_file, path):
        folder = Path(os.path.realpath(path.parent))
        root = _root_above(folder) or folder
        yield Found(root, (folder / path.name).relative_to(root).as_posix())
    elif _is(Path.is_dir, path):
        yield from _under(Path(os.path.realpath(path)))
    else:
        raise InputError(f"{path} does not exist; name a folder or files to ingest")


def _opened(path: Path) -> Path:
    with suppress(RuntimeError):  # a name that begins with ~ and is nobody's home
        return path.expanduser()
    return path


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    """False also where we may not look."""
    try:
        return kind(path)
    except OSError:
        return False


def _root_above(folder: Path) -> Path | None:
    """The nearest folder with a manifest: a part of a community is under its rules as well."""
    above = (folder, *folder.parents)
    return next((place for place in above if _is(Path.is_file, place / MANIFEST)), None)


def _under(top: Path) -> Iterator[Found]:
    roots = {top: _root_above(top) or top}
    unopened: list[OSError] = []
    for name, folders, names in os.walk(top, onerror=unopened.append):
        directory = Path(name)
        root = directory if MANIFEST in names else roots[directory]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        roots.update((directory / name, root) for name in folders)
        for name in sorted(names):
            file = directory / name
            if not name.startswith(".") and name != MANIFEST and _is_inside(file, top):
                yield Found(root, file.relative_to(root).as_posix())
    for error in unopened:
        folder = Path(error.filename)
        root = roots[folder]
        yield Found(root, folder.relative_to(root).as_posix())


def _is_inside(file: Path, top: Path) -> bool:
    return Path(os.path.realpath(file)).is_relative_to(top)
