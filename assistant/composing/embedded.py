"""The composer that is always there: deterministic, without a model, never a mock.

It phrases little of its own. Answers to questions are the community's or the guidance's own
sentences; suggestions are cards; the few sentences around them are in `phrases.toml`.
"""

import re
from collections.abc import Iterator

from ..markup import plain
from ..models import (
    Claim,
    Draft,
    Evidence,
    Finding,
    Hit,
    Intent,
    Label,
    Outcome,
    Proposal,
    Quote,
    SessionPlan,
    SourceKind,
    TurnType,
    Understanding,
)
from . import House
from .briefs import brief
from .quoting import quote
from .saying import general, listed
from .talking import lead, planned

NAME = "embedded"
PASSAGES = 6
NEAREST = 5
"""Passages shown when none of them is sure to answer."""
SHORTEST = 3
"""Words; a quote with fewer answers nothing."""
NEAR = 0.7
"""A further passage is shown if it scores at least this share of the best one."""
OUTDATED = frozenset({"superseded", "replaced", "withdrawn", "archived", "draft", "cancelled"})
LABELS = {
    SourceKind.GUIDANCE: Label.GUIDANCE,
    SourceKind.ACTIVITY: Label.GUIDANCE,
    SourceKind.RECORD: Label.RECORD,
}


STARTING = frozenset({TurnType.SUGGEST, TurnType.PLAN})
"""Turns after which it is said what was assumed; later it is known."""


class EmbeddedComposer:
    """Writes every kind of draft; raises nothing."""

    def compose(self, understanding: Understanding, evidence: Evidence, house: House) -> Draft:
        match understanding.intent:
            case Intent.SUGGEST | Intent.PLAN:
                return _suggestions(understanding, evidence)
            case Intent.QUESTION | Intent.CHECK:
                return _answer(understanding, evidence, house)
            case Intent.PRIVATE:
                return _said(Outcome.PRIVATE, "private", house)
            case Intent.MANAGE:
                return _managed(understanding, evidence, house)
            case Intent.SMALL_TALK:
                return _said(Outcome.CLARIFY, "small_talk", house)
            case Intent.OUT_OF_SCOPE:
                return _said(Outcome.DECLINED, "out_of_scope", house)
            case Intent.UNCLEAR:
                return _said(Outcome.CLARIFY, "unclear", house)


# --- questions -----------------------------------------------------------------------------


def _answer(understanding: Understanding, evidence: Evidence, house: House) -> Draft:
    if evidence.findings is not None:
        return _checked(evidence.findings)
    if not evidence.confident:
        return _absent(understanding, evidence, house)
    claims = (
        *_basis(evidence, understanding),
        *_claims(evidence, understanding),
        *_doubt(understanding, house),
    )
    if understanding.intent is Intent.CHECK:
        return Draft(
            outcome=Outcome.PARTLY,
            claims=(general("check"), *claims),
            composer=NAME,
        )
    return Draft(outcome=Outcome.ANSWERED, claims=claims, composer=NAME)


def _checked(findings: tuple[Finding, ...]) -> Draft:
    """What the checks found is shown as it is; only how many there are is said of it."""
    found = sum(finding.state == "found" for finding in findings)
    said = general("checked", count=str(found)) if findings else general("nothing_found")
    return Draft(outcome=Outcome.ANSWERED, claims=(said,), findings=findings, composer=NAME)


def _basis(evidence: Evidence, understanding: Understanding) -> Iterator[Claim]:
    """Where the answer stands, or how old it is, when that is what was asked."""
    source, where = evidence.hits[0].passage.source, evidence.hits[0].passage.locator
    if understanding.turn is TurnType.SOURCE:
        yield general("stands_in", title=source.title, where=where or source.path)
    if understanding.turn is TurnType.SURE and source.date is not None:
        date = f"{source.date.day} {source.date:%B %Y}"
        yield general("dated", title=source.title, date=date)
    elif understanding.turn is TurnType.SURE:
        yield general("undated", title=source.title)


