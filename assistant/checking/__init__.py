"""A plan or an announcement -> what in it may shut somebody out, with a line to use instead.

Start reading here. What is looked for is data (`checks.toml`); how it is found is in `wording.py`
(the words, their negation, and what relieves them) and `structure.py` (times and their sums).
"""

from ..models import Finding, SessionPlan
from .catalogue import Check, checks
from .layout import Layout, laid_out
from .structure import measured
from .wording import worded

SHOWN_FIRST = 5
ORDER = ("block", "warn", "advise", "info")


def findings(text: str) -> tuple[Finding, ...]:
    """What the checks find in a text, the most severe first; what is only asked comes last.

    Each quote stands in the text character for character; where a fact of the times was found,
    `where` says which. Nothing is said of people, only of the plan.
    """
    layout = laid_out(text)
    found: dict[str, Finding] = {}
    for finding in (*measured(layout, checks()), *worded(layout, checks())):
        known = found.get(finding.check)
        if known is None or _weight(finding) < _weight(known):
            found[finding.check] = finding
    return tuple(sorted(found.values(), key=lambda finding: (*_weight(finding), finding.check)))


def of_plan(plan: SessionPlan) -> tuple[Finding, ...]:
    """What the checks find in a session plan."""
    return findings(text_of(plan))


def text_of(plan: SessionPlan) -> str:
    """A plan as lines that begin with minutes after the beginning."""
    lines = [
        f"{block.start // 60:02d}:{block.start % 60:02d} {block.title} ({block.minutes} min). "
        f"{block.notes}".strip()
        for block in plan.blocks
    ]
    end = f"{plan.total // 60:02d}:{plan.total % 60:02d} End"
    return "\n".join([plan.title, plan.purpose, *lines, end])


def first(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those to show at once: at most five, but everything that blocks."""
    blocking = [finding for finding in found if finding.severity == "block"]
    return tuple(found[: max(SHOWN_FIRST, len(blocking))])


def _weight(finding: Finding) -> tuple[int, int]:
    return finding.state == "not_stated", ORDER.index(finding.severity)


__all__ = ["Check", "Layout", "findings", "first", "of_plan", "text_of"]
