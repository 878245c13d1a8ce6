"""Nothing is shown that does not rest on what was retrieved."""

import pytest

from assistant.errors import UngroundedError
from assistant.grounding import ground
from assistant.models import Claim, Draft, Evidence, Label, Outcome, Proposal, Quote, Ranked

from .builders import activity, hit

FOUND = hit("Cameras are optional in every room.")
EVIDENCE = Evidence(
    hits=(FOUND,), offered=(Ranked(activity=activity(), minutes=5, score=1.0),), confident=True
)


def draft(*claims: Claim, proposals: tuple[Proposal, ...] = ()) -> Draft:
    return Draft(outcome=Outcome.ANSWERED, claims=claims, proposals=proposals, composer="test")


def claim(words: str, label: Label = Label.RECORD, passage: str = FOUND.passage.id) -> Claim:
    return Claim(text=words, label=label, rests_on=(Quote(passage=passage, text=words),))


def test_a_quote_that_is_there_passes() -> None:
    good = draft(claim("Cameras are optional"))
    assert ground(good, EVIDENCE) == good


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (claim("Cameras are required"), "quotes words that are not"),
        (claim("cameras are optional"), "quotes words that are not"),
        (claim(""), "quotes words that are not"),
        (claim("Cameras", passage="made-up"), "was not retrieved"),
        (claim("Cameras", Label.GUIDANCE), "calls record a guidance"),
        (claim("Cameras", Label.GENERAL), "calls a sourced claim general"),
        (Claim(text="Studies show this.", label=Label.RECORD), "no source"),
        (Claim(text="Studies show this.", label=Label.GUIDANCE), "no source"),
    ],
)
def test_a_claim_that_does_not_rest_on_the_evidence_is_refused(wrong: Claim, says: str) -> None:
    with pytest.raises(UngroundedError, match=says):
        ground(draft(wrong), EVIDENCE)


def test_an_activity_that_was_not_offered_is_refused() -> None:
    invented = draft(proposals=(Proposal(activity="act-human-knot", why=()),))
    with pytest.raises(UngroundedError, match="was not offered"):
        ground(invented, EVIDENCE)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(UngroundedError) as caught:
        ground(draft(claim("no"), claim("neither")), EVIDENCE)
    assert len(caught.value.problems) == 2
