"""convene serve: the page, on this computer."""

import datetime as dt
import os
from typing import Annotated

import typer

from assistant.build import build
from assistant.cli.opening import day_named, settings, viewer
from assistant.cli.output import complain, progress, write
from assistant.models import Role
from assistant.readiness import make_ready

from .quiet import keep_quiet
from .serving import address, listen, require_loopback, run


def serve(
    host: Annotated[str, typer.Option(help="An address of this computer alone.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65_535, help="7860, or the next free one, if left out."),
    ] = None,
    community: Annotated[str | None, typer.Option(help="Whose records to ask.")] = None,
) -> None:
    """Open Convene in the browser, for the person at this computer."""
    require_loopback(host)
    keep_quiet(os.environ)
    known = settings()
    listening = listen(host, port)
    opened = build(known, server=True)
    try:
        with progress() as report:
            make_ready(opened, dt.datetime.now(dt.UTC), report, example=True)
        slug = viewer(opened, community, Role.GUEST).community
        complain("Starting the page …")
        opened.retriever.warm(slug)
        from .app import create_app
        from .desk import Desk

        desk = Desk(
            assistant=opened.assistant,
            community=opened.store.community(slug) if slug else None,
            today=lambda: day_named(None),
        )
        desk.rehearse()
        where = address(listening)
        run(
            create_app(desk),
            listening,
            lambda: write(f"Convene is at {where} (Ctrl+C stops it)"),
        )
    finally:
        listening.close()
        opened.store.close()
