"""What is kept of a conversation, and for how long."""

from assistant.models import Role
from ui import conversations
from ui.conversations import Conversations


def test_old_turns_and_idle_conversations_are_dropped() -> None:
    now = 0.0
    kept = Conversations(clock=lambda: now)
    idle, busy = kept.begin(), kept.begin()
    now = conversations.IDLE_SECONDS
    for n in range(conversations.MOST_TURNS + 2):
        kept.ask(busy, Role.MEMBER, str(n))
    assert [t.n for t in kept.turns(busy)] == list(range(3, conversations.MOST_TURNS + 3))
    now += 1
    kept.begin()
    assert not kept.known(idle)
    assert kept.known(busy)


def test_the_number_of_conversations_is_bounded() -> None:
    kept = Conversations()
    first = kept.begin()
    for _ in range(conversations.MOST_CONVERSATIONS):
        kept.begin()
    assert not kept.known(first)
