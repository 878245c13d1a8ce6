"""Every value that crosses a stage boundary, in the order a question meets them.

Question -> Understanding -> Hit… -> Evidence -> Draft -> Grounded -> Answer

Values are frozen and compare by content. Nothing here reads a file, a clock, an environment
variable or a network.
"""

from .activity import (
    AT_WHICH_MOMENT,
    IN_WHICH_FORMAT,
    Activity,
    Energy,
    Familiarity,
    Kind,
    Level,
    Modality,
    Moment,
    Need,
    Ritual,
    Step,
    Use,
)
from .answer import (
    Answer,
    Citation,
    Claim,
    Draft,
    Evidence,
    Finding,
    Grounded,
    Label,
    Outcome,
    Proposal,
    Quote,
    Range,
    Ranked,
    RankedTrace,
    Reason,
    Retrieved,
    Statement,
    SuggestedStep,
    Suggestion,
    Trace,
    Understood,
)
from .audience import PUBLIC, READS, Role, Viewer
from .base import Value
from .conversation import Conversation, Desk, Turn, TurnType
from .plan import Block, SessionPlan
from .question import Constraints, Intent, Question, Understanding
from .source import Hit, Passage, Source, SourceKind, Span

__all__ = [
    "AT_WHICH_MOMENT",
    "IN_WHICH_FORMAT",
    "PUBLIC",
    "READS",
    "Activity",
    "Answer",
    "Block",
    "Citation",
    "Claim",
    "Constraints",
    "Conversation",
    "Desk",
    "Draft",
    "Energy",
    "Evidence",
    "Familiarity",
    "Finding",
    "Grounded",
    "Hit",
    "Intent",
    "Kind",
    "Label",
    "Level",
    "Modality",
    "Moment",
    "Need",
    "Outcome",
    "Passage",
    "Proposal",
    "Question",
    "Quote",
    "Range",
    "Ranked",
    "RankedTrace",
    "Reason",
    "Retrieved",
    "Ritual",
    "Role",
    "SessionPlan",
    "Source",
    "SourceKind",
    "Span",
    "Statement",
    "Step",
    "SuggestedStep",
    "Suggestion",
    "Trace",
    "Turn",
    "TurnType",
    "Understanding",
    "Understood",
    "Use",
    "Value",
    "Viewer",
]
