"""Files of one JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path

from ..errors import InputError


def json_lines(path: Path) -> Iterator[str]:
    """The lines that are not empty; raises InputError for a file that cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from (line for line in file if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def one_line(error: Exception) -> str:
    """What is wrong with a line, on one line."""
    if isinstance(error, json.JSONDecodeError):
        return f"this line is not JSON: {error.msg} at character {error.pos}"
    return " ".join(str(error).split())[:300]
