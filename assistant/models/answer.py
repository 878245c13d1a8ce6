"""From what a composer wrote to what a person reads.

Draft ──ground──▶ Grounded ──present──▶ Answer
"""

import datetime as dt
from enum import StrEnum
from typing import Literal, NewType

from .activity import Activity
from .base import Value
from .ledger import Deed
from .plan import SessionPlan
from .question import Constraints, Intent, TurnType
from .source import Hit, Passage


class Outcome(StrEnum):
    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_IN_RECORDS = "not_in_records"
    PRIVATE = "private"
    CLARIFY = "clarify"
    DECLINED = "declined"
    INFEASIBLE = "infeasible"


class Label(StrEnum):
    """Where a sentence comes from."""

    GUIDANCE = "guidance"
    RECORD = "record"
    GENERAL = "general"


# --- ranking -> evidence -----------------------------------------------------------------


class Reason(Value):
    """One thing that moved an activity up or down, with how far."""

    about: str
    text: str
    points: float


class Ranked(Value):
    """An activity with everything that decided its place."""

    activity: Activity
    minutes: int
    """For the head-count asked for, trimmed to the time there is if that was needed."""
    trimmed: bool = False
    """Optional steps or spare rounds were left out to fit the time."""
    score: float
    reasons: tuple[Reason, ...] = ()
    unmet: tuple[str, ...] = ()
    """Each stated limit the activity breaks; empty for everything that is offered."""


class Change(Value):
    """A limit without which another activity would come first."""

    without: str
    first: str
    """Id of that activity."""
    title: str


class Finding(Value):
    check: str
    group: str
    severity: Literal["block", "warn", "advise", "info"]
    state: Literal["found", "not_stated"]
    quote: str
    where: str
    why: str
    fix: str
    question: str


class Evidence(Value):
    """All a composer may use, and all an answer may cite."""

    hits: tuple[Hit, ...] = ()
    """What was found, best first."""
    confident: bool = False
    """Whether the best of it answers the question."""
    related: bool = False
    """Whether the best of it is worth showing even if it may not answer."""
    confidence: float = 0.0
    offered: tuple[Ranked, ...] = ()
    """Activities that break no stated limit, best first."""
    refused: tuple[Ranked, ...] = ()
    """The nearest of those that do, with the limits they break."""
    lost: tuple[Ranked, ...] = ()
    """What was on the table and no longer fits, with the limits it breaks."""
    second: Ranked | None = None
    """The runner-up, when the choice is to be explained."""
    changes: tuple[Change, ...] = ()
    """What would have changed that choice."""
    plan: SessionPlan | None = None
    """When a whole session was asked for; `offered` are the activities it runs, in order."""
    findings: tuple[Finding, ...] | None = None
    """Of a text that was to be checked; None if there was none."""
    asks: str | None = None
    """The one unknown whose value would change the choice, if any would."""
    deed: Deed | None = None
    """The change that the turn asked for."""
    needs_minutes: int | None = None
    """Of a session for which there is too little time, the least it would take."""
    gives: tuple[str, ...] = ()
    """If nothing fits: limits of which dropping any single one would let something fit."""
    cards: tuple[Passage, ...] = ()
    """The passages of each offered activity's card."""

    @property
    def passages(self) -> dict[str, Passage]:
        found = {hit.passage.id: hit.passage for hit in self.hits}
        return found | {card.id: card for card in self.cards}


# --- composing -> draft -> grounded ------------------------------------------------------


class Quote(Value):
    """Words taken from a passage, to be checked against it."""

    passage: str
    """Id of the passage."""
    text: str


class Claim(Value):
    """The smallest thing that can be grounded: a sentence with what it rests on."""

    text: str
    label: Label
    rests_on: tuple[Quote, ...] = ()


class Proposal(Value):
    """An activity to offer; minutes, steps and limits are looked up, never written here."""

    activity: str
    why: tuple[Claim, ...]


class Draft(Value):
    """What a composer wrote. Not yet checked; never shown."""

    outcome: Outcome
    claims: tuple[Claim, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    plan: SessionPlan | None = None
    findings: tuple[Finding, ...] = ()
    closing: tuple[Claim, ...] = ()
    """What follows the suggestions: what was assumed, what could change the choice."""
    composer: str
    prompt: str | None = None
    """Identity of the prompt file used, such as "compose@v1:9f2c01aa"."""


Grounded = NewType("Grounded", Draft)
"""A draft whose every claim rests on the evidence. Made by `ground` alone."""


# --- answer: the stable shape that scripts read ------------------------------------------


class Statement(Value):
    text: str
    label: Label
    cites: tuple[int, ...] = ()


class Citation(Value):
    n: int
    kind: Literal["guidance", "record", "activity"]
    title: str
    source: str
    """Path relative to what was ingested, or the id of a shipped file."""
    locator: str
    quote: str
    """Occurs byte for byte in `passage`, as does `passage` in the source's text."""
    passage: str
    date: dt.date | None = None


class Range(Value):
    min: int
    max: int | None


class SuggestedStep(Value):
    minutes: float
    do: str
    say: str = ""


class Suggestion(Value):
    activity: str
    title: str
    kind: str
    minutes: int
    group: Range
    modality: tuple[str, ...]
    disclosure: int
    movement: int
    steps: tuple[SuggestedStep, ...]
    prompts: tuple[str, ...] = ()
    adaptations: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    why: tuple[str, ...]
    upside: str = ""
    watch: str = ""
    bridge: str = ""
    pass_line: str = ""
    smallest: str = ""
    one_line: str = ""
    materials: tuple[str, ...] = ()
    cites: tuple[int, ...] = ()


class Understood(Value):
    intent: Intent
    turn: TurnType = TurnType.UNCLEAR
    constraints: Constraints
    assumed: tuple[str, ...] = ()
    about: str | None = None


class Retrieved(Value):
    text: str
    source: str
    score: float


class RankedTrace(Value):
    activity: str
    score: float
    reasons: tuple[str, ...]
    unmet: tuple[str, ...]


class Trace(Value):
    retrieved: tuple[Retrieved, ...] = ()
    ranked: tuple[RankedTrace, ...] = ()
    confidence: float = 0.0


class Answer(Value):
    """What a person reads, with everything needed to check it. The shape is a contract."""

    outcome: Outcome
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    findings: tuple[Finding, ...] = ()
    plan: SessionPlan | None = None
    understanding: Understood
    trace: Trace | None = None
    composer: str
    prompt: str | None = None
    seconds: float = 0.0
