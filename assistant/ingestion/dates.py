"""Dates as English texts write them. A date that no calendar has is no date."""

import datetime as dt
import re
from collections.abc import Iterator

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEARS = range(1900, 2101)

MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
ORDINAL = r"(?:st|nd|rd|th)?"
DAYS = rf"(?P<day>\d{{1,2}}){ORDINAL}(?:\s?[-–—/&]\s?\d{{1,2}}{ORDINAL})?"
"""A day, or the first of several: "8-9 March 2025" begins on the 8th."""
YEAR = r"(?P<year>\d{4})(?!\d)"
PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d){DAYS}\.?[\s,-]{{0,3}}(?:of\s{{1,3}})?{MONTH}[\s,-]{{0,3}}{YEAR}",
        rf"\b{MONTH}[\s-]{{0,3}}{DAYS}(?:,\s{{0,3}}|[\s-]{{1,3}}){YEAR}",
        rf"(?<![\d./-])(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<two>\d{{1,2}})(?P=mark){YEAR}",
    )
)
COMPACT = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")


def find_date(text: str) -> dt.date | None:
    """The first date in the text."""
    return next(iter(find_dates(text)), None)


def find_dates(text: str) -> tuple[dt.date, ...]:
    """Full dates in the text, in order. "08/03/2025" is left out: it has two readings."""
    found = sorted(_matches(text))
    return tuple(date for _, date in found)


def find_date_in_name(name: str) -> dt.date | None:
    """The date in one name of a path, where 20250308 and 2025_03_08 are usual as well."""
    if date := find_date(name.replace("_", "-")) or find_date(name.replace("_", " ")):
        return date
    compact = (_date(match.groupdict()) for match in COMPACT.finditer(name))
    return next((date for date in compact if date), None)


def _matches(text: str) -> Iterator[tuple[int, dt.date]]:
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            if date := _date(match.groupdict()):
                yield match.start(), date


def _date(parts: dict[str, str]) -> dt.date | None:
    year = int(parts["year"])
    if "one" in parts:
        month, day = _month_and_day(int(parts["one"]), int(parts["two"]))
    elif "name" in parts:
        month, day = MONTHS.index(parts["name"][:3].lower()) + 1, int(parts["day"])
    else:
        month, day = int(parts["month"]), int(parts["day"])
    try:
        return dt.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _month_and_day(one: int, two: int) -> tuple[int, int]:
    """Countries differ in which comes first; (0, 0) if the numbers do not tell."""
    if one > 12 or one == two:
        return two, one
    if two > 12:
        return one, two
    return 0, 0
