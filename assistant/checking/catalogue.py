"""The checks, read once from `checks.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from .phrases import pattern

Severity = Literal["block", "warn", "advise", "info"]
Gate = Literal["remote", "hybrid", "place"]
"""Only where people meet remotely, in both ways, or in a place."""


@dataclass(frozen=True)
class Check:
    """One thing that may shut somebody out, and what tells it."""

    id: str
    severity: Severity
    why: str
    fix: str
    question: str
    signs: re.Pattern[str] | None
    severe: re.Pattern[str] | None
    """Signs that block, whatever the check's own severity."""
    relieved: re.Pattern[str] | None
    """Anywhere in the text: it was thought of."""
    answered: re.Pattern[str] | None
    """Anywhere in the text: what would be asked is said."""
    asks: re.Pattern[str] | None
    """Named, with nothing said of what should go with it."""
    options: bool
    """Whether a choice in the same sentence is enough."""
    gate: Gate | None


@cache
def checks() -> Mapping[str, Check]:
    """All checks by id, in the order of the file."""
    data = tomllib.loads((files("assistant.checking") / "checks.toml").read_text("utf-8"))
    return {name: _check(name, table) for name, table in data.items()}


def _check(name: str, table: Mapping[str, Any]) -> Check:
    return Check(
        id=name,
        severity=table["severity"],
        why=table["why"],
        fix=table["fix"],
        question=table["question"],
        signs=pattern(table.get("signs", "")),
        severe=pattern(table.get("severe", "")),
        relieved=pattern(table.get("relieved", "")),
        answered=pattern(table.get("answered", "")),
        asks=pattern(table.get("asks", "")),
        options=table.get("options", False),
        gate=table.get("gate"),
    )
