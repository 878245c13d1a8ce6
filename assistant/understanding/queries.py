"""The text handed to the retriever, and what its wording says about time and origin."""

from typing import Literal, cast

from .phrases import Found
from .reading import Reading

Time = Literal["last", "next", "first"]
Origin = Literal["records", "guidance"]


def query_of(reading: Reading) -> str:
    """The question without greeting, politeness and talk about asking; the person's own words."""
    return " ".join(
        reading.source(start, stop) + _mark(reading, end) for start, stop, end in _kept(reading)
    )


def time_of(reading: Reading) -> Time | None:
    cues = _in_query("when", reading)
    return cast("Time", cues[0].value) if cues else None


def origin_of(reading: Reading) -> Origin | None:
    """Where the answer has to come from; a call for guidance outweighs an "our"."""
    told = {cue.value for cue in _in_query("wants", reading)}
    if "guidance" in told:
        return "guidance"
    return "records" if told else None


def _in_query(group: str, reading: Reading) -> list[Found]:
    """The cues of a group that are in what is searched for."""
    kept = _kept(reading)
    return [cue for cue in reading.of(group) if any(a <= cue.start < b for a, b, _ in kept)]


def _kept(reading: Reading) -> list[tuple[int, int, int]]:
    """Of each sentence that asks something: first word, end of what is kept, end."""
    stripped = (_stripped(reading, start, end) for start, end in _sentences(reading))
    return [kept for kept in stripped if kept[0] < kept[1]]


def _sentences(reading: Reading) -> list[tuple[int, int]]:
    """From which word up to which each sentence goes."""
    starts = [at for at, word in enumerate(reading.words) if word.gap == "."]
    return list(zip(starts, (*starts[1:], len(reading.words)), strict=False))


def _stripped(reading: Reading, start: int, end: int) -> tuple[int, int, int]:
    fronts = {cue.start: cue.end for cue in reading.of("polite") if cue.value == "front"}
    empty = {cue.start for cue in reading.of("whole") if cue.end == end}
    while start < end and start in fronts and start not in empty:
        start = fronts[start]
    if start in empty:
        return end, end, end
    backs = [cue.start for cue in reading.of("polite") if cue.value == "back" and cue.end == end]
    return start, min([end, *(at for at in backs if at > start)]), end


def _mark(reading: Reading, end: int) -> str:
    """The punctuation that closes the sentence."""
    after = reading.words[end].start if end < len(reading.words) else len(reading.text)
    tail = reading.text[reading.words[end - 1].end : after].strip()
    return tail[:1] if tail[:1] in "?!." else ""