def _doubt(understanding: Understanding, house: House) -> Iterator[Claim]:
    if understanding.turn is TurnType.SURE:
        yield general("ask_to_be_sure", ask=house.ask or "one of the facilitators")


def _claims(evidence: Evidence, understanding: Understanding) -> Iterator[Claim]:
    """One claim a passage: its own words, with the passage they are taken from."""
    shown: set[str] = set()
    first = evidence.hits[0]
    if understanding.time is not None and first.passage.source.date is not None:
        yield _event(first)
    for hit in evidence.hits:
        if len(shown) == PASSAGES or not _goes_with(hit, first, understanding):
            continue
        words = quote(hit)
        text = plain(words)
        if len(text.split()) >= SHORTEST and text not in shown:
            shown.add(text)
            yield from _claim(hit, words, text)


def _goes_with(hit: Hit, first: Hit, understanding: Understanding) -> bool:
    """Of one event when a time was asked for; else nearly as good as the first."""
    if understanding.time is not None and first.passage.source.date is not None:
        return hit.passage.source.id == first.passage.source.id
    return hit is first or hit.score >= NEAR * first.score


def _event(hit: Hit) -> Claim:
    """Which event it was, by its document's title and date."""
    source = hit.passage.source
    assert source.date is not None  # the caller looked
    text = f"{source.title}, {source.date.day} {source.date:%B %Y}."
    rests_on = (Quote(passage=hit.passage.id, text=quote(hit)),)
    return Claim(text=text, label=LABELS[source.kind], rests_on=rests_on)


def _claim(hit: Hit, words: str, text: str) -> Iterator[Claim]:
    source = hit.passage.source
    taken = Quote(passage=hit.passage.id, text=words)
    yield Claim(text=text, label=LABELS[source.kind], rests_on=(taken,))
    if source.status.lower() in OUTDATED:
        yield general("status", title=source.title, status=source.status)


def _absent(understanding: Understanding, evidence: Evidence, house: House) -> Draft:
    """The same words whether nothing is there or it is not for this reader.

    What comes nearest is shown beside them, for the reader to judge: it may be the answer in
    other words, and it is never given as one.
    """
    name = house.name or "this community"
    found = "absent_guidance" if understanding.wants == "guidance" else "absent"
    if understanding.turn is TurnType.NORM and found == "absent":
        found = "absent_norm"
    claims = [
        general(found, name=name),
        general("ask_someone", ask=house.ask) if house.ask else general("ask_anyone"),
    ]
    if found == "absent_norm":
        claims.append(general("norm_question", question=_asked(understanding)))
    nearest = tuple(_nearest(evidence)) if evidence.related else ()
    shown = (general("nearest_written"), *nearest) if nearest else ()
    return Draft(outcome=Outcome.NOT_IN_RECORDS, claims=(*claims, *shown), composer=NAME)


def _asked(understanding: Understanding) -> str:
    """The question as it was put, as a sentence."""
    words = understanding.query.strip()
    return words[:1].upper() + words[1:].rstrip("?.! ") + "?"


def _nearest(evidence: Evidence) -> Iterator[Claim]:
    """The best few passages' own words."""
    shown: set[str] = set()
    for hit in evidence.hits:
        words = quote(hit)
        text = plain(words)
        if len(text.split()) >= SHORTEST and text not in shown:
            shown.add(text)
            yield from _claim(hit, words, text)
        if len(shown) == NEAREST:
            return


# --- suggestions -----------------------------------------------------------------------------


def _suggestions(understanding: Understanding, evidence: Evidence) -> Draft:
    if evidence.plan is not None:
        return _planned(understanding, evidence, evidence.plan)
    if not evidence.offered:
        return _infeasible(understanding, evidence)
    return Draft(
        outcome=Outcome.ANSWERED,
        claims=tuple(lead(understanding, evidence)),
        proposals=tuple(
            Proposal(activity=item.activity.id, why=_whys(item.activity.id, evidence))
            for item in evidence.offered
        ),
        closing=(*_assumptions(understanding), *_question_back(evidence)),
        composer=NAME,
    )


