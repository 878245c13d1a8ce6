"""What was asked, and what we understood of it."""

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import Field, PositiveInt, field_serializer

from .activity import Energy, Familiarity, Kind, Level, Modality, Moment, Need, Use
from .audience import Viewer
from .base import Value

LONGEST_QUESTION = 4_000


class Question(Value):
    """What a person typed, with who they are, what they said before, and what day it is."""

    text: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    viewer: Viewer = Viewer()
    earlier: tuple[str, ...] = ()
    """The person's earlier turns in this conversation, oldest first."""
    today: dt.date


class Intent(StrEnum):
    """Which kind of help is asked for."""

    SUGGEST = "suggest"
    PLAN = "plan"
    CHECK = "check"
    QUESTION = "question"
    PRIVATE = "private"
    """A person's private matters."""
    MANAGE = "manage"
    """Log, forget, never again: changing what is kept."""
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"
    UNCLEAR = "unclear"


class Constraints(Value):
    """What the session allows. None or empty means *not said*, never *anything goes*."""

    minutes: PositiveInt | None = None
    people: PositiveInt | None = None
    modality: Modality | None = None
    moment: Moment | None = None
    kinds: frozenset[Kind] = frozenset()
    """Kinds of activity asked for; any of them will do."""
    ritual: bool | None = None
    """True: a repeated act is wanted."""
    cadence: str | None = None
    occasion: str | None = None
    lever: Literal["relationships", "identity", "agency"] | None = None
    familiarity: Familiarity | None = None
    deepest: int | None = None
    """Highest disclosure allowed, 0 to 4."""
    energy: Energy | None = None
    most_movement: int | None = None
    """Highest movement allowed, 0 to 3."""
    most_cost: Level | None = None
    no_preparation: bool | None = None
    needs: frozenset[Need] = frozenset()
    avoid: frozenset[Use] = frozenset()
    done: frozenset[str] = frozenset()
    """Activities the group has just had, as the person named them, lower case."""
    topic: str | None = None
    """The subject of the session, in the person's words."""

    @field_serializer("kinds", "needs", "avoid", "done")
    def _in_order(self, values: frozenset[str]) -> list[str]:
        """Sets have no order; what is written has to be the same every time."""
        return sorted(str(value) for value in values)


class Understanding(Value):
    """What the stages after this one go by."""

    intent: Intent
    constraints: Constraints = Constraints()
    assumed: tuple[str, ...] = ()
    """Defaults taken because nothing was said, as sentences."""
    query: str = ""
    """The text handed to the retriever."""
    earlier_queries: tuple[str, ...] = ()
    """Texts of earlier turns that the query leans on, latest first; empty unless it does."""
    time: Literal["last", "next", "first"] | None = None
    """Set when the question asks for the latest, next or first of something by date."""
    wants: Literal["records", "guidance"] | None = None
    """Where the answer has to come from, when the wording says so."""
    about: str | None = None
    """What a follow-up referred to, in the person's own earlier words."""
    passed_over: int = 0
    """How many times what was offered was passed over for something else ("another one")."""
