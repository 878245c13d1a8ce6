"""What was found for a turn -> what lies on the table after it."""

from .models import Conversation, Evidence, Intent, Turn, TurnType

OFFERING = frozenset({Intent.SUGGEST, Intent.PLAN})
LOOKING = frozenset(
    {TurnType.WHY, TurnType.COMPARE, TurnType.SURE, TurnType.SOURCE, TurnType.EXPORT}
)
"""Turns that look at what lies on the table and leave it there."""


def settled(turn: Turn, evidence: Evidence) -> Turn:
    """The turn with what was offered laid on its desk.

    An offer replaces the one before; a turn for which nothing was found, and every turn that
    asks about something else, leaves the desk as the turn itself put it.
    """
    if turn.intent not in OFFERING or not (evidence.offered or evidence.plan):
        return turn
    offered = tuple(item.activity.id for item in evidence.offered)
    desk, lying = turn.desk, turn.desk.offered
    if turn.type in LOOKING:
        return turn
    if evidence.plan is None and desk.in_hand in offered and desk.in_hand in lying:
        offered = lying
    in_hand = desk.in_hand if desk.in_hand in offered else None
    first = next((item for item in evidence.offered if item.activity.id == in_hand), None)
    shown = first or next(iter(evidence.offered), None)
    changes = {
        "offered": offered,
        "in_hand": in_hand,
        "lasting": shown.minutes if shown else None,
        "plan": evidence.plan,
    }
    return turn.model_copy(update={"desk": desk.model_copy(update=changes)})


def continued(conversation: Conversation, turn: Turn) -> Conversation:
    """The conversation with one more turn."""
    return conversation.model_copy(update={"turns": (*conversation.turns, turn)})
