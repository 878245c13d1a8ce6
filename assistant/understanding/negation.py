"""What a "no" reaches."""

from .phrases import Found
from .reading import Reading

REACH = 4
"""How many words a "no" reaches ahead."""


def is_denied(cue: Found, reading: Reading, deniers: frozenset[str] = frozenset({"<not>"})) -> bool:
    """Whether a word of denial stands before the cue in its clause, or before a list it is in."""
    words = reading.words
    same = {other.end: other for other in reading.of(cue.group)}
    at, steps = cue.start, 0
    while at > 0 and steps <= REACH and words[at].gap != ".":
        before = words[at - 1]
        if words[at].gap and not _continues_list(at, cue, reading, same):
            return False
        if at in same:
            at, steps = same[at].start, 0
            continue
        if "<break>" in before.keys:
            return False
        if not deniers.isdisjoint(before.keys):
            return not ("<not>" in before.keys and "<weak>" in words[at].keys)
        at, steps = at - 1, steps + 1
    return False


def _continues_list(at: int, cue: Found, reading: Reading, same: dict[int, Found]) -> bool:
    """Whether the comma before this word parts two cues of one kind."""
    joined = "<joiner>" in reading.words[at].keys
    return at in same and (at + joined in {cue.start, *(other.start for other in same.values())})
