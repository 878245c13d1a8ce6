"""convene ask: one question, or many from a file."""

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from ..build import Workshop
from ..errors import AssistantError, InputError
from ..models import Answer, Conversation
from .asked import question
from .lines import json_lines, one_line
from .opening import day_named, viewer, workshop
from .output import write_json, write_markdown


def ask(
    text: Annotated[str | None, typer.Argument(help="What you would like to know.")] = None,
    community: Annotated[str | None, typer.Option(help="Whose records to ask.")] = None,
    role: Annotated[
        str, typer.Option(help="guest, member, facilitator or coordinator.")
    ] = "member",
    conversation: Annotated[str | None, typer.Option(help="Continue it, or begin it.")] = None,
    now: Annotated[str | None, typer.Option(help="The day it is, like 2025-06-12.")] = None,
    batch: Annotated[
        Path | None, typer.Option(help="A file of questions, one JSON a line.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
    explain: Annotated[bool, typer.Option(help="Also what was found and why.")] = False,
) -> None:
    """Ask for an activity, or about what a community has written down."""
    if (text is None) == (batch is None):
        raise InputError('give either a question, as in convene ask "TEXT", or --batch FILE')
    day = day_named(now)
    with workshop() as opened:
        if batch is not None:
            _many(opened, batch, community, role, day)
            return
        who = viewer(opened, community, role)
        asked = question(text or "", who, day)
        before = opened.talks.conversation(conversation) if conversation else Conversation()
        answer, after = opened.assistant.reply(asked, before)
        if conversation:
            moment = dt.datetime.now(dt.UTC)
            opened.talks.keep(conversation, who.community or "", after, moment)
    _show(answer, as_json=as_json, explain=explain)


def _show(answer: Answer, *, as_json: bool, explain: bool) -> None:
    if as_json:
        write_json(answer if explain else answer.model_copy(update={"trace": None}))
        return
    write_markdown(answer.text)
    if explain and answer.trace is not None:
        write_markdown(_explained(answer))


def _explained(answer: Answer) -> str:
    trace = answer.trace
    assert trace is not None  # the caller looked
    constraints = answer.understanding.constraints.model_dump(mode="json", exclude_defaults=True)
    lines = [
        "---",
        f"**Understood:** {answer.understanding.intent}, {json.dumps(constraints)}",
        f"**Confidence that the passages answer:** {trace.confidence:.2f}",
    ]
    lines += [f"- {hit.score:.3f} {hit.source}: {hit.text[:90]!r}" for hit in trace.retrieved]
    for item in trace.ranked:
        why = "; ".join(item.unmet or item.reasons)
        lines.append(f"- {item.score:.2f} {item.activity}: {why}")
    lines.append(f"**Seconds:** {answer.seconds:.3f}")
    return "\n".join(lines)


# --- many ------------------------------------------------------------------------------------


def _many(opened: Workshop, path: Path, community: str | None, role: str, day: dt.date) -> None:
    """One line in, one line out, order kept; a bad line gives its id and what is wrong."""
    for number, line in enumerate(json_lines(path), 1):
        name: object = number
        try:
            item = json.loads(line)
            if not isinstance(item, dict):
                raise InputError("a line has to be a JSON object")
            name = item.get("id", number)
            write_json(_answered(opened, item, community, role, day))
        except (AssistantError, json.JSONDecodeError, ValidationError) as error:
            write_json({"id": name, "error": one_line(error)})
        sys.stdout.flush()


def _answered(
    opened: Workshop, item: dict[str, object], community: str | None, role: str, day: dt.date
) -> dict[str, object]:
    turns = item.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        raise InputError('"turns" has to be a list of one or more texts')
    asked = item.get("community", community)
    who = viewer(opened, str(asked) if asked else None, str(item.get("role", role)))
    given = item.get("now")
    today = day_named(str(given)) if given else day
    begun = time.perf_counter()
    assistant, conversation, answers = opened.apart(), Conversation(), []
    for text in turns:
        answer, conversation = assistant.reply(question(text, who, today), conversation)
        answers.append(answer.model_dump(mode="json"))
    seconds = round(time.perf_counter() - begun, 4)
    return {"id": item.get("id"), "answers": answers, "seconds": seconds}
