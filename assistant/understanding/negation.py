"""What a "no" reaches."""

from .phrases import Found
from .reading import Reading

FAR, NEAR = 4, 0
"""How many words a "no" reaches ahead; articles are not counted."""
LISTED = "use"
"""The group whose cues may share one "no" across commas."""
BINDING = ("familiarity", "needs", "most_cost", "no_preparation")
"""Groups whose phrases may hold a "no" of their own, which then reaches no further."""


def is_denied(
    cue: Found,
    reading: Reading,
    *,
    deniers: frozenset[str] = frozenset({"<not>"}),
    breaks: frozenset[str] = frozenset({"<break>"}),
    reach: int = FAR,
) -> bool:
    """Whether a word of denial stands before the cue in its clause, or before a list it is in."""
    words = reading.words
    if not deniers.isdisjoint(words[cue.start].keys):
        return False
    same = {other.end: other for other in reading.of(cue.group) if cue.group == LISTED}
    at, steps = cue.start, 0
    while at > 0 and steps <= reach and words[at].gap != ".":
        before = words[at - 1]
        if words[at].gap and not _continues_list(at, cue, reading, same):
            return False
        if at in same:
            at, steps = same[at].start, 0
            continue
        if not breaks.isdisjoint(before.keys):
            return False
        if not deniers.isdisjoint(before.keys):
            return not _is_void(at - 1, reading, before=cue.start)
        at, steps = at - 1, steps + ("<article>" not in before.keys)
    return False


def _continues_list(at: int, cue: Found, reading: Reading, same: dict[int, Found]) -> bool:
    """Whether the comma before this word parts two cues of one kind."""
    joined = "<joiner>" in reading.words[at].keys
    return at in same and (at + joined in {cue.start, *(other.start for other in same.values())})


def _is_void(at: int, reading: Reading, *, before: int) -> bool:
    """Whether a "no" denies nothing further on: "never met", "not only", or "have no opener"."""
    words = reading.words
    if any(cue.start <= at < cue.end <= before for group in BINDING for cue in reading.of(group)):
        return True
    weak = at + 1 < len(words) and "<weak>" in words[at + 1].keys
    lacking = words[at].text == "no" and at > 0 and "<having>" in words[at - 1].keys
    return weak or lacking
