"""The last, the next or the first of something, by the date of the event.

A file's date says when somebody wrote; what counts is when the thing took place. "Last" is the
latest that is past, "next" the earliest that is not: a planned event is never the last one,
however near its words are.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from ..models import Hit

WORD = re.compile(r"[^\W\d_]+")
FOLLOWING = re.compile(
    r"\b(?:last|latest|most recent|previous|next|upcoming|first)((?: [^\W\d_]+){1,2})"
)
"""What stands right after the word of time is the thing meant: "the circle's last outing"."""
SHORTEST = 4
"""Letters; shorter words, and the words of time themselves, name no thing."""
NO_THING = frozenset(
    {
        "what", "when", "where", "which", "were", "does", "have", "that", "this", "with", "from",
        "last", "latest", "recent", "most", "next", "first", "previous", "upcoming", "coming",
        "time", "happened", "happen", "took", "place", "about", "your", "they", "there", "their",
        "actually", "very", "ever", "been", "held", "past", "will", "going", "date",
    }
)  # fmt: skip

OF_EVENTS = frozenset({"went", "gone", "done", "happening", "decide", "decided", "discussed"})
"""Words that ask what an event was, and for nothing beside it."""

Which = Literal["last", "next", "first"]


class InTime(NamedTuple):
    hits: list[Hit]
    """Those about the thing asked for in order of their date, then the others as they were."""
    settled: bool
    """Whether finding the event answers: nothing more is asked than which, when or what of it."""


def in_time(hits: Sequence[Hit], query: str, which: Which, today: dt.date) -> InTime:
    """Put what is about the thing asked for in the order of its events."""
    due = [hit for hit in hits if hit.passage.source.date and _is_due(hit, which, today)]
    timely = _about(due, _things(FOLLOWING.findall(query.lower()))) or _about(
        due, _things(WORD.findall(query.lower()))
    )
    sign = -1 if which == "first" else 1
    timely.sort(key=lambda hit: (sign * abs(_days(hit, today)), -hit.score))
    others = [hit for hit in hits if hit not in timely]
    return InTime(timely + others, settled=bool(timely) and not _asks_more(query))


def _asks_more(query: str) -> bool:
    """Whether the question wants a detail beside the event itself."""
    kinds = frozenset[str]().union(*_genres().values())
    return any(w not in kinds and w not in OF_EVENTS for w in _things(WORD.findall(query.lower())))


def _things(words: Sequence[str]) -> list[str]:
    return [w for part in words for w in part.split() if len(w) >= SHORTEST and w not in NO_THING]


def _about(due: Sequence[Hit], things: Sequence[str]) -> list[Hit]:
    """Those whose document is of the kind asked for, else called after the thing, else telling
    of it: an announcement is called after an outing, and is none."""
    if not things:
        return []
    genres = {genre for genre, names in _genres().items() if not names.isdisjoint(things)}
    of_kind = [hit for hit in due if hit.passage.source.genre.lower() in genres]
    called = [hit for hit in due if _is_called(hit, things)]
    return of_kind or called or [hit for hit in due if hit.span_coverage >= 0.5]


def _is_called(hit: Hit, things: Sequence[str]) -> bool:
    """Whether a thing asked for stands in the title, the headings or the path."""
    source = hit.passage.source
    name = f"{source.title} {hit.passage.locator} {source.path}".lower()
    return any(thing.rstrip("s") in name for thing in things)


def _is_due(hit: Hit, which: Which, today: dt.date) -> bool:
    days = _days(hit, today)
    return days <= 0 if which == "next" else days >= 0


def _days(hit: Hit, today: dt.date) -> int:
    """Days since the event; negative while it is still to come."""
    assert hit.passage.source.date is not None  # only dated hits are asked
    return (today - hit.passage.source.date).days


@cache
def _genres() -> dict[str, frozenset[str]]:
    text = (files("assistant.ranking") / "genres.toml").read_text("utf-8")
    return {genre: frozenset(names) for genre, names in tomllib.loads(text)["genres"].items()}
