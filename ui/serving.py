"""A socket on this computer, and a web server on it until it is told to stop."""

import errno
import ipaddress
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from assistant.errors import InputError, SettingsError

FIRST_PORT = 7860
PORTS_TRIED = 20
SECONDS_TO_FINISH = 3
"""What is under way when the server is stopped may take this long."""


def require_loopback(host: str) -> None:
    """Raise SettingsError for an address that others could reach."""
    if not _is_loopback(host):
        raise SettingsError(
            f"cannot serve on {host}: sign-in does not exist yet, so everyone who can reach that "
            "address could read as anyone; use --host 127.0.0.1"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int | None) -> socket.socket:
    """A listening socket on `port`, or, if that is None, on the first free one from 7860 on.

    Raises InputError, saying what to do, if there is none.
    """
    for candidate in _candidates(port):
        try:
            return _bound(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                problem = f"cannot listen on {host}, port {candidate}: {error.strerror}"
                raise InputError(problem) from error
    if port is None:
        last = FIRST_PORT + PORTS_TRIED - 1
        raise InputError(f"ports {FIRST_PORT} to {last} are all taken; name another with --port")
    raise InputError(
        f"port {port} is taken: stop what uses it, or leave --port out to get a free one"
    )


def _candidates(port: int | None) -> Iterator[int]:
    if port is None:
        yield from range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    else:
        yield port


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def address(listening: socket.socket) -> str:
    """Where a browser finds it."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Announcing(uvicorn.Server):
    """Says so once requests are answered."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def run(app: ASGIApp, listening: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until Ctrl+C."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    try:
        _Announcing(config, announce).run(sockets=[listening])
    except KeyboardInterrupt:
        return
