"""What stands between a browser and the page: names, paths, sizes, and headers on every answer."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 256 * 1024
"""Bytes; a question has at most a few thousand characters."""
# Gradio runs its HTML parts with `new Function`, hence 'unsafe-eval'. So the policy does not
# stop injection (escaping does that); it stops anything from being sent elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What the page asks for. Gradio serves a good deal more (uploads, files, a proxy, run history,
# plain calls of any handler), and none of that is needed.
PATHS = frozenset({
    "/",
    "/health",
    "/config",
    "/theme.css",
    "/favicon.ico",
    "/manifest.json",
    "/robots.txt",
    "/gradio_api/info",
    "/gradio_api/startup-events",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/run/predict",
})  # fmt: skip
FOLDERS = ("/ui/", "/assets/", "/static/")


class Guard:
    """Lets through what the page needs, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers, path = Headers(scope=scope), scope["path"]
        if path not in PATHS and not path.startswith(FOLDERS):
            return PlainTextResponse("Not found", 404)
        origin = headers.get("origin")
        if origin and urlsplit(origin).hostname not in self._hosts:
            return PlainTextResponse("Not from this page", 403)
        length = headers.get("content-length", "")
        if scope["method"] == "POST" and not length.isdecimal():
            return PlainTextResponse("Length required", 411)
        if length.isdecimal() and int(length) > LARGEST_BODY:
            return PlainTextResponse("Too large", 413)
        return None
