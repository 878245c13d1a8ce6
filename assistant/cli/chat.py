"""convene chat: a conversation in the terminal, kept so that it can be gone on with."""

import datetime as dt
import secrets
import sys
from typing import Annotated

import typer

from ..build import Workshop
from ..composing.briefs import brief
from ..errors import AssistantError
from ..models import Conversation, Viewer
from .asked import question
from .opening import day_named, viewer, workshop
from .output import complain, write_markdown

LEAVING = frozenset({"/quit", "/exit", "/q"})
PROMPT = "you> "


def chat(
    conversation: Annotated[str | None, typer.Option(help="Go on with this one.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show what can be gone on with.")] = False,
    community: Annotated[str | None, typer.Option(help="Whose records to ask.")] = None,
    role: Annotated[
        str, typer.Option(help="guest, member, facilitator or coordinator.")
    ] = "member",
    now: Annotated[str | None, typer.Option(help="The day it is, like 2025-06-12.")] = None,
) -> None:
    """Plan with the assistant, turn by turn; /quit ends."""
    day = day_named(now)
    with workshop() as opened:
        who = viewer(opened, community, role)
        if listed:
            _list(opened, who)
            return
        name = conversation or secrets.token_hex(4)
        talk = opened.talks.conversation(name)
        _greet(name, talk)
        while (text := _read()) is not None:
            if not text.strip():
                continue
            try:
                answer, talk = opened.assistant.reply(question(text, who, day), talk)
            except AssistantError as error:
                complain(str(error))
                continue
            opened.talks.keep(name, who.community or "", talk, dt.datetime.now(dt.UTC))
            write_markdown(answer.text)
            if limits := brief(talk.desk.constraints):
                write_markdown(f"*{limits}*")


def _list(opened: Workshop, who: Viewer) -> None:
    talks = opened.talks.listed(who.community or "")
    if not talks:
        write_markdown("No conversations yet.")
    for talk in talks:
        write_markdown(f"- {talk.id}: {talk.begins[:60]} ({talk.turns} turns)")


def _greet(name: str, talk: Conversation) -> None:
    if sys.stdin.isatty():
        complain(f"conversation {name}, {len(talk.turns)} turns so far; /quit ends")


def _read() -> str | None:
    """The next line; None at the end."""
    try:
        line = input(PROMPT if sys.stdin.isatty() else "")
    except (EOFError, KeyboardInterrupt):
        return None
    return None if line.strip() in LEAVING else line
