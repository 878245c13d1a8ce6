"""A whole session from a brief: welcome, opener, work on the topic, break, close.

Code does the time. The opener is at most a tenth of the session (DOMAIN, check TIM-03), there
is a pause of ten minutes before anyone has sat for an hour (PHY-04), learning has the largest
share (P29), and whatever no activity fills is the group's own work on its topic.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from ..models import Activity, Block, Constraints, Hit, Moment, Ranked, SessionPlan, Understanding
from .suggesting import suggest

MINUTES_ASSUMED = 60
SHORTEST = 10
WELCOME, OPENER_SHARE, LONGEST_OPENER, CLOSE, PAUSE, LONGEST_SITTING = 2, 0.15, 15, 5, 10, 60
LEARNING = 2
"""Least learning tie of the activity in the middle."""


@dataclass(frozen=True)
class _Parts:
    """The activities chosen, and how the time around them is cut."""

    total: int
    pauses: int
    opener: Ranked | None
    middle: Ranked | None
    close: Ranked | None

    def taken(self) -> int:
        """Minutes that are not free for work on the topic."""
        run = sum(_minutes(item) for item in (self.opener, self.middle, self.close))
        return WELCOME + run + self.pauses * PAUSE

    def work_between_pauses(self) -> list[int]:
        """Minutes of work on the topic before each pause and after the last."""
        stretch = (self.total - self.pauses * PAUSE) // (self.pauses + 1)
        before = WELCOME + _minutes(self.opener)
        after = _minutes(self.middle) + _minutes(self.close)
        left = self.total - self.pauses * PAUSE - before - after
        chunks = []
        for n in range(self.pauses):
            chunks.append(max(0, min(left, stretch - (before if n == 0 else 0))))
            left -= chunks[-1]
        return [*chunks, left]


@dataclass(frozen=True)
class Session:
    plan: SessionPlan
    offered: tuple[Ranked, ...]
    """The activities that the plan runs, in order."""


def plan_session(
    activities: Iterable[Activity], understanding: Understanding, hits: Sequence[Hit]
) -> Session | None:
    """A plan whose blocks sum to the time asked for; None if there is too little for one."""
    wanted, wish = understanding.constraints, understanding.wish
    total = wanted.minutes or MINUTES_ASSUMED
    if total < SHORTEST:
        return None
    activities = tuple(activities)
    used: list[Ranked] = []

    def pick(moment: Moment, minutes: int, least_tie: int = 0) -> Ranked | None:
        taken = {item.activity.mechanic for item in used}
        pool = [
            card
            for card in activities
            if card.learning_tie >= least_tie and card.mechanic not in taken
        ]
        found = _best(pool, understanding, hits, moment, minutes)
        if found is not None:
            used.append(found)
        return found

    around = next((card for card in activities if card.id == wish.around), None)
    place = _place(around) if around else None
    centre = _run_whole(around, understanding, hits) if around else None
    if centre is not None:
        used.append(centre)

    def part(moment: Moment, minutes: int, least_tie: int = 0) -> Ranked | None:
        if moment in LEFT_OUT and LEFT_OUT[moment] in wish.without:
            return None
        return centre if place is moment and centre else pick(moment, minutes, least_tie)

    opener = part(Moment.OPENING, max(3, min(LONGEST_OPENER, round(total * OPENER_SHARE))))
    close = part(Moment.CLOSING, CLOSE)
    pauses = max(0, ceil(total / (LONGEST_SITTING + PAUSE)) - 1)
    if wish.pauses is not None:
        pauses = min(wish.pauses, total // (2 * PAUSE))
    stretch = (total - pauses * PAUSE) // (pauses + 1)
    spare = stretch - _minutes(close) - (WELCOME + _minutes(opener) if not pauses else 0)
    middle = part(Moment.MIDDLE, max(1, spare * 2 // 3), LEARNING)
    parts = _fitting(_Parts(total, pauses, opener, middle, close), wish.around)
    if parts.taken() > total:
        return None
    blocks = _timed(_blocks(wanted, parts))
    order = [item for item in (parts.opener, parts.middle, parts.close) if item is not None]
    return Session(
        plan=SessionPlan(
            title=f"{total} minutes on {wanted.topic or 'our practice'}",
            purpose=f"To work on {wanted.topic or 'our practice'} together, with everybody in it.",
            people=wanted.people,
            modality=wanted.modality.value if wanted.modality else None,
            total=total,
            blocks=tuple(blocks),
        ),
        offered=tuple(order),
    )


def _fitting(parts: _Parts, around: str | None) -> _Parts:
    """The parts without what there is no time for: breaks go first, the centre stays."""
    while parts.taken() > parts.total and parts.pauses:
        parts = replace(parts, pauses=parts.pauses - 1)
    for shorter in (replace(parts, middle=None), replace(parts, middle=None, close=None),
                    replace(parts, middle=None, close=None, opener=None)):  # fmt: skip
        if parts.taken() <= parts.total:
            break
        parts = _with_centre(shorter, parts, around)
    return parts


def _with_centre(shorter: _Parts, parts: _Parts, around: str | None) -> _Parts:
    """The shorter parts, with the activity the session is built around where it was."""

    def kept(item: Ranked | None, left: Ranked | None) -> Ranked | None:
        return item if item is not None and item.activity.id == around else left

    return replace(
        shorter,
        opener=kept(parts.opener, shorter.opener),
        middle=kept(parts.middle, shorter.middle),
        close=kept(parts.close, shorter.close),
    )


def needed(
    activities: Iterable[Activity], understanding: Understanding, hits: Sequence[Hit]
) -> int:
    """Minutes of the shortest session there could be under everything else that was said."""
    around = understanding.wish.around
    cards = [card for card in activities if card.id == around]
    loose = understanding.constraints.model_copy(update={"minutes": None})
    asked = understanding.model_copy(update={"constraints": loose})
    centre = _run_whole(cards[0], asked, hits) if cards else None
    return max(SHORTEST, WELCOME + _minutes(centre))


LEFT_OUT = {Moment.OPENING: "opening", Moment.MIDDLE: "middle", Moment.CLOSING: "closing"}


def _place(activity: Activity) -> Moment:
    """Where in a session an activity that the session is built around is run."""
    if Moment.OPENING in activity.moments:
        return Moment.OPENING
    return Moment.CLOSING if Moment.CLOSING in activity.moments else Moment.MIDDLE


def _run_whole(
    activity: Activity, understanding: Understanding, hits: Sequence[Hit]
) -> Ranked | None:
    """The activity as it runs under everything that was said, whatever its place."""
    brief = understanding.constraints.model_copy(update={"moment": None, "kinds": frozenset()})
    asked = understanding.model_copy(update={"constraints": brief, "keep": (activity.id,)})
    offered, _ = suggest((activity,), asked, hits)
    return next(iter(offered), None)


def _best(
    pool: Sequence[Activity],
    understanding: Understanding,
    hits: Sequence[Hit],
    moment: Moment,
    minutes: int,
) -> Ranked | None:
    """The best activity for one part of the session under everything else that was said."""
    part = understanding.constraints.model_copy(
        update={"moment": moment, "minutes": minutes, "kinds": frozenset()}
    )
    asked = understanding.model_copy(update={"constraints": part, "keep": ()})
    offered, _ = suggest(pool, asked, hits)
    return offered[0] if offered else None


def _blocks(wanted: Constraints, parts: _Parts) -> Iterator[Block]:
    """The parts in order, not yet timed; what is left over is the group's own work."""
    topic = wanted.topic or "our practice"
    yield _own("Welcome", WELCOME, "Why we meet today, how long, and that passing is always fine.")
    if parts.opener is not None:
        yield _run(parts.opener)
    for n, minutes in enumerate(parts.work_between_pauses()):
        if n:
            yield _own("Break", PAUSE, "Say when it ends. Cameras and microphones off.")
        notes = "Led by whoever brought the topic." if n == 0 else "Begin with a question."
        yield _own(f"Work on {topic}{', continued' if n else ''}", minutes, notes)
    if parts.middle is not None:
        yield _run(parts.middle)
    if parts.close is not None:
        yield _run(parts.close)


def _timed(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each block starts when the one before it ends; empty ones are left out."""
    clock = 0
    for block in blocks:
        if block.minutes > 0:
            yield block.model_copy(update={"start": clock})
            clock += block.minutes


def _run(item: Ranked) -> Block:
    card = item.activity
    return Block(
        title=card.title,
        start=0,
        minutes=item.minutes,
        activity=card.id,
        roles=() if card.hosts < 2 else ("facilitator", "co-host"),
        materials=(*card.materials, *card.tech),
        notes=card.one_line,
    )


def _own(title: str, minutes: int, notes: str) -> Block:
    return Block(title=title, start=0, minutes=max(minutes, 0), notes=notes)


def _minutes(item: Ranked | None) -> int:
    return item.minutes if item is not None else 0
