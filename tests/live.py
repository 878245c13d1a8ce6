"""The page on a free port of this computer, for tests that talk to it as a browser does."""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from ui.desk import Desk
from ui.quiet import keep_quiet
from ui.serving import address, listen

STARTED_WITHIN = 60.0


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The address of a server that runs until the end of the block."""
    keep_quiet(os.environ)
    listening = listen("127.0.0.1", 0)
    app = asyncio.run(_created(desk))
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + STARTED_WITHIN
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        assert server.started, "the server did not start"
        yield address(listening)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


async def _created(desk: Desk) -> FastAPI:
    """Inside a loop, because outside of one Gradio makes several and closes none."""
    from ui.app import create_app

    return create_app(desk)
