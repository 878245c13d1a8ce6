"""Conversations, and what groups did: what people do with Convene, kept."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import ValidationError

from ..models import Conversation, Held, Intent, Ledger, Turn, TurnType
from .schema import conversation, held, ruled_out, turn
from .store import Store
from .values import Talk


@dataclass(frozen=True)
class Talks:
    """The part of a store that grows by talking."""

    store: Store

    def conversation(self, name: str) -> Conversation:
        """A conversation; empty if there is none of that name."""
        query = (
            sa.select(turn.c.text, turn.c.understood)
            .where(turn.c.conversation == name)
            .order_by(turn.c.position)
        )
        with self.store.reading() as connection:
            rows = connection.execute(query).all()
        return Conversation(turns=tuple(_turn(row.text, row.understood) for row in rows))

    def keep(self, name: str, slug: str, after: Conversation, when: dt.datetime) -> None:
        """Keep the last turn of a conversation; forget all of it if it has none left."""
        if not after.turns:
            self.forget(name)
            return
        last = after.turns[-1]
        with self.store.changing() as connection:
            known = connection.execute(
                sa.select(conversation.c.id).where(conversation.c.id == name)
            ).first()
            if not known:
                connection.execute(
                    sa.insert(conversation).values(id=name, community=slug, owner="", begun=when)
                )
            count = connection.execute(
                sa.select(sa.func.count()).select_from(turn).where(turn.c.conversation == name)
            ).scalar_one()
            connection.execute(
                sa.insert(turn).values(
                    conversation=name,
                    position=count,
                    text=last.text,
                    said=when,
                    understood=last.model_dump_json(),
                )
            )

    def forget(self, name: str) -> None:
        """Delete a conversation and all its turns."""
        with self.store.changing() as connection:
            connection.execute(sa.delete(turn).where(turn.c.conversation == name))
            connection.execute(sa.delete(conversation).where(conversation.c.id == name))

    def listed(self, slug: str) -> tuple[Talk, ...]:
        """The conversations about a community, the latest first, with how each began."""
        last = sa.func.max(turn.c.said).label("last")
        query = (
            sa.select(conversation.c.id, sa.func.count().label("turns"), last)
            .join(turn, turn.c.conversation == conversation.c.id)
            .where(conversation.c.community == slug)
            .group_by(conversation.c.id)
            .order_by(last.desc(), conversation.c.id)
        )
        first = sa.select(turn.c.conversation, turn.c.text).where(turn.c.position == 0)
        with self.store.reading() as connection:
            begun = {row.conversation: row.text for row in connection.execute(first)}
            return tuple(
                Talk(row.id, begun.get(row.id, ""), row.turns, row.last)
                for row in connection.execute(query)
            )

    def ledger(self, slug: str) -> Ledger:
        """What a group logged and ruled out."""
        with self.store.reading() as connection:
            rows = connection.execute(
                sa.select(held).where(held.c.community == slug).order_by(held.c.date, held.c.id)
            )
            ran = tuple(Held(activity=r.activity, title=r.title, date=r.date) for r in rows)
            out = connection.execute(
                sa.select(ruled_out.c.activity).where(ruled_out.c.community == slug)
            )
            return Ledger(held=ran, never=frozenset(row.activity for row in out))

    def log(self, slug: str, entry: Held) -> None:
        """Keep that a group ran an activity; once a day is enough."""
        values = {"community": slug, **entry.model_dump()}
        with self.store.changing() as connection:
            known = connection.execute(
                sa.select(held.c.id).where(
                    held.c.community == slug,
                    held.c.activity == entry.activity,
                    held.c.date == entry.date,
                )
            ).first()
            if not known:
                connection.execute(sa.insert(held).values(**values))

    def rule_out(self, slug: str, activity: str) -> None:
        """Never offer an activity to a group again."""
        key = {"community": slug, "activity": activity}
        with self.store.changing() as connection:
            known = connection.execute(sa.select(ruled_out).filter_by(**key)).first()
            if not known:
                connection.execute(sa.insert(ruled_out).values(**key))

    def rule_in(self, slug: str, activity: str) -> None:
        """Take back that an activity is never offered."""
        with self.store.changing() as connection:
            connection.execute(sa.delete(ruled_out).filter_by(community=slug, activity=activity))


def _turn(text: str, understood: str) -> Turn:
    """A turn as it was kept; of one kept by another version, its text."""
    try:
        return Turn.model_validate_json(understood)
    except ValidationError:
        return Turn(text=text, type=TurnType.UNCLEAR, intent=Intent.UNCLEAR)
