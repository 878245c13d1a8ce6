"""What the times give away: sittings without a break, openers that go on, sums that do not fit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..models import Finding
from .catalogue import Check, Severity
from .layout import CLOCK, LASTS, Layout, Slot, minutes_of

PAUSE = re.compile(
    r"\b(?:breaks?|pause|interval|lunch|coffee|tea|dinner|supper|recess|picnic|breather)\b", re.I
)
OPENER = re.compile(
    r"\b(?:ice ?-?breakers?|check-?in|warm-?up|introductions?|intros?|energi[sz]er|opener|"
    r"getting to know|round of names|opening round)\b",
    re.I,
)
SITTING, LONG_SITTING = 60, 90
"""Minutes without a break from which on one is advised, and is missing."""
NAMED_LENGTH = 75
"""Minutes of a session from which on a break has to be spoken of."""
SHORTEST_OPENER, OPENER_SHARE, LONG_OPENER_SHARE = 10, 0.1, 0.2
SHORT_SESSION = 30
LONG_OPENER = 20
"""Minutes from which on an opener is long, whatever else there is."""
NOISE = 3
"""Minutes between two slots that are still no break."""


@dataclass(frozen=True, slots=True)
class Sitting:
    slots: Sequence[Slot]

    @property
    def minutes(self) -> int:
        return sum(slot.minutes for slot in self.slots)


def measured(layout: Layout, checks: Mapping[str, Check]) -> Iterator[Finding]:
    """What follows from the slots' minutes alone."""
    yield from _breaks(layout, checks["PHY-04"])
    yield from _openers(layout, checks["TIM-03"])
    yield from _zone(layout, checks["TIM-01"])


def _breaks(layout: Layout, check: Check) -> Iterator[Finding]:
    longest = max(_sittings(layout), key=lambda one: one.minutes, default=None)
    if longest is not None and longest.minutes > SITTING:
        severity: Severity = "warn" if longest.minutes > LONG_SITTING else "advise"
        first, last = longest.slots[0], longest.slots[-1]
        where = f"{longest.minutes} minutes without a break"
        if first.begins is not None and last.begins is not None:
            where += f", {_told(first.begins)} to {_told(last.begins + last.minutes)}"
        yield _finding(check, layout, first, where, severity)
    elif not layout.slots and layout.longest >= NAMED_LENGTH and not PAUSE.search(layout.text):
        yield _finding(check, layout, None, f"{layout.longest} minutes, no break named", "advise")


def _sittings(layout: Layout) -> Iterator[Sitting]:
    """Runs of slots with no break in or between them."""
    run: list[Slot] = []
    for slot in layout.slots:
        gap = _gap(run[-1], slot) if run else 0
        if PAUSE.search(layout.text, slot.start, slot.end) or gap > NOISE:
            if run:
                yield Sitting(tuple(run))
            run = []
        if not PAUSE.search(layout.text, slot.start, slot.end):
            run.append(slot)
    if run:
        yield Sitting(tuple(run))


def _gap(before: Slot, after: Slot) -> int:
    if before.begins is None or after.begins is None:
        return 0
    return after.begins - before.begins - before.minutes


def _openers(layout: Layout, check: Check) -> Iterator[Finding]:
    total = sum(slot.minutes for slot in layout.slots)
    if len(layout.slots) < 3 or total < SHORT_SESSION:
        yield from _named_opener(layout, check)
        return
    for slot in layout.slots:
        if not OPENER.search(layout.text, slot.start, slot.end):
            continue
        if slot.minutes > max(SHORTEST_OPENER, OPENER_SHARE * total):
            severity: Severity = "warn" if slot.minutes > LONG_OPENER_SHARE * total else "advise"
            yield _finding(check, layout, slot, f"{slot.minutes} of {total} minutes", severity)
            return


def _named_opener(layout: Layout, check: Check) -> Iterator[Finding]:
    """An opener whose length is named in its sentence, where no plan tells the rest."""
    for sentence in layout.sentences:
        lasts = LASTS.search(layout.text, sentence.start, sentence.end)
        opener = OPENER.search(layout.text, sentence.start, sentence.end)
        if lasts and opener and minutes_of(lasts) >= LONG_OPENER:
            quote = layout.quote(sentence.start, sentence.end)
            told = Told(quote, sentence.start, f"{minutes_of(lasts)} minutes")
            yield _from(check, layout, told, check.severity)
            return


def _zone(layout: Layout, check: Check) -> Iterator[Finding]:
    """A clock time for people in several places, and no zone anywhere."""
    if layout.place not in ("remote", "hybrid"):
        return
    if check.relieved is not None and check.relieved.search(layout.text):
        return
    for match in CLOCK.finditer(layout.text):
        if match["minute"] or match["only"]:
            told = Told(match[0].rstrip(". "), match.start(), "no time zone")
            yield _from(check, layout, told, check.severity)
            return


def _told(minutes: int) -> str:
    return f"{minutes // 60 % 24}:{minutes % 60:02d}"


def _finding(
    check: Check, layout: Layout, slot: Slot | None, where: str, severity: Severity
) -> Finding:
    quote = layout.quote(slot.start, slot.end) if slot else ""
    return _from(check, layout, Told(quote, slot.start if slot else 0, where), severity)


class Told(NamedTuple):
    quote: str
    at: int
    where: str


def _from(check: Check, layout: Layout, told: Told, severity: Severity) -> Finding:
    line = f"line {layout.line(told.at)}: " if told.quote else ""
    return Finding.model_validate(
        {
            "check": check.id,
            "group": check.id[:3],
            "severity": severity,
            "state": "found" if told.quote else "not_stated",
            "quote": told.quote,
            "where": f"{line}{told.where}",
            "why": check.why,
            "fix": check.fix,
            "question": check.question,
        }
    )
