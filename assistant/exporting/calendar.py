"""A timetable as iCalendar (RFC 5545)."""

import datetime as dt
import hashlib
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar

from .timetable import Row, Timetable, later

ZONE_RULES = dt.timedelta(days=400)
"""How far before and after the session its zone's changes of clocks are written out."""
PRODUCT = "-//Convene//Session plan//EN"


class Entry(NamedTuple):
    start: int
    """Minutes after the beginning of the session."""
    minutes: int
    title: str
    text: str


def calendar(table: Timetable, made: dt.datetime) -> bytes:
    """One event for participants; for facilitators one for each block.

    The zone is written out, so that the hours are right wherever the file is opened. The same
    plan at the same time has the same ids, so that importing it again changes and adds nothing.
    """
    assert table.start is not None  # the caller looked
    whole = icalendar.Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    for entry in map(_block, table.rows) if table.is_full else [_session(table)]:
        whole.add_component(_event(table, table.start, entry, made))
    day = table.start.date()
    whole.add_missing_timezones(first_date=day - ZONE_RULES, last_date=day + ZONE_RULES)
    return bytes(whole.to_ical())


def _session(table: Timetable) -> Entry:
    lines = [f"{row.begins} {row.title} ({row.minutes} min)" for row in table.rows]
    return Entry(0, table.total, table.title, "\n".join([table.purpose, "", *lines]))


def _block(row: Row) -> Entry:
    told = [row.notes, _named("Roles", row.roles), _named("Materials", row.materials)]
    return Entry(row.start, row.minutes, row.title, "\n".join(filter(None, told)))


def _named(name: str, items: tuple[str, ...]) -> str:
    return f"{name}: {', '.join(items)}" if items else ""


def _event(
    table: Timetable, start: dt.datetime, entry: Entry, made: dt.datetime
) -> icalendar.Event:
    begins = later(start, entry.start)
    known = f"{table.title}|{table.edition}|{begins.isoformat()}|{entry.title}"
    event = icalendar.Event()
    event.add("uid", f"{hashlib.sha256(known.encode()).hexdigest()[:24]}@convene")
    event.add("dtstamp", made.astimezone(dt.UTC))
    event.add("dtstart", _told(begins))
    event.add("dtend", _told(later(begins, entry.minutes)))
    event.add("summary", " ".join(entry.title.split()))
    event.add("description", entry.text)
    return event


def _told(moment: dt.datetime) -> dt.datetime:
    """In its zone; in UTC where the clocks show that hour twice, or it is a bare offset."""
    other = moment.replace(fold=1 - moment.fold)
    named = isinstance(moment.tzinfo, ZoneInfo)
    once = named and moment.utcoffset() == other.utcoffset()
    return moment if once else moment.astimezone(dt.UTC)
