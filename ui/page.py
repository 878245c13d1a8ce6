"""The page as Gradio sees it: which part holds what, and which event goes where."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from . import render
from .desk import Desk, Screen

ASSETS = Path(__file__).parent / "assets"
AT_ONCE = 24
"""Questions answered at the same time; each has a thread of its own."""

# Markup of ours as it is: none of Gradio's styles, no script, and no template but "${value}",
# because Gradio runs what stands in a template.
_markup = partial(gr.HTML, apply_default_css=False, js_on_load=None)
# Every event is the page's own. Gradio calls this private; it means unlisted, so handlers
# trust nothing they are sent.
_OWN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_QUICK = _OWN | {"queue": False, "trigger_mode": "multiple"}
_ASKING = _OWN | {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"}


@dataclass(frozen=True)
class Layout:
    """The parts that events read or change."""

    header: gr.HTML
    conversation: gr.HTML
    box: gr.Textbox
    send: gr.Button
    new: gr.Button
    sources: gr.HTML
    status: gr.HTML
    token: gr.Textbox
    role: gr.Textbox

    @property
    def screen(self) -> list[gr.components.Component]:
        return [self.token, self.box, self.conversation, self.sources, self.status]


def build_page(desk: Desk) -> gr.Blocks:
    """Wire a desk to a chat page."""
    page = gr.Blocks(title="Convene", fill_width=True, fill_height=True, analytics_enabled=False)
    with page:
        layout = _lay_out(desk)
        _connect_asking(layout, desk)
        _connect_looking(page, layout, desk)
    page.queue(default_concurrency_limit=AT_ONCE, api_open=False)
    return page


def _lay_out(desk: Desk) -> Layout:
    bridge = (ASSETS / "bridge.js").read_text("utf-8")
    header = gr.HTML(desk.header(), apply_default_css=False, js_on_load=bridge, elem_id="cv-header")
    with gr.Row(elem_id="cv-body"):
        with gr.Column(elem_id="cv-talk"):
            conversation = _markup(render.conversation((), desk.first_role), elem_id="cv-log")
            with gr.Row(elem_id="cv-composer"):
                box = gr.Textbox(
                    label="Your message",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    placeholder="Describe a session, or ask",
                    elem_id="cv-box",
                )
                send = gr.Button("Send", variant="primary", elem_id="cv-send")
                new = gr.Button("New conversation", elem_id="cv-new")
        sources = _markup(render.sources(None), elem_id="cv-side")
    return Layout(
        header=header,
        conversation=conversation,
        box=box,
        send=send,
        new=new,
        sources=sources,
        status=_markup(render.announcement(None), elem_id="cv-status"),
        token=gr.Textbox(visible="hidden", label="Conversation", elem_id="cv-token"),
        role=gr.Textbox(desk.first_role, visible="hidden", label="View", elem_id="cv-view"),
    )


def _connect_asking(layout: Layout, desk: Desk) -> None:
    def ask(token: str, role: str, text: str) -> Iterator[tuple[object, ...]]:
        yield from map(_parts, desk.ask(token, role, text))

    def ask_by_button(token: str, role: str, event: gr.EventData) -> Iterator[tuple[object, ...]]:
        yield from map(_parts, desk.ask(token, role, _sent(event, "text")))

    def stumble(token: str, role: str) -> tuple[object, ...]:
        return _parts(desk.stumble(token, role))

    who = [layout.token, layout.role]
    typed = gr.on(
        [layout.box.submit, layout.send.click],
        ask, [*who, layout.box], layout.screen, **_ASKING,
    )  # fmt: skip
    chosen = layout.header.act_ask(ask_by_button, who, layout.screen, **_ASKING)
    for asking in (typed, chosen):
        asking.failure(stumble, who, layout.screen, **_QUICK)


def _connect_looking(page: gr.Blocks, layout: Layout, desk: Desk) -> None:
    def start(role: str) -> tuple[object, ...]:
        return _parts(desk.open(role))

    def change_role(token: str, event: gr.EventData) -> tuple[object, ...]:
        screen = desk.show(token, _sent(event, "role"))
        return screen.role, screen.conversation

    def show_sources(token: str, event: gr.EventData) -> str:
        return desk.sources(token, _sent(event, "turn"))

    page.load(start, [layout.role], layout.screen, **_QUICK)
    layout.new.click(start, [layout.role], layout.screen, **_QUICK)
    layout.header.act_role(
        change_role, [layout.token], [layout.role, layout.conversation], **_QUICK
    )
    layout.header.act_sources(show_sources, [layout.token], [layout.sources], **_QUICK)


def _parts(screen: Screen) -> tuple[object, ...]:
    """A screen in the order of `Layout.screen`."""
    box = gr.skip() if screen.box is None else screen.box
    return screen.token, box, screen.conversation, screen.sources, screen.announcement


def _sent(event: gr.EventData, name: str) -> object:
    """What the script sent under a name; anything at all, or nothing."""
    data = event._data
    return data.get(name) if isinstance(data, dict) else None
