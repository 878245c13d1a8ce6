"""convene plan: a session plan, to read or as a file."""

import datetime as dt
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from ..build import Workshop
from ..errors import InputError
from ..models import Conversation, SessionPlan, Viewer
from .asked import question
from .opening import day_named, viewer, workshop
from .output import complain, write_markdown


def plan(
    text: Annotated[str | None, typer.Argument(help="What the session is for.")] = None,
    conversation: Annotated[
        str | None, typer.Option(help="The plan on the table in this conversation.")
    ] = None,
    community: Annotated[str | None, typer.Option(help="Whose records to ask.")] = None,
    role: Annotated[
        str, typer.Option(help="guest, member, facilitator or coordinator.")
    ] = "facilitator",
    export: Annotated[str | None, typer.Option(help="md, docx, ics, csv, html or json.")] = None,
    edition: Annotated[str, typer.Option(help="facilitator or participant.")] = "facilitator",
    start: Annotated[str | None, typer.Option(help='Like "2025-06-12 10:00".')] = None,
    zone: Annotated[
        str | None, typer.Option(help="Like Europe/Lisbon; else this computer's.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file to write.")] = None,
    now: Annotated[str | None, typer.Option(help="The day it is, like 2025-06-12.")] = None,
) -> None:
    """Plan a whole session; minutes always add up to the time there is."""
    from ..exporting import Edition, Format

    form = Format(_named(Format, export or "md", "--export"))
    reader = Edition(_named(Edition, edition, "--edition"))
    begins = _start(start, zone)
    if (text is None) == (conversation is None):
        raise InputError('give either what to plan, as in convene plan "TEXT", or --conversation')
    with workshop() as opened:
        who = viewer(opened, community, role)
        planned, answer = _planned(opened, text, conversation, who, day_named(now))
    if answer and not (export or output or begins) and reader is Edition.FACILITATOR:
        write_markdown(answer)
        return
    from ..exporting import export as as_file

    moment = dt.datetime.now(dt.UTC)
    data = as_file(planned, form, reader, start=begins, made=moment)
    _write(data, form, output)


def _planned(
    opened: Workshop, text: str | None, conversation: str | None, who: Viewer, day: dt.date
) -> tuple[SessionPlan, str]:
    if conversation is not None:
        held = opened.talks.conversation(conversation).desk.plan
        if held is None:
            raise InputError(f"there is no plan on the table in conversation {conversation!r}")
        return held, ""
    for words in (text or "", f"Plan a session: {text}"):
        answer, _ = opened.apart().reply(question(words, who, day), Conversation())
        if answer.plan is not None:
            return answer.plan, answer.text
    raise InputError(" ".join(s.text for s in answer.statements) or "that cannot be planned")


def _named(kind: type[StrEnum], name: str, option: str) -> str:
    """The name, if it is one of the kind's; raises InputError with those there are."""
    known = [one.value for one in kind]
    if name not in known:
        raise InputError(f"{option} {name!r} is not known; use {', '.join(known)}")
    return name


def _start(text: str | None, zone: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        begins = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f'{text!r} is no time; write it like "2025-06-12 10:00"') from None
    if begins.tzinfo is not None and zone is None:
        return begins
    try:
        own = ZoneInfo(zone) if zone else dt.datetime.now().astimezone().tzinfo
    except (ZoneInfoNotFoundError, ValueError):
        raise InputError(f"{zone!r} is no time zone; write it like Europe/Lisbon") from None
    return begins.replace(tzinfo=own)


def _write(data: bytes, form: str, output: Path | None) -> None:
    if output is None:
        if form == "docx":
            raise InputError("a Word document needs a file to go to: -o FILE")
        sys.stdout.write(data.decode("utf-8-sig"))
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    complain(f"written: {output}")
