"""A turn understood in the conversation it is said in. Start reading here.

What is carried from turn to turn is facts, limits and the artefact in hand, as the desk of the
last turn holds them; never what was found. So a turn costs the same whenever it comes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..models import (
    Constraints,
    Conversation,
    Desk,
    Intent,
    Question,
    Turn,
    TurnType,
    Understanding,
)
from .defaults import assumed
from .desks import Said, moved
from .follow_ups import is_fragment, points_back
from .intents import REQUESTS, continues, intent_of
from .items import pointed_at
from .language import Language, english
from .pasting import pasted
from .queries import origin_of, query_of, time_of
from .reading import Reading, read
from .stated import stated
from .turns import ABOUT_ANSWERS, ANSWERS, OFFERS, Heard, Situation, turn_type

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_EARLIER = 2
SILENT = frozenset(Intent) - REQUESTS - {Intent.QUESTION, Intent.CHECK}
"""Intents to which nothing can refer back."""


@dataclass(frozen=True, slots=True)
class Ears:
    """What understanding needs from outside."""

    meaning: Callable[[str], "NDArray[np.float32]"]
    """The embedding of a text."""
    titles: Mapping[str, str]
    """The activities' titles, by id."""


class Understood(NamedTuple):
    understanding: Understanding
    turn: Turn
    """With the desk as far as the turn alone decides it; ranking does the rest."""


def understand(question: Question, conversation: Conversation, ears: Ears) -> Understood:
    """What is asked for, in the light of the conversation so far."""
    language = english()
    said = _heard(question.text, conversation, ears, language)
    desk = moved(said, conversation)
    turn = Turn(
        text=question.text,
        type=said.type,
        intent=said.intent,
        query=query_of(said.reading) or ("" if said.intent in SILENT else question.text.strip()),
        leans=said.leans,
        desk=desk,
    )
    return Understood(_understanding(turn, said, conversation, language), turn)


def _heard(text: str, conversation: Conversation, ears: Ears, language: Language) -> Said:
    reading = read(text, language)
    told = stated(reading, language, whole=False)
    previous, desk = conversation.previous, conversation.desk
    request = _request(desk)
    rough = intent_of(
        reading, told, previous=previous.intent if previous else None, request=request
    )
    situation = Situation(
        previous=previous.type if previous else None,
        offers=bool(desk.offered),
        plan=desk.plan is not None,
    )
    kind = turn_type(Heard(reading, told, rough, situation, ears.meaning(text)))
    intent = _intent(kind, rough, conversation)
    if intent is Intent.PLAN:
        told = stated(reading, language, whole=True)
    asks = intent in (Intent.QUESTION, Intent.CHECK)
    return Said(
        reading=reading,
        told=told,
        type=kind,
        intent=intent,
        leans=points_back(reading, language.words)
        or (asks and is_fragment(reading, language.words)),
        edits=request is not None and continues(reading, told),
        items=pointed_at(reading, desk.offered, ears.titles, language.words),
        titles=ears.titles,
    )


def _request(desk: Desk) -> Intent | None:
    """What was last asked for, of what still lies on the table."""
    if desk.plan is not None:
        return Intent.PLAN
    return Intent.SUGGEST if desk.offered else None


def _intent(kind: TurnType, rough: Intent, conversation: Conversation) -> Intent:
    """The kind of help that serves a type of turn."""
    if kind in ABOUT_ANSWERS:
        return Intent.QUESTION if _answered(conversation) else Intent.SUGGEST
    if kind in OFFERS:
        request = None if kind is TurnType.SUGGEST else _request(conversation.desk)
        return request or (rough if rough in (Intent.PLAN, Intent.MANAGE) else Intent.SUGGEST)
    return INTENTS.get(kind, rough)


def _answered(conversation: Conversation) -> Turn | None:
    """The last turn, if it asked about what is written; what only talks about it is passed by."""
    for turn in reversed(conversation.turns):
        if turn.type not in ABOUT_ANSWERS:
            return turn if turn.type in ANSWERS else None
    return None


