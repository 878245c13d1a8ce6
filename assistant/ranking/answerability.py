"""Does the evidence answer this question? A calibrated yes or no, not a fixed phrase.

Logistic regression over a few figures of the best hits. The weights are data, fitted by
`benchmarks/fit_answerability.py` on the development questions it names and checked on others.
"""

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from ..models import Hit

FEATURES = (
    "dense", "span_dense", "coverage", "span_coverage", "lexical", "margin", "agreement",
    "expects_number", "expects_date", "expects_person", "expects_place", "length",
)  # fmt: skip
NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|once|twice|"
    r"half|no|none|several|hundred)\b",
    re.I,
)
DATE = re.compile(
    r"\b(19|20)\d\d\b|\b\d{1,2}:\d\d\b|\b(january|february|march|april|may|june|july|august|"
    r"september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|daily|weekly|monthly|quarterly|yearly|annual|annually|every|each|week|weeks|month|"
    r"months|day|days|year|years|hour|hours|minutes|am|pm|spring|summer|autumn|winter)\b",
    re.I,
)
PERSON = re.compile(
    r"@\w|\b[A-Z][a-z]+(?: [A-Z][a-z]+)\b|\b(member|members|team|committee|council|board|host|"
    r"hosts|facilitator|facilitators|chair|lead|leads|steward|buddy|coordinator|coordinators|"
    r"maintainer|maintainers|anyone|everyone|staff|director|secretary|treasurer|group|person)\b"
)
PLACE = re.compile(
    r"https?://|@|\b(room|channel|list|page|repository|repo|form|link|at|in|library|hall|zoom|"
    r"calendar|forum|slack|website|site|address|folder|board|street|house)\b",
    re.I,
)
EXPECTED = {
    "expects_number": (re.compile(r"\bhow (many|much|long|often|old|big|large)\b", re.I), NUMBER),
    "expects_date": (re.compile(r"\b(when|what (time|date|day|year|month))\b", re.I), DATE),
    "expects_person": (re.compile(r"\b(who|whom|whose)\b", re.I), PERSON),
    "expects_place": (re.compile(r"\bwhere\b", re.I), PLACE),
}


def features(hits: Sequence[Hit], query: str) -> list[float]:
    """The figures the decision rests on, in the order of FEATURES."""
    best = hits[0]
    others = hits[1:6]
    mean = sum(hit.dense for hit in others) / len(others) if others else 0.0
    agreement = max((hit.span_coverage for hit in hits[:3]), default=0.0)
    return [
        best.dense,
        best.span_dense,
        best.coverage,
        best.span_coverage,
        math.log1p(best.lexical),
        best.dense - mean,
        agreement,
        *(_expectation(name, best, query) for name in EXPECTED),
        min(len(query.split()), 20) / 20,
    ]


def confidence(hits: Sequence[Hit], query: str) -> float:
    """Probability that the best of the hits answers; 0 if there is none."""
    if not hits:
        return 0.0
    fitted = _fitted()
    total = fitted["bias"] + sum(
        fitted[name] * value for name, value in zip(FEATURES, features(hits, query), strict=True)
    )
    return 1 / (1 + math.exp(-total))


def threshold() -> float:
    """The probability from which evidence is answered from."""
    return _fitted()["threshold"]


def _expectation(name: str, hit: Hit, query: str) -> float:
    """1 if what the question word asks for is there, -1 if it is missing, 0 if not asked."""
    asked, given = EXPECTED[name]
    if not asked.search(query):
        return 0.0
    return 1.0 if given.search(hit.quote) else -1.0


@cache
def _fitted() -> dict[str, float]:
    text = (files("assistant.ranking") / "answerability.toml").read_text("utf-8")
    return {name: float(value) for name, value in tomllib.loads(text)["weights"].items()}
