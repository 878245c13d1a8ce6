"""The tables of turns under phrases/: what is said, and what has to be understood.

`rows` were written before the rules and split in two by a fixed rule: the rules were tuned on
the development half alone. `later` were written after the rules. A `known_miss` is a turn that
is understood wrongly and stays so, with the reason; a test sees to it that it still is wrong.
"""

import tomllib
import zlib
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from assistant.models import Question, Understanding

from .builders import TODAY
from .talking import taken

Row = dict[str, Any]
FOLDER = Path(__file__).parent / "phrases"


def plain_rows(table: str) -> list[Row]:
    """The rows of a table, those written before the rules first."""
    data = tomllib.loads((FOLDER / f"{table}.toml").read_text("utf-8"))
    return [
        *({**row, "half": half_of(row)} for row in data["rows"]),
        *({**row, "half": "later"} for row in data["later"]),
    ]


def rows(table: str, *, missed: bool = False) -> list[ParameterSet]:
    """Parameters for a test: the rows that are known misses, or all others."""
    return [
        pytest.param(row, id=f"{row['half']}: {' / '.join(turns(row))}")
        for row in plain_rows(table)
        if row.get("known_miss", False) == missed
    ]


def turns(row: Row) -> list[str]:
    return [*row.get("earlier", ()), row["say"]]


def half_of(row: Row) -> str:
    held_out = zlib.crc32("\n".join(turns(row)).encode()) % 2
    return "held out" if held_out else "development"


def understood(row: Row) -> Understanding:
    return taken(Question(text=row["say"], earlier=tuple(row.get("earlier", ())), today=TODAY))
