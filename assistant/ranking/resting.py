"""What a group may be offered, after what it did and what it ruled out."""

import datetime as dt
from collections.abc import Iterable

from ..models import Activity, Ledger, Understanding


def allowed(
    activities: Iterable[Activity], ledger: Ledger, understanding: Understanding, today: dt.date
) -> tuple[Activity, ...]:
    """The activities without those that rest or are ruled out, and without their like.

    What has the mechanic of a resting activity is the same again under another name. What
    already lies on the table stays: somebody chose it.
    """
    activities = tuple(activities)
    spent = {*ledger.resting(today), *ledger.never}
    mechanics = {card.mechanic for card in activities if card.id in spent}
    chosen = {*understanding.keep, understanding.wish.around} - ledger.never
    return tuple(card for card in activities if card.mechanic not in mechanics or card.id in chosen)
