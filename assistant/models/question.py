"""What was asked, and what we understood of it."""

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import Field, PositiveInt, field_serializer

from .activity import Energy, Familiarity, Kind, Level, Modality, Moment, Need, Use
from .audience import Viewer
from .base import Value
from .plan import PlanWish, SessionPlan

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


class TurnType(StrEnum):
    """What a turn does, in the conversation it is said in."""

    SUGGEST = "suggest"
    EDIT = "edit"
    """Changes the item in hand: shorter, for pairs, without step two."""
    CONSTRAIN = "constrain"
    """Adds, changes or revokes a condition that the choice must obey."""
    DONE_BEFORE = "done_before"
    """Corrects the history: we did that last month."""
    WHY = "why"
    SURE = "sure"
    SOURCE = "source"
    COMPARE = "compare"
    CHOOSE = "choose"
    DROP = "drop"
    BACK = "back"
    UNDO = "undo"
    PLAN = "plan"
    EXPORT = "export"
    RECORD = "record"
    NORM = "norm"
    GUIDANCE = "guidance"
    PRIVATE = "private"
    LOG = "log"
    NEVER = "never"
    FORGET = "forget"
    ROOM = "room"
    """Others see the screen, or will read what is posted."""
    CHECK = "check"
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
    turn: TurnType = TurnType.UNCLEAR
    items: tuple[str, ...] = ()
    """Ids of the activities the turn points to, of those on the table."""
    keep: tuple[str, ...] = ()
    """Ids of the activities to offer again, as far as they still fit."""
    declined: frozenset[str] = frozenset()
    """Ids of the activities passed over; neither they nor their like are offered again."""
    wish: PlanWish = PlanWish()
    replaced: SessionPlan | None = None
    """The plan on the table, which this turn changes."""
    pasted: str = ""
    """The text to be checked, when one was given with the turn."""
    room: str = "alone"
    """Who sees the answer, beside the person who asks: alone, projecting or posting."""
    days_ago: int = 0
    """For what is to be logged: how many days ago it was."""
    export: str | None = None
    """The format asked for, when the plan is to be given out."""
