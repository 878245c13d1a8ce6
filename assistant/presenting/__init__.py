"""A grounded draft + its evidence -> the answer, in the shape that scripts and pages read."""

from collections.abc import Iterator
from typing import Literal

from ..models import (
    Answer,
    Citation,
    Claim,
    Evidence,
    Grounded,
    Passage,
    Proposal,
    Quote,
    RankedTrace,
    Retrieved,
    SourceKind,
    Statement,
    Trace,
    TurnType,
    Understanding,
    Understood,
)
from .markdown import Shown, answer_text
from .suggestion import show

TRACED = 10
SPOKEN_OF = frozenset({TurnType.WHY, TurnType.COMPARE, TurnType.SURE, TurnType.SOURCE})
"""Turns that talk about what was shown before; how it is run need not be read again."""


def present(grounded: Grounded, evidence: Evidence, understanding: Understanding) -> Answer:
    """Number the citations, look up what the activities say, and write the text."""
    citations = _Citations(evidence.passages)
    statements = tuple(_statement(claim, citations) for claim in grounded.claims)
    ranked = {item.activity.id: item for item in evidence.offered}
    suggestions = tuple(
        show(ranked[proposal.activity], understanding.constraints, _cited(proposal, citations))
        for proposal in grounded.proposals
    )
    closing = tuple(_statement(claim, citations) for claim in grounded.closing)
    numbered = citations.numbered
    return Answer(
        outcome=grounded.outcome,
        text=answer_text(
            Shown(
                statements,
                grounded.plan,
                () if understanding.turn in SPOKEN_OF else suggestions,
                closing,
                numbered,
                grounded.findings,
            )
        ),
        statements=(*statements, *closing),
        citations=numbered,
        suggestions=suggestions,
        findings=grounded.findings,
        plan=grounded.plan,
        understanding=Understood(
            intent=understanding.intent,
            turn=understanding.turn,
            constraints=understanding.constraints,
            assumed=understanding.assumed,
            about=understanding.about,
        ),
        trace=_trace(evidence),
        composer=grounded.composer,
        prompt=grounded.prompt,
    )


class _Citations:
    """One number for each passage and quote, in the order they are first cited."""

    def __init__(self, passages: dict[str, Passage]) -> None:
        self._passages = passages
        self._numbers: dict[Quote, int] = {}

    def number(self, quote: Quote) -> int:
        return self._numbers.setdefault(quote, len(self._numbers) + 1)

    @property
    def numbered(self) -> tuple[Citation, ...]:
        return tuple(
            _citation(n, quote, self._passages[quote.passage]) for quote, n in self._numbers.items()
        )


def _citation(n: int, quote: Quote, passage: Passage) -> Citation:
    return Citation(
        n=n,
        kind=_KINDS[passage.source.kind],
        title=passage.source.title,
        source=passage.source.path,
        locator=passage.locator,
        quote=quote.text,
        passage=passage.text,
        date=passage.source.date,
    )


def _statement(claim: Claim, citations: _Citations) -> Statement:
    cites = tuple(dict.fromkeys(citations.number(quote) for quote in claim.rests_on))
    return Statement(text=claim.text, label=claim.label, cites=cites)


def _cited(proposal: Proposal, citations: _Citations) -> tuple[int, ...]:
    quotes = (quote for claim in proposal.why for quote in claim.rests_on)
    return tuple(dict.fromkeys(citations.number(quote) for quote in quotes))


def _trace(evidence: Evidence) -> Trace:
    return Trace(
        retrieved=tuple(
            Retrieved(
                text=hit.passage.text, source=hit.passage.source.path, score=round(hit.score, 4)
            )
            for hit in evidence.hits[:TRACED]
        ),
        ranked=tuple(_ranked_traces(evidence)),
        confidence=round(evidence.confidence, 4),
    )


def _ranked_traces(evidence: Evidence) -> Iterator[RankedTrace]:
    for item in (*evidence.offered, *evidence.refused):
        yield RankedTrace(
            activity=item.activity.id,
            score=item.score,
            reasons=tuple(f"{r.text} ({r.points:+.2f})" for r in item.reasons),
            unmet=item.unmet,
        )


_KINDS: dict[SourceKind, Literal["guidance", "record", "activity"]] = {
    SourceKind.GUIDANCE: "guidance",
    SourceKind.RECORD: "record",
    SourceKind.ACTIVITY: "activity",
}
