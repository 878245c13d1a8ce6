"""What the page does, without the page: a question in, what to show out.

Nothing here knows of a web framework, and nothing trusts what a browser sent.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from string import Template
from typing import Protocol

from assistant.errors import AssistantError
from assistant.models import Answer, Question, Role, Viewer
from assistant.models.question import LONGEST_QUESTION
from assistant.store import Community

from . import render
from .conversations import Conversations, Turn
from .words import words

logger = logging.getLogger(__name__)

FIRST_ROLE = next(iter(words().roles))


class Answering(Protocol):
    def answer(self, question: Question) -> Answer:
        """May raise AssistantError."""
        ...


@dataclass(frozen=True)
class Screen:
    """The parts of the page that change, as HTML unless they say otherwise."""

    token: str
    """Plain text: the page sends it back with the next question."""
    box: str
    """Plain text: what stands in the message box."""
    conversation: str
    sources: str
    announcement: str


@dataclass(frozen=True)
class Desk:
    """Answers questions for one community's pages."""

    assistant: Answering
    community: Community | None
    today: Callable[[], dt.date]
    conversations: Conversations = field(default_factory=Conversations)

    def header(self) -> str:
        return render.header(self.community, FIRST_ROLE)

    def open(self, role: str) -> Screen:
        """A new, empty conversation."""
        return self._screen(self.conversations.begin(), role_named(role))

    def show(self, token: str, role: str) -> Screen:
        """The conversation as another role would meet it."""
        return self._screen(token, role_named(role))

    def ask(self, token: str, role: str, text: object) -> Iterator[Screen]:
        """First the question as it was heard, then its answer."""
        viewer_role, asked = role_named(role), _clean(text)
        if not self.conversations.known(token):
            token = self.conversations.begin()
        if not asked:
            yield self._screen(token, viewer_role)
            return
        turn = self.conversations.ask(token, viewer_role, asked[:LONGEST_QUESTION])
        if len(asked) > LONGEST_QUESTION:
            turn = replace(turn, trouble=_too_long(len(asked)))
            self.conversations.settle(token, turn)
            yield self._screen(token, viewer_role, box=asked)
            return
        yield self._screen(token, viewer_role)
        self.conversations.settle(token, self._settled(token, turn))
        yield self._screen(token, viewer_role)

    def stumble(self, token: str, role: str) -> Screen:
        """After a fault nobody foresaw: no turn stays under way for ever."""
        for turn in self.conversations.turns(token):
            if turn.is_under_way:
                self.conversations.settle(token, replace(turn, trouble=words().trouble.failed))
        return self._screen(token, role_named(role))

    def sources(self, token: str, n: object) -> str:
        """The sources of turn `n`, or of the latest one."""
        turns = self.conversations.turns(token)
        asked_for = [turn for turn in turns if str(turn.n) == str(n)]
        return render.sources(next(iter([*asked_for, *turns[-1:]]), None))

    def _settled(self, token: str, turn: Turn) -> Turn:
        earlier = tuple(t.asked for t in self.conversations.turns(token) if t.n < turn.n)
        viewer = Viewer(community=self.community and self.community.slug, role=turn.role)
        question = Question(text=turn.asked, viewer=viewer, earlier=earlier, today=self.today())
        try:
            return replace(turn, answer=self.assistant.answer(question))
        except AssistantError:
            logger.exception("no answer")
            return replace(turn, trouble=words().trouble.failed)

    def _screen(self, token: str, role: Role, *, box: str = "") -> Screen:
        turns = self.conversations.turns(token)
        latest = turns[-1] if turns else None
        return Screen(
            token=token,
            box=box,
            conversation=render.conversation(turns, role),
            sources=render.sources(latest),
            announcement=render.announcement(latest),
        )


def role_named(name: object) -> Role:
    """A role the page offers; the least of them for anything else."""
    return next((role for role in words().roles if role == name), Role.GUEST)


def _clean(text: object) -> str:
    """What was typed, without what cannot be shown or sent on: controls and lone surrogates."""
    typed = text if isinstance(text, str) else ""
    kept = "".join(c for c in typed if c in "\n\t" or c.isprintable() or c.isspace())
    return kept.encode("utf-8", "ignore").decode("utf-8").strip()


def _too_long(length: int) -> str:
    values = {"length": f"{length:,}", "most": f"{LONGEST_QUESTION:,}"}
    return Template(words().trouble.too_long).substitute(values)
