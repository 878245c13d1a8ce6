"""Subjects in the person's own words: the topic of a session, activities it has had."""

import re

from .negation import is_denied
from .phrases import Found
from .reading import Reading

LONGEST_TOPIC = 8
LONGEST_NAME = 5
LIMITS = (
    "people", "modality", "needs", "moment", "kinds", "energy", "familiarity", "deepest",
    "most_movement", "most_cost", "no_preparation", "cadence", "time", "more", "ban", "suggest_end",
)  # fmt: skip
"""Groups whose cues end a topic: what comes then is about the group and no longer the subject."""
ARTICLE = re.compile(r"^(?:the|a|an|our|some|this|that)\s+", re.IGNORECASE)


def topic(reading: Reading) -> str | None:
    """What the session is about, as the person put it."""
    for cue in reading.of("topic"):
        if is_denied(cue, reading):
            continue
        subject = _named(cue, reading) if cue.value == "named" else _following(cue, reading)
        if subject:
            return subject
    return None


def done(reading: Reading) -> frozenset[str]:
    """Names of activities the group has had, lower case."""
    names = {_name(cue, reading) for cue in reading.of("done")}
    return frozenset(name for name in names if name)


def _following(cue: Found, reading: Reading) -> str:
    words = reading.words
    limits = [other for group in LIMITS for other in reading.of(group)]
    if any(other.start < cue.end < other.end for other in limits):
        return ""
    stops = {other.start for other in limits if other.start > cue.end}
    end = cue.end
    while end < len(words) and end - cue.end < LONGEST_TOPIC:
        word = words[end]
        labelled = end == cue.end and word.gap == ":"
        if (word.gap and not labelled) or end in stops or not {"<duration>", "<date>", "<until>"}.isdisjoint(word.keys):
            break
        end += 1
    while end > cue.end and "<tie>" in words[end - 1].keys:
        end -= 1
    return ARTICLE.sub("", reading.source(cue.end, end))


def _named(cue: Found, reading: Reading) -> str:
    """The words before "meeting" or "workshop", when they name a subject."""
    inside = range(cue.start + 1, cue.end - 1)
    taken = {at for group in LIMITS for other in reading.of(group) for at in range(other.start, other.end)}
    plain = any("<plain>" in reading.words[at].keys or at in taken for at in inside)
    numbered = any(reading.words[at].number is not None for at in inside)
    return "" if plain or numbered else reading.source(cue.start + 1, cue.end - 1)


def _name(cue: Found, reading: Reading) -> str:
    """The name after the cue; of "not X again", only with the "again"."""
    words = reading.words
    end = cue.end
    while end < len(words) and end - cue.end < LONGEST_NAME + 1:
        word = words[end]
        if word.gap or "<after_name>" in word.keys or _tells_when(end, reading):
            break
        end += 1
    again = end < len(words) and not words[end].gap and words[end].text == "again"
    if cue.value == "not" and not again:
        return ""
    first = words[cue.end].keys if cue.end < len(words) else ("<no_name>",)
    is_kind = any(cue.end <= other.start < end for group in ("use", "kinds") for other in reading.of(group))
    if "<no_name>" in first or end - cue.end > LONGEST_NAME or is_kind:
        return ""
    return ARTICLE.sub("", reading.source(cue.end, end)).lower()


def _tells_when(at: int, reading: Reading) -> bool:
    """Whether "in" or "on" leads to a time, and is no part of a name."""
    words = reading.words
    following = words[at + 1].keys if at + 1 < len(words) else ()
    led = words[at].text in ("in", "on")
    return led and not {"<month>", "<date>", "<weekday>", "<season>", "<det>", "<n>"}.isdisjoint(following)
