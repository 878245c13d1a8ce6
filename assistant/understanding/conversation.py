"""A question understood in the light of the turns before it. Start reading here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
SILENT = frozenset(Intent) - REQUESTS - {Intent.QUESTION, Intent.CHECK}
"""Intents to which nothing can refer back."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn, understood."""

    reading: Reading
    said: Stated
    intent: Intent
    query: str
    leans: bool
    """Whether it cannot be understood without an earlier turn."""
    edits: bool
    """Whether it only changes what an earlier turn asked for."""
    known: Known
    """What is known of the session after it."""


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
        passed_over=_passed_over(turns) if root else 0,
    )


def _passed_over(turns: Sequence[Turn]) -> int:
    """How often, since the last request, something else was asked for under the same limits."""
    count = 0
    for turn in reversed(turns):
        if not turn.edits:
            break
        count += not turn.said.anything
    return count


def _turn(text: str, earlier: Sequence[Turn], language: Language) -> Turn:
    """A turn in the light of the earlier ones, oldest first."""
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
    leans = points_back(reading, language.words)
    turn = Turn(
        reading=reading,
        said=said,
        intent=intent,
        query=query_of(reading) or ("" if intent in SILENT else text.strip()),
        leans=leans or (not asked and is_fragment(reading, language.words)),
        edits=asked and request is not None and continues(reading, said),
        known=previous.known if previous else Known(),
    )
    return replace(turn, known=_known(turn))


def _known(turn: Turn) -> Known:
    """What is known of the session after a turn that knows what was known before it."""
    known = turn.known
    if turn.reading.has("manage", "undo"):
        return known.before or known
    if turn.intent not in BOUND:
        return known
    if not turn.edits and begins_anew(turn.reading, turn.said, known.fields):
        known = only_group(known, topic=turn.leans)
    return fold(known, turn.said, whole=turn.intent is Intent.PLAN)


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
    undoes = turn.reading.has("manage", "undo")
    if undoes or turn.intent in BOUND or (about and about.intent in REQUESTS):
        return turn.known.constraints()
    return Constraints()
