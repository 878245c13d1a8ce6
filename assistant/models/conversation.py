"""What was said so far, and what lies on the table."""

from enum import StrEnum

from pydantic import field_serializer

from .base import Value
from .plan import PlanWish, SessionPlan
from .question import Constraints, Intent, TurnType


class Room(StrEnum):
    """Who sees what is answered, beside the person who asks."""

    ALONE = "alone"
    PROJECTING = "projecting"
    POSTING = "posting"


class Desk(Value):
    """What lies on the table after a turn."""

    constraints: Constraints = Constraints()
    last_amount: str = "minutes"
    """The field that the last number told was about."""
    offered: tuple[str, ...] = ()
    """Ids of the activities last offered, in the order shown."""
    in_hand: str | None = None
    """Id of the activity chosen, or last worked on."""
    lasting: int | None = None
    """Minutes that it takes as it was last shown."""
    plan: SessionPlan | None = None
    wish: PlanWish = PlanWish()
    declined: frozenset[str] = frozenset()
    """Ids of the activities passed over so far."""
    room: Room = Room.ALONE

    @field_serializer("declined")
    def _in_order(self, values: frozenset[str]) -> list[str]:
        return sorted(values)

    @property
    def focus(self) -> str | None:
        """The activity that "it" means."""
        return self.in_hand or next(iter(self.offered), None)


class Turn(Value):
    """One turn of the person's, understood, and what lay on the table after the answer."""

    text: str
    type: TurnType
    intent: Intent
    query: str = ""
    """What was searched for, or would be."""
    leans: bool = False
    """Whether it cannot be understood without an earlier turn."""
    desk: Desk = Desk()
    """As it was after the turn, so that going back is exact."""


class Conversation(Value):
    """Facts, limits and the artefact in hand are carried on; passages never are."""

    turns: tuple[Turn, ...] = ()

    @property
    def desk(self) -> Desk:
        return self.turns[-1].desk if self.turns else Desk()

    @property
    def previous(self) -> Turn | None:
        return self.turns[-1] if self.turns else None
