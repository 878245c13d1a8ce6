"""A plan with its times told, in the edition of one reader."""

import datetime as dt
from enum import StrEnum

from ..models import SessionPlan, Value


class Edition(StrEnum):
    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"


class Row(Value):
    """A block as one edition shows it; what the edition does not show is empty."""

    begins: str
    """Time of day, or hours and minutes after the beginning."""
    ends: str
    start: int
    """Minutes after the beginning."""
    minutes: int
    title: str
    activity: str = ""
    roles: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    notes: str = ""


class Timetable(Value):
    title: str
    purpose: str
    total: int
    edition: Edition
    start: dt.datetime | None
    """With its time zone; None while the day is open."""
    rows: tuple[Row, ...]

    @property
    def is_full(self) -> bool:
        """Whether it shows what only facilitators read."""
        return self.edition is Edition.FACILITATOR

    @property
    def when(self) -> str:
        """Day, hours and zone in words; empty while the day is open."""
        if self.start is None:
            return ""
        end = later(self.start, self.total)
        day = f"{self.start:%A} {self.start.day} {self.start:%B %Y}"
        return f"{day}, {self.start:%H:%M} to {end:%H:%M} ({self.start.tzname()})"


def timetable(plan: SessionPlan, edition: Edition, start: dt.datetime | None) -> Timetable:
    """Everything the edition shows of a plan, and nothing else."""
    rows = []
    for block in plan.blocks:
        own = {"activity": block.activity or "", **block.model_dump(
            include={"roles", "materials", "notes"}
        )}  # fmt: skip
        rows.append(
            Row(
                begins=_told(start, block.start),
                ends=_told(start, block.start + block.minutes),
                start=block.start,
                minutes=block.minutes,
                title=block.title,
                **(own if edition is Edition.FACILITATOR else {}),
            )
        )
    return Timetable(
        title=plan.title,
        purpose=plan.purpose,
        total=plan.total,
        edition=edition,
        start=start,
        rows=tuple(rows),
    )


def later(start: dt.datetime, minutes: int) -> dt.datetime:
    """So many minutes of real time later, in the same zone, over a change of clocks as well."""
    moved = start.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
    return moved.astimezone(start.tzinfo)


def _told(start: dt.datetime | None, minutes: int) -> str:
    if start is None:
        return f"{minutes // 60}:{minutes % 60:02d}"
    return f"{later(start, minutes):%H:%M}"
