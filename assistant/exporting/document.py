"""A timetable as a Word document."""

import datetime as dt
import io
import re

import docx
from docx.document import Document

from .timetable import Row, Timetable

HEADS = ("Time", "Minutes", "What")
OWN = ("Roles", "Materials", "Notes")
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that XML cannot hold."""


def document(table: Timetable, made: dt.datetime) -> bytes:
    """The run sheet as a table under a heading."""
    whole = docx.Document()
    whole.add_heading(_clean(table.title), level=1)
    whole.add_paragraph(_clean(table.purpose))
    if table.when:
        whole.add_paragraph(table.when)
    _fill(whole, table)
    whole.add_paragraph(f"{table.total} minutes in all.")
    about = whole.core_properties
    about.title, about.author, about.comments = _clean(table.title)[:255], "Convene", ""
    about.last_modified_by, about.keywords, about.subject = "Convene", "", ""
    about.created = about.modified = made.astimezone(dt.UTC).replace(tzinfo=None)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _fill(whole: Document, table: Timetable) -> None:
    heads = HEADS + (OWN if table.is_full else ())
    grid = whole.add_table(rows=1, cols=len(heads))
    grid.style = "Table Grid"
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        cell.text = head
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, _cells(row, full=table.is_full), strict=True):
            cell.text = _clean(text)


def _cells(row: Row, *, full: bool) -> tuple[str, ...]:
    shown = (f"{row.begins}–{row.ends}", str(row.minutes), row.title)
    if not full:
        return shown
    return (*shown, ", ".join(row.roles), ", ".join(row.materials), row.notes)


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("", text)
