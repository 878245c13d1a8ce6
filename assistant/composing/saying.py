"""Sentences of our own, from `phrases.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

from ..models import Claim, Label


def general(key: str, **values: str) -> Claim:
    """A sentence of ours, with its places filled."""
    return Claim(text=Template(_phrases()[key]).substitute(values), label=Label.GENERAL)


def listed(parts: tuple[str, ...], last: str = "or") -> str:
    """Parts as one phrase: a, b or c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


@cache
def _phrases() -> Mapping[str, str]:
    text = (files("assistant.composing") / "phrases.toml").read_text("utf-8")
    return {key: str(value).strip() for key, value in tomllib.loads(text).items()}
