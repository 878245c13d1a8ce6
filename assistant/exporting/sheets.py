"""A timetable as text: Markdown, CSV, a page to print, JSON."""

import csv
import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import jinja2

from ..markup import escaped
from .timetable import Row, Timetable

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by a spreadsheet (OWASP, CSV injection)."""
SHOWN = ("start", "end", "minutes", "what")
OWN = ("activity", "roles", "materials", "notes")


def as_markdown(table: Timetable) -> str:
    return "\n".join(_markdown(table)) + "\n"


def _markdown(table: Timetable) -> Iterator[str]:
    yield f"# {_line(table.title)}"
    yield ""
    yield _line(table.purpose)
    if table.when:
        yield ""
        yield table.when
    yield ""
    heads = SHOWN + (OWN[1:] if table.is_full else ())
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in table.rows:
        cells = [row.begins, row.ends, str(row.minutes), row.title]
        if table.is_full:
            cells += [", ".join(row.roles), ", ".join(row.materials), row.notes]
        yield f"| {' | '.join(map(_line, cells))} |"
    yield ""
    yield f"{table.total} minutes in all."


def _line(text: str) -> str:
    return escaped(" ".join(text.split()))


def as_csv(table: Timetable) -> str:
    """Comma-separated, with a head row; no cell can be run as a formula."""
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    write(SHOWN + (OWN if table.is_full else ()))
    for row in table.rows:
        write([_harmless(cell) for cell in _cells(row, full=table.is_full)])
    return out.getvalue()


def _cells(row: Row, *, full: bool) -> Iterator[str]:
    yield from (row.begins, row.ends, str(row.minutes), row.title)
    if full:
        yield from (row.activity, ", ".join(row.roles), ", ".join(row.materials), row.notes)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_json(table: Timetable) -> str:
    hidden = None if table.is_full else {"rows": {"__all__": set(OWN)}}
    return table.model_dump_json(indent=2, exclude=hidden) + "\n"


def as_page(table: Timetable) -> str:
    """A page that prints on paper as it stands: no script, nothing from elsewhere."""
    return _template().render(table=table)


@cache
def _template() -> jinja2.Template:
    text = (files("assistant.exporting") / "templates" / "run_sheet.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(text)
