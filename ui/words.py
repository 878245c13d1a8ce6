"""What the page says in its own voice, read from `words.toml` and checked against the engine."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.models import Label, Modality, Outcome, Role, Value


class RoleWords(Value):
    name: str
    hello: str
    about: str
    starters: tuple[str, ...]


class FollowUp(Value):
    say: str
    """What the button shows."""
    ask: str
    """The question it sends."""


class Scales(Value):
    """Words for the card's figures, by figure."""

    sharing: tuple[str, str, str, str, str]
    moving: tuple[str, str, str, str]


class Trouble(Value):
    failed: str
    too_long: str


class PlanWords(Value):
    heads: tuple[str, str, str, str]
    end: str


class CheckWords(Value):
    title: str
    instead: str
    severities: dict[Literal["block", "warn", "advise", "info"], str]
    states: dict[Literal["not_stated"], str]


class Words(Value):
    roles: dict[Role, RoleWords]
    """The views the page offers, in order."""
    follow_ups: tuple[FollowUp, ...]
    outcomes: dict[Outcome, str]
    labels: dict[Label, str]
    citations: dict[Literal["guidance", "record", "activity"], str]
    composers: dict[str, str]
    formats: dict[Modality, str]
    scales: Scales
    plan: PlanWords
    checks: CheckWords
    trouble: Trouble


@cache
def words() -> Words:
    text = (Path(__file__).parent / "words.toml").read_text("utf-8")
    return Words.model_validate(tomllib.loads(text))
