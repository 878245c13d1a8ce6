"""What a turn asks to be kept, done where it may be: the only stage that changes anything."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from .models import Deed, Held, Ledger, Question, Role, TurnType, Understanding

KEEPERS = frozenset({Role.FACILITATOR, Role.COORDINATOR})
"""Roles that may change what holds for the whole group."""


class Keeper(Protocol):
    """Where a group's ledger is kept."""

    def ledger(self, slug: str) -> Ledger: ...

    def log(self, slug: str, entry: Held) -> None: ...

    def rule_out(self, slug: str, activity: str) -> None: ...


@dataclass
class OwnLedger:
    """A ledger of one conversation, on top of one that it leaves as it is."""

    beneath: Keeper | None = None
    held: dict[str, tuple[Held, ...]] = field(default_factory=dict)
    never: dict[str, frozenset[str]] = field(default_factory=dict)

    def ledger(self, slug: str) -> Ledger:
        under = self.beneath.ledger(slug) if self.beneath else Ledger()
        return under.model_copy(
            update={
                "held": (*under.held, *self.held.get(slug, ())),
                "never": under.never | self.never.get(slug, frozenset()),
            }
        )

    def log(self, slug: str, entry: Held) -> None:
        self.held[slug] = (*self.held.get(slug, ()), entry)

    def rule_out(self, slug: str, activity: str) -> None:
        self.never[slug] = self.never.get(slug, frozenset()) | {activity}


def keep(
    question: Question,
    understanding: Understanding,
    activity: tuple[str, str] | None,
    keeper: Keeper,
) -> Deed | None:
    """Do what the turn asks to be kept; None if it asks for nothing of the kind.

    `activity` is the id and title of what it is about.
    """
    slug = question.viewer.community
    if understanding.turn not in (TurnType.LOG, TurnType.NEVER) or slug is None:
        return None
    if question.viewer.role not in KEEPERS:
        return Deed(done=False, why_not="may_not_log")
    if activity is None:
        return Deed(done=False, why_not="nothing_to_log")
    name, title = activity
    if understanding.turn is TurnType.NEVER:
        keeper.rule_out(slug, name)
        return Deed(done=True, title=title)
    date = question.today - dt.timedelta(days=understanding.days_ago)
    keeper.log(slug, Held(activity=name, title=title, date=date))
    return Deed(done=True, title=title, date=date)
