"""Gradio's colours and fonts, set to ours; everything else is in `assets/app.css`."""

import gradio as gr


def theme() -> gr.themes.Base:
    """System fonts only: nothing is fetched, from here or from elsewhere."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.gray,
        font=("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"),
        font_mono=("ui-monospace", "SFMono-Regular", "Consolas", "monospace"),
    )
