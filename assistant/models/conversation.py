"""What was said so far, and what lies on the table."""

from enum import StrEnum
from typing import Literal

from .base import Value
from .plan import SessionPlan
from .question import Constraints


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


class Desk(Value):
    """What lies on the table after a turn."""

    constraints: Constraints = Constraints()
    offered: tuple[str, ...] = ()
    """Ids of the activities last offered, in the order shown."""
    in_hand: str | None = None
    """Id of the activity chosen, or last worked on."""
    plan: SessionPlan | None = None
    declined: frozenset[str] = frozenset()
    """Ids of the activities passed over so far."""
    room: Literal["alone", "projecting", "posting"] = "alone"


class Turn(Value):
    text: str
    type: TurnType
    desk: Desk
    """As it was after the turn, so that going back is exact."""


class Conversation(Value):
    """Facts, limits and the artefact in hand are carried on; passages never are."""

    id: str = ""
    turns: tuple[Turn, ...] = ()

    @property
    def desk(self) -> Desk:
        return self.turns[-1].desk if self.turns else Desk()
