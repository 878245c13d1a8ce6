"""What the page does, without the page: a question in, what to show out.

Nothing here knows of a web framework, and nothing trusts what a browser sent.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from string import Template
from typing import Protocol
from unicodedata import category

from assistant.errors import AssistantError
from assistant.models import Answer, Question, Role, Viewer
from assistant.models import Conversation as Talk
from assistant.models.question import LONGEST_QUESTION
from assistant.store import Community

from . import render
from .conversations import Conversations, Turn
from .words import words

logger = logging.getLogger(__name__)

SHOWN_OF_TOO_LONG = 200
"""Characters of a question that is too long to be asked."""


class Answering(Protocol):
    def reply(self, question: Question, conversation: Talk) -> tuple[Answer, Talk]:
        """The answer to the next turn, and the conversation after it.

        May raise AssistantError.
        """
        ...


@dataclass(frozen=True)
class Screen:
    """The parts of the page that change, as HTML unless they say otherwise."""

    token: str
    """Plain text: the page sends it back with the next question."""
    box: str | None
    """Plain text: what the message box is to hold; None leaves alone what is being typed."""
    role: Role
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

    @property
    def first_role(self) -> Role:
        return next(iter(words().roles))

    def header(self) -> str:
        return render.header(self.community, self.first_role)

    def rehearse(self) -> None:
        """Answer one question for nobody, so that the first person does not wait for caches."""
        starter = words().roles[self.first_role].starters[0]
        for _ in replace(self, conversations=Conversations()).ask("", self.first_role, starter):
            pass

    def open(self, role: str) -> Screen:
        """A new, empty conversation."""
        return self._screen(self.conversations.begin(), role_named(role))

    def show(self, token: str, role: object) -> Screen:
        """The conversation as another role would meet it."""
        return self._screen(token, role_named(role))

    def ask(self, token: str, role: str, text: object) -> Iterator[Screen]:
        """First the question as it was heard, then its answer."""
        viewer_role, asked = role_named(role), _clean(text)
        if not self.conversations.known(token):
            token = self.conversations.begin()
        if len(asked) > LONGEST_QUESTION:
            yield self._refused(token, viewer_role, asked)
        elif asked:
            turn = self.conversations.ask(token, viewer_role, asked)
            yield self._screen(token, viewer_role, box="")
            self.conversations.settle(token, self._settled(token, turn))
            yield self._screen(token, viewer_role)
        else:
            yield self._screen(token, viewer_role, box="")

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
        before = [t.after for t in self.conversations.turns(token) if t.n < turn.n and t.after]
        question = Question(
            text=turn.asked,
            viewer=Viewer(community=self._slug, role=turn.role),
            today=self.today(),
        )
        try:
            answer, after = self.assistant.reply(question, before[-1] if before else Talk())
            return replace(turn, answer=answer, after=after)
        except AssistantError:
            logger.exception("a question got no answer")
            return replace(turn, trouble=words().trouble.failed)

    @property
    def _slug(self) -> str | None:
        return self.community.slug if self.community else None

    def _refused(self, token: str, role: Role, asked: str) -> Screen:
        turn = self.conversations.ask(token, role, f"{asked[:SHOWN_OF_TOO_LONG]} …")
        self.conversations.settle(token, replace(turn, trouble=_too_long(len(asked))))
        return self._screen(token, role, box=asked)

    def _screen(self, token: str, role: Role, *, box: str | None = None) -> Screen:
        turns = self.conversations.turns(token)
        answered = [turn for turn in turns if turn.answer]
        return Screen(
            token=token,
            box=box,
            role=role,
            conversation=render.conversation(turns, role),
            sources=render.sources(answered[-1] if answered else None),
            announcement=render.announcement(turns[-1] if turns else None),
        )


def role_named(name: object) -> Role:
    """A role the page offers; the least of them for anything else."""
    return next((role for role in words().roles if role == name), Role.GUEST)


def _clean(text: object) -> str:
    """What was typed, without what cannot be shown or sent on: controls and lone surrogates."""
    typed = text if isinstance(text, str) else ""
    return "".join(c for c in typed if c in "\n\t" or category(c) not in ("Cc", "Cs")).strip()


def _too_long(length: int) -> str:
    values = {"length": f"{length:,}", "most": f"{LONGEST_QUESTION:,}"}
    return Template(words().trouble.too_long).substitute(values)
