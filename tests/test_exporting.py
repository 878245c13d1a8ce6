"""One plan, many files: each is read back and compared with the plan."""

import csv
import datetime as dt
import io
import json
import re
import zipfile
from typing import Any
from zoneinfo import ZoneInfo

import docx
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.exporting import Edition, Format, export
from assistant.models import Block, SessionPlan

LISBON = ZoneInfo("Europe/Lisbon")
START = dt.datetime(2025, 6, 12, 10, 0, tzinfo=LISBON)
MADE = dt.datetime(2025, 6, 1, 8, 0, tzinfo=dt.UTC)
CANARY = "canary-one-of-them-is-blind"
HOSTILE = '=HYPERLINK("http://x")</td><script>alert(1)</script>|\r\nDTSTART:19700101T000000Z\x00'


def plan(*titles: str, minutes: int = 10) -> SessionPlan:
    blocks = tuple(
        Block(
            title=title,
            start=n * minutes,
            minutes=minutes,
            activity="act-one" if n == 0 else None,
            roles=(f"{CANARY} host",),
            materials=(f"{CANARY} cards",),
            notes=f"{CANARY} notes",
        )
        for n, title in enumerate(titles)
    )
    return SessionPlan(
        title=titles[0],
        purpose="To mend together.",
        people=14,
        modality="remote",
        total=minutes * len(titles),
        blocks=blocks,
    )


PLAN = plan("Opener", "Work, on lamps", "Break", "Close")


def made(
    form: Format, edition: Edition, of: SessionPlan = PLAN, start: dt.datetime | None = START
) -> bytes:
    return export(of, form, edition, start=start, made=MADE)


def events(data: bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(data).events


def utc(moment: dt.date) -> dt.datetime:
    assert isinstance(moment, dt.datetime)
    return moment.astimezone(dt.UTC)


def rows(form: Format, data: bytes) -> list[tuple[str, int]]:
    """Title and minutes of each block, as a reader of the file finds them."""
    match form:
        case Format.CSV:
            table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
            return [(row["what"], int(row["minutes"])) for row in table]
        case Format.JSON:
            return [(row["title"], row["minutes"]) for row in json.loads(data)["rows"]]
        case Format.DOCX:
            grid = docx.Document(io.BytesIO(data)).tables[0]
            return [(row.cells[2].text, int(row.cells[1].text)) for row in grid.rows[1:]]
        case Format.ICS:
            return [
                (str(event["summary"]), int((event.end - event.start).total_seconds() / 60))
                for event in events(data)
            ]
        case Format.MD:
            lines = re.findall(r"^\| \S+ \| \S+ \| (\d+) \| (.*?) \|", data.decode(), re.M)
            return [(title, int(minutes)) for minutes, title in lines]
        case Format.HTML:
            found = re.findall(r"<td>(\d+)</td><td>(.*?)</td>", data.decode())
            return [(title, int(minutes)) for minutes, title in found]


@pytest.mark.parametrize("form", Format)
def test_a_facilitator_s_file_says_what_the_plan_says(form: Format) -> None:
    told = [(block.title, block.minutes) for block in PLAN.blocks]
    assert rows(form, made(form, Edition.FACILITATOR)) == told


def text_of(form: Format, data: bytes) -> str:
    if form is not Format.DOCX:
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("form", Format)
def test_nothing_private_is_in_a_participant_s_file(form: Format) -> None:
    assert CANARY in text_of(form, made(form, Edition.FACILITATOR))
    shown = text_of(form, made(form, Edition.PARTICIPANT))
    assert CANARY not in shown.replace("\r\n ", "")
    assert "act-one" not in shown
    assert "Opener" in shown


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("edition", Edition)
def test_hostile_titles_stay_text(form: Format, edition: Edition) -> None:
    data = made(form, edition, plan(HOSTILE, "Close"))
    shown = text_of(form, data)
    if form in (Format.HTML, Format.MD, Format.DOCX):
        assert "<script>" not in shown.replace("\\<script\\>", "")
    if form is Format.CSV:
        cells = [cell for row in csv.reader(io.StringIO(shown)) for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    if form is Format.ICS:
        blocks = events(data)
        assert {event.start.year for event in blocks} == {2025}


def test_a_calendar_has_the_hours_of_its_zone() -> None:
    [event] = events(made(Format.ICS, Edition.PARTICIPANT))
    assert utc(event.start) == dt.datetime(2025, 6, 12, 9, 0, tzinfo=dt.UTC)
    assert event.end - event.start == dt.timedelta(minutes=PLAN.total)
    assert str(event["dtstart"].params["tzid"]) == "Europe/Lisbon"


@given(st.integers(0, 366 * 24 * 2), st.integers(1, 90))
def test_a_session_lasts_as_long_as_it_says_whatever_the_clocks_do(
    half_hours: int, each: int
) -> None:
    begins = (
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=30 * half_hours)
    ).astimezone(LISBON)
    data = made(Format.ICS, Edition.FACILITATOR, plan("A", "B", "C", minutes=each), begins)
    blocks = events(data)
    clock = begins.astimezone(dt.UTC)
    for event in blocks:
        assert utc(event.start) == clock
        clock += dt.timedelta(minutes=each)
        assert utc(event.end) == clock


def test_importing_again_adds_no_event() -> None:
    def ids(of: bytes) -> list[Any]:
        return [event["uid"] for event in events(of)]

    first = ids(made(Format.ICS, Edition.FACILITATOR))
    assert first == ids(made(Format.ICS, Edition.FACILITATOR))
    assert len(set(first)) == len(PLAN.blocks)


def test_a_calendar_needs_a_start() -> None:
    with pytest.raises(InputError, match="--start"):
        made(Format.ICS, Edition.PARTICIPANT, start=None)


def test_without_a_start_times_count_from_the_beginning() -> None:
    table = list(
        csv.DictReader(
            io.StringIO(made(Format.CSV, Edition.PARTICIPANT, start=None).decode("utf-8-sig"))
        )
    )
    assert [row["start"] for row in table] == ["0:00", "0:10", "0:20", "0:30"]


def test_a_document_says_nothing_of_who_made_it() -> None:
    about = docx.Document(io.BytesIO(made(Format.DOCX, Edition.PARTICIPANT))).core_properties
    assert (about.author, about.comments, about.keywords) == ("Convene", "", "")
