"""What a person reads: statements, suggestions and sources as Markdown."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..markup import escaped
from ..models import Citation, Finding, Label, SessionPlan, Statement, Suggestion
from .findings import told

KINDS = {"guidance": "Guidance", "record": "Records", "activity": "Activity card"}
SHARING = ("none", "light", "work experience", "personal, by choice", "deep, by choice")


class Shown(NamedTuple):
    """The parts of an answer, in the order in which they are read."""

    statements: Sequence[Statement]
    plan: SessionPlan | None
    suggestions: Sequence[Suggestion]
    closing: Sequence[Statement]
    citations: Sequence[Citation]
    findings: tuple[Finding, ...] = ()


def answer_text(shown: Shown) -> str:
    """The whole answer; every sentence with its label or its numbers."""
    parts = [*_statements(shown.statements)]
    if shown.findings:
        parts.append(told(shown.findings, everything=False))
    if shown.plan is not None:
        parts.append(plan_text(shown.plan))
    parts += [suggestion_text(n, item) for n, item in enumerate(shown.suggestions, 1)]
    parts += [statement.text for statement in shown.closing]
    if not shown.suggestions:
        parts += _sources(shown.citations)
    return "\n\n".join(parts)


def _statements(statements: Sequence[Statement]) -> Iterator[str]:
    """The direct answer first; further passages as a list below it.

    Where something of ours comes first, the passages are all further ones.
    """
    sourced = [s for s in statements if s.label is not Label.GENERAL]
    listed = sourced[1:] if statements and statements[0] in sourced else sourced
    for statement in statements:
        further = len(sourced) > 1 and statement in listed
        line = f"{escaped(statement.text)}{_marks(statement)}"
        yield f"- {line}" if further else line


def _marks(statement: Statement) -> str:
    return "".join(f" [{n}]" for n in statement.cites)


def _sources(citations: Sequence[Citation]) -> list[str]:
    if not citations:
        return []
    lines = [f"[{c.n}] {KINDS[c.kind]}: {escaped(_where(c))}" for c in citations]
    return ["**Where this comes from**", "\n".join(f"- {line}" for line in lines)]


def _where(citation: Citation) -> str:
    headings = [part for part in citation.locator.split(" > ") if part != citation.title]
    place = " › ".join([citation.title, *filter(None, headings)])
    when = f" ({citation.date.day} {citation.date:%B %Y})" if citation.date else ""
    return f"{place}{when}, {citation.source}"


def plan_text(plan: SessionPlan) -> str:
    """The run sheet as a table; times count from the beginning of the session."""
    rows = [
        f"| {block.start // 60}:{block.start % 60:02d} | {block.minutes} | "
        f"{escaped(block.title)} | {escaped(block.notes)} |"
        for block in plan.blocks
    ]
    head = ["| at | min | what | notes |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, f"| | {plan.total} | | |"])


def suggestion_text(number: int, item: Suggestion) -> str:
    """One activity, complete enough to run from."""
    return "\n\n".join(_suggestion_parts(number, item))


def _suggestion_parts(number: int, item: Suggestion) -> Iterator[str]:
    marks = "".join(f" [{n}]" for n in item.cites)
    yield f"### {number}. {item.title} ({item.minutes} min)\n\n{item.one_line}{marks}"
    yield f"*{_facts(item)}*"
    if item.why:
        yield f"**Why this:** {'; '.join(item.why)}."
    yield "\n".join(_step_lines(item))
    if item.prompts:
        yield "**Prompts to choose from:** " + " / ".join(item.prompts[:3])
    if item.adaptations:
        yield "**So that it works for everyone:**\n\n" + "\n".join(
            f"- {line}" for line in item.adaptations
        )
    yield f"**Passing:** {item.pass_line}"
    yield f"**Then:** {item.bridge}"
    yield f"**Gain:** {item.upside}  \n**Watch out:** {item.watch}"
    if item.cautions:
        yield "\n".join(f"- {line}" for line in item.cautions)


def _facts(item: Suggestion) -> str:
    group = f"{item.group.min} or more" if item.group.max is None else (
        f"{item.group.min} to {item.group.max}"
    )  # fmt: skip
    moving = ("none", "small gestures", "about the room", "outdoors or exertion")[item.movement]
    modes = ", ".join(mode.replace("_", " ") for mode in item.modality)
    return (
        f"{item.kind.replace('_', ' ').capitalize()} · {group} people · "
        f"sharing: {SHARING[item.disclosure]} · moving: {moving} · {modes}"
    )


def _step_lines(item: Suggestion) -> Iterator[str]:
    for n, step in enumerate(item.steps, 1):
        say = f" Say: “{step.say}”" if step.say else ""
        yield f"{n}. ({step.minutes:g} min) {step.do}{say}"
