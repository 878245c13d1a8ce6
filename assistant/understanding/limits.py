"""Minutes and head-count: which of a turn's numbers is a limit, and of what."""

from collections.abc import Sequence
from math import ceil, isfinite

from .language import Language
from .phrases import Found
from .reading import Reading

LONGEST = 7 * 24 * 60
"""Minutes; what is longer is no session."""
MOST = 100_000
FEW = 2
"""Words that may join two counts."""
KINDS = ("slot", "part", "session", "other")
"""What a length of time may be the length of; of two readings of one wording, the first."""


def minutes(reading: Reading, *, whole: bool) -> int | None:
    """The time limit in minutes: of the step asked for, or of the `whole` session."""
    kinds = {
        "session" if whole else "part": 2,
        "plain": 1,
        "slot": 1,
        "part" if whole else "session": 0,
    }
    best: tuple[int, int] | None = None
    for at, word in enumerate(reading.words):
        if word.seconds is None:
            continue
        rank = kinds.get(_kind(at, reading), 0)
        if rank and (best is None or rank >= best[0]):
            best = rank, _whole(word.seconds / 60)
    return best[1] if best and 0 < best[1] <= LONGEST else None


def last_amount(reading: Reading) -> str | None:
    """Which field the turn's last number is about."""
    places = {"people": max((cue.end for cue in reading.of("people")), default=-1)}
    places["minutes"] = max(
        (n for n, word in enumerate(reading.words) if word.seconds is not None), default=-1
    )
    field = max(places, key=lambda name: places[name])
    return field if places[field] >= 0 else None


def people(reading: Reading, language: Language) -> int | None:
    """The head-count; the last of several that are told, or what looks most like one."""
    counts = _counts(_told(reading), reading, language)
    if counts:
        return counts[-1]
    crowds = _counts(reading.of("crowd"), reading, language)
    return max((count for count in crowds if count > 1), default=None)


def _told(reading: Reading) -> list[Found]:
    """The head-counts told as such, and what an "and" or a "plus" adds to one."""
    told = reading.of("people")
    begins, ends = {cue.start for cue in told}, {cue.end for cue in told}
    pluses = {at for at, word in enumerate(reading.words) if "<plus>" in word.keys and not word.gap}
    added = (
        cue
        for cue in reading.of("crowd")
        if (cue.start - 1 in pluses & ends) or (cue.end in pluses and cue.end + 1 in begins)
        if not any(cue.start < other.end and other.start < cue.end for other in told)
    )
    return sorted({*told, *added}, key=lambda cue: cue.start)


def more_people(reading: Reading) -> int:
    """How many join those who were told before; below zero when some leave."""
    return sum(
        _whole(reading.numbers(cue)[0]) * (-1 if cue.value == "fewer" else 1)
        for cue in reading.of("more")
    )


def bare_number(reading: Reading) -> int | None:
    """A number alone, as in "actually 45"."""
    cues = _bare(reading)
    return _whole(reading.numbers(cues[-1])[0]) or None if cues else None


def _bare(reading: Reading) -> list[Found]:
    whole = len(reading.words)
    return [cue for cue in reading.of("bare") if cue.value == "number" or cue.length == whole]


def _kind(at: int, reading: Reading) -> str:
    told = {cue.value for cue in reading.of("time") if cue.start <= at < cue.end}
    return next((kind for kind in KINDS if kind in told), "plain")


def _counts(cues: Sequence[Found], reading: Reading, language: Language) -> list[int]:
    """The count of every cue; those of one list are added up, and parts of a whole left out."""
    counts: list[int] = []
    before: Found | None = None
    for cue in cues:
        count = _count(cue, reading, language)
        if not count or (counts and count < counts[-1] and _is_part(cue, reading)):
            continue
        if before and _are_joined(before, cue, reading):
            counts[-1] += count
        else:
            counts.append(count)
        before = cue
    return counts


def _is_part(cue: Found, reading: Reading) -> bool:
    """Whether it counts some of those told before, as in "20 of them"."""
    return "<part_of>" in reading.words[cue.end - 1].keys


def _are_joined(before: Found, cue: Found, reading: Reading) -> bool:
    """Whether two counts add up: by "and" or "plus", or as kinds of people in one list."""
    between = reading.words[before.end : cue.start]
    gap = reading.words[cue.start].gap
    if not between:
        ends = (reading.words[before.end - 1], reading.words[cue.end - 1])
        return gap == "," and not any("<generic>" in word.keys for word in ends)
    if len(between) > FEW or gap or any(word.gap for word in between):
        return False
    first, *others = between
    return "<plus>" in first.keys and all("<approximate>" in word.keys for word in others)


def _count(cue: Found, reading: Reading, language: Language) -> int:
    others = (*reading.of("more"), *_bare(reading))
    if any(other.start < cue.end and cue.start < other.end for other in others):
        return 0
    return _whole(language.formulas[int(cue.value)].of(reading.numbers(cue)))


def _whole(number: float) -> int:
    """A count of people or minutes, or 0 when it is none."""
    return ceil(number) if isfinite(number) and 0 < number <= MOST else 0