INTENTS = {
    TurnType.PLAN: Intent.PLAN,
    TurnType.EXPORT: Intent.PLAN,
    TurnType.RECORD: Intent.QUESTION,
    TurnType.NORM: Intent.QUESTION,
    TurnType.GUIDANCE: Intent.QUESTION,
    TurnType.PRIVATE: Intent.PRIVATE,
    TurnType.LOG: Intent.MANAGE,
    TurnType.NEVER: Intent.MANAGE,
    TurnType.FORGET: Intent.MANAGE,
    TurnType.ROOM: Intent.MANAGE,
    TurnType.CHECK: Intent.CHECK,
    TurnType.SMALL_TALK: Intent.SMALL_TALK,
    TurnType.OUT_OF_SCOPE: Intent.OUT_OF_SCOPE,
    TurnType.UNCLEAR: Intent.UNCLEAR,
}


def _understanding(
    turn: Turn, said: Said, conversation: Conversation, language: Language
) -> Understanding:
    source = _answered(conversation) if turn.type in ABOUT_ANSWERS else None
    changes = turn.intent in REQUESTS and (said.edits or turn.type not in STARTING)
    chain = [] if changes else _chain(source or turn, conversation)
    asks = turn.intent is Intent.QUESTION
    reading = read(source.text, language) if source else said.reading
    constraints = turn.desk.constraints if turn.intent in BOUND else Constraints()
    return Understanding(
        intent=turn.intent,
        turn=turn.type,
        constraints=constraints,
        assumed=assumed(constraints, language.sentences) if turn.intent in REQUESTS else (),
        query=source.query if source else _request_query(turn, conversation, changes=changes),
        earlier_queries=tuple(before.query for before in chain if before.query)[:MOST_EARLIER],
        time=time_of(reading) if asks else None,
        wants=origin_of(reading) if asks else None,
        about=source.text if source else _about(chain, conversation, changes=changes),
        items=said.items,
        keep=_kept(turn, said),
        declined=turn.desk.declined,
        wish=turn.desk.wish,
        replaced=conversation.desk.plan if turn.type in CHANGING else None,
        pasted=pasted(said.reading) if turn.intent is Intent.CHECK else "",
        room=turn.desk.room.value,
        days_ago=1 if said.reading.has("ago") else 0,
        export=_format(said.reading) if turn.type is TurnType.EXPORT else None,
    )


BOUND = REQUESTS | {Intent.CHECK, Intent.MANAGE}
"""Intents to which constraints belong."""
KEEPING = frozenset(
    {
        TurnType.EDIT, TurnType.CONSTRAIN, TurnType.CHOOSE, TurnType.BACK, TurnType.UNDO,
        TurnType.WHY, TurnType.COMPARE, TurnType.DROP, TurnType.SURE, TurnType.SOURCE,
        TurnType.EXPORT,
    }
)  # fmt: skip
"""Types after which what lies on the table is shown again."""


CHANGING = frozenset({TurnType.EDIT, TurnType.CONSTRAIN, TurnType.DROP})


def _kept(turn: Turn, said: Said) -> tuple[str, ...]:
    if turn.type not in KEEPING:
        return ()
    if turn.type is TurnType.COMPARE:
        return said.items if len(said.items) > 1 else turn.desk.offered
    if turn.type is TurnType.WHY and said.items:
        return said.items
    if turn.desk.in_hand:
        return (turn.desk.in_hand,)
    return turn.desk.offered


def _request_query(turn: Turn, conversation: Conversation, *, changes: bool) -> str:
    """For a turn that changes a request, the words of that request."""
    if not changes:
        return turn.query
    asked = (before for before in reversed(conversation.turns) if before.type in STARTING)
    return next((before.query for before in asked if before.query), turn.query)


STARTING = frozenset({TurnType.SUGGEST, TurnType.PLAN})


def _about(chain: list[Turn], conversation: Conversation, *, changes: bool) -> str | None:
    """What a follow-up referred to, in the person's own earlier words."""
    if changes:
        asked = (before for before in reversed(conversation.turns) if before.type in STARTING)
        return next((before.text for before in asked), None)
    return chain[-1].text if chain else None


def _chain(turn: Turn, conversation: Conversation) -> list[Turn]:
    """The turns this one leans on, latest first, back to one that stands by itself."""
    chain: list[Turn] = []
    if not turn.leans or turn.intent in SILENT:
        return chain
    turns = conversation.turns
    before_it = turns[: turns.index(turn)] if turn in turns else turns
    for before in reversed(before_it):
        if before.intent in SILENT or before.type not in (*STARTING, *ANSWERS, TurnType.CHECK):
            continue
        chain.append(before)
        if not before.leans:
            break
    return chain


def _format(reading: Reading) -> str | None:
    """The file format named, if one is."""
    return next((cue.value for cue in reading.of("format")), None)
