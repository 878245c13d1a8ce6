"""When a document took place, from its name and text."""

import datetime as dt

import pytest

from assistant.ingestion.dates import find_date, find_date_in_name, find_dates
from assistant.ingestion.document import Document, Heading
from assistant.ingestion.identity import identified

EIGHTH = dt.date(2025, 3, 8)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-08",
        "held 2025-03-08T19:30 online",
        "2025/3/8",
        "2025.03.08",
        "8 March 2025",
        "Saturday, 8th of March, 2025",
        "the 8th March 2025",
        "8. March 2025",
        "8 Mar 2025",
        "8-Mar-2025",
        "08 MAR. 2025",
        "March 8, 2025",
        "March 8th 2025",
        "Mar. 8, 2025",
        "8-9 March 2025",
        "8th – 9th March 2025",
        "March 8–9, 2025",
        "8\u00a0March\u00a02025",
    ],
)
def test_english_ways_of_writing_a_date_are_read(text: str) -> None:
    assert find_date(text) == EIGHTH


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("13/03/2025", dt.date(2025, 3, 13)),
        ("03/13/2025", dt.date(2025, 3, 13)),
        ("13.03.2025", dt.date(2025, 3, 13)),
        ("03/03/2025", dt.date(2025, 3, 3)),
        ("08/03/2025", None),
        ("8.3.2025", None),
    ],
)
def test_a_numeric_date_counts_only_if_it_has_one_reading(text: str, date: dt.date | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 February 2025",
        "2025-02-30",
        "2025-13-01",
        "0 March 2025",
        "March 2025",
        "8 March",
        "in 2025",
        "20250308",
        "8 March 20255",
        "12025-03-08",
        "3000-01-01",
        "version 1.2.2025.4",
        "May 8",
        "8 Marchers 2025",
    ],
)
def test_what_is_no_full_date_of_the_calendar_is_none(text: str) -> None:
    assert find_date(text) is None


def test_dates_come_in_the_order_of_the_text() -> None:
    text = "Moved from March 9, 2025 and 2025-03-10 to 8 March 2025."
    assert [date.day for date in find_dates(text)] == [9, 10, 8]


def test_the_leap_day_exists_in_leap_years_only() -> None:
    assert find_date("29 February 2024") == dt.date(2024, 2, 29)
    assert find_date("29 February 2025") is None


@pytest.mark.parametrize(
    "name",
    ["2025-03-08.md", "notes_20250308.txt", "2025_03_08 minutes.md", "Minutes 8 March 2025.docx"],
)
def test_names_may_write_dates_compactly(name: str) -> None:
    assert find_date_in_name(name) == EIGHTH


@pytest.mark.parametrize("name", ["12345678.md", "20251308.md", "120250308.md", "v20250308001.md"])
def test_other_digits_in_a_name_are_no_date(name: str) -> None:
    assert find_date_in_name(name) is None


def document(text: str, *titles: str, title: str = "") -> Document:
    headings = [Heading(start=0, end=1, level=2, title=each) for each in titles]
    return Document(text=text, headings=tuple(headings), title=title)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("2023-05-02 notes.md", document("Date: 2024-01-01", title="Of 8 March 2025")),
        ("2025-03-08/notes.md", document("Date: 2024-01-01")),
        ("notes.md", document("Date: 2024-01-01", title="Minutes, 8 March 2025")),
        ("notes.md", document("Date: 2024-01-01", "Minutes of 8 March 2025")),
        ("notes.md", document("\n\nHello\n\n- **Date:** 8 March 2025\n")),
        ("notes.md", document("See https://site.org/2024/01/01/x\n8 March 2025")),
        ("notes.md", document("Next meeting: 2024-01-01\nDate: 8 March 2025")),
    ],
)
def test_the_date_is_looked_for_in_title_path_heading_and_first_lines(
    name: str, made: Document
) -> None:
    assert identified(made, name).date == EIGHTH


@pytest.mark.parametrize(
    "made",
    [
        document("a\nb\nc\nd\ne\nDate: 8 March 2025"),
        document("We met on 8 March 2025 " + "and talked about many things " * 6),
        document("Founded 8 March 2025"),
        document("x", "8 March 2025", "15 March 2025", "22 March 2025"),
    ],
    ids=["sixth line", "prose", "another event", "a log of many days"],
)
def test_other_dates_in_the_text_are_not_the_document_s(made: Document) -> None:
    assert identified(made, "notes.md").date is None


def test_a_date_that_is_known_is_kept() -> None:
    known = Document(text="Date: 2024-01-01", date=EIGHTH)
    assert identified(known, "2023-01-01.md").date == EIGHTH
