"""convene: the one command. Exit status: 0 done, 1 a check failed, 2 it could not run."""

import logging
import sys

import click
import typer

from ..errors import AssistantError
from .ask import ask
from .commands import Commands
from .doctor import doctor
from .ingest import ingest
from .output import complain

app = typer.Typer(
    cls=Commands,
    name="convene",
    help="A facilitation assistant for communities of practice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(ask)
app.command()(ingest)
app.command()(doctor)


def main() -> None:
    """Run the command line; every expected failure is one line on standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    command = typer.main.get_command(app)
    try:
        status = command.main(standalone_mode=False)
    except AssistantError as error:
        complain(f"convene: {error}")
        status = 2
    except click.ClickException as error:
        error.show()
        status = 2
    except click.Abort:
        complain("convene: stopped")
        status = 2
    except BrokenPipeError:
        status = 0
    sys.exit(status if isinstance(status, int) else 0)
