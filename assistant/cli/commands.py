"""The sub-commands: ours, and those that other packages add.

A package adds one through the entry-point group `convene.commands`: a function with typed
parameters. It is imported only when its command is used, so `convene ask` never pays for the
web app.
"""

from importlib.metadata import entry_points
from typing import Any

import click
import typer
from typer.core import TyperGroup

GROUP = "convene.commands"


class Commands(TyperGroup):
    """Our commands first; others are looked up only when ours do not have the name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        others = {entry.name for entry in entry_points(group=GROUP)}
        return [*super().list_commands(ctx), *sorted(others)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _from_elsewhere(cmd_name)


def _from_elsewhere(name: str) -> click.Command | None:
    for entry in entry_points(group=GROUP, name=name):
        return _command(name, entry.load())
    return None


def _command(name: str, function: Any) -> click.Command:  # noqa: ANN401 - any signature will do
    app = typer.Typer(add_completion=False)
    app.command(name)(function)
    return typer.main.get_command(app)
