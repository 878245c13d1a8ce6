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
from .retrieval import EVERY_KIND, Retriever
from .understanding import understand

logger = logging.getLogger(__name__)

PASSAGES = 12
"""Passages looked at for a question."""
DATED_PASSAGES = 60
"""For the last or next of something: the right date may stand far down by likeness."""
CARDS = 120
"""More than there are activity cards: for a suggestion, all of them are compared."""
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
        if understanding.intent not in SEARCHING:
            return Evidence()
        suggesting = understanding.intent in SUGGESTING
        hits = self.retriever.search(
            understanding.query,
            viewer=question.viewer,
            k=CARDS if suggesting else DATED_PASSAGES if understanding.time else PASSAGES,
            earlier=understanding.earlier_queries,
            kinds=frozenset({SourceKind.ACTIVITY}) if suggesting else EVERY_KIND,
        )
        return rank(hits, self.activities, understanding, question.today)

    def _grounded(self, understanding: Understanding, evidence: Evidence, house: House) -> Grounded:
        try:
            return ground(self.composer.compose(understanding, evidence, house), evidence)
        except UngroundedError as error:
            logger.warning("dropped an ungrounded draft: %s", error)
            return ground(EmbeddedComposer().compose(understanding, evidence, house), evidence)
