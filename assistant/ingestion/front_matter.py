"""What a file says of itself at its top: TOML between +++, or `key: value` between ---.

Of YAML, this reads flat keys, quoted values and lists. A block that has anything else between
its --- lines is text. Who may read a file is never guessed: an audience that is not understood
refuses the file.
"""

import re
import tomllib
from collections.abc import Mapping

from ..errors import UnreadableFile
from .dates import find_date
from .decoding import Decoded
from .document import Document
from .manifest import READER

TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
LONGEST = 20_000
"""Characters of front matter; a --- further down closes nothing."""
KEY = re.compile(r"([A-Za-z_][\w .-]{0,40}):(?:[ \t]+(.*))?$")
ITEM = re.compile(r"[ \t]*-[ \t]+(.*)$")
CONTINUED = re.compile(r"[ \t]+(\S.*)$")
BLOCK_SCALAR = re.compile(r"[|>][+-]?$")
LIST = re.compile(r"\[(.*)\]$")
QUOTED = re.compile(r"(?P<mark>[\"'])(.*)(?P=mark)(?:\s+#.*)?$")
COMMENT = re.compile(r"(?:^|\s)#.*$")
AUDIENCE = "audience"
GENRE = ("kind", "type", "category")

Fields = Mapping[str, list[str]]
"""Values by lower-case key; a single value is a list of one."""


def read_front_matter(decoded: Decoded) -> Document:
    """The text with what its front matter says; raises UnreadableFile if that is malformed."""
    text = decoded.text
    if toml := TOML.match(text, 0, LONGEST):
        return _document(decoded, _toml(toml[1]), toml.end())
    if yaml := YAML.match(text, 0, LONGEST):
        fields = _yaml(yaml[1])
        if fields:
            return _document(decoded, fields, yaml.end())
        if re.search(rf"^{AUDIENCE}\s*:", yaml[1], re.M | re.I):
            raise UnreadableFile(
                "names an audience between --- lines that are not plain `key: value` lines; "
                "correct them, so that it is certain who may read the file"
            )
    return Document(text=text, warnings=decoded.warnings)


def _document(decoded: Decoded, fields: Fields, body: int) -> Document:
    said = " ".join(fields.get("date", ()))
    date = find_date(said)
    unknown = (f"Its date {said[:40]!r} was not understood.",) if said and not date else ()
    genre = next((fields[key] for key in GENRE if key in fields), ())
    return Document(
        text=decoded.text,
        body=body,
        title=_line(fields.get("title", ())),
        date=date,
        genre=_line(genre),
        status=_line(fields.get("status", ())),
        readers=_readers(fields[AUDIENCE]) if AUDIENCE in fields else None,
        warnings=(*decoded.warnings, *unknown),
    )


def _line(values: list[str] | tuple[()]) -> str:
    return " ".join(" ".join(values).split())


def _readers(values: list[str]) -> frozenset[str]:
    readers = frozenset(part.strip() for value in values for part in value.split(","))
    wrong = sorted(reader for reader in readers if not READER.match(reader))
    if wrong or not readers:
        raise UnreadableFile(
            f"names {wrong[0] if wrong else 'nobody'!r} as its audience; use public, members, "
            "facilitators, coordinators, care, circle:<name> or person:<name>"
        )
    return readers


def _toml(block: str) -> Fields:
    try:
        table = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableFile(f"has front matter that is no valid TOML: {error}") from error
    return {
        key.lower(): [str(part) for part in (value if isinstance(value, list) else [value])]
        for key, value in table.items()
    }


def _yaml(block: str) -> Fields | None:
    """The fields, or None if a line is none that we know."""
    fields: dict[str, list[str]] = {}
    values: list[str] | None = None
    for line in block.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        if key := KEY.match(line):
            values = fields.setdefault(key[1].strip().lower(), [])
            values.extend(_values(key[2] or ""))
        elif values is not None and (item := ITEM.match(line) or CONTINUED.match(line)):
            values.extend(_values(item[1]))
        else:
            return None
    return fields


def _values(said: str) -> list[str]:
    said = said.strip()
    if quoted := QUOTED.match(said):
        return [quoted[2]]
    said = COMMENT.sub("", said).strip()
    if listed := LIST.match(said):
        return [part.strip().strip("\"'") for part in listed[1].split(",") if part.strip()]
    return [] if not said or BLOCK_SCALAR.match(said) else [said]