def _question_back(evidence: Evidence) -> Iterator[Claim]:
    """The one thing worth asking, if there is one."""
    if evidence.asks is not None:
        yield general(f"ask_{evidence.asks}")


def _planned(understanding: Understanding, evidence: Evidence, plan: SessionPlan) -> Draft:
    return Draft(
        outcome=Outcome.ANSWERED,
        claims=tuple(planned(understanding, evidence)),
        proposals=tuple(
            Proposal(activity=item.activity.id, why=_whys(item.activity.id, evidence))
            for item in evidence.offered
        ),
        plan=plan,
        closing=tuple(_assumptions(understanding)),
        composer=NAME,
    )


def _whys(activity: str, evidence: Evidence) -> tuple[Claim, ...]:
    """The card's own words on what it is and why it works."""
    own = [p for p in evidence.cards if p.source.path == activity]
    return tuple(
        Claim(
            text=plain(passage.quote(passage.spans[0])),
            label=Label.GUIDANCE,
            rests_on=(Quote(passage=passage.id, text=passage.quote(passage.spans[0])),),
        )
        for passage in own[:1]
    )


def _assumptions(understanding: Understanding) -> Iterator[Claim]:
    if understanding.assumed and understanding.turn in STARTING:
        yield general("assumed", assumed="; ".join(_clauses(understanding.assumed)))


def _clauses(sentences: tuple[str, ...]) -> Iterator[str]:
    """Sentences as parts of one: without their common beginning and the full stop."""
    for sentence in sentences:
        yield re.sub(r"^I assumed (that )?", "", sentence.strip()).rstrip(".")


def _infeasible(understanding: Understanding, evidence: Evidence) -> Draft:
    asked = brief(understanding.constraints) or "what you described"
    if evidence.needs_minutes is not None:
        needs, there = evidence.needs_minutes, understanding.constraints.minutes
        said = general("too_short", needs=str(needs), there=str(there))
        return Draft(outcome=Outcome.INFEASIBLE, claims=(said,), composer=NAME)
    claims = [general("nothing_fits", brief=asked)]
    if evidence.gives:
        claims.append(general("would_have_to_give", gives=listed(evidence.gives)))
    claims += [
        general(
            "nearest",
            title=item.activity.title,
            unmet=listed(item.unmet),
        )
        for item in evidence.refused
        if item.unmet
    ]
    return Draft(outcome=Outcome.INFEASIBLE, claims=tuple(claims), composer=NAME)


# --- what was to be kept or forgotten ----------------------------------------------------------


def _managed(understanding: Understanding, evidence: Evidence, house: House) -> Draft:
    deed, name = evidence.deed, house.name or "this community"
    if deed is not None and not deed.done:
        return _said(Outcome.DECLINED, deed.why_not, house)
    match understanding.turn:
        case TurnType.LOG if deed and deed.date:
            date = f"{deed.date.day} {deed.date:%B %Y}"
            claims = [general("logged", title=deed.title, date=date)]
        case TurnType.NEVER if deed:
            claims = [general("banned", title=deed.title, name=name)]
        case TurnType.FORGET:
            claims = [general("forgotten"), general("not_forgotten")]
        case TurnType.ROOM:
            claims = [general(f"room_{understanding.room}")]
        case _:
            return _said(Outcome.CLARIFY, "nothing_to_change", house)
    return Draft(outcome=Outcome.ANSWERED, claims=tuple(claims), composer=NAME)


# --- sentences of our own --------------------------------------------------------------------


def _said(outcome: Outcome, key: str, house: House) -> Draft:
    claims = [general(key, name=house.name or "this community")]
    if outcome is Outcome.PRIVATE:
        claims.append(general("private_instead"))
    return Draft(outcome=outcome, claims=tuple(claims), composer=NAME)
