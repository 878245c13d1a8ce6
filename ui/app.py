"""The web application: our own routes, with the page mounted below them."""

import hashlib

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from .desk import Desk
from .guard import Guard
from .page import ASSETS, build_page
from .theme import theme

HOSTS = ("127.0.0.1", "localhost", "::1")
"""Names a browser on this computer has for us; any other is another site's trick."""


def create_app(desk: Desk) -> FastAPI:
    """Everything that answers a request; add nothing that a guest may not see."""
    app = FastAPI(title="Convene", docs_url=None, redoc_url=None, openapi_url=None)
    # The last one added is the first a request meets.
    app.add_middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*HOSTS, "[::1]"], www_redirect=False)
    app.add_middleware(Guard, hosts=HOSTS)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/favicon.ico")
    def icon() -> FileResponse:
        return FileResponse(ASSETS / "icon.svg")

    app.mount("/ui", StaticFiles(directory=ASSETS))
    gr.mount_gradio_app(
        app,
        build_page(desk),
        path="",
        theme=theme(),
        head=_head(),
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        mcp_server=False,
        ssr_mode=False,
        pwa=False,
    )
    return app


def _head() -> str:
    """Linked, not given to Gradio as `css`: it would be rewritten to sit below the container."""
    version = hashlib.sha256((ASSETS / "app.css").read_bytes()).hexdigest()[:12]
    return (
        f'<link rel="stylesheet" href="/ui/app.css?v={version}">'
        '<meta name="color-scheme" content="light dark">'
    )
