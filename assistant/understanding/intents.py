"""Which kind of help a turn asks for."""

from collections.abc import Mapping
from typing import Any

from ..models import Intent
from .asking import begins_as_question, is_question
from .phrases import Found
from .privacy import is_private
from .reading import Reading
from .stated import Stated

REQUESTS = frozenset({Intent.SUGGEST, Intent.PLAN})
SHORTEST_QUOTE = 3
"""Words from which on what follows a colon may be a text to check."""
SUBJECT = ("kinds", "moment", "ritual", "occasion", "topic")
"""Fields that say what is asked for, rather than for whom."""
NUMBERS = frozenset({"minutes", "people"})
"""Fields that only a request tells, unless it has the form of a question; both, in any form."""
NOT_TELLING = frozenset({"topic", "occasion", "lever", "cadence", "ritual"})
"""Fields that a plain question names as easily as a request does."""


def intent_of(
    reading: Reading, stated: Stated, *, previous: Intent | None, request: Intent | None
) -> Intent:
    """What the turn asks for, after the `previous` turn; `request` is what was last asked for."""
    if not reading.words:
        return Intent.UNCLEAR
    if reading.has("injection"):
        return Intent.OUT_OF_SCOPE
    if reading.has("manage"):
        return Intent.MANAGE
    if reading.has("check") or _quotes(reading):
        return Intent.CHECK
    if is_private(reading, after_private=previous is Intent.PRIVATE):
        return Intent.PRIVATE
    if _is_small_talk(reading):
        return Intent.SMALL_TALK
    if reading.has("outside") and not _names_activity(reading):
        return Intent.OUT_OF_SCOPE
    return _help_wanted(reading, stated, request)


def _help_wanted(reading: Reading, stated: Stated, request: Intent | None) -> Intent:
    """Suggestion, plan or answer."""
    if reading.has("conversation"):
        return Intent.QUESTION
    if request and continues(reading, stated):
        return request
    asked = _decisive(reading, beside_session=_belongs_to_session(reading, stated))
    if asked is not None:
        return _requested(reading) if asked.group != "ask" else Intent.QUESTION
    if _names_activity(reading) and not begins_as_question(reading):
        return Intent.SUGGEST
    numbers = NUMBERS & stated.puts.keys()
    if numbers == NUMBERS or (numbers and not begins_as_question(reading)):
        return Intent.SUGGEST
    if tells_limits(stated) and not is_question(reading):
        return Intent.SUGGEST
    return Intent.UNCLEAR if _is_gibberish(reading) else Intent.QUESTION


def continues(reading: Reading, stated: Stated) -> bool:
    """Whether the turn only changes what an earlier turn asked for."""
    if reading.has("scaled") or reading.has("bare"):
        return True
    if reading.has("edit"):
        return not reading.has("ask") or _first(reading, "edit") <= _first(reading, "ask")
    own = reading.has("ask") or reading.has("suggest") or reading.has("plan")
    return stated.anything and not own and not is_question(reading) and not _names_activity(reading)


def begins_anew(reading: Reading, stated: Stated, known: Mapping[str, Any]) -> bool:
    """Whether a request has a subject of its own, other than the one `known` before."""
    told = {**stated.puts, **stated.adds}
    return (
        reading.has("anew")
        or reading.has("plan")
        or any(told.get(name, known.get(name)) != known.get(name) for name in SUBJECT)
    )


def tells_limits(stated: Stated) -> bool:
    """Whether the turn says what a session is like, and not only what it is about."""
    return bool({*stated.puts, *stated.adds} - NOT_TELLING)


def _decisive(reading: Reading, *, beside_session: bool) -> Found | None:
    """In the last sentence that asks for anything, the cue that comes first."""
    cues = [
        *reading.of("ask"),
        *(cue for cue in reading.of("suggest") if cue.value != "weak" or beside_session),
        *_plans(reading),
    ]
    if not cues:
        return None
    last = max(reading.sentence(cue.start) for cue in cues)
    inside = [cue for cue in cues if reading.sentence(cue.start) == last]
    return min(inside, key=lambda cue: (cue.start, -cue.length, cue.group))


def _requested(reading: Reading) -> Intent:
    """A plan, unless the thing asked for is a step of one."""
    plans = _plans(reading)
    if not plans:
        return Intent.SUGGEST
    steps = [at for at, word in enumerate(reading.words) if "<activity>" in word.keys]
    return Intent.SUGGEST if steps and steps[0] < plans[0].start else Intent.PLAN


def _plans(reading: Reading) -> list[Found]:
    """The cues for a whole session; its mere length is none where a step is named."""
    step = _names_activity(reading)
    return [cue for cue in reading.of("plan") if cue.value != "whole" or not step]


def _belongs_to_session(reading: Reading, stated: Stated) -> bool:
    """Whether anything in the turn belongs to a session, so that "how could we" asks for a step."""
    told = {*stated.puts, *stated.adds} - {"topic", "cadence"}
    return bool(told) or any("<gathered>" in word.keys for word in reading.words)


def _first(reading: Reading, group: str) -> int:
    return min(cue.start for cue in reading.of(group))


def _names_activity(reading: Reading) -> bool:
    return any(reading.of(group) for group in ("kinds", "moment", "ritual"))


def _quotes(reading: Reading) -> bool:
    """Whether a text to be looked at follows a colon."""
    words = reading.words
    return any(
        word.gap == ":" and "<quoting>" in words[at - 1].keys and len(words) - at >= SHORTEST_QUOTE
        for at, word in enumerate(words[1:], 1)
    )


def _is_small_talk(reading: Reading) -> bool:
    said = {at for cue in reading.of("small_talk") for at in range(cue.start, cue.end)}
    return bool(said) and all(
        at in said or "<filler>" in word.keys for at, word in enumerate(reading.words)
    )


def _is_gibberish(reading: Reading) -> bool:
    """Whether no word of the turn could be a word; what is asked may be a name."""
    return all("<gibberish>" in word.keys for word in reading.words) and not is_question(reading)
