"""Turns understood one after the other, as if each had been answered sensibly."""

from functools import cache

from assistant.library import read_activities, shipped_files
from assistant.models import Block, Conversation, Intent, Question, SessionPlan, Turn, Understanding
from assistant.retrieval.embedding import MiniLM
from assistant.settling import OFFERING, continued
from assistant.understanding import Ears, Understood, understand

OFFERED = ("act-chat-waterfall", "act-question-menu", "act-practice-bingo")

PLAN = SessionPlan(
    title="An hour",
    purpose="To meet.",
    people=None,
    modality=None,
    total=60,
    blocks=(Block(title="Opener", start=0, minutes=10), Block(title="Work", start=10, minutes=50)),
)


@cache
def ears() -> Ears:
    model = MiniLM()
    titles = {card.id: card.title for card in read_activities(shipped_files())}
    return Ears(meaning=lambda text: model.embed([text])[0], titles=titles)


def taken(question: Question) -> Understanding:
    """What is understood of a question after its earlier turns."""
    return last_turn(question).understanding


def last_turn(question: Question) -> Understood:
    conversation = Conversation()
    for text in question.earlier:
        asked = question.model_copy(update={"text": text, "earlier": ()})
        turn = understand(asked, conversation, ears()).turn
        conversation = continued(conversation, _answered(turn))
    return understand(question, conversation, ears())


def _answered(turn: Turn) -> Turn:
    """With something on the desk, if something was asked for."""
    if turn.intent not in OFFERING or turn.desk.offered:
        return turn
    lying = {"offered": OFFERED, "plan": PLAN if turn.intent is Intent.PLAN else None}
    return turn.model_copy(update={"desk": turn.desk.model_copy(update=lying)})
