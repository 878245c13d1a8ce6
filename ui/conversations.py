"""What each page has asked and been answered, kept on the server under a token it was given.

The token is random and ours; the page sends it back with every question. A page that sends
another one, or none, gets a conversation of its own and sees nobody else's.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.models import Answer, Role
from assistant.models import Conversation as Talk

MOST_TURNS = 20
"""Older turns are dropped from the page and are no longer leant on."""
MOST_CONVERSATIONS = 200
IDLE_SECONDS = 12 * 3600.0


@dataclass(frozen=True)
class Turn:
    """One question with its answer, or with why there is none; with neither it is under way."""

    n: int
    """1 for the first of its conversation; never used twice in it."""
    role: Role
    asked: str
    answer: Answer | None = None
    after: Talk | None = None
    """The conversation as the assistant knows it, with this turn."""
    trouble: str = ""

    @property
    def is_under_way(self) -> bool:
        return self.answer is None and not self.trouble


@dataclass(frozen=True)
class Conversation:
    turns: tuple[Turn, ...] = ()
    begun: int = 0
    """How many turns were ever begun."""
    used: float = 0.0


@dataclass
class Conversations:
    """All conversations of this process; safe to use from several threads."""

    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, Conversation] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> str:
        """The token of a new, empty conversation."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._keep(token, Conversation())
        return token

    def known(self, token: str) -> bool:
        with self._lock:
            return token in self._kept

    def turns(self, token: str) -> tuple[Turn, ...]:
        """Oldest first; none for a token that is not known."""
        with self._lock:
            return self._kept.get(token, Conversation()).turns

    def ask(self, token: str, role: Role, text: str) -> Turn:
        """Add a turn that is under way."""
        with self._lock:
            before = self._kept.get(token, Conversation())
            turn = Turn(n=before.begun + 1, role=role, asked=text)
            turns = (*before.turns, turn)[-MOST_TURNS:]
            self._keep(token, Conversation(turns, before.begun + 1))
        return turn

    def settle(self, token: str, settled: Turn) -> None:
        """Put a turn in the place of the one with its number, if that is still there."""
        with self._lock:
            if before := self._kept.get(token):
                turns = tuple(settled if t.n == settled.n else t for t in before.turns)
                self._keep(token, replace(before, turns=turns))

    def _keep(self, token: str, conversation: Conversation) -> None:
        now = self.clock()
        self._kept[token] = replace(conversation, used=now)
        self._kept.move_to_end(token)
        while len(self._kept) > MOST_CONVERSATIONS or self._oldest_use < now - IDLE_SECONDS:
            self._kept.popitem(last=False)

    @property
    def _oldest_use(self) -> float:
        return next(iter(self._kept.values())).used
