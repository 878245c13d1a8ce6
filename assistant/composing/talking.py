"""What is said about things on the table: why, compared with what, taken up, put back.

Every sentence is read from the evidence: from the reasons that were counted, the limits that are
broken, the minutes that were computed. Nothing is known here that ranking did not know.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ..models import Claim, Evidence, Ranked, TurnType, Understanding
from .briefs import brief
from .saying import general, listed

MOST_REASONS = 3
LEAST_POINTS = 0.3
UNSAID = frozenset({"risks"})


class Case(NamedTuple):
    """What was asked, and what was found for it."""

    understanding: Understanding
    evidence: Evidence


def lead(understanding: Understanding, evidence: Evidence) -> Iterator[Claim]:
    """What comes before the activities that are shown."""
    asked = brief(understanding.constraints) or "your session"
    offered = evidence.offered
    if understanding.turn in SPOKEN:
        yield from SPOKEN[understanding.turn](Case(understanding, evidence))
        return
    for item in evidence.lost:
        yield general("no_longer", title=item.activity.title, unmet=listed(item.unmet))
    if understanding.turn in KEPT and understanding.keep and not evidence.lost:
        titles = tuple(f"“{item.activity.title}”" for item in offered)
        key = "still" if len(titles) == 1 else "still_some"
        yield general(key, title=listed(titles, "and"), brief=asked)
        return
    key = "one_fits" if len(offered) == 1 else "some_fit"
    yield general(key, count=COUNT[min(len(offered), 3)], brief=asked)


COUNT = {1: "One", 2: "Two", 3: "Three"}
KEPT = frozenset({TurnType.EDIT, TurnType.CONSTRAIN})


def _why(case: Case) -> Iterator[Claim]:
    chosen = case.evidence.offered[0]
    reasons = counted(chosen)
    yield general("why", title=chosen.activity.title, reasons=listed(reasons, "and"))
    if case.understanding.constraints.done:
        yield general(
            "why_not_again", names=listed(tuple(sorted(case.understanding.constraints.done)))
        )
    if case.evidence.second is not None:
        yield from _behind(chosen, case.evidence.second)
    for change in case.evidence.changes:
        yield general("would_change", without=change.without, title=change.title)


def _behind(chosen: Ranked, second: Ranked) -> Iterator[Claim]:
    """The runner-up, and what it lacks most beside the one chosen."""
    gaps = {
        reason.about: (reason.points - _points(second, reason.about), reason.text)
        for reason in chosen.reasons
        if reason.about not in UNSAID
    }
    gap, text = max(gaps.values(), default=(0.0, ""))
    title, other = chosen.activity.title, second.activity.title
    if gap > LEAST_POINTS:
        yield general("second", other=other, title=title, because=text)
    else:
        yield general("second_close", other=other)


def _points(item: Ranked, about: str) -> float:
    return sum(reason.points for reason in item.reasons if reason.about == about)


def counted(item: Ranked) -> tuple[str, ...]:
    """The strongest reasons for a place, as they were counted."""
    told = [r for r in item.reasons if r.points > LEAST_POINTS and r.about not in UNSAID]
    return tuple(r.text for r in sorted(told, key=lambda r: -r.points)[:MOST_REASONS])


def _compare(case: Case) -> Iterator[Claim]:
    best = max(case.evidence.offered, key=lambda item: item.score)
    for item in case.evidence.offered:
        card = item.activity
        yield general(
            "compared",
            title=card.title,
            minutes=str(item.minutes),
            sharing=SHARING[card.disclosure],
            prep=str(card.prep_minutes),
            reasons=listed(counted(item), "and") or "fits",
        )
    yield general("better", title=best.activity.title)


SHARING = (
    "nothing personal",
    "light sharing",
    "work experience",
    "personal sharing",
    "deep sharing",
)


def _choose(case: Case) -> Iterator[Claim]:
    yield general("chosen", title=case.evidence.offered[0].activity.title)


def _put_back(case: Case) -> Iterator[Claim]:
    title = listed(tuple(item.activity.title for item in case.evidence.offered), "and")
    yield general("put_back", title=title)


def _done_before(case: Case) -> Iterator[Claim]:
    yield general(
        "set_aside", names=listed(tuple(sorted(case.understanding.constraints.done)), "and")
    )
    yield general(
        "instead",
        brief=brief(case.understanding.constraints.model_copy(update={"done": frozenset()}))
        or "your session",
    )


def _dropped(_: Case) -> Iterator[Claim]:
    yield general("dropped")


def _basis(case: Case) -> Iterator[Claim]:
    yield general("basis", title=case.evidence.offered[0].activity.title)


SPOKEN = {
    TurnType.WHY: _why,
    TurnType.COMPARE: _compare,
    TurnType.CHOOSE: _choose,
    TurnType.BACK: _put_back,
    TurnType.UNDO: _put_back,
    TurnType.DONE_BEFORE: _done_before,
    TurnType.DROP: _dropped,
    TurnType.SURE: _basis,
    TurnType.SOURCE: _basis,
}


def planned(understanding: Understanding, evidence: Evidence) -> Iterator[Claim]:
    """What comes before a plan: what it is for, and what a change has cost."""
    plan, before = evidence.plan, understanding.replaced
    assert plan is not None  # the caller looked
    asked = brief(understanding.constraints.model_copy(update={"minutes": None}))
    yield general("planned", minutes=str(plan.total), brief=asked or "your session")
    if understanding.turn is TurnType.EXPORT:
        yield general("exported", format=understanding.export or "md")
    if before is None:
        return
    kept = {block.title for block in plan.blocks}
    gone = tuple(dict.fromkeys(b.title for b in before.blocks if b.title not in kept))
    if gone:
        yield general("left_out", titles=listed(gone, "and"))
    if before.total != plan.total:
        yield general("retimed", before=str(before.total), now=str(plan.total))
