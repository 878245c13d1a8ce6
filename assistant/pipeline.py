"""The whole of the assistant, in the order it happens. Start reading here."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from .composing import Composer, House
from .composing.embedded import EmbeddedComposer
from .errors import UngroundedError
from .grounding import ground
from .models import (
    Activity,
    Answer,
    Evidence,
    Grounded,
    Intent,
    Question,
    SourceKind,
    Understanding,
)
from .presenting import present
from .ranking import rank
from .retrieval import Retriever
from .understanding import understand

logger = logging.getLogger(__name__)

PASSAGES = 12
"""Passages looked at for a question."""
DATED = 60
"""For the last or next of something: the right date may stand far down by likeness."""
ALL_CARDS = 120
"""More than there are activity cards: for a suggestion, all of them are compared."""
RECORDS = frozenset({SourceKind.RECORD})
CARDS = frozenset({SourceKind.ACTIVITY})
SHIPPED = frozenset({SourceKind.GUIDANCE, SourceKind.ACTIVITY})
SURE = 0.8
"""Confidence from which shipped guidance may answer what a community's records do not: general
advice must not fill the place of a rule that nobody has written down."""
SUGGESTING = frozenset({Intent.SUGGEST, Intent.PLAN})
SEARCHING = SUGGESTING | {Intent.QUESTION, Intent.CHECK}


@dataclass(frozen=True)
class Assistant:
    """Understands a question, searches, ranks, composes and grounds an answer."""

    retriever: Retriever
    activities: tuple[Activity, ...]
    composer: Composer
    house: Callable[[str | None], House]
    """What may be said of a community, by its slug."""

    def answer(self, question: Question) -> Answer:
        begun = time.perf_counter()
        understanding = understand(question)
        evidence = self._evidence(question, understanding)
        house = self.house(question.viewer.community)
        grounded = self._grounded(understanding, evidence, house)
        answer = present(grounded, evidence, understanding)
        return answer.model_copy(update={"seconds": round(time.perf_counter() - begun, 4)})

    def _evidence(self, question: Question, understanding: Understanding) -> Evidence:
        if understanding.intent in SUGGESTING:
            return self._found(question, understanding, CARDS)
        if understanding.intent not in SEARCHING:
            return Evidence()
        if question.viewer.community is None or understanding.wants == "guidance":
            return self._found(question, understanding, SHIPPED)
        own = self._found(question, understanding, RECORDS)
        if own.confident or understanding.wants == "records":
            return own
        shipped = self._found(question, understanding, SHIPPED)
        return shipped if shipped.confidence >= SURE else own

    def _found(
        self, question: Question, understanding: Understanding, kinds: frozenset[SourceKind]
    ) -> Evidence:
        """What the sources of these kinds hold for the question."""
        hits = self.retriever.search(
            understanding.query,
            viewer=question.viewer,
            k=ALL_CARDS if kinds == CARDS else DATED if understanding.time else PASSAGES,
            earlier=understanding.earlier_queries,
            kinds=kinds,
        )
        return rank(hits, self.activities, understanding, question.today)

    def _grounded(self, understanding: Understanding, evidence: Evidence, house: House) -> Grounded:
        try:
            return ground(self.composer.compose(understanding, evidence, house), evidence)
        except UngroundedError as error:
            logger.warning("dropped an ungrounded draft: %s", error)
            return ground(EmbeddedComposer().compose(understanding, evidence, house), evidence)
