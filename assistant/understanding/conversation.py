"""A question understood in the light of the turns before it. Start reading here."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..models import Constraints, Intent, Question, Understanding
from .defaults import assumed
from .folding import Known, fold, only_group
from .follow_ups import is_fragment, points_back
from .intents import REQUESTS, begins_anew, continues, intent_of
from .language import Language, english
from .queries import origin_of, query_of, time_of
from .reading import Reading, read
from .stated import Stated, stated

MOST_EARLIER = 2
BOUND = REQUESTS | {Intent.CHECK}
"""Intents to which constraints belong."""
SILENT = frozenset({Intent.SMALL_TALK, Intent.UNCLEAR, Intent.MANAGE})
"""Intents to which nothing can refer back."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn, understood."""

    reading: Reading
    intent: Intent
    query: str
    leans: bool
    """Whether it cannot be understood without an earlier turn."""
    edits: bool
    """Whether it only changes what an earlier turn asked for."""
    known: Known


def understand(question: Question) -> Understanding:
    """What is asked for, by the question and the turns before it."""
    language = english()
    turns: list[Turn] = []
    for text in (*question.earlier, question.text):
        turns.append(_turn(text, turns, language))
    *earlier, turn = turns
    root = _root(earlier) if turn.edits else None
    chain = [] if root else _chain(turn, earlier)
    about = root or (chain[-1] if chain else None)
    asks = turn.intent is Intent.QUESTION
    constraints = _constraints(turn, about)
    return Understanding(
        intent=turn.intent,
        constraints=constraints,
        assumed=assumed(constraints, language.sentences) if turn.intent in REQUESTS else (),
        query=root.query if root else turn.query,
        earlier_queries=tuple(before.query for before in chain[:MOST_EARLIER] if before.query),
        time=time_of(turn.reading) if asks else None,
        wants=origin_of(turn.reading) if asks else None,
        about=about.reading.text if about else None,
    )


def _turn(text: str, earlier: Sequence[Turn], language: Language) -> Turn:
    reading = read(text, language)
    said = stated(reading, language, whole=False)
    previous = earlier[-1] if earlier else None
    request = next((turn.intent for turn in reversed(earlier) if turn.intent in REQUESTS), None)
    intent = intent_of(
        reading, said, previous=previous.intent if previous else None, request=request
    )
    if intent is Intent.PLAN:
        said = stated(reading, language, whole=True)
    asked = intent in REQUESTS
    edits = asked and request is not None and continues(reading, said)
    leans = points_back(reading, language.words)
    if not asked:
        leans = leans or is_fragment(reading, language.words)
    known = _known(reading, said, intent, previous.known if previous else Known(), edits=edits)
    return Turn(reading, intent, query_of(reading), leans, edits, known)


def _known(reading: Reading, said: Stated, intent: Intent, known: Known, *, edits: bool) -> Known:
    """What is known of the session after this turn."""
    if reading.has("manage", "undo"):
        return known.before or known
    if intent not in BOUND:
        return known
    if not edits and begins_anew(reading, said, known.fields):
        known = only_group(known)
    return fold(known, said, whole=intent is Intent.PLAN)


def _root(earlier: Sequence[Turn]) -> Turn | None:
    """The request that later turns have been changing."""
    return next(
        (turn for turn in reversed(earlier) if turn.intent in REQUESTS and not turn.edits), None
    )


def _chain(turn: Turn, earlier: Sequence[Turn]) -> list[Turn]:
    """The turns this one leans on, latest first, back to one that stands by itself."""
    chain: list[Turn] = []
    if not turn.leans or turn.intent in SILENT:
        return chain
    for before in reversed(earlier):
        if before.intent in SILENT or before.edits:
            continue
        chain.append(before)
        if not before.leans:
            break
    return chain


def _constraints(turn: Turn, about: Turn | None) -> Constraints:
    """Those of the request; a question has none, unless it is about a request."""
    if turn.intent in BOUND or (about and about.intent in REQUESTS):
        return turn.known.constraints()
    return Constraints()
