"""Draft + evidence -> a grounded draft, or UngroundedError."""

from collections.abc import Iterator

from .errors import UngroundedError
from .models import Claim, Draft, Evidence, Grounded, Label, Passage, SourceKind

RESTS_ON = {
    Label.GUIDANCE: frozenset({SourceKind.GUIDANCE, SourceKind.ACTIVITY}),
    Label.RECORD: frozenset({SourceKind.RECORD}),
}


def ground(draft: Draft, evidence: Evidence) -> Grounded:
    """Pass the draft on if every claim in it rests on the evidence.

    Checked: each quote occurs, character for character, in a passage that was retrieved; what
    is called guidance or record rests on a passage of that kind; what is called general rests
    on none; each activity proposed was offered. Raises UngroundedError with every problem.
    """
    problems = tuple(_problems(draft, evidence))
    if problems:
        raise UngroundedError(problems)
    return Grounded(draft)


def _problems(draft: Draft, evidence: Evidence) -> Iterator[str]:
    offered = {item.activity.id for item in evidence.offered}
    for proposal in draft.proposals:
        if proposal.activity not in offered:
            yield f"proposes {proposal.activity!r}, which was not offered"
    passages = evidence.passages
    whys = (claim for proposal in draft.proposals for claim in proposal.why)
    for claim in (*draft.claims, *whys, *draft.closing):
        yield from _ungrounded(claim, passages)


def _ungrounded(claim: Claim, passages: dict[str, Passage]) -> Iterator[str]:
    if claim.label is Label.GENERAL and claim.rests_on:
        yield f"calls a sourced claim general: {claim.text[:60]!r}"
    if claim.label is not Label.GENERAL and not claim.rests_on:
        yield f"no source: {claim.text[:60]!r}"
    for quote in claim.rests_on:
        passage = passages.get(quote.passage)
        if passage is None:
            yield f"cites {quote.passage!r}, which was not retrieved"
        elif not quote.text or quote.text not in passage.text:
            yield f"quotes words that are not in {passage.source.path}: {quote.text[:60]!r}"
        elif claim.label is not Label.GENERAL and passage.source.kind not in RESTS_ON[claim.label]:
            yield f"calls {passage.source.kind} a {claim.label}: {claim.text[:60]!r}"
