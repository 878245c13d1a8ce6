"""Whether a turn asks about somebody's private matters."""

from .asking import is_question
from .reading import Reading

SHORTEST_QUESTION = 3
"""Words up to which "and Tom?" takes its question from the turn before."""
PERSONS = frozenset({"<name>", "<she>"})


def is_private(reading: Reading, *, after_private: bool) -> bool:
    """Whether another person's health, loss, family, conflict, money or absence is asked about."""
    if reading.has("general"):
        return False
    if after_private and _goes_on(reading):
        return True
    if reading.has("rumour") and reading.has("private_matter"):
        return True
    if any(_asks_of_life(cue.start, reading) for cue in reading.of("subject")):
        return True
    if any(not _is_told_with_request(cue.start, reading) for cue in reading.of("private")):
        return True
    return is_question(reading) and any(_asks_whose(at, reading) for at in _matters(reading))


def _goes_on(reading: Reading) -> bool:
    """Whether the turn asks on about what was asked before."""
    short = len(reading.words) <= SHORTEST_QUESTION
    return reading.has("pointing") or (short and reading.has("continuing"))


def _asks_of_life(at: int, reading: Reading) -> bool:
    """Whether a question about a named person names nothing done for the community."""
    sentence = reading.sentence(at)
    return not any(
        "<public>" in word.keys
        for n, word in enumerate(reading.words)
        if reading.sentence(n) == sentence
    )


def _matters(reading: Reading) -> list[int]:
    """Words of illness, loss, family or money, other than as a subject of a talk."""
    words = reading.words
    return [
        at
        for at, word in enumerate(words)
        if "<matter>" in word.keys and not (at and "<topical>" in words[at - 1].keys)
    ]


def _asks_whose(at: int, reading: Reading) -> bool:
    """Whether the sentence ties the matter to another person, by name or as "who of us"."""
    sentence = reading.sentence(at)
    inside = [word for n, word in enumerate(reading.words) if reading.sentence(n) == sentence]
    if _is_told_with_request(at, reading):
        return False
    if any(not PERSONS.isdisjoint(word.keys) for word in inside):
        return True
    own = any("<oneself>" in word.keys for word in inside)
    return reading.has("somebody") and not own


def _is_told_with_request(at: int, reading: Reading) -> bool:
    """Whether the matter is only told, as the occasion of something asked for."""
    sentence = reading.sentence(at)
    if any(
        reading.sentence(cue.start) == sentence and (cue.start < at or cue.value == "yes")
        for cue in reading.of("suggest")
    ):
        return True
    named = (*reading.of("kinds"), *reading.of("moment"))
    return not is_question(reading) and any(
        reading.sentence(cue.start) == sentence and cue.start < at for cue in named
    )
