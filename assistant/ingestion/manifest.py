"""community.toml: what a community says of itself, and who may read which of its files."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unicodedata import normalize

from pydantic import Field, ValidationError

from ..errors import InputError
from ..models import Value
from .folder import MANIFEST

READER = re.compile(r"(public|members|facilitators|coordinators|care|(circle|person):[^\s:,]+)\Z")


class Audience(Value):
    paths: tuple[str, ...]
    """Patterns of paths relative to the folder. `*` stands for anything within a name, `**` for
    any number of folders; a pattern without a slash is looked for in every folder. A pattern
    that names a folder names all that is in it."""
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

    def idle_patterns(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Patterns that match none of these paths: mistyped, perhaps, and files left open."""
        known = tuple(paths)
        patterns = (pattern for rule in self.audience for pattern in rule.paths)
        return tuple(p for p in patterns if not any(_matches(path, p) for path in known))


def read_manifest(root: Path) -> Manifest:
    """The manifest of a folder, empty if it has none; raises InputError if it is malformed."""
    file = root / MANIFEST
    try:
        # utf-8-sig: an editor on Windows may have put a mark at the beginning.
        manifest = Manifest.model_validate(tomllib.loads(file.read_text("utf-8-sig")))
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        raise InputError(f"{file} cannot be opened: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, ValidationError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be used: {_first_line(error)}") from error
    for rule in manifest.audience:
        check_readers(rule.readers, str(file))
    return manifest


def check_readers(readers: tuple[str, ...] | frozenset[str], where: str) -> None:
    """Refuse a reader that is not one: a typing mistake must not decide who reads what."""
    wrong = sorted(reader for reader in readers if not READER.match(reader))
    if wrong or not readers:
        raise InputError(
            f"{where}: {wrong[0] if wrong else 'nobody'!r} is no audience; use public, members, "
            "facilitators, coordinators, care, circle:<name> or person:<name>"
        )


def _matches(path: str, pattern: str) -> bool:
    """Also true if the pattern matches a folder that the path is in."""
    # One letter may be encoded in two ways, and file systems change the one into the other.
    return bool(_expression(normalize("NFC", pattern)).match(normalize("NFC", path)))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if len(parts) == 1 and not pattern.startswith("/"):
        parts = ["**", *parts]
    while parts and parts[-1] == "**":
        parts.pop()
    whole = "".join("(?:[^/]+/)*" if part == "**" else f"{_name(part)}/" for part in parts)
    return re.compile(f"{whole.removesuffix('/')}(?:/.*)?\\Z" if whole else r".*\Z", re.S)


def _name(part: str) -> str:
    """One name of a pattern as a regular expression."""
    wild = {"*": "[^/]*", "?": "[^/]"}
    return "".join(wild.get(letter, re.escape(letter)) for letter in part)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        problem = error.errors()[0]
        return f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
    return str(error)
