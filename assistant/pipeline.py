"""The whole of the assistant, in the order it happens. Start reading here."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from .checking import findings
from .composing import Composer, House
from .composing.embedded import EmbeddedComposer
from .errors import UngroundedError
from .grounding import ground
from .keeping import Keeper, keep
from .models import (
    Activity,
    Answer,
    Conversation,
    Evidence,
    Grounded,
    Intent,
    Ledger,
    Question,
    Role,
    Room,
    SourceKind,
    Turn,
    TurnType,
    Understanding,
)
from .presenting import present
from .ranking import rank
from .retrieval import Retriever
from .settling import continued, settled
from .understanding import Ears, understand

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
SEEN_BY = {Room.PROJECTING: Role.MEMBER, Room.POSTING: Role.GUEST}
"""In whose place an answer is given that others read too."""


class Reply(NamedTuple):
    answer: Answer
    conversation: Conversation
    """With the turn that was answered; empty once it was to be forgotten."""


@dataclass(frozen=True)
class Assistant:
    """Understands a question in its conversation, searches, ranks, composes and grounds."""

    retriever: Retriever
    activities: tuple[Activity, ...]
    composer: Composer
    house: Callable[[str | None], House]
    """What may be said of a community, by its slug."""
    ears: Ears
    keeper: Keeper

    def answer(self, question: Question) -> Answer:
        """The answer to a question whose earlier turns are known by their words alone."""
        conversation = Conversation()
        for text in question.earlier:
            asked = question.model_copy(update={"text": text, "earlier": ()})
            conversation = self.reply(asked, conversation).conversation
        return self.reply(question, conversation).answer

    def reply(self, question: Question, conversation: Conversation) -> Reply:
        """The answer to the next turn of a conversation, and the conversation after it."""
        begun = time.perf_counter()
        understanding, turn = understand(question, conversation, self.ears)
        evidence = self._evidence(_for_the_room(question, turn), understanding, conversation)
        house = self.house(question.viewer.community)
        grounded = self._grounded(understanding, evidence, house)
        answer = present(grounded, evidence, understanding)
        seconds = round(time.perf_counter() - begun, 4)
        after = continued(conversation, settled(turn, evidence))
        return Reply(
            answer.model_copy(update={"seconds": seconds}),
            Conversation() if turn.type is TurnType.FORGET else after,
        )

    def _evidence(
        self, question: Question, understanding: Understanding, conversation: Conversation
    ) -> Evidence:
        if understanding.intent is Intent.CHECK and understanding.pasted:
            return Evidence(findings=findings(understanding.pasted))
        if understanding.intent is Intent.MANAGE:
            about = next(iter(understanding.items), conversation.desk.focus)
            title = self.ears.titles.get(about or "")
            known = (about, title) if about and title else None
            return Evidence(deed=keep(question, understanding, known, self.keeper))
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
        ledger = self._ledger(question) if kinds == CARDS else Ledger()
        return rank(hits, self.activities, understanding, question.today, ledger)

    def _ledger(self, question: Question) -> Ledger:
        slug = question.viewer.community
        return self.keeper.ledger(slug) if slug else Ledger()

    def _grounded(self, understanding: Understanding, evidence: Evidence, house: House) -> Grounded:
        try:
            return ground(self.composer.compose(understanding, evidence, house), evidence)
        except UngroundedError as error:
            logger.warning("dropped an ungrounded draft: %s", error)
            return ground(EmbeddedComposer().compose(understanding, evidence, house), evidence)


def _for_the_room(question: Question, turn: Turn) -> Question:
    """The question as the least informed of those who will read the answer might ask it."""
    seen_by = SEEN_BY.get(turn.desk.room)
    order = tuple(Role)
    if seen_by is None or order.index(question.viewer.role) <= order.index(seen_by):
        return question
    viewer = question.viewer.model_copy(
        update={"role": seen_by, "person": None, "circles": frozenset()}
    )
    return question.model_copy(update={"viewer": viewer})
