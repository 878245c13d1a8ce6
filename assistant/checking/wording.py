"""What the words give away: signs that are not denied, not optional and not relieved."""

import re
from collections.abc import Iterator, Mapping

from ..models import Finding
from .catalogue import Check, Severity
from .layout import Layout

NOT = re.compile(
    r"\b(?:no|not|never|without|nobody|none|neither|nor|nothing|whether|avoid(?:s|ing)?|skip(?:s|ping)?|"
    r"instead of|rather than|free of|no one|no-one|\w+n['’]t|nothing to do with|outside)\b"
    r"(?!\s+only\b)",
    re.I,
)
LACKING = re.compile(r"\b(?:no|without(?: an?)?|lacks an?)\s+$", re.I)
NEAR = 5
"""Words before a sign in which a denial reaches it."""
BREAKS = re.compile(r"[,;:()]|\b(?:but|then|and then|so)\b", re.I)
NOT_NEEDED = re.compile(
    r"\b(?:is|are|was|were)(?:n['’]t| not) (?:needed|necessary|required|allowed|wanted|expected)\b|"
    r"\bdo(?:es)?(?:n['’]t| not) (?:count|matter)\b|\bstays? (?:out|off|away)\b|"
    r"\b(?:is|are) (?:optional|voluntary|off the table|left out|out(?! of))\b|"
    r"\bnot (?:needed|required|necessary)\b",
    re.I,
)
CHOICE = re.compile(
    r"\b(?:optional(?:ly)?|voluntary|voluntarily|if (?:you|they|people|anyone) "
    r"(?:like|wish|want|prefer|can|feel)|as you (?:like|please|prefer|wish)|your choice|"
    r"up to you|feel free|free to|whoever (?:likes|wants|wishes)|opt(?:s|ed)?[- ](?:in|out)|"
    r"or (?:just |simply |only )?(?:type|write|post|chat|draw|say|speak|watch|listen|sit|stay|pass|"
    r"join|send|not|leave|skip|seated|by phone|on paper|in the chat|in writing|from your)|"
    r"pass(?:ing)? is|may pass|can pass|you can also|alternatively|no need to|"
    r"no one (?:needs|has) to|nobody (?:needs|has) to)\b",
    re.I,
)
TOLD = re.compile(
    r"\b(?:last (?:year|month|time|week|summer|winter|spring|autumn)|used to|years ago|"
    r"in the past|history of|we learned|we learnt)\b",
    re.I,
)
"""What follows is told of the past, and no plan."""
ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,6}s?(?![\w-])")
EXPANDED = re.compile(r"\(([A-Z]{2,6})s?\)|\b([A-Z]{2,6})s? \(")
PLAIN = re.compile(
    r"(?:OK|UTC|GMT|FAQ|PDF|UK|EU|USA?|AM|PM|ID|TV|URL|SGT|QR|AI|BST|CES?T|EST|PST|WC|RSVP|DIY|NB|"
    r"PS|TB[AC]|CSV|HTML)"
)
MANY_ACRONYMS = 3
CAPITALS = 0.5
"""Share of capital letters from which on a text shouts, and capitals tell nothing."""


def worded(layout: Layout, checks: Mapping[str, Check]) -> Iterator[Finding]:
    """One finding for each check whose signs are there, or whose answer is missing."""
    for check in checks.values():
        if not _applies(check, layout):
            continue
        relieved = _is_said(check.relieved, layout)
        found = None if relieved else _found(check, layout)
        asks = check.asks if not relieved and not _is_said(check.answered, layout) else None
        if found is not None:
            yield found
        elif asks and (match := asks.search(layout.text)):
            yield _finding(check, layout, match, "not_stated", check.severity)
    yield from _acronyms(layout, checks["LNG-01"])


def _applies(check: Check, layout: Layout) -> bool:
    if check.gate == "hybrid":
        return layout.place == "hybrid"
    if check.gate == "remote":
        return layout.place in ("remote", "hybrid")
    return check.gate != "place" or layout.place != "remote"


def _is_said(pattern: re.Pattern[str] | None, layout: Layout) -> bool:
    """Whether something of a pattern is in the text, and not said to be missing."""
    if pattern is None:
        return False
    return any(
        LACKING.search(layout.text[max(0, match.start() - 12) : match.start()]) is None
        for match in pattern.finditer(layout.text)
    )


def _found(check: Check, layout: Layout) -> Finding | None:
    severe = next(_matches(check, check.severe, layout), None)
    if severe is not None:
        return _finding(check, layout, severe, "found", "block")
    sign = next(_matches(check, check.signs, layout), None)
    return _finding(check, layout, sign, "found", check.severity) if sign else None


def _matches(
    check: Check, pattern: re.Pattern[str] | None, layout: Layout
) -> Iterator[re.Match[str]]:
    """The signs that are meant as they stand."""
    if pattern is None:
        return
    for match in pattern.finditer(layout.text):
        sentence = layout.sentence(match.start())
        whole = layout.text[sentence.start : sentence.end]
        before = layout.text[sentence.start : match.start()]
        after = layout.text[match.end() : sentence.end]
        if _is_denied(before, match[0]) or NOT_NEEDED.search(after) or TOLD.search(before):
            continue
        if check.options and CHOICE.search(whole):
            continue
        yield match


def _is_denied(before: str, sign: str) -> bool:
    """Whether a denial stands close before the sign, with nothing to break its reach."""
    if NOT.match(sign):
        return False  # the sign itself says what may not be
    reach = BREAKS.split(before)[-1].split()[-NEAR:]
    return NOT.search(" ".join(reach)) is not None


def _acronyms(layout: Layout, check: Check) -> Iterator[Finding]:
    text = layout.text
    letters = [c for c in text if c.isalpha()]
    if not letters or sum(c.isupper() for c in letters) > CAPITALS * len(letters):
        return
    if check.relieved is not None and check.relieved.search(text):
        return
    known = {a or b for a, b in EXPANDED.findall(text)}
    found = [m for m in ACRONYM.finditer(text) if not PLAIN.fullmatch(m[0].rstrip("s"))]
    distinct = {match[0].rstrip("s") for match in found} - known
    if len(distinct) >= MANY_ACRONYMS:
        yield _finding(check, layout, found[0], "found", check.severity)


def _finding(
    check: Check, layout: Layout, match: re.Match[str], state: str, severity: Severity
) -> Finding:
    return Finding.model_validate(
        {
            "check": check.id,
            "group": check.id[:3],
            "severity": severity,
            "state": state,
            "quote": match[0].strip(),
            "where": f"line {layout.line(match.start())}",
            "why": check.why,
            "fix": check.fix,
            "question": check.question,
        }
    )
