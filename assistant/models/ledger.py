"""What a group did, so that it is not offered again too soon."""

import datetime as dt

from .base import Value

REST_DAYS = 90
"""Days for which an activity rests after it was run, unless the group says otherwise."""


class Held(Value):
    """An activity that the group ran."""

    activity: str
    """Id of its card."""
    title: str
    date: dt.date


class Ledger(Value):
    """All that is known of what a group did and will not do."""

    held: tuple[Held, ...] = ()
    never: frozenset[str] = frozenset()
    """Ids of the activities it does not want to see again."""
    rest_days: int = REST_DAYS

    def resting(self, today: dt.date) -> dict[str, dt.date]:
        """Ids of the activities that rest on a day, each with when it was last run."""
        since = today - dt.timedelta(days=self.rest_days)
        latest: dict[str, dt.date] = {}
        for entry in self.held:
            if since < entry.date <= today:
                latest[entry.activity] = max(entry.date, latest.get(entry.activity, entry.date))
        return latest


class Deed(Value):
    """A change that a turn asked for, and whether it was made."""

    done: bool
    title: str = ""
    date: dt.date | None = None
    why_not: str = ""
    """Key of the sentence that says why it was not made."""
