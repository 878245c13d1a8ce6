"""Subjects in the person's own words: the topic of a session, activities it has had."""

from collections.abc import Callable

from .needs import DENIALS
from .negation import is_denied
from .phrases import Found
from .reading import Reading

LONGEST_TOPIC, LONGEST_NAME = 8, 5
"""Words."""
LIMITS = (
    "people", "modality", "needs", "moment", "kinds", "energy", "familiarity", "deepest",
    "most_movement", "most_cost", "no_preparation", "cadence", "time", "more", "ban",
)  # fmt: skip
"""Groups whose cues end a topic: what comes then is about the group and no longer the subject."""
ENDS_TOPIC = frozenset({"<duration>", "<date>", "<over>"})
TELLS_WHEN = frozenset({"<month>", "<date>", "<weekday>", "<season>", "<det>", "<n>"})


def topic(reading: Reading) -> str | None:
    """What the session is about, as the person put it."""
    cues = (*reading.of("topic"), *reading.of("titled"))
    for cue in sorted(cues, key=lambda cue: cue.start):
        if is_denied(cue, reading, deniers=DENIALS):
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
    """What comes after "about" and the like, up to the next thing that is told."""
    words = reading.words
    limits = [other for group in LIMITS for other in reading.of(group)]
    on_something = words[cue.end - 1].text == "on"
    if any(other.start < cue.end < other.end for other in limits):
        return ""
    stops = {other.start for other in limits if other.start > cue.end}
    if on_something:
        stops |= {other.start for other in reading.of("modality")}

    def is_over(at: int) -> bool:
        broken = bool(words[at].gap) and not (at == cue.end and words[at].gap == ":")
        return broken or at in stops or not ENDS_TOPIC.isdisjoint(words[at].keys)

    end = _until(is_over, cue.end, LONGEST_TOPIC, reading)
    while end > cue.end and "<tie>" in words[end - 1].keys:
        end -= 1
    return _without_article(cue.end, end, reading)


def _named(cue: Found, reading: Reading) -> str:
    """The words before "meeting" or "workshop", when they name a subject."""
    start, end = cue.start + 1, cue.end - 1
    if any(
        other.start < end and start < other.end for group in LIMITS for other in reading.of(group)
    ):
        return ""
    inside = reading.words[start:end]
    if any("<plain>" in word.keys or word.number is not None for word in inside):
        return ""
    return reading.source(start, end)


def _name(cue: Found, reading: Reading) -> str:
    """The name after the cue; after a mere "not", only if "again" follows."""
    words = reading.words
    if cue.end == len(words) or "<no_name>" in words[cue.end].keys:
        return ""

    def is_over(at: int) -> bool:
        return bool(words[at].gap) or "<after_name>" in words[at].keys or _tells_when(at, reading)

    end = _until(is_over, cue.end, LONGEST_NAME + 1, reading)
    again = end < len(words) and not words[end].gap and "<again>" in words[end].keys
    common = any(
        cue.end <= other.start < end for group in ("use", "kinds") for other in reading.of(group)
    )
    if common or end - cue.end > LONGEST_NAME or (cue.value == "not" and not again):
        return ""
    return _without_article(cue.end, end, reading).lower()


def _until(is_over: Callable[[int], bool], start: int, most: int, reading: Reading) -> int:
    """The first word from `start` on that no longer belongs, at most `most` words on."""
    end = start
    while end < len(reading.words) and end - start < most and not is_over(end):
        end += 1
    return end


def _tells_when(at: int, reading: Reading) -> bool:
    """Whether "in" or "on" leads to a time, and is no part of a name."""
    following = reading.words[at + 1].keys if at + 1 < len(reading.words) else ()
    return "<lead>" in reading.words[at].keys and not TELLS_WHEN.isdisjoint(following)


def _without_article(start: int, end: int, reading: Reading) -> str:
    leads = start < end - 1 and "<leading>" in reading.words[start].keys
    return reading.source(start + leads, end)
