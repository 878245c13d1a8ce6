"""The sub-commands: ours, and those that other packages add.

A package adds one through the entry-point group `convene.commands`: a function with typed
parameters. It is imported only when its command is used, so `convene ask` never pays for the
web app.
"""

from importlib.metadata import entry_points
from typing import Any

import typer
from typer.core import TyperGroup

GROUP = "convene.commands"


class Commands(TyperGroup):
    """Our commands first; others are looked up only when ours do not have the name.

    Typer does not publish the types of contexts and commands, hence `Any`.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        others = {entry.name for entry in entry_points(group=GROUP)}
        return [*super().list_commands(ctx), *sorted(others)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return super().get_command(ctx, cmd_name) or _from_elsewhere(cmd_name)


def _from_elsewhere(name: str) -> object | None:
    for entry in entry_points(group=GROUP, name=name):
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name)(entry.load())
        return typer.main.get_command(app)
    return None
