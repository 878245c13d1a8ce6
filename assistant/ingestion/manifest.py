"""community.toml: what a community says of itself, and who may read which of its files."""

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import Field, ValidationError

from ..errors import InputError
from ..models import Value
from .folder import MANIFEST

READER = re.compile(r"^(public|members|facilitators|coordinators|care|(circle|person):[^\s:]+)$")


class Audience(Value):
    paths: tuple[str, ...]
    """Patterns of paths relative to the folder; `**` matches across folders."""
    readers: tuple[str, ...]


class Manifest(Value):
    name: str = ""
    slug: str = ""
    purpose: str = ""
    ask: str = ""
    """Whom to ask when the records do not say."""
    timezone: str = ""
    invented: bool = False
    audience: tuple[Audience, ...] = Field(())
    """The first rule that matches a path decides; files no rule matches get the default."""

    def readers_of(self, path: str) -> frozenset[str] | None:
        """The readers that the first matching rule names, or None."""
        for rule in self.audience:
            if any(_matches(path, pattern) for pattern in rule.paths):
                return frozenset(rule.readers)
        return None


def read_manifest(root: Path) -> Manifest:
    """The manifest of a folder, empty if it has none; raises InputError if it is malformed."""
    file = root / MANIFEST
    if not file.is_file():
        return Manifest()
    try:
        manifest = Manifest.model_validate(tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be used: {_first_line(error)}") from error
    for rule in manifest.audience:
        check_readers(rule.readers, str(file))
    return manifest


def check_readers(readers: tuple[str, ...] | frozenset[str], where: str) -> None:
    """Refuse a reader that is not one: a typing mistake must not decide who reads what."""
    for reader in readers:
        if not READER.match(reader):
            raise InputError(
                f"{where}: {reader!r} is no audience; use public, members, facilitators, "
                "coordinators, care, circle:<name> or person:<name>"
            )


def _matches(path: str, pattern: str) -> bool:
    if pattern.endswith("/**"):
        return path.startswith(pattern[:-2])
    return fnmatchcase(path, pattern)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        problem = error.errors()[0]
        return f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
    return str(error)
