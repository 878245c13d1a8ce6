"""One session plan -> files that all say the same.

A participant's edition holds when, how long and what. Notes, roles, materials and the ids of
cards are the facilitator's, and stand in no participant's file, nor in what a file says of itself.
"""

import datetime as dt
from enum import StrEnum

from ..errors import InputError
from ..models import SessionPlan
from .calendar import calendar
from .document import document
from .sheets import as_csv, as_json, as_markdown, as_page
from .timetable import Edition, Timetable, timetable


class Format(StrEnum):
    MD = "md"
    DOCX = "docx"
    ICS = "ics"
    CSV = "csv"
    HTML = "html"
    JSON = "json"


def export(
    plan: SessionPlan,
    form: Format,
    edition: Edition,
    *,
    start: dt.datetime | None,
    made: dt.datetime,
) -> bytes:
    """The plan as a file of a format.

    `start` carries its time zone; without it times count from the beginning. `made` is when the
    file is made. Raises InputError for a calendar without a start.
    """
    table = timetable(plan, edition, start)
    match form:
        case Format.MD:
            return as_markdown(table).encode()
        case Format.CSV:
            return as_csv(table).encode("utf-8-sig")
        case Format.HTML:
            return as_page(table).encode()
        case Format.JSON:
            return as_json(table).encode()
        case Format.DOCX:
            return document(table, made)
        case Format.ICS:
            if table.start is None:
                raise InputError(
                    'a calendar has to know when the session starts: --start "2025-06-12 10:00"'
                )
            return calendar(table, made)


__all__ = ["Edition", "Format", "Timetable", "export", "timetable"]
